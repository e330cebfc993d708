//! Reads a small text file safely: a regular file, no larger than a protocol or a part of one can be, in UTF-8.

use std::io::Read;
use std::path::Path;

use crate::protocol::regular_file;

/// Largest file of a protocol or a part of one, in bytes.
const MOST_BYTES: u64 = 1 << 20;

/// The bytes of the file at `path`, or a sentence that says why they can't be had.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, String> {
    let (file, _) = regular_file::open(path)?;
    let mut bytes = Vec::new();
    // The file may grow while it is read, so its length at opening is not relied on.
    file.take(MOST_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| format!("The file can't be read ({error}); copy it elsewhere."))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(format!(
            "The file is larger than {} MiB; protocols and their parts are small text files, so choose another one.",
            MOST_BYTES >> 20
        ));
    }
    Ok(bytes)
}

/// The text of the bytes, without the byte order mark that some editors write, or a sentence that says what to do.
pub(super) fn text(bytes: &[u8]) -> Result<&str, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        format!(
            "The file is not UTF-8 text (byte {}); save it again with the encoding UTF-8.",
            error.valid_up_to() + 1
        )
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}
