//! The row of buttons below a film: play, step, speed, sound and the time, with keys that the window chooses.

use egui::{Response, RichText, Ui};

use super::{Standing, Viewer};
use crate::look::button::{Weight, compact};
use crate::look::{Icon, digits};
use crate::time::FilmTime;

/// Speeds that are offered, as they are written and as they are.
const SPEEDS: [(&str, f64); 4] = [("¼×", 0.25), ("½×", 0.5), ("1×", 1.0), ("2×", 2.0)];

/// One key, with the modifiers that must be held.
pub type Key = egui::KeyboardShortcut;

/// Which keys do what; none where a window needs the key for something else.
#[derive(Clone, Copy, Debug, Default)]
pub struct Keys {
    /// Plays, or holds.
    pub play: Option<Key>,
    /// A frame back.
    pub back: Option<Key>,
    /// A frame on.
    pub on: Option<Key>,
    /// The next slower speed.
    pub slower: Option<Key>,
    /// The next faster speed.
    pub faster: Option<Key>,
    /// Sound off, and on again.
    pub mute: Option<Key>,
}

/// Draws the row and obeys its keys; they are left alone while a text is typed.
pub fn transport(ui: &mut Ui, viewer: &mut Viewer, keys: &Keys) -> Response {
    let ready = *viewer.standing() == Standing::Ready;
    let typing = ui.ctx().text_edit_focused();
    let pressed = |ui: &Ui, key: Option<Key>| {
        ready
            && !typing
            && key.is_some_and(|key| ui.input_mut(|input| input.consume_shortcut(&key)))
    };
    let played = pressed(ui, keys.play);
    let back = pressed(ui, keys.back);
    let on = pressed(ui, keys.on);
    let slower = pressed(ui, keys.slower);
    let faster = pressed(ui, keys.faster);
    let muted = pressed(ui, keys.mute);
    let row = ui.horizontal(|ui| {
        ui.add_enabled_ui(ready, |ui| {
            let playing = viewer.is_playing();
            let (mark, name) = if playing {
                (Icon::Pause, "Pause")
            } else {
                (Icon::Play, "Play")
            };
            if button(ui, mark, name, keys.play) | played {
                if playing {
                    viewer.pause();
                } else {
                    viewer.play(viewer.speed());
                }
            }
            if button(ui, Icon::Left, "One frame back", keys.back) | back {
                viewer.step(-1);
            }
            if button(ui, Icon::Right, "One frame on", keys.on) | on {
                viewer.step(1);
            }
            ui.add_space(8.0);
            speeds(ui, viewer, keys, slower, faster);
            ui.add_space(8.0);
            sound(ui, viewer, keys.mute, muted);
        });
        ui.add_space(8.0);
        let text = format!(
            "{} / {}",
            read_out(viewer.position()),
            read_out(FilmTime(viewer.length().0))
        );
        ui.label(RichText::new(text).font(digits(crate::look::tokens::DESK_TEXT)))
            .on_hover_text("Media time of the picture, and length of the file");
    });
    row.response
}

fn speeds(ui: &mut Ui, viewer: &mut Viewer, keys: &Keys, slower: bool, faster: bool) {
    let speed = viewer.speed();
    let slow = SPEEDS.iter().rev().find(|(_, rate)| *rate < speed);
    let fast = SPEEDS.iter().find(|(_, rate)| *rate > speed);
    let wanted = slow.filter(|_| slower).or(fast.filter(|_| faster));
    if let Some((_, rate)) = wanted {
        viewer.set_speed(*rate);
    }
    for (text, rate) in SPEEDS {
        let name = format!("Speed {text}");
        let chosen = (viewer.speed() - rate).abs() < 1e-9;
        let shown = ui.selectable_label(chosen, text);
        shown.widget_info(|| {
            egui::WidgetInfo::selected(egui::Role::RadioButton, true, chosen, name.clone())
        });
        let tip = format!(
            "{name}, with the pitch of the voices kept{}{}",
            key_name(ui, "slower", keys.slower),
            key_name(ui, "faster", keys.faster)
        );
        if shown.on_hover_text(tip).clicked() {
            viewer.set_speed(rate);
        }
    }
}

fn sound(ui: &mut Ui, viewer: &mut Viewer, key: Option<Key>, pressed: bool) {
    let has_sound = viewer.info().is_some_and(|info| info.has_audio);
    ui.add_enabled_ui(has_sound, |ui| {
        let (mark, name) = if viewer.is_muted() {
            (Icon::Cross, "Sound on")
        } else {
            (Icon::Sound, "Sound off")
        };
        if button(ui, mark, name, key) | (pressed && has_sound) {
            viewer.mute(!viewer.is_muted());
        }
    })
    .response
    .on_disabled_hover_text("The file has no sound");
}

fn button(ui: &mut Ui, mark: Icon, name: &str, key: Option<Key>) -> bool {
    let shown = compact(ui, Some(mark), "", Weight::Quiet);
    let enabled = ui.is_enabled();
    shown.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, enabled, name));
    let tip = match key {
        Some(key) => format!("{name} ({})", ui.ctx().format_shortcut(&key)),
        None => name.to_owned(),
    };
    shown.on_hover_text(tip).clicked()
}

fn key_name(ui: &Ui, what: &str, key: Option<Key>) -> String {
    key.map_or_else(String::new, |key| {
        format!(" ({what}: {})", ui.ctx().format_shortcut(&key))
    })
}

/// Media time as `1:23.456`; from an hour on `1:02:03.456`.
fn read_out(film: FilmTime) -> String {
    let ms = film.0.max(0) / 1000;
    let (s, minutes) = (ms / 1000, ms / 60_000);
    if minutes < 60 {
        format!("{minutes}:{:02}.{:03}", s % 60, ms % 1000)
    } else {
        format!(
            "{}:{:02}:{:02}.{:03}",
            minutes / 60,
            minutes % 60,
            s % 60,
            ms % 1000
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_out_to_the_millisecond() {
        assert_eq!(read_out(FilmTime(0)), "0:00.000");
        assert_eq!(read_out(FilmTime(83_456_999)), "1:23.456");
        assert_eq!(read_out(FilmTime(3_723_004_000)), "1:02:03.004");
    }
}
