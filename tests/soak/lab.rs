//! A laboratory for runs that are killed: small media, a protocol with every kind of step, and the library that meddles.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;

/// Every kind of step that a session can come to by itself, and the steps that come first to reach it soon: what has an effect
/// on the mood needs a probe before it.
pub const KINDS: [(&str, &[&str]); 18] = [
    ("text", &["hello"]),
    ("consent", &["agree"]),
    ("screening", &["fit"]),
    ("practice_stop", &["stopping"]),
    ("questions", &["about"]),
    ("probe", &["m0"]),
    ("rest", &["rest"]),
    ("image", &["m0", "card"]),
    ("sound", &["m0", "song"]),
    ("recall", &["m0", "think"]),
    ("task", &["m0", "hand"]),
    ("action", &["m0", "drops"]),
    ("sample", &["saliva"]),
    ("wait", &["pause"]),
    ("film", &["m0", "film"]),
    ("review", &["m0", "film", "m1", "moments"]),
    ("debrief", &["agree", "told"]),
    ("end", &["thanks"]),
];

/// The protocol with every kind of step.
pub const EVERY: &str = r#"{
  "format": "lacrima.protocol", "version": 1, "id": "every", "title": {"en": "Every kind of step"},
  "study": {"id": "soak"},
  "stimuli": {
    "sad": {"kind": "film", "file": "film.mp4", "tags": {"valence": "negative", "theme": ["loss"]},
            "moments": [{"label": "parting", "text": {"en": "The parting"}, "from_s": 0.2, "to_s": 1.0}]},
    "song": {"kind": "sound", "file": "song.wav"},
    "card": {"kind": "image", "file": "card.png"}},
  "instruments": {
    "mood": {"items": [
      {"id": "valence", "text": {"en": "My mood right now is"}, "scale": {"kind": "vas", "ends": {"en": ["very bad", "very good"]}}},
      {"id": "sad", "text": {"en": "Sad"}, "scale": {"kind": "vas", "ends": {"en": ["not at all", "very much"]}}}]},
    "about": {"items": [
      {"id": "seen", "text": {"en": "Seen before?"}, "scale": {"kind": "choice", "options": [
        {"id": "yes", "text": {"en": "Yes"}}, {"id": "no", "text": {"en": "No"}}]}}]},
    "moment": {"items": [
      {"id": "moved", "text": {"en": "How moving was this?"}, "scale": {"kind": "vas", "ends": {"en": ["not at all", "very much"]}}}]}},
  "coding": {"channels": [{"id": "tears", "levels": 3, "hold_key": "J", "level_keys": ["U", "I", "O"]}],
             "points": [{"id": "sob", "key": "Space"}]},
  "conditions": [{"id": "sad"}],
  "steps": [
    {"id": "hello", "kind": "text", "text": {"en": "Welcome."}},
    {"id": "agree", "kind": "consent", "version": "1", "text": {"en": "Please read this."}, "content_notice": true},
    {"id": "fit", "kind": "screening", "text": {"en": "Does one of these apply to you?"}, "points": [{"en": "I do not see well."}]},
    {"id": "stopping", "kind": "practice_stop"},
    {"id": "about", "kind": "questions", "instrument": "about"},
    {"id": "m0", "kind": "probe", "instrument": "mood"},
    {"id": "rest", "kind": "rest", "duration_s": 40},
    {"id": "card", "kind": "image", "stimulus": "card", "duration_s": 2},
    {"id": "song", "kind": "sound", "stimulus": "song"},
    {"id": "think", "kind": "recall", "text": {"en": "Write about a loss."}, "cap_s": 100},
    {"id": "hand", "kind": "task", "text": {"en": "Hold your hand in the water."}, "cap_s": 3},
    {"id": "drops", "kind": "action", "instruction": {"en": "Apply the drops."}, "applications": 2},
    {"id": "saliva", "kind": "sample", "material": "saliva"},
    {"id": "pause", "kind": "wait", "duration_s": 40},
    {"id": "film", "kind": "film", "stimulus": "sad", "coding": "start"},
    {"id": "m1", "kind": "probe", "instrument": "mood", "after": {"step": "film", "anchor": "end", "delay_s": 30}},
    {"id": "moments", "kind": "review", "stimulus": "sad", "instrument": "moment"},
    {"id": "told", "kind": "debrief", "text": {"en": "This is what it was about."}},
    {"id": "thanks", "kind": "end"}],
  "on_stop": [{"id": "after", "kind": "text", "text": {"en": "Thank you."}}, {"id": "bye", "kind": "end"}],
  "on_decline": [{"id": "nothing", "kind": "text", "text": {"en": "Thank you all the same."}}, {"id": "nobody", "kind": "end"}] }"#;

/// Makes the media and one protocol for each kind of step, in which that step comes first.
pub fn set_up(folder: &Path) {
    fs::create_dir_all(folder).expect("a folder for the laboratory");
    launch(
        folder,
        "film.mp4",
        "videotestsrc num-buffers=75 pattern=ball ! video/x-raw,format=I420,width=320,height=180,framerate=25/1 ! x264enc key-int-max=25 speed-preset=ultrafast ! mp4mux",
    );
    launch(
        folder,
        "song.wav",
        "audiotestsrc num-buffers=120 samplesperbuffer=1024 ! audio/x-raw,rate=48000 ! wavenc",
    );
    launch(
        folder,
        "card.png",
        "videotestsrc num-buffers=1 ! video/x-raw,width=320,height=180 ! pngenc",
    );
    for (kind, first) in KINDS {
        let protocol = with_first(first);
        fs::write(path(folder, kind), protocol.to_string()).expect("the protocol can be written");
    }
}

/// The protocol's file in which a step of this kind comes first.
pub fn path(folder: &Path, kind: &str) -> PathBuf {
    folder.join(format!("{kind}.json"))
}

/// The protocol with these steps before all others.
fn with_first(first: &[&str]) -> Value {
    let mut protocol: Value = serde_json::from_str(EVERY).expect("the protocol is JSON");
    let steps = protocol["steps"].as_array_mut().expect("steps");
    let is_first = |step: &Value| step["id"].as_str().is_some_and(|id| first.contains(&id));
    let (mut front, rest): (Vec<Value>, Vec<Value>) = steps.drain(..).partition(is_first);
    // Nothing follows the last screen.
    if !first.contains(&"thanks") {
        front.extend(rest);
    }
    *steps = front;
    protocol
}

fn launch(folder: &Path, name: &str, pipeline: &str) {
    let status = Command::new("gst-launch-1.0")
        .arg("-q")
        .args(pipeline.split_whitespace())
        .args(["!", "filesink", &format!("location={name}")])
        .current_dir(folder)
        .status();
    assert!(
        status.is_ok_and(|status| status.success()),
        "{name} could not be made"
    );
}

/// The library that meddles with system calls (`tests/system/meddle.c`), built once.
pub fn meddler() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let room = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let (built, part) = (
            room.join("meddle.so"),
            room.join(format!("meddle-{}.so", std::process::id())),
        );
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/system/meddle.c");
        let status = Command::new("cc")
            .args(["-Wall", "-Werror", "-shared", "-fPIC", "-O1", "-o"])
            .args([&part, &source])
            .status();
        assert!(
            status.is_ok_and(|status| status.success()),
            "meddle.c could not be built"
        );
        fs::rename(&part, &built).expect("the library can be put in its place");
        built
    })
}
