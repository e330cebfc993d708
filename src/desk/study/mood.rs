//! How mood went in the groups: curves, contrasts, return to baseline, reliable change.

use egui::{ComboBox, Ui};
use egui_plot::{Line, Plot, PlotPoints};

use super::curves::{Group as Curve, Wave, curves_ui};
use super::numbers::{figure, group, interval, p};
use super::table::{Cell, Column, figures, table_ui, words};
use crate::desk::page;
use crate::desk::words as told;
use crate::look::{Channel, palette, tokens};
use crate::measure::study::{
    Baseline, Group, Outcome, Part, Recovery, Row, Settings, Study as Statistics,
};
use crate::study::Loaded;

/// What is drawn.
#[derive(Default)]
pub struct Chosen {
    has_undecided: bool,
}

/// Draws it; true when another outcome, baseline or grouping is wanted.
pub fn mood_ui(
    ui: &mut Ui,
    loaded: &Loaded,
    statistics: &Statistics,
    part: &Part,
    chosen: &mut Chosen,
    settings: &mut Settings,
) -> bool {
    let before = settings.clone();
    choices_ui(ui, loaded, statistics, settings);
    let Some(outcome) = &statistics.outcome else {
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
    let groups: Vec<Curve> = part
        .groups
        .iter()
        .filter(|group| group.is_contrasted || chosen.has_undecided)
        .map(|group| curve(loaded, statistics, group, outcome.as_str(), settings))
        .collect();
    curves_ui(ui, &groups, settings.tolerance, 320.0);
    for warning in statistics.warnings {
        page::caution(ui, warning);
    }
    heading(ui, "Contrasts: the first group less the second");
    contrasts_ui(ui, part);
    heading(ui, "Groups, wave by wave");
    groups_ui(ui, part);
    heading(ui, "Return to baseline");
    recovery_ui(ui, &part.recovery);
    reliable_ui(ui, part);
    *settings != before
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
        ComboBox::from_label("Outcome")
            .selected_text(name)
            .show_ui(ui, |ui| {
                for outcome in &statistics.outcomes {
                    let name = told::sentence_case(outcome.as_str());
                    ui.selectable_value(&mut settings.outcome, Some(outcome.clone()), name);
                }
            });
        ComboBox::from_label("Groups")
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
        ComboBox::from_label("Baseline")
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

fn curve(
    loaded: &Loaded,
    statistics: &Statistics,
    group: &Group,
    outcome: &str,
    settings: &Settings,
) -> Curve {
    let members = statistics
        .sessions
        .iter()
        .zip(&loaded.rows)
        .filter(|(state, _)| {
            state.group.as_deref() == Some(group.group.as_str()) && state.part.is_some()
        });
    let lines = members
        .filter_map(|(_, row)| line(row, outcome, settings))
        .collect();
    let waves = group
        .waves
        .iter()
        .filter_map(|wave| {
            Some(Wave {
                t_min: wave.t_min?,
                mean: wave.change.mean?,
                interval: wave.change.ci,
                n: wave.change.n,
            })
        })
        .collect();
    Curve {
        name: super::numbers::group(&group.group),
        lines,
        waves,
    }
}

/// A session's changes from its own baseline.
fn line(row: &Row, outcome: &str, settings: &Settings) -> Option<Vec<[f64; 2]>> {
    let outcome: &Outcome = row
        .outcomes
        .iter()
        .find(|one| one.outcome.as_str() == outcome)?;
    let before: Vec<f64> = outcome
        .rated
        .iter()
        .filter(|one| one.is_before)
        .filter_map(|one| one.value)
        .collect();
    let baseline = match settings.baseline {
        Baseline::Last => *before.last()?,
        Baseline::Mean => {
            before.iter().sum::<f64>() / (!before.is_empty()).then_some(before.len() as f64)?
        }
    };
    let after = outcome.rated.iter().filter(|one| one.is_after);
    let line: Vec<[f64; 2]> = after
        .filter_map(|one| Some([one.t_min?, one.value? - baseline]))
        .collect();
    (!line.is_empty()).then_some(line)
}

fn contrasts_ui(ui: &mut Ui, part: &Part) {
    const COLUMNS: [Column; 9] = [
        words("Of", 150.0),
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
        200.0,
        |place| {
            let Some(row) = part.contrasts.get(place) else {
                return Vec::new();
            };
            let why = row.why.as_deref();
            let of = if row.of == "net_change" {
                "net change"
            } else {
                "net change − reaction"
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
        .flat_map(|group| (0..group.waves.len()).map(move |wave| (group, wave)))
        .collect();
    table_ui(ui, "groups table", &COLUMNS, rows.len(), 260.0, |place| {
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
    });
}

fn recovery_ui(ui: &mut Ui, curves: &[Recovery]) {
    let line = palette(ui).line;
    let hues: Vec<_> = (0..curves.len())
        .map(|place| Channel::at(ui, place).hue)
        .collect();
    for (curve, hue) in curves.iter().zip(&hues) {
        let median = curve.median_min.map_or_else(
            || "fewer than half came back".to_owned(),
            |median| format!("half after {median:.1} min"),
        );
        let told = format!(
            "{}: {} of {} came back, {median}; {} without a drop",
            group(&curve.group),
            curve.returned,
            curve.n,
            curve.without_drop
        );
        ui.colored_label(*hue, told);
    }
    Plot::new("recovery")
        .height(220.0)
        .include_y(0.0)
        .include_y(1.0)
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .show_grid(false)
        .show_background(false)
        .show_crosshair(false)
        .x_axis_label("Minutes from the stimulus's end")
        .y_axis_label("Share not yet back")
        .show(ui, |plot| {
            plot.hline(egui_plot::HLine::new("", 0.5).color(line).width(1.0));
            for (curve, hue) in curves.iter().zip(&hues) {
                let name = group(&curve.group);
                plot.line(
                    Line::new(name, PlotPoints::from(steps(curve)))
                        .color(*hue)
                        .width(2.0),
                );
            }
        });
}

/// The corners of a curve that falls in steps, out to the last censored session.
fn steps(curve: &Recovery) -> Vec<[f64; 2]> {
    let mut corners: Vec<[f64; 2]> = Vec::new();
    for step in &curve.curve {
        if let Some(&[_, share]) = corners.last() {
            corners.push([step.t_min, share]);
        }
        corners.push([step.t_min, step.share]);
    }
    let end = curve
        .censored_min
        .iter()
        .copied()
        .fold(f64::NEG_INFINITY, f64::max);
    if let Some(&[last, share]) = corners.last()
        && end > last
    {
        corners.push([end, share]);
    }
    corners
}

fn reliable_ui(ui: &mut Ui, part: &Part) {
    let Some(reliable) = &part.reliable else {
        return;
    };
    heading(ui, "Reliable change");
    let Some(needed) = reliable.points_needed else {
        page::quiet(
            ui,
            reliable
                .why
                .as_deref()
                .unwrap_or("It can't be computed from these data."),
        );
        return;
    };
    page::quiet(
        ui,
        &format!(
            "Beyond {needed:.1} points, with r = {:.2} ({}).",
            reliable.r, reliable.source
        ),
    );
    const COLUMNS: [Column; 5] = [
        words("Group", 130.0),
        words("Probe", 90.0),
        figures("Better", 72.0),
        figures("No change", 88.0),
        figures("Worse", 72.0),
    ];
    let height = 8.0 * tokens::ROW;
    table_ui(
        ui,
        "reliable",
        &COLUMNS,
        reliable.waves.len(),
        height,
        |place| {
            let Some(wave) = reliable.waves.get(place) else {
                return Vec::new();
            };
            vec![
                Cell::of(group(&wave.group)),
                Cell::of(told::sentence_case(wave.probe.as_str())),
                Cell::of(wave.better),
                Cell::of(wave.unchanged),
                Cell::of(wave.worse),
            ]
        },
    );
}
