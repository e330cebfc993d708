//! What desk and viewing child say to each other.
//!
//! Orders are lines of JSON. A message is four bytes (little end first) with the length of its head, the head as JSON, and for a picture
//! as many bytes of pixels as the head says.

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};

use super::orientation::Orientation;
use crate::media::MediaInfo;
use crate::time::{FilmTime, Stamp};

/// A head is far shorter; more means that the other side talks nonsense.
const LONGEST_HEAD: u32 = 1 << 16;
/// Widest and highest picture that is sent.
pub(super) const LARGEST_SIDE: u32 = 1280;
/// Bytes of a pixel: red, green, blue and an opaque fourth.
pub(super) const PIXEL_BYTES: usize = 4;

/// One order, numbered from 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Order {
    pub n: u64,
    pub what: What,
}

/// What is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum What {
    /// The frame that is shown at this media time.
    Seek(FilmTime),
    /// So many frames on, or back.
    Step(i32),
    /// Play at this rate.
    Play(f64),
    Pause,
    Mute(bool),
    /// Pictures at most this wide and high.
    Size(u32, u32),
}

/// Where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct At {
    /// The newest order that this answers.
    pub n: u64,
    pub film: FilmTime,
    /// When that media time was due.
    pub due: Stamp,
    /// Media time a second of real time; 0 while it holds.
    pub rate: f64,
    /// Nothing comes after it.
    pub ended: bool,
}

/// A picture's size and place.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct FrameHead {
    pub at: At,
    /// Not yet the frame that was asked for, only one on the way to it.
    pub rough: bool,
    pub width: u32,
    pub height: u32,
    pub orientation: Orientation,
}

/// What the child says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Head {
    Alive,
    Opened(MediaInfo),
    Frame(FrameHead),
    At(At),
    /// It plays without its sound; why, or nothing once the sound is back.
    Silent(Option<String>),
    Failed(String),
}

impl FrameHead {
    /// Bytes of the picture; `None` for a size that is never sent.
    pub fn bytes(&self) -> Option<usize> {
        let sane = |side: u32| (1..=LARGEST_SIDE).contains(&side);
        (sane(self.width) && sane(self.height))
            .then(|| self.width as usize * self.height as usize * PIXEL_BYTES)
    }
}

/// Writes one message; `body` holds the pixels of a picture.
pub(super) fn write(out: &mut impl Write, head: &Head, body: &[u8]) -> io::Result<()> {
    let text = serde_json::to_vec(head)?;
    let length = u32::try_from(text.len()).map_err(io::Error::other)?;
    out.write_all(&length.to_le_bytes())?;
    out.write_all(&text)?;
    out.write_all(body)?;
    out.flush()
}

/// Reads one message; nonsense is an error, as is the end.
pub(super) fn read(input: &mut impl Read) -> io::Result<(Head, Vec<u8>)> {
    let mut length = [0; 4];
    input.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length);
    if length > LONGEST_HEAD {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut text = vec![0; length as usize];
    input.read_exact(&mut text)?;
    let head: Head = serde_json::from_slice(&text)?;
    let bytes = match &head {
        Head::Frame(frame) => frame.bytes().ok_or(io::ErrorKind::InvalidData)?,
        _ => 0,
    };
    let mut body = vec![0; bytes];
    input.read_exact(&mut body)?;
    Ok((head, body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_survive_the_way_and_nonsense_is_refused() {
        let at = At {
            n: 3,
            film: FilmTime(1_001),
            due: Stamp(7),
            rate: 0.25,
            ended: false,
        };
        let frame = FrameHead {
            at,
            rough: true,
            width: 2,
            height: 1,
            orientation: Orientation::default(),
        };
        let mut sent = Vec::new();
        write(&mut sent, &Head::Frame(frame), &[1, 2, 3, 4, 5, 6, 7, 8]).unwrap();
        write(&mut sent, &Head::At(at), &[]).unwrap();
        let mut rest = sent.as_slice();
        let (head, body) = read(&mut rest).unwrap();
        assert_eq!(
            (head, body),
            (Head::Frame(frame), vec![1, 2, 3, 4, 5, 6, 7, 8])
        );
        assert_eq!(read(&mut rest).unwrap(), (Head::At(at), vec![]));
        assert!(read(&mut rest).is_err(), "the end");
        assert!(read(&mut [0xff; 64].as_slice()).is_err(), "too long a head");
        let huge = FrameHead {
            width: 100_000,
            ..frame
        };
        let mut sent = Vec::new();
        write(&mut sent, &Head::Frame(huge), &[]).unwrap();
        assert!(read(&mut sent.as_slice()).is_err(), "too large a picture");
    }
}
