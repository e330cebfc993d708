//! Two programs want the same thing at the same time: one gets it, the other says in one sentence what is running since when.

use std::path::Path;
use std::process::{Command, Output};

use lacrima::record::{self, Document, Progress};
use lacrima::session::Status;

use super::faults::{Case, REST, kinds};
use super::support::{Screen, wait_for};

fn lacrima(screen: &Screen, verb: &str, path: &Path, more: &[&str]) -> Output {
    let mut command: Command = screen.command(env!("CARGO_BIN_EXE_lacrima"));
    command.arg(verb).arg(path).args(more).output().unwrap()
}

/// The status and the one sentence on the standard error output.
fn said(output: &Output) -> (Option<i32>, String) {
    let text = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    assert!(!text.contains('\n'), "one sentence: {text}");
    (output.status.code(), text)
}

#[test]
fn while_a_session_runs_its_folder_is_nobody_elses_and_after_a_kill_it_is_free() {
    let screen = Screen::start();
    let data = screen.home().join("data");
    let arguments = [
        "--pilot",
        "2",
        "--pilot-role",
        "participant",
        "--participant",
        "P7",
    ];
    let mut case = Case::start(&screen, REST, &data, &arguments, &[]);
    case.wait_for("the rest to be shown", |facts| {
        kinds(facts).contains(&"step_shown")
    });
    let folder = case.folder();
    let id = folder.file_name().unwrap().to_str().unwrap().to_owned();
    let check = |output: Output, begins: &str| {
        let (status, sentence) = said(&output);
        assert_eq!(status, Some(1), "{sentence}");
        assert!(sentence.starts_with(begins), "{sentence}");
        assert!(
            sentence.contains(", begun 20") && sentence.contains(" UTC"),
            "{sentence}"
        );
        assert!(sentence.contains(&id), "{sentence}");
    };
    let protocol = screen.home().join("protocol.json");
    let data_name = data.to_str().unwrap();

    // A second start, with another code and with the same.
    for code in ["P8", "P7"] {
        let more = ["--start", "--participant", code, "--data", data_name];
        check(
            lacrima(&screen, "run", &protocol, &more),
            "A session is running in this data folder",
        );
    }
    // The session itself, closed and withdrawn.
    check(
        lacrima(&screen, "recover", &folder, &[]),
        &format!("Session {id} is running"),
    );
    let more = ["--participant", "P7", "--yes"];
    check(
        lacrima(&screen, "withdraw", &data, &more),
        "A session of participant P7 is running",
    );
    assert!(
        record::close_interrupted(&folder)
            .unwrap_err()
            .contains("is running in this data folder")
    );
    // The whole folder is looked through, and what runs is left alone.
    let all = lacrima(&screen, "recover", &data, &[]);
    assert_eq!(all.status.code(), Some(0));
    assert!(
        said(&all)
            .1
            .starts_with(&format!("Session {id} is running, begun")),
        "{all:?}"
    );
    // Simulated sessions are nobody's, and may lie beside it.
    let simulated = lacrima(
        &screen,
        "simulate",
        &protocol,
        &["--data", data_name, "--sessions", "3"],
    );
    assert_eq!(simulated.status.code(), Some(0), "{simulated:?}");
    assert_eq!(record::look(&folder).unwrap().progress, Progress::Running);

    // The locks end with the process, whatever became of it.
    case.program.kill();
    assert_eq!(record::is_occupied(&data), None);
    assert!(matches!(
        record::look(&folder).unwrap().progress,
        Progress::Unfinished { .. }
    ));
    let before = record::read(&folder).unwrap().events;
    let both = std::thread::scope(|scope| {
        let close = || lacrima(&screen, "recover", &data, &[]);
        let start = || {
            std::thread::Builder::new()
                .spawn_scoped(scope, close)
                .unwrap()
        };
        let both = [start(), start()];
        both.map(|one| one.join().unwrap())
    });
    assert!(both.iter().any(|one| one.status.success()), "{both:?}");
    for one in both.iter().filter(|one| !one.status.success()) {
        assert!(
            said(one).1.contains("being closed by another program"),
            "{one:?}"
        );
    }
    let (document, notices) = Document::read(&folder).unwrap();
    assert_eq!(
        (document.session.status, notices),
        (Status::Interrupted, Vec::new())
    );
    assert_eq!(document.events[..before.len()], before);

    // And a new session of the same participant begins at once.
    let mut again = Case::start(&screen, REST, &data, &arguments, &[]);
    wait_for("the new session", || record::is_occupied(&data).map(drop));
    again.program.kill();
}
