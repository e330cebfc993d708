//! The statistics of all rows: who counts, in which group, with which stimuli.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::part::{Measured, part};
use super::result::{Counts, CrierAgreement, Part, SessionState, Study, WARNINGS};
use super::row::{Cell, CodingKind, Row};
use super::statistics::kappa;
use crate::measure::crier::{Crier, CrierStatus};
use crate::measure::settings::Settings;
use crate::protocol::Id;
use crate::session::{Mode, Status};

/// A factor with more levels than this makes no groups.
const MOST_LEVELS: usize = 8;
/// Which outcome is taken when none is chosen.
const PREFERRED: [&str; 2] = ["valence", "NEG"];
/// Which sessions stand in where there are none of mode `study`.
const STAND_INS: [Mode; 4] = [Mode::Rehearsal, Mode::Pilot, Mode::Simulated, Mode::Demo];

/// How the caution begins that stands on everything made of sessions that are no study sessions.
const NO_STUDY_DATA: &str = "THESE ARE NO STUDY DATA";

impl Study {
    /// The caution that these are no study data; `None` where they are.
    pub fn not_study_data(&self) -> Option<String> {
        let is_it = |caution: &&String| caution.starts_with(NO_STUDY_DATA);
        self.cautions.iter().find(is_it).cloned()
    }

    /// Why the outcome or the groups that were asked for can't be looked at, in one sentence; `None` when they can.
    pub fn problem(&self) -> Option<String> {
        let factor = self.settings.factor.as_deref().map(no_factor);
        if let Some(why) = factor.filter(|why| self.cautions.contains(why)) {
            return Some(why);
        }
        let wanted = self.settings.outcome.as_ref()?;
        if self.outcomes.contains(wanted) {
            return None;
        }
        let rated: Vec<&str> = self.outcomes.iter().map(Id::as_str).collect();
        Some(format!(
            "Nobody rated {wanted}: give one of {}.",
            if rated.is_empty() {
                "none".to_owned()
            } else {
                rated.join(", ")
            }
        ))
    }

    /// Computes everything. Sessions of mode `study` count; where there is none, those of the first of rehearsal, pilot, simulated and
    /// demo that there are, with a caution. Of a participant's sessions with the same stimuli the earliest counts.
    pub fn of(rows: &[Row], settings: &Settings) -> Self {
        let criers: Vec<Crier> = rows.iter().map(|row| row.crier(settings)).collect();
        let mode = counted_mode(rows);
        let left_out = left_out(rows, mode);
        let counted: Vec<usize> = (0..rows.len())
            .filter(|n| left_out.get(*n).is_some_and(Option::is_none))
            .collect();
        let outcomes = outcomes(rows, &counted);
        let outcome = settings.outcome.clone().or_else(|| {
            let preferred = PREFERRED.iter().find_map(|wanted| {
                let known = outcomes
                    .iter()
                    .find(|known| known.0.eq_ignore_ascii_case(wanted));
                known.cloned()
            });
            preferred.or_else(|| outcomes.first().cloned())
        });
        let groups = groups(rows, &counted, &criers, settings);
        let sets = stimulus_sets(rows, &counted);
        let mut sessions: Vec<SessionState> = rows
            .iter()
            .zip(criers)
            .zip(left_out)
            .enumerate()
            .map(|(n, ((row, crier), left_out))| SessionState {
                session: row.session.clone(),
                left_out,
                crier,
                group: groups.of.get(&n).cloned(),
                part: None,
                dose_z: None,
            })
            .collect();
        let mut parts = Vec::new();
        for (place, (stimuli, members)) in sets.iter().enumerate() {
            let measured: Vec<Measured> = members
                .iter()
                .filter_map(|n| {
                    let (row, state) = (rows.get(*n)?, sessions.get(*n)?);
                    Some(Measured::of(*n, row, state, outcome.as_ref(), settings))
                })
                .collect();
            let told = part(stimuli, &measured, &groups.order, settings);
            for (measured, z) in measured.iter().zip(told.dose_z) {
                if let Some(state) = sessions.get_mut(measured.place) {
                    state.part = Some(place);
                    state.dose_z = z;
                }
            }
            parts.push(told.part);
        }
        let negative = outcome.as_ref().is_some_and(|outcome| {
            let known = rows.iter().find_map(|row| row.outcome(outcome.as_str()));
            known.is_some_and(|known| known.negative)
        });
        let mut cautions = cautions(rows, &counted, mode, &sets);
        cautions.extend(groups.caution.clone());
        cautions.extend(
            outcome
                .as_ref()
                .and_then(|outcome| unanswered(outcome, &parts)),
        );
        Self {
            settings: settings.clone(),
            negative,
            outcome,
            outcomes,
            counts: counts(rows, &counted, &sessions),
            sessions,
            parts,
            coders: coders(rows, &counted, settings),
            warnings: WARNINGS,
            cautions,
        }
    }
}

/// Where answers are missing after the stimulus, by group: that they are may have to do with what would have been answered.
fn unanswered(outcome: &Id, parts: &[Part]) -> Option<String> {
    let mut missing = Vec::new();
    for part in parts {
        for group in part.groups.iter().filter(|group| group.is_contrasted) {
            let waves = group.waves.iter().zip(&part.waves);
            for (told, wave) in waves.filter(|(_, wave)| wave.is_after) {
                let left = group.n.saturating_sub(told.value.n);
                if left > 0 {
                    let (probe, n) = (&wave.probe, group.n);
                    missing.push(format!("{probe} {left} of {n} in {}", group.group));
                }
            }
        }
    }
    (!missing.is_empty()).then(|| {
        format!(
            "Not answered or not asked, of {outcome}: {}. Groups may differ in this, too.",
            missing.join(", ")
        )
    })
}

fn no_factor(factor: &str) -> String {
    format!("No session has a factor or covariate {factor}.")
}

/// `study`, or what stands in for it.
fn counted_mode(rows: &[Row]) -> Option<Mode> {
    std::iter::once(Mode::Study)
        .chain(STAND_INS)
        .find(|mode| rows.iter().any(|row| row.mode == *mode))
}

/// Why each session does not count.
fn left_out(rows: &[Row], mode: Option<Mode>) -> Vec<Option<String>> {
    let mut why: Vec<Option<String>> = rows
        .iter()
        .map(|row| {
            if Some(row.mode) != mode {
                return Some(format!("its mode was {}", word(row.mode)));
            }
            (row.status == Status::Withdrawn).then(|| "the participant withdrew".to_owned())
        })
        .collect();
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|n| rows.get(*n).map(|row| (row.visit, row.started_utc.clone())));
    let mut known = BTreeSet::new();
    for n in order {
        let (Some(row), Some(slot)) = (rows.get(n), why.get_mut(n)) else {
            continue;
        };
        let key = (&row.study, &row.participant, &row.stimuli_sha256);
        if slot.is_none() && !known.insert(key) {
            *slot = Some("the participant has an earlier session with the same stimuli".to_owned());
        }
    }
    why
}

/// Every outcome that was rated by those who count, in the order in which they are asked first.
fn outcomes(rows: &[Row], counted: &[usize]) -> Vec<Id> {
    let mut seen = BTreeSet::new();
    let counted = counted.iter().filter_map(|n| rows.get(*n));
    let ids = counted.flat_map(|row| row.outcomes.iter().map(|outcome| &outcome.outcome));
    ids.filter(|id| seen.insert((*id).clone()))
        .cloned()
        .collect()
}

/// Who belongs to which group.
struct Groups {
    /// The groups in their order, with whether they take part in contrasts.
    order: Vec<(String, bool)>,
    /// The group of each row that has one.
    of: BTreeMap<usize, String>,
    caution: Option<String>,
}

fn groups(rows: &[Row], counted: &[usize], criers: &[Crier], settings: &Settings) -> Groups {
    let Some(factor) = settings.factor.as_deref() else {
        let status = |n: &usize| Some((*n, word(criers.get(*n)?.status)));
        let contrasted = [CrierStatus::Crier, CrierStatus::NonCrier];
        let others = [CrierStatus::Ambiguous, CrierStatus::Unclassifiable];
        return Groups {
            order: contrasted
                .map(|status| (word(status), true))
                .into_iter()
                .chain(others.map(|status| (word(status), false)))
                .collect(),
            of: counted.iter().filter_map(status).collect(),
            caution: None,
        };
    };
    let level = |n: &usize| Some((*n, level(rows.get(*n)?, factor)?));
    let of: BTreeMap<usize, String> = counted.iter().filter_map(level).collect();
    let levels: BTreeSet<&String> = of.values().collect();
    let caution = match levels.len() {
        0 => Some(no_factor(factor)),
        n if n > MOST_LEVELS => Some(format!(
            "{factor} has {n} levels, which are too many for groups; at most {MOST_LEVELS} are compared."
        )),
        _ => None,
    };
    let order = levels
        .iter()
        .map(|level| ((*level).clone(), true))
        .collect();
    match caution {
        Some(_) => Groups {
            order: Vec::new(),
            of: BTreeMap::new(),
            caution,
        },
        None => Groups { order, of, caution },
    }
}

/// A row's level of a factor of the conditions, a covariate, or the condition itself.
fn level(row: &Row, factor: &str) -> Option<String> {
    if let Some(level) = row.factors.get(factor) {
        return Some(level.as_str().to_owned());
    }
    match row.covariates.get(factor) {
        Some(Cell::Text(word)) => Some(word.clone()),
        Some(Cell::Number(x)) => Some(x.to_string()),
        None => (factor == "condition").then(|| row.condition.as_str().to_owned()),
    }
}

/// Which rows have the same stimuli; the largest set first.
fn stimulus_sets(rows: &[Row], counted: &[usize]) -> Vec<(Vec<String>, Vec<usize>)> {
    let mut sets: BTreeMap<&[String], Vec<usize>> = BTreeMap::new();
    for n in counted {
        if let Some(row) = rows.get(*n) {
            sets.entry(&row.stimuli_sha256).or_default().push(*n);
        }
    }
    let mut sets: Vec<(Vec<String>, Vec<usize>)> = sets
        .into_iter()
        .map(|(stimuli, members)| (stimuli.to_vec(), members))
        .collect();
    sets.sort_by_key(|(_, members)| std::cmp::Reverse(members.len()));
    sets
}

fn counts(rows: &[Row], counted: &[usize], sessions: &[SessionState]) -> Counts {
    let mut counts = Counts {
        sessions: rows.len(),
        counted: counted.len(),
        ..Counts::default()
    };
    for row in rows {
        *counts.by_status.entry(word(row.status)).or_default() += 1;
        *counts.by_mode.entry(word(row.mode)).or_default() += 1;
    }
    let mut persons = BTreeSet::new();
    for n in counted {
        if let (Some(row), Some(state)) = (rows.get(*n), sessions.get(*n)) {
            persons.insert((&row.study, &row.participant));
            *counts.by_crier.entry(word(state.crier.status)).or_default() += 1;
        }
    }
    counts.participants = persons.len();
    counts
}

fn cautions(
    rows: &[Row],
    counted: &[usize],
    mode: Option<Mode>,
    sets: &[(Vec<String>, Vec<usize>)],
) -> Vec<String> {
    let mut cautions = Vec::new();
    let counted = || counted.iter().filter_map(|n| rows.get(*n));
    match mode {
        None => cautions.push("There is no session.".to_owned()),
        Some(Mode::Study) => {}
        Some(mode) => cautions.push(format!(
            "{NO_STUDY_DATA}: there is no session of mode study, so sessions of mode {} stand in.",
            word(mode)
        )),
    }
    if sets.len() > 1 {
        cautions.push(format!(
            "The sessions showed {} different sets of stimuli; only sessions with the same ones are compared.",
            sets.len()
        ));
    }
    let studies: BTreeSet<&Id> = counted().map(|row| &row.study).collect();
    if studies.len() > 1 {
        cautions.push(format!("The sessions are of {} studies.", studies.len()));
    }
    let mut tell = |n: usize, what: &str| {
        if n > 0 {
            let sessions = if n == 1 { "session" } else { "sessions" };
            cautions.push(format!("{n} {sessions} {what}."));
        }
    };
    let count = |wanted: fn(&Row) -> bool| counted().filter(|row| wanted(row)).count();
    tell(
        count(|row| row.quality.is_demo_stimulus),
        "with a demonstration clip",
    );
    tell(
        count(|row| row.quality.is_lag_uncalibrated),
        "without a measured reaction lag of the coder",
    );
    tell(
        count(|row| !row.quality.changes.is_empty()),
        "with files that differ from what was sealed",
    );
    tell(
        count(|row| row.quality.missing > 0),
        "with missing probes; the tables leave gaps, and a mixed model in the scripts uses what is there",
    );
    cautions
}

/// The first two coders' statuses over the sessions that have both; what nobody can classify is left out, and ambiguous is no crier.
fn coders(rows: &[Row], counted: &[usize], settings: &Settings) -> Option<CrierAgreement> {
    let cried = |coding: &super::row::Coding| {
        let crier = coding
            .criers
            .iter()
            .find(|crier| crier.rule == settings.rule)?;
        (crier.status != CrierStatus::Unclassifiable).then_some(crier.status == CrierStatus::Crier)
    };
    let mut table = [0usize; 4];
    for row in counted.iter().filter_map(|n| rows.get(*n)) {
        let mut own = row
            .codings
            .iter()
            .filter(|coding| coding.kind != CodingKind::Consensus);
        let (Some(first), Some(second)) = (own.next(), own.next()) else {
            continue;
        };
        let cell = match (cried(first), cried(second)) {
            (Some(true), Some(true)) => 0,
            (Some(true), Some(false)) => 1,
            (Some(false), Some(true)) => 2,
            (Some(false), Some(false)) => 3,
            _ => continue,
        };
        if let Some(slot) = table.get_mut(cell) {
            *slot += 1;
        }
    }
    let [both, only_first, only_second, neither] = table;
    let n = table.iter().sum::<usize>();
    let kappa = kappa(table);
    (n > 1).then(|| CrierAgreement {
        n,
        both,
        only_first,
        only_second,
        neither,
        agreement_pct: 100.0 * (both + neither) as f64 / n as f64,
        why: kappa.as_ref().err().cloned(),
        kappa: kappa.ok(),
    })
}

/// The name that the files have for it.
pub(super) fn word(value: impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}
