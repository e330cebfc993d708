//! The one place that key presses pass through on their way to the running session.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::protocol::Key;
use crate::session::DeskInput;
use crate::time::Stamp;

use super::gate::{Focus, Gate, Outcome, Press};
use super::names::{Physical, action_key};

/// Where codes go: to the running session, at once.
pub type Sink = Arc<dyn Fn(DeskInput, Stamp) + Send + Sync>;

/// How long Escape is held until it stops the session.
const HOLD_TO_STOP: Duration = Duration::from_millis(1500);

/// Two presses of Enter within this time are one.
const ONE_PRESS_NS: i64 = 300_000_000;

/// The keyboards, shared between the thread that hears them and the windows.
pub struct Keyboards {
    inner: Mutex<Inner>,
    wake: Box<dyn Fn() + Send + Sync>,
}

struct Inner {
    gate: Gate,
    sink: Option<Sink>,
    names: BTreeMap<u16, String>,
    last: Option<(u16, &'static str, Stamp)>,
    actions: Vec<(egui::Key, bool)>,
    acted: Option<Stamp>,
    escape_since: Option<Stamp>,
    source: (&'static str, f64),
    raw: bool,
}

impl Keyboards {
    /// `wake` asks the windows for a frame.
    pub fn new(wake: Box<dyn Fn() + Send + Sync>) -> Self {
        Self {
            inner: Mutex::new(Inner {
                gate: Gate::default(),
                sink: None,
                names: BTreeMap::new(),
                last: None,
                actions: Vec::new(),
                acted: None,
                escape_since: None,
                source: ("window_event", 20.0),
                raw: false,
            }),
            wake,
        }
    }

    /// From now on codes go to `sink`; `None` when no session runs.
    pub fn connect(&self, sink: Option<Sink>) {
        let mut inner = self.lock();
        inner.sink = sink;
        inner.escape_since = None;
        inner.actions.clear();
        inner.acted = None;
    }

    /// A text field of the desk has the focus or not.
    pub fn set_typing(&self, typing: bool) {
        self.lock().gate.typing = typing;
    }

    /// The participant is answering or not.
    pub fn set_answering(&self, answering: bool) {
        self.lock().gate.answering = answering;
    }

    /// Whether Enter does what the current step asks of the experimenter.
    pub fn set_acting(&self, acting: bool) {
        self.lock().gate.acting = acting;
    }

    /// Whether Shift and a digit name the quality of an episode of crying.
    pub fn set_rating(&self, rating: bool) {
        self.lock().gate.rating = rating;
    }

    /// Whose keyboards they are, by number; `None` while not assigned.
    pub fn assign(&self, experimenter: Option<u16>, participant: Option<u16>) {
        let mut inner = self.lock();
        inner.gate.experimenter = experimenter;
        inner.gate.participant = participant;
    }

    /// The last key that went down anywhere: keyboard, its name, the key and when.
    pub fn last_press(&self) -> Option<(u16, String, &'static str, Stamp)> {
        let inner = self.lock();
        let (keyboard, key, at) = inner.last?;
        let name = inner.names.get(&keyboard).cloned();
        Some((
            keyboard,
            name.unwrap_or_else(|| format!("Keyboard {keyboard}")),
            key,
            at,
        ))
    }

    /// Where stamps come from and how uncertain they are in ms.
    pub fn source(&self) -> (String, f64) {
        let (name, ms) = self.lock().source;
        (name.to_owned(), ms)
    }

    /// Where the keyboard belongs now.
    pub fn focus(&self) -> Focus {
        self.lock().gate.focus()
    }

    /// The coding keys that are down and count.
    pub fn held(&self) -> Vec<Key> {
        self.lock().gate.held()
    }

    /// Keys that act on the session and were pressed in the participant's window since the last call; with Shift or not.
    pub fn take_actions(&self) -> Vec<(egui::Key, bool)> {
        std::mem::take(&mut self.lock().actions)
    }

    /// For how much of the time that stops the session Escape has been held, from 0 to 1; stops it when it is full.
    pub fn escape_held(&self, now: Stamp) -> Option<f32> {
        let mut inner = self.lock();
        let since = inner.escape_since?;
        let part = now.since(since)?.as_secs_f32() / HOLD_TO_STOP.as_secs_f32();
        if part < 1.0 {
            return Some(part);
        }
        inner.escape_since = None;
        let sink = inner.sink.clone();
        drop(inner);
        if let Some(sink) = sink {
            sink(DeskInput::Stop, now);
        }
        None
    }

    /// The raw listener works: the windows' own key events are not needed.
    pub(super) fn use_raw(&self, names: BTreeMap<u16, String>) {
        let mut inner = self.lock();
        inner.raw = true;
        inner.source = ("x11_raw", 1.0);
        inner.names = names;
    }

    /// The raw listener ended: the windows' own key events count again.
    pub(super) fn raw_ended(&self) {
        let mut inner = self.lock();
        inner.raw = false;
        inner.source = ("window_event", 20.0);
    }

    /// Whether raw events are heard.
    pub(super) fn is_raw(&self) -> bool {
        self.lock().raw
    }

    /// A key went down or up at `at`.
    pub(super) fn take(&self, press: Press, at: Stamp) {
        let mut inner = self.lock();
        if press.down {
            inner.last = Some((press.keyboard, press.key.name, at));
        }
        match inner.gate.take(press) {
            Outcome::Code(input) => self.send(inner, input, at),
            Outcome::Act => {
                // Who presses twice in a hurry means one application, and never starts and stops a clock at once.
                let again = inner
                    .acted
                    .is_some_and(|last| at.ns_since(last) < ONE_PRESS_NS);
                if !again {
                    inner.acted = Some(at);
                    self.send(inner, DeskInput::Act, at);
                }
            }
            Outcome::Action(key, shift) => self.act(inner, key, shift),
            Outcome::Escape { down } => {
                // In the participant's window the stage itself counts the time.
                let here = down && inner.gate.focus() == Focus::Desk && inner.sink.is_some();
                inner.escape_since = here.then_some(at);
                drop(inner);
                (self.wake)();
            }
            Outcome::Nothing => {
                let running = inner.sink.is_some();
                drop(inner);
                if !running {
                    (self.wake)();
                }
            }
        }
    }

    /// The keyboard belongs to another window since `at`.
    pub(super) fn set_focus(&self, focus: Focus, at: Stamp) {
        let mut inner = self.lock();
        if focus == Focus::Elsewhere {
            inner.escape_since = None;
        }
        if let Some(released) = inner.gate.set_focus(focus) {
            self.send(inner, released, at);
        }
    }

    fn send(&self, inner: MutexGuard<'_, Inner>, input: DeskInput, at: Stamp) {
        let sink = inner.sink.clone();
        drop(inner);
        if let Some(sink) = sink {
            sink(input, at);
        }
        (self.wake)();
    }

    fn act(&self, mut inner: MutexGuard<'_, Inner>, key: Physical, shift: bool) {
        if let Some(key) = action_key(key) {
            inner.actions.push((key, shift));
            drop(inner);
            (self.wake)();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // What is inside stays whole even if a thread died while it held the lock.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use winit::keyboard::KeyCode;

    use super::*;

    fn hub() -> (Keyboards, Arc<Mutex<Vec<(DeskInput, Stamp)>>>) {
        let hub = Keyboards::new(Box::new(|| {}));
        let sent = Arc::new(Mutex::new(Vec::new()));
        let into = sent.clone();
        hub.connect(Some(Arc::new(move |input, at| {
            into.lock().unwrap().push((input, at))
        })));
        hub.set_focus(Focus::Desk, Stamp(0));
        (hub, sent)
    }

    fn press(code: KeyCode, down: bool) -> Press {
        Press {
            keyboard: 7,
            key: Physical::from_winit(code).unwrap(),
            down,
        }
    }

    #[test]
    fn a_code_goes_out_with_the_stamp_of_its_delivery() {
        let (hub, sent) = hub();
        hub.take(press(KeyCode::KeyJ, true), Stamp(42));
        let expected = DeskInput::Key {
            key: Key::from("J"),
            down: true,
        };
        assert_eq!(*sent.lock().unwrap(), [(expected, Stamp(42))]);
        assert_eq!(
            hub.last_press(),
            Some((7, "Keyboard 7".into(), "J", Stamp(42)))
        );
    }

    #[test]
    fn enter_carries_its_own_stamp_and_a_hurried_second_press_is_none() {
        let (hub, sent) = hub();
        hub.set_acting(true);
        for at in [5_000_000_000, 5_200_000_000, 9_000_000_000] {
            hub.take(press(KeyCode::Enter, true), Stamp(at));
            hub.take(press(KeyCode::Enter, false), Stamp(at + 50_000_000));
        }
        assert_eq!(
            *sent.lock().unwrap(),
            [
                (DeskInput::Act, Stamp(5_000_000_000)),
                (DeskInput::Act, Stamp(9_000_000_000))
            ]
        );
    }

    #[test]
    fn escape_stops_only_when_it_is_held_long_enough() {
        let (hub, sent) = hub();
        hub.take(press(KeyCode::Escape, true), Stamp(0));
        assert_eq!(hub.escape_held(Stamp(750_000_000)), Some(0.5));
        hub.take(press(KeyCode::Escape, false), Stamp(800_000_000));
        assert_eq!(hub.escape_held(Stamp(2_000_000_000)), None);
        assert!(sent.lock().unwrap().is_empty());

        hub.take(press(KeyCode::Escape, true), Stamp(3_000_000_000));
        assert_eq!(hub.escape_held(Stamp(4_500_000_000)), None);
        assert_eq!(
            *sent.lock().unwrap(),
            [(DeskInput::Stop, Stamp(4_500_000_000))]
        );
        assert_eq!(hub.escape_held(Stamp(9_500_000_000)), None);
        assert_eq!(sent.lock().unwrap().len(), 1);
    }

    #[test]
    fn function_keys_from_the_stages_window_are_kept_for_the_next_frame() {
        let (hub, sent) = hub();
        hub.set_focus(Focus::Stage, Stamp(0));
        hub.take(press(KeyCode::F5, true), Stamp(1));
        assert_eq!(hub.take_actions(), [(egui::Key::F5, false)]);
        assert!(hub.take_actions().is_empty());
        assert!(sent.lock().unwrap().is_empty());
    }
}
