//! Paints instants: points by code, what happened beside the plan, and the probes with what became of them.

use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, Ui, pos2};

use super::detail::Detail;
use super::paint::label;
use super::rows::{Across, Row};
use super::{Picked, Shown};
use crate::desk::review::scene::{MarkKind, ProbeSpan, Scene};
use crate::look::palette;
use crate::session::ProbeStatus;

/// One code's points: a stroke each, stronger where several share a point.
pub fn code(ui: &Ui, shown: &Shown<'_>, row: &Row, across: &Across, detail: &Detail, place: usize) {
    let Some(code) = shown.scene.codes.get(place) else {
        return;
    };
    let palette = palette(ui);
    label(ui, row, &code.label, true);
    let painter = ui.painter_at(row.rect.intersect(ui.clip_rect()));
    let ticks = detail.codes.get(place).map(Vec::as_slice);
    for (x, many, first) in ticks.unwrap_or_default() {
        let at = across.left + x;
        let number = code.points.get(*first);
        let is_picked = *many == 1
            && number.is_some_and(|(number, _)| shown.picked == Some(Picked::Point(*number)));
        let color = if is_picked {
            palette.accent
        } else {
            palette.text
        };
        let width = if *many > 1 || is_picked { 2.5 } else { 1.5 };
        let y = row.rect.shrink(2.0).y_range();
        painter.vline(at, y, Stroke::new(width, color));
        if *many == 1 && number.is_some_and(|(_, amended)| *amended) {
            painter.circle_filled(pos2(at + 4.0, row.rect.top() + 4.0), 1.8, palette.text);
        }
    }
}

/// What happened beside the plan, each kind with a sign of its own.
pub fn marks(ui: &Ui, scene: &Scene, row: &Row, across: &Across, detail: &Detail) {
    label(ui, row, "Beside the plan", true);
    let painter = ui.painter_at(row.rect.intersect(ui.clip_rect()));
    let palette = palette(ui);
    for mark in scene.marks.iter().filter(|mark| mark.to_s > mark.from_s) {
        if let Some(stretch) = across.stretch(mark.from_s, mark.to_s, 2.0) {
            let rect = Rect::from_x_y_ranges(stretch, row.rect.shrink(5.0).y_range());
            painter.rect_filled(rect, 1, palette.faint);
        }
    }
    for (x, _, first) in &detail.marks {
        if let Some(mark) = scene.marks.get(*first) {
            let at = pos2(across.left + x, row.rect.center().y);
            sign(ui, &painter, at, mark.kind);
        }
    }
}

fn sign(ui: &Ui, painter: &Painter, at: Pos2, kind: MarkKind) {
    let palette = palette(ui);
    let polygon = |points: &[(f32, f32)], color: Color32| {
        let points = points.iter().map(|(x, y)| at + egui::vec2(*x, *y));
        painter.add(Shape::convex_polygon(points.collect(), color, Stroke::NONE));
    };
    match kind {
        MarkKind::Trouble => {
            polygon(&[(0.0, -5.0), (5.0, 4.5), (-5.0, 4.5)], palette.caution);
        }
        MarkKind::Action => {
            let square = Rect::from_center_size(at, egui::Vec2::splat(7.0));
            painter.rect_filled(square, 1, palette.quiet);
        }
        MarkKind::Note => drop(painter.circle_filled(at, 3.2, palette.quiet)),
        MarkKind::Absence | MarkKind::SelfReport => {
            painter.vline(
                at.x,
                at.y - 5.0..=at.y + 5.0,
                Stroke::new(1.5, palette.quiet),
            );
        }
    }
}

/// The probes: a line from when each was due to when it was done, and a sign for what became of it where it was touched.
pub fn probes(ui: &Ui, scene: &Scene, row: &Row, across: &Across) {
    label(ui, row, "Probes", false);
    let painter = ui.painter_at(row.rect.intersect(ui.clip_rect()));
    let palette = palette(ui);
    let middle = row.rect.center().y;
    for probe in &scene.probes {
        if let (Some(due), Some(at)) = (probe.due_s, probe.at_s())
            && let Some(stretch) = across.stretch(due.min(at), due.max(at), 0.0)
        {
            painter.hline(stretch, middle, Stroke::new(1.0, palette.faint));
        }
        if let (Some(opened), Some(done)) = (probe.opened_s, probe.done_s)
            && let Some(stretch) = across.stretch(opened, done, 0.0)
        {
            let bar = Rect::from_x_y_ranges(stretch, middle - 2.0..=middle + 2.0);
            painter.rect_filled(bar, 1, palette.faint);
        }
        if let Some(due) = probe.due_s {
            painter.vline(
                across.x(due),
                middle - 5.0..=middle + 5.0,
                Stroke::new(1.0, palette.faint),
            );
        }
        probe_sign(ui, &painter, across, middle, probe);
    }
}

fn probe_sign(ui: &Ui, painter: &Painter, across: &Across, middle: f32, probe: &ProbeSpan) {
    let Some(at_s) = probe.at_s() else {
        return;
    };
    if across.stretch(at_s, at_s, 0.0).is_none() {
        return;
    }
    let at = pos2(across.x(at_s), middle);
    let (color, is_filled) = probe_look(ui, probe.status);
    let points = [(0.0, -6.0), (6.0, 0.0), (0.0, 6.0), (-6.0, 0.0)];
    let points = points.map(|(x, y)| at + egui::vec2(x, y)).to_vec();
    let (fill, stroke) = if is_filled {
        (color, Stroke::NONE)
    } else {
        (palette(ui).panel, Stroke::new(1.5, color))
    };
    painter.add(Shape::convex_polygon(points, fill, stroke));
}

/// A probe's colour, and whether its sign is filled: something was answered.
pub fn probe_look(ui: &Ui, status: ProbeStatus) -> (Color32, bool) {
    let palette = palette(ui);
    match status {
        ProbeStatus::OnTime => (palette.text, true),
        ProbeStatus::Late | ProbeStatus::OutOfWindow => (palette.caution, true),
        ProbeStatus::Missed | ProbeStatus::Aborted => (palette.caution, false),
        ProbeStatus::Declined | ProbeStatus::NotShown => (palette.quiet, false),
    }
}
