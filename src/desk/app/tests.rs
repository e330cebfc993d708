//! Tests of the way from room to room.

use super::*;
use crate::desk::testing::{self, until};
use crate::record::testing::whole;
use crate::time::SessionTime;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

/// Where the comparison lies that is shown.
fn comparison(app: &App) -> *const Comparison {
    match &app.room {
        Room::Agreement(comparison, _) => &raw const **comparison,
        _ => panic!("another room"),
    }
}

#[test]
fn a_moment_is_looked_at_and_the_comparison_is_there_again_as_it_was_left() {
    let data = tempfile::tempdir().unwrap();
    let folder = testing::kept(data.path(), "P01", whole());
    let options = Options {
        data: Some(data.path().to_owned()),
        ..Options::default()
    };
    let mut app = App::new(House::for_tests(), Start::Home(options));
    app.compare(folder.clone());
    let first = comparison(&app);
    app.agreement(AgreementCommand::Jump(SessionTime::from_s(31.0)));
    assert!(matches!(&app.room, Room::Summary(_, Some(_))));
    app.session_page(SummaryCommand::Back {
        folder: folder.clone(),
        is_corrected: false,
    });
    assert_eq!(comparison(&app), first);
    app.agreement(AgreementCommand::Back);
    assert!(matches!(&app.room, Room::Summary(_, None)));
    app.session_page(SummaryCommand::Home);
    assert!(matches!(&app.room, Room::Home(_)));
}

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
