//! Which way leads to a coding that is taken to be blind.

use super::*;
use crate::desk::testing::{self, until};
use crate::record::testing::whole;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

/// Whether the claim to be blind is ticked when the session is coded again from the home window.
fn is_ticked(app: &mut App, folder: &std::path::Path) -> bool {
    app.home(&Context::default(), HomeCommand::CodeAgain(folder.into()));
    let home = Room::Home(Box::new(Home::new(&app.house.wake, &app.options)));
    let Room::Recode(page) = std::mem::replace(&mut app.room, home) else {
        return false;
    };
    let keyboards = app.house.keyboards.clone();
    let mut window = testing::window([1280.0, 720.0], page, move |ui, page| {
        page.recode_ui(ui, &keyboards);
    });
    until(&mut window, "Who codes");
    let box_ = window.get_by_label_contains("I have seen no rating");
    box_.accesskit_node().toggled() == Some(egui::accesskit::Toggled::True)
}

#[test]
fn who_looked_at_a_session_in_this_run_is_not_taken_to_be_blind() {
    let data = tempfile::tempdir().unwrap();
    let [one, two] = ["P01", "P02"].map(|code| testing::kept(data.path(), code, whole()));
    let options = Options {
        data: Some(data.path().to_owned()),
        ..Options::default()
    };
    let mut app = App::new(House::for_tests(), Start::Home(options));
    assert!(is_ticked(&mut app, &one));
    app.summary(one.clone());
    app.go_home();
    assert!(!is_ticked(&mut app, &one));
    assert!(is_ticked(&mut app, &two));
    app.compare(two.clone());
    app.go_home();
    assert!(!is_ticked(&mut app, &two));
}
