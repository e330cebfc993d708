//! The document as a file: one record a line, written as one, read back with care.

mod older;

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::ser::Formatter;

use super::{Document, FORMAT, REVISION, VERSION};
use crate::plain::shortened;
use crate::record::vault;
use crate::record::{disk, frames, journal};

/// The file's name in a session folder.
pub const FILE: &str = "session.json";
/// A larger file is no session document: a day of coding fills a small part of it.
const MOST: u64 = 32 << 20;
/// Most commas: every value takes many times its bytes in memory, and a session of a hundred minutes has about 20 000.
const MOST_COMMAS: usize = 2_000_000;
/// More is no journal and no list of frames.
const MOST_BESIDE: u64 = 1 << 30;
/// Longest quotation of what is wrong with a file, in characters.
const LONGEST_WHY: usize = 200;

impl Document {
    /// Writes the document as one: a reader finds the whole of it or nothing.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        disk::replace(path, |out| {
            let mut json = serde_json::Serializer::with_formatter(&mut *out, Lines::default());
            self.serialize(&mut json).map_err(io::Error::from)?;
            out.write_all(b"\n")
        })
    }

    /// Reads a document: the file itself, or the one in a session's folder. Also says in one sentence each what is to be known of it,
    /// such as that it, its journal or its frames were changed since it was sealed.
    ///
    /// # Errors
    /// One sentence when it is no session document, is encrypted or can't be read.
    pub fn read(path: &Path) -> Result<(Self, Vec<String>), String> {
        let path = if path.is_dir() {
            path.join(FILE)
        } else {
            path.to_owned()
        };
        if vault::needs_passphrase(&path) {
            return Err(format!(
                "The session in {} is encrypted: its passphrase is needed.",
                path.parent().unwrap_or(&path).display()
            ));
        }
        let file = || open(&path);
        let beside = |name: &str| match disk::open_plain(&path.with_file_name(name), MOST_BESIDE) {
            Ok(file) => journal::sha256_of(file).map_or(Beside::Unreadable, Beside::Digest),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Beside::Missing,
            Err(_) => Beside::Unreadable,
        };
        Self::read_from(&path, file, beside)
    }

    /// Reads the document among the files of an encrypted session, which are in memory alone.
    ///
    /// # Errors
    /// One sentence, as [`Document::read`].
    pub fn read_among(
        folder: &Path,
        files: &BTreeMap<String, Vec<u8>>,
    ) -> Result<(Self, Vec<String>), String> {
        let document = || {
            let bytes = files.get(FILE).map(Vec::as_slice);
            bytes.ok_or_else(|| "its archive holds no session document".to_owned())
        };
        let beside = |name: &str| match files.get(name) {
            Some(bytes) => Beside::Digest(journal::sha256(bytes)),
            None => Beside::Missing,
        };
        Self::read_from(&folder.join(FILE), document, beside)
    }

    /// `open` gives the document's bytes from their beginning, `beside` the digest of a file that lies beside it.
    fn read_from<R: Read>(
        path: &Path,
        open: impl Fn() -> Result<R, String>,
        beside: impl Fn(&str) -> Beside,
    ) -> Result<(Self, Vec<String>), String> {
        let cant = |why: String| format!("{} can't be opened: {why}.", path.display());
        let head: Head = parse(open().map_err(cant)?, path).map_err(cant)?;
        if head.format != FORMAT {
            return Err(cant("it is not a session document of Lacrima".to_owned()));
        }
        if head.version > VERSION {
            return Err(cant(
                "a newer version of Lacrima wrote it; open it with that".to_owned(),
            ));
        }
        let document: Self = parse(open().map_err(cant)?, path).map_err(cant)?;
        if head.revision < REVISION {
            let told = parse(open().map_err(cant)?, path).map_err(cant)?;
            return Ok(document.of_older(&told, path, beside));
        }
        let again = Self::build(&document.events, document.journal_sha256.clone())
            .map(|again| again.with_frames(document.frames_sha256.clone()));
        let is_same = again.is_some_and(|again| again == document);
        let notices = document.changes(path, is_same, beside);
        Ok((document, notices))
    }

    /// The document of an older file: what it lacks is made of its events, as long as these say all that it tells itself.
    fn of_older(
        self,
        told: &serde_json::Value,
        path: &Path,
        beside: impl Fn(&str) -> Beside,
    ) -> (Self, Vec<String>) {
        let again = Self::build(&self.events, self.journal_sha256.clone())
            .map(|again| again.with_frames(self.frames_sha256.clone()));
        let same = again.filter(|again| {
            serde_json::to_value(again).is_ok_and(|again| older::holds(&again, told))
        });
        let notices = self.changes(path, same.is_some(), beside);
        (same.unwrap_or(self), notices)
    }

    /// What was changed since the document was sealed.
    fn changes(&self, path: &Path, is_same: bool, beside: impl Fn(&str) -> Beside) -> Vec<String> {
        let mut changes = Vec::new();
        let sealed = [
            ("journal", journal::FILE, Some(&self.journal_sha256)),
            ("list of frames", frames::FILE, self.frames_sha256.as_ref()),
        ];
        for (what, name, sealed) in sealed {
            let Some(sealed) = sealed.filter(|sealed| !sealed.is_empty()) else {
                continue;
            };
            let change = match beside(name) {
                Beside::Digest(now) if now != *sealed => "was changed since the session was sealed",
                // A document that was copied elsewhere has nothing beside it.
                Beside::Missing if self.lies_at_home(path) => "is missing",
                Beside::Unreadable if self.lies_at_home(path) => "can't be read",
                _ => continue,
            };
            changes.push(format!("The {what} beside {} {change}.", path.display()));
        }
        if !is_same {
            changes.push(format!(
                "{} was changed since it was sealed: it does not say what its own events say.",
                path.display()
            ));
        }
        changes
    }

    /// Whether the document at this path lies in its session's own folder.
    fn lies_at_home(&self, path: &Path) -> bool {
        let folder = match path.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        folder
            .canonicalize()
            .is_ok_and(|folder| folder.ends_with(&self.session.id))
    }
}

/// A file beside the document.
enum Beside {
    Digest(String),
    Missing,
    /// It is there, and no plain file or one that may not be read.
    Unreadable,
}

/// What is looked at before the rest.
#[derive(Deserialize)]
struct Head {
    #[serde(default)]
    format: String,
    #[serde(default)]
    version: u32,
    #[serde(default)]
    revision: u32,
}

fn open(path: &Path) -> Result<std::fs::File, String> {
    disk::open_plain(path, MOST).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => "there is no such file; check the path".to_owned(),
        io::ErrorKind::PermissionDenied => "it may not be read; change its permissions".to_owned(),
        io::ErrorKind::Other => error.to_string(),
        _ if path.is_symlink() => "it is a link; name the file itself".to_owned(),
        _ => format!("it is no file that can be read ({error})"),
    })
}

fn parse<T: DeserializeOwned>(source: impl Read, path: &Path) -> Result<T, String> {
    let mut reader = BufReader::with_capacity(1 << 18, Counted(source.take(MOST), 0));
    serde_json::from_reader(&mut reader).map_err(|error| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // A number that is cut off behind its point is no number to the parser, and the end of the file for us.
        let mut at_end = || reader.fill_buf().is_ok_and(<[u8]>::is_empty);
        if error.is_eof() || (error.is_syntax() && at_end()) {
            format!("{name} is cut off at line {}", error.line())
        } else {
            // The parser quotes what it finds, which may be long.
            let error = shortened(&error.to_string(), LONGEST_WHY);
            format!("it is not a session document ({error})")
        }
    })
}

/// Breaks off where a file holds more values than any session has.
struct Counted<R>(R, usize);

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.0.read(buffer)?;
        let read = buffer.get(..count).unwrap_or_default();
        self.1 += read.iter().filter(|byte| **byte == b',').count();
        if self.1 > MOST_COMMAS {
            return Err(io::Error::other("it holds more than any session can"));
        }
        Ok(count)
    }
}

/// Breaks lines down to the records of the top level's lists, and not within them: for people and for `grep`.
#[derive(Default)]
struct Lines {
    depth: usize,
    filled: bool,
}

/// Containers deeper than this stand on one line.
const DEPTH: usize = 2;

impl Lines {
    fn open<W: ?Sized + Write>(&mut self, out: &mut W, mark: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.filled = false;
        out.write_all(mark)
    }

    fn close<W: ?Sized + Write>(&mut self, out: &mut W, mark: &[u8]) -> io::Result<()> {
        self.depth -= 1;
        if self.filled && self.depth < DEPTH {
            self.line(out)?;
        }
        self.filled = true;
        out.write_all(mark)
    }

    fn next<W: ?Sized + Write>(&self, out: &mut W, first: bool) -> io::Result<()> {
        if !first {
            out.write_all(b",")?;
        }
        if self.depth <= DEPTH {
            return self.line(out);
        }
        if first { Ok(()) } else { out.write_all(b" ") }
    }

    fn line<W: ?Sized + Write>(&self, out: &mut W) -> io::Result<()> {
        out.write_all(b"\n")?;
        (0..self.depth).try_for_each(|_| out.write_all(b" "))
    }
}

impl Formatter for Lines {
    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.open(out, b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.close(out, b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.next(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.open(out, b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.close(out, b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.next(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(b": ")
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }
}
