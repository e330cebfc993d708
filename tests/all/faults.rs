//! A real session for tests that break something under it: the program on a screen, its journal, and what it said.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::lab::meddler;
use super::life::session;
use super::support::{Program, Robot, Screen, Window, wait_for};

/// A rest in which crying is coded; long enough for any test, and nobody has to do anything.
pub const REST: &str = r#"{
  "format": "lacrima.protocol", "version": 1, "id": "rest", "title": {"en": "Rest"}, "study": {"id": "faults"},
  "coding": {"channels": [{"id": "tears", "levels": 3, "hold_key": "J", "level_keys": ["U", "I", "O"]}],
             "points": [{"id": "sob", "key": "Space"}]},
  "conditions": [{"id": "sad"}],
  "steps": [{"id": "rest", "kind": "rest", "duration_s": 600, "coding": "start"}, {"id": "thanks", "kind": "end"}],
  "on_stop": [{"id": "bye", "kind": "end"}] }"#;

/// A running program and its session.
pub struct Case {
    pub program: Program,
    pub study: PathBuf,
}

impl Case {
    /// Starts a session of `protocol` that keeps its data in `data`, with further arguments and environment variables.
    pub fn start(
        screen: &Screen,
        protocol: &str,
        data: &Path,
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> Self {
        let file = screen.home().join("protocol.json");
        fs::write(&file, protocol).unwrap();
        let mut command = screen.command(env!("CARGO_BIN_EXE_lacrima"));
        command
            .arg("run")
            .arg(file)
            .args(["--stage-rect", "1280,0,1024,720", "--say-saved", "--data"])
            .arg(data)
            .args(arguments)
            .env("LD_PRELOAD", meddler())
            .envs(environment.iter().copied());
        Self {
            program: Program::start(command),
            study: data.join("faults"),
        }
    }

    /// The same with a simulated participant and the test's robot at the desk; returns when the rest is on the screen.
    pub fn rest(screen: &Screen, data: &Path, environment: &[(&str, &str)]) -> (Self, Desk) {
        let pilot = ["--pilot", "2", "--pilot-role", "participant"];
        let case = Self::start(screen, REST, data, &pilot, environment);
        case.wait_for("the rest to be shown", |facts| {
            kinds(facts).contains(&"step_shown")
        });
        let desk = Desk {
            window: screen.window("Lacrima"),
            robot: screen.robot(),
        };
        desk.robot.focus(&desk.window);
        (case, desk)
    }

    /// The session's folder.
    pub fn folder(&self) -> PathBuf {
        wait_for("the session's folder", || session(&self.study))
    }

    /// The journal's facts so far.
    pub fn facts(&self) -> Vec<Value> {
        session(&self.study).map_or_else(Vec::new, |folder| facts(&folder))
    }

    /// Waits until the facts fulfil a condition, and returns them.
    pub fn wait_for(&self, what: &str, holds: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        wait_for(what, || {
            let facts = self.facts();
            holds(&facts).then_some(facts)
        })
    }

    /// The newest number that the status bar called saved.
    pub fn saved(&self) -> u64 {
        let log = self.program.log();
        let numbers = log.lines().filter_map(|line| line.strip_prefix("saved "));
        numbers
            .filter_map(|number| number.parse().ok())
            .next_back()
            .unwrap_or(0)
    }
}

/// The experimenter's window and a finger for it.
pub struct Desk {
    pub window: Window,
    pub robot: Robot,
}

impl Desk {
    /// Whether the strip that says that nothing is being saved is there: red over the window's width, below the top bar.
    pub fn is_red(&self) -> bool {
        let picture = self
            .robot
            .picture(self.window.x, self.window.y + 52, 1024, 6);
        let red = |x| {
            let [r, g, b] = picture.at(x, 2);
            r > 200 && g < 130 && b < 130
        };
        (0..1024).step_by(64).all(red)
    }

    /// Waits until this place of the window is red, as the strip is, or dark, as the field in it is.
    pub fn wait_place(&self, what: &str, x: i16, y: i16, red: bool) {
        wait_for(what, || {
            let at = (self.window.x + x, self.window.y + y);
            let [r, ..] = self.robot.picture(at.0, at.1, 1, 1).at(0, 0);
            ((r > 200) == red).then_some(())
        });
    }

    /// Waits until the field in the strip has the keyboard: its frame is blue then.
    pub fn wait_field_focused(&self) {
        wait_for("the field to take what is typed", || {
            let (x, y) = (self.window.x + 13, self.window.y + 106);
            let picture = self.robot.picture(x, y, 8, 1);
            let blue = |x| matches!(picture.at(x, 0), [r, _, b] if b > 160 && r < 140);
            (0..8).any(blue).then_some(())
        });
    }

    /// Waits until the strip is there, or is gone.
    pub fn wait_red(&self, red: bool) {
        let what = if red { "there" } else { "gone" };
        wait_for(&format!("the red strip to be {what}"), || {
            (self.is_red() == red).then_some(())
        });
    }
}

/// The facts in a session's folder.
pub fn facts(folder: &Path) -> Vec<Value> {
    let text = fs::read_to_string(folder.join("journal.jsonl")).unwrap_or_default();
    text.lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .map(|line| line["event"].clone())
        .collect()
}

/// The facts' kinds in order.
pub fn kinds(facts: &[Value]) -> Vec<&str> {
    facts
        .iter()
        .filter_map(|fact| fact["kind"].as_str())
        .collect()
}

/// The facts of one kind.
pub fn of_kind<'f>(facts: &'f [Value], kind: &str) -> Vec<&'f Value> {
    facts.iter().filter(|fact| fact["kind"] == kind).collect()
}

/// Whether the facts are numbered from 1 without gaps.
pub fn gapless(facts: &[Value]) -> bool {
    (1..)
        .zip(facts)
        .all(|(n, fact)| fact["seq"].as_u64() == Some(n))
}
