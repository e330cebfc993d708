//! The middle: what the step asks, the coder's help, or a small picture of what the participant sees (film time alone while
//! coding is blinded), and under them the lanes.

use std::sync::Arc;

use egui::{
    Align2, Color32, ColorImage, CornerRadius, Frame, Margin, Rect, RichText, ScrollArea, Sense,
    TextureHandle, TextureOptions, Ui, pos2, vec2,
};

use crate::conductor::Thumbnail;
use crate::desk::words;
use crate::look::{digits, palette, plain, tokens};

use super::lanes::{self, lanes_ui};
use super::{Gestures, RunCommand, Seen, asked, help};

/// The picture as it lies in video memory, and from which thumbnail it was made.
#[derive(Default)]
pub struct Picture {
    made_of: Option<Arc<Thumbnail>>,
    texture: Option<TextureHandle>,
}

/// Picture above, lanes below. Whatever takes the picture's place, the lanes stay where they are.
pub fn centre_ui(
    ui: &mut Ui,
    seen: &Seen<'_>,
    gestures: &mut Gestures,
    commands: &mut Vec<RunCommand>,
) {
    let room = ui.available_height();
    // What egui leaves between two things counts too, or the lanes would scroll by a hair.
    let gaps = 12.0 + 2.0 * ui.spacing().item_spacing.y;
    let above = room - lanes::height(seen.view()) - gaps;
    help::toggle(ui, seen, gestures);
    if gestures.help {
        panel(ui, above.max(LEAST_TO_READ), |ui| help::help_ui(ui, seen));
    } else if seen.view().asked.is_some() {
        panel(ui, above.max(LEAST_TO_READ), |ui| {
            asked::asked_ui(ui, seen, gestures, commands);
        });
    } else {
        let height = above.clamp(SMALLEST, LARGEST.min(room * 0.5).max(SMALLEST));
        picture_ui(ui, seen, &mut gestures.picture, height);
        ui.add_space((above - height).max(0.0));
    }
    ui.add_space(12.0);
    lanes_ui(ui, seen);
}

/// A card of this height whose content scrolls when it finds no room.
fn panel(ui: &mut Ui, height: f32, content: impl FnOnce(&mut Ui)) {
    let fill = palette(ui).panel;
    let frame = Frame::NONE
        .fill(fill)
        .corner_radius(CornerRadius::same(tokens::RADIUS))
        .inner_margin(Margin::same(MARGIN));
    frame.show(ui, |ui| {
        let inside = height - 2.0 * f32::from(MARGIN);
        ui.set_height(inside);
        ui.set_width(ui.available_width());
        ScrollArea::vertical()
            .auto_shrink(false)
            .max_height(inside)
            .show(ui, content);
    });
}

const MARGIN: i8 = 14;
const LEAST_TO_READ: f32 = 140.0;
const SMALLEST: f32 = 84.0;
const LARGEST: f32 = 320.0;

fn picture_ui(ui: &mut Ui, seen: &Seen<'_>, picture: &mut Picture, height: f32) {
    // The last picture of a film that is over would only mislead.
    let thumbnail = seen
        .feed
        .thumbnail
        .as_ref()
        .filter(|_| seen.view().now.film.is_some());
    picture.follow(ui, thumbnail);
    let palette = palette(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let painter = ui.painter();
    let Some(texture) = &picture.texture else {
        // Blinded, or nothing has been shown yet: the time is all there is.
        painter.rect_filled(rect, CornerRadius::same(tokens::RADIUS), palette.panel);
        let (caption, time) = match seen.film() {
            Some(film) if seen.view().now.paused => {
                ("Paused; F5 lets it go on", words::film_clock(film))
            }
            Some(film) => ("Film time", words::film_clock(film)),
            None => ("No film is running", words::clock(seen.t)),
        };
        painter.text(
            rect.center() - vec2(0.0, 18.0),
            Align2::CENTER_CENTER,
            caption,
            plain(tokens::DESK_SMALL),
            palette.faint,
        );
        painter.text(
            rect.center() + vec2(0.0, 8.0),
            Align2::CENTER_CENTER,
            time,
            digits(28.0),
            palette.text,
        );
        return;
    };
    let size = texture.size_vec2();
    let scale = (rect.height() / size.y).min(rect.width() / size.x);
    let place = Rect::from_min_size(rect.min, size * scale);
    let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    painter.image(texture.id(), place, whole, Color32::WHITE);
    let beside = Rect::from_min_max(pos2(place.right() + 16.0, rect.top()), rect.max);
    if beside.width() > 120.0 {
        let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(beside));
        beside_ui(&mut ui, seen);
    }
}

/// What is going on, in words, beside the picture.
fn beside_ui(ui: &mut Ui, seen: &Seen<'_>) {
    let palette = palette(ui);
    let now = &seen.view().now;
    let state = if let Some(status) = now.ended {
        words::status(status)
    } else if now.paused {
        "Paused"
    } else if now.waiting_touch_since.is_some() {
        "Waits for the participant's touch"
    } else if now.answering {
        "The participant is answering"
    } else if now.film_runs {
        "The film is running"
    } else {
        "On the participant's screen"
    };
    ui.label(RichText::new(state).color(palette.text));
    if let Some(film) = seen.film() {
        ui.label(
            RichText::new(words::film_clock(film))
                .font(digits(28.0))
                .color(palette.text),
        );
        if let Some(length) = now.film_length {
            let left = crate::time::Micros((length.0 - film.0).max(0));
            let text = format!("{} left", words::length(left));
            ui.label(
                RichText::new(text)
                    .font(digits(tokens::DESK_SMALL))
                    .color(palette.faint),
            );
        }
    }
}

impl Picture {
    fn follow(&mut self, ui: &Ui, thumbnail: Option<&Arc<Thumbnail>>) {
        let Some(thumbnail) = thumbnail else {
            *self = Self::default();
            return;
        };
        if self
            .made_of
            .as_ref()
            .is_some_and(|old| Arc::ptr_eq(old, thumbnail))
        {
            return;
        }
        let size = [usize::from(thumbnail.size.0), usize::from(thumbnail.size.1)];
        // A picture that came damaged over the wire is left out; the next one is at most a second away.
        if size.contains(&0) || thumbnail.rgb.len() != size[0] * size[1] * 3 {
            return;
        }
        let image = ColorImage::from_rgb(size, &thumbnail.rgb);
        match &mut self.texture {
            Some(texture) => texture.set(image, TextureOptions::LINEAR),
            None => {
                self.texture = Some(
                    ui.ctx()
                        .load_texture("stage", image, TextureOptions::LINEAR),
                )
            }
        }
        self.made_of = Some(thumbnail.clone());
    }
}
