//! A running session made by hand, drawn in a window without a screen, and what it was asked to send.

use std::path::PathBuf;
use std::sync::Arc;

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use lacrima::conductor::{DeskFeed, Health, StageHealth};
use lacrima::desk::run::{Gestures, RunCommand, Seen, run_ui};
use lacrima::look::{Look, install};
use lacrima::protocol::{Id, Key, Presence};
use lacrima::record::Moving;
use lacrima::session::{
    Allowed, Announce, BoutView, DeskView, KeyCap, KeyRole, Lane, Mode, Now, PointView,
    ScheduleView, Scheme, StepState, StepView,
};
use lacrima::time::{FilmTime, Micros, SessionTime, Stamp};

pub struct Desk {
    pub feed: DeskFeed,
    pub now: Stamp,
    pub gestures: Gestures,
    pub commands: Vec<RunCommand>,
}

pub fn open(feed: DeskFeed) -> Harness<'static, Desk> {
    open_sized(feed, [1280.0, 720.0])
}

pub fn open_sized(feed: DeskFeed, size: [f32; 2]) -> Harness<'static, Desk> {
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

pub fn at(s: f64) -> Stamp {
    SessionTime::from_s(s).to_stamp(Stamp(1_000_000_000))
}

pub fn t(s: f64) -> SessionTime {
    SessionTime::from_s(s)
}

pub fn feed() -> DeskFeed {
    DeskFeed {
        view: Arc::new(view()),
        made: at(75.0),
        origin: Stamp(1_000_000_000),
        health: Health {
            taken: 414,
            saved: 412,
            not_saving: None,
            moving: Moving::No,
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

pub fn view() -> DeskView {
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

pub fn step(label: &str, kind: &'static str, state: StepState) -> StepView {
    StepView {
        label: label.into(),
        kind,
        state,
        due: None,
        delay_s: None,
        on_stop: false,
    }
}

pub fn lane(channel: &str) -> Lane {
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

pub fn key(key: &str, label: &str, channel: Option<&str>, role: KeyRole, lit: bool) -> KeyCap {
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

pub fn with(change: impl FnOnce(&mut DeskView)) -> DeskFeed {
    let mut feed = feed();
    change(Arc::make_mut(&mut feed.view));
    feed
}

pub fn sent(desk: &mut Harness<'static, Desk>) -> Vec<RunCommand> {
    std::mem::take(&mut desk.state_mut().commands)
}

pub fn press(desk: &mut Harness<'static, Desk>, key: egui::Key) -> Vec<RunCommand> {
    desk.key_press(key);
    desk.step();
    desk.step();
    sent(desk)
}

pub fn press_shift(desk: &mut Harness<'static, Desk>, key: egui::Key) -> Vec<RunCommand> {
    desk.key_press_modifiers(egui::Modifiers::SHIFT, key);
    desk.step();
    desk.step();
    sent(desk)
}

pub fn click(desk: &mut Harness<'static, Desk>, label: &str) -> Vec<RunCommand> {
    desk.get_by_label(label).click();
    desk.step();
    desk.step();
    sent(desk)
}

pub fn write(desk: &mut Harness<'static, Desk>, text: &str) {
    desk.event(egui::Event::Text(text.into()));
    desk.step();
}

pub fn shows(desk: &Harness<'static, Desk>, text: &str) -> bool {
    desk.query_all_by_label_contains(text).next().is_some()
}
