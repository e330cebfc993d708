//! A simulated participant's gestures, carried out with the window's own pointer and key events, so that a pilot goes the
//! way of a real participant.

use std::collections::VecDeque;

use egui::{Context, Event, Key, Modifiers, PointerButton, Pos2, RawInput, Rect};

use super::participant::Participant;
use super::stamps::InputStamps;
use super::targets::{Target, Targets};
use crate::link::Gesture;
use crate::session::Value;

/// Gestures that wait, and the one that is being made.
pub(super) struct Pilot {
    waiting: VecDeque<(Gesture, Option<f64>)>,
    moves: VecDeque<(f64, Move)>,
    now: f64,
    stamps: InputStamps,
}

/// A small part of a gesture.
#[derive(Clone, Debug, PartialEq)]
enum Move {
    To(Pos2),
    Down(Pos2),
    Up(Pos2),
    SelectAll,
    Type(String),
}

impl Pilot {
    pub fn new(stamps: InputStamps) -> Self {
        Self {
            waiting: VecDeque::new(),
            moves: VecDeque::new(),
            now: 0.0,
            stamps,
        }
    }

    /// Adds a gesture; it is made when its target is on the window, and forgotten when that takes too long.
    pub fn add(&mut self, gesture: Gesture) {
        if self.waiting.len() < MOST_WAITING {
            self.waiting.push_back((gesture, None));
        }
    }

    /// Looks at what has been drawn, and begins the next gesture when its target is there and takes presses.
    pub fn look(&mut self, participant: &Participant, now: f64) {
        self.now = now;
        if !self.moves.is_empty() || !participant.takes_input(now) {
            return;
        }
        let Some((gesture, since)) = self.waiting.front_mut() else {
            return;
        };
        let since = *since.get_or_insert(now);
        let moves = plan(gesture, &participant.targets);
        if moves.is_empty() && now - since < PATIENCE_S {
            return;
        }
        self.waiting.pop_front();
        let mut at = now;
        for (pause, part) in moves {
            at += pause;
            self.moves.push_back((at, part));
        }
    }

    /// Has the window painted again when the next part is due.
    pub fn wake(&self, ctx: &Context) {
        if let Some((at, _)) = self.moves.front() {
            ctx.request_repaint_after_secs((at - self.now).max(0.001) as f32);
        } else if !self.waiting.is_empty() {
            ctx.request_repaint_after_secs(0.05);
        }
    }

    /// Adds the events that are due to what the window got. At most one press or release in a pass.
    pub fn act(&mut self, input: &mut RawInput) {
        let now = input.time.unwrap_or(self.now);
        while let Some((at, _)) = self.moves.front() {
            if *at > now {
                return;
            }
            let Some((_, part)) = self.moves.pop_front() else {
                return;
            };
            let is_move = matches!(part, Move::To(_));
            self.carry_out(part, input);
            if !is_move {
                return;
            }
        }
    }

    fn carry_out(&self, part: Move, input: &mut RawInput) {
        let button = |pos: Pos2, pressed: bool| Event::PointerButton {
            pos,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        };
        match part {
            Move::To(pos) => input.events.push(Event::PointerMoved(pos)),
            Move::Down(pos) => {
                self.stamps.mark_press();
                input.events.push(button(pos, true));
            }
            Move::Up(pos) => {
                self.stamps.mark_release();
                input.events.push(button(pos, false));
            }
            Move::SelectAll => {
                self.stamps.mark_key();
                for pressed in [true, false] {
                    input.events.push(Event::Key {
                        key: Key::A,
                        physical_key: None,
                        pressed,
                        repeat: false,
                        modifiers: Modifiers::COMMAND,
                    });
                }
            }
            Move::Type(text) => {
                self.stamps.mark_key();
                input.events.push(Event::Text(text));
            }
        }
    }
}

const MOST_WAITING: usize = 256;
/// How long a gesture waits for its target, in seconds.
const PATIENCE_S: f64 = 10.0;
/// Pauses before a press, before a release, and between keys, in seconds.
const BEFORE_PRESS_S: f64 = 0.06;
const PRESS_S: f64 = 0.07;
const KEY_S: f64 = 0.03;
/// Longer than Stop must be held.
const STOP_S: f64 = super::corner::HOLD_S + 0.3;

/// The parts of a gesture, each with the pause before it; none when its target is not there.
fn plan(gesture: &Gesture, targets: &Targets) -> Vec<(f64, Move)> {
    let center = |target: &Target| targets.rect(target).map(|rect| rect.center());
    let parts = match gesture {
        Gesture::Begin => center(&Target::Begin).map(|at| press(at, PRESS_S)),
        Gesture::GoOn => center(&Target::GoOn).map(|at| press(at, PRESS_S)),
        Gesture::Stop => center(&Target::Stop).map(|at| press(at, STOP_S)),
        Gesture::Decline { item } => {
            center(&Target::Decline(item.clone())).map(|at| press(at, PRESS_S))
        }
        Gesture::Choose { .. }
        | Gesture::Tick { .. }
        | Gesture::Write { .. }
        | Gesture::SelfKey { .. } => None,
        Gesture::Answer { item, value } => answer(item, value, targets),
    };
    parts.unwrap_or_default()
}

fn answer(
    item: &crate::protocol::Id,
    value: &Value,
    targets: &Targets,
) -> Option<Vec<(f64, Move)>> {
    if let Value::Text(option) = value {
        let option = Target::Option(item.clone(), option.as_str().into());
        if let Some(rect) = targets.rect(&option) {
            return Some(press(rect.center(), PRESS_S));
        }
    }
    let rect = targets.rect(&Target::Item(item.clone()))?;
    match value {
        Value::Number(number) if is_line(rect) => {
            let share = (number / 100.0).clamp(0.0, 1.0) as f32;
            let at = Pos2::new(egui::lerp(rect.x_range(), share), rect.center().y);
            Some(press(at, PRESS_S))
        }
        Value::Number(number) => Some(typing(rect, &number.to_string())),
        Value::Text(text) => Some(typing(rect, text)),
        Value::Many(_) | Value::Place { .. } => None,
    }
}

/// The analogue line reaches over the whole column; the field of a number does not.
fn is_line(rect: Rect) -> bool {
    rect.width() > 300.0
}

fn press(at: Pos2, held_s: f64) -> Vec<(f64, Move)> {
    vec![
        (0.0, Move::To(at)),
        (BEFORE_PRESS_S, Move::Down(at)),
        (held_s, Move::Up(at)),
    ]
}

fn typing(field: Rect, text: &str) -> Vec<(f64, Move)> {
    let mut parts = press(field.center(), PRESS_S);
    parts.push((KEY_S, Move::SelectAll));
    parts.extend(
        text.chars()
            .map(|sign| (KEY_S, Move::Type(sign.to_string()))),
    );
    parts
}
