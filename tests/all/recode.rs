//! A session coded again in its window, from a real video through a real child process: aligned, coded, left, taken up, finished.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use lacrima::desk::keyboard::Keyboards;
use lacrima::desk::recode::{Recode, RecodeCommand};
use lacrima::look::{Look, install};
use lacrima::record::{Document, layers};

use super::media::make;

type Window = Harness<'static, (Recode, Option<RecodeCommand>)>;

fn session(home: &Path) -> PathBuf {
    let data = home.join("data");
    let made = Command::new(env!("CARGO_BIN_EXE_lacrima"))
        .args(["simulate", "protocols/delayed-mood.json", "--seed", "3"])
        .args(["--sessions", "1", "--data"])
        .arg(&data)
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    lacrima::record::list(&data)[0].folder.clone()
}

fn shown(folder: &Path, data: &Path) -> Window {
    let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(|| {});
    let keyboards = Arc::new(Keyboards::new(Box::new(|| {})));
    let program = PathBuf::from(env!("CARGO_BIN_EXE_lacrima"));
    let (folder, data) = (folder.to_owned(), data.to_owned());
    let page = Recode::open_by(Some(program), &wake, folder, data, true);
    let mut dressed = false;
    Harness::builder()
        .with_size([1280.0, 1300.0])
        .build_ui_state(
            move |ui, (page, command): &mut (Recode, Option<RecodeCommand>)| {
                if !std::mem::replace(&mut dressed, true) {
                    install(ui.ctx(), Look::Dark);
                    return;
                }
                let asked = page.recode_ui(ui, &keyboards);
                *command = asked.or(command.take());
            },
            (page, None),
        )
}

fn texts(window: &Window) -> String {
    let mut texts = String::new();
    for node in window.root().children_recursive() {
        let node = node.accesskit_node();
        for text in [node.label(), node.value()].into_iter().flatten() {
            texts += &text;
            texts += "\n";
        }
    }
    texts
}

fn until(window: &mut Window, part: &str) {
    for _ in 0..1500 {
        window.step();
        if texts(window).contains(part) {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("{part} never came; there is:\n{}", texts(window));
}

fn write(window: &mut Window, field: &str, text: &str) {
    let find = |window: &Window| window.get_by_role_and_label(Role::TextInput, field).focus();
    find(window);
    window.step();
    window
        .get_by_role_and_label(Role::TextInput, field)
        .type_text(text);
    window.step();
}

fn press(window: &mut Window, label: &str) {
    window.get_by_label(label).click();
    window.step();
    window.step();
}

fn choose_video(window: &mut Window, video: &Path) {
    until(window, "The video of the participant");
    write(window, "Video of the participant", video.to_str().unwrap());
    window.key_press(egui::Key::Enter);
    window.step();
}

#[test]
fn a_session_is_coded_again_left_taken_up_and_finished() {
    let home = tempfile::tempdir().unwrap();
    let folder = session(home.path());
    let before = std::fs::read(folder.join("session.json")).unwrap();
    let document = Document::read(&folder).unwrap().0;
    let video = make(
        home.path(),
        "camera.mkv",
        "videotestsrc num-buffers=150 ! video/x-raw,width=160,height=120,framerate=25/1 ! x264enc key-int-max=25 ! matroskamux",
    );
    let data = home.path().join("data");
    let mut window = shown(&folder, &data);
    until(&mut window, "Who codes");
    write(&mut window, "Coder", "C9");
    until(&mut window, "is assumed: measure it");
    press(&mut window, "Begin a new coding");
    choose_video(&mut window, &video);
    until(&mut window, "Where the video lies in the session");
    write(&mut window, "Session second", "30");
    until(&mut window, "0:06.000");
    // Its button waits until the picture stands still.
    for _ in 0..100 {
        press(&mut window, "This frame is at that second");
        if texts(&window).contains("The video begins at 30.000 s") {
            break;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    until(&mut window, "The video begins at 30.000 s");
    press(&mut window, "Code with this alignment");
    until(&mut window, "saved to #2");

    let channel = &document.protocol.coding.channels[0];
    let name = channel
        .label
        .as_ref()
        .map_or(channel.id.as_str(), |label| label.get("en"));
    let level = format!("{}: {name} 1", channel.level_keys[0].0);
    press(&mut window, &level);
    until(&mut window, "saved to #3");
    for _ in 0..5 {
        press(&mut window, "One frame on");
    }
    until(&mut window, "0:00.200 /");
    let told = texts(&window);
    for hidden in [document.condition.as_str(), document.coders[0].id.as_str()] {
        let is_word = |line: &str| {
            line.split(|c: char| !c.is_alphanumeric() && c != '-' && c != '_')
                .any(|word| word == hidden)
        };
        assert!(!told.lines().any(is_word), "{hidden} in\n{told}");
    }
    press(&mut window, "Back");
    for _ in 0..500 {
        if window.state().1.is_some() {
            break;
        }
        window.step();
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(window.state().1, Some(RecodeCommand::Back));
    drop(window);

    let (read, notices) = layers::read(&folder, &Document::read(&folder).unwrap().0.journal_sha256);
    assert_eq!(notices, Vec::<String>::new());
    assert!(!read[0].is_finished);
    let bout = &read[0].coding[0];
    assert_eq!((bout.onset_s.as_s(), bout.offset_s.as_s()), (30.0, 30.2));
    assert!(bout.censored, "nobody saw how it ended");
    // It was coded on a standing frame: no lag is taken off.
    assert_eq!(bout.onset_corrected_s.as_s(), 30.0);
    let coded = read[0].coded.iter();
    let coded = coded.map(|span| (span.onset_s.as_s(), span.offset_s.as_s()));
    assert_eq!(coded.collect::<Vec<_>>(), [(30.0, 30.24)], "five steps on");

    let mut window = shown(&folder, &data);
    until(&mut window, "not finished");
    write(&mut window, "Coder", "C9");
    until(&mut window, "Go on with C9");
    press(&mut window, "Go on with C9");
    let other = home.path().join("other.mkv");
    std::fs::copy(folder.join("session.json"), &other).unwrap();
    choose_video(&mut window, &other);
    until(
        &mut window,
        "is another file than the one that this coding was begun on",
    );
    let field = window.get_by_role_and_label(Role::TextInput, "Video of the participant");
    field.focus();
    window.step();
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    choose_video(&mut window, &video);
    until(&mut window, "saved to #5");
    press(&mut window, "Finish coding…");
    until(&mut window, "Watched: 0:00 of");
    assert!(texts(&window).contains("What was not watched counts as not coded."));
    press(&mut window, "Finish now");
    until(
        &mut window,
        "The coding is finished and saved: bouts 1, points 0.",
    );
    drop(window);
    let read = layers::read(&folder, &Document::read(&folder).unwrap().0.journal_sha256).0;
    assert!(read[0].is_finished && read.len() == 1);
    let retold = read[0].over(&document);
    assert_eq!(retold.coding.len(), 1);
    assert_eq!(std::fs::read(folder.join("session.json")).unwrap(), before);
}
