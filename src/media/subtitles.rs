//! Reads a film's subtitles: GStreamer's own parser gives the cues, from bytes that were looked at first.
//!
//! The parser is told what it gets and is plugged alone, so nothing else can be guessed or opened. It takes text in any
//! encoding and of any size; hence size, encoding and form are held here.

use std::path::Path;
use std::time::Duration;

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app::{AppSink, AppSrc};

use super::error::MediaError;
use super::graph::clock_time;
use super::guard;
use super::subtitle_text::{Form, looked_at, plain};
use crate::time::{self, FilmTime};

/// A subtitle file that is fit for use is read within this.
const BOUND: Duration = Duration::from_secs(10);
/// More cues than this at the same time are not shown.
const AT_ONCE: usize = 3;
/// The parser moves what is left of a piece after each line, so pieces are small.
const PIECE: usize = 4096;

/// One subtitle, on media time.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Cue {
    from: FilmTime,
    to: FilmTime,
    text: String,
}

/// The subtitles of one film, in the order in which they begin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subtitles(Vec<Cue>);

impl Subtitles {
    /// Reads a SubRip or WebVTT file. Only for child processes: it loads a codec. Blocks for some milliseconds, at most 10 s.
    ///
    /// # Errors
    /// One sentence for the experimenter, when the file is too large, no UTF-8 text, or holds no subtitle.
    pub fn read(path: &Path) -> Result<Self, MediaError> {
        let (text, form) = looked_at(path)?;
        guard::start()?;
        let file = MediaError::name(path);
        let mut cues = parse(&file, &text, form)?;
        cues.sort_by_key(|cue| cue.from);
        if cues.is_empty() {
            let why = "it holds no subtitle".to_owned();
            return Err(MediaError::Subtitles { file, why });
        }
        Ok(Self(cues))
    }

    /// What stands over the picture of this film time: each subtitle from its own beginning to just before its end.
    pub fn at(&self, film: FilmTime) -> Option<String> {
        let begun = self.0.partition_point(|cue| cue.from <= film);
        let standing = self.0.iter().take(begun).filter(|cue| film < cue.to);
        let texts: Vec<&str> = standing
            .map(|cue| cue.text.as_str())
            .take(AT_ONCE)
            .collect();
        (!texts.is_empty()).then(|| texts.join("\n"))
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }
}

fn parse(file: &str, text: &str, form: Form) -> Result<Vec<Cue>, MediaError> {
    let engine = |why: String| MediaError::Engine { why };
    let plugged = |error: gst::glib::BoolError| engine(error.message.to_string());
    let caps: gst::Caps = form.caps().parse().map_err(plugged)?;
    let source = AppSrc::builder().caps(&caps).max_bytes(0).build();
    let parser = gst::ElementFactory::make("subparse")
        .build()
        .map_err(plugged)?;
    let sink = AppSink::builder()
        .sync(false)
        .enable_last_sample(false)
        .build();
    let pipeline = Pipeline(gst::Pipeline::new());
    let chain = [source.upcast_ref(), &parser, sink.upcast_ref()];
    pipeline.0.add_many(chain).map_err(plugged)?;
    gst::Element::link_many(chain).map_err(plugged)?;
    pipeline
        .0
        .set_state(gst::State::Playing)
        .map_err(|error| engine(error.to_string()))?;
    for piece in pieces(text) {
        let sent = source.push_buffer(gst::Buffer::from_slice(piece.as_bytes().to_vec()));
        sent.map_err(|error| engine(error.to_string()))?;
    }
    let ended = source.end_of_stream();
    ended.map_err(|error| engine(error.to_string()))?;
    gather(file, &sink)
}

/// A pipeline that ends when it is dropped.
struct Pipeline(gst::Pipeline);

impl Drop for Pipeline {
    fn drop(&mut self) {
        let _ = self.0.set_state(gst::State::Null);
    }
}

fn gather(file: &str, sink: &AppSink) -> Result<Vec<Cue>, MediaError> {
    let until = time::now().after(BOUND);
    let mut cues = Vec::new();
    loop {
        let left = until.since(time::now()).unwrap_or_default();
        match sink.try_pull_sample(clock_time(left)) {
            Some(sample) => cues.extend(cue(&sample)),
            // A text that the parser does not know ends it before the first cue.
            None if sink.is_eos() => return Ok(cues),
            None => {
                return Err(MediaError::TooSlow {
                    file: file.to_owned(),
                    bound_s: BOUND.as_secs() as u32,
                });
            }
        }
    }
}

fn cue(sample: &gst::Sample) -> Option<Cue> {
    let buffer = sample.buffer()?;
    let from = buffer.pts()?;
    let to = from + buffer.duration()?;
    let bytes = buffer.map_readable().ok()?;
    let text = plain(std::str::from_utf8(&bytes).ok()?);
    let film = |at: gst::ClockTime| i64::try_from(at.useconds()).map(FilmTime).ok();
    let (from, to) = (film(from)?, film(to)?);
    (!text.is_empty() && to > from).then_some(Cue { from, to, text })
}

/// Cuts the text behind line ends: a sign that is cut in two would make the parser guess another encoding.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while rest.len() > PIECE {
        let from = rest.as_bytes().get(PIECE..).unwrap_or_default();
        let Some(end) = from.iter().position(|byte| *byte == b'\n') else {
            break;
        };
        let Some((piece, left)) = rest.split_at_checked(PIECE + end + 1) else {
            break;
        };
        pieces.push(piece);
        rest = left;
    }
    pieces.push(rest);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_only_behind_line_ends() {
        let line = "Grüße aus Köln – schön, dass ihr da seid …\n";
        let text = line.repeat(1000);
        let pieces = pieces(&text);
        assert!(pieces.len() > 5);
        assert_eq!(pieces.concat(), text);
        assert!(pieces.iter().all(|piece| piece.ends_with('\n')));
        let endless = "ä".repeat(PIECE);
        assert_eq!(super::pieces(&endless), [endless.as_str()]);
    }
}
