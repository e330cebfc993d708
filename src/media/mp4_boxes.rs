//! Finds MP4 and QuickTime files without an index, and those whose pictures or sound lie in other files or behind an
//! address.
//!
//! Source: ISO/IEC 14496-12, 8.7.2 (`dref`: flag 1 says "in this file"); QuickTime File Format, reference movies (`rmra`).

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// Deepest box that is followed, and most boxes that are looked at: a hostile file must not keep the probe busy.
const DEEPEST: usize = 8;
const MOST_BOXES: usize = 50_000;

/// What the boxes say before anything is decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Boxes {
    Fine,
    /// Some of it lies outside the file.
    Elsewhere,
    /// The index, which many programs write last, is missing.
    NoIndex,
}

/// Walks through the boxes. Unreadable structure counts as fine where an index was seen: decoding will tell.
pub(super) fn look_at_boxes(path: &Path) -> Boxes {
    let Ok(mut file) = File::open(path) else {
        return Boxes::Fine;
    };
    let Ok(length) = file.seek(SeekFrom::End(0)) else {
        return Boxes::Fine;
    };
    let mut walk = Walk {
        file,
        left: MOST_BOXES,
        index: false,
    };
    let elsewhere = walk.children(0, length, 0).unwrap_or(false);
    match (elsewhere, walk.index) {
        (true, _) => Boxes::Elsewhere,
        (false, true) => Boxes::Fine,
        (false, false) => Boxes::NoIndex,
    }
}

struct Walk {
    file: File,
    left: usize,
    index: bool,
}

impl Walk {
    fn children(&mut self, from: u64, end: u64, depth: usize) -> Option<bool> {
        let mut at = from;
        while at + 8 <= end && depth < DEEPEST && self.left > 0 {
            self.left -= 1;
            let (kind, body, next) = self.header(at, end)?;
            self.index |= &kind == b"moov";
            let found = match &kind {
                b"rmra" | b"rdrf" => true,
                b"moov" | b"trak" | b"mdia" | b"minf" | b"dinf" => {
                    self.children(body, next, depth + 1).unwrap_or(false)
                }
                b"dref" => self.any_reference_outside(body, next)?,
                _ => false,
            };
            if found {
                return Some(true);
            }
            at = next;
        }
        Some(false)
    }

    /// A data reference box: version and flags, a count, then entries whose flag 1 means "this file".
    fn any_reference_outside(&mut self, body: u64, end: u64) -> Option<bool> {
        let mut at = body + 8;
        while at + 12 <= end && self.left > 0 {
            self.left -= 1;
            let (_, entry, next) = self.header(at, end)?;
            let flags = self.u32_at(entry)? & 0x00FF_FFFF;
            if flags & 1 == 0 {
                return Some(true);
            }
            at = next;
        }
        Some(false)
    }

    /// Kind, first byte of the body, and first byte after the box.
    fn header(&mut self, at: u64, end: u64) -> Option<([u8; 4], u64, u64)> {
        let short = u64::from(self.u32_at(at)?);
        let mut kind = [0; 4];
        self.file.read_exact(&mut kind).ok()?;
        let (size, body) = match short {
            0 => (end - at, at + 8),
            1 => {
                let mut long = [0; 8];
                self.file.read_exact(&mut long).ok()?;
                (u64::from_be_bytes(long), at + 16)
            }
            size => (size, at + 8),
        };
        let next = at.checked_add(size)?;
        (next >= body).then_some((kind, body, next.min(end)))
    }

    fn u32_at(&mut self, at: u64) -> Option<u32> {
        let mut bytes = [0; 4];
        self.file.seek(SeekFrom::Start(at)).ok()?;
        self.file.read_exact(&mut bytes).ok()?;
        Some(u32::from_be_bytes(bytes))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn boxed(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let mut bytes = (body.len() as u32 + 8).to_be_bytes().to_vec();
        bytes.extend_from_slice(kind);
        bytes.extend_from_slice(body);
        bytes
    }

    fn movie(reference_flags: u8) -> tempfile::NamedTempFile {
        let entry = boxed(b"url ", &[0, 0, 0, reference_flags]);
        let mut dref = vec![0, 0, 0, 0, 0, 0, 0, 1];
        dref.extend(entry);
        let mut bytes = boxed(b"dref", &dref);
        for kind in [b"dinf", b"minf", b"mdia", b"trak", b"moov"] {
            bytes = boxed(kind, &bytes);
        }
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(&boxed(b"ftyp", b"isom\0\0\0\0")).unwrap();
        file.write_all(&bytes).unwrap();
        file
    }

    #[test]
    fn only_a_reference_outside_the_file_is_refused() {
        assert_eq!(look_at_boxes(movie(1).path()), Boxes::Fine);
        assert_eq!(look_at_boxes(movie(0).path()), Boxes::Elsewhere);
    }

    #[test]
    fn broken_boxes_end_the_walk() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(&[0, 0, 0, 3, b'm', b'o', b'o', b'v', 0, 0, 0, 0])
            .unwrap();
        assert_eq!(look_at_boxes(file.path()), Boxes::NoIndex);
    }
}
