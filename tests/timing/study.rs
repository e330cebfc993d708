//! Scale: a study of very many sessions read and told, and a session with very many events opened.

use std::path::{Path, PathBuf};
use std::time::Duration;

use lacrima::record::{self, Document, Recorder, amendments};
use lacrima::session::{DeskInput, Engine, Event, Fact, Input, Reason, When, WorldInput};
use lacrima::time::{Micros, Stamp};

use super::measure::Bench;
use super::photodiode::now_s;
use super::processes::Processes;
use super::support::Program;

/// A consortium's study.
const SESSIONS: usize = 10_000;
/// A day of dense coding.
const EVENTS: usize = 100_000;
/// A coder's keys follow each other so closely.
const BETWEEN: Micros = Micros(61_000);
const PROTOCOL: &str = "protocols/delayed-mood.json";
const PATIENCE: Duration = Duration::from_secs(120);

impl Bench<'_> {
    /// Time and memory of `lacrima study`, without and with tables. The sessions are simulated once and kept for the next time.
    pub fn study(&mut self, runs: usize) {
        let data = self.folder.join(format!("study-{SESSIONS}"));
        let is_whole = || record::list(&data).len() == SESSIONS;
        if !is_whole() {
            drop(std::fs::remove_dir_all(&data));
            println!("{SESSIONS} sessions are simulated first; this takes minutes.");
            let data = data.to_string_lossy().into_owned();
            let sessions = SESSIONS.to_string();
            self.run(&[
                "simulate",
                PROTOCOL,
                "--seed",
                "1",
                "--sessions",
                &sessions,
                "--data",
                &data,
            ]);
            assert!(is_whole(), "the sessions were not all written");
        }
        let data = data.to_string_lossy().into_owned();
        let out = self.folder.join("study-out").to_string_lossy().into_owned();
        for _ in 0..runs {
            let (wall_s, peak_mb) = self.run(&["study", &data]);
            let words = [
                "study of 10 000 sessions",
                "s",
                "< 20",
                "wall time of `lacrima study`, everything computed",
            ];
            self.report.add("lacrima", words, Some(wall_s));
            let words = [
                "memory for 10 000 sessions",
                "MB",
                "< 500",
                "largest proportional set size of `lacrima study`",
            ];
            self.report.add("lacrima", words, Some(peak_mb));
            let (wall_s, peak_mb) = self.run(&["study", &data, "--out", &out, "--force"]);
            let words = [
                "tables of 10 000 sessions",
                "s",
                "–",
                "wall time of `lacrima study --out`, every event a row",
            ];
            self.report.add("lacrima", words, Some(wall_s));
            let words = [
                "memory for their tables",
                "MB",
                "–",
                "largest proportional set size of `lacrima study --out`",
            ];
            self.report.add("lacrima", words, Some(peak_mb));
        }
    }

    /// Opening a session of very many events, with every check of its files.
    pub fn open(&mut self, runs: usize) {
        let data = self.fresh_data();
        let of = data.to_string_lossy().into_owned();
        self.run(&["simulate", PROTOCOL, "--seed", "1", "--data", &of]);
        let lived = record::list(&data).pop().expect("a session was simulated");
        let (lived, _) = Document::read(&lived.folder).expect("it can be read");
        let folder = dense(lived.events, &self.fresh_data());
        let words = [
            "session of 100 000 events opened",
            "s",
            "< 0.5",
            "document, digests and amendments, as windows and verbs open it",
        ];
        for _ in 0..runs.max(5) {
            let started_s = now_s();
            let opened = amendments::open(&folder).expect("the session opens");
            let wall_s = now_s() - started_s;
            assert!(opened.recorded.events.len() >= EVENTS && opened.changes.is_empty());
            self.report.add("lacrima", words, Some(wall_s));
        }
    }

    /// Runs a verb to its end: seconds, and the largest memory in MB.
    fn run(&self, arguments: &[&str]) -> (f64, f64) {
        let mut command = self.screen.command(env!("CARGO_BIN_EXE_lacrima"));
        command.args(arguments);
        let started_s = now_s();
        let mut program = Program::start(command);
        let mut processes = Processes::of(program.id());
        let status = loop {
            processes.look();
            if let Some(status) = program.ended() {
                break status;
            }
            std::thread::sleep(Duration::from_millis(20));
        };
        let wall_s = now_s() - started_s;
        assert!(status.success(), "{arguments:?} failed:\n{}", program.log());
        (wall_s, processes.peak_mb())
    }
}

/// Writes a session that begins as this one did, and in whose film a coder presses keys without a rest; its folder.
fn dense(mut events: Vec<Event>, data: &Path) -> PathBuf {
    let onset = events
        .iter()
        .position(|event| matches!(event.fact, Fact::MediaOnset { .. }))
        .expect("the film begins");
    events.truncate(onset + 1);
    let mut engine = Engine::replay(&events).expect("the session began");
    let mut t = events.last().expect("there are events").t_s;
    let coding = engine.header().protocol.coding.clone();
    let mut give = |input: Input, events: &mut Vec<Event>| {
        t = t + BETWEEN;
        // Keys that mean nothing now are refused, and nothing changes.
        if let Ok(turn) = engine.handle(When::stamped(t, t), input) {
            events.extend(turn.events);
        }
    };
    for channel in coding.channels.iter().cycle() {
        if events.len() >= EVENTS {
            break;
        }
        let points = std::iter::repeat_n(&coding.points[0].key, 3);
        let taps = channel.level_keys.iter().skip(1).chain(points);
        let hold = channel.hold_key.clone().expect("a key to hold");
        let mut keys = vec![(hold.clone(), true)];
        keys.extend(taps.flat_map(|key| [(key.clone(), true), (key.clone(), false)]));
        keys.push((hold, false));
        for (key, down) in keys {
            give(Input::Desk(DeskInput::Key { key, down }), &mut events);
        }
    }
    let reason = Reason::Technical;
    give(Input::World(WorldInput::Interrupt { reason }), &mut events);
    let Fact::SessionStarted { header } = &events[0].fact else {
        panic!("the first fact is the session's start");
    };
    let started = header.started_utc.parse().expect("a date");
    let folder = record::create(data, &header.study, &header.participant, started);
    let recorder = Recorder::start(folder.expect("a folder"), Stamp(0)).expect("a recorder");
    recorder.append(events);
    recorder.seal();
    recorder.settle(PATIENCE).expect("the session is written");
    recorder.folder()
}
