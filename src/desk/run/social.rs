//! What others do to the participant, in a row of its own; after each event the same row asks who it came from, until it is told.

use egui::{RichText, Ui, vec2};

use crate::look::{palette, plain, strong, tokens};
use crate::protocol::PointGroup;
use crate::session::{DeskView, KeyRole};
use crate::time::SessionTime;

use super::key_caps::{GAP, cap_ui};
use super::{RunCommand, Seen};

/// The contacts, or the sources while one is asked for: all of both would be too narrow to read. Every key counts all the time, also
/// while coding is off.
pub fn social_ui(ui: &mut Ui, seen: &Seen<'_>, typing: bool, commands: &mut Vec<RunCommand>) {
    let view = seen.view();
    let off = typing || view.now.ended.is_some();
    let social = |role| {
        view.keys
            .iter()
            .filter(move |cap| cap.group == PointGroup::Social && cap.role == role)
    };
    let asks = asks_source(view, seen.t);
    let row = social(if asks {
        KeyRole::Source
    } else {
        KeyRole::Point
    });
    let count = row.clone().count();
    if count == 0 {
        return;
    }
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        let room = ui.available_width() - WORDS - (count as f32 + 1.0) * GAP;
        let size = vec2((room / count as f32).min(WIDEST).floor(), HEIGHT);
        words_ui(ui, asks);
        for cap in row {
            cap_ui(ui, seen, cap, size, off, asks, commands);
        }
    });
}

const HEIGHT: f32 = 44.0;
const WORDS: f32 = 76.0;
const WIDEST: f32 = 104.0;
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
        ("Others", plain(tokens::DESK_SMALL), palette.faint)
    };
    ui.allocate_ui_with_layout(
        vec2(WORDS, HEIGHT),
        egui::Layout::centered_and_justified(egui::Direction::LeftToRight),
        |ui| ui.label(RichText::new(text).font(font).color(color)),
    );
}
