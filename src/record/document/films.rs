//! Films and sounds as they were really presented, and the media time of any instant.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::protocol::{Id, StimulusKind};
use crate::record::fidelity::{self, Trial};
use crate::session::{Event, FILM_SOUND, Fact, FilmStats, Header, Presented};
use crate::time::{FilmTime, Micros, SessionTime};

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
    /// Longest time between two frames' appearance, that of a restart included; null like `frames`.
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
    /// Its end; when the stage was lost, the last frame that is known to have been shown, and without one, or when the session was
    /// lost, the instant at which that was noticed.
    pub offset_s: SessionTime,
    /// Media time at its begin.
    pub film_from_s: FilmTime,
    /// Media time at its end; null when it was not reported.
    pub film_to_s: Option<FilmTime>,
}

impl Segment {
    /// Media time at `t`; `None` outside the segment.
    pub fn film_at(&self, t: SessionTime) -> Option<FilmTime> {
        let ran = self.onset_s <= t && t <= self.offset_s;
        ran.then(|| self.film_from_s + (t - self.onset_s))
    }
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
        self.0.iter().rev().find_map(|segment| segment.film_at(t))
    }
}

/// A presentation while its events are read.
struct Showing {
    film: Film,
    stats: Option<FilmStats>,
    running: Option<(SessionTime, FilmTime)>,
    /// Since when a lost window left the picture standing or away, and how long that lasted in all and at most.
    lost: Option<SessionTime>,
    away: Micros,
    longest_away: Micros,
    /// Restarts, and those after which it is not known what the window before had shown.
    restarts: usize,
    uncounted: usize,
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
                    showing.begin(at, *film);
                }
            }
            Fact::MediaHalted { step, film } => {
                if let Some(showing) = on(&mut showings, step) {
                    showing.halt(at, Some(*film));
                    showing.pauses += 1;
                }
            }
            Fact::MediaLost {
                step, film, stats, ..
            } => {
                if let Some(showing) = on(&mut showings, step) {
                    showing.lose(at, Some(*film));
                    showing.count(*stats);
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
                    showing.lose(at, None);
                    showing.uncounted += 1;
                }
            }
            _ => {}
        }
    }
    let silences = silences(events);
    let last = events.last().map_or(SessionTime::ZERO, Event::instant);
    let films: Vec<Film> = showings
        .into_iter()
        .map(|showing| showing.done(last, header, &silences))
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
            lost: None,
            away: Micros(0),
            longest_away: Micros(0),
            restarts: 0,
            uncounted: 0,
            pauses: 0,
        }
    }

    fn is_on(&self, step: &Id) -> bool {
        self.film.step == *step && self.film.ended.is_none()
    }

    fn begin(&mut self, at: SessionTime, film: FilmTime) {
        self.running = Some((at, film));
        if let Some(since) = self.lost.take() {
            let away = Micros((at - since).0.max(0));
            self.away = Micros(self.away.0.saturating_add(away.0));
            self.longest_away = self.longest_away.max(away);
        }
    }

    /// The window was lost; a film that was halted goes on as if nothing had been.
    fn lose(&mut self, at: SessionTime, film_to_s: Option<FilmTime>) {
        if self.running.is_some() {
            self.halt(at, film_to_s);
            self.restarts += 1;
            self.lost = Some(at);
        }
    }

    fn count(&mut self, stats: FilmStats) {
        self.stats = Some(self.stats.map_or(stats, |before| before.and(stats)));
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
        self.count(stats);
    }

    fn done(
        mut self,
        last: SessionTime,
        header: &Header,
        silences: &[(SessionTime, SessionTime)],
    ) -> Film {
        self.halt(last, None);
        // A sound has no frames; its verdict is whether it was played to its end. Counts of a part would pass for those of the whole.
        let stats = self
            .stats
            .filter(|_| self.film.kind != Some(StimulusKind::Sound) && self.uncounted == 0);
        let away_ms = self.longest_away.0 as f64 / 1000.0;
        let stats = stats.map(|stats| FilmStats {
            longest_gap_ms: stats.longest_gap_ms.max(away_ms),
            ..stats
        });
        let facts = header
            .stimuli
            .iter()
            .find(|facts| facts.id == self.film.stimulus);
        let fps = facts.and_then(|facts| facts.fps);
        let verdict = fidelity::verdict(&Trial {
            how: self.film.ended,
            stats,
            fps,
            restarts: self.restarts,
            away: self.away,
            silent: self.silent(silences),
            pauses: self.pauses,
        });
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

    /// How long it ran without its sound.
    fn silent(&self, silences: &[(SessionTime, SessionTime)]) -> Micros {
        let within = |segment: &Segment| -> i64 {
            let overlap = |(from, to): &(SessionTime, SessionTime)| {
                let (from, to) = ((*from).max(segment.onset_s), (*to).min(segment.offset_s));
                (to - from).0.max(0)
            };
            silences.iter().map(overlap).sum()
        };
        Micros(self.film.segments.iter().map(within).sum())
    }
}

/// From when until when a film ran without its sound, as the stage reported it.
fn silences(events: &[Event]) -> Vec<(SessionTime, SessionTime)> {
    let mut silences = Vec::new();
    let mut since = None;
    for event in events {
        let at = event.instant();
        match &event.fact {
            Fact::Fault { id, .. } if id == FILM_SOUND => {
                since.get_or_insert(at);
            }
            // A new window tells anew what it can't do.
            Fact::FaultCleared { id } if id == FILM_SOUND => {
                silences.extend(since.take().map(|since| (since, at)));
            }
            _ => {}
        }
    }
    let end = events.last().map_or(SessionTime::ZERO, Event::instant);
    silences.extend(since.map(|since| (since, end)));
    silences
}
