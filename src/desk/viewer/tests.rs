//! The viewer's windows without a child: what a failed file looks like.

use std::path::PathBuf;
use std::sync::Arc;

use egui::Vec2;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};

use super::super::worker::Wake;
use super::{Keys, Standing, Viewer, transport};
use crate::look::{Look, install};

#[test]
fn a_program_that_cannot_be_started_leaves_a_calm_window_and_dead_buttons() {
    let wake: Wake = Arc::new(|| {});
    let program = PathBuf::from("/nowhere/lacrima");
    let mut viewer = Viewer::open_by(Some(program), "film.mp4".into(), None, &wake);
    assert!(matches!(viewer.standing(), Standing::Failed(why) if why.contains("try again")));
    let mut dressed = false;
    let mut harness = Harness::new_ui(move |ui| {
        if !std::mem::replace(&mut dressed, true) {
            install(ui.ctx(), Look::Dark);
            return;
        }
        viewer.picture_ui(ui, Vec2::new(320.0, 180.0));
        transport(ui, &mut viewer, &Keys::default());
    });
    harness.step();
    harness.get_by_label("Picture of film.mp4");
    assert!(harness.get_by_label("Play").accesskit_node().is_disabled());
}
