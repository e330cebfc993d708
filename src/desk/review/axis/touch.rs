//! What the hand does to the axis: scrub, pan, zoom, pick, move an edge, add.

use egui::{Event, Key, PointerButton, Pos2, Response, Ui};

use super::hit::{Edge, Hit, hit};
use super::rows::{Across, Row};
use super::{Axis, Edit, Gesture, Picked, Shown, Touched};
use crate::desk::review::scale::Scale;
use crate::time::SessionTime;

/// How much closer a turn of the wheel by one point brings it.
const WHEEL: f64 = 0.004;
/// How much closer a key brings it.
const KEY: f64 = 1.6;
/// A bout that is added is so long at first, as a part of what is shown.
const NEW_BOUT: f64 = 0.03;

impl Axis {
    pub(super) fn touch(
        &mut self,
        ui: &Ui,
        response: &Response,
        shown: &Shown<'_>,
        rows: &[Row],
        across: &Across,
    ) -> Touched {
        let mut touched = Touched::default();
        self.wheel(ui, response, across);
        self.keys(ui, across.scale);
        let pointer = response.interact_pointer_pos();
        if response.drag_started_by(PointerButton::Primary) {
            let begun = ui.input(|input| input.pointer.press_origin()).or(pointer);
            self.gesture = begun.and_then(|at| begin(shown, rows, across, at));
        }
        if let (Some(gesture), Some(at), true) = (self.gesture, pointer, response.dragged()) {
            let moved = response.drag_delta().x;
            self.drag(gesture, at, moved, across, &mut touched);
        }
        if response.drag_stopped()
            && let Some(gesture) = self.gesture.take()
        {
            touched.edit = ended(gesture);
            if matches!(gesture, Gesture::Scrub) {
                touched.cursor = Some(self.cursor());
            }
        }
        if let Some(at) = pointer.filter(|_| response.double_clicked()) {
            self.double_click(shown, rows, across, at, &mut touched);
        } else if let Some(at) = pointer.filter(|_| response.clicked()) {
            self.click(shown, rows, across, at, &mut touched);
        }
        touched
    }

    fn wheel(&mut self, ui: &Ui, response: &Response, across: &Across) {
        let Some(at) = response.hover_pos() else {
            return;
        };
        let (turned, pinched) = ui.input(|input| (input.smooth_scroll_delta, input.zoom_delta()));
        if turned == egui::Vec2::ZERO && pinched == 1.0 {
            return;
        }
        // The page must not scroll as well.
        ui.input_mut(|input| input.smooth_scroll_delta = egui::Vec2::ZERO);
        let factor = (f64::from(turned.y) * WHEEL).exp() * f64::from(pinched);
        let scale = across.scale.zoomed(across.t(at.x), factor);
        let by_s = f64::from(-turned.x / across.width()) * scale.span_s();
        self.scale = Some(scale.panned(by_s));
    }

    fn keys(&mut self, ui: &Ui, scale: Scale) {
        let typing = ui.ctx().text_edit_focused() || egui::Popup::is_any_open(ui.ctx());
        if typing {
            return;
        }
        let pressed: Vec<Key> = ui.input(|input| {
            let keys = input.events.iter().filter_map(|event| match event {
                Event::Key {
                    key,
                    pressed: true,
                    modifiers,
                    ..
                } if !modifiers.alt && !modifiers.ctrl && !modifiers.command => Some(*key),
                _ => None,
            });
            keys.collect()
        });
        for key in pressed {
            match key {
                Key::Plus | Key::Equals => self.zoom(KEY),
                Key::Minus => self.zoom(1.0 / KEY),
                Key::ArrowLeft | Key::ArrowRight => {
                    let by_s = if key == Key::ArrowLeft { -0.1 } else { 0.1 } * scale.span_s();
                    self.scale = self.scale.map(|scale| scale.panned(by_s));
                }
                Key::Home => self.scale = Some(Scale::whole(scale.whole_s)),
                _ => {}
            }
        }
    }

    fn drag(
        &mut self,
        gesture: Gesture,
        at: Pos2,
        moved: f32,
        across: &Across,
        touched: &mut Touched,
    ) {
        let scale = across.scale;
        let t_s = across.t(at.x).clamp(0.0, scale.whole_s);
        match gesture {
            Gesture::Scrub => {
                self.cursor_s = t_s;
                touched.cursor = Some(self.cursor());
                touched.is_dragging = true;
            }
            Gesture::Pan => self.scale = Some(scale.panned(-across.seconds(moved))),
            Gesture::Overview => {
                let by_s = f64::from(moved / across.width()) * scale.whole_s;
                self.scale = Some(scale.panned(by_s));
            }
            Gesture::Edge(bout, edge, _) => self.gesture = Some(Gesture::Edge(bout, edge, t_s)),
            Gesture::Point(point, _) => self.gesture = Some(Gesture::Point(point, t_s)),
        }
    }

    fn click(
        &mut self,
        shown: &Shown<'_>,
        rows: &[Row],
        across: &Across,
        at: Pos2,
        touched: &mut Touched,
    ) {
        let t_s = across.t(at.x).clamp(0.0, across.scale.whole_s);
        let found = hit(shown.scene, rows, across, at);
        if found == Some(Hit::Overview) {
            let part = f64::from((at.x - across.left) / across.width());
            let middle_s = part * across.scale.whole_s;
            let by_s = middle_s - across.scale.at(0.5);
            self.scale = Some(across.scale.panned(by_s));
            return;
        }
        self.cursor_s = t_s;
        touched.cursor = Some(self.cursor());
        let picked = match found {
            Some(Hit::Bout(_, bout, _)) => Some(Picked::Bout(bout.bout)),
            Some(Hit::Point(code, place)) => number(shown, code, place).map(Picked::Point),
            _ => None,
        };
        touched.edit = picked.filter(|_| shown.editable).map(Edit::Pick);
    }

    /// In a lane, something that was missed is added; elsewhere the whole session is shown.
    fn double_click(
        &mut self,
        shown: &Shown<'_>,
        rows: &[Row],
        across: &Across,
        at: Pos2,
        touched: &mut Touched,
    ) {
        let scale = across.scale;
        let t_s = across.t(at.x).clamp(0.0, scale.whole_s);
        match hit(shown.scene, rows, across, at) {
            Some(Hit::Lane(lane)) if shown.editable => {
                let to_s = (t_s + NEW_BOUT * scale.span_s()).min(scale.whole_s);
                let channel = shown.scene.lanes.get(lane).map(|lane| lane.channel.clone());
                touched.edit = channel.map(|channel| Edit::AddBout(channel, set(t_s), set(to_s)));
            }
            Some(Hit::Code(code)) if shown.editable => {
                let code = shown.scene.codes.get(code).map(|code| code.code.clone());
                touched.edit = code.map(|code| Edit::AddPoint(code, set(t_s)));
            }
            Some(Hit::Bout(..) | Hit::Point(..)) => {}
            Some(Hit::Moment(place)) if !shown.hidden => {
                let moment = shown.scene.moments.get(place);
                self.show(moment.map(|moment| (moment.from_s, moment.to_s)));
            }
            _ => self.scale = Some(Scale::whole(scale.whole_s)),
        }
    }
}

/// What a drag from here does.
fn begin(shown: &Shown<'_>, rows: &[Row], across: &Across, at: Pos2) -> Option<Gesture> {
    let found = hit(shown.scene, rows, across, at)?;
    Some(match found {
        Hit::Ruler => Gesture::Scrub,
        Hit::Overview => Gesture::Overview,
        Hit::Bout(_, bout, Some(edge)) if shown.editable => {
            let at_s = match edge {
                Edge::Onset => bout.from_s,
                Edge::Offset => bout.to_s,
            };
            Gesture::Edge(bout.bout, edge, at_s)
        }
        Hit::Point(code, place) if shown.editable => {
            Gesture::Point(number(shown, code, place)?, across.t(at.x))
        }
        _ => Gesture::Pan,
    })
}

fn ended(gesture: Gesture) -> Option<Edit> {
    match gesture {
        Gesture::Edge(bout, Edge::Onset, at_s) => Some(Edit::Onset(bout, set(at_s))),
        Gesture::Edge(bout, Edge::Offset, at_s) => Some(Edit::Offset(bout, set(at_s))),
        Gesture::Point(point, at_s) => Some(Edit::Time(point, set(at_s))),
        Gesture::Scrub | Gesture::Pan | Gesture::Overview => None,
    }
}

fn number(shown: &Shown<'_>, code: usize, place: usize) -> Option<u64> {
    let code = shown.scene.codes.get(code)?;
    code.points.get(place).map(|(number, _)| *number)
}

/// An instant that the hand set: to a hundredth of a second, since no hand is finer.
fn set(t_s: f64) -> SessionTime {
    SessionTime::from_s((t_s * 100.0).round() / 100.0)
}
