//! What others do to the participant, in a row of its own, and who it came from: asked after each event until it is told.

use egui::{RichText, Ui, vec2};

use crate::look::{palette, plain, strong, tokens};
use crate::protocol::PointGroup;
use crate::session::{DeskView, KeyRole};
use crate::time::SessionTime;

use super::key_caps::{GAP, cap_ui};
use super::{RunCommand, Seen};

/// Contacts left, sources right. They count also while coding is off.
pub fn social_ui(ui: &mut Ui, seen: &Seen<'_>, typing: bool, commands: &mut Vec<RunCommand>) {
    let view = seen.view();
    let off = typing || view.now.ended.is_some();
    let social = |role| {
        view.keys
            .iter()
            .filter(move |cap| cap.group == PointGroup::Social && cap.role == role)
    };
    let (events, sources) = (social(KeyRole::Point), social(KeyRole::Source));
    let count = events.clone().count() + sources.clone().count();
    if count == 0 {
        return;
    }
    let asks = asks_source(view, seen.t);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        let room = ui.available_width() - WORDS - (count as f32 + 1.0) * GAP;
        let size = vec2((room / count as f32).min(WIDEST).floor(), HEIGHT);
        for cap in events {
            cap_ui(ui, seen, cap, size, off, false, commands);
        }
        words_ui(ui, asks);
        for cap in sources {
            cap_ui(ui, seen, cap, size, off || !asks, asks, commands);
        }
    });
}

const HEIGHT: f32 = 44.0;
const WORDS: f32 = 76.0;
const WIDEST: f32 = 88.0;
const ASKED_FOR_S: f64 = 10.0;

/// Whether the last social event has no source yet and is young enough to be asked about.
fn asks_source(view: &DeskView, now: SessionTime) -> bool {
    let is_social = |code| {
        view.keys
            .iter()
            .any(|cap| cap.point.as_ref() == Some(code) && cap.group == PointGroup::Social)
    };
    let last = view
        .points
        .iter()
        .rev()
        .find(|point| is_social(&point.code));
    view.unsourced.is_some() && last.is_some_and(|last| (now - last.t).as_s() < ASKED_FOR_S)
}

fn words_ui(ui: &mut Ui, asks: bool) {
    let palette = palette(ui);
    let (text, font, color) = if asks {
        ("From whom?", strong(tokens::DESK_SMALL), palette.text)
    } else {
        ("Contact by", plain(tokens::DESK_SMALL), palette.faint)
    };
    ui.allocate_ui_with_layout(
        vec2(WORDS, HEIGHT),
        egui::Layout::centered_and_justified(egui::Direction::LeftToRight),
        |ui| ui.label(RichText::new(text).font(font).color(color)),
    );
}
