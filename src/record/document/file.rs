//! The document as a file: one record a line, written as one, read back with care.

mod older;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Read, Write};
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
        let beside = |name: &str| match disk::open_plain(&path.with_file_name(name), MOST_BESIDE) {
            Ok(file) => journal::sha256_of(file).map_or(Beside::Unreadable, Beside::Digest),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Beside::Missing,
            Err(_) => Beside::Unreadable,
        };
        Self::read_from(&path, read_whole(&path).map(Cow::Owned), beside)
    }

    /// Reads the document among the files of an encrypted session, which are in memory alone.
    ///
    /// # Errors
    /// One sentence, as [`Document::read`].
    pub fn read_among(
        folder: &Path,
        files: &BTreeMap<String, Vec<u8>>,
    ) -> Result<(Self, Vec<String>), String> {
        let bytes = files.get(FILE).map(|bytes| Cow::Borrowed(bytes.as_slice()));
        let bytes = bytes.ok_or_else(|| "its archive holds no session document".to_owned());
        let beside = |name: &str| match files.get(name) {
            Some(bytes) => Beside::Digest(journal::sha256(bytes)),
            None => Beside::Missing,
        };
        Self::read_from(&folder.join(FILE), bytes, beside)
    }

    /// `bytes` is the document, `beside` gives the digest of a file that lies beside it.
    fn read_from(
        path: &Path,
        bytes: Result<Cow<'_, [u8]>, String>,
        beside: impl Fn(&str) -> Beside + Sync,
    ) -> Result<(Self, Vec<String>), String> {
        let cant = |why: String| format!("{} can't be opened: {why}.", path.display());
        let bytes = bytes.map_err(cant)?;
        let bytes = bounded(&bytes).map_err(cant)?;
        let mut document: Self = match parse(bytes, path) {
            Ok(document) => document,
            // What is none of ours, or of a newer version, is told so, whatever else is the matter with it.
            Err(why) => {
                let head: Head = parse(bytes, path).map_err(cant)?;
                head.check().map_err(cant)?;
                return Err(cant(why));
            }
        };
        Head::of(&document).check().map_err(cant)?;
        if document.revision < REVISION {
            let told = parse(bytes, path).map_err(cant)?;
            return Ok(document.of_older(&told, path, beside));
        }
        let events = std::mem::take(&mut document.events);
        let again = Self::rows(&events, document.journal_sha256.clone())
            .map(|again| again.with_frames(document.frames_sha256.clone()));
        let is_same = again.is_some_and(|again| again == document);
        document.events = events;
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
        let again = Self::build(self.events.clone(), self.journal_sha256.clone())
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
}

impl Head {
    fn of(document: &Document) -> Self {
        Self {
            format: document.format.clone(),
            version: document.version,
        }
    }

    fn check(&self) -> Result<(), String> {
        if self.format != FORMAT {
            return Err("it is not a session document of Lacrima".to_owned());
        }
        if self.version > VERSION {
            return Err("a newer version of Lacrima wrote it; open it with that".to_owned());
        }
        Ok(())
    }
}

/// The file's bytes, at most [`MOST`].
fn read_whole(path: &Path) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let file = disk::open_plain(path, MOST);
    let read = file.and_then(|file| file.take(MOST).read_to_end(&mut bytes));
    read.map(|_| bytes).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => "there is no such file; check the path".to_owned(),
        io::ErrorKind::PermissionDenied => "it may not be read; change its permissions".to_owned(),
        io::ErrorKind::Other => error.to_string(),
        _ if path.is_symlink() => "it is a link; name the file itself".to_owned(),
        _ => format!("it is no file that can be read ({error})"),
    })
}

/// Refuses a file that holds more values than any session has.
fn bounded(bytes: &[u8]) -> Result<&[u8], String> {
    // The sum of a chunk fits in a byte, so that many are counted at once.
    let commas = |chunk: &[u8]| chunk.iter().map(|byte| u8::from(*byte == b',')).sum::<u8>();
    let count: usize = bytes
        .chunks(255)
        .map(|chunk| usize::from(commas(chunk)))
        .sum();
    if count > MOST_COMMAS {
        return Err("it is not a session document (it holds more than any session can)".to_owned());
    }
    Ok(bytes)
}

fn parse<T: DeserializeOwned>(bytes: &[u8], path: &Path) -> Result<T, String> {
    serde_json::from_slice(bytes).map_err(|error| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // A number that is cut off behind its point is no number to the parser, and the end of the file for us.
        if error.is_eof() || (error.is_syntax() && is_at_end(bytes, &error)) {
            format!("{name} is cut off at line {}", error.line())
        } else {
            // The parser quotes what it finds, which may be long.
            let error = shortened(&error.to_string(), LONGEST_WHY);
            format!("it is not a session document ({error})")
        }
    })
}

/// Whether the parser came to the end of the file.
fn is_at_end(bytes: &[u8], error: &serde_json::Error) -> bool {
    let mut lines = bytes
        .split(|byte| *byte == b'\n')
        .skip(error.line().saturating_sub(1));
    let reached = lines.next().is_none_or(|line| error.column() >= line.len());
    reached && lines.next().is_none()
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
