//! With what the participant acts: pointer or keys, one gesture from its beginning to its end, and which hand is in use.

use egui::{
    Context, CornerRadius, Event, EventFilter, Id, InputState, Key, PointerButton, Pos2, Rect,
    Response, Stroke, StrokeKind, Ui,
};

use super::theme::palette;
use super::tokens::RADIUS;
use crate::session::Device;

/// A new value of something that is dragged, or moved with keys.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change<T> {
    /// The value.
    pub value: T,
    /// With what it was set.
    pub device: Device,
    /// Whether a new gesture (press to release, key down to key up) began with it.
    pub began: bool,
}

/// What may have set a value in this pass.
pub(super) struct Moves<T> {
    /// A press, or the drag that follows it.
    pub pressed: Option<T>,
    /// A key.
    pub keyed: Option<(Key, T)>,
    /// Assistive technology.
    pub asked: Option<T>,
}

impl<T> Moves<T> {
    /// Takes the strongest of them. Also says whether a gesture ended in this pass.
    pub fn take(self, ui: &Ui, response: &Response) -> (Option<Change<T>>, bool) {
        let memory = response.id.with("gesture");
        let before = ui
            .data(|data| data.get_temp::<Gesture>(memory))
            .unwrap_or_default();
        let asked = self.asked.is_some();
        // A press does not take the keyboard: with one keyboard in the room the coder's keys must never become answers.
        let (gesture, change) = match self {
            Self {
                pressed: Some(value),
                ..
            } => (Gesture::Pointer, Some((value, device_of_pointer(ui.ctx())))),
            Self {
                keyed: Some((key, value)),
                ..
            } => (Gesture::Key(key), Some((value, Device::Key))),
            Self { asked, .. } => (before, asked.map(|value| (value, Device::Key))),
        };
        let over = match gesture {
            Gesture::None => asked,
            Gesture::Pointer => !ui.input(|i| i.pointer.primary_down()),
            Gesture::Key(key) => !ui.input(|i| i.key_down(key)) || !response.has_focus(),
        };
        let began = asked || (gesture != Gesture::None && gesture != before);
        let after = if over { Gesture::None } else { gesture };
        ui.data_mut(|data| data.insert_temp(memory, after));
        let change = change.map(|(value, device)| Change {
            value,
            device,
            began,
        });
        (change, over)
    }
}

/// What is going on with one widget.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Gesture {
    #[default]
    None,
    Pointer,
    Key(Key),
}

/// Where the main button or a finger is, if it went down on this widget.
pub(super) fn pressed_at(ui: &Ui, response: &Response) -> Option<Pos2> {
    let main = ui.input(|input| {
        input.pointer.primary_down() || input.pointer.button_released(PointerButton::Primary)
    });
    response.interact_pointer_pos().filter(|_| main)
}

/// The arrows belong to this widget while it has the focus, instead of moving the focus.
pub(super) fn keep_arrows(ui: &Ui, response: &Response) {
    let filter = EventFilter {
        horizontal_arrows: true,
        vertical_arrows: true,
        ..EventFilter::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
}

/// Whether a key is held that makes a command of the others.
pub(super) fn has_command(input: &InputState) -> bool {
    input.modifiers.ctrl || input.modifiers.alt || input.modifiers.command
}

/// The digit keys.
pub(super) const DIGITS: [(Key, u8); 10] = [
    (Key::Num0, 0),
    (Key::Num1, 1),
    (Key::Num2, 2),
    (Key::Num3, 3),
    (Key::Num4, 4),
    (Key::Num5, 5),
    (Key::Num6, 6),
    (Key::Num7, 7),
    (Key::Num8, 8),
    (Key::Num9, 9),
];

/// Answers on lines and squares are kept in tenths.
pub(super) fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// Touch or mouse, or the keys where no pointer was released in this frame.
pub fn device_of_click(ui: &Ui) -> Device {
    if ui.input(|input| input.pointer.any_released()) {
        device_of_pointer(ui.ctx())
    } else {
        Device::Key
    }
}

/// Touch or mouse: whichever moved the pointer in this frame.
pub fn device_of_pointer(ctx: &Context) -> Device {
    let touch = ctx.input(|input| {
        input.any_touches()
            || input
                .events
                .iter()
                .any(|e| matches!(e, Event::Touch { .. }))
    });
    if touch { Device::Touch } else { Device::Mouse }
}

/// Draws the subtle ring around what has the keyboard's focus, as long as the keyboard is in use.
pub fn focus_ring(ui: &Ui, response: &Response, around: Rect) {
    if response.has_focus() && keyboard_in_use(ui.ctx()) {
        ui.painter().rect_stroke(
            around,
            CornerRadius::same(RADIUS),
            Stroke::new(1.5, palette(ui).faint),
            StrokeKind::Outside,
        );
    }
}

/// Whether the last thing that came was a key and not a press of the pointer.
fn keyboard_in_use(ctx: &Context) -> bool {
    let memory = Id::unique("keyboard in use");
    let news = ctx.input(|input| {
        input.events.iter().rev().find_map(|event| match event {
            Event::Key { pressed: true, .. } => Some(true),
            Event::PointerButton { pressed: true, .. } => Some(false),
            _ => None,
        })
    });
    ctx.data_mut(|data| {
        let in_use = data.get_temp_mut_or_default::<bool>(memory);
        if let Some(news) = news {
            *in_use = news;
        }
        *in_use
    })
}
