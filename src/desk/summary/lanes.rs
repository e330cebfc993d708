//! The whole session on one axis: steps above, one lane a channel, points below.

use egui::{Align2, CornerRadius, Rect, Sense, Stroke, Ui, pos2, vec2};

use super::end;
use crate::desk::words;
use crate::look::{Channel, digits, paint_bar, palette, plain, tokens};
use crate::record::Document;
use crate::record::document::{Bout, PointRow};
use crate::time::{Micros, SessionTime};

const LANE: f32 = 22.0;
const GAP: f32 = 4.0;
const LABELS: f32 = 132.0;
const AXIS: f32 = 20.0;

/// What was clicked, to be corrected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picked {
    /// A bout, by its number.
    Bout(u64),
    /// A point, by its number.
    Point(u64),
}

/// Steps, lanes and points; gives the bout or point that was clicked.
pub fn lanes_ui(ui: &mut Ui, document: &Document) -> Option<Picked> {
    let mut picked = None;
    let coding = &document.protocol.coding;
    let rows = 2 + coding.channels.len();
    let height = rows as f32 * (LANE + GAP) + AXIS;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let band = Band {
        rect,
        end_s: end(document).as_s().max(1.0),
    };
    steps(ui, document, &band);
    for (index, channel) in coding.channels.iter().enumerate() {
        let row = band.row(index + 1);
        let look = Channel::at(ui, index);
        let name = channel.label.as_ref().map_or_else(
            || channel.id.to_string(),
            |label| label.get("en").to_owned(),
        );
        label(ui, row, &name);
        ui.painter().rect_filled(
            row,
            CornerRadius::same(tokens::RADIUS_SMALL),
            palette(ui).panel,
        );
        for bout in document
            .coding
            .iter()
            .filter(|bout| bout.channel == channel.id)
        {
            for (i, level) in bout.levels.iter().enumerate() {
                let to = bout
                    .levels
                    .get(i + 1)
                    .map_or(bout.offset_s, |next| next.t_s);
                let left = band.x(level.t_s);
                let right = band.x(to).max(left + 2.0);
                let bar = Rect::from_min_max(
                    pos2(left, row.top() + 2.0),
                    pos2(right, row.bottom() - 2.0),
                );
                let strength = f32::from(level.level) / f32::from(channel.levels.max(1));
                paint_bar(&ui.painter_at(row), bar, look, strength);
            }
        }
        let bouts = document
            .coding
            .iter()
            .filter(|bout| bout.channel == channel.id);
        let total: i64 = bouts
            .clone()
            .map(|bout| (bout.offset_s - bout.onset_s).0)
            .sum();
        let text = format!(
            "{name}: {} bouts, {}",
            bouts.clone().count(),
            words::length(Micros(total))
        );
        let lane = ui.interact(row, ui.scope_id().with(("lane", index)), Sense::click());
        let under = lane.hover_pos().and_then(|at| {
            let near = |from: f32, to: f32| from - NEAR <= at.x && at.x <= to + NEAR;
            bouts
                .clone()
                .find(|bout| near(band.x(bout.onset_s), band.x(bout.offset_s)))
        });
        if let Some(bout) = under.filter(|_| lane.clicked()) {
            picked = Some(Picked::Bout(bout.bout));
        }
        lane.on_hover_text(under.map_or(text, bout_text));
    }
    let point = points(ui, document, &band, band.row(rows - 1));
    axis(ui, &band);
    picked.or(point)
}

/// A bar or a stroke this near to the pointer is meant.
const NEAR: f32 = 3.0;

fn bout_text(bout: &Bout) -> String {
    let amended = if bout.amended.is_empty() {
        ""
    } else {
        ", amended"
    };
    format!(
        "Bout {}: {:.1} to {:.1} s{amended}; click to correct",
        bout.bout,
        bout.onset_s.as_s(),
        bout.offset_s.as_s()
    )
}

struct Band {
    rect: Rect,
    end_s: f64,
}

impl Band {
    fn row(&self, index: usize) -> Rect {
        let top = self.rect.top() + index as f32 * (LANE + GAP);
        Rect::from_min_max(
            pos2(self.rect.left() + LABELS, top),
            pos2(self.rect.right(), top + LANE),
        )
    }

    fn x(&self, t: SessionTime) -> f32 {
        let part = (t.as_s() / self.end_s).clamp(0.0, 1.0) as f32;
        self.rect.left() + LABELS + (self.rect.width() - LABELS) * part
    }
}

fn label(ui: &Ui, row: Rect, text: &str) {
    let place = Rect::from_min_max(
        pos2(row.left() - LABELS, row.top()),
        pos2(row.left() - 8.0, row.bottom()),
    );
    let at = pos2(place.left(), place.center().y);
    let painter = ui.painter_at(place);
    painter.text(
        at,
        Align2::LEFT_CENTER,
        text,
        plain(tokens::DESK_TEXT),
        palette(ui).quiet,
    );
}

fn steps(ui: &Ui, document: &Document, band: &Band) {
    let palette = palette(ui);
    let row = band.row(0);
    label(ui, row, "Steps");
    for (index, step) in document.steps.iter().enumerate() {
        let Some(from) = step.onset_s.or(step.started_s) else {
            continue;
        };
        let to = step.offset_s.unwrap_or(SessionTime::from_s(band.end_s));
        let (left, right) = (band.x(from), band.x(to).max(band.x(from) + 1.0));
        let block = Rect::from_min_max(pos2(left, row.top()), pos2(right - 1.0, row.bottom()));
        let fill = if step.kind == "film" {
            palette.pressed
        } else {
            palette.raised
        };
        ui.painter().rect_filled(block, CornerRadius::same(2), fill);
        let text = words::sentence_case(step.id.as_str());
        let galley =
            ui.painter()
                .layout_no_wrap(text.clone(), plain(tokens::DESK_SMALL), palette.quiet);
        if galley.size().x + 6.0 < block.width() {
            ui.painter().galley(
                pos2(left + 3.0, row.center().y - galley.size().y / 2.0),
                galley,
                palette.quiet,
            );
        }
        let hover = format!(
            "{text} · {} · {}",
            words::step_kind(&step.kind),
            words::length(to - from)
        );
        ui.interact(block, ui.scope_id().with(("step", index)), Sense::hover())
            .on_hover_text(hover);
    }
}

fn points(ui: &mut Ui, document: &Document, band: &Band, row: Rect) -> Option<Picked> {
    let palette = palette(ui);
    label(ui, row, "Points");
    ui.painter()
        .rect_filled(row, CornerRadius::same(tokens::RADIUS_SMALL), palette.panel);
    for point in &document.points {
        let x = band.x(point.t_s);
        ui.painter().vline(
            x,
            row.top() + 4.0..=row.bottom() - 4.0,
            Stroke::new(1.5, palette.text),
        );
    }
    let lane = ui.interact(row, ui.scope_id().with("points"), Sense::click());
    let at = lane.hover_pos()?;
    let away = |point: &&PointRow| (band.x(point.t_s) - at.x).abs();
    let nearest = document
        .points
        .iter()
        .filter(|point| away(point) <= NEAR)
        .min_by(|a, b| away(a).total_cmp(&away(b)))?;
    let picked = lane.clicked().then_some(Picked::Point(nearest.point));
    lane.on_hover_text(format!(
        "Point {}: {} at {:.1} s; click to correct",
        nearest.point,
        nearest.code,
        nearest.t_s.as_s()
    ));
    picked
}

fn axis(ui: &Ui, band: &Band) {
    let palette = palette(ui);
    let step_s = [10.0, 30.0, 60.0, 300.0, 600.0, 1800.0, 3600.0]
        .into_iter()
        .find(|step| band.end_s / step <= 12.0)
        .unwrap_or(7200.0);
    let y = band.rect.bottom() - AXIS + 4.0;
    let mut t_s = 0.0;
    while t_s <= band.end_s {
        let t = SessionTime::from_s(t_s);
        let align = if t_s == 0.0 {
            Align2::LEFT_TOP
        } else {
            Align2::CENTER_TOP
        };
        let text = words::length(t - SessionTime::ZERO);
        ui.painter().text(
            pos2(band.x(t), y),
            align,
            text,
            digits(tokens::DESK_SMALL),
            palette.faint,
        );
        t_s += step_s;
    }
}
