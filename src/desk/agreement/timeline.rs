//! Each channel twice, A above B, with a line between them where they differ.

use egui::{Align, Align2, CornerRadius, Painter, Rect, Sense, Stroke, Ui, pos2, vec2};

use crate::desk::words;
use crate::look::{Channel, Icon, button, digits, kept_within, paint_bar, palette, plain, tokens};
use crate::measure::agreement::{Agreement, Disagreement};
use crate::record::Document;
use crate::time::{Micros, SessionTime};

const BAR: f32 = 15.0;
const MARK: f32 = 4.0;
const GAP: f32 = 8.0;
const LANE: f32 = 2.0 * BAR + MARK + GAP;
const LABELS: f32 = 132.0;
const AXIS: f32 = 20.0;
/// So much is shown before and after a disagreement, in seconds.
const AROUND_S: f64 = 15.0;
/// The least that is shown, in seconds.
const LEAST_S: f64 = 2.0;

/// What part of the session is shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct View {
    /// From, in session seconds.
    pub from_s: f64,
    /// To.
    pub to_s: f64,
    /// The disagreement that is looked at, by its place in the list.
    pub selected: Option<usize>,
}

impl View {
    /// The whole window.
    pub fn whole(agreement: &Agreement) -> Self {
        let from_s = agreement.window.from_s.unwrap_or(0.0);
        Self {
            from_s,
            to_s: agreement
                .window
                .to_s
                .unwrap_or(from_s)
                .max(from_s + LEAST_S),
            selected: None,
        }
    }

    /// Around a disagreement.
    pub fn look_at(&mut self, place: usize, row: &Disagreement) {
        let around = AROUND_S.max((row.to_s - row.from_s) / 2.0);
        *self = Self {
            from_s: row.from_s - around,
            to_s: row.to_s + around,
            selected: Some(place),
        };
    }

    fn zoom(&mut self, by: f64, around_s: f64, most: &Self) {
        let longest = (most.to_s - most.from_s).max(LEAST_S);
        let length = ((self.to_s - self.from_s) * by).clamp(LEAST_S, longest);
        let part = (around_s - self.from_s) / (self.to_s - self.from_s).max(1e-9);
        self.from_s = around_s - part * length;
        self.to_s = self.from_s + length;
    }

    /// Moves it, and never far out of the window.
    fn shift(&mut self, by_s: f64, most: &Self) {
        let length = self.to_s - self.from_s;
        let from = (self.from_s + by_s).clamp(
            most.from_s - AROUND_S,
            (most.to_s + AROUND_S - length).max(most.from_s - AROUND_S),
        );
        self.from_s = from;
        self.to_s = from + length;
    }
}

/// Draws it; the wheel with Ctrl zooms, dragging moves.
pub fn timeline_ui(
    ui: &mut Ui,
    a: &Document,
    b: &Document,
    agreement: &Agreement,
    view: &mut View,
) {
    let whole = View::whole(agreement);
    controls_ui(ui, view, &whole);
    let channels = &a.protocol.coding.channels;
    let height = channels.len() as f32 * LANE + BAR * 2.0 + MARK + GAP + AXIS;
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::click_and_drag());
    let band = Band {
        rect,
        from_s: view.from_s,
        to_s: view.to_s,
    };
    for (index, channel) in channels.iter().enumerate() {
        let name = channel.label.as_ref().map_or_else(
            || channel.id.to_string(),
            |label| label.get("en").to_owned(),
        );
        let top = rect.top() + index as f32 * LANE;
        label(ui, &band, top, &name);
        for (row, document) in [(0, a), (1, b)] {
            let lane = band.row(top, row);
            ground(ui, lane);
            let painter = ui.painter_at(lane);
            for bout in document
                .coding
                .iter()
                .filter(|bout| bout.channel == channel.id)
            {
                let ends = bout.levels.iter().skip(1).map(|level| level.t_s);
                for (level, to) in bout.levels.iter().zip(ends.chain([bout.offset_s])) {
                    let (left, right) = (band.x(level.t_s.as_s()), band.x(to.as_s()));
                    if right < lane.left() || left > lane.right() {
                        continue;
                    }
                    let bar = Rect::from_min_max(
                        pos2(left, lane.top() + 1.0),
                        pos2(right.max(left + 2.0), lane.bottom() - 1.0),
                    );
                    let strength = f32::from(level.level) / f32::from(channel.levels.max(1));
                    paint_bar(&painter, bar, Channel::at(ui, index), strength);
                }
            }
        }
        marks(
            ui,
            &band,
            top,
            agreement,
            view,
            (channel.id.as_str(), false),
        );
    }
    let top = rect.top() + channels.len() as f32 * LANE;
    label(ui, &band, top, "Points");
    for (row, document) in [(0, a), (1, b)] {
        let lane = band.row(top, row);
        ground(ui, lane);
        let painter = ui.painter_at(lane);
        for point in &document.points {
            painter.vline(
                band.x(point.t_s.as_s()),
                lane.top() + 3.0..=lane.bottom() - 3.0,
                Stroke::new(1.5, palette(ui).text),
            );
        }
    }
    for code in &agreement.points {
        marks(ui, &band, top, agreement, view, (&code.code, true));
    }
    axis(ui, &band);
    if response.dragged() {
        let width = f64::from((rect.width() - LABELS).max(1.0));
        let by = -f64::from(response.drag_delta().x) / width * (view.to_s - view.from_s);
        view.shift(by, &whole);
    }
    let zoom = ui.input(|input| input.zoom_delta());
    if let Some(at) = response.hover_pos()
        && zoom != 1.0
    {
        view.zoom(1.0 / f64::from(zoom), band.t(at.x), &whole);
    }
}

fn controls_ui(ui: &mut Ui, view: &mut View, whole: &View) {
    ui.horizontal(|ui| {
        let middle = f64::midpoint(view.from_s, view.to_s);
        let pressed = |ui: &mut Ui, icon, label| {
            button::compact(ui, icon, label, button::Weight::Quiet).clicked()
        };
        if pressed(ui, None, "Whole") {
            *view = whole.clone();
        }
        if pressed(ui, Some(Icon::Plus), "Closer") {
            view.zoom(0.5, middle, whole);
        }
        if pressed(ui, None, "Wider") {
            view.zoom(2.0, middle, whole);
        }
        let step = (view.to_s - view.from_s) / 2.0;
        if pressed(ui, Some(Icon::Left), "Earlier") {
            view.shift(-step, whole);
        }
        if pressed(ui, Some(Icon::Right), "Later") {
            view.shift(step, whole);
        }
        let color = palette(ui).faint;
        ui.label(
            egui::RichText::new("A above, B below; a line between them where they differ")
                .font(plain(tokens::DESK_SMALL))
                .color(color),
        );
    });
}

fn marks(ui: &Ui, band: &Band, top: f32, agreement: &Agreement, view: &View, of: (&str, bool)) {
    let palette = palette(ui);
    let strip = Rect::from_min_max(
        pos2(band.left(), top + BAR),
        pos2(band.rect.right(), top + BAR + MARK),
    );
    let painter = ui.painter_at(strip);
    let rows = agreement.disagreements.iter().enumerate();
    for (place, row) in rows.filter(|(_, row)| (row.code.as_str(), row.is_point) == of) {
        let left = band.x(row.from_s);
        let right = band.x(row.to_s).max(left + 2.0);
        let color = if view.selected == Some(place) {
            palette.accent
        } else {
            palette.text
        };
        let mark = Rect::from_min_max(
            pos2(left, strip.top() + 1.0),
            pos2(right, strip.bottom() - 1.0),
        );
        painter.rect_filled(mark, CornerRadius::ZERO, color);
        if view.selected == Some(place) {
            let around = Rect::from_min_max(pos2(left, top), pos2(right, top + 2.0 * BAR + MARK));
            frame(&ui.painter_at(band.rect), around, palette.accent);
        }
    }
}

fn frame(painter: &Painter, rect: Rect, color: egui::Color32) {
    painter.rect_stroke(
        rect.expand(2.0),
        CornerRadius::same(tokens::RADIUS_SMALL),
        Stroke::new(1.0, color),
        egui::StrokeKind::Outside,
    );
}

struct Band {
    rect: Rect,
    from_s: f64,
    to_s: f64,
}

impl Band {
    fn left(&self) -> f32 {
        self.rect.left() + LABELS
    }

    fn row(&self, top: f32, row: usize) -> Rect {
        let top = top + row as f32 * (BAR + MARK);
        Rect::from_min_max(pos2(self.left(), top), pos2(self.rect.right(), top + BAR))
    }

    fn x(&self, t_s: f64) -> f32 {
        let part = (t_s - self.from_s) / (self.to_s - self.from_s).max(1e-9);
        // Far outside is as good as just outside, and floats stay small.
        self.left() + (self.rect.right() - self.left()) * part.clamp(-2.0, 3.0) as f32
    }

    fn t(&self, x: f32) -> f64 {
        let part = (x - self.left()) / (self.rect.right() - self.left()).max(1.0);
        self.from_s + f64::from(part) * (self.to_s - self.from_s)
    }
}

fn ground(ui: &Ui, lane: Rect) {
    let fill = palette(ui).panel;
    ui.painter()
        .rect_filled(lane, CornerRadius::same(tokens::RADIUS_SMALL), fill);
}

fn label(ui: &Ui, band: &Band, top: f32, text: &str) {
    let place = Rect::from_min_max(
        pos2(band.rect.left(), top),
        pos2(band.left() - 22.0, top + 2.0 * BAR + MARK),
    );
    ui.painter_at(place).text(
        pos2(place.left(), place.center().y),
        Align2::LEFT_CENTER,
        text,
        plain(tokens::DESK_TEXT),
        palette(ui).quiet,
    );
    for (row, name) in [(0, "A"), (1, "B")] {
        ui.painter().text(
            pos2(band.left() - 8.0, band.row(top, row).center().y),
            Align2::RIGHT_CENTER,
            name,
            plain(tokens::DESK_SMALL),
            palette(ui).faint,
        );
    }
}

fn axis(ui: &Ui, band: &Band) {
    let length = band.to_s - band.from_s;
    let step_s = [
        1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 600.0, 1800.0, 3600.0,
    ]
    .into_iter()
    .find(|step| length / step <= 10.0)
    .unwrap_or(7200.0);
    let y = band.rect.bottom() - AXIS + 4.0;
    let painter = ui.painter_at(Rect::from_min_max(
        pos2(band.left() - 20.0, y - 4.0),
        band.rect.max,
    ));
    let mut t_s = (band.from_s.max(0.0) / step_s).ceil() * step_s;
    while t_s <= band.to_s {
        let x = band.x(t_s);
        let side = kept_within(x, band.left(), band.rect.right());
        painter.text(
            pos2(x, y),
            Align2([side, Align::TOP]),
            words::length(Micros(SessionTime::from_s(t_s).0)),
            digits(tokens::DESK_SMALL),
            palette(ui).faint,
        );
        t_s += step_s;
    }
}
