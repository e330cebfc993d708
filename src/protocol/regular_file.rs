//! Opens a file that a stranger named: only a regular file, and never waiting for a pipe or device.

use std::fs::{File, OpenOptions};
use std::io::ErrorKind;
use std::path::Path;

use rustix::io::Errno;

const NO_FILE: &str = "This is a folder or a device, not a file; choose a file.";

/// The opened file and its length in bytes, or a sentence that says what to do.
pub(super) fn open(path: &Path) -> Result<(File, u64), String> {
    let mut options = OpenOptions::new();
    options.read(true);
    // Opening a named pipe would otherwise wait for whoever writes into it.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(
        &mut options,
        rustix::fs::OFlags::NONBLOCK.bits().cast_signed(),
    );
    let file = options.open(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => "There is no such file; check the path.".to_owned(),
        ErrorKind::PermissionDenied => {
            "The file may not be read; change its permissions.".to_owned()
        }
        _ => match error.raw_os_error().map(Errno::from_raw_os_error) {
            // A socket.
            Some(Errno::NXIO) => NO_FILE.to_owned(),
            Some(Errno::LOOP) => {
                "The path is a link that leads in a circle; name the file itself.".to_owned()
            }
            _ => format!("The file can't be opened ({error}); check the path."),
        },
    })?;
    let facts = file
        .metadata()
        .map_err(|error| format!("The file can't be examined ({error}); choose another one."))?;
    if facts.is_file() {
        Ok((file, facts.len()))
    } else {
        Err(NO_FILE.to_owned())
    }
}
