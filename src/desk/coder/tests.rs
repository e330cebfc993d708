//! The coders' room by label: choosing, measuring, what came of it.

use std::time::Duration;

use egui::Key;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::task::{Act, Task};
use super::*;
use crate::look::{Look, install};
use crate::time::Stamp;

/// The room, its last command, and the window's clock of swaps.
type Shown = (Coders, Option<CoderCommand>);

fn open(
    change: impl FnOnce(&mut Coders, &Arc<Keyboards>),
) -> (tempfile::TempDir, Harness<'static, Shown>) {
    let data = tempfile::tempdir().unwrap();
    let wake: Wake = Arc::new(|| {});
    let keyboards = Arc::new(Keyboards::new(Box::new(|| {})));
    let swaps = Swaps::default();
    let mut coders = Coders::open(data.path().to_owned(), &wake);
    change(&mut coders, &keyboards);
    let mut dressed = false;
    let harness = Harness::builder()
        .with_size([1280.0, 900.0])
        .build_ui_state(
            move |ui, (coders, last): &mut Shown| {
                if !std::mem::replace(&mut dressed, true) {
                    install(ui.ctx(), Look::Dark);
                    return;
                }
                if let Some(command) = coders.coders_ui(ui, &keyboards, &swaps, &wake) {
                    *last = Some(command);
                }
                swaps.mark();
            },
            (coders, None),
        );
    (data, harness)
}

/// Frame after frame until the label is there.
fn until(harness: &mut Harness<'static, Shown>, label: &str) {
    for _ in 0..2000 {
        harness.step();
        if harness.query_all_by_label_contains(label).next().is_some() {
            return;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("{label} never came");
}

fn is_there(harness: &Harness<'static, Shown>, label: &str) -> bool {
    harness.query_all_by_label_contains(label).next().is_some()
}

/// What a coder tells who answers every target after 400 ms.
fn told() -> Told {
    let mut task = Task::new(1, Stamp(0));
    let mut now = Stamp(0);
    loop {
        match task.step(now) {
            Act::Done => return task.told().unwrap(),
            Act::Wait(until) | Act::Await(until) => now = until,
            Act::Show | Act::Play => {
                task.onset(now);
                now = now.after(Duration::from_millis(400));
                task.press(now);
            }
        }
    }
}

#[test]
fn an_empty_room_says_what_to_do_and_offers_the_practice() {
    let (_data, mut room) = open(|_, _| {});
    until(&mut room, "Nobody has been measured");
    assert!(is_there(&room, "Measure reaction lag"));
    assert!(is_there(&room, "is not known"), "the latency of the sound");
    until(&mut room, "Practise with a clip");
    room.get_by_label("Practise with a clip").click();
    room.step();
    room.step();
    assert!(matches!(&room.state().1, Some(CoderCommand::SetUp(path)) if path.ends_with(PRACTICE)));
}

#[test]
fn an_id_that_can_name_no_file_can_not_be_measured() {
    let (_data, mut room) = open(|coders, _| coders.id = "../x".to_owned());
    until(&mut room, "may hold 1 to 64 letters");
    room.get_by_label("Measure reaction lag").click();
    room.step();
    room.step();
    assert!(matches!(room.state().0.state, State::Choosing));
}

#[test]
fn a_run_shows_only_its_target_and_escape_ends_it_without_a_trace() {
    let (data, mut room) = open(|coders, keyboards| {
        // A seed whose first target is the disc.
        let seed = (0..)
            .find(|seed| {
                let mut task = Task::new(*seed, Stamp(0));
                matches!(task.step(Stamp(i64::MAX / 2)), Act::Show)
            })
            .unwrap();
        let run = Run::begin(seed, Tones::silent(), None, keyboards);
        coders.state = State::Running("C1".into(), seed, Box::new(run));
    });
    until(&mut room, "0 of 40 targets");
    assert!(!is_there(&room, "Disc") && !is_there(&room, "Home"));
    until(&mut room, "Disc");
    room.key_press(Key::Escape);
    until(&mut room, "Nothing of it is kept");
    assert!(is_there(&room, "Measure reaction lag"));
    assert_eq!(std::fs::read_dir(data.path()).unwrap().count(), 0);
}

#[test]
fn a_whole_run_is_told_plainly_and_kept() {
    let (data, mut room) = open(|coders, _| {
        let told = calibration(told(), 1, ("x11_raw".to_owned(), 1.0), Some(0.02));
        let (folder, kept) = (coders.data.clone(), told.clone());
        let wake: Wake = Arc::new(|| {});
        let keeping = Job::start("calibration", &wake, move |_| {
            coders::keep_calibration(&folder, &"C1".into(), &kept)
        });
        coders.state = State::Told("C1".into(), Box::new(told), Kept::Not(keeping));
    });
    until(
        &mut room,
        "You react to what you see after 0.40 s (IQR 0.00, 20 of 20).",
    );
    assert!(is_there(&room, "You react to what you hear after 0.40 s"));
    until(&mut room, "sessions that you code from now on use it");
    until(&mut room, "Seen 0.40 s, heard 0.40 s, measured on");
    assert!(is_there(&room, "Measure again"));
    let kept = coders::calibrations(data.path(), &"C1".into()).unwrap();
    assert_eq!(kept.all.len(), 1);
    assert!(kept.all[0].output_latency_unknown);
    assert_eq!(kept.all[0].targets.len(), 40);
}

#[test]
fn a_device_that_does_not_open_is_one_sentence() {
    let (_data, mut room) = open(|coders, _| {
        coders.state = State::Opening("C1".into(), Tones::failed("No sound device answers."));
    });
    until(&mut room, "No sound device answers.");
    assert!(is_there(&room, "Measure reaction lag"));
}
