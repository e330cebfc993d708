//! One lane a channel on a band of time that moves under a fixed "now" line.

use egui::accesskit::Role;
use egui::{
    Align2, Color32, CornerRadius, Painter, Rect, ScrollArea, Sense, Stroke, Ui, WidgetInfo, pos2,
    vec2,
};

use crate::desk::words;
use crate::look::{Channel, digits, level_pips, paint_bar, palette, plain, tokens};
use crate::session::{BoutView, DeskView, Lane};
use crate::time::{Micros, SessionTime};

use super::Seen;
use super::key_caps::sign;

/// Height that all lanes and their axis take, in points.
pub fn height(view: &DeskView) -> f32 {
    AXIS + (view.lanes.len() + usize::from(has_points(view))) as f32 * (LANE + GAP)
}

/// The lanes.
pub fn lanes_ui(ui: &mut Ui, seen: &Seen<'_>) {
    let view = seen.view();
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let (rect, _) =
            ui.allocate_exact_size(vec2(ui.available_width(), height(view)), Sense::hover());
        let band = Band::new(rect, seen.t);
        axis(ui, &band, rect);
        let mut top = rect.top() + AXIS;
        for (index, lane) in view.lanes.iter().enumerate() {
            lane_ui(ui, &band, lane, index, top, seen.t);
            top += LANE + GAP;
        }
        if has_points(view) {
            points(ui, &band, view, top);
        }
        let now = Stroke::new(1.5, palette(ui).text);
        ui.painter().vline(
            band.now_x,
            rect.top() + AXIS - 6.0..=rect.bottom() - GAP,
            now,
        );
    });
}

const LANE: f32 = 22.0;
const GAP: f32 = 4.0;
const AXIS: f32 = 22.0;
const LABELS: f32 = 136.0;
const READOUT: f32 = 112.0;
const PX_PER_S: f32 = 12.0;

/// Where instants lie on the screen.
struct Band {
    left_x: f32,
    now_x: f32,
    now: SessionTime,
}

impl Band {
    fn new(rect: Rect, now: SessionTime) -> Self {
        Self {
            left_x: rect.left() + LABELS,
            now_x: rect.right() - READOUT,
            now,
        }
    }

    fn x(&self, t: SessionTime) -> f32 {
        // Half a pixel of blur costs more attention than it gives truth.
        (self.now_x + (t - self.now).as_s() as f32 * PX_PER_S).round()
    }

    fn first_visible_s(&self) -> f64 {
        self.now.as_s() - f64::from((self.now_x - self.left_x) / PX_PER_S)
    }

    fn row(&self, top: f32) -> Rect {
        Rect::from_min_max(pos2(self.left_x, top), pos2(self.now_x, top + LANE))
    }
}

fn has_points(view: &DeskView) -> bool {
    !view.points.is_empty() || view.keys.iter().any(|cap| cap.channel.is_none())
}

fn axis(ui: &Ui, band: &Band, rect: Rect) {
    let palette = palette(ui);
    let painter = ui.painter();
    let y = rect.top() + AXIS - 6.0;
    let first = (band.first_visible_s() / 10.0).ceil().max(0.0) as i64;
    let last = (band.now.as_s() / 10.0).floor() as i64;
    for ten in first..=last {
        let t = SessionTime(ten * 10_000_000);
        let x = band.x(t);
        painter.vline(
            x,
            y..=rect.bottom() - GAP,
            Stroke::new(1.0, palette.line.gamma_multiply(0.6)),
        );
        if band.now_x - x > 28.0 && ten % 2 == 0 {
            let text = words::length(t - SessionTime::ZERO);
            painter.text(
                pos2(x, y - 1.0),
                Align2::CENTER_BOTTOM,
                text,
                digits(tokens::DESK_SMALL),
                palette.faint,
            );
        }
    }
    let at = pos2(band.now_x, y - 1.0);
    painter.text(
        at,
        Align2::CENTER_BOTTOM,
        "now",
        plain(tokens::DESK_SMALL),
        palette.quiet,
    );
}

fn lane_ui(ui: &Ui, band: &Band, lane: &Lane, index: usize, top: f32, now: SessionTime) {
    let palette = palette(ui);
    let look = Channel::at(ui, index);
    let row = band.row(top);
    ui.painter()
        .rect_filled(row, CornerRadius::same(tokens::RADIUS_SMALL), palette.panel);
    name(
        ui,
        Rect::from_min_max(
            pos2(row.left() - LABELS, top),
            pos2(row.left() - 8.0, row.bottom()),
        ),
        &lane.label,
        Some(look),
    );

    let painter = ui.painter_at(row.intersect(ui.clip_rect()));
    let first = SessionTime::from_s(band.first_visible_s());
    for bout in lane
        .bouts
        .iter()
        .rev()
        .take_while(|bout| bout.offset.is_none_or(|end| end >= first))
    {
        paint_bout(&painter, band, bout, row, look, lane.levels, now);
        paint_correction(&painter, band, bout, row, palette.text);
    }
    let open = lane.bouts.last().filter(|bout| bout.offset.is_none());
    readout(ui, row, open, lane.levels, look, now);
    describe(ui, row, lane, open, now);
}

fn paint_bout(
    painter: &Painter,
    band: &Band,
    bout: &BoutView,
    row: Rect,
    look: Channel,
    levels: u8,
    now: SessionTime,
) {
    let end = bout.offset.unwrap_or(now);
    for (i, (from, level)) in bout.levels.iter().enumerate() {
        let to = bout.levels.get(i + 1).map_or(end, |(next, _)| *next);
        let (left, right) = (band.x(*from), band.x(to));
        if right < row.left() || *level == 0 {
            continue;
        }
        // A long bout is cut at the band's edge, a short one stays wide enough to be seen.
        let left = left.max(row.left() - 8.0);
        let right = right.max(left + 2.0);
        let bar = Rect::from_min_max(pos2(left, row.top() + 2.0), pos2(right, row.bottom() - 2.0));
        let strength = f32::from(*level) / f32::from(levels.max(1));
        paint_bar(painter, bar, look, strength);
    }
}

/// From the corrected onset to where the key went down, a thin line that ends in a small upright.
fn paint_correction(painter: &Painter, band: &Band, bout: &BoutView, row: Rect, ink: Color32) {
    if bout.onset == bout.raw_onset {
        return;
    }
    let (onset, raw) = (band.x(bout.onset), band.x(bout.raw_onset));
    let stroke = Stroke::new(1.0, ink);
    let y = row.top() + 3.0;
    painter.hline(onset.min(raw)..=onset.max(raw), y, stroke);
    painter.vline(raw, row.top() + 1.0..=row.bottom() - 1.0, stroke);
}

/// Level and running seconds right of the now line.
fn readout(
    ui: &Ui,
    row: Rect,
    open: Option<&BoutView>,
    levels: u8,
    look: Channel,
    now: SessionTime,
) {
    let palette = palette(ui);
    let level = open
        .and_then(|bout| bout.levels.last())
        .map_or(0, |(_, level)| *level);
    let left = pos2(row.right() + 10.0, row.center().y);
    level_pips(ui.painter(), left, level, levels, look.hue, palette.line);
    if let Some(bout) = open {
        let text = words::running(Micros((now - bout.onset).0.max(0)));
        let at = pos2(row.right() + READOUT, row.center().y);
        ui.painter().text(
            at,
            Align2::RIGHT_CENTER,
            text,
            digits(tokens::DESK_TEXT),
            palette.text,
        );
    }
}

fn name(ui: &Ui, rect: Rect, label: &str, look: Option<Channel>) {
    let painter = ui.painter_at(rect.intersect(ui.clip_rect()));
    let mut left = rect.left();
    if let Some(look) = look {
        let swatch = Rect::from_min_size(pos2(left, rect.center().y - 6.0), vec2(14.0, 12.0));
        paint_bar(&painter, swatch, look, 1.0);
        left += 20.0;
    }
    let mut job = egui::text::LayoutJob::simple_singleline(
        label.to_owned(),
        plain(tokens::DESK_TEXT),
        palette(ui).quiet,
    );
    job.wrap = egui::text::TextWrapping::truncate_at_width(rect.right() - left);
    let galley = painter.layout_job(job);
    painter.galley(
        pos2(left, rect.center().y - galley.size().y / 2.0),
        galley,
        palette(ui).quiet,
    );
}

fn describe(ui: &Ui, row: Rect, lane: &Lane, open: Option<&BoutView>, now: SessionTime) {
    let response = ui.interact(
        row,
        ui.scope_id().with(("lane", &lane.channel)),
        Sense::hover(),
    );
    let state = match open {
        Some(bout) => format!("on for {}", words::running(now - bout.onset).trim()),
        None => format!("{} bouts", lane.bouts.len()),
    };
    response
        .widget_info(|| WidgetInfo::labeled(Role::Meter, true, format!("{}: {state}", lane.label)));
}

/// Point events as ticks with the sign of their key.
fn points(ui: &Ui, band: &Band, view: &DeskView, top: f32) {
    let palette = palette(ui);
    let row = band.row(top);
    ui.painter()
        .rect_filled(row, CornerRadius::same(tokens::RADIUS_SMALL), palette.panel);
    name(
        ui,
        Rect::from_min_max(
            pos2(row.left() - LABELS, top),
            pos2(row.left() - 8.0, row.bottom()),
        ),
        "Points",
        None,
    );
    let painter = ui.painter_at(row.intersect(ui.clip_rect()));
    let first = SessionTime::from_s(band.first_visible_s());
    let mut free_from = f32::INFINITY;
    for point in view
        .points
        .iter()
        .rev()
        .take_while(|point| point.t >= first)
    {
        let x = band.x(point.t);
        painter.vline(
            x,
            row.top() + 3.0..=row.bottom() - 3.0,
            Stroke::new(2.0, palette.text),
        );
        let cap = view
            .keys
            .iter()
            .find(|cap| cap.point.as_ref() == Some(&point.code));
        let text = cap.map_or_else(|| point.code.to_string(), |cap| sign(&cap.key.0).to_owned());
        let text = painter.layout_no_wrap(text, plain(tokens::DESK_SMALL), palette.quiet);
        // Signs that would lie on the next tick are left out; the ticks say enough.
        if x + 3.0 + text.size().x < free_from {
            painter.galley(
                pos2(x + 3.0, row.center().y - text.size().y / 2.0),
                text,
                palette.quiet,
            );
        }
        free_from = x - 2.0;
    }
}
