//! Faults of film and sound in the real program: the stage killed or hanging, the film cut off, the sound server gone.
//! The participant sees the film or a calm screen, the experimenter a caution, and the data have it all.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use lacrima::look::tokens::PARTICIPANT;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rustix::process::Signal;
use serde_json::Value;

use super::pilot::{facts, finish, of_kind, pilot_of, session, signal_stage};
use super::support::{Screen, wait_for};

/// A film of so many frames at 25 a second, with sound, and much larger than any reader takes at once.
fn film(frames: u32) -> String {
    let sound = frames * 48_000 / 25 / 1024;
    format!(
        "videotestsrc num-buffers={frames} pattern=snow ! video/x-raw,format=I420,width=320,height=180,framerate=25/1 ! x264enc key-int-max=50 speed-preset=ultrafast bitrate=4000 ! queue ! m. audiotestsrc num-buffers={sound} samplesperbuffer=1024 volume=0.1 ! audio/x-raw,rate=48000 ! audioconvert ! avenc_aac ! queue ! m. mp4mux faststart=true name=m"
    )
}

fn wait_for_fact(study: &Path, kind: &str, which: impl Fn(&Value) -> bool) -> Value {
    wait_for(kind, || {
        of_kind(&facts(study), kind)
            .into_iter()
            .find(|fact| which(fact))
    })
}

fn wait_for_onset(study: &Path) {
    wait_for_fact(study, "media_onset", |_| true);
}

fn is(key: &'static str, value: &'static str) -> impl Fn(&Value) -> bool {
    move |fact| fact[key] == value
}

/// How often each frame of the film stands in `frames.csv` as shown, by its number; and how many lines there are.
fn frames_shown(study: &Path) -> (BTreeMap<i64, u32>, u64) {
    let text = fs::read_to_string(session(study).unwrap().join("frames.csv")).unwrap();
    let mut shown = BTreeMap::new();
    let mut lines = 0;
    for line in text.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let film_s: f64 = fields[3].parse().unwrap();
        lines += 1;
        if !fields[5].is_empty() {
            *shown.entry((film_s * 25.0).round() as i64).or_default() += 1;
        }
    }
    (shown, lines)
}

/// The film's row says that a part of it ran without its sound.
fn says_it_was_silent(film: &Value) {
    let why = film["why"].as_str().unwrap();
    assert!(why.contains("it ran without sound for"), "{film}");
}

#[test]
fn a_film_whose_window_is_killed_and_hangs_goes_on_at_the_next_frame_and_is_counted_whole() {
    let screen = Screen::start();
    let (mut program, study) = pilot_of(&screen, &film(250));
    wait_for_onset(&study);
    let mut chance = ChaCha8Rng::seed_from_u64(4);
    for (signal, lost) in [(Signal::KILL, 1), (Signal::STOP, 2)] {
        std::thread::sleep(Duration::from_millis(chance.random_range(800..1600)));
        signal_stage(&program, signal);
        wait_for("the film to go on", || {
            let facts = facts(&study);
            let last = of_kind(&facts, "media_lost").get(lost - 1)?["seq"].as_u64();
            let onsets = of_kind(&facts, "media_onset");
            onsets
                .iter()
                .any(|onset| onset["seq"].as_u64() > last)
                .then_some(())
        });
    }
    let document = finish(&mut program, &study);
    assert_eq!(document["session"]["status"], "completed");
    let film = &document["films"][0];
    let (shown, lines) = frames_shown(&study);
    // The row counts what all three windows showed, as `frames.csv` has it.
    assert_eq!(film["frames"]["due"].as_u64(), Some(lines), "{film}");
    let counted: u32 = shown.values().sum();
    assert_eq!(
        film["frames"]["shown"].as_u64(),
        Some(u64::from(counted)),
        "{film}"
    );
    // At each loss the last frame may have gone untold; then it is shown once more, and none is left out.
    let twice = shown.values().filter(|times| **times > 1).count();
    assert!(twice <= 2, "{twice} frames were shown twice");
    let dropped = film["frames"]["dropped"].as_u64().unwrap();
    let missing = (0..250).filter(|frame| !shown.contains_key(frame)).count() as u64;
    assert!(
        missing <= dropped,
        "{missing} of 250 frames were never shown, {dropped} dropped"
    );
    assert_eq!(film["faithful"], false);
    let why = film["why"].as_str().unwrap();
    assert!(why.contains("restarted in it 2 time(s)"), "{why}");
    // The gaps stand between the segments, and the longest is the longest gap.
    let segments = film["segments"].as_array().unwrap();
    assert!(segments.len() >= 3, "{segments:?}");
    let gaps = segments
        .windows(2)
        .map(|two| two[1]["onset_s"].as_f64().unwrap() - two[0]["offset_s"].as_f64().unwrap());
    let longest = gaps.fold(0.0, f64::max);
    assert!(
        longest > 0.9,
        "a hanging window is noticed after 1 s: {longest}"
    );
    let told = film["longest_gap_ms"].as_f64().unwrap() / 1000.0;
    assert!((told - longest).abs() < 0.01, "{told} {longest}");
    let faults = document["faults"].as_array().unwrap();
    assert_eq!(
        faults.iter().filter(|fault| fault["id"] == "stage").count(),
        2
    );
}

#[test]
fn a_sound_server_that_is_killed_in_the_film_costs_the_sound_and_comes_back() {
    let screen = Screen::start();
    let (mut program, study) = pilot_of(&screen, &film(300));
    wait_for_onset(&study);
    std::thread::sleep(Duration::from_millis(1500));
    if !screen.kill_sound() {
        eprintln!(
            "this computer's sound server cannot be started again by a test: nothing is tested"
        );
        return;
    }
    let fault = wait_for_fact(&study, "fault", is("id", "film_sound"));
    let text = fault["text"].as_str().unwrap();
    assert!(
        text.starts_with("The sound is gone (the sound device stopped") && !text.contains('\n'),
        "{text}"
    );
    std::thread::sleep(Duration::from_millis(500));
    let robot = screen.robot();
    robot.screenshot(&screen.window("Lacrima – stage"), "fault-sound-stage");
    robot.screenshot_all("fault-sound");
    let _server = screen.start_sound();
    wait_for_fact(&study, "fault_cleared", is("id", "film_sound"));
    let document = finish(&mut program, &study);
    assert_eq!(document["session"]["status"], "completed");
    let film = &document["films"][0];
    assert_eq!(film["ended"], "whole", "{film}");
    assert_eq!(
        film["frames"]["due"].as_u64(),
        Some(300),
        "no frame was lost or came twice: {film}"
    );
    assert_eq!(film["faithful"], false);
    says_it_was_silent(film);
    assert!(of_kind(&facts(&study), "media_failed").is_empty());
    let fault = &document["faults"][0];
    assert!(
        fault["cleared_s"].as_f64() < film["offset_s"].as_f64(),
        "{fault}"
    );
}

#[test]
fn without_a_sound_device_the_film_is_seen_and_the_session_goes_on() {
    let screen = Screen::start();
    let (mut program, study) = pilot_of(&screen, &film(100));
    wait_for_fact(&study, "session_started", |_| true);
    if !screen.kill_sound() {
        return;
    }
    wait_for_onset(&study);
    wait_for_fact(&study, "fault", is("id", "film_sound"));
    wait_for_fact(&study, "media_ended", |_| true);
    let lasting = wait_for_fact(&study, "fault", is("id", "sound"));
    assert!(
        lasting["text"]
            .as_str()
            .unwrap()
            .contains("connect the loudspeakers")
    );
    // The chime of the probe has no device either.
    wait_for_fact(&study, "chimed", |_| true);
    let document = finish(&mut program, &study);
    assert_eq!(document["session"]["status"], "completed");
    let film = &document["films"][0];
    assert_eq!(
        (&film["ended"], &film["faithful"]),
        (&"whole".into(), &false.into())
    );
    says_it_was_silent(film);
    assert_eq!(film["frames"]["due"].as_u64(), Some(100), "{film}");
}

#[test]
fn a_film_that_is_cut_off_in_play_ends_in_a_calm_screen_an_alarm_and_the_next_step() {
    let screen = Screen::start();
    let (mut program, study) = pilot_of(&screen, &film(250));
    wait_for_onset(&study);
    let path = screen.home().join("lab/film.mp4");
    fs::OpenOptions::new()
        .write(true)
        .open(path)
        .unwrap()
        .set_len(0)
        .unwrap();
    let failed = wait_for_fact(&study, "media_failed", |_| true);
    let why = failed["why"].as_str().unwrap();
    assert!(
        why.starts_with("film.mp4 is cut short") && !why.contains('/'),
        "{why}"
    );
    wait_for_fact(&study, "alarm_raised", is("what", "media_failed"));
    // The pilot's experimenter takes some seconds to see the alarm; until then the participant has a calm, grey screen.
    let stage = screen.window("Lacrima – stage");
    let robot = screen.robot();
    let [red, green, blue, _] = PARTICIPANT.ground.to_array();
    wait_for("a calm screen", || {
        let picture = robot.screenshot(&stage, "fault-film-stage");
        (picture.at(0, 0) == [red, green, blue] && picture.drawn() < 0.1).then_some(())
    });
    // The desk draws ten times a second.
    std::thread::sleep(Duration::from_millis(300));
    robot.screenshot_all("fault-film");
    let document = finish(&mut program, &study);
    assert_eq!(document["session"]["status"], "completed");
    let film = &document["films"][0];
    assert_eq!(
        (&film["ended"], &film["faithful"]),
        (&"failed".into(), &false.into())
    );
    assert_eq!(document["probes"].as_array().unwrap().len(), 2);
    assert!(
        document["probes"][1]["submitted_s"].is_number(),
        "{}",
        document["probes"][1]
    );
    let incidents = document["incidents"].as_array().unwrap();
    assert!(
        incidents
            .iter()
            .any(|incident| incident["what"] == "media_failed"),
        "{incidents:?}"
    );
}
