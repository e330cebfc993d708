//! What two codings can be compared on: the declared window, what both saw of it, and each channel and code as tracks.

use serde::Serialize;

use super::boris::{Sampled, to_milliseconds};
use super::track::{Piece, Stretch, Track, length, seconds, shared, united, without};
use super::{ANY, Settings, is_crying};
use crate::protocol::{Coding, NOT_VISIBLE};
use crate::record::Document;
use crate::record::document::{Bout, Film, PointRow};
use crate::time::SessionTime;

/// What time is compared, in session seconds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Window {
    /// Its begin: of the first coded film, or of coding where no film was coded; null when both never coded at one time.
    pub from_s: Option<f64>,
    /// Its end: of coding.
    pub to_s: Option<f64>,
    /// How much of it both coded.
    pub coded_s: f64,
    /// How much of that one of them called not visible; it is missing for what needs the face.
    pub unseen_s: f64,
    /// What is left to compare.
    pub compared_s: f64,
    /// Whether it begins with a film.
    pub begins_with_film: bool,
}

/// A channel in both codings.
pub struct Lane {
    /// Its id.
    pub id: String,
    /// Its name.
    pub label: String,
    /// Its highest level.
    pub levels: u8,
    /// A's.
    pub a: Track,
    /// B's.
    pub b: Track,
    /// Where it is compared: sorted and disjoint.
    pub scope: Vec<Stretch>,
}

/// A point code in both codings.
pub struct Code {
    /// Its id.
    pub id: String,
    /// Its name.
    pub label: String,
    /// A's instants, sorted.
    pub a: Vec<i64>,
    /// B's.
    pub b: Vec<i64>,
}

/// Both codings and where they may be compared.
pub struct Scope<'a> {
    /// The window.
    pub window: Window,
    /// Films, by which session time is film time.
    pub films: &'a [Film],
    a: &'a Document,
    b: &'a Document,
    coded: Vec<Stretch>,
    seen: Vec<Stretch>,
    corrected: bool,
}

impl<'a> Scope<'a> {
    /// Of two documents of one session.
    pub fn of(a: &'a Document, b: &'a Document, settings: &Settings) -> Self {
        let both = shared(&coded(a), &coded(b));
        let film = films(a).find(|film| length(&shared(&both, &[*film])) > 0);
        let coded = match film {
            Some((from, _)) => shared(&both, &[(from, i64::MAX)]),
            None => both,
        };
        let hidden = |document: &Document| {
            let bouts = document.coding.iter().filter(|x| x.channel == *NOT_VISIBLE);
            bouts
                .flat_map(|bout| pieces(bout, false))
                .collect::<Vec<Piece>>()
        };
        let unseen = united(
            hidden(a)
                .into_iter()
                .chain(hidden(b))
                .filter(|piece| piece.2 > 0)
                .map(|(from, to, _)| (from, to)),
        );
        let seen = without(&coded, &unseen);
        Self {
            window: Window {
                from_s: coded.first().map(|span| seconds(span.0)),
                to_s: coded.last().map(|span| seconds(span.1)),
                coded_s: seconds(length(&coded)),
                unseen_s: seconds(length(&coded) - length(&seen)),
                compared_s: seconds(length(&seen)),
                begins_with_film: film.is_some(),
            },
            films: &a.films,
            a,
            b,
            coded,
            seen,
            corrected: settings.corrected,
        }
    }

    /// The window's begin, from which time units count.
    pub fn begin(&self) -> Option<i64> {
        self.coded.first().map(|span| span.0)
    }

    /// Any crying, each channel, and `not_visible`.
    pub fn lanes(&self) -> Vec<Lane> {
        let mut lanes = Vec::new();
        let (mut all, mut any) = ((Vec::new(), Vec::new()), Vec::new());
        for (id, label, levels) in self.channels() {
            let of = |document: &Document| -> Vec<Piece> {
                let bouts = document.coding.iter().filter(|bout| bout.channel == *id);
                bouts
                    .flat_map(|bout| pieces(bout, self.corrected))
                    .collect()
            };
            let (a, b) = (of(self.a), of(self.b));
            if is_crying(&id) {
                // Levels of different channels are no one scale.
                let present = |pieces: &[Piece]| -> Vec<Piece> {
                    let present = pieces.iter().filter(|piece| piece.2 > 0);
                    present.map(|(from, to, _)| (*from, *to, 1)).collect()
                };
                let within =
                    |pieces: &[Piece]| Track::new(present(pieces)).within(self.scope_of(&id));
                all.0.extend_from_slice(within(&a).pieces());
                all.1.extend_from_slice(within(&b).pieces());
                any = united(any.into_iter().chain(self.scope_of(&id).iter().copied()));
            }
            let scope = self.scope_of(&id).to_vec();
            lanes.push(Lane {
                a: Track::new(a).within(&scope),
                b: Track::new(b).within(&scope),
                id,
                label,
                levels,
                scope,
            });
        }
        let whole = Lane {
            id: ANY.to_owned(),
            label: "Any crying".to_owned(),
            levels: 1,
            a: Track::new(all.0),
            b: Track::new(all.1),
            scope: any,
        };
        lanes.insert(0, whole);
        lanes
    }

    /// Where this channel or code can be compared: what needs the face only where both saw it.
    fn scope_of(&self, channel: &str) -> &[Stretch] {
        let needs_face = self
            .schemes()
            .iter()
            .any(|scheme| scheme.needs_face(channel));
        if needs_face && is_crying(channel) {
            &self.seen
        } else {
            &self.coded
        }
    }

    /// Every point code.
    pub fn codes(&self) -> Vec<Code> {
        let mut codes: Vec<(String, String)> = Vec::new();
        for scheme in self.schemes() {
            for point in &scheme.points {
                if !codes.iter().any(|(id, _)| point.id == **id) {
                    let label = point.label.as_ref();
                    codes.push((
                        point.id.to_string(),
                        label.map_or_else(
                            || point.id.to_string(),
                            |label| label.get("en").to_owned(),
                        ),
                    ));
                }
            }
        }
        let made = codes.into_iter().map(|(id, label)| {
            let of = |document: &Document| {
                let rows = document.points.iter().filter(|row| row.code == *id);
                let mut times: Vec<i64> = rows
                    .map(|row| self.instant(row))
                    .filter(|t| holds(self.scope_of(&id), *t))
                    .collect();
                times.sort_unstable();
                times
            };
            Code {
                a: of(self.a),
                b: of(self.b),
                id,
                label,
            }
        });
        made.collect()
    }

    /// A coding as BORIS would read it: everything as it was coded, window or not.
    pub fn sampled(&self, document: &Document) -> Sampled {
        let channels = self.channels();
        let codes = self.codes();
        let point_place = |id: &str| {
            let place = codes.iter().position(|code| code.id == *id);
            place.map(|place| place + channels.len())
        };
        let states = channels.iter().enumerate().flat_map(|(place, (id, _, _))| {
            let states = states(document, id).into_iter();
            states.map(move |(from, to, _)| (place, to_milliseconds(from), to_milliseconds(to)))
        });
        let points = document.points.iter();
        Sampled {
            states: states.collect(),
            points: points
                .filter_map(|row| {
                    Some((point_place(row.code.as_str())?, to_milliseconds(row.t_s.0)))
                })
                .collect(),
        }
    }

    fn instant(&self, row: &PointRow) -> i64 {
        match row.t_corrected_s.filter(|_| self.corrected) {
            Some(t) => t.0,
            None => row.t_s.0,
        }
    }

    fn schemes(&self) -> [&Coding; 2] {
        [&self.a.protocol.coding, &self.b.protocol.coding]
    }

    fn channels(&self) -> Vec<(String, String, u8)> {
        let mut channels: Vec<(String, String, u8)> = Vec::new();
        for scheme in self.schemes() {
            for channel in &scheme.channels {
                if !channels.iter().any(|(id, _, _)| channel.id == **id) {
                    let label = channel.label.as_ref();
                    channels.push((
                        channel.id.to_string(),
                        label.map_or_else(
                            || channel.id.to_string(),
                            |label| label.get("en").to_owned(),
                        ),
                        channel.levels.max(1),
                    ));
                }
            }
        }
        channels
    }
}

/// A channel's states as they were coded, a level a state, in order: from, to (microseconds), level. No two overlap: a later one ends
/// the one before, since programs that count starts and stops could not tell them apart.
pub fn states(document: &Document, channel: &str) -> Vec<Piece> {
    let bouts = document
        .coding
        .iter()
        .filter(|bout| bout.channel == *channel);
    let mut coded: Vec<Piece> = bouts.flat_map(|bout| pieces(bout, false)).collect();
    coded.sort_unstable();
    let next: Vec<i64> = coded
        .iter()
        .skip(1)
        .map(|piece| piece.0)
        .chain([i64::MAX])
        .collect();
    let cut = coded.into_iter().zip(next);
    cut.map(|((from, to, level), next)| (from, to.min(next), level))
        .filter(|(from, to, level)| from < to && *level > 0)
        .collect()
}

/// Whether an instant lies in sorted, disjoint stretches, their ends included.
fn holds(stretches: &[Stretch], t: i64) -> bool {
    let place = stretches.partition_point(|span| span.1 < t);
    stretches.get(place).is_some_and(|span| span.0 <= t)
}

/// Film time at an instant of the session, in seconds; `None` outside every film.
pub fn film_s(films: &[Film], t: i64) -> Option<f64> {
    let mut segments = films
        .iter()
        .rev()
        .flat_map(|film| film.segments.iter().rev());
    let at = segments.find_map(|segment| segment.film_at(SessionTime(t)))?;
    Some(at.as_s())
}

/// A bout's levels as pieces; corrected, its onset is where the coder and the lag put it.
pub fn pieces(bout: &Bout, corrected: bool) -> Vec<Piece> {
    let begin = |place: usize, t: i64| match place {
        0 if corrected => bout.onset_corrected_s.0,
        _ => t,
    };
    let starts: Vec<(i64, u8)> = bout
        .levels
        .iter()
        .enumerate()
        .map(|(place, level)| (begin(place, level.t_s.0), level.level))
        .collect();
    let ends = starts
        .iter()
        .skip(1)
        .map(|start| start.0)
        .chain([bout.offset_s.0]);
    let made = starts.iter().zip(ends);
    made.map(|((from, level), to)| (*from, to, *level))
        .collect()
}

fn coded(document: &Document) -> Vec<Stretch> {
    let spans = document.coded.iter();
    united(spans.map(|span| (span.onset_s.0, span.offset_s.0)))
}

fn films(document: &Document) -> impl Iterator<Item = Stretch> {
    document.films.iter().filter_map(|film| {
        let last = film.segments.last().map(|segment| segment.offset_s);
        Some((film.onset_s?.0, film.offset_s.or(last)?.0))
    })
}
