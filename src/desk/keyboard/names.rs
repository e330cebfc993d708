//! Which physical key bears which name in a coding scheme, by the kernel's number and by winit's name.

use winit::keyboard::KeyCode;

use crate::protocol::Key;

/// A key by its place, named as a keyboard with US letters has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Physical {
    /// The kernel's number (X11 adds 8 to it).
    code: u16,
    winit: KeyCode,
    /// The name, as protocols have it where the key may be bound.
    pub name: &'static str,
}

impl Physical {
    /// The key with this number of the X server's.
    pub fn from_x11(keycode: u32) -> Option<Self> {
        let code = u16::try_from(keycode.checked_sub(8)?).ok()?;
        KEYS.iter().find(|key| key.code == code).copied()
    }

    /// The key with this name of winit's.
    pub fn from_winit(code: KeyCode) -> Option<Self> {
        KEYS.iter().find(|key| key.winit == code).copied()
    }

    /// The key as a coding scheme names it, where a scheme may bind it.
    pub fn bindable(self) -> Option<Key> {
        let key = Key(self.name.to_owned());
        key.is_bindable().then_some(key)
    }

    /// Ctrl, Alt or the system key: what is pressed with it is a shortcut, not a code.
    pub fn is_modifier(self) -> bool {
        matches!(
            self.winit,
            KeyCode::ControlLeft
                | KeyCode::ControlRight
                | KeyCode::AltLeft
                | KeyCode::AltRight
                | KeyCode::SuperLeft
                | KeyCode::SuperRight
        )
    }

    /// Either Shift.
    pub fn is_shift(self) -> bool {
        matches!(self.winit, KeyCode::ShiftLeft | KeyCode::ShiftRight)
    }

    /// Enter, on the letters' or the numbers' field.
    pub fn is_enter(self) -> bool {
        matches!(self.winit, KeyCode::Enter | KeyCode::NumpadEnter)
    }

    /// One of the digits above the letters.
    pub fn is_digit(self) -> bool {
        self.name.len() == 1 && self.name.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// The key that stops when it is held.
    pub fn is_escape(self) -> bool {
        self.winit == KeyCode::Escape
    }
}

/// The key as egui calls it, for the keys that act on the session from either window.
pub fn action_key(key: Physical) -> Option<egui::Key> {
    use egui::Key as E;
    Some(match key.winit {
        KeyCode::F1 => E::F1,
        KeyCode::F2 => E::F2,
        KeyCode::F3 => E::F3,
        KeyCode::F4 => E::F4,
        KeyCode::F5 => E::F5,
        KeyCode::F6 => E::F6,
        KeyCode::F7 => E::F7,
        KeyCode::F8 => E::F8,
        KeyCode::F9 => E::F9,
        KeyCode::F10 => E::F10,
        KeyCode::F11 => E::F11,
        KeyCode::F12 => E::F12,
        KeyCode::Backspace => E::Backspace,
        KeyCode::Tab => E::Tab,
        KeyCode::ArrowLeft => E::ArrowLeft,
        KeyCode::ArrowRight => E::ArrowRight,
        KeyCode::ArrowDown => E::ArrowDown,
        KeyCode::Digit1 => E::Num1,
        KeyCode::Digit2 => E::Num2,
        KeyCode::Digit3 => E::Num3,
        KeyCode::Digit4 => E::Num4,
        KeyCode::Digit5 => E::Num5,
        _ => return None,
    })
}

macro_rules! keys {
    ($($code:literal $winit:ident $name:literal,)*) => {
        &[$(Physical { code: $code, winit: KeyCode::$winit, name: $name },)*]
    };
}

/// The kernel's numbers are those of `linux/input-event-codes.h`.
const KEYS: &[Physical] = keys! {
    1 Escape "Escape",
    2 Digit1 "1", 3 Digit2 "2", 4 Digit3 "3", 5 Digit4 "4", 6 Digit5 "5",
    7 Digit6 "6", 8 Digit7 "7", 9 Digit8 "8", 10 Digit9 "9", 11 Digit0 "0",
    12 Minus "Minus", 13 Equal "Equal", 14 Backspace "Backspace", 15 Tab "Tab",
    16 KeyQ "Q", 17 KeyW "W", 18 KeyE "E", 19 KeyR "R", 20 KeyT "T",
    21 KeyY "Y", 22 KeyU "U", 23 KeyI "I", 24 KeyO "O", 25 KeyP "P",
    26 BracketLeft "BracketLeft", 27 BracketRight "BracketRight", 28 Enter "Enter",
    29 ControlLeft "ControlLeft",
    30 KeyA "A", 31 KeyS "S", 32 KeyD "D", 33 KeyF "F", 34 KeyG "G",
    35 KeyH "H", 36 KeyJ "J", 37 KeyK "K", 38 KeyL "L",
    39 Semicolon "Semicolon", 40 Quote "Quote", 41 Backquote "Backquote",
    42 ShiftLeft "ShiftLeft", 43 Backslash "Backslash",
    44 KeyZ "Z", 45 KeyX "X", 46 KeyC "C", 47 KeyV "V", 48 KeyB "B", 49 KeyN "N", 50 KeyM "M",
    51 Comma "Comma", 52 Period "Period", 53 Slash "Slash", 54 ShiftRight "ShiftRight",
    56 AltLeft "AltLeft", 57 Space "Space", 58 CapsLock "CapsLock",
    59 F1 "F1", 60 F2 "F2", 61 F3 "F3", 62 F4 "F4", 63 F5 "F5", 64 F6 "F6",
    65 F7 "F7", 66 F8 "F8", 67 F9 "F9", 68 F10 "F10", 87 F11 "F11", 88 F12 "F12",
    96 NumpadEnter "NumpadEnter",
    97 ControlRight "ControlRight", 100 AltRight "AltRight",
    103 ArrowUp "ArrowUp", 105 ArrowLeft "ArrowLeft", 106 ArrowRight "ArrowRight", 108 ArrowDown "ArrowDown",
    125 SuperLeft "SuperLeft", 126 SuperRight "SuperRight",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_that_a_scheme_may_bind_is_on_the_keyboard() {
        let letters = ('A'..='Z').chain('0'..='9').map(|c| c.to_string());
        for name in letters.chain(Key::NAMED.map(str::to_owned)) {
            let there = KEYS.iter().any(|key| key.name == name);
            assert!(there, "{name} has no place");
        }
    }

    #[test]
    fn no_place_and_no_name_is_there_twice() {
        for (i, key) in KEYS.iter().enumerate() {
            for other in &KEYS[i + 1..] {
                assert!(
                    key.code != other.code && key.name != other.name && key.winit != other.winit
                );
            }
        }
    }

    #[test]
    fn both_window_systems_name_the_same_key() {
        assert_eq!(Physical::from_x11(44), Physical::from_winit(KeyCode::KeyJ));
        assert_eq!(
            Physical::from_x11(65).unwrap().bindable(),
            Some(Key::from("Space"))
        );
        assert_eq!(Physical::from_x11(9).unwrap().bindable(), None);
        assert_eq!(Physical::from_x11(3), None);
    }
}
