//! A session in the real windows without a pilot: a robot finds its way on the participant's window because a copy of it, made from
//! the journal, says where everything is.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use egui::UiBuilder;
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use lacrima::look::{Look, install};
use lacrima::session::{Engine, Event, Fact, StageView};
use lacrima::stage::{Participant, Target};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use super::stage_harness::{Stage, settle};
use super::support::{Program, Robot, Screen, Window, wait_for};

/// Where the participant's window is put.
pub const RECT: (i16, i16, u16, u16) = (1280, 0, 1024, 720);

/// A running program, its robot, and its journal.
pub struct Session<'a> {
    pub screen: &'a Screen,
    pub program: Program,
    pub robot: Robot,
    study: PathBuf,
}

impl<'a> Session<'a> {
    /// Starts a session of the protocol in `json`, whose study is `faults`, with its files beside it.
    pub fn start(screen: &'a Screen, json: &str, files: impl FnOnce(&Path)) -> Self {
        let folder = screen.home().join("lab");
        fs::create_dir(&folder).unwrap();
        files(&folder);
        let protocol = folder.join("protocol.json");
        fs::write(&protocol, json).unwrap();
        let data = folder.join("data");
        let (x, y, width, height) = RECT;
        let program = screen.lacrima(&[
            "run",
            protocol.to_str().unwrap(),
            "--participant",
            "P1",
            "--start",
            "--mode",
            "rehearsal",
            "--data",
            data.to_str().unwrap(),
            "--stage-rect",
            &format!("{x},{y},{width},{height}"),
        ]);
        let mut session = Self {
            screen,
            program,
            robot: screen.robot(),
            study: data.join("faults"),
        };
        wait_for("the session's folder", || {
            let ended = session.program.ended();
            assert!(ended.is_none(), "it should start: {ended:?}");
            session.study.exists().then_some(())
        });
        session.wait_for_fact("the session to begin", |fact| {
            matches!(fact, Fact::StepShown { .. })
        });
        session
    }

    pub fn folder(&self) -> PathBuf {
        wait_for("the session's folder", || {
            let entries = fs::read_dir(&self.study).ok()?;
            let folders = entries.flatten().map(|entry| entry.path());
            folders
                .into_iter()
                .find(|path| path.join("journal.jsonl").exists())
        })
    }

    pub fn journal(&self) -> String {
        fs::read_to_string(self.folder().join("journal.jsonl")).unwrap_or_default()
    }

    /// The facts on disk; a line that is being written is none yet.
    pub fn events(&self) -> Vec<Event> {
        let journal = self.journal();
        journal
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok())
            .filter_map(|line| serde_json::from_value(line["event"].clone()).ok())
            .collect()
    }

    pub fn document(&self) -> Value {
        let path = self.folder().join("session.json");
        wait_for("the session's document", || {
            serde_json::from_str(&fs::read_to_string(&path).ok()?).ok()
        })
    }

    pub fn count(&self, wanted: impl Fn(&Fact) -> bool) -> usize {
        self.events()
            .iter()
            .filter(|event| wanted(&event.fact))
            .count()
    }

    pub fn wait_for_fact(&self, what: &str, wanted: impl Fn(&Fact) -> bool) {
        wait_for(what, || (self.count(&wanted) > 0).then_some(()));
    }

    /// What the participant's window shows, by the facts so far.
    pub fn view(&self) -> StageView {
        let events = self.events();
        Engine::replay(&events)
            .expect("the session has begun")
            .stage_view()
    }

    /// A copy of the participant's window.
    pub fn mirror(&self) -> Stage {
        mirror_of(self.view())
    }

    /// Where something is, in pixels of the window.
    pub fn place(&self, target: &Target) -> egui::Rect {
        let mirror = self.mirror();
        let rect = mirror.state().targets.rect(target);
        rect.unwrap_or_else(|| panic!("{target:?} is not on the window: {:?}", self.view()))
    }

    /// Clicks on something, at that part of its width, once presses count on this screen.
    pub fn click_at(&self, target: &Target, part: f32) {
        let rect = self.place(target);
        std::thread::sleep(SETTLE);
        let x = rect.left() + rect.width() * part;
        let window = self.stage_window();
        self.robot
            .click_in(&window, x.round() as i16, rect.center().y.round() as i16);
    }

    pub fn click(&self, target: &Target) {
        self.click_at(target, 0.5);
    }

    /// Clicks on the button with this label, which the copy may not know to be ready.
    pub fn click_button(&self, label: &str) {
        let rect = self
            .mirror()
            .get_by_role_and_label(Role::Button, label)
            .rect();
        std::thread::sleep(SETTLE);
        let (x, y) = (rect.center().x.round(), rect.center().y.round());
        self.robot
            .click_in(&self.stage_window(), x as i16, y as i16);
    }

    pub fn stage_window(&self) -> Window {
        let window = self.screen.window("Lacrima – stage");
        assert_eq!((window.x, window.y, window.width, window.height), RECT);
        window
    }

    /// The participant's process, once there is one.
    pub fn stage_pid(&self) -> u32 {
        wait_for("a stage process", || {
            let is_stage = |id: &u32| {
                fs::read_to_string(format!("/proc/{id}/cmdline"))
                    .is_ok_and(|line| line.contains("--link-fd"))
            };
            self.program.children().into_iter().find(is_stage)
        })
    }

    /// Ends the participant's process as a crash would, and waits until another shows the screen.
    pub fn kill_stage(&self) {
        let back = |fact: &Fact| matches!(fact, Fact::StageBack);
        let before = self.count(back);
        signal(self.stage_pid(), Signal::KILL);
        wait_for("the stage to come back", || {
            (self.count(back) > before).then_some(())
        });
        // The new window is drawn a moment after its greeting.
        std::thread::sleep(2 * SETTLE);
    }
}

/// A copy of the participant's window with this view. As in the real window, the first pass is long over when a page is laid out:
/// only from the second on the fonts are there.
pub fn mirror_of(view: StageView) -> Stage {
    let (_, _, width, height) = RECT;
    let blank = StageView {
        serial: 0,
        screen: lacrima::session::Screen::Calm {
            line: None,
            go_on: None,
            still: false,
        },
        ..view.clone()
    };
    let mut participant = Participant::default();
    participant.show(blank);
    let mut mirror = Harness::builder()
        .with_size(egui::vec2(width.into(), height.into()))
        .with_context_setup(|ctx| install(ctx, Look::Participant))
        .build_ui_state(
            |ui, stage: &mut Participant| {
                // The harness leaves a margin, the real window none.
                let whole = UiBuilder::new().max_rect(ui.ctx().content_rect());
                stage.ui(&mut ui.new_child(whole));
            },
            participant,
        );
    settle(&mut mirror);
    mirror.state_mut().show(view);
    settle(&mut mirror);
    mirror
}

/// Longer than presses on a new screen do not count, and than what is begun takes to reach the desk.
pub const SETTLE: Duration = Duration::from_millis(480);

pub fn signal(pid: u32, signal: Signal) {
    let pid = Pid::from_raw(i32::try_from(pid).unwrap()).unwrap();
    kill_process(pid, signal).unwrap();
}

/// Whether a process is there and no zombie.
pub fn lives(pid: u32) -> bool {
    fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| {
        let state = stat.rsplit_once(')').map(|(_, rest)| rest.trim_start());
        !state.is_some_and(|state| state.starts_with('Z') || state.starts_with('X'))
    })
}
