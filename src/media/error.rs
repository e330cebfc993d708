//! What can be wrong with a film or sound file, each as one sentence that says what to do.

use std::fmt;
use std::path::Path;

/// A medium that cannot be used. `Display` gives the sentence for the experimenter; it names the file, never its folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MediaError {
    Missing {
        file: String,
    },
    NotAFile {
        file: String,
    },
    Unreadable {
        file: String,
        why: String,
    },
    Empty {
        file: String,
    },
    Playlist {
        file: String,
    },
    UnknownKind {
        file: String,
    },
    RefersElsewhere {
        file: String,
    },
    CutShort {
        file: String,
        at_s: Option<u32>,
        length_s: Option<u32>,
    },
    Undecodable {
        file: String,
        why: String,
    },
    NothingToPlay {
        file: String,
    },
    TooSlow {
        file: String,
        bound_s: u32,
    },
    Changed {
        file: String,
    },
    Stalled {
        file: String,
        seconds: u32,
    },
    NoSuchTrack {
        file: String,
        /// From 0.
        wanted: u32,
        there: u32,
    },
    Subtitles {
        file: String,
        why: String,
    },
    NoSoundDevice,
    Engine {
        why: String,
    },
}

impl MediaError {
    /// The file's name for a sentence: never the folder, which may name a person or a condition.
    pub(crate) fn name(path: &Path) -> String {
        path.file_name().map_or_else(
            || path.display().to_string(),
            |name| name.to_string_lossy().into_owned(),
        )
    }
}

impl fmt::Display for MediaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { file } => {
                write!(f, "{file} does not exist: choose the film file again")
            }
            Self::NotAFile { file } => {
                write!(
                    f,
                    "{file} is not a regular file: choose the film file itself"
                )
            }
            Self::Unreadable { file, why } => {
                write!(
                    f,
                    "{file} cannot be read ({why}): check its permissions or copy it again"
                )
            }
            Self::Empty { file } => write!(f, "{file} is empty: copy the film again"),
            Self::Playlist { file } => {
                write!(
                    f,
                    "{file} is a playlist, not a film: choose the film file itself"
                )
            }
            Self::UnknownKind { file } => write!(
                f,
                "{file} is not a film or sound that Lacrima plays: use mp4, mov, mkv, webm, ogg, wav, mp3 or flac"
            ),
            Self::RefersElsewhere { file } => write!(
                f,
                "{file} keeps its pictures or sound in other files: export it again as one self-contained file"
            ),
            Self::CutShort {
                file,
                at_s,
                length_s,
            } => {
                write!(f, "{file} is cut short")?;
                match (at_s, length_s) {
                    (Some(at), Some(length)) => {
                        write!(f, " (nothing can be decoded at {at} s of {length} s)")?;
                    }
                    (Some(at), None) => write!(f, " (nothing can be decoded at {at} s)")?,
                    _ => {}
                }
                write!(f, ": copy the film again from its source")
            }
            Self::Undecodable { file, why } => {
                write!(
                    f,
                    "{file} cannot be decoded ({why}): convert it to mp4 (H.264 and AAC) or copy it again"
                )
            }
            Self::NothingToPlay { file } => {
                write!(
                    f,
                    "{file} holds neither picture nor sound: choose another file"
                )
            }
            Self::TooSlow { file, bound_s } => write!(
                f,
                "{file} could not be opened within {bound_s} s: copy it to this computer's own disk and try again"
            ),
            Self::Changed { file } => write!(
                f,
                "{file} is not the file that was examined before the session: put that one back, or go on with the next step"
            ),
            Self::Stalled { file, seconds } => write!(
                f,
                "{file} has given no picture or sound for {seconds} s: see whether its folder and disk are still there, then go on with the next step"
            ),
            Self::NoSuchTrack {
                file,
                wanted,
                there,
            } => write!(
                f,
                "{file} has no audio track {wanted}, counted from 0; it has {there} in all: correct `audio_track` in the protocol or choose another file"
            ),
            Self::Subtitles { file, why } => write!(
                f,
                "{file} cannot be used as subtitles ({why}): save it as SubRip (.srt) or WebVTT (.vtt) in UTF-8"
            ),
            Self::NoSoundDevice => write!(
                f,
                "no sound device answers: connect or switch on the loudspeaker"
            ),
            Self::Engine { why } => write!(
                f,
                "the film engine does not start ({why}): install GStreamer with its good, bad, ugly and libav plugins"
            ),
        }
    }
}

impl std::error::Error for MediaError {}
