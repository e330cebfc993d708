//! The participant's own key, held while feeling like crying: told once when it goes down and once when it goes up.
//!
//! Its events are taken away from everything else, also from the screen after a film on which it is still held.

use egui::{Event, Key, Ui};

use super::outbox::Outbox;
use super::stamps::InputStamps;
use crate::session::StageInput;
use crate::time::Stamp;

/// The state of the key.
#[derive(Debug, Default)]
pub(super) struct OwnKey {
    /// The key that went down during a film and has not come up, whatever the screen is now.
    held: Option<Key>,
    /// Told to be down: on which screen and since when.
    told: Option<(u64, Stamp)>,
}

impl OwnKey {
    /// Looks through the window's events of this pass. `wanted` is the key of the film or sound that is on, and its serial.
    pub fn look(
        &mut self,
        ui: &Ui,
        wanted: Option<(Key, u64)>,
        stamps: &InputStamps,
        out: &mut Outbox,
    ) {
        let (events, focused) = ui.input_mut(|input| {
            let ours = wanted.map(|(key, _)| key).or(self.held);
            let events = ours.map_or_else(Vec::new, |key| take(&mut input.events, key));
            (events, input.focused)
        });
        for event in events {
            match (event, wanted) {
                (KeyEvent::Down { repeat: false }, Some((key, serial))) => {
                    self.held = Some(key);
                    if self.told.is_none() {
                        let at = stamps.key();
                        self.told = Some((serial, at));
                        out.input(at, StageInput::SelfKey { serial, down: true });
                    }
                }
                (KeyEvent::Down { .. }, _) => {}
                (KeyEvent::Up, _) => {
                    self.held = None;
                    self.let_go(stamps.key(), out);
                }
            }
        }
        if !focused {
            // The release will go to another window.
            self.held = None;
            self.let_go(crate::time::now(), out);
        } else if wanted.is_none() {
            self.let_go(crate::time::now(), out);
        }
    }

    /// The key counts as released, whether or not it is.
    pub fn let_go(&mut self, at: Stamp, out: &mut Outbox) {
        if let Some((serial, since)) = self.told.take() {
            // A film's end is stamped at its last frame, which may be before the key went down.
            let at = Stamp(at.0.max(since.0));
            let down = false;
            out.input(at, StageInput::SelfKey { serial, down });
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum KeyEvent {
    Down { repeat: bool },
    Up,
}

/// Takes the key's events out, and the text that comes with them.
fn take(events: &mut Vec<Event>, ours: Key) -> Vec<KeyEvent> {
    let mut taken = Vec::new();
    let mut text_follows = false;
    events.retain(|event| match event {
        Event::Key {
            key,
            physical_key,
            pressed,
            repeat,
            ..
        } if physical_key.unwrap_or(*key) == ours => {
            let repeat = *repeat;
            text_follows = *pressed;
            taken.push(if *pressed {
                KeyEvent::Down { repeat }
            } else {
                KeyEvent::Up
            });
            false
        }
        Event::Text(_) if text_follows => {
            text_follows = false;
            false
        }
        Event::Key { .. } => {
            text_follows = false;
            true
        }
        _ => true,
    });
    taken
}
