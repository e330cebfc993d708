//! How mood went in the groups: curves, contrasts, return to baseline, reliable change.

use egui::Ui;

use super::curves::{Group as Curve, Wave, curves_ui};
use super::numbers::{figure, group, interval, named_choice, p};
use super::recovery;
use super::table::{Cell, Column, figures, table_ui, words};
use crate::desk::page;
use crate::desk::words as told;
use crate::measure::study::{Baseline, Group, Part, Row, Settings, Study as Statistics};
use crate::study::Loaded;

/// What is drawn.
#[derive(Default)]
pub struct Chosen {
    has_undecided: bool,
    /// The curves that were made last, and of what.
    made: Option<(Made, Vec<Curve>)>,
}

/// What curves are made of: the edition of the statistics, the part, and whether undecided groups are drawn.
type Made = (u64, usize, bool);

/// Draws it; true when another outcome, baseline or grouping is wanted.
pub fn mood_ui(
    ui: &mut Ui,
    loaded: &Loaded,
    statistics: &Statistics,
    (edition, number): (u64, usize),
    chosen: &mut Chosen,
    settings: &mut Settings,
) -> bool {
    let before = settings.clone();
    let Some(part) = statistics.parts.get(number) else {
        return false;
    };
    choices_ui(ui, loaded, statistics, settings);
    if statistics.outcome.is_none() {
        page::quiet(ui, "Nothing was rated in this study.");
        return *settings != before;
    };
    ui.horizontal(|ui| {
        ui.checkbox(
            &mut chosen.has_undecided,
            "Groups that are not compared, too",
        );
        if statistics.negative {
            page::faint(ui, "More of this is worse.");
        }
    });
    let made = (edition, number, chosen.has_undecided);
    if chosen.made.as_ref().is_none_or(|(of, _)| *of != made) {
        let curves = curves(loaded, statistics, number, chosen.has_undecided);
        chosen.made = Some((made, curves));
    }
    let groups = chosen.made.as_ref().map_or(&[][..], |(_, curves)| curves);
    curves_ui(ui, groups, settings.tolerance, statistics.negative, 320.0);
    warnings_ui(ui, statistics);
    heading(ui, "Contrasts: the first group less the second");
    contrasts_ui(ui, part);
    heading(ui, "Groups, wave by wave");
    groups_ui(ui, part);
    heading(ui, "Return to baseline");
    if recovery::recovery_ui(ui, &part.recovery) {
        warnings_ui(ui, statistics);
    }
    recovery::reliable_ui(ui, part);
    *settings != before
}

/// What stands under every plot of groups.
fn warnings_ui(ui: &mut Ui, statistics: &Statistics) {
    for warning in statistics.warnings {
        page::caution(ui, warning);
    }
}

fn heading(ui: &mut Ui, text: &str) {
    ui.add_space(12.0);
    page::heading(ui, text);
}

fn choices_ui(ui: &mut Ui, loaded: &Loaded, statistics: &Statistics, settings: &mut Settings) {
    ui.horizontal_wrapped(|ui| {
        let name = statistics
            .outcome
            .as_ref()
            .map_or(String::new(), |id| told::sentence_case(id.as_str()));
        named_choice(ui, "Outcome")
            .selected_text(name)
            .show_ui(ui, |ui| {
                for outcome in &statistics.outcomes {
                    let name = told::sentence_case(outcome.as_str());
                    ui.selectable_value(&mut settings.outcome, Some(outcome.clone()), name);
                }
            });
        named_choice(ui, "Groups")
            .selected_text(
                settings
                    .factor
                    .as_deref()
                    .map_or("Crying".to_owned(), group),
            )
            .show_ui(ui, |ui| {
                ui.selectable_value(&mut settings.factor, None, "Crying");
                for factor in factors(loaded) {
                    let name = told::sentence_case(&factor);
                    ui.selectable_value(&mut settings.factor, Some(factor), name);
                }
            });
        let baseline = match settings.baseline {
            Baseline::Last => "The last probe before",
            Baseline::Mean => "Mean of the probes before",
        };
        named_choice(ui, "Baseline")
            .selected_text(baseline)
            .width(180.0)
            .show_ui(ui, |ui| {
                ui.selectable_value(
                    &mut settings.baseline,
                    Baseline::Mean,
                    "Mean of the probes before",
                );
                ui.selectable_value(
                    &mut settings.baseline,
                    Baseline::Last,
                    "The last probe before",
                );
            });
    });
}

/// What sessions differ in by plan.
fn factors(loaded: &Loaded) -> Vec<String> {
    let mut factors = vec!["condition".to_owned()];
    for row in &loaded.rows {
        for factor in row.factors.keys().map(ToString::to_string) {
            if !factors.contains(&factor) {
                factors.push(factor);
            }
        }
    }
    factors
}

/// The groups of a part with every session of theirs.
fn curves(
    loaded: &Loaded,
    statistics: &Statistics,
    part: usize,
    has_undecided: bool,
) -> Vec<Curve> {
    let (Some(told), Some(outcome)) = (statistics.parts.get(part), &statistics.outcome) else {
        return Vec::new();
    };
    let rules = statistics.settings.rules();
    let line = |row: &Row| {
        let changes = row.outcome(outcome.as_str())?.changes(rules);
        (!changes.is_empty()).then_some(changes)
    };
    let of_group = |group: &Group| {
        let members = statistics
            .sessions
            .iter()
            .zip(&loaded.rows)
            .filter(|(state, _)| {
                state.group.as_deref() == Some(group.group.as_str()) && state.part == Some(part)
            });
        let waves = group.waves.iter().filter_map(|wave| {
            Some(Wave {
                t_min: wave.t_min?,
                mean: wave.change.mean?,
                interval: wave.change.ci,
                n: wave.change.n,
            })
        });
        Curve {
            name: super::numbers::group(&group.group),
            waves: waves.collect(),
            lines: members.filter_map(|(_, row)| line(row)).collect(),
        }
    };
    let groups = told.groups.iter();
    groups
        .filter(|group| group.is_contrasted || has_undecided)
        .map(of_group)
        .collect()
}

fn contrasts_ui(ui: &mut Ui, part: &Part) {
    const COLUMNS: [Column; 9] = [
        words("Of", 190.0),
        words("Groups", 210.0),
        figures("n", 64.0),
        figures("Difference", 80.0),
        figures("95 % interval", 130.0),
        figures("Welch t", 64.0),
        figures("df", 56.0),
        figures("p", 64.0),
        figures("Hedges g", 72.0),
    ];
    if part.contrasts.is_empty() {
        page::quiet(ui, "There are no two groups to compare.");
        return;
    }
    table_ui(
        ui,
        "contrasts",
        &COLUMNS,
        part.contrasts.len(),
        f32::INFINITY,
        |place| {
            let Some(row) = part.contrasts.get(place) else {
                return Vec::new();
            };
            let why = row.why.as_deref();
            let of = if row.of == "net_change" {
                "net change"
            } else {
                "change − reaction"
            };
            vec![
                Cell::of(format!("{} {of}", told::sentence_case(row.probe.as_str()))),
                Cell::of(format!("{} − {}", group(&row.a), group(&row.b))),
                Cell::of(format!("{} + {}", row.n_a, row.n_b)),
                figure(row.difference, 1, why),
                Cell::of(interval(row.ci, 1)),
                figure(row.t, 2, why),
                figure(row.df, 1, why),
                p(row.p, why),
                figure(row.g, 2, why),
            ]
        },
    );
}

fn groups_ui(ui: &mut Ui, part: &Part) {
    const COLUMNS: [Column; 9] = [
        words("Group", 130.0),
        words("Probe", 90.0),
        figures("Minutes", 64.0),
        figures("n", 48.0),
        figures("Mean", 64.0),
        figures("SD", 56.0),
        figures("Median", 64.0),
        figures("Quartiles", 120.0),
        figures("Mean change", 180.0),
    ];
    let rows: Vec<(&Group, usize)> = part
        .groups
        .iter()
        .filter(|group| group.n > 0)
        .flat_map(|group| (0..group.waves.len()).map(move |wave| (group, wave)))
        .collect();
    table_ui(
        ui,
        "groups table",
        &COLUMNS,
        rows.len(),
        f32::INFINITY,
        |place| {
            let Some((of, wave)) = rows
                .get(place)
                .and_then(|(group, wave)| Some((group, group.waves.get(*wave)?)))
            else {
                return Vec::new();
            };
            let value = &wave.value;
            let change = wave.change.mean.map_or_else(
                || Cell::missing("before the stimulus, or nobody answered"),
                |mean| {
                    Cell::of(format!(
                        "{} ({})",
                        super::numbers::signed(mean, 1),
                        interval(wave.change.ci, 1)
                    ))
                },
            );
            vec![
                Cell::of(group(&of.group)),
                Cell::of(told::sentence_case(wave.probe.as_str())),
                figure(wave.t_min, 1, Some("nobody answered")),
                Cell::of(value.n),
                figure(value.mean, 1, None),
                figure(value.sd, 1, None),
                figure(value.median, 1, None),
                Cell::of(interval(value.q1.zip(value.q3), 1)),
                change,
            ]
        },
    );
}
