//! The statistics of the sessions with the same stimuli.

mod doses;
mod persons;

use std::collections::BTreeMap;

use super::onsets::{Seen, moments};
use super::result::{
    Alpha, Contrast, Group, GroupWave, Part, Recovery, SessionState, Summary, Wave,
};
use super::row::{Coding, Row};
use super::statistics::{mean, median, summary, welch};
use super::survival;
use crate::measure::crier::CrierStatus;
use crate::measure::mood::{Course, change};
use crate::measure::outcome::Outcome;
use crate::measure::settings::Settings;
use crate::protocol::Id;

/// Everybody, beside the groups.
const ALL: &str = "all";

/// One session with what the settings make of it.
pub struct Measured<'r> {
    /// Which of the rows.
    pub place: usize,
    row: &'r Row,
    group: Option<String>,
    coding: Option<&'r Coding>,
    /// Whether enough was seen to speak of doses.
    is_classifiable: bool,
    is_crier: bool,
    outcome: Option<&'r Outcome>,
    course: Option<Course>,
    baseline: Option<f64>,
}

impl<'r> Measured<'r> {
    /// What the settings make of a row.
    pub fn of(
        place: usize,
        row: &'r Row,
        state: &SessionState,
        outcome: Option<&Id>,
        settings: &Settings,
    ) -> Self {
        let outcome = outcome.and_then(|outcome| row.outcome(outcome.as_str()));
        let course = outcome.map(|outcome| outcome.course(settings.rules()));
        Self {
            place,
            row,
            group: state.group.clone(),
            coding: row.coding(settings),
            is_classifiable: state.crier.status != CrierStatus::Unclassifiable,
            is_crier: state.crier.status == CrierStatus::Crier,
            outcome,
            baseline: course.as_ref().and_then(|course| course.baseline().ok()),
            course,
        }
    }

    /// True minutes and rating at a probe, where it counts.
    fn at(&self, probe: &Id) -> Option<(f64, f64)> {
        let rated = self
            .outcome?
            .rated
            .iter()
            .find(|rated| rated.probe == *probe)?;
        let counts = rated.is_before || rated.is_after;
        Some((rated.t_min?, rated.value?)).filter(|_| counts)
    }

    /// N: the change from baseline at a probe.
    fn change(&self, wave: &Wave) -> Option<f64> {
        let (_, value) = self.at(&wave.probe).filter(|_| wave.is_after)?;
        Some(change(value, self.baseline?))
    }
}

/// A part and the z-mean dose of each of its sessions.
pub struct Told {
    /// The part.
    pub part: Part,
    /// In the order of the sessions.
    pub dose_z: Vec<Option<f64>>,
}

/// Everything of the sessions with these stimuli; the groups stand in their order, with whether they take part in contrasts.
pub fn part(
    stimuli: &[String],
    sessions: &[Measured],
    order: &[(String, bool)],
    settings: &Settings,
) -> Told {
    let waves = waves(sessions);
    let doses = doses::doses(sessions, &waves);
    let seen: Vec<Seen> = sessions
        .iter()
        .filter_map(|session| {
            Some(Seen {
                row: session.place,
                film: session.row.film.as_ref()?,
                coding: session.coding.filter(|coding| !coding.visible.is_empty())?,
            })
        })
        .collect();
    let moments = moments(&seen, settings);
    let named: Vec<&str> = order.iter().map(|(group, _)| group.as_str()).collect();
    let negative = sessions
        .iter()
        .find_map(|session| session.outcome)
        .is_some_and(|outcome| outcome.negative);
    let part = Part {
        stimuli_sha256: stimuli.to_vec(),
        stimulus: sessions
            .iter()
            .find_map(|session| session.row.film.as_ref())
            .map(|film| film.stimulus.clone()),
        n: sessions.len(),
        groups: groups(sessions, order, &waves),
        contrasts: contrasts(sessions, order, &waves),
        dose_response_tests: doses
            .correlations
            .iter()
            .filter(|told| told.rho.is_some())
            .count(),
        dose_response: doses.correlations,
        slopes: doses.slopes,
        sob_duration: doses.sob_duration,
        moderators: persons::moderators(sessions, &waves),
        recovery: recovery(sessions, &named, settings),
        reliable: settings
            .reliability
            .as_ref()
            .map(|reliability| persons::reliable(sessions, &named, &waves, negative, reliability)),
        alphas: alphas(sessions, &waves),
        recall_bias: persons::recall(sessions, &named, settings.rules()),
        moments_why: moments.as_ref().err().cloned(),
        moments: moments.ok(),
        waves,
    };
    Told {
        part,
        dose_z: doses.z,
    }
}

/// The probes at which the outcome counts, in order of time.
fn waves(sessions: &[Measured]) -> Vec<Wave> {
    let mut times: BTreeMap<&Id, (Wave, Vec<f64>)> = BTreeMap::new();
    for session in sessions {
        for rated in session
            .outcome
            .into_iter()
            .flat_map(|outcome| &outcome.rated)
        {
            if !rated.is_before && !rated.is_after {
                continue;
            }
            let (wave, times) = times.entry(&rated.probe).or_insert_with(|| {
                let wave = Wave {
                    probe: rated.probe.clone(),
                    anchor: rated.anchor,
                    delay_s: rated.delay_s,
                    is_after: false,
                    t_min: None,
                };
                (wave, Vec::new())
            });
            wave.is_after |= rated.is_after;
            times.extend(rated.t_min);
        }
    }
    let mut waves: Vec<Wave> = times
        .into_values()
        .map(|(wave, times)| Wave {
            t_min: median(&times),
            ..wave
        })
        .collect();
    let time = |wave: &Wave| wave.t_min.unwrap_or(f64::INFINITY);
    waves.sort_by(|a, b| (a.is_after.cmp(&b.is_after)).then(time(a).total_cmp(&time(b))));
    waves
}

fn of_group<'s, 'r>(
    sessions: &'s [Measured<'r>],
    group: &str,
) -> impl Iterator<Item = &'s Measured<'r>> {
    sessions
        .iter()
        .filter(move |session| group == ALL || session.group.as_deref() == Some(group))
}

fn groups(sessions: &[Measured], order: &[(String, bool)], waves: &[Wave]) -> Vec<Group> {
    let one = |(group, is_contrasted): &(String, bool)| {
        let members: Vec<&Measured> = of_group(sessions, group).collect();
        let wave = |wave: &Wave| {
            let rated: Vec<(f64, f64)> = members
                .iter()
                .filter_map(|session| session.at(&wave.probe))
                .collect();
            let (times, values): (Vec<f64>, Vec<f64>) = rated.into_iter().unzip();
            let changes: Vec<f64> = members
                .iter()
                .filter_map(|session| session.change(wave))
                .collect();
            GroupWave {
                probe: wave.probe.clone(),
                t_min: mean(&times),
                value: summary(&values),
                change: if wave.is_after {
                    summary(&changes)
                } else {
                    Summary::default()
                },
            }
        };
        Group {
            group: group.clone(),
            is_contrasted: *is_contrasted,
            n: members.len(),
            waves: waves.iter().map(wave).collect(),
        }
    };
    order.iter().map(one).collect()
}

fn contrasts(sessions: &[Measured], order: &[(String, bool)], waves: &[Wave]) -> Vec<Contrast> {
    let contrasted: Vec<&String> = order
        .iter()
        .filter(|(_, contrasted)| *contrasted)
        .map(|(group, _)| group)
        .collect();
    let after: Vec<&Wave> = waves.iter().filter(|wave| wave.is_after).collect();
    let mut told = Vec::new();
    for (n, a) in contrasted.iter().enumerate() {
        for b in contrasted.iter().skip(n + 1) {
            for wave in &after {
                let net = |session: &Measured| session.change(wave);
                told.push(contrast(sessions, (a, b), "net_change", wave, &net));
            }
            if let Some(last) = after.last().filter(|_| after.len() > 1) {
                // Of the first wave alone: who did not answer it has no reaction of the same delay as the others'.
                let first = after.first().filter(|first| first.probe != last.probe);
                let back =
                    |session: &Measured| Some(session.change(last)? - session.change(first?)?);
                told.push(contrast(
                    sessions,
                    (a, b),
                    "net_change_less_reactivity",
                    last,
                    &back,
                ));
            }
        }
    }
    told
}

fn contrast(
    sessions: &[Measured],
    (a, b): (&str, &str),
    of: &'static str,
    wave: &Wave,
    value: &dyn Fn(&Measured) -> Option<f64>,
) -> Contrast {
    let values =
        |group: &str| -> Vec<f64> { of_group(sessions, group).filter_map(value).collect() };
    let (in_a, in_b) = (values(a), values(b));
    let test = welch(&in_a, &in_b);
    let told = test.as_ref().ok();
    let difference = mean(&in_a).zip(mean(&in_b)).map(|(a, b)| a - b);
    Contrast {
        of,
        probe: wave.probe.clone(),
        delay_s: wave.delay_s,
        a: a.to_owned(),
        b: b.to_owned(),
        n_a: in_a.len(),
        n_b: in_b.len(),
        difference,
        ci: told.map(|test| test.ci),
        t: told.map(|test| test.t),
        df: told.map(|test| test.df),
        p: told.map(|test| test.p),
        d: told.map(|test| test.d),
        g: told.map(|test| test.g),
        why: test.err(),
    }
}

fn recovery(sessions: &[Measured], groups: &[&str], settings: &Settings) -> Vec<Recovery> {
    let one = |group: &str| {
        let (mut waits, mut without_drop) = (Vec::new(), 0);
        for course in of_group(sessions, group).filter_map(|session| session.course.as_ref()) {
            match course.return_or_censored(settings.tolerance) {
                Ok(Ok(t)) => waits.push((t, true)),
                Ok(Err(until)) => waits.push((until, false)),
                Err(_) => without_drop += usize::from(course.changes().is_ok()),
            }
        }
        let curve = survival::kaplan_meier(&waits);
        let mut censored_min: Vec<f64> = waits
            .iter()
            .filter(|(_, back)| !back)
            .map(|(t, _)| *t)
            .collect();
        censored_min.sort_by(f64::total_cmp);
        Recovery {
            group: group.to_owned(),
            n: waits.len(),
            returned: waits.len() - censored_min.len(),
            without_drop,
            median_min: survival::median(&curve),
            curve,
            censored_min,
        }
    };
    groups.iter().copied().chain([ALL]).map(one).collect()
}

fn alphas(sessions: &[Measured], waves: &[Wave]) -> Vec<Alpha> {
    let Some(first) = sessions
        .iter()
        .find(|session| !session.row.composites.is_empty())
    else {
        return Vec::new();
    };
    let mut told = Vec::new();
    for composite in &first.row.composites {
        for wave in waves {
            let answers = |session: &Measured| -> Option<Vec<f64>> {
                let one = |item: &Id| {
                    let outcome = session.row.outcome(item.as_str())?;
                    let rated = outcome
                        .rated
                        .iter()
                        .find(|rated| rated.probe == wave.probe)?;
                    let turned = composite.reversed.contains(item);
                    rated.value.map(|x| if turned { -x } else { x })
                };
                composite.items.iter().map(one).collect()
            };
            let complete: Vec<Vec<f64>> = sessions.iter().filter_map(answers).collect();
            let items: Vec<Vec<f64>> = (0..composite.items.len())
                .map(|n| {
                    complete
                        .iter()
                        .filter_map(|row| row.get(n).copied())
                        .collect()
                })
                .collect();
            let alpha = super::statistics::alpha(&items);
            told.push(Alpha {
                score: composite.score.clone(),
                probe: wave.probe.clone(),
                n: complete.len(),
                items: items.len(),
                why: alpha.as_ref().err().cloned(),
                alpha: alpha.ok(),
            });
        }
    }
    told
}
