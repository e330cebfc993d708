//! With what the participant acts, and whether the keyboard is the hand in use.

use egui::{Context, CornerRadius, Event, Id, Rect, Response, Stroke, StrokeKind, Ui};

use super::theme::palette;
use super::tokens::RADIUS;
use crate::session::Device;

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
