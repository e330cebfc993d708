//! Layers: further codings of a finished session, each an append-only file in `layers/` beside the sealed first coding, which never
//! changes.
//!
//! `layers/<id>.jsonl` holds one line a fact, chained as the journal's lines are. What was coded from a video stands in the video's
//! own time; the newest alignment says where that lies in the session, so that a better one moves nothing by hand.

mod alignment;
mod lines;
mod share;
mod watched;
mod write;

use std::collections::BTreeMap;
use std::path::Path;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::document::{Bout, CodedSpan, Document, Hand, PointRow};
use crate::protocol::Id;
use crate::session::{Coder, Event, Fact};
use crate::time::{FilmTime, SessionTime};

pub use alignment::{Alignment, Pair};
pub use share::is_chosen;
pub use watched::{Stretch, joined};
pub use write::{Writer, begin, remove_unfinished, take_up};

/// The folder of the layers in a session's folder.
pub const FOLDER: &str = "layers";
/// The `format` that every layer names.
pub const FORMAT: &str = "lacrima.layer";
/// The newest version of the format.
pub const VERSION: u32 = 1;

/// No video is played faster than this.
const FASTEST: f64 = 16.0;

/// What a layer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Another coder's own coding.
    Coding,
    /// What the coders agreed upon.
    Consensus,
}

/// What a layer is of, and who made it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Header {
    /// Always `lacrima.layer`.
    pub format: String,
    /// Version of the format: 1.
    pub version: u32,
    /// What it is.
    pub kind: Kind,
    /// Who coded.
    pub coder: Coder,
    /// Whether ratings, condition and other codings were hidden from the coder.
    pub blind: bool,
    /// SHA-256 of the session's journal.
    pub of: String,
    /// The video of the participant that was coded; null for a consensus.
    pub video: Option<Video>,
    /// Of a consensus: the codings that it was made of, `first` for the first one; empty for a coding.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub from: Vec<Id>,
}

/// A video of the participant. It lies where the laboratory keeps it; only what it is stands here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Video {
    /// Its name, without its folder.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Its length in seconds.
    pub duration_s: f64,
}

/// One line of a layer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Line {
    /// Counts from 1 without gaps.
    pub n: u64,
    /// When it was written, in RFC 3339.
    pub utc: String,
    /// What it says.
    pub what: What,
}

/// What a line says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum What {
    /// The layer begins; always the first line.
    Begun {
        /// What it is.
        header: Box<Header>,
    },
    /// Where the video lies in the session, from now on for all of it.
    Aligned {
        /// How.
        alignment: Alignment,
    },
    /// Something was coded.
    Coded {
        /// Media time of the video; null in a consensus.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        video_s: Option<FilmTime>,
        /// Session time; null where `video_s` says it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        t_s: Option<SessionTime>,
        /// How fast the video played then, 0 on a standing frame: so many times the coder's reaction lag is taken off. In a consensus,
        /// how much of the lag is to be taken off, as in the coding that the fact was taken from. Absent in files of older versions,
        /// and where it means nothing: once.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rate: Option<f64>,
        /// What, in the words of the journal.
        fact: Fact,
        /// Why, where somebody decided between two codings.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<String>,
    },
    /// This much of the video was played or stepped through, in whatever order; stretches may lie over each other. Nothing is known of
    /// what no such line names. A layer without any was written by an older version: all of its video counts. In a consensus it is
    /// session time that both codings cover.
    Watched {
        /// From this media time of the video …
        from_s: FilmTime,
        /// … to this one; no later than `from_s` where nothing was watched at all.
        to_s: FilmTime,
    },
    /// The layer is finished: nothing follows.
    Finished,
}

/// One coding of a session beside the first, in session time.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// Names it within the session: its file's stem.
    pub id: Id,
    /// What it is.
    pub kind: Kind,
    /// When it was begun, in RFC 3339.
    pub begun_utc: String,
    /// Who coded.
    pub coder: Coder,
    /// Whether it was finished; another can't be compared.
    pub is_finished: bool,
    /// Its bouts, in order of onset.
    pub coding: Vec<Bout>,
    /// Its points, in order of time.
    pub points: Vec<PointRow>,
    /// What of the session was coded: what was watched of the video, or of a layer that doesn't say, all that the video shows. Of a
    /// consensus, what both codings cover; of one that doesn't say, nothing, and it is taken to be of everything.
    pub coded: Vec<CodedSpan>,
    /// Whether it says what was watched.
    pub tells_watched: bool,
    /// Where its video lies in the session; null when nobody said.
    pub alignment: Option<Alignment>,
}

impl Layer {
    /// The session as this layer tells it: every measure, table and lane that is made of a document can be made of this one.
    pub fn over(&self, document: &Document) -> Document {
        let mut document = document.clone();
        document.retell(&self.coding, &self.points, &self.coder);
        if self.tells_watched || !self.coded.is_empty() {
            document.coded.clone_from(&self.coded);
        }
        document
    }

    /// What is to be known before its times are trusted, one sentence each.
    pub fn cautions(&self) -> Vec<String> {
        if self.kind == Kind::Consensus {
            return Vec::new();
        }
        match &self.alignment {
            Some(alignment) if !alignment.pairs.is_empty() => {
                let doubts = alignment.doubts().into_iter();
                doubts
                    .map(|doubt| format!("Layer {}: {doubt}", self.id))
                    .collect()
            }
            _ => vec![format!(
                "The video of layer {} was not aligned: its times are the video's own.",
                self.id
            )],
        }
    }

    fn of(id: Id, lines: &[Line]) -> Option<Self> {
        let What::Begun { header } = &lines.first()?.what else {
            return None;
        };
        let aligned = lines.iter().rev().find_map(|line| match &line.what {
            What::Aligned { alignment } => Some(alignment).filter(|one| one.is_possible()),
            _ => None,
        });
        let events: Vec<Event> = lines
            .iter()
            .filter_map(|line| event(line, aligned))
            .collect();
        let rates = lines.iter().filter_map(|line| Some((line.n, rate(line)?)));
        let rates: BTreeMap<u64, f64> = rates.collect();
        let hand = Hand::again(&header.coder, &rates);
        let (coding, points) = Document::rows_of(&events, hand);
        let watched = watched::of(lines);
        Some(Self {
            id,
            kind: header.kind,
            begun_utc: lines.first()?.utc.clone(),
            coder: header.coder.clone(),
            is_finished: lines.last().is_some_and(|line| line.what == What::Finished),
            coding,
            points,
            coded: watched::spans(watched.as_deref(), header.video.as_ref(), aligned),
            tells_watched: watched.is_some(),
            alignment: aligned.cloned(),
        })
    }
}

/// Whether these lines were coded of the session whose journal has this digest.
fn is_of(lines: &[Line], of: &str) -> bool {
    let begun = lines.first().map(|line| &line.what);
    matches!(begun, Some(What::Begun { header }) if header.of == of)
}

/// How fast the video played at a line's fact; no file may make a lag endless.
fn rate(line: &Line) -> Option<f64> {
    match &line.what {
        What::Coded { rate, .. } => rate.filter(|rate| (0.0..=FASTEST).contains(rate)),
        _ => None,
    }
}

/// A line's fact as an event of the session; a video that is not aligned yet is taken to begin with it.
fn event(line: &Line, aligned: Option<&Alignment>) -> Option<Event> {
    let What::Coded {
        video_s, t_s, fact, ..
    } = &line.what
    else {
        return None;
    };
    let of_video =
        |film: FilmTime| aligned.map_or(SessionTime(film.0), |aligned| aligned.session(film));
    Some(Event {
        seq: line.n,
        t_s: t_s.or(video_s.map(of_video))?,
        at_s: None,
        fact: fact.clone(),
    })
}

/// The layers in this folder of the session whose journal has the digest `of`, in order of their ids, and one sentence for each that can't
/// be read to its end or belongs elsewhere.
pub fn read(folder: &Path, of: &str) -> (Vec<Layer>, Vec<String>) {
    let (files, mut notices) = lines::read_all(folder);
    (laid(files, of, &mut notices), notices)
}

/// The same among the files of an encrypted session, which are in memory alone.
pub fn read_among(files: &BTreeMap<String, Vec<u8>>, of: &str) -> (Vec<Layer>, Vec<String>) {
    let (files, mut notices) = lines::read_among(files);
    (laid(files, of, &mut notices), notices)
}

fn laid(files: Vec<(Id, lines::Log)>, of: &str, notices: &mut Vec<String>) -> Vec<Layer> {
    let mut layers = Vec::new();
    for (id, log) in files {
        if let Some(dropped) = &log.dropped {
            notices.push(format!("Layer {id}: {dropped}"));
        }
        match Layer::of(id.clone(), &log.lines) {
            Some(_) if !is_of(&log.lines, of) => {
                notices.push(format!(
                    "Layer {id} is of another session, so it is left out."
                ));
            }
            Some(layer) => layers.push(layer),
            None => notices.push(format!("Layer {id} has no beginning, so it is left out.")),
        }
    }
    layers
}

#[cfg(test)]
mod tests;
