//! Films and sounds as they were really presented, and the media time of any instant.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::protocol::{Id, StimulusKind};
use crate::record::fidelity;
use crate::session::{Event, Fact, FilmStats, Header, Presented};
use crate::time::{FilmTime, SessionTime};

/// One presentation of a film or sound.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Film {
    /// The step that showed it.
    pub step: Id,
    /// The stimulus.
    pub stimulus: Id,
    /// Film or sound; null when the protocol does not say.
    pub kind: Option<StimulusKind>,
    /// The first frame really painted, or the first sound; null when there was none.
    pub onset_s: Option<SessionTime>,
    /// The last frame; null when its end was not recorded.
    pub offset_s: Option<SessionTime>,
    /// How it ended; null when that was not recorded.
    pub ended: Option<Presented>,
    /// The stretches in which it ran, parted by pauses and restarts.
    pub segments: Vec<Segment>,
    /// Frames of a film; null for a sound and when its end was not recorded.
    pub frames: Option<Frames>,
    /// Longest time between two frames' appearance; null like `frames`.
    pub longest_gap_ms: Option<f64>,
    /// SD of the frames' lateness; null like `frames`.
    pub jitter_sd_ms: Option<f64>,
    /// Whether it was shown as it is, every frame in its time.
    pub faithful: bool,
    /// Why it was not, or a remark.
    pub why: Option<String>,
}

/// Counts of frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Frames {
    /// Frames whose time came.
    pub due: u64,
    /// Frames that were really shown.
    pub shown: u64,
    /// Frames that were not.
    pub dropped: u64,
}

/// A stretch in which a film ran.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Segment {
    /// Its begin.
    pub onset_s: SessionTime,
    /// Its end; when the stage or the session was lost, the instant at which that was noticed.
    pub offset_s: SessionTime,
    /// Media time at its begin.
    pub film_from_s: FilmTime,
    /// Media time at its end; null when it was not reported.
    pub film_to_s: Option<FilmTime>,
}

/// Media time by session time.
#[derive(Clone, Debug, Default)]
pub struct FilmClock(Vec<Segment>);

impl FilmClock {
    /// The clock of these presentations.
    pub(in crate::record) fn of(films: &[Film]) -> Self {
        let segments = films.iter().flat_map(|film| film.segments.clone());
        Self(segments.collect())
    }

    /// Media time at `t`: pauses excluded, `None` when no film or sound ran.
    pub fn at(&self, t: SessionTime) -> Option<FilmTime> {
        let ran = |segment: &&Segment| segment.onset_s <= t && t <= segment.offset_s;
        let segment = self.0.iter().rev().find(ran)?;
        Some(segment.film_from_s + (t - segment.onset_s))
    }
}

/// A presentation while its events are read.
struct Showing {
    film: Film,
    stats: Option<FilmStats>,
    running: Option<(SessionTime, FilmTime)>,
    restarts: usize,
    pauses: usize,
}

pub(super) fn films(events: &[Event], header: &Header) -> (Vec<Film>, FilmClock) {
    let mut showings: Vec<Showing> = Vec::new();
    for event in events {
        let at = event.instant();
        match &event.fact {
            Fact::MediaPrepared { step, stimulus, .. } => {
                showings.push(Showing::new(step, stimulus, header));
            }
            Fact::MediaOnset {
                step,
                stimulus,
                film,
            } => {
                if !showings.iter().any(|showing| showing.is_on(step)) {
                    showings.push(Showing::new(step, stimulus, header));
                }
                if let Some(showing) = on(&mut showings, step) {
                    showing.halt(at, None);
                    showing.film.onset_s.get_or_insert(at);
                    showing.running = Some((at, *film));
                }
            }
            Fact::MediaHalted { step, film } => {
                if let Some(showing) = on(&mut showings, step) {
                    showing.halt(at, Some(*film));
                    showing.pauses += 1;
                }
            }
            Fact::MediaEnded {
                step,
                film,
                how,
                stats,
                ..
            } => {
                if let Some(showing) = on(&mut showings, step) {
                    showing.end(at, *film, *how, *stats);
                }
            }
            Fact::StageLost { .. } => {
                for showing in showings
                    .iter_mut()
                    .filter(|showing| showing.running.is_some())
                {
                    showing.halt(at, None);
                    showing.restarts += 1;
                }
            }
            _ => {}
        }
    }
    let last = events.last().map_or(SessionTime::ZERO, Event::instant);
    let films: Vec<Film> = showings
        .into_iter()
        .map(|showing| showing.done(last, header))
        .collect();
    let clock = FilmClock::of(&films);
    (films, clock)
}

fn on<'s>(showings: &'s mut [Showing], step: &Id) -> Option<&'s mut Showing> {
    showings
        .iter_mut()
        .rev()
        .find(|showing| showing.is_on(step))
}

impl Showing {
    fn new(step: &Id, stimulus: &Id, header: &Header) -> Self {
        let planned = header.protocol.stimuli.get(stimulus);
        Self {
            film: Film {
                step: step.clone(),
                stimulus: stimulus.clone(),
                kind: planned.map(|planned| planned.kind),
                onset_s: None,
                offset_s: None,
                ended: None,
                segments: Vec::new(),
                frames: None,
                longest_gap_ms: None,
                jitter_sd_ms: None,
                faithful: false,
                why: None,
            },
            stats: None,
            running: None,
            restarts: 0,
            pauses: 0,
        }
    }

    fn is_on(&self, step: &Id) -> bool {
        self.film.step == *step && self.film.ended.is_none()
    }

    fn halt(&mut self, at: SessionTime, film_to_s: Option<FilmTime>) {
        if let Some((onset_s, film_from_s)) = self.running.take() {
            let offset_s = at.max(onset_s);
            self.film.segments.push(Segment {
                onset_s,
                offset_s,
                film_from_s,
                film_to_s,
            });
        }
    }

    fn end(&mut self, at: SessionTime, film: FilmTime, how: Presented, stats: FilmStats) {
        // Cut while it was halted, it ended when it halted.
        let ended = match (self.running, self.film.segments.last()) {
            (None, Some(last)) => last.offset_s,
            _ => at,
        };
        self.halt(at, Some(film));
        self.film.offset_s = self.film.onset_s.map(|onset| ended.max(onset));
        self.film.ended = Some(how);
        self.stats = Some(stats);
    }

    fn done(mut self, last: SessionTime, header: &Header) -> Film {
        self.halt(last, None);
        // A sound has no frames; its verdict is whether it was played to its end.
        let stats = self
            .stats
            .filter(|_| self.film.kind != Some(StimulusKind::Sound));
        let facts = header
            .stimuli
            .iter()
            .find(|facts| facts.id == self.film.stimulus);
        let fps = facts.and_then(|facts| facts.fps);
        let verdict = fidelity::verdict(self.film.ended, stats, fps, self.restarts, self.pauses);
        Film {
            frames: stats.map(|s| Frames {
                due: s.due,
                shown: s.shown,
                dropped: s.dropped,
            }),
            longest_gap_ms: stats.map(|s| s.longest_gap_ms),
            jitter_sd_ms: stats.map(|s| s.jitter_sd_ms),
            faithful: verdict.faithful,
            why: verdict.why,
            ..self.film
        }
    }
}
