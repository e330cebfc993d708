//! The participant's side under attack, in real windows: the stage killed on a page, the desk killed or closed, the display gone.

use std::fs;
use std::path::Path;

use lacrima::protocol::Id;
use lacrima::session::{Fact, Value as Answer};
use lacrima::stage::Target;
use rustix::process::Signal;

use super::media::make;
use super::stage_mirror::{RECT, SETTLE, Session, lives, signal};
use super::support::picture::Picture;
use super::support::{Screen, wait_for};

const ASKING: &str = r#"{
  "format": "lacrima.protocol", "version": 1, "id": "asking", "title": {"en": "Asking"},
  "study": {"id": "faults"},
  "instruments": {"mood": {"items": [
    {"id": "valence", "text": {"en": "My mood right now is"}, "scale": {"kind": "vas", "ends": {"en": ["very bad", "very good"]}}},
    {"id": "seen", "text": {"en": "Did you know this?"}, "scale": {"kind": "choice", "options": [
      {"id": "yes", "text": {"en": "Yes"}}, {"id": "no", "text": {"en": "No"}}]}},
    {"id": "tense", "text": {"en": "I am tense"}, "scale": {"kind": "vas", "ends": {"en": ["not at all", "very much"]}}},
    {"id": "slept", "text": {"en": "How many hours did you sleep?"}, "scale": {"kind": "number", "min": 0, "max": 24}}]}},
  "conditions": [{"id": "sad"}],
  "steps": [
    {"id": "consent", "kind": "consent", "version": "1", "text": {"en": "Please read this."}, "ticks": [
      {"id": "part", "text": {"en": "I take part."}, "required": true}, {"id": "video", "text": {"en": "I may be filmed."}}]},
    {"id": "mood", "kind": "probe", "instrument": "mood"},
    {"id": "memory", "kind": "recall", "text": {"en": "Write what comes."}, "write": true, "store": "length"},
    {"id": "thanks", "kind": "text", "text": {"en": "Thank you."}, "advance": "experimenter"}],
  "on_stop": [{"id": "debrief", "kind": "text", "text": {"en": "Thank you."}}] }"#;

/// The share of the window's inside that looks different.
fn difference(a: &Picture, b: &Picture) -> f64 {
    let differs = |(a, b): &(&image::Rgb<u8>, &image::Rgb<u8>)| {
        a.0.iter().zip(b.0).any(|(a, b)| a.abs_diff(b) > 8)
    };
    let pixels = a.0.pixels().zip(b.0.pixels());
    pixels.filter(differs).count() as f64 / a.0.pixels().len() as f64
}

#[test]
fn what_was_begun_on_a_screen_is_there_again_after_the_stage_was_killed() {
    let screen = Screen::start();
    let session = Session::start(&screen, ASKING, |_| ());
    let window = session.stage_window();
    let robot = &session.robot;
    let id = |id: &str| Id::from(id);

    // A consent with its required point ticked: agreeing is possible only with that tick.
    session.click(&Target::Tick(id("part")));
    std::thread::sleep(SETTLE);
    session.kill_stage();
    robot.screenshot(&session.stage_window(), "stage-killed-consent");
    session.click_button("I agree");
    session.wait_for_fact("the consent", |fact| {
        matches!(fact, Fact::ConsentGiven { ticks, .. }
            if ticks == &[(id("part"), true), (id("video"), false)].into())
    });

    // A page in the middle: a handle, a choice, a refusal, and a number in a field that was not left.
    session.click_at(&Target::Item(id("valence")), 0.25);
    session.click(&Target::Option(id("seen"), id("no")));
    session.click(&Target::Decline(id("tense")));
    session.click(&Target::Item(id("slept")));
    robot.type_text("7.5");
    robot.move_to(10, 1400);
    std::thread::sleep(SETTLE);
    let before = robot.screenshot(&window, "stage-killed-page-before");
    assert_eq!(session.count(is_answer), 3, "the number is not told yet");
    session.kill_stage();
    let after = robot.screenshot(&session.stage_window(), "stage-killed-page-after");
    let difference = difference(&before, &after);
    assert!(difference < 0.003, "the pages differ by {difference}");
    session.click_button("Continue");
    session.wait_for_fact("the page's end", |fact| {
        matches!(fact, Fact::PageDone { .. })
    });

    // A text of which only the length may be kept.
    session.click(&Target::Field);
    robot.type_text("once in autumn");
    std::thread::sleep(SETTLE);
    session.kill_stage();
    session.click_at(&Target::Field, 0.9);
    robot.tap("End");
    robot.type_text(" it rained");
    session.click_button("Continue");
    session.wait_for_fact("what was written", |fact| {
        matches!(
            fact,
            Fact::Recalled {
                characters: 24,
                words: 5,
                text: None,
                ..
            }
        )
    });
    robot.focus(&screen.window("Lacrima"));

    let given: Vec<(Id, Option<Answer>)> = session
        .events()
        .into_iter()
        .filter_map(|event| match event.fact {
            Fact::Answered { item, value, .. } => Some((item, Some(value))),
            Fact::Declined { item, .. } => Some((item, None)),
            Fact::Cleared { item, .. } => panic!("{item} was cleared"),
            _ => None,
        })
        .collect();
    assert_eq!(given.len(), 4, "{given:?}");
    assert!(
        matches!(&given[0], (item, Some(Answer::Number(x))) if item.as_str() == "valence" && (x - 25.0).abs() < 0.5),
        "{given:?}"
    );
    assert_eq!(given[1], (id("seen"), Some(Answer::Text("no".to_owned()))));
    assert_eq!(given[2], (id("tense"), None));
    assert_eq!(given[3], (id("slept"), Some(Answer::Number(7.5))));
    let lost = |fact: &Fact| matches!(fact, Fact::StageLost { .. });
    assert_eq!(session.count(lost), 3);
    assert!(
        !session.journal().contains("autumn"),
        "the text is not kept"
    );
}

fn is_answer(fact: &Fact) -> bool {
    matches!(fact, Fact::Answered { .. } | Fact::Declined { .. })
}

const FILM: &str = r#"{
  "format": "lacrima.protocol", "version": 1, "id": "film", "title": {"en": "Film"},
  "study": {"id": "faults"},
  "stimuli": {"sad": {"kind": "film", "file": "film.mkv", "tags": {"valence": "neutral"}}},
  "instruments": {"mood": {"items": [
    {"id": "valence", "text": {"en": "My mood right now is"}, "scale": {"kind": "vas", "ends": {"en": ["very bad", "very good"]}}}]}},
  "coding": {"channels": [{"id": "tears", "levels": 1, "hold_key": "J"}]},
  "conditions": [{"id": "sad"}],
  "steps": [
    {"id": "hello", "kind": "text", "text": {"en": "Welcome."}},
    {"id": "film", "kind": "film", "stimulus": "sad", "coding": "start"},
    {"id": "mood", "kind": "questions", "instrument": "mood"},
    {"id": "thanks", "kind": "end"}],
  "on_stop": [{"id": "debrief", "kind": "text", "text": {"en": "Thank you."}}] }"#;

/// Two minutes of moving picture with a tone.
fn film(folder: &Path) {
    make(
        folder,
        "film.mkv",
        "videotestsrc num-buffers=3000 pattern=ball ! video/x-raw,format=I420,width=320,height=180,framerate=25/1 ! x264enc key-int-max=25 speed-preset=ultrafast ! mux. audiotestsrc num-buffers=5200 ! vorbisenc ! mux. matroskamux name=mux",
    );
}

fn start_film(screen: &Screen) -> Session<'_> {
    let session = Session::start(screen, FILM, film);
    session.click(&Target::GoOn);
    session.wait_for_fact("the film to play", |fact| {
        matches!(fact, Fact::MediaOnset { .. })
    });
    session
}

fn sounds(screen: &Screen) -> bool {
    let mut command = screen.command("pactl");
    command.args(["list", "short", "sink-inputs"]);
    let heard = command.output().expect("the sound server answers");
    !heard.stdout.is_empty()
}

/// The participant's place on the screen: whether it is the calm ground with a line in the middle, and nothing else.
fn is_calm(session: &Session<'_>) -> bool {
    let (x, y, width, height) = RECT;
    let picture = session.robot.picture(x, y, width, height);
    let ground = picture.at(5, 5);
    let is_ground = |y: u32| (0..1024).all(|x| picture.at(x, y) == ground);
    let words = (200..450).any(|y| !is_ground(y));
    // The neutral ground, neither the film's black nor a bare desktop.
    ground == [0x24, 0x25, 0x27] && words && is_ground(30) && is_ground(650)
}

#[test]
fn a_killed_desk_leaves_a_calm_screen_that_goes_by_itself() {
    let screen = Screen::start();
    let mut session = start_film(&screen);
    wait_for("the film's sound", || sounds(&screen).then_some(()));
    let stage = session.stage_pid();
    session.program.kill();
    std::thread::sleep(2 * SETTLE);
    let (x, y, width, height) = RECT;
    let calm = session.robot.picture(x, y, width, height);
    calm.save(&super::support::screen::screenshot_folder().join("desk-killed.png"));
    assert!(is_calm(&session), "a calm line and nothing else");
    assert!(!sounds(&screen), "the sound ends with the picture");
    assert!(
        lives(stage),
        "the participant does not sit before a bare desktop at once"
    );
    // The participant can do nothing wrong meanwhile, and the window may be closed.
    session.robot.click_in(&session.stage_window(), 512, 650);
    wait_for("the stage to end by itself", || {
        (!lives(stage)).then_some(())
    });
    screen.wait_gone("Lacrima – stage");
}

#[test]
fn a_desk_that_is_told_to_end_and_a_stage_that_stands_still_leave_no_orphan() {
    let screen = Screen::start();
    let mut session = Session::start(&screen, ASKING, |_| ());
    let stage = session.stage_pid();
    signal(stage, Signal::STOP);
    signal(session.program.id(), Signal::TERM);
    session.program.wait();
    wait_for("the stage to end", || (!lives(stage)).then_some(()));
    screen.wait_gone("Lacrima – stage");
    let journal = session.journal();
    assert!(journal.ends_with('\n') && !session.folder().join("session.json").exists());
}

#[test]
fn a_stage_whose_desk_is_gone_lets_another_take_the_front() {
    let screen = Screen::start();
    let mut session = Session::start(&screen, ASKING, |_| ());
    let (old, data) = (session.stage_pid(), screen.home().join("lab"));
    session.program.kill();
    wait_for("the calm screen", || is_calm(&session).then_some(()));
    let (x, y, width, height) = RECT;
    let rect = format!("{x},{y},{width},{height}");
    let (protocol, data) = (data.join("protocol.json"), data.join("again"));
    let mut next = screen.lacrima(&[
        "run",
        protocol.to_str().unwrap(),
        "--participant",
        "P2",
        "--start",
        "--mode",
        "rehearsal",
        "--data",
        data.to_str().unwrap(),
        "--stage-rect",
        &rect,
    ]);
    wait_for("the new stage's consent in front", || {
        let picture = session.robot.picture(x, y, width, height);
        // Two buttons stand below the text.
        let ground = picture.at(5, 5);
        (300..700)
            .any(|x| picture.at(x, 648) != ground)
            .then_some(())
    });
    wait_for("the old stage to end", || (!lives(old)).then_some(()));
    assert!(next.ended().is_none());
    next.kill();
    screen.wait_gone("Lacrima – stage");
}

#[test]
fn closing_the_desk_asks_first_and_then_saves() {
    let screen = Screen::start();
    let mut session = Session::start(&screen, ASKING, |_| ());
    let desk = screen.window("Lacrima");
    session.robot.focus(&desk);
    let before = session.robot.screenshot(&desk, "desk-close-before");
    let asked = |what: &str, before: &Picture| {
        wait_for(what, || {
            let picture = session.robot.screenshot(&desk, "desk-close-asked");
            (difference(before, &picture) > 0.005).then_some(picture)
        })
    };
    session.robot.close(&desk);
    let question = asked("the question", &before);
    // Asking again changes nothing, and Enter is "go on".
    session.robot.close(&desk);
    std::thread::sleep(2 * SETTLE);
    session.robot.focus(&desk);
    session.robot.tap("Return");
    wait_for("the question to go", || {
        let picture = session.robot.screenshot(&desk, "desk-close-after");
        (difference(&question, &picture) > 0.005).then_some(())
    });
    session.click(&Target::Tick(Id::from("part")));
    session.click_button("I agree");
    session.wait_for_fact("the session to go on", |fact| {
        matches!(fact, Fact::ConsentGiven { .. })
    });
    let stage = session.stage_pid();
    std::thread::sleep(SETTLE);
    let before = session.robot.screenshot(&desk, "desk-close-before");
    session.robot.close(&desk);
    asked("the question again", &before);
    session.robot.focus(&desk);
    session.robot.tap("F9");
    let status = session.program.wait();
    assert!(status.success(), "{}", session.program.log());
    assert!(!lives(stage));
    let document = session.document();
    assert_eq!(document["session"]["status"], "interrupted");
    assert_eq!(document["consents"].as_array().map(Vec::len), Some(1));
}

#[test]
fn when_the_display_is_gone_both_end_and_everything_taken_is_kept() {
    let screen = Screen::start();
    let mut session = start_film(&screen);
    let stage = session.stage_pid();
    session.robot.focus(&screen.window("Lacrima"));
    session.robot.press("j");
    session.wait_for_fact("a bout", |fact| matches!(fact, Fact::BoutOpened { .. }));
    let server = screen.setting("LACRIMA_XVFB_PID").parse().unwrap();
    signal(server, Signal::KILL);
    let status = session.program.wait();
    assert_eq!(status.code(), Some(1));
    wait_for("the stage to end", || (!lives(stage)).then_some(()));
    let log = session.program.log();
    assert!(!log.contains("panicked"), "{log}");
    assert_eq!(log.matches("start Lacrima again").count(), 1, "{log}");
    let events = session.events();
    assert!(
        events
            .iter()
            .any(|event| matches!(&event.fact, Fact::Fault { id, .. } if id == "display")),
        "{events:?}"
    );
    assert!(!session.folder().join("session.json").exists());
    let data = screen.home().join("lab/data");
    let mut recover = screen.lacrima(&["recover", data.to_str().unwrap()]);
    assert!(recover.wait().success(), "{}", recover.log());
    let document = session.document();
    assert_eq!(document["session"]["status"], "interrupted");
    assert_eq!(document["coding"][0]["channel"], "tears");
    assert!(
        fs::read_to_string(session.folder().join("journal.jsonl"))
            .unwrap()
            .ends_with('\n')
    );
}
