//! What the tests of pages share: a window, what it says, and the hand that works it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use egui::Ui;
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::look::{Look, install};
use crate::record::testing::started;
use crate::record::{self, Recorder};
use crate::session::Event;
use crate::time;

/// A window of this size that draws `page`.
pub fn window<T: 'static>(
    size: [f32; 2],
    page: T,
    mut draw: impl FnMut(&mut Ui, &mut T) + 'static,
) -> Harness<'static, T> {
    let mut dressed = false;
    Harness::builder().with_size(size).build_ui_state(
        move |ui, page: &mut T| {
            if std::mem::replace(&mut dressed, true) {
                draw(ui, page);
            } else {
                // Fonts are there from the next frame on.
                install(ui.ctx(), Look::Dark);
            }
        },
        page,
    )
}

/// Everything that can be read or heard, one piece a line.
pub fn texts<T>(window: &Harness<'static, T>) -> String {
    let mut texts = String::new();
    for node in window.root().children_recursive() {
        let node = node.accesskit_node();
        for text in [node.label(), node.value()].into_iter().flatten() {
            texts += &text;
            texts += "\n";
        }
    }
    texts
}

/// Frame after frame until this is said.
pub fn until<T>(window: &mut Harness<'static, T>, part: &str) {
    for _ in 0..1000 {
        window.step();
        if texts(window).contains(part) {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("{part} never came; there is:\n{}", texts(window));
}

/// Types into a field.
pub fn write<T>(window: &mut Harness<'static, T>, field: &str, text: &str) {
    let find = |window: &Harness<'static, T>| {
        window.get_by_role_and_label(Role::TextInput, field).focus();
    };
    find(window);
    window.step();
    window
        .get_by_role_and_label(Role::TextInput, field)
        .type_text(text);
    window.step();
    window.step();
}

/// Clicks what has this name.
pub fn press<T>(window: &mut Harness<'static, T>, label: &str) {
    window.get_by_label(label).click();
    window.step();
    window.step();
}

/// A finished session of these events in the study `film`; gives its folder.
pub fn kept(data: &Path, participant: &str, events: Vec<Event>) -> PathBuf {
    let folder = record::create(data, &"film".into(), &participant.into(), started()).unwrap();
    let recorder = Recorder::start(folder, time::now()).unwrap();
    recorder.append(events);
    recorder.seal();
    recorder.settle(Duration::from_secs(60)).unwrap();
    recorder.folder()
}
