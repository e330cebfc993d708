//! Layers: further codings of a finished session, each an append-only file in `layers/` beside the sealed first coding, which never
//! changes.
//!
//! `layers/<id>.jsonl` holds one line a fact, chained as the journal's lines are. What was coded from a video stands in the video's
//! own time; the newest alignment says where that lies in the session, so that a better one moves nothing by hand.

mod alignment;
mod lines;
mod share;
mod write;

use std::collections::BTreeMap;
use std::path::Path;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::document::{Bout, CodedSpan, Document, PointRow};
use crate::protocol::Id;
use crate::session::{BoutEnd, Coder, Event, Fact};
use crate::time::{FilmTime, SessionTime};

pub use alignment::{Alignment, Pair};
pub use share::is_chosen;
pub use write::{Writer, begin, remove_unfinished, take_up};

/// The folder of the layers in a session's folder.
pub const FOLDER: &str = "layers";
/// The `format` that every layer names.
pub const FORMAT: &str = "lacrima.layer";
/// The newest version of the format.
pub const VERSION: u32 = 1;

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
        /// What, in the words of the journal.
        fact: Fact,
        /// Why, where somebody decided between two codings.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<String>,
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
    /// What of the session the video shows; a consensus is of everything.
    pub coded: Vec<CodedSpan>,
}

impl Layer {
    /// The session as this layer tells it: every measure, table and lane that is made of a document can be made of this one.
    pub fn over(&self, document: &Document) -> Document {
        let mut document = document.clone();
        document.retell(&self.coding, &self.points, &self.coder);
        if !self.coded.is_empty() {
            document.coded.clone_from(&self.coded);
        }
        document
    }

    fn of(id: Id, lines: &[Line]) -> Option<Self> {
        let What::Begun { header } = &lines.first()?.what else {
            return None;
        };
        let aligned = lines.iter().rev().find_map(|line| match &line.what {
            What::Aligned { alignment } => Some(alignment),
            _ => None,
        });
        let events: Vec<Event> = lines
            .iter()
            .filter_map(|line| event(line, aligned))
            .collect();
        let (coding, points) = Document::rows_of(&events, &header.coder);
        let shown = header.video.as_ref().zip(aligned).map(|(video, aligned)| {
            let begin = aligned.session(FilmTime(0));
            CodedSpan {
                onset_s: begin.max(SessionTime::ZERO),
                offset_s: aligned.session(FilmTime::from_s(video.duration_s)),
                closed_by: BoutEnd::CodingEnd,
            }
        });
        Some(Self {
            id,
            kind: header.kind,
            begun_utc: lines.first()?.utc.clone(),
            coder: header.coder.clone(),
            is_finished: lines.last().is_some_and(|line| line.what == What::Finished),
            coding,
            points,
            coded: shown.into_iter().collect(),
        })
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

/// The layers of the session in this folder, in order of their ids, and one sentence for each that can't be read to its end.
pub fn read(folder: &Path) -> (Vec<Layer>, Vec<String>) {
    let (files, mut notices) = lines::read_all(folder);
    (laid(files, &mut notices), notices)
}

/// The same among the files of an encrypted session, which are in memory alone.
pub fn read_among(files: &BTreeMap<String, Vec<u8>>) -> (Vec<Layer>, Vec<String>) {
    let (files, mut notices) = lines::read_among(files);
    (laid(files, &mut notices), notices)
}

fn laid(files: Vec<(Id, lines::Log)>, notices: &mut Vec<String>) -> Vec<Layer> {
    let mut layers = Vec::new();
    for (id, log) in files {
        if let Some(dropped) = &log.dropped {
            notices.push(format!("Layer {id}: {dropped}"));
        }
        match Layer::of(id.clone(), &log.lines) {
            Some(layer) => layers.push(layer),
            None => notices.push(format!("Layer {id} has no beginning, so it is left out.")),
        }
    }
    layers
}

#[cfg(test)]
mod tests;
