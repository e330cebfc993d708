//! The few acts on the disk that the record needs: open privately, write in place, sync, replace as one.

use std::ffi::OsString;
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{DirBuilderExt, FileExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;

/// Opens the files of a session; tests put a slow or a failing one in its place.
pub trait Disk: Send + Sync {
    /// Opens the file for reading and writing, or makes it, private to the user.
    fn open(&self, path: &Path) -> io::Result<Box<dyn Sink>>;
}

/// An open file of a session. Writing and syncing may go on at the same time from two threads.
pub trait Sink: Send + Sync {
    /// Writes at `offset`; may write less, as [`Write::write`] may.
    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<usize>;
    /// Returns when everything written before is really on the disk.
    fn sync(&self) -> io::Result<()>;
    /// The first `most` bytes of the file, or fewer where it is shorter.
    fn head(&self, most: usize) -> io::Result<Vec<u8>>;
    /// Whether this very file still lies at the path under which it was opened.
    fn in_place(&self) -> bool;
}

/// The real one.
pub struct RealDisk;

struct RealFile {
    file: File,
    path: PathBuf,
}

impl Disk for RealDisk {
    fn open(&self, path: &Path) -> io::Result<Box<dyn Sink>> {
        let file = open_own(path)?;
        if let Some(folder) = path.parent() {
            sync_folder(folder)?;
        }
        let path = path.to_owned();
        Ok(Box::new(RealFile { file, path }))
    }
}

impl Sink for RealFile {
    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<usize> {
        self.file.write_at(bytes, offset)
    }

    fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    fn head(&self, most: usize) -> io::Result<Vec<u8>> {
        let mut found = vec![0; most];
        let mut length = 0;
        while let Some(rest) = found.get_mut(length..).filter(|rest| !rest.is_empty()) {
            match self.file.read_at(rest, length as u64)? {
                0 => break,
                n => length += n,
            }
        }
        found.truncate(length);
        Ok(found)
    }

    fn in_place(&self) -> bool {
        match (self.file.metadata(), self.path.symlink_metadata()) {
            (Ok(open), Ok(there)) => (open.dev(), open.ino()) == (there.dev(), there.ino()),
            _ => false,
        }
    }
}

/// Makes a folder and those above it, private to the user.
pub fn make_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Writes a whole file at once: a reader finds the old content or the new one, never a part, also after a power cut. Where that fails,
/// nothing of the new one is left.
pub fn replace(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut name: OsString = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let part = path.with_file_name(name);
    let file = make_anew(&part)?;
    let mut out = io::BufWriter::with_capacity(1 << 16, file);
    let written = write(&mut out)
        .and_then(|()| out.into_inner().map_err(io::IntoInnerError::into_error))
        .and_then(|file| file.sync_all())
        .and_then(|()| std::fs::rename(&part, path));
    if let Err(error) = written {
        drop(std::fs::remove_file(&part));
        return Err(error);
    }
    path.parent().map_or(Ok(()), sync_folder)
}

/// Reads a plain file that is no longer than `most` bytes; links, devices and pipes are refused.
pub fn open_plain(path: &Path, most: u64) -> io::Result<File> {
    let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits() as i32;
    let file = OpenOptions::new()
        .read(true)
        .custom_flags(flags)
        .open(path)?;
    let about = file.metadata()?;
    if !about.is_file() {
        return Err(io::Error::other("it is not a plain file"));
    }
    if about.len() > most {
        return Err(io::Error::other(
            "it is larger than any session file can be",
        ));
    }
    Ok(file)
}

/// Reads a plain file from its beginning, at most `most` bytes of it.
pub fn read_head(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open_plain(path, u64::MAX)?
        .take(most)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Moves what `file`, which lies at `path`, holds behind its first `trusted` bytes into a new file at `aside`.
pub fn set_aside(path: &Path, file: &mut File, trusted: u64, aside: &Path) -> io::Result<()> {
    file.seek(SeekFrom::Start(trusted))?;
    replace(aside, |out| io::copy(file, out).map(drop))?;
    match open_there(path) {
        Ok(whole) => {
            whole.set_len(trusted)?;
            whole.sync_all()
        }
        // Cutting it would cut what lies under its other name, too.
        Err(_) => {
            file.rewind()?;
            replace(path, |out| io::copy(&mut file.take(trusted), out).map(drop))
        }
    }
}

/// A name with a number that nothing in the folder bears yet, for what is set aside.
pub fn free_name(folder: &Path, stem: &str) -> (PathBuf, String) {
    (1..)
        .map(|n| format!("{stem}{n}"))
        .map(|name| (folder.join(&name), name))
        .find(|(path, _)| path.symlink_metadata().is_err())
        .unwrap_or_default()
}

/// Whether there was no room for what was to be written.
pub fn is_full(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
    )
}

/// A new name in a folder lasts only when the folder itself is synced.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Opens a file for reading and writing, or makes it.
///
/// What is opened for writing here is always private to the user, no link, and a plain file with one name: writing to it changes nothing
/// that lies elsewhere.
pub fn open_own(path: &Path) -> io::Result<File> {
    own(private().create(true).truncate(false), path)
}

/// The same for a file that must be there.
pub fn open_there(path: &Path) -> io::Result<File> {
    own(&mut private(), path)
}

/// The same for lines that are added at its end.
pub fn open_end(path: &Path) -> io::Result<File> {
    own(private().append(true).create(true), path)
}

/// Makes a file that must not be there.
pub fn make_new(path: &Path) -> io::Result<File> {
    private().create_new(true).open(path)
}

/// Makes a file in the place of one of our own that a crash may have left: that one may bear another name elsewhere, so it is not
/// written to.
pub fn make_anew(path: &Path) -> io::Result<File> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => make_new(path),
    }
}

fn own(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    let file = options.open(path)?;
    let about = file.metadata()?;
    if !about.is_file() {
        return Err(io::Error::other("it is not a plain file"));
    }
    if about.nlink() > 1 {
        return Err(io::Error::other("it has another name elsewhere, too"));
    }
    Ok(file)
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options
        .read(true)
        .write(true)
        .mode(0o600)
        .custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits() as i32);
    options
}
