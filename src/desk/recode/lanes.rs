//! What this coder has coded so far, on the video's own time: a click goes to that frame, a click on a bout or point selects it.

use egui::{Align, Align2, CornerRadius, Painter, Rect, Sense, Stroke, StrokeKind, Ui, pos2, vec2};

use super::keys::name;
use super::sheet::{Selected, Sheet};
use crate::desk::words;
use crate::look::{Channel, digits, kept_within, paint_bar, palette, plain, tokens};
use crate::session::Coded;
use crate::time::{FilmTime, Micros};

const LANE: f32 = 18.0;
const GAP: f32 = 3.0;
const LABELS: f32 = 132.0;
const AXIS: f32 = 18.0;
/// The least that is shown, in seconds.
const LEAST_S: f64 = 2.0;
/// What is this near to the pointer is meant, in points.
const NEAR: f32 = 3.0;

/// What part of the video is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    /// From, in seconds of the video.
    pub from_s: f64,
    /// To.
    pub to_s: f64,
}

/// What a click asks for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Asked {
    /// Go there.
    Seek(FilmTime),
    /// Look at this.
    Select(Selected),
}

/// Draws the lanes. `position` is what the video shows; `length_s` is all of it.
pub fn lanes_ui(
    ui: &mut Ui,
    sheet: &Sheet,
    span: &mut Span,
    position: FilmTime,
    length_s: f64,
) -> Option<Asked> {
    let scheme = sheet.pass().scheme().clone();
    let rows = scheme.channels.len() + usize::from(!scheme.points.is_empty());
    let height = rows as f32 * (LANE + GAP) + AXIS;
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::click_and_drag());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Slider, true, "Coded so far"));
    zoom(ui, &response, rect, span, length_s);
    let band = Band { rect, span: *span };
    let under = response.interact_pointer_pos().or(response.hover_pos());
    let mut hit = None;
    for (lane, channel) in scheme.channels.iter().enumerate() {
        let row = band.row(lane);
        ground(ui, row, &name(channel.label.as_ref(), &channel.id));
        for bout in sheet.bouts(&channel.id) {
            let place = band.bout(row, &bout, position);
            let painter = ui.painter_at(row);
            bars(
                &painter,
                ui,
                lane,
                channel.levels,
                &band,
                row,
                &bout,
                position,
            );
            let chosen = Selected::Bout(bout.bout);
            mark(ui, &painter, place, sheet.selected == Some(chosen));
            if under.is_some_and(|at| place.expand(NEAR).contains(at)) {
                hit = Some(chosen);
            }
        }
    }
    if !scheme.points.is_empty() {
        let row = band.row(scheme.channels.len());
        ground(ui, row, "Points");
        for (id, _, at) in sheet.pass().points() {
            let x = band.x(at.as_s());
            let place = Rect::from_center_size(pos2(x, row.center().y), vec2(2.0, LANE - 6.0));
            let chosen = Selected::Point(id);
            let painter = ui.painter_at(row);
            painter.rect_filled(place, 0, palette(ui).text);
            mark(
                ui,
                &painter,
                place.expand(2.0),
                sheet.selected == Some(chosen),
            );
            if under.is_some_and(|at| place.expand(NEAR).contains(at)) {
                hit = Some(chosen);
            }
        }
    }
    axis(ui, &band);
    let cursor = band.x(position.as_s());
    if cursor >= rect.left() + LABELS {
        let stroke = Stroke::new(1.5, palette(ui).accent);
        ui.painter_at(rect)
            .vline(cursor, rect.top()..=rect.bottom(), stroke);
    }
    let at = under.filter(|at| at.x >= rect.left() + LABELS)?;
    let there = FilmTime::from_s(band.at(at.x).clamp(0.0, length_s));
    let selects = response.clicked().then_some(hit).flatten();
    if let Some(hit) = selects {
        return Some(Asked::Select(hit));
    }
    (response.clicked() || response.dragged()).then_some(Asked::Seek(there))
}

/// The wheel zooms around the pointer; sideways it moves.
fn zoom(ui: &Ui, response: &egui::Response, rect: Rect, span: &mut Span, length_s: f64) {
    let Some(at) = response.hover_pos() else {
        return;
    };
    let (wheel, pinch) = ui.input(|input| (input.smooth_scroll_delta(), input.zoom_delta()));
    let by = f64::from(pinch) * (f64::from(wheel.y) / 200.0).exp();
    let band = Band { rect, span: *span };
    let around = band.at(at.x);
    let length = ((span.to_s - span.from_s) / by.max(1e-6)).clamp(LEAST_S, length_s.max(LEAST_S));
    let part = (around - span.from_s) / (span.to_s - span.from_s).max(1e-9);
    let aside = f64::from(wheel.x / rect.width().max(1.0)) * length;
    let most = (length_s - length).max(0.0);
    span.from_s = (around - part * length - aside).clamp(0.0, most);
    span.to_s = span.from_s + length;
}

impl Span {
    /// All of a video.
    pub fn whole(length_s: f64) -> Self {
        Self {
            from_s: 0.0,
            to_s: length_s.max(LEAST_S),
        }
    }

    /// Goes on with the video when it plays out of what is shown.
    pub fn follow(&mut self, position: FilmTime, length_s: f64) {
        let length = self.to_s - self.from_s;
        let at = position.as_s();
        if at > self.to_s || at < self.from_s {
            let most = (length_s - length).max(0.0);
            self.from_s = (at - 0.1 * length).clamp(0.0, most);
            self.to_s = self.from_s + length;
        }
    }
}

struct Band {
    rect: Rect,
    span: Span,
}

impl Band {
    fn row(&self, index: usize) -> Rect {
        let top = self.rect.top() + index as f32 * (LANE + GAP);
        Rect::from_min_max(
            pos2(self.rect.left() + LABELS, top),
            pos2(self.rect.right(), top + LANE),
        )
    }

    fn x(&self, s: f64) -> f32 {
        let part = (s - self.span.from_s) / (self.span.to_s - self.span.from_s).max(1e-9);
        // Far outside it doesn't matter where.
        let part = part.clamp(-10.0, 10.0) as f32;
        self.rect.left() + LABELS + (self.rect.width() - LABELS) * part
    }

    fn at(&self, x: f32) -> f64 {
        let part = (x - self.rect.left() - LABELS) / (self.rect.width() - LABELS).max(1.0);
        self.span.from_s + f64::from(part) * (self.span.to_s - self.span.from_s)
    }

    fn bout(&self, row: Rect, bout: &Coded, now: FilmTime) -> Rect {
        let onset = bout.levels.first().map_or(FilmTime(0), |(t, _)| *t);
        let left = self.x(onset.as_s());
        let right = self.x(bout.offset.unwrap_or(now.max(onset)).as_s());
        Rect::from_min_max(
            pos2(left, row.top() + 1.0),
            pos2(right.max(left + 2.0), row.bottom() - 1.0),
        )
    }
}

#[expect(clippy::too_many_arguments, reason = "a drawing takes what it draws")]
fn bars(
    painter: &Painter,
    ui: &Ui,
    lane: usize,
    levels: u8,
    band: &Band,
    row: Rect,
    bout: &Coded,
    now: FilmTime,
) {
    let ends = bout.levels.iter().skip(1).map(|(t, _)| *t);
    let last = bout.offset.unwrap_or(now);
    for ((from, level), to) in bout.levels.iter().zip(ends.chain([last])) {
        let left = band.x(from.as_s());
        let right = band.x(to.as_s()).max(left + 2.0);
        let bar = Rect::from_min_max(pos2(left, row.top() + 1.0), pos2(right, row.bottom() - 1.0));
        let strength = f32::from(*level) / f32::from(levels.max(1));
        paint_bar(painter, bar, Channel::at(ui, lane), strength);
    }
}

fn mark(ui: &Ui, painter: &Painter, place: Rect, selected: bool) {
    if selected {
        let stroke = Stroke::new(1.5, palette(ui).text);
        painter.rect_stroke(place, CornerRadius::same(2), stroke, StrokeKind::Outside);
    }
}

fn ground(ui: &Ui, row: Rect, text: &str) {
    let radius = CornerRadius::same(tokens::RADIUS_SMALL);
    ui.painter().rect_filled(row, radius, palette(ui).panel);
    let place = Rect::from_min_max(
        pos2(row.left() - LABELS, row.top()),
        pos2(row.left() - 8.0, row.bottom()),
    );
    ui.painter_at(place).text(
        pos2(place.left(), place.center().y),
        Align2::LEFT_CENTER,
        text,
        plain(tokens::DESK_SMALL),
        palette(ui).quiet,
    );
}

fn axis(ui: &Ui, band: &Band) {
    let length = band.span.to_s - band.span.from_s;
    let step_s = [1.0, 5.0, 10.0, 30.0, 60.0, 300.0, 600.0, 1800.0, 3600.0]
        .into_iter()
        .find(|step| length / step <= 12.0)
        .unwrap_or(7200.0);
    let y = band.rect.bottom() - AXIS + 3.0;
    let first = (band.span.from_s / step_s).ceil().max(0.0);
    for n in 0..16 {
        let s = (first + f64::from(n)) * step_s;
        if s > band.span.to_s {
            return;
        }
        let text = words::length(Micros::from_s(s));
        let x = band.x(s);
        let side = kept_within(x, band.x(band.span.from_s), band.rect.right());
        let align = Align2([side, Align::TOP]);
        let font = digits(tokens::DESK_SMALL);
        ui.painter_at(band.rect)
            .text(pos2(x, y), align, text, font, palette(ui).faint);
    }
}
