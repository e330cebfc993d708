//! Which key presses count as codes, decided from where the focus is, which keyboard they come from and what is held.

use crate::protocol::Key;
use crate::session::DeskInput;

use super::names::Physical;

/// Which window the keyboard belongs to now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Focus {
    /// The experimenter's.
    Desk,
    /// The participant's.
    Stage,
    /// Another program's.
    #[default]
    Elsewhere,
}

/// One key that went down or up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Press {
    /// Number of the keyboard it comes from.
    pub keyboard: u16,
    /// Which key.
    pub key: Physical,
    /// Down or up.
    pub down: bool,
}

/// What becomes of a key press.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The engine must know at once.
    Code(DeskInput),
    /// A key that acts on the session came through the participant's window, with or without Shift; the desk acts on it.
    Action(Physical, bool),
    /// The key for what the current step asks of the experimenter; the engine must know at once.
    Act,
    /// Escape went down or up while one of our windows has the keyboard.
    Escape { down: bool },
    /// Nothing.
    Nothing,
}

/// Held keys and the rules by which presses count.
#[derive(Debug, Default)]
pub struct Gate {
    focus: Focus,
    /// A text field of the desk has the focus.
    pub typing: bool,
    /// The participant is answering in the stage's window.
    pub answering: bool,
    /// The current step asks the experimenter for one press, and nothing else waits for Enter.
    pub acting: bool,
    /// Shift and a digit name the quality of an episode of crying now, rather than code.
    pub rating: bool,
    /// The experimenter's keyboard, once assigned.
    pub experimenter: Option<u16>,
    /// The participant's keyboard, once assigned.
    pub participant: Option<u16>,
    down: Vec<(u16, Physical)>,
    counted: Vec<(u16, Physical)>,
}

impl Gate {
    /// Where the keyboard belongs now.
    pub fn focus(&self) -> Focus {
        self.focus
    }

    /// The keys that are down and count.
    pub fn held(&self) -> Vec<Key> {
        self.counted
            .iter()
            .filter_map(|(_, key)| key.bindable())
            .collect()
    }

    /// The focus went to `focus`. Held codes are released when another program takes the keyboard, never between our own
    /// windows.
    pub fn set_focus(&mut self, focus: Focus) -> Option<DeskInput> {
        self.focus = focus;
        if focus != Focus::Elsewhere {
            return None;
        }
        self.down.clear();
        let lost = !self.counted.is_empty();
        self.counted.clear();
        lost.then_some(DeskInput::ReleaseAll)
    }

    /// One key went down or up.
    pub fn take(&mut self, press: Press) -> Outcome {
        let held = (press.keyboard, press.key);
        if press.down {
            // A key that is down already only repeats itself.
            if self.down.contains(&held) {
                return Outcome::Nothing;
            }
            let with_modifier = self.down.iter().any(|(_, key)| key.is_modifier());
            let with_shift = self.down.iter().any(|(_, key)| key.is_shift());
            self.down.push(held);
            self.press(held, with_modifier, with_shift)
        } else {
            self.down.retain(|other| *other != held);
            self.release(held)
        }
    }

    fn press(&mut self, held: (u16, Physical), with_modifier: bool, with_shift: bool) -> Outcome {
        let (keyboard, key) = held;
        if self.focus == Focus::Elsewhere {
            return Outcome::Nothing;
        }
        if key.is_escape() {
            return Outcome::Escape { down: true };
        }
        if !self.is_experimenters(keyboard) || with_modifier {
            return Outcome::Nothing;
        }
        let in_text = self.focus == Focus::Desk && self.typing;
        if key.is_enter() {
            return if self.acting && !in_text {
                Outcome::Act
            } else {
                Outcome::Nothing
            };
        }
        let rates = self.rating && with_shift && key.is_digit();
        let Some(code) = key.bindable().filter(|_| !rates) else {
            // In the desk's own window egui hears these keys itself.
            return if self.focus == Focus::Stage {
                Outcome::Action(key, with_shift)
            } else {
                Outcome::Nothing
            };
        };
        if in_text {
            return Outcome::Nothing;
        }
        self.counted.push(held);
        Outcome::Code(DeskInput::Key {
            key: code,
            down: true,
        })
    }

    fn release(&mut self, held: (u16, Physical)) -> Outcome {
        if held.1.is_escape() {
            return Outcome::Escape { down: false };
        }
        if !self.counted.contains(&held) {
            return Outcome::Nothing;
        }
        self.counted.retain(|other| *other != held);
        match held.1.bindable() {
            Some(key) => Outcome::Code(DeskInput::Key { key, down: false }),
            None => Outcome::Nothing,
        }
    }

    /// A stray press on the participant's keyboard must never become a code. While the participant answers, the stage's
    /// window may be taking digits and letters, so only a keyboard known to be the experimenter's counts there.
    fn is_experimenters(&self, keyboard: u16) -> bool {
        if self.participant == Some(keyboard) && self.experimenter != Some(keyboard) {
            return false;
        }
        let separate = self.experimenter.is_some() && self.participant != self.experimenter;
        match self.experimenter {
            Some(own) if separate && self.participant.is_some() => own == keyboard,
            Some(own) => own == keyboard && !(self.focus == Focus::Stage && self.answering),
            None => !(self.focus == Focus::Stage && self.answering),
        }
    }
}

#[cfg(test)]
mod tests {
    use winit::keyboard::KeyCode;

    use super::*;

    fn key(code: KeyCode) -> Physical {
        Physical::from_winit(code).unwrap()
    }

    fn press(keyboard: u16, code: KeyCode, down: bool) -> Press {
        Press {
            keyboard,
            key: key(code),
            down,
        }
    }

    fn code(name: &str, down: bool) -> Outcome {
        Outcome::Code(DeskInput::Key {
            key: Key::from(name),
            down,
        })
    }

    fn gate(focus: Focus) -> Gate {
        let mut gate = Gate::default();
        gate.set_focus(focus);
        gate
    }

    #[test]
    fn a_held_key_is_one_press_and_one_release() {
        let mut gate = gate(Focus::Desk);
        assert_eq!(gate.take(press(3, KeyCode::KeyJ, true)), code("J", true));
        assert_eq!(gate.take(press(3, KeyCode::KeyJ, true)), Outcome::Nothing);
        assert_eq!(gate.take(press(3, KeyCode::KeyJ, false)), code("J", false));
        assert_eq!(gate.take(press(3, KeyCode::KeyJ, false)), Outcome::Nothing);
    }

    #[test]
    fn a_held_key_survives_the_way_to_the_stage_but_not_to_another_program() {
        let mut gate = gate(Focus::Desk);
        gate.take(press(3, KeyCode::KeyJ, true));
        assert_eq!(gate.set_focus(Focus::Stage), None);
        assert_eq!(
            gate.set_focus(Focus::Elsewhere),
            Some(DeskInput::ReleaseAll)
        );
        assert_eq!(gate.set_focus(Focus::Elsewhere), None);
        assert_eq!(gate.take(press(3, KeyCode::KeyJ, false)), Outcome::Nothing);
        assert_eq!(gate.take(press(3, KeyCode::KeyK, true)), Outcome::Nothing);
    }

    #[test]
    fn writing_a_note_codes_nothing_but_lets_held_keys_go() {
        let mut gate = gate(Focus::Desk);
        gate.take(press(3, KeyCode::KeyJ, true));
        gate.typing = true;
        assert_eq!(gate.take(press(3, KeyCode::KeyK, true)), Outcome::Nothing);
        assert_eq!(gate.take(press(3, KeyCode::KeyJ, false)), code("J", false));
    }

    #[test]
    fn the_participants_keyboard_never_codes() {
        let mut gate = gate(Focus::Stage);
        gate.experimenter = Some(3);
        gate.participant = Some(4);
        gate.answering = true;
        assert_eq!(gate.take(press(4, KeyCode::KeyJ, true)), Outcome::Nothing);
        assert_eq!(gate.take(press(3, KeyCode::KeyJ, true)), code("J", true));
        gate.set_focus(Focus::Desk);
        assert_eq!(gate.take(press(4, KeyCode::KeyK, true)), Outcome::Nothing);
    }

    #[test]
    fn with_one_keyboard_answers_in_the_stages_window_are_no_codes() {
        let mut gate = gate(Focus::Stage);
        assert_eq!(gate.take(press(3, KeyCode::KeyJ, true)), code("J", true));
        gate.answering = true;
        assert_eq!(gate.take(press(3, KeyCode::Digit4, true)), Outcome::Nothing);
    }

    #[test]
    fn shortcuts_are_no_codes() {
        let mut gate = gate(Focus::Desk);
        gate.take(press(3, KeyCode::ControlLeft, true));
        assert_eq!(gate.take(press(3, KeyCode::KeyZ, true)), Outcome::Nothing);
    }

    #[test]
    fn function_keys_reach_the_desk_from_the_stages_window_only_by_this_way() {
        let mut gate = gate(Focus::Stage);
        assert_eq!(
            gate.take(press(3, KeyCode::F5, true)),
            Outcome::Action(key(KeyCode::F5), false)
        );
        gate.set_focus(Focus::Desk);
        assert_eq!(gate.take(press(3, KeyCode::F6, true)), Outcome::Nothing);
    }

    #[test]
    fn enter_acts_only_when_it_is_asked_for_and_never_in_a_text_field() {
        let mut gate = gate(Focus::Desk);
        let enter = |gate: &mut Gate| {
            let outcome = gate.take(press(3, KeyCode::Enter, true));
            gate.take(press(3, KeyCode::Enter, false));
            outcome
        };
        assert_eq!(enter(&mut gate), Outcome::Nothing);
        gate.acting = true;
        assert_eq!(enter(&mut gate), Outcome::Act);
        gate.typing = true;
        assert_eq!(enter(&mut gate), Outcome::Nothing);
        // From the participant's window it counts as the coding keys do.
        gate.set_focus(Focus::Stage);
        assert_eq!(enter(&mut gate), Outcome::Act);
        gate.answering = true;
        assert_eq!(enter(&mut gate), Outcome::Nothing);
        gate.set_focus(Focus::Elsewhere);
        assert_eq!(enter(&mut gate), Outcome::Nothing);
    }

    #[test]
    fn shift_and_a_digit_is_no_code_while_an_episode_waits_for_its_quality() {
        let mut gate = gate(Focus::Desk);
        gate.take(press(3, KeyCode::ShiftLeft, true));
        assert_eq!(gate.take(press(3, KeyCode::Digit1, true)), code("1", true));
        gate.take(press(3, KeyCode::Digit1, false));
        gate.rating = true;
        assert_eq!(gate.take(press(3, KeyCode::Digit1, true)), Outcome::Nothing);
        assert_eq!(gate.take(press(3, KeyCode::KeyJ, true)), code("J", true));
        gate.set_focus(Focus::Stage);
        assert_eq!(
            gate.take(press(3, KeyCode::Digit2, true)),
            Outcome::Action(key(KeyCode::Digit2), true)
        );
    }

    #[test]
    fn escape_is_told_apart_on_any_keyboard() {
        let mut gate = gate(Focus::Desk);
        gate.experimenter = Some(3);
        assert_eq!(
            gate.take(press(4, KeyCode::Escape, true)),
            Outcome::Escape { down: true }
        );
        assert_eq!(gate.take(press(4, KeyCode::Escape, true)), Outcome::Nothing);
        assert_eq!(
            gate.take(press(4, KeyCode::Escape, false)),
            Outcome::Escape { down: false }
        );
    }
}
