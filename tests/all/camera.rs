//! A camera that films a real session: the mark that the participant's window gave is found again where the session says that it was.
//! What the display shows and what the sound server plays is recorded as a camera would record it.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use lacrima::media::ask_marks_of;
use rustix::process::{Pid, Signal, kill_process};

use super::media::make;
use super::pilot::{finish, session};
use super::support::{Program, Screen, wait_for, wait_within};

/// How many frames a second the camera takes.
const FPS: f64 = 25.0;

const PROTOCOL: &str = r#"{
  "format": "lacrima.protocol", "version": 1, "id": "marked", "title": {"en": "Marked"}, "study": {"id": "pilots"}, "mark": {},
  "stimuli": {"sad": {"kind": "film", "file": "film.mp4"}},
  "instruments": {"mood": {"items": [{"id": "valence", "text": {"en": "My mood right now is"}, "scale": {"kind": "vas", "ends": {"en": ["bad", "good"]}}}]}},
  "coding": {"channels": [{"id": "tears", "levels": 3, "hold_key": "J"}]},
  "conditions": [{"id": "sad"}],
  "steps": [
    {"id": "m0", "kind": "probe", "instrument": "mood"},
    {"id": "film", "kind": "film", "stimulus": "sad", "coding": "start"},
    {"id": "m1", "kind": "probe", "instrument": "mood", "after": {"step": "film", "anchor": "end", "delay_s": 0}},
    {"id": "bye", "kind": "text", "text": {"en": "That was all."}, "coding": "stop"},
    {"id": "thanks", "kind": "end"}],
  "on_stop": [{"id": "debrief", "kind": "text", "text": {"en": "Thank you."}}] }"#;

/// Films the participant's part of the screen and what is to be heard, into a file.
fn camera(screen: &Screen, file: &Path) -> Program {
    let pipeline = format!(
        "ximagesrc display-name={} startx=1280 starty=0 endx=2303 endy=719 use-damage=false show-pointer=false do-timestamp=true \
         ! video/x-raw,framerate=25/1 ! videoscale ! video/x-raw,width=256,height=180 ! videoconvert ! x264enc tune=zerolatency speed-preset=ultrafast key-int-max=25 ! queue ! m. \
         pulsesrc device=silent.monitor do-timestamp=true ! audio/x-raw,rate=48000,channels=1 ! audioconvert ! queue ! m. \
         matroskamux name=m ! filesink location={}",
        screen.setting("DISPLAY"),
        file.display()
    );
    let mut command: Command = screen.command("gst-launch-1.0");
    command.arg("-e").args(pipeline.split_whitespace());
    Program::start(command)
}

#[test]
fn the_mark_of_a_real_session_is_found_in_what_a_camera_took() {
    let screen = Screen::start();
    let folder = screen.home().join("lab");
    fs::create_dir(&folder).unwrap();
    make(
        &folder,
        "film.mp4",
        "videotestsrc num-buffers=400 pattern=ball ! video/x-raw,format=I420,width=320,height=180,framerate=25/1 ! x264enc key-int-max=25 speed-preset=ultrafast ! mp4mux",
    );
    fs::write(folder.join("marked.json"), PROTOCOL).unwrap();
    let video = folder.join("face.mkv");
    let mut camera = camera(&screen, &video);
    wait_for("the camera to run", || {
        fs::metadata(&video)
            .is_ok_and(|file| file.len() > 0)
            .then_some(())
    });
    let data = folder.join("data");
    let mut program = screen.lacrima(&[
        "run",
        folder.join("marked.json").to_str().unwrap(),
        "--pilot",
        "2",
        "--speed",
        "4",
        "--data",
        data.to_str().unwrap(),
        "--stage-rect",
        "1280,0,1024,720",
    ]);
    let document = finish(&mut program, &data.join("pilots"));
    assert!(session(&data.join("pilots")).is_some());
    let id = Pid::from_raw(i32::try_from(camera.id()).unwrap()).unwrap();
    kill_process(id, Signal::INT).unwrap();
    wait_within(
        Duration::from_secs(30),
        "the camera to close its file",
        || camera.ended(),
    );
    let given = document["marks"].as_array().unwrap();
    assert_eq!(given.len(), 2, "{given:?}");
    let program = Path::new(env!("CARGO_BIN_EXE_lacrima"));
    let found = ask_marks_of(program, &video, &mut |_| true).unwrap();
    // A mark apart by as much as the session's two are; other things in a session may look or sound like marks.
    let apart = |of: &str| given[1][of].as_f64().unwrap() - given[0][of].as_f64().unwrap();
    let near = |times: Vec<f64>, apart: f64, within: f64| {
        times.iter().any(|a| {
            let mut others = times.iter();
            others.any(|b| (b - a - apart).abs() <= within)
        })
    };
    let flashes = found.marks.iter().filter_map(|mark| mark.flash_s).collect();
    assert!(
        near(flashes, apart("flash_s"), 1.5 / FPS),
        "{found:?} {given:?}"
    );
    let chirps = found.marks.iter().filter_map(|mark| mark.chirp_s).collect();
    assert!(near(chirps, apart("chirp_s"), 0.06), "{found:?} {given:?}");
}
