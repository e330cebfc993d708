//! Messages as frames on a byte stream: four bytes of length, then JSON. What is no frame ends the stream, never the program.

use std::io::{self, Read, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::plain::shortened;

/// Longest frame that is written or accepted, in bytes.
pub const MAX_FRAME: usize = 4 << 20;
/// Longest quotation of what is wrong with a frame, in characters.
const LONGEST_WHY: usize = 200;

/// Why no message could be read.
#[derive(Debug)]
pub enum BadFrame {
    /// The stream broke, or ended within a frame.
    Cut(io::Error),
    /// The frame says that it is longer than [`MAX_FRAME`].
    TooLong(usize),
    /// The frame holds something else than a message.
    Malformed(serde_json::Error),
}

impl std::fmt::Display for BadFrame {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Cut(error) => write!(f, "the connection broke ({error})"),
            Self::TooLong(length) => write!(f, "a message of {length} bytes is too long"),
            Self::Malformed(error) => {
                // It may quote what was sent, which may be long or hold anything.
                let error = shortened(&error.to_string(), LONGEST_WHY);
                write!(f, "a message could not be read ({error})")
            }
        }
    }
}

/// Writes one message as one frame. A message that is too long is an error of kind `InvalidInput` and nothing is written.
pub fn write<T: Serialize>(to: &mut impl Write, message: &T) -> io::Result<()> {
    let mut bytes = vec![0; 4];
    serde_json::to_writer(&mut bytes, message)?;
    let length = bytes.len() - 4;
    let header = u32::try_from(length)
        .ok()
        .filter(|_| length <= MAX_FRAME)
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "message too long"))?;
    bytes.splice(..4, header.to_le_bytes());
    to.write_all(&bytes)
}

/// Reads one message; `None` when the stream ended between two frames.
pub fn read<T: DeserializeOwned>(from: &mut impl Read) -> Result<Option<T>, BadFrame> {
    let mut header = [0; 4];
    if !fill(from, &mut header).map_err(BadFrame::Cut)? {
        return Ok(None);
    }
    let length = u32::from_le_bytes(header) as usize;
    if length > MAX_FRAME {
        return Err(BadFrame::TooLong(length));
    }
    // The buffer grows with what really arrives, so a false length costs no memory.
    let mut bytes = Vec::new();
    let wanted = u64::try_from(length).unwrap_or(u64::MAX);
    let got = from
        .take(wanted)
        .read_to_end(&mut bytes)
        .map_err(BadFrame::Cut)?;
    if got < length {
        return Err(BadFrame::Cut(io::ErrorKind::UnexpectedEof.into()));
    }
    serde_json::from_slice(&bytes)
        .map(Some)
        .map_err(BadFrame::Malformed)
}

/// Fills `buffer`; false when the stream had ended before its first byte.
fn fill(from: &mut impl Read, buffer: &mut [u8]) -> io::Result<bool> {
    let mut first = [0; 1];
    loop {
        match from.read(&mut first) {
            Ok(0) => return Ok(false),
            Ok(_) => break,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    if let Some((head, rest)) = buffer.split_first_mut() {
        *head = first[0];
        from.read_exact(rest)?;
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::link::ToStage;

    fn frames(ids: &[u64]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for id in ids {
            write(&mut bytes, &ToStage::Ping { id: *id }).unwrap();
        }
        bytes
    }

    /// Reads to the end or to the first bad frame: the messages, and whether the stream was sound.
    fn read_all(mut bytes: &[u8]) -> (Vec<ToStage>, Option<BadFrame>) {
        let mut messages = Vec::new();
        loop {
            match read::<ToStage>(&mut bytes) {
                Ok(Some(message)) => messages.push(message),
                Ok(None) => return (messages, None),
                Err(bad) => return (messages, Some(bad)),
            }
        }
    }

    #[test]
    fn a_false_length_is_refused_before_anything_is_read() {
        let (messages, bad) = read_all(&[0xff, 0xff, 0xff, 0x7f, b'{']);
        assert!(messages.is_empty());
        assert!(matches!(bad, Some(BadFrame::TooLong(0x7fff_ffff))));
    }

    #[test]
    fn a_message_that_is_too_long_is_not_written() {
        let long = "x".repeat(MAX_FRAME);
        let mut bytes = Vec::new();
        let error = write(&mut bytes, &long).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
        assert!(bytes.is_empty());
    }

    #[test]
    fn json_that_is_no_message_is_malformed() {
        let mut bytes = Vec::new();
        write(&mut bytes, &"no message").unwrap();
        assert!(matches!(read_all(&bytes).1, Some(BadFrame::Malformed(_))));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(ids in prop::collection::vec(any::<u64>(), 0..8)) {
            let (messages, bad) = read_all(&frames(&ids));
            prop_assert!(bad.is_none());
            let wanted: Vec<_> = ids.into_iter().map(|id| ToStage::Ping { id }).collect();
            prop_assert_eq!(messages, wanted);
        }

        #[test]
        fn a_cut_stream_gives_whole_messages_and_one_error(
            ids in prop::collection::vec(any::<u64>(), 1..6),
            cut in any::<prop::sample::Index>(),
        ) {
            let bytes = frames(&ids);
            let cut = cut.index(bytes.len());
            let (messages, bad) = read_all(&bytes[..cut]);
            let whole = (0..=ids.len())
                .filter(|n| frames(&ids[..*n]).len() <= cut)
                .max()
                .unwrap_or(0);
            prop_assert_eq!(messages.len(), whole);
            prop_assert_eq!(bad.is_some(), frames(&ids[..whole]).len() != cut);
        }

        #[test]
        fn any_bytes_end_in_messages_or_one_error(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            // Reading must come to its end; what it says depends on the bytes.
            let (messages, _) = read_all(&bytes);
            prop_assert!(messages.len() * 4 <= bytes.len());
        }

        #[test]
        fn a_flipped_bit_never_adds_messages(
            ids in prop::collection::vec(any::<u64>(), 1..6),
            place in any::<prop::sample::Index>(),
            bit in 0_u8..8,
        ) {
            let mut bytes = frames(&ids);
            let place = place.index(bytes.len());
            bytes[place] ^= 1 << bit;
            let (messages, _) = read_all(&bytes);
            prop_assert!(messages.len() <= ids.len());
        }
    }
}
