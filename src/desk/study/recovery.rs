//! Who came back to baseline and when, and whose change is beyond measurement error.

use egui::{Shape, Stroke, Ui};
use egui_plot::{Plot, PlotPoint};

use super::numbers::group;
use super::table::{Cell, Column, figures, table_ui, words};
use crate::desk::page;
use crate::desk::words as told;
use crate::look::{Channel, palette};
use crate::measure::study::{Part, Recovery};

/// One curve a group; whether there was any.
pub fn recovery_ui(ui: &mut Ui, curves: &[Recovery]) -> bool {
    let curves: Vec<&Recovery> = curves.iter().filter(|curve| curve.n > 0).collect();
    if curves.is_empty() {
        page::quiet(ui, "No session had a drop to come back from.");
        return false;
    }
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
    let end = curves
        .iter()
        .flat_map(|curve| curve.corners())
        .map(|(t, _)| t)
        .fold(1.0, f64::max);
    let plot = Plot::new("recovery")
        .height(220.0)
        .include_x(0.0)
        .include_x(end)
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
        });
    let painter = ui.painter_at(plot.response.rect);
    for (curve, hue) in curves.iter().zip(&hues) {
        let place = |(t, share): (f64, f64)| {
            plot.transform
                .position_from_point(&PlotPoint::new(t, share))
        };
        let corners = curve.corners().into_iter().map(place).collect();
        painter.add(Shape::line(corners, Stroke::new(2.0, *hue)));
        for censored in &curve.censored_min {
            let at = place((*censored, curve.share_at(*censored)));
            painter.vline(at.x, (at.y - 4.0)..=(at.y + 4.0), Stroke::new(1.5, *hue));
        }
    }
    page::faint(
        ui,
        "Upright marks: sessions whose last probe came before they were back.",
    );
    true
}

/// The classes, where a reliability was given.
pub fn reliable_ui(ui: &mut Ui, part: &Part) {
    let Some(reliable) = &part.reliable else {
        return;
    };
    ui.add_space(12.0);
    page::heading(ui, "Reliable change");
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
    table_ui(
        ui,
        "reliable",
        &COLUMNS,
        reliable.waves.len(),
        f32::INFINITY,
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
