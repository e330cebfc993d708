//! One channel of two codings: exact time, time units, bouts, levels, and both coders' totals.

use serde::Serialize;

use super::cells::{Cells, NOTHING};
use super::links;
use super::scope::{Lane, Scope};
use super::track::{Both, Stretch, seconds, side_by_side};
use super::units::{Leader, MOST, Units};
use super::{ANY, Settings, is_crying, micros};
use crate::measure::figures::{Figure, Figures, ratio};

/// How far two codings of a channel agree. Units are in the names of the figures: `_s` seconds, `_pct` %.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChannelAgreement {
    /// The channel, `any` for crying of any kind.
    pub channel: String,
    /// Its name.
    pub label: String,
    /// Its highest level.
    pub levels: u8,
    /// By the overlap of intervals, weighted by duration, without any time unit.
    pub exact: Figures,
    /// By time units, without and with tolerance, led by A and by B.
    pub unit: Figures,
    /// By bouts that are linked one to one.
    pub bouts: Figures,
    /// Levels of linked bouts (their highest) and of time units.
    pub level: Figures,
    /// A's totals over the compared time.
    pub totals_a: Figures,
    /// B's.
    pub totals_b: Figures,
    /// What sessions are pooled by.
    #[serde(skip)]
    pub counted: Counted,
}

/// The tables and counts behind the figures.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counted {
    /// Seconds absent and present.
    pub exact: Cells,
    /// Units absent and present.
    pub unit: Cells,
    /// The same with tolerance, led by A.
    pub led_by_a: Cells,
    /// Led by B.
    pub led_by_b: Cells,
    /// Levels of units.
    pub levels: Cells,
    /// Highest levels of linked bouts.
    pub peaks: Cells,
    /// Linked bouts, those of A only, those of B only.
    pub links: [usize; 3],
    /// B's onset less A's of each linked bout, in seconds.
    pub onsets: Vec<f64>,
}

/// A channel's agreement and what the list of disagreements is made of.
pub struct Compared {
    /// The figures.
    pub agreement: ChannelAgreement,
    /// Both codings side by side.
    pub both: Vec<Both>,
    /// A's bouts.
    pub bouts_a: Vec<Stretch>,
    /// B's.
    pub bouts_b: Vec<Stretch>,
    /// Which are the same.
    pub links: Vec<links::Link>,
}

impl Compared {
    /// Compares a channel.
    pub fn of(lane: &Lane, scope: &Scope, settings: &Settings) -> Self {
        let both = side_by_side(&lane.scope, &lane.a, &lane.b);
        let (bouts_a, bouts_b) = (lane.a.active(), lane.b.active());
        let links = links::stretches(&bouts_a, &bouts_b, settings.overlap);
        let mut counted = Counted {
            exact: Cells::new(2),
            links: [
                links.len(),
                bouts_a.len() - links.len(),
                bouts_b.len() - links.len(),
            ],
            ..Counted::default()
        };
        for part in &both {
            counted
                .exact
                .add(usize::from(part.a > 0), usize::from(part.b > 0), part.s());
        }
        let highest = lane.levels.max(lane.a.peak()).max(lane.b.peak());
        let long_enough = count_units(lane, settings) <= MOST;
        if long_enough {
            let units = Units::of(scope.begin(), &both, micros(settings.unit_s));
            let tolerance = (settings.tolerance_s / settings.unit_s).round() as i64;
            counted.unit = units.presence(0, Leader::A);
            counted.led_by_a = units.presence(tolerance, Leader::A);
            counted.led_by_b = units.presence(tolerance, Leader::B);
            counted.levels = units.levels(highest);
        }
        let (peaks_a, peaks_b) = (
            peaks(lane.a.pieces(), &bouts_a),
            peaks(lane.b.pieces(), &bouts_b),
        );
        counted.peaks = Cells::new(usize::from(highest) + 1);
        for (i, j) in &links {
            if let (Some(a), Some(b)) = (peaks_a.get(*i), peaks_b.get(*j)) {
                counted.peaks.add(usize::from(*a), usize::from(*b), 1.0);
            }
        }
        // Where one of the two began unseen its onset is not known.
        let known = |t: i64| {
            let place = lane.scope.partition_point(|span| span.1 <= t);
            lane.scope.get(place).is_some_and(|span| span.0 < t)
        };
        let onsets = links.iter().filter_map(|(i, j)| {
            let (a, b) = (bouts_a.get(*i)?, bouts_b.get(*j)?);
            (known(a.0) && known(b.0)).then(|| seconds(b.0 - a.0))
        });
        counted.onsets = onsets.collect();
        let agreement = ChannelAgreement {
            channel: lane.id.clone(),
            label: lane.label.clone(),
            levels: lane.levels,
            exact: exact(&counted.exact),
            unit: unit(&counted, long_enough),
            bouts: events(counted.links, &counted.onsets),
            level: level(lane, &counted),
            totals_a: totals(&lane.a.within(&lane.scope), scope),
            totals_b: totals(&lane.b.within(&lane.scope), scope),
            counted,
        };
        Self {
            agreement,
            both,
            bouts_a,
            bouts_b,
            links,
        }
    }
}

fn count_units(lane: &Lane, settings: &Settings) -> i64 {
    let ends = lane.scope.first().zip(lane.scope.last());
    ends.map_or(0, |(first, last)| {
        (last.1 - first.0) / micros(settings.unit_s).max(1)
    })
}

/// The figures of a table of seconds.
pub fn exact(cells: &Cells) -> Figures {
    let mut figures = Figures::default();
    figures.push("kappa", cells.kappa());
    figures.push("agreement_pct", cells.agreement_pct());
    figures.push("positive_agreement", cells.positive());
    figures.push("negative_agreement", cells.negative());
    figures.push("prevalence", cells.prevalence());
    figures.push("ac1", cells.ac1());
    figures.push("both_s", Ok(cells.at(1, 1)));
    figures.push("only_a_s", Ok(cells.at(1, 0)));
    figures.push("only_b_s", Ok(cells.at(0, 1)));
    figures.push("neither_s", Ok(cells.at(0, 0)));
    figures
}

fn unit(counted: &Counted, long_enough: bool) -> Figures {
    let told = |figure: Figure| match long_enough {
        true => figure,
        false => Err("the time unit is too short for this session".to_owned()),
    };
    let mut figures = Figures::default();
    figures.push("units", told(Ok(counted.unit.total())));
    figures.push("kappa", told(counted.unit.kappa()));
    figures.push("kappa_tolerance_a_led", told(counted.led_by_a.kappa()));
    figures.push("kappa_tolerance_b_led", told(counted.led_by_b.kappa()));
    figures.push("agreement_pct", told(counted.unit.agreement_pct()));
    figures.push(
        "agreement_tolerance_a_led_pct",
        told(counted.led_by_a.agreement_pct()),
    );
    figures.push(
        "agreement_tolerance_b_led_pct",
        told(counted.led_by_b.agreement_pct()),
    );
    figures.push("alpha_nominal", told(counted.unit.alpha(false)));
    figures
}

/// Figures of linked events.
pub fn events([linked, only_a, only_b]: [usize; 3], onsets: &[f64]) -> Figures {
    let mut figures = Figures::default();
    let all = (linked + only_a + only_b) as f64;
    figures.push("linked", Ok(linked as f64));
    figures.push("only_a", Ok(only_a as f64));
    figures.push("only_b", Ok(only_b as f64));
    figures.push(
        "agreement_pct",
        ratio(100.0 * linked as f64, all, "neither coded it"),
    );
    let middle = median(onsets.iter().copied());
    let spread = match &middle {
        Ok(middle) => median(onsets.iter().map(|onset| (onset - middle).abs())),
        Err(why) => Err(why.clone()),
    };
    figures.push("onset_difference_median_s", middle);
    figures.push("onset_difference_mad_s", spread);
    figures
}

/// The middle value, or the mean of the two middle ones.
pub fn median(values: impl Iterator<Item = f64>) -> Figure {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    let half = sorted.len() / 2;
    let upper = sorted.get(half).copied();
    let lower = match sorted.len() % 2 {
        0 => half
            .checked_sub(1)
            .and_then(|half| sorted.get(half))
            .copied(),
        _ => upper,
    };
    match (lower, upper) {
        (Some(lower), Some(upper)) => Ok(f64::midpoint(lower, upper)),
        _ => Err("no linked event whose onset both saw".to_owned()),
    }
}

/// Why a channel's levels can't be compared, if they can't.
pub fn no_levels(channel: &str, levels: u8) -> Option<&'static str> {
    if channel == ANY {
        Some("levels of different channels are no one scale")
    } else if levels < 2 || !is_crying(channel) {
        Some("the channel has one level only")
    } else {
        None
    }
}

fn level(lane: &Lane, counted: &Counted) -> Figures {
    let mut figures = Figures::default();
    let none = no_levels(&lane.id, lane.levels);
    let told = |figure: Figure| none.map_or(figure, |why| Err(why.to_owned()));
    let linked = match counted.links {
        [0, ..] => Err("no bouts are linked".to_owned()),
        _ => counted.peaks.quadratic_kappa(),
    };
    figures.push("linked_bouts_quadratic_kappa", told(linked));
    figures.push(
        "units_quadratic_kappa",
        told(counted.levels.quadratic_kappa()),
    );
    figures.push("units_alpha_interval", told(counted.levels.alpha(true)));
    figures
}

fn totals(track: &super::track::Track, scope: &Scope) -> Figures {
    let mut figures = Figures::default();
    let nothing = || NOTHING.to_owned();
    let begin = scope
        .window
        .from_s
        .filter(|_| scope.window.compared_s > 0.0);
    let told = |x: f64| begin.map(|_| x).ok_or_else(nothing);
    let active = track.active();
    let total = seconds(super::track::length(&active));
    let dose: f64 = track
        .pieces()
        .iter()
        .map(|(from, to, level)| seconds(to - from) * f64::from(*level))
        .sum();
    figures.push("total_s", told(total));
    figures.push("bouts", told(active.len() as f64));
    figures.push("dose", told(dose));
    figures.push(
        "latency_s",
        match (begin, active.first()) {
            (None, _) => Err(nothing()),
            (Some(_), None) => Err("not reached".to_owned()),
            (Some(begin), Some(first)) => Ok(seconds(first.0) - begin),
        },
    );
    figures
}

fn peaks(pieces: &[super::track::Piece], bouts: &[Stretch]) -> Vec<u8> {
    let mut at = 0;
    let peak = |bout: &Stretch| {
        let mut peak = 0;
        while let Some((_, _, level)) = pieces.get(at).filter(|piece| piece.0 < bout.1) {
            peak = peak.max(*level);
            at += 1;
        }
        peak
    };
    bouts.iter().map(peak).collect()
}
