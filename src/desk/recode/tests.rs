//! Tests of the page's first steps by label: who codes, the refusal of the film that was shown, and blindness.

use std::io::Write as _;
use std::path::Path;

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::*;
use crate::desk::testing::{self, texts, until, write};
use crate::record::Document;
use crate::record::testing::whole;
use crate::session::Fact;

type Window = Harness<'static, Recode>;

/// A finished session whose film is this file.
fn session(data: &Path, film: &Path) -> PathBuf {
    let sha256 = crate::protocol::facts(film, &mut |_, _| {}).unwrap().sha256;
    let mut events = whole();
    if let Some(Fact::SessionStarted { header }) = events.first_mut().map(|event| &mut event.fact) {
        header.stimuli[0].sha256 = sha256;
    }
    testing::kept(data, "P01", events)
}

fn shown(data: &Path, folder: &Path) -> Window {
    let wake: Wake = Arc::new(|| {});
    let keyboards = Arc::new(Keyboards::new(Box::new(|| {})));
    let page = Recode::open_by(
        Some("/nowhere/lacrima".into()),
        &wake,
        folder.to_owned(),
        data.to_owned(),
        true,
    );
    testing::window([1280.0, 720.0], page, move |ui, page| {
        page.recode_ui(ui, &keyboards);
    })
}

#[test]
fn the_film_that_was_shown_is_refused_and_nothing_recorded_is_seen() {
    let data = tempfile::tempdir().unwrap();
    let mut film = tempfile::NamedTempFile::new().unwrap();
    film.write_all(b"a film").unwrap();
    let film = film.path();
    let folder = session(data.path(), film);
    let mut window = shown(data.path(), &folder);
    until(&mut window, "Who codes");
    assert!(!texts(&window).contains("The video of the participant"));
    write(&mut window, "Coder", "C2");
    until(&mut window, "is assumed: measure it");
    window.get_by_label("Begin a new coding").click();
    until(&mut window, "The video of the participant");
    write(
        &mut window,
        "Video of the participant",
        &film.display().to_string(),
    );
    window.key_press(egui::Key::Enter);
    until(&mut window, "This is the film that was shown, not a video");
    assert!(!folder.join("layers").exists(), "nothing was begun");
    let told = texts(&window);
    let document = Document::read(&folder).unwrap().0;
    let (condition, first) = (&document.condition, &document.coders[0].id);
    for hidden in [condition.as_str(), first.as_str(), "valence", "tears"] {
        assert!(!told.contains(hidden), "{hidden} in\n{told}");
    }
}

#[test]
fn what_is_kept_of_a_session_tells_nothing_that_could_sway() {
    let mut document = Document::from_events(&whole()).unwrap();
    let kept = Blind::of(&document, &[]);
    assert!(!document.coding.is_empty() && !document.probes.is_empty());
    assert!(
        kept.instants
            .iter()
            .any(|instant| instant.what == "Film 1 begins")
    );
    document.coding.clear();
    document.points.clear();
    document.episodes.clear();
    document.probes.clear();
    document.responses.clear();
    document.condition = "other".into();
    document.events.clear();
    for film in &mut document.films {
        film.step = "sad_film".into();
        film.stimulus = "sadness".into();
    }
    assert_eq!(Blind::of(&document, &[]), kept);
}

#[test]
fn leaving_waits_for_a_slow_disk_in_the_window_and_not_in_its_thread() {
    let data = tempfile::tempdir().unwrap();
    let film = tempfile::NamedTempFile::new().unwrap();
    let folder = session(data.path(), film.path());
    let document = Document::read(&folder).unwrap().0;
    let wake: Wake = Arc::new(|| {});
    let coder = document.coders[0].clone();
    let video = Video {
        file: "face.mp4".to_owned(),
        sha256: String::new(),
        duration_s: 60.0,
    };
    let header = header(&coder, true, &Blind::of(&document, &[]), &video);
    let writer = layers::begin(&folder, header, time::utc_now()).unwrap();
    let (keeper, go) = keeper::tests::slow(&wake);
    let scheme = document.protocol.coding.clone();
    let mut sheet = Sheet::of(scheme, writer, |_| Ok(keeper)).unwrap();
    for _ in 0..10 {
        let place = layers::Pair {
            what: "hand".to_owned(),
            video_s: 0.0,
            session_s: 0.0,
            residual_ms: 0.0,
        };
        sheet.align(layers::Alignment::of(&[place]).unwrap());
    }
    let mut window = shown(data.path(), &folder);
    until(&mut window, "Who codes");
    window.state_mut().work = Some(Work {
        viewer: Viewer::open_by(
            Some("/nowhere/lacrima".into()),
            film.path().to_owned(),
            None,
            &wake,
        ),
        sheet,
        coder: "C2".to_owned(),
        video: video.file,
        aligning: None,
        code: Code::new(60.0, Vec::new()),
    });
    window.step();
    window.get_by_label("Back").click();
    until(&mut window, "10 facts are not on the disk yet.");
    for _ in 0..10 {
        go.send(()).unwrap();
    }
    while window.state().leaving.is_some() {
        window.step();
        std::thread::yield_now();
    }
}
