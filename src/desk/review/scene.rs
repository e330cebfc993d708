//! What the time axis shows of a session, taken out of its document once: rows of plain data, each in order of time.

use super::track::{Piece, Track};
use crate::desk::words;
use crate::protocol::{Id, NOT_VISIBLE};
use crate::record::Document;
use crate::record::document::{Bout, Film, PointRow};
use crate::record::layers::{Kind, Layer};
use crate::session::ProbeStatus;
use crate::time::SessionTime;

mod marks;

pub use marks::{Mark, MarkKind};

/// Everything on the axis; seconds of session time.
#[derive(Clone, Debug, Default)]
pub struct Scene {
    /// The last instant of which anything is known.
    pub length_s: f64,
    /// The steps that were reached.
    pub steps: Vec<Block>,
    /// Films and sounds as they were presented, for the way between session time and film time.
    pub films: Vec<Film>,
    /// Where their labelled moments lay in the session.
    pub moments: Vec<Block>,
    /// When coding was on.
    pub coded: Vec<(f64, f64)>,
    /// One lane a channel, in the scheme's order.
    pub lanes: Vec<Lane>,
    /// One row for each code of points that occurred.
    pub codes: Vec<Code>,
    /// What happened beside the plan.
    pub marks: Vec<Mark>,
    /// The probes.
    pub probes: Vec<ProbeSpan>,
}

/// A named stretch.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// Its begin and end.
    pub from_s: f64,
    pub to_s: f64,
    /// Its name.
    pub name: String,
    /// What stands in its place while the session is blind; a moment has none and is left out.
    pub masked: Option<String>,
    /// More words, without what would break a blinding.
    pub detail: String,
    /// Whether it is a film or a sound.
    pub is_film: bool,
}

/// One channel.
#[derive(Clone, Debug)]
pub struct Lane {
    /// The channel.
    pub channel: Id,
    /// Its name.
    pub label: String,
    /// Its highest level.
    pub levels: u8,
    /// Whether it says when the participant could not be seen.
    pub is_not_visible: bool,
    /// The first coder's bouts, in order of onset, and their levels.
    pub bouts: Vec<LaneBout>,
    pub track: Track,
    /// Other coders' levels on the same channel: whose, and what.
    pub others: Vec<(String, Track)>,
}

/// A bout of the first coder.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LaneBout {
    /// Its number within the session.
    pub bout: u64,
    /// Onset and offset as they stand.
    pub from_s: f64,
    pub to_s: f64,
    /// The onset less the coder's lag.
    pub corrected_s: f64,
    /// Whether its true end is unknown.
    pub is_censored: bool,
    /// Whether anything of it was amended.
    pub is_amended: bool,
}

/// One code of points.
#[derive(Clone, Debug)]
pub struct Code {
    /// The code.
    pub code: Id,
    /// Its name.
    pub label: String,
    /// When, in order.
    pub times_s: Vec<f64>,
    /// The number of each within the session, and whether it was amended.
    pub points: Vec<(u64, bool)>,
}

/// One probe.
#[derive(Clone, Debug, PartialEq)]
pub struct ProbeSpan {
    /// Its name.
    pub name: String,
    /// Due; none for a probe that comes when it is reached.
    pub due_s: Option<f64>,
    /// Opened, first touched and finished.
    pub opened_s: Option<f64>,
    pub touched_s: Option<f64>,
    pub done_s: Option<f64>,
    /// What became of it.
    pub status: ProbeStatus,
}

impl ProbeSpan {
    /// Where it stands on the axis: its first touch, or else what came nearest to it.
    pub fn at_s(&self) -> Option<f64> {
        self.touched_s.or(self.opened_s).or(self.due_s)
    }
}

impl Scene {
    /// Of a session and its further codings.
    pub fn new(document: &Document, layers: &[Layer]) -> Self {
        let steps = steps(document);
        let length_s = length(document, &steps);
        Self {
            length_s,
            films: document.films.clone(),
            moments: moments(document),
            coded: document
                .coded
                .iter()
                .map(|span| (span.onset_s.as_s(), span.offset_s.as_s()))
                .collect(),
            lanes: lanes(document, layers),
            codes: codes(document),
            marks: marks::marks(document),
            probes: probes(document),
            steps,
        }
    }

    /// A bout by its number, with its lane.
    pub fn bout(&self, number: u64) -> Option<(usize, LaneBout)> {
        self.lanes.iter().enumerate().find_map(|(place, lane)| {
            let bout = lane.bouts.iter().find(|bout| bout.bout == number)?;
            Some((place, *bout))
        })
    }

    /// Film and sound presentations as stretches.
    pub fn presented(&self) -> impl Iterator<Item = (&Film, f64, f64)> {
        self.films.iter().filter_map(|film| {
            let first = film.segments.first()?.onset_s;
            let last = film.segments.last()?.offset_s;
            Some((film, first.as_s(), last.as_s()))
        })
    }
}

/// The session's last instant.
pub fn end(document: &Document) -> SessionTime {
    let events = document
        .events
        .iter()
        .map(|event| event.instant().max(event.t_s));
    let bouts = document.coding.iter().map(|bout| bout.offset_s);
    events.chain(bouts).max().unwrap_or_default()
}

fn length(document: &Document, steps: &[Block]) -> f64 {
    let steps = steps.iter().map(|step| step.to_s);
    steps.fold(end(document).as_s(), f64::max).max(1.0)
}

fn steps(document: &Document) -> Vec<Block> {
    let last = end(document);
    let mut counts = std::collections::BTreeMap::<&str, usize>::new();
    let mut blocks = Vec::new();
    for step in &document.steps {
        let Some(from) = step.onset_s.or(step.started_s) else {
            continue;
        };
        let to = step.offset_s.unwrap_or(last).max(from);
        let nth = counts.entry(step.kind.as_str()).or_default();
        *nth += 1;
        blocks.push(Block {
            from_s: from.as_s(),
            to_s: to.as_s(),
            name: words::sentence_case(step.id.as_str()),
            masked: Some(format!("{} {nth}", words::step_kind(&step.kind))),
            detail: format!(
                "{}, {}",
                words::step_kind(&step.kind),
                words::length(to - from)
            ),
            is_film: matches!(step.kind.as_str(), "film" | "sound"),
        });
    }
    blocks
}

fn moments(document: &Document) -> Vec<Block> {
    let mut blocks = Vec::new();
    for film in &document.films {
        let Some(stimulus) = document.protocol.stimuli.get(&film.stimulus) else {
            continue;
        };
        for moment in &stimulus.moments {
            for segment in &film.segments {
                // The part of the moment that this stretch showed.
                let begin_s = segment.film_from_s.as_s();
                let length_s = (segment.offset_s - segment.onset_s).0 as f64 / 1e6;
                let from_s = (moment.from_s - begin_s).max(0.0);
                let to_s = (moment.to_s - begin_s).min(length_s);
                if to_s > from_s {
                    blocks.push(Block {
                        from_s: segment.onset_s.as_s() + from_s,
                        to_s: segment.onset_s.as_s() + to_s,
                        name: words::sentence_case(&moment.label),
                        masked: None,
                        detail: format!("film {:.1} to {:.1} s", moment.from_s, moment.to_s),
                        is_film: true,
                    });
                }
            }
        }
    }
    blocks.sort_by(|a, b| a.from_s.total_cmp(&b.from_s));
    blocks
}

fn lanes(document: &Document, layers: &[Layer]) -> Vec<Lane> {
    let channels = document.protocol.coding.channels.iter();
    channels
        .map(|channel| {
            let bouts = of_channel(&document.coding, &channel.id);
            let label = channel.label.as_ref().map(|label| label.get("en"));
            Lane {
                channel: channel.id.clone(),
                label: label
                    .map_or_else(|| words::sentence_case(channel.id.as_str()), str::to_owned),
                levels: channel.levels.max(1),
                is_not_visible: channel.id == *NOT_VISIBLE,
                track: track(&bouts),
                bouts: bouts.into_iter().map(lane_bout).collect(),
                others: layers
                    .iter()
                    .map(|layer| {
                        let track = track(&of_channel(&layer.coding, &channel.id));
                        (whose(layer), track)
                    })
                    .collect(),
            }
        })
        .collect()
}

fn whose(layer: &Layer) -> String {
    match layer.kind {
        Kind::Coding => layer.coder.id.to_string(),
        Kind::Consensus => "consensus".to_owned(),
    }
}

fn of_channel<'b>(coding: &'b [Bout], channel: &Id) -> Vec<&'b Bout> {
    let mut bouts: Vec<&Bout> = coding
        .iter()
        .filter(|bout| bout.channel == *channel)
        .collect();
    bouts.sort_by_key(|bout| (bout.onset_s, bout.bout));
    bouts
}

fn track(bouts: &[&Bout]) -> Track {
    let pieces = bouts.iter().enumerate().flat_map(|(place, bout)| {
        let ends = bout.levels.iter().skip(1).map(|level| level.t_s);
        let ends = ends.chain([bout.offset_s]);
        bout.levels.iter().zip(ends).map(move |(level, end)| Piece {
            from_s: level.t_s.as_s(),
            to_s: end.as_s(),
            level: level.level,
            bout: place,
        })
    });
    // Level 0 is a time of the bout in which nothing was to be seen.
    Track::new(pieces.filter(|piece| piece.level > 0).collect())
}

fn lane_bout(bout: &Bout) -> LaneBout {
    LaneBout {
        bout: bout.bout,
        from_s: bout.onset_s.as_s(),
        to_s: bout.offset_s.as_s(),
        corrected_s: bout.onset_corrected_s.as_s(),
        is_censored: bout.censored,
        is_amended: !bout.amended.is_empty(),
    }
}

fn codes(document: &Document) -> Vec<Code> {
    let planned = document.protocol.coding.points.iter();
    let mut codes: Vec<Code> = planned
        .map(|code| {
            let label = code.label.as_ref().map(|label| label.get("en"));
            Code {
                code: code.id.clone(),
                label: label.map_or_else(|| words::sentence_case(code.id.as_str()), str::to_owned),
                times_s: Vec::new(),
                points: Vec::new(),
            }
        })
        .collect();
    let mut points: Vec<&PointRow> = document.points.iter().collect();
    points.sort_by_key(|point| (point.t_s, point.point));
    for point in points {
        let known = codes.iter().position(|code| code.code == point.code);
        let place = known.unwrap_or_else(|| {
            codes.push(Code {
                code: point.code.clone(),
                label: words::sentence_case(point.code.as_str()),
                times_s: Vec::new(),
                points: Vec::new(),
            });
            codes.len() - 1
        });
        if let Some(code) = codes.get_mut(place) {
            code.times_s.push(point.t_s.as_s());
            code.points.push((point.point, !point.amended.is_empty()));
        }
    }
    codes.retain(|code| !code.times_s.is_empty());
    codes
}

fn probes(document: &Document) -> Vec<ProbeSpan> {
    let s = |t: Option<SessionTime>| t.map(SessionTime::as_s);
    let probes = document.probes.iter().map(|probe| ProbeSpan {
        name: words::sentence_case(probe.step.as_str()),
        due_s: s(probe.scheduled_s),
        opened_s: s(probe.opened_s),
        touched_s: s(probe.first_touch_s),
        done_s: s(probe.submitted_s),
        status: probe.status,
    });
    probes.filter(|probe| probe.at_s().is_some()).collect()
}

#[cfg(test)]
mod tests;
