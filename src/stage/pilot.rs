//! A simulated participant's gestures, carried out with the window's own pointer and key events, so that a pilot goes the
//! way of a real participant.

use std::cmp::Ordering;
use std::collections::VecDeque;

use egui::{Context, Event, Key, Modifiers, PointerButton, Pos2, RawInput, Rect};

use super::participant::Participant;
use super::stamps::InputStamps;
use super::targets::{Target, Targets};
use crate::link::Gesture;
use crate::protocol::{self, Id};
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
    Press(Key, bool),
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
        let waited = now - *since.get_or_insert(now);
        let targets = &participant.targets;
        let mut moves = plan(gesture, targets, participant.self_key());
        if moves.is_empty()
            && let Some(rect) = targets.rect(&Target::Turn)
        {
            // What is looked for comes on a later page of this text.
            moves = press(rect.center(), PRESS_S);
            *since = None;
        } else if moves.is_empty()
            && matches!(gesture, Gesture::Answer { .. } | Gesture::Decline { .. })
            && let Some(rect) = targets.rect(&Target::GoOn)
        {
            // The item comes after the page that is finished here.
            moves = press(rect.center(), PRESS_S);
            *since = None;
        } else if moves.is_empty() && waited < PATIENCE_S {
            return;
        } else {
            self.waiting.pop_front();
        }
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
                    input.events.push(key(Key::A, pressed, Modifiers::COMMAND));
                }
            }
            Move::Press(which, pressed) => {
                self.stamps.mark_key();
                input.events.push(key(which, pressed, Modifiers::NONE));
            }
            Move::Type(text) => {
                self.stamps.mark_key();
                input.events.push(Event::Text(text));
            }
        }
    }
}

fn key(key: Key, pressed: bool, modifiers: Modifiers) -> Event {
    Event::Key {
        key,
        physical_key: Some(key),
        pressed,
        repeat: false,
        modifiers,
    }
}

const MOST_WAITING: usize = 256;
/// How long a gesture waits for its target, in seconds.
const PATIENCE_S: f64 = 10.0;
/// Most keys of one gesture.
const MOST_KEYS: usize = 40;
/// Pauses before a press, before a release, and between keys, in seconds.
const BEFORE_PRESS_S: f64 = 0.06;
const PRESS_S: f64 = 0.07;
const KEY_S: f64 = 0.03;
/// Longer than Stop must be held.
const STOP_S: f64 = super::corner::HOLD_S + 0.3;

/// The parts of a gesture, each with the pause before it; none when its target is not there.
fn plan(
    gesture: &Gesture,
    targets: &Targets,
    self_key: Option<&protocol::Key>,
) -> Vec<(f64, Move)> {
    let pressed = |target: Target, held_s: f64| {
        let rect = targets.rect(&target)?;
        Some(press(rect.center(), held_s))
    };
    let parts = match gesture {
        Gesture::Begin => pressed(Target::Begin, PRESS_S),
        Gesture::GoOn => pressed(Target::GoOn, PRESS_S),
        Gesture::Stop => pressed(Target::Stop, STOP_S),
        Gesture::Decline { item } => pressed(Target::Decline(item.clone()), PRESS_S),
        Gesture::Choose { button } => pressed(Target::Button(*button), PRESS_S),
        Gesture::Tick { id } => pressed(Target::Tick(id.clone()), PRESS_S),
        Gesture::Write { text } => targets.rect(&Target::Field).map(|rect| typing(rect, text)),
        Gesture::SelfKey { down } => {
            let key = self_key.and_then(|key| Key::from_name(&key.0));
            Some(vec![(0.0, Move::Press(key.unwrap_or(Key::Space), *down))])
        }
        Gesture::Answer { item, value } => answer(item, value, targets),
    };
    parts.unwrap_or_default()
}

fn answer(item: &Id, value: &Value, targets: &Targets) -> Option<Vec<(f64, Move)>> {
    let field = || targets.rect(&Target::Item(item.clone()));
    match value {
        Value::Number(number) => {
            let boxed = Target::Box(item.clone(), number.round() as i64);
            if let Some(rect) = targets.rect(&boxed) {
                return Some(press(rect.center(), PRESS_S));
            }
            let rect = field()?;
            Some(if is_line(rect) {
                press(within(rect, *number, 50.0), PRESS_S)
            } else {
                typing(rect, &number.to_string())
            })
        }
        Value::Text(text) => {
            let option = Target::Option(item.clone(), text.as_str().into());
            match targets.rect(&option) {
                Some(rect) => Some(press(rect.center(), PRESS_S)),
                None => Some(typing(field()?, text)),
            }
        }
        Value::Many(options) => many(item, options, targets),
        Value::Place { x, y } => Some(press(within(field()?, *x, *y), PRESS_S)),
    }
}

/// Presses each option that differs: first those that go off, so that one that excludes the others does not come back.
fn many(item: &Id, wanted: &[Id], targets: &Targets) -> Option<Vec<(f64, Move)>> {
    let mut there = Vec::new();
    for (target, option) in targets.options(item) {
        let rect = targets.rect(target)?;
        there.push((targets.is_marked(target), wanted.contains(option), rect));
    }
    if there.is_empty() {
        return None;
    }
    there.sort_by(|(_, _, a), (_, _, b)| {
        (a.min.x, a.min.y)
            .partial_cmp(&(b.min.x, b.min.y))
            .unwrap_or(Ordering::Equal)
    });
    let (off, on): (Vec<_>, Vec<_>) = there
        .into_iter()
        .filter(|(is_on, goes_on, _)| is_on != goes_on)
        .partition(|(is_on, _, _)| *is_on);
    let presses = off.into_iter().chain(on);
    Some(
        presses
            .flat_map(|(_, _, rect)| press(rect.center(), PRESS_S))
            .collect(),
    )
}

/// A place in a rectangle, counted from its lower left corner, 0 to 100.
fn within(rect: Rect, x: f64, y: f64) -> Pos2 {
    let share = |at: f64| (at / 100.0).clamp(0.0, 1.0) as f32;
    Pos2::new(
        egui::lerp(rect.x_range(), share(x)),
        egui::lerp(rect.bottom()..=rect.top(), share(y)),
    )
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

/// A number is typed sign by sign; a long text a few words at a time.
fn typing(field: Rect, text: &str) -> Vec<(f64, Move)> {
    let mut parts = press(field.center(), PRESS_S);
    parts.push((KEY_S, Move::SelectAll));
    let signs: Vec<char> = text.chars().collect();
    let chunk = signs.len().div_ceil(MOST_KEYS).max(1);
    let typed = signs.chunks(chunk).map(|chunk| chunk.iter().collect());
    parts.extend(typed.map(|typed| (KEY_S, Move::Type(typed))));
    parts
}
