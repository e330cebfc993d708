//! Tests of the way from room to room.

use super::*;
use crate::desk::testing;
use crate::record::testing::whole;
use crate::time::SessionTime;

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
