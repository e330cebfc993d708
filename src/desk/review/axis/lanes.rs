//! Paints levels: height and hue of each channel, hatched where the participant could not be seen, with signs for what is uncertain.

use egui::{Color32, CornerRadius, Painter, Rect, Shape, Stroke, StrokeKind, Ui, pos2, vec2};

use super::detail::Detail;
use super::paint::label;
use super::rows::{Across, Kind, Row};
use super::{Ghost, Picked, Shown};
use crate::desk::review::scene::{Lane, LaneBout, Scene};
use crate::desk::review::track::Bar;
use crate::look::{Channel, paint_bar, palette};

/// Narrower bars have no room for signs and patterns.
const SIGNED: f32 = 5.0;

/// One channel of the first coder.
pub fn lane(ui: &Ui, shown: &Shown<'_>, row: &Row, across: &Across, detail: &Detail, place: usize) {
    let Some(lane) = shown.scene.lanes.get(place) else {
        return;
    };
    let look = Channel::at(ui, place);
    name(ui, row, lane, look);
    let painter = ui.painter_at(row.rect.intersect(ui.clip_rect()));
    not_coded(ui, &painter, shown.scene, row, across);
    let bars = detail.lanes.get(place).map(Vec::as_slice);
    for bar in bars.unwrap_or_default() {
        level(ui, &painter, row, bar, lane, look);
    }
    let mut last = None;
    for bar in bars.unwrap_or_default() {
        let bout = bar.bout.filter(|bout| last != Some(*bout));
        last = bar.bout;
        if let Some(bout) = bout.and_then(|bout| lane.bouts.get(bout)) {
            signs(ui, &painter, row, across, bout);
            if shown.picked == Some(Picked::Bout(bout.bout)) {
                frame(ui, &painter, row, across, bout);
            }
        }
    }
}

fn name(ui: &Ui, row: &Row, lane: &Lane, look: Channel) {
    let place = row.label();
    let swatch = Rect::from_center_size(
        pos2(place.left() + 7.0, place.center().y),
        vec2(14.0, 12.0_f32.min(place.height())),
    );
    if lane.is_not_visible {
        hatch(&ui.painter_at(swatch), swatch, palette(ui).faint);
    } else {
        paint_bar(ui.painter(), swatch, look, 1.0);
    }
    let rect = row.rect.with_min_x(row.rect.left() + 20.0);
    label(ui, &Row { rect, ..*row }, &lane.label, lane.is_not_visible);
}

fn level(ui: &Ui, painter: &Painter, row: &Row, bar: &Bar, lane: &Lane, look: Channel) {
    let left = row.rect.left();
    let rect = Rect::from_x_y_ranges(
        left + bar.left..=left + bar.right,
        row.rect.top() + 2.0..=row.rect.bottom() - 1.0,
    );
    if lane.is_not_visible {
        hatch(painter, rect, palette(ui).quiet);
        return;
    }
    let strength = f32::from(bar.level) / f32::from(lane.levels);
    if rect.width() > SIGNED {
        paint_bar(painter, rect, look, strength);
    } else {
        let top = rect.bottom() - rect.height() * (0.35 + 0.65 * strength.clamp(0.0, 1.0));
        painter.rect_filled(rect.with_min_y(top), 0, look.hue);
    }
}

/// Where nobody coded, an empty lane says nothing.
fn not_coded(ui: &Ui, painter: &Painter, scene: &Scene, row: &Row, across: &Across) {
    let color = palette(ui).ground.gamma_multiply(0.8);
    let mut from_s = across.scale.from_s;
    let cover = |from_s: f64, to_s: f64| {
        if to_s > from_s
            && let Some(stretch) = across.stretch(from_s, to_s, 0.0)
        {
            let rect = Rect::from_x_y_ranges(stretch, row.rect.y_range());
            painter.rect_filled(rect, 0, color);
        }
    };
    for (onset_s, offset_s) in &scene.coded {
        cover(from_s, *onset_s);
        from_s = from_s.max(*offset_s);
    }
    cover(from_s, across.scale.to_s);
}

/// An open end, a correction of the lag, an amendment.
fn signs(ui: &Ui, painter: &Painter, row: &Row, across: &Across, bout: &LaneBout) {
    let ink = palette(ui).text;
    let (left, right) = (across.x(bout.from_s), across.x(bout.to_s));
    if right - left < SIGNED {
        return;
    }
    let thin = Stroke::new(1.0, ink);
    let corrected = across.x(bout.corrected_s);
    if left - corrected > 2.0 {
        let y = row.rect.top() + 4.0;
        painter.hline(corrected..=left, y, thin);
        painter.vline(corrected, y - 2.0..=y + 2.0, thin);
    }
    if bout.is_censored {
        let middle = row.rect.center().y;
        for n in 0..3 {
            let x = right + 2.0 + 4.0 * n as f32;
            painter.circle_filled(pos2(x + 1.0, middle), 1.2, ink);
        }
    }
    if bout.is_amended {
        let top = row.rect.top();
        let corner = vec![
            pos2(left, top),
            pos2(left + 7.0, top),
            pos2(left, top + 7.0),
        ];
        painter.add(Shape::convex_polygon(corner, ink, Stroke::NONE));
    }
}

fn frame(ui: &Ui, painter: &Painter, row: &Row, across: &Across, bout: &LaneBout) {
    if let Some(stretch) = across.stretch(bout.from_s, bout.to_s, 3.0) {
        let rect = Rect::from_x_y_ranges(stretch, row.rect.y_range()).expand2(vec2(1.0, 0.0));
        let edge = Stroke::new(1.5, palette(ui).accent);
        painter.rect_stroke(rect, CornerRadius::same(3), edge, StrokeKind::Inside);
    }
}

/// Another coder's levels on the channel above, without signs.
pub fn other(
    ui: &Ui,
    scene: &Scene,
    row: &Row,
    across: &Across,
    detail: &Detail,
    (place, other): (usize, usize),
) {
    let Some(lane) = scene.lanes.get(place) else {
        return;
    };
    let Some((coder, _)) = lane.others.get(other) else {
        return;
    };
    // Small enough to stand beside a thin lane.
    let name = row.label();
    let painter = ui.painter_at(name.expand2(vec2(0.0, 3.0)).intersect(ui.clip_rect()));
    painter.text(
        pos2(name.right(), name.center().y),
        egui::Align2::RIGHT_CENTER,
        coder,
        crate::look::plain(9.0),
        palette(ui).faint,
    );
    let look = Channel::at(ui, place);
    let painter = ui.painter_at(row.rect.intersect(ui.clip_rect()));
    let bars = detail
        .others
        .get(place)
        .and_then(|others| others.get(other));
    for bar in bars.map(Vec::as_slice).unwrap_or_default() {
        let rect = Rect::from_x_y_ranges(
            across.left + bar.left..=across.left + bar.right,
            row.rect.top() + 1.0..=row.rect.bottom() - 1.0,
        );
        if lane.is_not_visible {
            hatch(&painter, rect, palette(ui).faint);
            continue;
        }
        let strength = f32::from(bar.level) / f32::from(lane.levels);
        let top = rect.bottom() - rect.height() * (0.35 + 0.65 * strength.clamp(0.0, 1.0));
        painter.rect_filled(rect.with_min_y(top), 0, look.hue.gamma_multiply(0.85));
    }
}

/// What would be there, as an outline.
pub fn ghost(ui: &Ui, scene: &Scene, rows: &[Row], across: &Across, ghost: &Ghost) {
    let of_lane = |row: &&Row| match row.kind {
        Kind::Lane(place) => scene
            .lanes
            .get(place)
            .is_some_and(|lane| lane.channel == ghost.row),
        Kind::Code(place) => scene
            .codes
            .get(place)
            .is_some_and(|code| code.code == ghost.row),
        _ => false,
    };
    let Some(row) = rows.iter().find(of_lane) else {
        return;
    };
    let (from_s, to_s) = (ghost.from_s.min(ghost.to_s), ghost.from_s.max(ghost.to_s));
    let Some(stretch) = across.stretch(from_s, to_s, 2.0) else {
        return;
    };
    let accent = palette(ui).accent;
    let rect = Rect::from_x_y_ranges(stretch, row.rect.y_range());
    let painter = ui.painter_at(row.rect.expand(1.0).intersect(ui.clip_rect()));
    painter.rect_filled(rect, CornerRadius::same(2), accent.gamma_multiply(0.25));
    let corners = [
        rect.left_top(),
        rect.right_top(),
        rect.right_bottom(),
        rect.left_bottom(),
        rect.left_top(),
    ];
    let dashes = Shape::dashed_line(&corners, Stroke::new(1.5, accent), 4.0, 3.0);
    painter.extend(dashes);
}

/// Slanted lines: nothing could be seen.
fn hatch(painter: &Painter, rect: Rect, color: Color32) {
    let seen = rect.intersect(painter.clip_rect());
    if !seen.is_positive() {
        return;
    }
    let painter = painter.with_clip_rect(seen);
    let stroke = Stroke::new(1.0, color);
    let reach = rect.height();
    // From the bar's own left end on, so that the lines move with it.
    let first = ((seen.left() - rect.left() - reach) / 5.0).floor().max(0.0);
    let count = ((seen.width() + 2.0 * reach) / 5.0) as usize + 2;
    for n in 0..count.min(2000) {
        let x = rect.left() - reach + (first + n as f32) * 5.0;
        painter.line_segment(
            [pos2(x, rect.bottom()), pos2(x + reach, rect.top())],
            stroke,
        );
    }
}
