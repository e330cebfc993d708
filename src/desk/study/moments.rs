//! Crying along the film: how many cried in each second, and whether onsets follow its moments.

use egui::{Rect, Ui, pos2};
use egui_plot::{Line, Plot, PlotPoint, PlotPoints};

use super::numbers::{group, signed};
use super::table::{Cell, Column, figures, table_ui, words};
use crate::desk::page;
use crate::look::{Channel, palette, plain, tokens};
use crate::measure::study::{Moments, Part};

/// Draws it.
pub fn moments_ui(ui: &mut Ui, part: &Part) {
    let Some(moments) = &part.moments else {
        let why = part.moments_why.as_deref();
        page::quiet(
            ui,
            why.unwrap_or("There are no onsets on a film with moments."),
        );
        return;
    };
    page::heading(ui, "Share of visible participants who cried");
    curve_ui(ui, moments);
    ui.add_space(8.0);
    rates_ui(ui, moments);
    match (&moments.test, &moments.test_why) {
        (Some(test), _) => page::quiet(
            ui,
            &format!(
                "Resolution less barrier: {} onsets a minute; p = {:.4} (one-sided, {} circular shifts of each participant's onsets, seed {}).",
                signed(test.observed, 2),
                test.p,
                test.permutations,
                test.seed
            ),
        ),
        (None, why) => page::quiet(
            ui,
            &format!(
                "No test was made: {}.",
                why.as_deref().unwrap_or("the data don't allow it")
            ),
        ),
    };
}

fn curve_ui(ui: &mut Ui, moments: &Moments) {
    let palette = palette(ui);
    let (from, to) = moments.film;
    let points: Vec<[f64; 2]> = moments.shares().map(|(t, share)| [t, share]).collect();
    let plot = Plot::new("moments")
        .height(300.0)
        .include_x(from)
        .include_x(to)
        .include_y(0.0)
        .include_y(1.0)
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .show_grid(false)
        .show_background(false)
        .show_crosshair(false)
        .x_axis_label("Film time, seconds")
        .y_axis_label("Share")
        .show(ui, |plot| {
            plot.line(
                Line::new("share", PlotPoints::from(points))
                    .color(palette.accent)
                    .width(2.0),
            );
        });
    let painter = ui.painter_at(plot.response.rect);
    let x = |t: f64| {
        plot.transform
            .position_from_point(&PlotPoint::new(t, 0.0))
            .x
    };
    let frame = plot.response.rect;
    let mut labels: Vec<&str> = Vec::new();
    for moment in &moments.moments {
        if !labels.contains(&moment.label.as_str()) {
            labels.push(&moment.label);
        }
        let place = labels
            .iter()
            .position(|label| *label == moment.label)
            .unwrap_or(0);
        let hue = Channel::at(ui, place).hue;
        let band = Rect::from_min_max(
            pos2(x(moment.from_s), frame.top()),
            pos2(
                x(moment.to_s).max(x(moment.from_s) + 1.0),
                frame.top() + 16.0,
            ),
        );
        painter.rect_filled(band, 0, hue.gamma_multiply(0.6));
        let galley = painter.layout_no_wrap(
            moment.label.clone(),
            plain(tokens::DESK_SMALL),
            palette.text,
        );
        if galley.size().x + 4.0 < band.width() {
            painter.galley(band.left_top() + egui::vec2(2.0, 1.0), galley, palette.text);
        }
    }
    // Where many lie over each other they would become one bar.
    let strength = (10.0 / (moments.onsets.len().max(1) as f32).sqrt()).clamp(0.1, 1.0);
    for (_, onset) in &moments.onsets {
        let low = plot
            .transform
            .position_from_point(&PlotPoint::new(*onset, 0.0))
            .y;
        painter.vline(
            x(*onset),
            (low - 8.0)..=low,
            egui::Stroke::new(1.0, palette.quiet.gamma_multiply(strength)),
        );
    }
    page::faint(
        ui,
        "Marks at the foot: onsets of crying, less each coder's lag. Bands: moments of the film.",
    );
}

fn rates_ui(ui: &mut Ui, moments: &Moments) {
    const COLUMNS: [Column; 4] = [
        words("Moment and 30 s after it", 220.0),
        figures("Onsets", 72.0),
        figures("Visible minutes", 120.0),
        figures("Onsets a minute", 120.0),
    ];
    table_ui(
        ui,
        "rates",
        &COLUMNS,
        moments.rates.len(),
        f32::INFINITY,
        |place| {
            let Some(rate) = moments.rates.get(place) else {
                return Vec::new();
            };
            vec![
                Cell::of(group(&rate.label)),
                Cell::of(rate.onsets),
                Cell::of(format!("{:.1}", rate.exposure_min)),
                super::numbers::figure(rate.rate_per_min, 3, Some("nobody was visible then")),
            ]
        },
    );
}
