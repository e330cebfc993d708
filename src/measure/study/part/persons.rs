//! What persons are like and what became of each: moderators, reliable change, recall bias.

use std::collections::{BTreeMap, BTreeSet};

use super::{ALL, Measured, of_group};
use crate::measure::mood::{RELIABLE, Rules, reliable_change};
use crate::measure::session::{ReliableClass, class};
use crate::measure::settings::Reliability;
use crate::measure::study::result::{
    Moderator, ModeratorLevel, Recall, Reliable, ReliableWave, Wave,
};
use crate::measure::study::row::Cell;
use crate::measure::study::statistics::{median, sd, spearman, summary};

/// A category with more levels than this is no moderator: it is as good as free text.
const MOST_LEVELS: usize = 12;
/// What recalled change is compared with: it asks for the mood itself, from bad to good.
const VALENCE: &str = "valence";

/// Net change at the last wave by every moderator and covariate.
pub fn moderators(sessions: &[Measured], waves: &[Wave]) -> Vec<Moderator> {
    let Some(last) = waves.iter().rfind(|wave| wave.is_after) else {
        return Vec::new();
    };
    let names: BTreeSet<&String> = sessions
        .iter()
        .flat_map(|session| {
            session
                .row
                .moderators
                .keys()
                .chain(session.row.covariates.keys())
        })
        .collect();
    let told = |name: &&String| {
        let pairs: Vec<(&Cell, f64)> = sessions
            .iter()
            .filter_map(|session| {
                let row = session.row;
                let cell = row.moderators.get(*name).or(row.covariates.get(*name));
                Some((cell?, session.change(last)?))
            })
            .collect();
        moderator(name, last, &pairs)
    };
    names.iter().filter_map(told).collect()
}

fn moderator(name: &str, wave: &Wave, pairs: &[(&Cell, f64)]) -> Option<Moderator> {
    let numbers: Option<Vec<f64>> = pairs
        .iter()
        .map(|(cell, _)| match cell {
            Cell::Number(x) => Some(*x),
            Cell::Text(_) => None,
        })
        .collect();
    let changes: Vec<f64> = pairs.iter().map(|(_, change)| *change).collect();
    let mut levels: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    let told = match &numbers {
        Some(x) => {
            let middle = median(x).unwrap_or_default();
            for (x, change) in x.iter().zip(&changes) {
                let level = if *x <= middle { "low" } else { "high" };
                levels.entry(level.to_owned()).or_default().push(*change);
            }
            spearman(x, &changes)
        }
        None => {
            for (cell, change) in pairs {
                let level = match cell {
                    Cell::Text(word) => word.clone(),
                    Cell::Number(x) => x.to_string(),
                };
                levels.entry(level).or_default().push(*change);
            }
            Err("categories have no correlation".to_owned())
        }
    };
    if levels.len() > MOST_LEVELS {
        return None;
    }
    let mut levels: Vec<ModeratorLevel> = levels
        .into_iter()
        .map(|(level, changes)| ModeratorLevel {
            level,
            change: summary(&changes),
        })
        .collect();
    if numbers.is_some() {
        // Low before high.
        levels.reverse();
    }
    Some(Moderator {
        name: name.to_owned(),
        probe: wave.probe.clone(),
        is_number: numbers.is_some(),
        n: pairs.len(),
        rho: told.as_ref().ok().map(|(rho, _)| *rho),
        p: told.as_ref().ok().map(|(_, p)| *p),
        levels,
        why: told.err(),
    })
}

/// Classes of reliable change by group and wave.
pub fn reliable(
    sessions: &[Measured],
    groups: &[&str],
    waves: &[Wave],
    negative: bool,
    reliability: &Reliability,
) -> Reliable {
    let baselines: Vec<f64> = sessions
        .iter()
        .filter_map(|session| session.baseline)
        .collect();
    let sd_before = reliability.sd_before.or(sd(&baselines));
    let index = |change: f64| {
        let sd = sd_before.ok_or("it takes two baselines")?;
        reliable_change(change, sd, reliability.r)
    };
    let unit = index(1.0);
    let mut told = Vec::new();
    if unit.is_ok() {
        for wave in waves.iter().filter(|wave| wave.is_after) {
            for group in groups.iter().copied().chain([ALL]) {
                let classes: Vec<ReliableClass> = of_group(sessions, group)
                    .filter_map(|session| session.change(wave))
                    .filter_map(|change| index(change).ok())
                    .map(|change| class(change, negative))
                    .collect();
                let count = |wanted| classes.iter().filter(|own| **own == wanted).count();
                told.push(ReliableWave {
                    probe: wave.probe.clone(),
                    group: group.to_owned(),
                    better: count(ReliableClass::Better),
                    unchanged: count(ReliableClass::Unchanged),
                    worse: count(ReliableClass::Worse),
                });
            }
        }
    }
    Reliable {
        sd_before,
        r: reliability.r,
        source: reliability.source.clone(),
        points_needed: unit.as_ref().ok().map(|unit| RELIABLE / unit),
        waves: told,
        why: unit.err(),
    }
}

/// Recalled less measured change at the last rating, both as points of the better; of mood itself alone, whatever outcome is looked at, since
/// that is what is recalled.
pub fn recall(sessions: &[Measured], groups: &[&str], rules: Rules) -> Vec<Recall> {
    let bias = |session: &Measured| {
        let changes = session.row.outcome(VALENCE)?.changes(rules);
        let (_, last) = changes.last()?;
        Some(session.row.recalled_change? - last)
    };
    let one = |group: &str| {
        let biases: Vec<f64> = of_group(sessions, group).filter_map(bias).collect();
        Recall {
            group: group.to_owned(),
            bias: summary(&biases),
        }
    };
    groups.iter().copied().chain([ALL]).map(one).collect()
}
