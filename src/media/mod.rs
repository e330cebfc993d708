//! Films and sounds: open them safely, probe them, decode them to frames, and keep the film's clock.
//!
//! GStreamer is used in this module alone, and only in child processes: the stage plays, a short-lived probe
//! looks. The desk calls [`ask`], which starts such a probe and waits for it with a bound on time and memory, so
//! that a broken codec or a malicious file can never take the session down.

pub mod ask;
mod autoplug;
pub mod child;
mod chirp;
mod codecs;
mod container;
mod error;
mod frame;
mod graph;
mod guard;
mod heard;
mod info;
mod mark_sound;
pub mod marks;
mod mp4_boxes;
pub mod player;
mod probe;
mod regain;
mod sample;
mod sound_device;
mod sound_feed;
mod sound_line;
mod streams;
mod subtitle_text;
mod subtitles;
pub mod view;

pub use ask::{
    ask, ask_marks, ask_marks_of, ask_missing_codecs, ask_sound_device, ask_subtitles,
    ask_with_progress,
};
pub use container::Container;
pub use error::MediaError;
pub use frame::{Frame, Layout, Pixels, Plane};
pub use graph::SoundOut;
pub use guard::warm_up;
pub use info::{ColourMatrix, ColourRange, MediaInfo, Picture};
pub use mark_sound::{MarkNews, MarkSound};
pub use marks::{MarkFound, MarksFound};
pub use player::{FilmPlayer, FilmRequest, PICTURES_LATER, PlayerEvent};
pub use probe::probe;
pub use sample::sample_decode;
pub use sound_device::sound_device_answers;
pub use subtitles::Subtitles;
