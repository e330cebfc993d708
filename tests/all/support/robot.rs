//! A robot's finger and eye: real key and mouse events through the X server's own test extension, and screenshots.

use std::io::IoSlice;
use std::path::PathBuf;
use std::time::Duration;

use x11rb::CURRENT_TIME;
use x11rb::connection::{Connection, RequestConnection};
use x11rb::protocol::xproto::{
    self, AtomEnum, ClientMessageEvent, ConnectionExt, EventMask, ImageFormat, InputFocus,
};
use x11rb::rust_connection::RustConnection;

use super::patience::wait_for;
use super::picture::Picture;
use super::screen::{Window, screenshot_folder};

const KEY_DOWN: u8 = 2;
const KEY_UP: u8 = 3;
const BUTTON_DOWN: u8 = 4;
const BUTTON_UP: u8 = 5;
const MOTION: u8 = 6;
/// XTEST's minor opcode of FakeInput.
const FAKE_INPUT: u8 = 2;

/// Presses keys, moves and clicks the mouse, takes pictures.
pub struct Robot {
    connection: RustConnection,
    root: xproto::Window,
    width: u16,
    height: u16,
    xtest: u8,
    /// First key code and the key symbols of each code, unshifted first.
    first_code: u8,
    symbols: Vec<Vec<u32>>,
}

impl Robot {
    /// A robot for the display of that name.
    pub fn on(display: &str) -> Self {
        let (connection, number) =
            RustConnection::connect(Some(display)).expect("the display answers");
        let screen = &connection.setup().roots[number];
        let (root, width, height) = (screen.root, screen.width_in_pixels, screen.height_in_pixels);
        let (first, last) = (
            connection.setup().min_keycode,
            connection.setup().max_keycode,
        );
        let xtest = connection
            .extension_information("XTEST")
            .expect("the display answers")
            .expect("the display has the XTEST extension")
            .major_opcode;
        let map = connection
            .get_keyboard_mapping(first, last - first + 1)
            .expect("the display answers")
            .reply()
            .expect("the display has a keyboard");
        let symbols = map
            .keysyms
            .chunks(map.keysyms_per_keycode.into())
            .map(<[u32]>::to_vec)
            .collect();
        Self {
            connection,
            root,
            width,
            height,
            xtest,
            first_code: first,
            symbols,
        }
    }

    /// Presses and releases a key; named as X names it: `a`, `7`, `space`, `Return`, `Escape`, `Left`, `F1`, `Shift_L`.
    pub fn tap(&self, key: &str) {
        self.press(key);
        std::thread::sleep(Duration::from_millis(30));
        self.release(key);
    }

    /// Presses a key and keeps it down.
    pub fn press(&self, key: &str) {
        self.fake(KEY_DOWN, self.code(key), 0, 0);
    }

    /// Releases a key.
    pub fn release(&self, key: &str) {
        self.fake(KEY_UP, self.code(key), 0, 0);
    }

    /// Types lower-case letters, digits, spaces, full stops and hyphens.
    pub fn type_text(&self, text: &str) {
        for letter in text.chars() {
            match letter {
                ' ' => self.tap("space"),
                '.' => self.tap("period"),
                '-' => self.tap("minus"),
                other => self.tap(&other.to_string()),
            }
        }
    }

    /// Moves the pointer to a place on the screen.
    pub fn move_to(&self, x: i16, y: i16) {
        self.fake(MOTION, 0, x, y);
    }

    /// Presses the left mouse button (1) or another, and keeps it down.
    pub fn button_down(&self, button: u8) {
        self.fake(BUTTON_DOWN, button, 0, 0);
    }

    /// Releases a mouse button.
    pub fn button_up(&self, button: u8) {
        self.fake(BUTTON_UP, button, 0, 0);
    }

    /// Clicks with the left button at a place inside `window`.
    pub fn click_in(&self, window: &Window, x: i16, y: i16) {
        self.move_to(window.x + x, window.y + y);
        std::thread::sleep(Duration::from_millis(50));
        self.button_down(1);
        std::thread::sleep(Duration::from_millis(30));
        self.button_up(1);
    }

    /// Gives `window` the keyboard and brings it to the front; waits until it has it.
    pub fn focus(&self, window: &Window) {
        self.ask_window_manager(window, "_NET_ACTIVE_WINDOW", [2, CURRENT_TIME, 0, 0, 0]);
        let root = self.root;
        let has_keyboard = |id| {
            let focus = self.connection.get_input_focus().ok()?.reply().ok()?.focus;
            (focus == id).then_some(())
        };
        let atom = self.connection.intern_atom(false, b"_NET_ACTIVE_WINDOW");
        let active = atom.expect("the display answers").reply();
        let active = active.expect("the display answers").atom;
        // The window manager announces the active window a little after it gave it the keyboard, and programs go by that.
        let activated = |id| {
            let told = self
                .connection
                .get_property(false, root, active, AtomEnum::WINDOW, 0, 1);
            let told = told.ok()?.reply().ok()?.value32()?.next()?;
            (has_keyboard(id).is_some() && told == id).then_some(())
        };
        for _ in 0..50 {
            if activated(window.id).is_some() {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        // The window manager may refuse; then take the focus by force.
        let forced =
            self.connection
                .set_input_focus(InputFocus::POINTER_ROOT, window.id, CURRENT_TIME);
        forced.expect("the display answers");
        self.handled();
        wait_for(&format!("the focus on “{}”", window.title), || {
            has_keyboard(window.id)
        });
    }

    /// Asks `window` to close, as a click on its close button does.
    pub fn close(&self, window: &Window) {
        self.ask_window_manager(window, "_NET_CLOSE_WINDOW", [CURRENT_TIME, 2, 0, 0, 0]);
    }

    /// What `window` shows, also as `target/screenshots/NAME.png`.
    pub fn screenshot(&self, window: &Window, name: &str) -> Picture {
        let picture = self.picture(window.x, window.y, window.width, window.height);
        picture.save(&self.path(name));
        picture
    }

    /// The whole screen, also as `target/screenshots/NAME.png`.
    pub fn screenshot_all(&self, name: &str) -> Picture {
        let picture = self.picture(0, 0, self.width, self.height);
        picture.save(&self.path(name));
        picture
    }

    /// A part of the screen as it looks now; what lies outside the screen is left out.
    pub fn picture(&self, x: i16, y: i16, width: u16, height: u16) -> Picture {
        let (left, top) = (x.max(0), y.max(0));
        let clip = |from: i16, start: i16, length: u16, limit: u16| {
            let end = (i32::from(from) + i32::from(length)).min(i32::from(limit));
            u16::try_from(end - i32::from(start)).expect("the window lies on the screen")
        };
        let (width, height) = (
            clip(x, left, width, self.width),
            clip(y, top, height, self.height),
        );
        let image = self
            .connection
            .get_image(
                ImageFormat::Z_PIXMAP,
                self.root,
                left,
                top,
                width,
                height,
                !0,
            )
            .expect("the display answers")
            .reply()
            .expect("the screen can be read");
        Picture::from_bgrx(width.into(), height.into(), &image.data)
    }

    fn path(&self, name: &str) -> PathBuf {
        screenshot_folder().join(name).with_extension("png")
    }

    /// Asks the window manager for something, as another program or its own shortcuts do.
    pub fn ask_window_manager(&self, window: &Window, wish: &str, data: [u32; 5]) {
        let atom = self
            .connection
            .intern_atom(false, wish.as_bytes())
            .expect("the display answers");
        let message =
            ClientMessageEvent::new(32, window.id, atom.reply().expect("an atom").atom, data);
        let mask = EventMask::SUBSTRUCTURE_NOTIFY | EventMask::SUBSTRUCTURE_REDIRECT;
        self.connection
            .send_event(false, self.root, mask, message)
            .expect("the display answers");
        self.handled();
    }

    /// Waits until the display has carried out what was sent; a closing connection could lose it otherwise.
    fn handled(&self) {
        let asked = self.connection.get_input_focus();
        asked
            .expect("the display answers")
            .reply()
            .expect("the display answers");
    }

    fn code(&self, key: &str) -> u8 {
        let wanted = symbol(key);
        let place = self
            .symbols
            .iter()
            .position(|row| row.first() == Some(&wanted))
            .unwrap_or_else(|| panic!("the keyboard has no key {key} that works without Shift"));
        self.first_code + u8::try_from(place).expect("a keyboard has at most 248 keys")
    }

    /// XTEST FakeInput, written out so that the X crate needs no further feature (which would rebuild the windows' crates).
    fn fake(&self, kind: u8, detail: u8, x: i16, y: i16) {
        let mut request = [0_u8; 36];
        request[0] = self.xtest;
        request[1] = FAKE_INPUT;
        request[2..4].copy_from_slice(&9_u16.to_ne_bytes());
        request[4] = kind;
        request[5] = detail;
        request[12..16].copy_from_slice(&self.root.to_ne_bytes());
        request[24..26].copy_from_slice(&x.to_ne_bytes());
        request[26..28].copy_from_slice(&y.to_ne_bytes());
        self.connection
            .send_request_without_reply(&[IoSlice::new(&request)], Vec::new())
            .expect("the display answers");
        self.handled();
    }
}

/// The X key symbol of a key's name: Latin-1 letters are their own code, the rest is listed here.
fn symbol(key: &str) -> u32 {
    let mut letters = key.chars();
    if let (Some(letter), None) = (letters.next(), letters.next()) {
        return u32::from(letter.to_ascii_lowercase());
    }
    match key {
        "space" => 0x20,
        "minus" => 0x2d,
        "period" => 0x2e,
        "BackSpace" => 0xff08,
        "Tab" => 0xff09,
        "Return" => 0xff0d,
        "Escape" => 0xff1b,
        "Delete" => 0xffff,
        "Home" => 0xff50,
        "Left" => 0xff51,
        "Up" => 0xff52,
        "Right" => 0xff53,
        "Down" => 0xff54,
        "Page_Up" => 0xff55,
        "Page_Down" => 0xff56,
        "End" => 0xff57,
        "Shift_L" => 0xffe1,
        "Control_L" => 0xffe3,
        "Alt_L" => 0xffe9,
        "Super_L" => 0xffeb,
        _ => match key
            .strip_prefix('F')
            .and_then(|number| number.parse::<u32>().ok())
        {
            Some(number @ 1..=12) => 0xffbd + number,
            _ => panic!("no key is named {key}"),
        },
    }
}
