//! Paints what all rows share, the times, the steps and the film.

use egui::text::{LayoutJob, TextWrapping};
use egui::{Align, Align2, Color32, CornerRadius, FontId, Rect, Stroke, StrokeKind, Ui, pos2};

use super::Shown;
use super::rows::{Across, Kind, Row};
use super::tell;
use crate::desk::review::film_time::film_at;
use crate::desk::review::scale::step_s;
use crate::desk::review::scene::Scene;
use crate::desk::words;
use crate::look::{digits, kept_within, palette, plain, tokens};
use crate::record::document::Film;
use crate::time::SessionTime;

/// Two blocks of text that lie so near each other would run together.
const TEXT_AIR: f32 = 6.0;
/// Distance of the times on the ruler, in points.
const TIMES: f32 = 84.0;

/// A row's name, cut where it has no room.
pub fn label(ui: &Ui, row: &Row, text: &str, small: bool) {
    let size = if small {
        tokens::DESK_SMALL
    } else {
        tokens::DESK_TEXT
    };
    let color = palette(ui).quiet;
    let place = row.label();
    text_in(ui, place, text, plain(size), color);
}

/// A text in a place, cut where it has no room; half a line high rows may be lower than it.
fn text_in(ui: &Ui, place: Rect, text: &str, font: FontId, color: Color32) {
    let mut job = LayoutJob::simple_singleline(text.to_owned(), font, color);
    job.wrap = TextWrapping::truncate_at_width(place.width());
    let galley = ui.painter().layout_job(job);
    let at = pos2(place.left(), place.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, color);
}

/// A quiet ground for each row, and over all of them a light one while films ran.
pub fn background(ui: &Ui, scene: &Scene, rows: &[Row], across: &Across) {
    let palette = palette(ui);
    let radius = CornerRadius::same(tokens::RADIUS_SMALL);
    for row in rows {
        if !matches!(row.kind, Kind::Ruler | Kind::Overview) {
            ui.painter().rect_filled(row.rect, radius, palette.panel);
        }
    }
    let (Some(first), Some(last)) = (rows.get(2), rows.last()) else {
        return;
    };
    let all = Rect::from_x_y_ranges(
        across.left..=across.right,
        first.rect.top()..=last.rect.bottom(),
    );
    let painter = ui.painter_at(all.intersect(ui.clip_rect()));
    for (_, from_s, to_s) in scene.presented() {
        if let Some(stretch) = across.stretch(from_s, to_s, 1.0) {
            let band = Rect::from_x_y_ranges(stretch, all.y_range());
            painter.rect_filled(band, 0, palette.raised.gamma_multiply(0.55));
        }
    }
}

/// The whole session, films marked, and the window that is shown.
pub fn overview(ui: &Ui, scene: &Scene, row: &Row, across: &Across) {
    let palette = palette(ui);
    let whole = across.scale.whole_s.max(1e-9);
    let x = |t_s: f64| row.rect.left() + (t_s / whole) as f32 * row.rect.width();
    let radius = CornerRadius::same(2);
    let bar = row.rect.shrink2(egui::vec2(0.0, 2.0));
    ui.painter().rect_filled(bar, radius, palette.panel);
    for (_, from_s, to_s) in scene.presented() {
        let film = Rect::from_x_y_ranges(x(from_s)..=x(to_s).max(x(from_s) + 1.0), bar.y_range());
        ui.painter().rect_filled(film, 0, palette.pressed);
    }
    let left = x(across.scale.from_s);
    let right = x(across.scale.to_s).max(left + 3.0);
    let window = Rect::from_x_y_ranges(left..=right, row.rect.y_range());
    if !across.scale.is_whole() {
        ui.painter()
            .rect_filled(window, radius, palette.accent.gamma_multiply(0.25));
        let edge = Stroke::new(1.0, palette.accent.gamma_multiply(0.8));
        ui.painter()
            .rect_stroke(window, radius, edge, StrokeKind::Inside);
    }
}

/// Times with a thin line through all rows each.
pub fn ruler(ui: &Ui, row: &Row, across: &Across, all: Rect) {
    let palette = palette(ui);
    let scale = across.scale;
    let step = step_s(scale.span_s(), f64::from(across.width() / TIMES));
    let first = (scale.from_s / step).ceil() as i64;
    let last = (scale.to_s / step).floor() as i64;
    let line = Stroke::new(1.0, palette.line.gamma_multiply(0.5));
    for n in first..=last.min(first + 200) {
        let t_s = n as f64 * step;
        let x = across.x(t_s).round();
        ui.painter()
            .vline(x, row.rect.bottom() - 4.0..=all.bottom() - 3.0, line);
        let text = time(t_s, step);
        let align = Align2([kept_within(x, across.left, across.right), Align::Center]);
        let at = pos2(x, row.rect.center().y - 1.0);
        let font = digits(tokens::DESK_SMALL);
        ui.painter().text(at, align, text, font, palette.faint);
    }
}

/// A time with as many places as the marks need.
fn time(t_s: f64, step: f64) -> String {
    let whole = words::length(SessionTime::from_s(t_s.floor()) - SessionTime::ZERO);
    let part = t_s - t_s.floor();
    match step {
        step if step >= 1.0 => words::length(SessionTime::from_s(t_s) - SessionTime::ZERO),
        step if step >= 0.1 => format!("{whole}.{:01.0}", (part * 10.0).round() % 10.0),
        _ => format!("{whole}.{:02.0}", (part * 100.0).round() % 100.0),
    }
}

/// Blocks with their names where they have room.
pub fn steps(ui: &Ui, shown: &Shown<'_>, row: &Row, across: &Across) {
    let palette = palette(ui);
    label(ui, row, "Steps", false);
    let painter = ui.painter_at(row.rect.intersect(ui.clip_rect()));
    let mut painted = f32::NEG_INFINITY;
    for step in &shown.scene.steps {
        let Some(stretch) = across.stretch(step.from_s, step.to_s, 1.0) else {
            continue;
        };
        // Steps that share a point are one.
        if stretch.end() - painted < 0.7 {
            continue;
        }
        painted = *stretch.end();
        let block = Rect::from_x_y_ranges(
            *stretch.start()..=(stretch.end() - 1.0).max(stretch.start() + 1.0),
            row.rect.y_range(),
        );
        let fill = if step.is_film {
            palette.pressed
        } else {
            palette.raised
        };
        painter.rect_filled(block, CornerRadius::same(2), fill);
        if let Some(name) = tell::name(step, shown.hidden) {
            let seen = block.intersect(row.rect);
            name_in(ui, &painter, seen, name, palette.quiet);
        }
    }
}

/// A name where a block has room for it.
fn name_in(ui: &Ui, painter: &egui::Painter, block: Rect, name: &str, color: Color32) {
    if block.width() < 14.0 {
        return;
    }
    let font = plain(tokens::DESK_SMALL);
    let galley = ui.painter().layout_no_wrap(name.to_owned(), font, color);
    if galley.size().x + TEXT_AIR <= block.width() {
        let at = pos2(
            block.left() + TEXT_AIR / 2.0,
            block.center().y - galley.size().y / 2.0,
        );
        painter.galley(at, galley, color);
    }
}

/// The stretches in which a film ran, with its moments over them.
pub fn film(ui: &Ui, shown: &Shown<'_>, row: &Row, across: &Across) {
    let palette = palette(ui);
    label(ui, row, "Film", false);
    let painter = ui.painter_at(row.rect.intersect(ui.clip_rect()));
    let segments = shown.scene.films.iter().flat_map(|film| &film.segments);
    for segment in segments {
        let (from_s, to_s) = (segment.onset_s.as_s(), segment.offset_s.as_s());
        if let Some(stretch) = across.stretch(from_s, to_s, 1.0) {
            let ran =
                Rect::from_x_y_ranges(stretch, row.rect.bottom() - 4.0..=row.rect.bottom() - 1.0);
            painter.rect_filled(ran, CornerRadius::same(1), palette.faint);
        }
    }
    if shown.hidden {
        return;
    }
    for moment in &shown.scene.moments {
        let Some(stretch) = across.stretch(moment.from_s, moment.to_s, 2.0) else {
            continue;
        };
        let band = Rect::from_x_y_ranges(stretch, row.rect.top()..=row.rect.bottom() - 5.0);
        painter.rect_filled(band, CornerRadius::same(2), palette.pressed);
        let edge = Stroke::new(1.0, palette.faint.gamma_multiply(0.7));
        painter.vline(band.left() + 0.5, band.y_range(), edge);
        name_in(
            ui,
            &painter,
            band.intersect(row.rect),
            &moment.name,
            palette.text,
        );
    }
}

/// The cursor through all rows, with the time it stands at in place of the ruler's name.
pub fn cursor(ui: &Ui, rows: &[Row], across: &Across, cursor_s: f64, films: &[Film]) {
    let palette = palette(ui);
    let Some(ruler) = rows.iter().find(|row| row.kind == Kind::Ruler) else {
        return;
    };
    let text = tell::instant(cursor_s);
    text_in(
        ui,
        ruler.label(),
        &text,
        digits(tokens::DESK_TEXT),
        palette.text,
    );
    let film = rows.iter().find(|row| row.kind == Kind::Film);
    if let (Some(film), Some((_, at))) = (film, film_at(films, SessionTime::from_s(cursor_s))) {
        let place = film.label();
        let place = place.with_min_x(place.left() + 44.0);
        let font = digits(tokens::DESK_SMALL);
        text_in(ui, place, &words::film_clock(at), font, palette.text);
    }
    if !(across.scale.from_s..=across.scale.to_s).contains(&cursor_s) {
        return;
    }
    let x = across.x(cursor_s);
    hair(ui, rows, x, palette.accent);
    let top = ruler.rect.bottom() - 7.0;
    let head = [pos2(x - 5.0, top), pos2(x + 5.0, top), pos2(x, top + 7.0)];
    let head = egui::Shape::convex_polygon(head.to_vec(), palette.accent, Stroke::NONE);
    ui.painter().add(head);
}

/// A thin line through all rows below the overview.
pub fn hair(ui: &Ui, rows: &[Row], x: f32, color: Color32) {
    if let (Some(first), Some(last)) = (rows.get(1), rows.last()) {
        let y = first.rect.bottom() - 2.0..=last.rect.bottom();
        ui.painter().vline(x, y, Stroke::new(1.0, color));
    }
}
