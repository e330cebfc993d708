//! A restless participant at the real window: a robot with a seed hammers keys, mouse and window manager in every step. Nothing is
//! answered that it did not touch, nothing is coded, and the window stays where it belongs.
//!
//! `make restless MINUTES=10` goes on for longer, session after session.

use std::collections::BTreeSet;
use std::time::Duration;

use egui::Rect;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use lacrima::protocol::Id;
use lacrima::session::{Device, Fact, Screen as View, StageView};
use lacrima::stage::Target;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::media::make;
use super::stage_harness::Stage;
use super::stage_mirror::{RECT, SETTLE, Session, lives, mirror_of};
use super::support::{Screen, wait_for};

const PROTOCOL: &str = r#"{
  "format": "lacrima.protocol", "version": 1, "id": "restless", "title": {"en": "Restless"},
  "study": {"id": "faults"},
  "stimuli": {"sad": {"kind": "film", "file": "film.mkv", "tags": {"valence": "neutral"}},
              "card": {"kind": "image", "file": "card.png", "tags": {"valence": "neutral"}}},
  "instruments": {"mood": {"items": [
    {"id": "valence", "text": {"en": "My mood right now is"}, "scale": {"kind": "vas", "ends": {"en": ["very bad", "very good"]}}},
    {"id": "seen", "text": {"en": "Did you know this?"}, "scale": {"kind": "choice", "options": [
      {"id": "yes", "text": {"en": "Yes"}}, {"id": "no", "text": {"en": "No"}}]}},
    {"id": "moved", "text": {"en": "I am moved"}, "scale": {"kind": "likert", "points": 7, "first": 1, "ends": {"en": ["not at all", "very much"]}}},
    {"id": "slept", "text": {"en": "Hours of sleep?"}, "scale": {"kind": "number", "min": 0, "max": 24}},
    {"id": "why", "text": {"en": "What do you feel?"}, "scale": {"kind": "multi", "options": [
      {"id": "joy", "text": {"en": "Joy"}}, {"id": "none", "text": {"en": "None"}, "alone": true}]}},
    {"id": "affect", "text": {"en": "Here and now"}, "scale": {"kind": "grid", "x": {"en": ["bad", "good"]}, "y": {"en": ["calm", "excited"]}}},
    {"id": "words", "text": {"en": "Anything else?"}, "scale": {"kind": "text", "max_chars": 200}}]}},
  "coding": {"channels": [{"id": "tears", "levels": 1, "hold_key": "J"}], "points": [{"id": "sob", "key": "S"}]},
  "conditions": [{"id": "sad"}],
  "steps": [
    {"id": "hello", "kind": "text", "text": {"en": "Welcome."}},
    {"id": "consent", "kind": "consent", "version": "1", "text": {"en": "Please read this."}, "ticks": [
      {"id": "part", "text": {"en": "I take part."}, "required": true}]},
    {"id": "screening", "kind": "screening", "text": {"en": "Please look."}, "points": [{"en": "I am under 18."}]},
    {"id": "practice", "kind": "practice_stop"},
    {"id": "film", "kind": "film", "stimulus": "sad", "coding": "start"},
    {"id": "card", "kind": "image", "stimulus": "card", "advance": "participant"},
    {"id": "m1", "kind": "probe", "instrument": "mood", "after": {"step": "film", "anchor": "end", "delay_s": 0}},
    {"id": "memory", "kind": "recall", "text": {"en": "Write what comes."}, "write": true, "store": "length"},
    {"id": "rest", "kind": "rest", "duration_s": 2, "text": {"en": "Rest."}},
    {"id": "thanks", "kind": "end", "text": {"en": "Thank you."}}],
  "on_stop": [{"id": "debrief", "kind": "text", "text": {"en": "Thank you."}}, {"id": "bye", "kind": "end"}],
  "on_decline": [{"id": "gone", "kind": "end"}] }"#;

/// How many acts of the robot each screen has to bear.
const ACTS: usize = 8;

#[test]
fn a_restless_participant_gives_no_answer_by_accident_and_does_not_get_out() {
    let minutes = std::env::var("RESTLESS_MINUTES").ok();
    let minutes: usize = minutes.and_then(|text| text.parse().ok()).unwrap_or(0);
    // A session of so many acts a screen lasts about a quarter of a minute, and one of twenty times as many three minutes.
    let (sessions, acts) = if minutes == 0 {
        (1, ACTS)
    } else {
        (minutes.div_ceil(3), 20 * ACTS)
    };
    for seed in 0..sessions {
        println!("session {} of {sessions}", seed + 1);
        hammer(seed as u64, acts);
    }
}

fn hammer(seed: u64, acts: usize) {
    let screen = Screen::start();
    let session = Session::start(&screen, PROTOCOL, |folder| {
        make(
            folder,
            "film.mkv",
            "videotestsrc num-buffers=50 pattern=ball ! video/x-raw,format=I420,width=320,height=180,framerate=25/1 ! x264enc key-int-max=25 speed-preset=ultrafast ! matroskamux",
        );
        image::RgbImage::from_pixel(64, 64, image::Rgb([90, 90, 90]))
            .save(folder.join("card.png"))
            .unwrap();
    });
    let desk = session.program.id();
    let stage = session.stage_pid();
    let mut hand = Hand {
        session: &session,
        random: ChaCha8Rng::seed_from_u64(seed),
        view: session.view(),
        mirror: session.mirror(),
        touched: BTreeSet::new(),
        tried: BTreeSet::new(),
    };
    // The last screen goes on by the experimenter alone.
    while !hand.is_last() {
        let serial = hand.view.serial;
        for _ in 0..acts {
            hand.act();
            hand.look();
            if hand.view.serial != serial {
                break;
            }
        }
        assert!(lives(desk) && lives(stage), "{}", session.program.log());
        hand.go_on(serial);
    }
    for _ in 0..acts {
        hand.act();
    }
    let (touched, tried) = (hand.touched, hand.tried);

    // What was pulled about is back in its place; `stage_window` holds that.
    std::thread::sleep(2 * SETTLE);
    session
        .robot
        .screenshot(&session.stage_window(), "restless-end");
    assert_eq!(session.stage_pid(), stage, "the same process all the time");
    let events = session.events();
    let mut restless = BTreeSet::new();
    for event in &events {
        match &event.fact {
            Fact::Answered { item, device, .. } | Fact::Declined { item, device, .. } => {
                assert!(
                    touched.contains(item),
                    "{item} by {device:?} was never touched"
                );
                assert_ne!(*device, Device::Touch);
            }
            Fact::BoutOpened { .. } | Fact::Point { .. } => {
                panic!("seed {seed}: {:?} came from the participant", event.fact)
            }
            Fact::Stopped { .. } => panic!("seed {seed}: short taps stop nothing"),
            Fact::StageLost { why } => panic!("seed {seed}: {why}"),
            Fact::Restless { what, .. } => {
                restless.insert(what.clone());
            }
            _ => {}
        }
    }
    assert!(
        restless.contains("close") || !tried.contains("close"),
        "{restless:?}"
    );
    assert!(
        restless.contains("minimize") || !tried.contains("iconify"),
        "{restless:?}"
    );
    assert!(
        !tried.is_empty(),
        "the window manager was asked for something"
    );
    let told = events
        .iter()
        .filter(|event| matches!(event.fact, Fact::Restless { .. }))
        .count();
    assert!(told < 300, "the journal is not flooded: {told}");
}

struct Hand<'a> {
    session: &'a Session<'a>,
    random: ChaCha8Rng,
    view: StageView,
    /// A copy of the window with that view.
    mirror: Stage,
    /// Items on which a press began.
    touched: BTreeSet<Id>,
    /// What the window manager was asked for.
    tried: BTreeSet<&'static str>,
}

impl Hand<'_> {
    fn look(&mut self) {
        let view = self.session.view();
        if view != self.view {
            self.mirror = mirror_of(view.clone());
            self.view = view;
        }
    }

    fn is_last(&self) -> bool {
        matches!(&self.view.screen, View::Text { text, .. } if text == "Thank you.")
    }

    fn act(&mut self) {
        match self.random.random_range(0..10) {
            0..=3 => self.press(),
            4 => {
                let (x, y) = self.anywhere();
                self.move_to(x, y);
            }
            5..=7 => self.key(),
            8 => {
                let button = [2, 3, 4, 5][self.random.random_range(0..4)];
                self.session.robot.button_down(button);
                self.session.robot.button_up(button);
            }
            _ => self.window_manager(),
        }
    }

    fn anywhere(&mut self) -> (i16, i16) {
        let (_, _, width, height) = RECT;
        let x = self.random.random_range(0..width);
        let y = self.random.random_range(0..height);
        (x.cast_signed(), y.cast_signed())
    }

    fn move_to(&self, x: i16, y: i16) {
        self.session.robot.move_to(RECT.0 + x, RECT.1 + y);
    }

    /// A click, or a drag that ends somewhere else. What ends the session by a single honest click is left alone.
    fn press(&mut self) {
        let (x, y) = self.anywhere();
        let at = egui::pos2(x.into(), y.into());
        self.look();
        let ends = ["I do not take part", "One of them applies", "Stop"];
        let buttons = self.mirror.query_all_by(|node| node.role() == Role::Button);
        let forbidden = buttons
            .filter(|node| {
                let label = node.accesskit_node().label().unwrap_or_default();
                ends.iter().any(|end| label.contains(end)) || !is_harmless(&label)
            })
            .any(|node| node.rect().expand(16.0).contains(at));
        if forbidden || at.y < 60.0 {
            return;
        }
        self.touch(at);
        let robot = &self.session.robot;
        self.move_to(x, y);
        robot.button_down(1);
        std::thread::sleep(Duration::from_millis(20));
        if self.random.random_bool(0.4) {
            let (x, y) = self.anywhere();
            self.move_to(x, y);
            std::thread::sleep(Duration::from_millis(20));
        }
        self.session.robot.button_up(1);
        // A page that was turned meanwhile has other items in that place.
        std::thread::sleep(Duration::from_millis(60));
        self.look();
        self.touch(at);
    }

    /// Takes note of the items in whose reach a press began.
    fn touch(&mut self, at: egui::Pos2) {
        let View::Page(page) = &self.view.screen else {
            return;
        };
        let targets = &self.mirror.state().targets;
        let near = |rect: Option<Rect>| rect.is_some_and(|rect| rect.expand(24.0).contains(at));
        for item in &page.items {
            let id = &item.id;
            let boxes = (0..12).map(|number| Target::Box(id.clone(), number));
            let options = targets.options(id).map(|(target, _)| target.clone());
            let own = [Target::Item(id.clone()), Target::Decline(id.clone())];
            if own
                .into_iter()
                .chain(options)
                .chain(boxes)
                .any(|target| near(targets.rect(&target)))
            {
                self.touched.insert(id.clone());
            }
        }
    }

    fn key(&mut self) {
        let robot = &self.session.robot;
        let typing = matches!(self.view.screen, View::Page(_));
        robot.focus(&self.session.screen.window("Lacrima – stage"));
        let keys = ["j", "s", "7", "space", "Left", "End", "Home", "BackSpace"];
        match self.random.random_range(0..4) {
            // While the participant answers the keys are theirs; elsewhere one keyboard is everybody's.
            0 | 1 if typing => robot.tap(keys[self.random.random_range(0..keys.len())]),
            2 => robot.tap("Escape"),
            _ => {
                let (with, key) = [
                    ("Alt_L", "F4"),
                    ("Alt_L", "Tab"),
                    ("Alt_L", "space"),
                    ("Control_L", "w"),
                    ("Control_L", "q"),
                    ("Control_L", "v"),
                    ("Control_L", "c"),
                    ("Alt_L", "Escape"),
                    ("Super_L", "d"),
                    ("Super_L", "e"),
                ][self.random.random_range(0..10)];
                robot.press(with);
                robot.tap(key);
                robot.release(with);
                robot.tap("Escape");
            }
        }
    }

    fn window_manager(&mut self) {
        let windows = self.session.screen.windows();
        let Some(window) = windows.iter().find(|window| window.title.contains("stage")) else {
            return;
        };
        let (what, name, data) = [
            ("close", "_NET_CLOSE_WINDOW", [0, 2, 0, 0, 0]),
            ("iconify", "WM_CHANGE_STATE", [3, 0, 0, 0, 0]),
            (
                "move",
                "_NET_MOVERESIZE_WINDOW",
                [0x2f01, 900, 300, 800, 500],
            ),
            ("lower", "_NET_RESTACK_WINDOW", [2, 0, 1, 0, 0]),
            ("shade", "_NET_WM_STATE", [2, 0, 0, 0, 0]),
        ][self.random.random_range(0..5)];
        self.session.robot.ask_window_manager(window, name, data);
        self.tried.insert(what);
        std::thread::sleep(Duration::from_millis(80));
    }

    /// Goes on as somebody does who has calmed down.
    fn go_on(&mut self, serial: u64) {
        let (session, robot) = (self.session, &self.session.robot);
        // A window that was put away needs a moment to come back, and a menu of the window manager is closed.
        robot.tap("Escape");
        wait_for("the next screen", || {
            self.look();
            if self.view.serial != serial {
                return Some(());
            }
            robot.focus(&session.screen.window("Lacrima – stage"));
            std::thread::sleep(SETTLE);
            robot.screenshot_all("restless");
            self.look();
            match self.view.screen.clone() {
                View::Text { .. } | View::Image { .. } | View::Recall { .. } => {
                    self.button("Continue")
                }
                View::Consent { .. } => {
                    // Where it was ticked already this takes the tick away, and the next round puts it back.
                    self.target(&Target::Tick("part".into()));
                    std::thread::sleep(SETTLE);
                    self.button("I agree")
                }
                View::Screening { none, .. } => self.button(&none),
                View::PracticeStop { .. } => {
                    robot.press("Escape");
                    std::thread::sleep(Duration::from_secs(2));
                    robot.release("Escape");
                    true
                }
                View::Begin => self.button("Touch to begin"),
                View::Page(page) => {
                    for item in page.items {
                        self.touched.insert(item.id.clone());
                        if !item.declined {
                            self.target(&Target::Decline(item.id));
                            std::thread::sleep(Duration::from_millis(80));
                        }
                    }
                    std::thread::sleep(SETTLE);
                    self.button("Continue")
                }
                _ => true,
            };
            std::thread::sleep(SETTLE);
            None
        });
    }

    fn target(&self, target: &Target) -> bool {
        let rect = self.mirror.state().targets.rect(target);
        self.click(rect)
    }

    fn button(&self, label: &str) -> bool {
        let node = self
            .mirror
            .query_by_role_and_label(Role::Button, label)
            .map(|node| node.rect());
        // The copy has no pictures, and under one the button is in the same place as ever.
        let usual = Rect::from_center_size(egui::pos2(512.0, 648.0), egui::Vec2::splat(8.0));
        self.click(node.or(Some(usual)))
    }

    fn click(&self, rect: Option<Rect>) -> bool {
        let windows = self.session.screen.windows();
        let window = windows.iter().find(|window| window.title.contains("stage"));
        let (Some(rect), Some(window)) = (rect, window) else {
            return false;
        };
        let at = rect.center().round();
        self.session
            .robot
            .click_in(window, at.x as i16, at.y as i16);
        true
    }
}

/// Whether a click on this button only goes on.
fn is_harmless(label: &str) -> bool {
    label == "Continue"
        || label == "I agree"
        || label == "Touch to begin"
        || label == "Call the experimenter"
}
