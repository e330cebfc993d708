//! Agreement over sessions: pooled tables, intervals by resampling sessions, intraclass correlations, and crier or not.

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

use super::cells::Cells;
use super::channel::{ChannelAgreement, Counted, events, no_levels};
use super::icc::icc;
use super::point::PointAgreement;
use super::{Agreement, assumptions};
use crate::measure::crier::CrierStatus;
use crate::measure::figures::{Figure, Figures};
use crate::measure::quantile::quantile;

/// How many samples of sessions are drawn.
const DRAWS: usize = 2000;
/// An interval needs a figure in at least this share of the samples.
const ENOUGH: f64 = 0.9;

/// How far two coders agree over several sessions.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Across {
    /// How many sessions.
    pub sessions: usize,
    /// Of the bootstrap.
    pub seed: u64,
    /// Any crying, each channel, `not_visible`.
    pub channels: Vec<ChannelAcross>,
    /// Point codes.
    pub points: Vec<PointAcross>,
    /// Crier or not: `kappa`, `agreement_pct`, and the 2 × 2 table `both_crier`, `only_a_crier`, `only_b_crier`, `neither_crier`, with
    /// `left_out`.
    pub crier: Figures,
    /// What the figures assume.
    pub assumptions: Vec<String>,
}

/// A figure with its 95 % interval.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// Its name.
    pub name: &'static str,
    /// `value`, `low`, `high`.
    #[serde(flatten)]
    pub figures: Figures,
    /// How many sessions have it.
    pub n: usize,
}

/// A channel over sessions.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChannelAcross {
    /// The channel.
    pub channel: String,
    /// Its name.
    pub label: String,
    /// Each figure with its interval.
    pub estimates: Vec<Estimate>,
}

/// A point code over sessions.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PointAcross {
    /// The code.
    pub code: String,
    /// Its name.
    pub label: String,
    /// Links and onset differences of all sessions together.
    pub points: Figures,
    /// The agreement with its interval.
    pub estimates: Vec<Estimate>,
}

/// Pools sessions; the same seed gives the same intervals.
pub fn across(all: &[Agreement], seed: u64) -> Across {
    let draws = draw(all.len(), seed);
    Across {
        sessions: all.len(),
        seed,
        channels: channels(all, &draws),
        points: points(all, &draws),
        crier: criers(all),
        assumptions: assumptions::of_many(all.len(), DRAWS, seed),
    }
}

/// Samples of sessions with replacement, by their places.
fn draw(sessions: usize, seed: u64) -> Vec<Vec<usize>> {
    if sessions < 2 {
        return Vec::new();
    }
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    let mut one = || {
        (0..sessions)
            .map(|_| chance.random_range(0..sessions))
            .collect()
    };
    (0..DRAWS).map(|_| one()).collect()
}

fn channels(all: &[Agreement], draws: &[Vec<usize>]) -> Vec<ChannelAcross> {
    let mut names: Vec<&ChannelAgreement> = Vec::new();
    for channel in all.iter().flat_map(|one| &one.channels) {
        if !names.iter().any(|other| other.channel == channel.channel) {
            names.push(channel);
        }
    }
    let told = names.into_iter().map(|name| {
        let of: Vec<Option<&ChannelAgreement>> = all
            .iter()
            .map(|one| one.channels.iter().find(|x| x.channel == name.channel))
            .collect();
        ChannelAcross {
            channel: name.channel.clone(),
            label: name.label.clone(),
            estimates: estimates(name, &of, draws),
        }
    });
    told.collect()
}

type Session<'a> = Option<&'a ChannelAgreement>;

fn estimates(name: &ChannelAgreement, of: &[Session], draws: &[Vec<usize>]) -> Vec<Estimate> {
    let none = no_levels(&name.channel, name.levels);
    let pooled =
        |name: &'static str, pick: fn(&Counted) -> &Cells, figure: fn(&Cells) -> Figure| {
            resampled(name, of.iter().flatten().count(), draws, |places| {
                let mut cells = Cells::new(2);
                for session in places.iter().filter_map(|place| of.get(*place)).flatten() {
                    cells.join(pick(&session.counted));
                }
                figure(&cells)
            })
        };
    let mut estimates = vec![
        pooled("exact_kappa", |x| &x.exact, Cells::kappa),
        pooled("exact_agreement_pct", |x| &x.exact, Cells::agreement_pct),
        pooled("positive_agreement", |x| &x.exact, Cells::positive),
        pooled("negative_agreement", |x| &x.exact, Cells::negative),
        pooled("prevalence", |x| &x.exact, Cells::prevalence),
        pooled("ac1", |x| &x.exact, Cells::ac1),
        pooled("unit_kappa", |x| &x.unit, Cells::kappa),
        pooled("unit_kappa_tolerance_a_led", |x| &x.led_by_a, Cells::kappa),
        pooled("unit_kappa_tolerance_b_led", |x| &x.led_by_b, Cells::kappa),
    ];
    estimates.push(mean_kappa(of, draws));
    estimates.push(resampled(
        "bouts_agreement_pct",
        of.iter().flatten().count(),
        draws,
        |places| {
            let sessions = places.iter().filter_map(|place| of.get(*place)).flatten();
            linked_pct(sessions.map(|session| session.counted.links))
        },
    ));
    if none.is_none() {
        estimates.push(pooled(
            "linked_bouts_quadratic_kappa",
            |x| &x.peaks,
            linked_kappa,
        ));
        estimates.push(pooled(
            "units_quadratic_kappa",
            |x| &x.levels,
            Cells::quadratic_kappa,
        ));
    }
    estimates.push(correlated("icc_total_s", "total_s", of));
    estimates.push(correlated("icc_latency_s", "latency_s", of));
    if none.is_none() {
        estimates.push(correlated("icc_dose", "dose", of));
    }
    estimates
}

/// The mean of the sessions' own exact kappas.
fn mean_kappa(of: &[Session], draws: &[Vec<usize>]) -> Estimate {
    let own: Vec<Option<f64>> = of
        .iter()
        .map(|session| session.and_then(|session| session.exact.get("kappa")))
        .collect();
    let n = own.iter().flatten().count();
    resampled("mean_exact_kappa", n, draws, |places| {
        let drawn = places.iter().filter_map(|place| own.get(*place));
        let kappas: Vec<f64> = drawn.copied().flatten().collect();
        match kappas.len() {
            0 => Err("it is undefined in every session".to_owned()),
            n => Ok(kappas.iter().sum::<f64>() / n as f64),
        }
    })
}

/// Of the highest levels of linked bouts, of which there may be none.
fn linked_kappa(cells: &Cells) -> Figure {
    if cells.total() == 0.0 {
        return Err("no bouts are linked".to_owned());
    }
    cells.quadratic_kappa()
}

fn linked_pct(all: impl Iterator<Item = [usize; 3]>) -> Figure {
    let [mut linked, mut only_a, mut only_b] = [0; 3];
    for [l, a, b] in all {
        linked += l;
        only_a += a;
        only_b += b;
    }
    match linked + only_a + only_b {
        0 => Err("neither coded it".to_owned()),
        all => Ok(100.0 * linked as f64 / all as f64),
    }
}

/// A figure of all sessions, and the middle 95 % of what samples of sessions give.
fn resampled(
    name: &'static str,
    n: usize,
    draws: &[Vec<usize>],
    figure: impl Fn(&[usize]) -> Figure,
) -> Estimate {
    let sessions = draws.first().map_or(1, Vec::len);
    let everyone: Vec<usize> = (0..sessions).collect();
    let value = figure(&everyone);
    let mut drawn: Vec<f64> = match value {
        Ok(_) => draws
            .iter()
            .filter_map(|places| figure(places).ok())
            .collect(),
        Err(_) => Vec::new(),
    };
    drawn.sort_by(f64::total_cmp);
    let end = |part: f64| -> Figure {
        if let Err(why) = &value {
            return Err(why.clone());
        }
        if draws.is_empty() {
            return Err("one session has no interval".to_owned());
        }
        if (drawn.len() as f64) < ENOUGH * draws.len() as f64 {
            return Err("too many samples of sessions have no such figure".to_owned());
        }
        quantile(&drawn, part).ok_or_else(|| "there are no samples".to_owned())
    };
    let (low, high) = (end(0.025), end(0.975));
    estimate(name, n, value, low, high)
}

fn estimate(name: &'static str, n: usize, value: Figure, low: Figure, high: Figure) -> Estimate {
    let mut figures = Figures::default();
    figures.push("value", value);
    figures.push("low", low);
    figures.push("high", high);
    Estimate { name, figures, n }
}

fn correlated(name: &'static str, figure: &str, of: &[Session]) -> Estimate {
    let rows: Vec<(f64, f64)> = of
        .iter()
        .flatten()
        .filter_map(|session| Some((session.totals_a.get(figure)?, session.totals_b.get(figure)?)))
        .collect();
    let told = icc(&rows);
    estimate(name, rows.len(), told.icc, told.low, told.high)
}

fn points(all: &[Agreement], draws: &[Vec<usize>]) -> Vec<PointAcross> {
    let mut names: Vec<&PointAgreement> = Vec::new();
    for point in all.iter().flat_map(|one| &one.points) {
        if !names.iter().any(|other| other.code == point.code) {
            names.push(point);
        }
    }
    let told = names.into_iter().map(|name| {
        let of: Vec<Option<&PointAgreement>> = all
            .iter()
            .map(|one| one.points.iter().find(|x| x.code == name.code))
            .collect();
        let mut links = [0; 3];
        let mut onsets = Vec::new();
        for session in of.iter().flatten() {
            for (sum, count) in links.iter_mut().zip(session.links) {
                *sum += count;
            }
            onsets.extend(&session.onsets);
        }
        let agreement = resampled(
            "agreement_pct",
            of.iter().flatten().count(),
            draws,
            |places| {
                let sessions = places.iter().filter_map(|place| of.get(*place)).flatten();
                linked_pct(sessions.map(|session| session.links))
            },
        );
        PointAcross {
            code: name.code.clone(),
            label: name.label.clone(),
            points: events(links, &onsets),
            estimates: vec![agreement],
        }
    });
    told.collect()
}

fn criers(all: &[Agreement]) -> Figures {
    let told = |status: CrierStatus| match status {
        CrierStatus::Crier => Some(1),
        CrierStatus::NonCrier => Some(0),
        CrierStatus::Ambiguous | CrierStatus::Unclassifiable => None,
    };
    let mut cells = Cells::new(2);
    let mut left_out = 0.0;
    for one in all {
        match (told(one.crier_a), told(one.crier_b)) {
            (Some(a), Some(b)) => cells.add(a, b, 1.0),
            _ => left_out += 1.0,
        }
    }
    let nothing = || "no session that both codings classify".to_owned();
    let figure = |figure: Figure| {
        if cells.total() > 0.0 {
            figure
        } else {
            Err(nothing())
        }
    };
    let mut figures = Figures::default();
    figures.push("kappa", figure(cells.kappa()));
    figures.push("agreement_pct", figure(cells.agreement_pct()));
    figures.push("both_crier", Ok(cells.at(1, 1)));
    figures.push("only_a_crier", Ok(cells.at(1, 0)));
    figures.push("only_b_crier", Ok(cells.at(0, 1)));
    figures.push("neither_crier", Ok(cells.at(0, 0)));
    figures.push("left_out", Ok(left_out));
    figures
}
