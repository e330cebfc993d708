//! The running session as the experimenter sees it and acts on it, drawn from hand-made feeds and asked by label.

use std::path::PathBuf;
use std::sync::Arc;

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use lacrima::conductor::{DeskFeed, Health, StageHealth, Thumbnail};
use lacrima::desk::run::{Gestures, RunCommand, Seen, run_ui};
use lacrima::look::{Look, install};
use lacrima::protocol::{Id, Key, Presence};
use lacrima::session::{
    Alarm, Allowed, Announce, BoutView, Caution, CautionKind, DeskInput, DeskView, KeyCap, KeyRole,
    Lane, Mode, Now, PointView, ScheduleView, Scheme, StepState, StepView,
};
use lacrima::time::{FilmTime, Micros, SessionTime, Stamp};

struct Desk {
    feed: DeskFeed,
    now: Stamp,
    gestures: Gestures,
    commands: Vec<RunCommand>,
}

fn open(feed: DeskFeed) -> Harness<'static, Desk> {
    open_sized(feed, [1280.0, 720.0])
}

fn open_sized(feed: DeskFeed, size: [f32; 2]) -> Harness<'static, Desk> {
    let desk = Desk {
        feed,
        now: at(75.0),
        gestures: Gestures::default(),
        commands: Vec::new(),
    };
    let mut dressed = false;
    Harness::builder().with_size(size).build_ui_state(
        move |ui, desk: &mut Desk| {
            if !std::mem::replace(&mut dressed, true) {
                install(ui.ctx(), Look::Dark);
                return;
            }
            let seen = Seen::at(&desk.feed, desk.now, None);
            run_ui(ui, &seen, &mut desk.gestures, &mut desk.commands);
        },
        desk,
    )
}

fn at(s: f64) -> Stamp {
    SessionTime::from_s(s).to_stamp(Stamp(1_000_000_000))
}

fn t(s: f64) -> SessionTime {
    SessionTime::from_s(s)
}

fn feed() -> DeskFeed {
    DeskFeed {
        view: Arc::new(view()),
        made: at(75.0),
        origin: Stamp(1_000_000_000),
        health: Health {
            taken: 414,
            saved: 412,
            not_saving: None,
            stage: StageHealth::Up {
                refresh_hz: Some(60.0),
            },
            folder: PathBuf::from("/data/x"),
            document: None,
        },
        thumbnail: None,
        refusal: None,
        warnings: 0,
    }
}

fn view() -> DeskView {
    DeskView {
        participant: Id::from("KX4T9M"),
        condition: Some(Id::from("sad")),
        hidden_until: None,
        blinded: false,
        setting: Default::default(),
        asked: None,
        unrated: None,
        unsourced: None,
        mode: Mode::Study,
        title: "Sad film".into(),
        now: Now {
            t: t(75.0),
            step: Some("film".into()),
            step_since: t(30.0),
            step_until: None,
            film: Some(FilmTime::from_s(44.2)),
            film_runs: true,
            film_length: Some(Micros::from_s(90.0)),
            paused: false,
            ended: None,
            waiting_touch_since: None,
            answering: false,
        },
        steps: vec![
            step("m0", "probe", StepState::Done),
            step("film", "film", StepState::Current),
            step("m20", "probe", StepState::Todo),
        ],
        schedule: ScheduleView {
            next: Some(("m20".into(), t(327.0))),
            held: false,
            away: false,
            presence: Presence::Stay,
        },
        coding: true,
        lanes: vec![lane("tears"), lane("vocal")],
        points: vec![PointView {
            code: Id::from("sob"),
            t: t(70.0),
        }],
        keys: vec![
            key("J", "Tears", Some("tears"), KeyRole::Hold, true),
            key("U", "Tears", Some("tears"), KeyRole::Level(1), false),
            key("Space", "Sob", None, KeyRole::Point, false),
        ],
        scheme: Scheme::default(),
        cautions: Vec::new(),
        notices: vec![Announce {
            t: t(30.0),
            text: "The film began".into(),
        }],
        allowed: Allowed {
            advance: true,
            pause: true,
            stop: true,
            skip: true,
            hold: true,
            undo: true,
            ..Allowed::default()
        },
    }
}

fn step(label: &str, kind: &'static str, state: StepState) -> StepView {
    StepView {
        label: label.into(),
        kind,
        state,
        due: None,
        delay_s: None,
        on_stop: false,
    }
}

fn lane(channel: &str) -> Lane {
    let levels = vec![(t(60.0), 1), (t(66.0), 3)];
    Lane {
        channel: Id::from(channel),
        label: channel.to_owned(),
        levels: 3,
        bouts: vec![BoutView {
            onset: t(60.0),
            raw_onset: t(60.0),
            offset: None,
            levels,
        }],
    }
}

fn key(key: &str, label: &str, channel: Option<&str>, role: KeyRole, lit: bool) -> KeyCap {
    KeyCap {
        key: Key::from(key),
        label: label.into(),
        channel: channel.map(Id::from),
        point: channel.is_none().then(|| Id::from("sob")),
        group: Default::default(),
        role,
        lit,
    }
}

fn with(change: impl FnOnce(&mut DeskView)) -> DeskFeed {
    let mut feed = feed();
    change(Arc::make_mut(&mut feed.view));
    feed
}

fn sent(desk: &mut Harness<'static, Desk>) -> Vec<RunCommand> {
    std::mem::take(&mut desk.state_mut().commands)
}

fn press(desk: &mut Harness<'static, Desk>, key: egui::Key) -> Vec<RunCommand> {
    desk.key_press(key);
    desk.step();
    desk.step();
    sent(desk)
}

#[test]
fn the_five_facts_are_always_there() {
    let mut desk = open(feed());
    desk.run_steps(3);
    for fact in [
        "0:01:15",
        "0:44.2 / 1:30",
        "Saved to #412",
        "Stage up · 60 Hz",
        "KX4T9M",
    ] {
        assert!(
            desk.query_all_by_label_contains(fact).next().is_some(),
            "{fact}"
        );
    }
    assert!(desk.query_all_by_label("Film").next().is_some());
    assert!(desk.query_all_by_label("in 4:12").next().is_some());
}

#[test]
fn data_that_are_not_saved_are_said_so_twice() {
    let mut feed = feed();
    feed.health.not_saving = Some("the disk is full".into());
    let mut desk = open(feed);
    desk.run_steps(3);
    assert!(desk.query_by_label("NOT BEING SAVED").is_some());
    assert!(
        desk.query_by_label("NOT BEING SAVED: the disk is full")
            .is_some()
    );
    assert!(desk.query_by_label("Saved to #412").is_none());
}

#[test]
fn stopping_needs_two_gestures_within_three_seconds() {
    let mut desk = open(feed());
    desk.run_steps(3);
    assert_eq!(press(&mut desk, egui::Key::F12), []);
    desk.state_mut().now = at(75.5);
    desk.step();
    assert!(desk.query_by_label("Press again to stop").is_some());
    assert_eq!(press(&mut desk, egui::Key::F12), [RunCommand::Stop]);

    assert_eq!(press(&mut desk, egui::Key::F12), []);
    desk.state_mut().now = at(80.0);
    desk.step();
    assert!(desk.query_by_label("Stop session").is_some());
    assert_eq!(press(&mut desk, egui::Key::F12), []);
}

#[test]
fn finishing_the_last_step_needs_two_gestures_too() {
    let mut desk = open(with(|view| {
        view.steps = vec![
            step("film", "film", StepState::Done),
            step("thanks", "end", StepState::Current),
        ];
    }));
    desk.run_steps(3);
    assert_eq!(press(&mut desk, egui::Key::F2), []);
    desk.state_mut().now = at(76.0);
    assert_eq!(
        press(&mut desk, egui::Key::F2),
        [RunCommand::Send(DeskInput::Advance)]
    );
}

#[test]
fn what_leaves_the_plan_asks_for_a_reason_with_one_key_each() {
    let mut desk = open(feed());
    desk.run_steps(3);
    assert_eq!(press(&mut desk, egui::Key::F7), []);
    assert!(desk.query_by_label("Why skip the step?").is_some());
    let reason = "Participant is distressed".to_owned();
    assert_eq!(
        press(&mut desk, egui::Key::F2),
        [RunCommand::Send(DeskInput::Skip { reason })]
    );
    assert!(desk.query_by_label("Why skip the step?").is_none());

    press(&mut desk, egui::Key::F6);
    assert!(desk.query_by_label("Why hold the next probe?").is_some());
    assert_eq!(press(&mut desk, egui::Key::Escape), []);
    assert!(desk.query_by_label("Why hold the next probe?").is_none());
}

#[test]
fn what_is_not_allowed_does_nothing() {
    let mut desk = open(with(|view| view.allowed = Allowed::default()));
    desk.run_steps(3);
    for key in [
        egui::Key::F2,
        egui::Key::F5,
        egui::Key::F7,
        egui::Key::F12,
        egui::Key::Backspace,
    ] {
        assert_eq!(press(&mut desk, key), [], "{key:?}");
    }
}

#[test]
fn an_alarm_stays_until_it_is_seen() {
    let mut desk = open(with(|view| {
        view.cautions = vec![
            Caution {
                kind: CautionKind::Alarm(7, Alarm::ParticipantCalls),
                text: "The participant asks for you.".into(),
                since: t(70.0),
            },
            Caution {
                kind: CautionKind::Fault("sound".into()),
                text: "The sound device is gone.".into(),
                since: t(60.0),
            },
        ];
    }));
    desk.run_steps(3);
    assert!(
        desk.query_by_label("The participant asks for you.")
            .is_some()
    );
    assert!(desk.query_by_label("The sound device is gone.").is_some());
    assert_eq!(
        press(&mut desk, egui::Key::F1),
        [RunCommand::Send(DeskInput::Acknowledge { alarm: 7 })]
    );
    desk.get_by_label("I have seen it").click();
    desk.step();
    desk.step();
    assert_eq!(
        sent(&mut desk),
        [RunCommand::Send(DeskInput::Acknowledge { alarm: 7 })]
    );
}

#[test]
fn writing_a_note_says_that_the_coding_keys_are_off() {
    let mut desk = open(feed());
    desk.run_steps(3);
    press(&mut desk, egui::Key::F3);
    desk.step();
    assert!(
        desk.query_by_label("Coding keys off while you write")
            .is_some()
    );
    desk.event(egui::Event::Text("left eye".into()));
    desk.step();
    let note = DeskInput::Note {
        text: "left eye".into(),
    };
    assert_eq!(press(&mut desk, egui::Key::Enter), [RunCommand::Send(note)]);
    desk.step();
    assert!(
        desk.query_by_label("Coding keys off while you write")
            .is_none()
    );
}

#[test]
fn a_blinded_coder_sees_film_time_instead_of_the_picture() {
    let blank = Arc::new(Thumbnail {
        size: (4, 2),
        rgb: vec![60; 24],
    });
    let mut seen = feed();
    seen.thumbnail = Some(blank);
    let mut desk = open(seen);
    desk.run_steps(3);
    assert!(desk.query_by_label("The film is running").is_some());

    let mut desk = open(with(|view| {
        view.condition = None;
        view.now.step = Some("Step 3".into());
    }));
    desk.run_steps(3);
    assert!(desk.query_by_label("The film is running").is_none());
    assert!(desk.query_all_by_label_contains("sad").next().is_none());
}

#[test]
fn a_damaged_picture_is_left_out() {
    let mut seen = feed();
    seen.thumbnail = Some(Arc::new(Thumbnail {
        size: (400, 200),
        rgb: vec![60; 24],
    }));
    let mut desk = open(seen);
    desk.run_steps(3);
    assert!(desk.query_by_label("The film is running").is_none());
}

#[test]
fn many_channels_long_names_and_no_coding_at_all_find_room() {
    let long =
        "A very long name of a step that a laboratory may well give to it without thinking of us";
    let mut desk = open_sized(
        with(|view| {
            view.lanes = (0..12)
                .map(|i| lane(&format!("channel-{i}-{long}")))
                .collect();
            view.keys = "QWERTYUIOPASDFGHJKLZXCVBNM"
                .chars()
                .map(|c| key(&c.to_string(), long, Some("tears"), KeyRole::Hold, false))
                .collect();
            view.steps = (0..60)
                .map(|i| step(&format!("{long} {i}"), "wait", StepState::Todo))
                .collect();
            view.now.step = Some(long.into());
        }),
        [1024.0, 640.0],
    );
    desk.run_steps(3);
    assert!(desk.query_by_label("Stop session").is_some());

    let mut desk = open(with(|view| {
        view.lanes.clear();
        view.keys.clear();
        view.points.clear();
        view.coding = false;
    }));
    desk.run_steps(3);
    assert!(desk.query_by_label("This protocol codes nothing").is_some());
}
