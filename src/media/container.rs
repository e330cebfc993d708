//! Tells from a file's first bytes which container it is, before anything else touches it.
//!
//! The name is never asked: a `film.mp4` that is really a playlist would otherwise make a player fetch over the network.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::error::MediaError;
use super::mp4_boxes::{Boxes, look_at_boxes};

/// The containers that are played; everything else is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Container {
    /// MP4 and QuickTime.
    Mp4,
    /// Matroska and WebM.
    Matroska,
    Ogg,
    Wav,
    Mp3,
    Flac,
}

impl Container {
    /// The caps that the demultiplexer is told, so that nothing is guessed a second time.
    pub(super) fn caps(self, head: &[u8]) -> &'static str {
        match self {
            Self::Mp4 => "video/quicktime",
            Self::Matroska => "video/x-matroska",
            Self::Ogg => "application/ogg",
            Self::Wav => "audio/x-wav",
            Self::Mp3 | Self::Flac if head.starts_with(b"ID3") => "application/x-id3",
            Self::Mp3 => "audio/mpeg, mpegversion=1, layer=3",
            Self::Flac => "audio/x-flac",
        }
    }

    /// The demultiplexers that this container may use; no other may be plugged.
    pub(super) fn demuxers(self) -> &'static [&'static str] {
        match self {
            Self::Mp4 => &["qtdemux"],
            Self::Matroska => &["matroskademux"],
            Self::Ogg => &["oggdemux"],
            Self::Wav => &["wavparse"],
            Self::Mp3 => &["id3demux", "mpegaudioparse"],
            Self::Flac => &["id3demux", "flacparse"],
        }
    }
}

/// A file that passed the first look.
pub(super) struct Opened {
    pub container: Container,
    pub caps: &'static str,
}

/// Looks at the file without opening anything but a regular file, and names its container.
pub(super) fn look(path: &Path) -> Result<Opened, MediaError> {
    let file = MediaError::name(path);
    let unreadable = |error: std::io::Error| {
        if error.kind() == std::io::ErrorKind::NotFound {
            MediaError::Missing { file: file.clone() }
        } else {
            MediaError::Unreadable {
                file: file.clone(),
                why: error.kind().to_string(),
            }
        }
    };
    let about = fs::metadata(path).map_err(unreadable)?;
    // A pipe or device is refused unopened, for opening one can wait for ever.
    if !about.is_file() {
        return Err(MediaError::NotAFile { file });
    }
    if about.len() == 0 {
        return Err(MediaError::Empty { file });
    }
    let mut head = Vec::with_capacity(4096);
    File::open(path)
        .and_then(|opened| opened.take(4096).read_to_end(&mut head))
        .map_err(unreadable)?;
    if is_playlist(&head) {
        return Err(MediaError::Playlist { file });
    }
    let container =
        recognise(&head, path).ok_or_else(|| MediaError::UnknownKind { file: file.clone() })?;
    if container == Container::Mp4 {
        match look_at_boxes(path) {
            Boxes::Fine => {}
            Boxes::Elsewhere => return Err(MediaError::RefersElsewhere { file }),
            Boxes::NoIndex => {
                return Err(MediaError::CutShort {
                    file,
                    at_s: None,
                    length_s: None,
                });
            }
        }
    }
    Ok(Opened {
        container,
        caps: container.caps(&head),
    })
}

/// Text formats that only list other media.
fn is_playlist(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let opens = [
        "#extm3u",
        "[playlist]",
        "[reference]",
        "rtsptext",
        "smiltext",
        "v=0\r",
        "v=0\n",
    ];
    let holds = [
        "<mpd",
        "<smoothstreamingmedia",
        "<smil",
        "<asx",
        "<playlist",
        "http-equiv",
    ];
    let link = ["http://", "https://", "rtsp://", "file://", "mms://"];
    opens.iter().any(|mark| text.starts_with(mark))
        || link.iter().any(|mark| text.starts_with(mark))
        || (text.starts_with('<') && holds.iter().any(|mark| text.contains(mark)))
}

fn recognise(head: &[u8], path: &Path) -> Option<Container> {
    if head.starts_with(&[0x1A, 0x45, 0xDF, 0xA3]) {
        return Some(Container::Matroska);
    }
    if head.starts_with(b"OggS") {
        return Some(Container::Ogg);
    }
    if head.starts_with(b"fLaC") {
        return Some(Container::Flac);
    }
    if (head.starts_with(b"RIFF") || head.starts_with(b"RF64")) && head.get(8..12) == Some(b"WAVE")
    {
        return Some(Container::Wav);
    }
    if matches!(
        head.get(4..8),
        Some(b"ftyp" | b"moov" | b"mdat" | b"wide" | b"free" | b"skip" | b"pnot")
    ) {
        return Some(Container::Mp4);
    }
    if head.starts_with(b"ID3") {
        return after_id3(head, path);
    }
    is_mp3_frame(head).then_some(Container::Mp3)
}

/// What follows an ID3 tag: only an MP3 frame or FLAC is believed.
fn after_id3(head: &[u8], path: &Path) -> Option<Container> {
    let size = head
        .get(6..10)?
        .iter()
        .fold(0_u64, |sum, &b| (sum << 7) | u64::from(b & 0x7F));
    let mut body = Vec::with_capacity(16);
    let mut file = File::open(path).ok()?;
    std::io::Seek::seek(&mut file, std::io::SeekFrom::Start(size + 10)).ok()?;
    file.take(4096).read_to_end(&mut body).ok()?;
    let padding = body.iter().position(|&b| b != 0)?;
    let body = body.get(padding..)?;
    if body.starts_with(b"fLaC") {
        Some(Container::Flac)
    } else {
        is_mp3_frame(body).then_some(Container::Mp3)
    }
}

/// An MPEG audio layer 3 header: sync, no reserved version, bit rate or sampling rate.
fn is_mp3_frame(bytes: &[u8]) -> bool {
    let [a, b, c, ..] = bytes else { return false };
    *a == 0xFF
        && b & 0xE0 == 0xE0
        && (b >> 3) & 3 != 1
        && (b >> 1) & 3 == 1
        && !matches!(c >> 4, 0 | 15)
        && (c >> 2) & 3 != 3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(head: &[u8]) -> Option<Container> {
        recognise(head, Path::new("nothing"))
    }

    #[test]
    fn containers_are_told_by_their_first_bytes() {
        assert_eq!(kind(b"\0\0\0\x20ftypisom"), Some(Container::Mp4));
        assert_eq!(kind(b"\0\0\0\x08wide\0\0"), Some(Container::Mp4));
        assert_eq!(
            kind(&[0x1A, 0x45, 0xDF, 0xA3, 1]),
            Some(Container::Matroska)
        );
        assert_eq!(kind(b"RIFF\0\0\0\0WAVEfmt "), Some(Container::Wav));
        assert_eq!(kind(b"RIFF\0\0\0\0AVI LIST"), None);
        assert_eq!(kind(&[0xFF, 0xFB, 0x90, 0x64]), Some(Container::Mp3));
        assert_eq!(
            kind(&[0xFF, 0xFE, b'a', 0]),
            None,
            "a UTF-16 text is no MP3"
        );
        assert_eq!(kind(b"Dear diary"), None);
    }

    #[test]
    fn playlists_in_any_dress_are_recognised() {
        for text in [
            "#EXTM3U\n#EXT-X-VERSION:3\nhttp://127.0.0.1/a.ts",
            "\u{feff}#extm3u",
            "[playlist]\nFile1=http://a/b.mp4",
            "<?xml version=\"1.0\"?><MPD type=\"static\">",
            "<SmoothStreamingMedia MajorVersion=\"2\">",
            "http://127.0.0.1/film.mp4",
        ] {
            assert!(is_playlist(text.as_bytes()), "{text}");
        }
        assert!(!is_playlist(b"\0\0\0\x20ftypisom"));
    }
}
