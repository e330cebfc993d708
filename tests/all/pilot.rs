//! The real program with a simulated participant and experimenter: real windows, a real film, a session on disk.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use super::media::make;
use super::support::{Program, Screen, wait_for, wait_within};

/// A pilot lasts as long as its film and its people need.
const LONGEST: Duration = Duration::from_secs(240);

const PROTOCOL: &str = r#"{
  "format": "lacrima.protocol", "version": 1, "id": "short", "title": {"en": "Short"},
  "study": {"id": "pilots"},
  "stimuli": {"sad": {"kind": "film", "file": "film.mp4", "tags": {"valence": "negative", "theme": ["loss"]}}},
  "instruments": {"mood": {"order": "per_participant", "items": [
    {"id": "valence", "text": {"en": "My mood right now is"}, "scale": {"kind": "vas", "ends": {"en": ["very bad", "very good"]}}},
    {"id": "seen", "text": {"en": "Did you know this film?"}, "scale": {"kind": "choice", "options": [
      {"id": "yes", "text": {"en": "Yes"}}, {"id": "no", "text": {"en": "No"}}]}}]}},
  "coding": {"channels": [{"id": "tears", "levels": 3, "hold_key": "J", "level_keys": ["U", "I", "O"]}],
             "points": [{"id": "sob", "key": "Space"}]},
  "conditions": [{"id": "sad"}],
  "steps": [
    {"id": "hello", "kind": "text", "text": {"en": "Welcome."}},
    {"id": "m0", "kind": "probe", "instrument": "mood"},
    {"id": "film", "kind": "film", "stimulus": "sad", "coding": "start"},
    {"id": "wait", "kind": "wait", "fill": true},
    {"id": "m1", "kind": "probe", "instrument": "mood", "after": {"step": "film", "anchor": "end", "delay_s": 40}},
    {"id": "thanks", "kind": "end"}],
  "on_stop": [{"id": "debrief", "kind": "text", "text": {"en": "Thank you."}}] }"#;

/// A pilot of the protocol with a film of so many frames at 25 a second.
pub fn pilot(screen: &Screen, frames: u32) -> (Program, PathBuf) {
    let film = format!(
        "videotestsrc num-buffers={frames} pattern=ball ! video/x-raw,format=I420,width=320,height=180,framerate=25/1 ! x264enc key-int-max=25 speed-preset=ultrafast ! mp4mux"
    );
    pilot_of(screen, &film)
}

/// A pilot of the protocol with the film that a pipeline makes, as `lab/film.mp4` in the screen's home; and the study's folder.
pub fn pilot_of(screen: &Screen, film: &str) -> (Program, PathBuf) {
    let folder = screen.home().join("lab");
    fs::create_dir(&folder).unwrap();
    make(&folder, "film.mp4", film);
    let protocol = folder.join("short.json");
    fs::write(&protocol, PROTOCOL).unwrap();
    let data = folder.join("data");
    let program = screen.lacrima(&[
        "run",
        protocol.to_str().unwrap(),
        "--pilot",
        "2",
        "--speed",
        "20",
        "--data",
        data.to_str().unwrap(),
        "--stage-rect",
        "1280,0,1024,720",
    ]);
    (program, data.join("pilots"))
}

/// The only session of the study's folder, once it is there.
pub fn session(study: &Path) -> Option<PathBuf> {
    fs::read_dir(study)
        .ok()?
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.join("journal.jsonl").exists())
}

/// The journal's facts so far.
pub fn facts(study: &Path) -> Vec<Value> {
    let text = session(study)
        .and_then(|folder| fs::read_to_string(folder.join("journal.jsonl")).ok())
        .unwrap_or_default();
    text.lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .map(|line| line["event"].clone())
        .collect()
}

pub fn of_kind(facts: &[Value], kind: &str) -> Vec<Value> {
    let is = |fact: &&Value| fact["kind"] == kind;
    facts.iter().filter(is).cloned().collect()
}

pub fn finish(program: &mut Program, study: &Path) -> Value {
    let status = wait_within(LONGEST, "the pilot to end", || program.ended());
    assert_eq!(status.code(), Some(0), "{}", program.log());
    let document = session(study).unwrap().join("session.json");
    serde_json::from_str(&fs::read_to_string(document).unwrap()).unwrap()
}

/// Sends a signal to the program's stage process.
pub fn signal_stage(program: &Program, signal: Signal) {
    let stage = program
        .children()
        .into_iter()
        .find(|id| {
            fs::read_to_string(format!("/proc/{id}/cmdline"))
                .is_ok_and(|line| line.contains("--link-fd"))
        })
        .unwrap();
    kill_process(
        Pid::from_raw(i32::try_from(stage).unwrap()).unwrap(),
        signal,
    )
    .unwrap();
}

#[test]
fn a_pilot_comes_to_a_saved_session_by_itself() {
    let screen = Screen::start();
    let (mut program, study) = pilot(&screen, 100);
    let document = finish(&mut program, &study);
    assert_eq!(document["session"]["status"], "completed");
    assert_eq!(document["session"]["mode"], "pilot");
    let film = &document["films"][0];
    assert!(
        film["onset_s"].is_number() && film["offset_s"].is_number(),
        "{film}"
    );
    assert!(film["frames"]["shown"].as_u64() > Some(50), "{film}");
    let probes = document["probes"].as_array().unwrap();
    assert_eq!(probes.len(), 2);
    for probe in probes {
        assert!(probe["submitted_s"].is_number(), "{probe}");
        assert!(
            probe["opened_s"].as_f64() >= probe["scheduled_s"].as_f64(),
            "{probe}"
        );
    }
}

#[test]
fn a_killed_stage_comes_back_and_the_film_goes_on() {
    let screen = Screen::start();
    let (mut program, study) = pilot(&screen, 300);
    wait_for("the film to play", || {
        (!of_kind(&facts(&study), "media_onset").is_empty()).then_some(())
    });
    std::thread::sleep(Duration::from_secs(2));
    signal_stage(&program, Signal::KILL);
    let document = finish(&mut program, &study);
    assert_eq!(document["session"]["status"], "completed");
    let facts = facts(&study);
    assert_eq!(of_kind(&facts, "stage_lost").len(), 1);
    assert_eq!(of_kind(&facts, "stage_back").len(), 1);
    // A starved machine may begin further segments; the one that counts is the first after the new stage came.
    let back = of_kind(&facts, "stage_back")[0]["seq"].as_u64();
    let onsets = of_kind(&facts, "media_onset");
    let again = onsets.iter().find(|onset| onset["seq"].as_u64() > back);
    assert!(
        again.is_some_and(|onset| onset["film"].as_f64() > Some(0.5)),
        "{onsets:?}"
    );
}
