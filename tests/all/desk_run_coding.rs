//! The coder's keys: help, hidden and social ones, nudges and the quality of an episode.

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use lacrima::desk::run::RunCommand;
use lacrima::protocol::{Id, Key, PointGroup};
use lacrima::session::{
    Alarm, Caution, CautionKind, ChannelHelp, DeskInput, DeskView, KeyCap, KeyRole, LevelHelp,
    PointHelp, PointView, Scheme,
};
use lacrima::time::Micros;

use super::desk_run_feed::{Desk, at, click, key, open, press, press_shift, shows, t, with};

fn cap(name: &str, label: &str, role: KeyRole, group: PointGroup) -> KeyCap {
    KeyCap {
        point: (role == KeyRole::Point).then(|| Id::from(label)),
        group,
        ..key(name, label, None, role, false)
    }
}

fn coding(change: impl FnOnce(&mut DeskView)) -> Harness<'static, Desk> {
    let mut desk = open(with(|view| {
        view.keys = vec![
            key("J", "Tears", Some("tears"), KeyRole::Hold, false),
            cap("Space", "sob", KeyRole::Point, PointGroup::Main),
            cap("W", "wipe", KeyRole::Point, PointGroup::More),
            cap("6", "touch", KeyRole::Point, PointGroup::Social),
            cap("9", "friend", KeyRole::Source, PointGroup::Social),
        ];
        view.scheme = Scheme {
            notice: Some("A proposal; nobody has validated it.".into()),
            channels: vec![ChannelHelp {
                id: Id::from("tears"),
                label: "Tears".into(),
                definition: Some("Fluid at the lid".into()),
                hold_key: Some(Key::from("J")),
                off_key: None,
                levels: vec![LevelHelp {
                    level: 1,
                    key: Some(Key::from("U")),
                    anchor: Some("moist or glistening".into()),
                }],
            }],
            points: vec![PointHelp {
                key: Key::from("W"),
                label: "Wipes eyes".into(),
                definition: Some("With hand or tissue".into()),
                group: PointGroup::More,
            }],
            rates_episodes: true,
        };
        change(view);
    }));
    desk.run_steps(3);
    desk
}

fn code(name: &str) -> Vec<RunCommand> {
    [true, false]
        .map(|down| {
            let key = Key::from(name);
            RunCommand::Send(DeskInput::Key { key, down })
        })
        .to_vec()
}

#[test]
fn f1_shows_what_counts_as_what() {
    let mut desk = coding(|_| {});
    press(&mut desk, egui::Key::F1);
    for text in [
        "A proposal; nobody has validated it.",
        "Fluid at the lid",
        "moist or glistening",
        "With hand or tissue",
    ] {
        assert!(shows(&desk, text), "{text}");
    }
    press(&mut desk, egui::Key::F1);
    assert!(!shows(&desk, "Fluid at the lid"));
}

#[test]
fn coding_goes_on_while_the_help_is_open() {
    let mut desk = coding(|_| {});
    press(&mut desk, egui::Key::F1);
    assert!(shows(&desk, "Fluid at the lid"));
    assert!(!desk.ctx.text_edit_focused());
    assert!(!shows(&desk, "Coding keys off"));
    assert_eq!(click(&mut desk, "J: Tears"), code("J"));
    // The lanes stay in sight as well.
    assert!(desk.query_by_label("tears: on for 15.0 s").is_some());
}

#[test]
fn a_reason_given_with_f1_does_not_open_the_help_as_well() {
    let mut desk = coding(|_| {});
    press(&mut desk, egui::Key::F7);
    let sent = press(&mut desk, egui::Key::F1);
    assert!(matches!(
        sent.as_slice(),
        [RunCommand::Send(DeskInput::Skip { .. })]
    ));
    assert!(!shows(&desk, "Fluid at the lid"));
}

#[test]
fn f1_belongs_to_an_alarm_first() {
    let mut desk = coding(|view| {
        view.cautions = vec![Caution {
            kind: CautionKind::Alarm(7, Alarm::ParticipantCalls),
            text: "The participant asks for you.".into(),
            since: t(70.0),
        }];
    });
    assert_eq!(
        press(&mut desk, egui::Key::F1),
        [RunCommand::Send(DeskInput::Acknowledge { alarm: 7 })]
    );
    assert!(!shows(&desk, "Fluid at the lid"));
}

#[test]
fn seldom_keys_come_and_go_with_tab_and_no_field_takes_the_keyboard() {
    let mut desk = coding(|_| {});
    assert!(desk.query_by_label("W: wipe").is_none());
    assert!(desk.query_by_label("J: Tears").is_some());
    press(&mut desk, egui::Key::Tab);
    assert_eq!(click(&mut desk, "W: wipe"), code("W"));
    press(&mut desk, egui::Key::Tab);
    assert!(desk.query_by_label("W: wipe").is_none());
    assert!(!desk.ctx.text_edit_focused());
    assert_eq!(click(&mut desk, "More keys"), []);
    assert!(desk.query_by_label("W: wipe").is_some());
}

#[test]
fn a_scheme_of_seldom_keys_alone_hides_none() {
    let mut desk = coding(|view| {
        view.keys
            .retain(|cap| matches!(cap.group, PointGroup::More));
    });
    assert!(desk.query_by_label("W: wipe").is_some());
    assert!(desk.query_by_label("More keys").is_none());
    press(&mut desk, egui::Key::Tab);
    assert!(desk.query_by_label("W: wipe").is_some());
}

#[test]
fn a_social_event_asks_from_whom_for_ten_seconds() {
    let touched = |view: &mut DeskView| {
        view.coding = false;
        view.unsourced = Some(3);
        view.points = vec![PointView {
            code: Id::from("touch"),
            t: t(74.0),
        }];
    };
    let mut desk = coding(touched);
    assert!(shows(&desk, "From whom?"));
    assert_eq!(click(&mut desk, "9: friend"), code("9"));
    desk.state_mut().now = at(84.5);
    desk.run_steps(2);
    assert!(!shows(&desk, "From whom?"));
    assert!(
        !shows(&desk, "9: friend"),
        "the contacts are back in their row"
    );
    // Contacts count while coding is off.
    assert_eq!(click(&mut desk, "6: touch"), code("6"));
    let desk = coding(|view| {
        touched(view);
        view.unsourced = None;
    });
    assert!(!shows(&desk, "From whom?"));
}

#[test]
fn arrows_move_the_last_onset_and_say_so() {
    let nudge = |by| [RunCommand::Send(DeskInput::Nudge { by: Micros(by) })];
    let mut desk = coding(|view| view.allowed.nudge = true);
    assert_eq!(press(&mut desk, egui::Key::ArrowLeft), nudge(-200_000));
    assert_eq!(press(&mut desk, egui::Key::ArrowLeft), nudge(-200_000));
    assert!(shows(&desk, "Onset 0.4 s earlier"));
    assert_eq!(press(&mut desk, egui::Key::ArrowRight), nudge(200_000));
    assert!(shows(&desk, "Onset 0.2 s earlier"));
    desk.state_mut().now = at(80.0);
    desk.run_steps(2);
    assert!(!shows(&desk, "Onset 0.2 s"));

    press(&mut desk, egui::Key::F3);
    desk.step();
    assert_eq!(press(&mut desk, egui::Key::ArrowLeft), [], "in a text");
    let mut desk = coding(|_| {});
    assert_eq!(press(&mut desk, egui::Key::ArrowLeft), [], "not allowed");
}

#[test]
fn an_episode_gets_its_quality_by_key_or_click_and_blocks_nothing() {
    let rated = |quality| {
        let quality = Id::from(quality);
        [RunCommand::Send(DeskInput::RateEpisode { quality })]
    };
    let waits = |view: &mut DeskView| {
        let quality = |id: &str| (Id::from(id), id.to_owned());
        view.unrated = Some((
            4,
            vec![quality("sad"), quality("protest"), quality("moved")],
        ));
    };
    let mut desk = coding(waits);
    assert!(shows(&desk, "Last episode"));
    assert_eq!(press_shift(&mut desk, egui::Key::Num3), rated("moved"));
    assert_eq!(press(&mut desk, egui::Key::Num3), []);
    assert_eq!(press_shift(&mut desk, egui::Key::Num5), []);
    assert_eq!(click(&mut desk, "protest"), rated("protest"));
    assert_eq!(click(&mut desk, "J: Tears"), code("J"));

    let quiet = coding(|_| {});
    assert!(!shows(&quiet, "Last episode"));
    assert_eq!(
        quiet.get_by_label("J: Tears").rect(),
        coding(waits).get_by_label("J: Tears").rect(),
        "the keys do not move when the row appears"
    );
}

#[test]
fn a_hidden_condition_says_why_it_is_hidden() {
    let desk = coding(|view| {
        view.condition = None;
        view.blinded = true;
    });
    assert!(shows(&desk, "hidden (blinded)"));
    let desk = coding(|view| {
        view.condition = None;
        view.hidden_until = Some("film".into());
    });
    assert!(shows(&desk, "hidden until Film"));
}
