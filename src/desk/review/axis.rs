//! The one time axis of a session: everything that was coded and happened in rows over the same instants, zoomed by the wheel, panned
//! by dragging, with a cursor that is the position of the film.

mod detail;
mod hit;
mod instants;
mod lanes;
mod paint;
mod rows;
mod tell;
mod touch;

use egui::accesskit::Role;
use egui::{CursorIcon, Rect, Response, Sense, Ui, WidgetInfo, vec2};

use super::scale::Scale;
use super::scene::Scene;
use crate::look::palette;
use crate::time::SessionTime;
use detail::Detail;
use hit::{Edge, Hit};
use rows::{Across, LABELS, Row};

/// What is shown, and what the hand is doing to it.
#[derive(Default)]
pub struct Axis {
    scale: Option<Scale>,
    cursor_s: f64,
    gesture: Option<Gesture>,
    detail: Detail,
    edition: u64,
}

/// A drag that is under way.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Gesture {
    /// The cursor is moved.
    Scrub,
    /// The stretch is moved.
    Pan,
    /// The window in the overview is moved.
    Overview,
    /// An edge of a bout is moved: the number of the bout, and where the edge is now.
    Edge(u64, Edge, f64),
    /// A point is moved: its number, and where it is now.
    Point(u64, f64),
}

/// A correction that the hand asked for; times as they were set.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// This bout or point is meant.
    Pick(Picked),
    /// A bout begins or ends elsewhere.
    Onset(u64, SessionTime),
    Offset(u64, SessionTime),
    /// A point is elsewhere.
    Time(u64, SessionTime),
    /// There is a bout in this channel that is not there yet, from and to.
    AddBout(crate::protocol::Id, SessionTime, SessionTime),
    /// There is a point of this code.
    AddPoint(crate::protocol::Id, SessionTime),
}

/// What was clicked, to be corrected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picked {
    /// A bout, by its number.
    Bout(u64),
    /// A point, by its number.
    Point(u64),
}

/// What would be there if the correction that is being written were kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Ghost {
    /// The channel or code.
    pub row: crate::protocol::Id,
    /// From and to in seconds; the same for a point.
    pub from_s: f64,
    pub to_s: f64,
}

/// How the axis is to be shown.
pub struct Shown<'a> {
    /// What it shows.
    pub scene: &'a Scene,
    /// Whether the session is still blind: names of steps are masked; moments and other coders' lanes are left out.
    pub hidden: bool,
    /// Whether corrections can be made.
    pub editable: bool,
    /// What is being corrected.
    pub picked: Option<Picked>,
    /// What is proposed.
    pub ghost: Option<Ghost>,
}

/// What came of it in this frame.
#[derive(Debug, Default, PartialEq)]
pub struct Touched {
    /// The cursor was moved here.
    pub cursor: Option<SessionTime>,
    /// Whether it is still being moved.
    pub is_dragging: bool,
    /// A correction is asked for.
    pub edit: Option<Edit>,
}

impl Axis {
    /// The scene is another one now; what is shown stays as it is as far as it can.
    pub fn renew(&mut self, scene: &Scene) {
        self.edition += 1;
        self.scale = Some(match self.scale {
            Some(scale) => scale.of_length(scene.length_s),
            None => {
                let first = scene.presented().next();
                self.cursor_s = first.map_or(0.0, |(_, from_s, _)| from_s);
                Scale::whole(scene.length_s)
            }
        });
    }

    /// Where the cursor is.
    pub fn cursor(&self) -> SessionTime {
        SessionTime::from_s(self.cursor_s)
    }

    /// Moves the cursor, and the stretch with it where it would leave it.
    pub fn follow(&mut self, t: SessionTime) {
        self.cursor_s = t.as_s();
        if self.gesture.is_none() {
            self.scale = self.scale.map(|scale| scale.following(t.as_s()));
        }
    }

    /// Shows this stretch, or the whole session.
    pub fn show(&mut self, stretch: Option<(f64, f64)>) {
        self.scale = self.scale.map(|scale| match stretch {
            Some((from_s, to_s)) => scale.around(from_s, to_s),
            None => Scale::whole(scale.whole_s),
        });
    }

    /// Closer, or further away, about the cursor where it is seen and about the middle else.
    pub fn zoom(&mut self, factor: f64) {
        let cursor_s = self.cursor_s;
        self.scale = self.scale.map(|scale| {
            let seen = (scale.from_s..=scale.to_s).contains(&cursor_s);
            let about = if seen { cursor_s } else { scale.at(0.5) };
            scale.zoomed(about, factor)
        });
    }

    /// Draws it in the whole width, as high as its rows are.
    pub fn axis_ui(&mut self, ui: &mut Ui, shown: &Shown<'_>) -> Touched {
        let height = rows::height(shown.scene, shown.hidden);
        let size = vec2(ui.available_width(), height);
        let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
        let scale = *self
            .scale
            .get_or_insert_with(|| Scale::whole(shown.scene.length_s));
        let across = Across {
            scale,
            left: rect.left() + LABELS,
            right: rect.right(),
        };
        let rows = rows::rows(shown.scene, shown.hidden, rect);
        for row in &rows {
            tell::describe(ui, shown, row);
        }
        let touch = Rect::from_min_max(egui::pos2(across.left, rect.top()), rect.max);
        let id = ui.scope_id().with("time axis");
        let response = ui.interact(touch, id, Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::labeled(Role::ScrollView, true, "Time axis"));
        let touched = self.touch(ui, &response, shown, &rows, &across);
        // What the hand did is seen in the same frame.
        let across = Across {
            scale: self.scale.unwrap_or(scale),
            ..across
        };
        self.detail.follow(shown.scene, self.edition, &across);
        self.paint(ui, shown, &rows, &across, rect);
        self.hover(ui, response, shown, &rows, &across);
        touched
    }

    fn paint(&self, ui: &Ui, shown: &Shown<'_>, rows: &[Row], across: &Across, rect: Rect) {
        paint::background(ui, shown.scene, rows, across);
        for row in rows {
            match row.kind {
                rows::Kind::Overview => paint::overview(ui, shown.scene, row, across),
                rows::Kind::Ruler => paint::ruler(ui, row, across, rect),
                rows::Kind::Steps => paint::steps(ui, shown, row, across),
                rows::Kind::Film => paint::film(ui, shown, row, across),
                rows::Kind::Lane(place) => {
                    lanes::lane(ui, shown, row, across, &self.detail, place);
                }
                rows::Kind::Other(place, other) => {
                    lanes::other(ui, shown.scene, row, across, &self.detail, (place, other));
                }
                rows::Kind::Code(place) => {
                    instants::code(ui, shown, row, across, &self.detail, place);
                }
                rows::Kind::Marks => instants::marks(ui, shown.scene, row, across, &self.detail),
                rows::Kind::Probes => instants::probes(ui, shown.scene, row, across),
            }
        }
        self.paint_moving(ui, shown, rows, across);
        paint::cursor(ui, rows, across, self.cursor_s, &shown.scene.films);
    }

    /// What is dragged now, or else what is written in the form.
    fn paint_moving(&self, ui: &Ui, shown: &Shown<'_>, rows: &[Row], across: &Across) {
        let ghost = match self.gesture {
            Some(Gesture::Edge(bout, edge, at_s)) => {
                shown.scene.bout(bout).and_then(|(lane, bout)| {
                    let (from_s, to_s) = match edge {
                        Edge::Onset => (at_s, bout.to_s),
                        Edge::Offset => (bout.from_s, at_s),
                    };
                    let row = shown.scene.lanes.get(lane)?.channel.clone();
                    Some(Ghost { row, from_s, to_s })
                })
            }
            Some(Gesture::Point(point, at_s)) => {
                let is_it = |code: &&super::scene::Code| {
                    code.points.iter().any(|(number, _)| *number == point)
                };
                let code = shown.scene.codes.iter().find(is_it);
                code.map(|code| Ghost {
                    row: code.code.clone(),
                    from_s: at_s,
                    to_s: at_s,
                })
            }
            _ => shown.ghost.clone(),
        };
        if let Some(ghost) = ghost {
            lanes::ghost(ui, shown.scene, rows, across, &ghost);
        }
    }

    fn hover(&self, ui: &Ui, response: Response, shown: &Shown<'_>, rows: &[Row], across: &Across) {
        let Some(at) = response.hover_pos() else {
            return;
        };
        let line = palette(ui).faint;
        paint::hair(ui, rows, at.x, line);
        let found = hit::hit(shown.scene, rows, across, at);
        let icon = match (self.gesture, found) {
            (Some(Gesture::Pan | Gesture::Overview), _) => CursorIcon::Grabbing,
            (Some(Gesture::Edge(..) | Gesture::Point(..)), _) => CursorIcon::ResizeHorizontal,
            (None, Some(Hit::Bout(_, _, Some(_)))) if shown.editable => {
                CursorIcon::ResizeHorizontal
            }
            (None, Some(Hit::Bout(..) | Hit::Point(..))) if shown.editable => {
                CursorIcon::PointingHand
            }
            _ => CursorIcon::Default,
        };
        let response = response.on_hover_cursor(icon);
        if self.gesture.is_none()
            && let Some(text) = found.and_then(|found| tell::hover(shown, &found, across.t(at.x)))
        {
            response.on_hover_text_at_pointer(text);
        }
    }
}

#[cfg(test)]
mod tests;
