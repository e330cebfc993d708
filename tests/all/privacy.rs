//! What lies on the disk and what goes over the wire: nobody's identity, nobody else's eyes, no network, no changed file unnoticed.

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use lacrima::protocol::Id;
use lacrima::record::withdrawal::{Whom, Why};
use lacrima::record::{self, Document};

use super::media::make;
use super::support::{Program, Screen, wait_within};

const PROTOCOL: &str = include_str!("fixtures/short-pilot.json");

/// Every file and folder below a folder.
fn everything(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut places = vec![folder.to_owned()];
    while let Some(place) = places.pop() {
        for entry in std::fs::read_dir(&place).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                places.push(path.clone());
            }
            found.push(path);
        }
    }
    found
}

/// Whether these bytes stand in a file or a name below the folder.
fn holds(folder: &Path, what: &str) -> Option<PathBuf> {
    everything(folder).into_iter().find(|path| {
        let named = path.file_name().unwrap().to_string_lossy().contains(what);
        named
            || std::fs::read(path).is_ok_and(|bytes| String::from_utf8_lossy(&bytes).contains(what))
    })
}

fn lacrima(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_lacrima"))
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn protocol(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("protocols")
        .join(name);
    path.to_str().unwrap().to_owned()
}

/// The kernel's numbers of the internet sockets that a process and its children have open now.
fn internet_sockets(program: &Program) -> BTreeSet<String> {
    let mut known = BTreeSet::new();
    for table in ["tcp", "tcp6", "udp", "udp6", "raw", "raw6", "icmp", "icmp6"] {
        let rows = std::fs::read_to_string(format!("/proc/net/{table}")).unwrap_or_default();
        let inodes = rows
            .lines()
            .skip(1)
            .filter_map(|row| row.split_whitespace().nth(9));
        known.extend(inodes.map(|inode| format!("socket:[{inode}]")));
    }
    let mut open = BTreeSet::new();
    for process in family(program.id()) {
        let descriptors = std::fs::read_dir(format!("/proc/{process}/fd"));
        for descriptor in descriptors.into_iter().flatten().flatten() {
            if let Ok(target) = std::fs::read_link(descriptor.path()) {
                open.insert(target.to_string_lossy().into_owned());
            }
        }
    }
    open.intersection(&known).cloned().collect()
}

/// A process with its children, and theirs.
fn family(process: u32) -> Vec<u32> {
    let mut found = vec![process];
    for task in std::fs::read_dir(format!("/proc/{process}/task"))
        .into_iter()
        .flatten()
        .flatten()
    {
        let children = std::fs::read_to_string(task.path().join("children")).unwrap_or_default();
        for child in children.split_whitespace().filter_map(|id| id.parse().ok()) {
            found.extend(family(child));
        }
    }
    found
}

/// Whether system calls can be traced here; in some containers they can't.
fn can_trace() -> bool {
    Command::new("strace")
        .args(["-qq", "-e", "trace=none", "true"])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

#[test]
fn a_whole_session_asks_for_no_network_and_writes_nobodys_identity() {
    let screen = Screen::start();
    let lab = screen.home().join("zq9path");
    std::fs::create_dir(&lab).unwrap();
    make(
        &lab,
        "film.mp4",
        "videotestsrc num-buffers=50 pattern=ball ! video/x-raw,format=I420,width=320,height=180,framerate=25/1 ! x264enc key-int-max=25 speed-preset=ultrafast ! mp4mux",
    );
    let plan = lab.join("short.json");
    std::fs::write(&plan, PROTOCOL).unwrap();
    let (data, trace) = (lab.join("data"), lab.join("trace"));
    let traced = can_trace();
    let mut command = if traced {
        let mut strace = screen.command("strace");
        strace
            .args([
                "-f",
                "-qq",
                "-e",
                "trace=socket,socketpair,connect",
                "-o",
                text(&trace),
            ])
            .arg(env!("CARGO_BIN_EXE_lacrima"));
        strace
    } else {
        screen.command(env!("CARGO_BIN_EXE_lacrima"))
    };
    command
        .args([
            "run",
            text(&plan),
            "--pilot",
            "3",
            "--speed",
            "20",
            "--data",
            text(&data),
        ])
        .args(["--stage-rect", "1280,0,1024,720"])
        .env("USER", "zq9user")
        .env("LOGNAME", "zq9user");
    let mut program = Program::start(command);
    let status = wait_within(Duration::from_secs(240), "the pilot to end", || {
        assert_eq!(internet_sockets(&program), BTreeSet::new());
        program.ended()
    });
    assert_eq!(status.code(), Some(0), "{}", program.log());
    if traced {
        let calls = std::fs::read_to_string(&trace).unwrap();
        assert!(calls.contains("AF_UNIX"), "the display was asked: {calls}");
        let asked: Vec<&str> = calls
            .lines()
            .filter(|call| {
                ["AF_INET", "AF_PACKET"]
                    .iter()
                    .any(|kind| call.contains(kind))
            })
            .collect();
        assert!(asked.is_empty(), "{asked:#?}");
    }

    let sessions = record::list(&data);
    assert_eq!(sessions.len(), 1);
    let folder = &sessions[0].folder;
    assert!(folder.join("session.json").exists() && folder.join("frames.csv").exists());
    let host = rustix::system::uname()
        .nodename()
        .to_string_lossy()
        .into_owned();
    let home = screen
        .home()
        .file_name()
        .unwrap()
        .to_string_lossy()
        .into_owned();
    let whose = ["zq9", &home, "/home/", "/tmp/", "/root", "@"];
    for what in whose
        .into_iter()
        .chain((host.len() > 3).then_some(host.as_str()))
    {
        assert_eq!(holds(&data, what), None, "{what}");
    }
    for path in everything(&data) {
        let mode = path.metadata().unwrap().permissions().mode() & 0o777;
        let wanted = if path.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(mode, wanted, "{}", path.display());
    }
    let (document, notices) = Document::read(folder).unwrap();
    assert_eq!(notices, Vec::<String>::new());
    assert!(document.frames_sha256.is_some());
    every_opening_says_what_was_changed(folder);
}

/// One byte of a file is changed: whoever opens the session is told so.
fn every_opening_says_what_was_changed(folder: &Path) {
    for (file, what) in [
        ("frames.csv", "The list of frames beside"),
        ("journal.jsonl", "The journal beside"),
        ("session.json", "does not say what its own events say"),
    ] {
        let path = folder.join(file);
        let whole = std::fs::read(&path).unwrap();
        let mut changed = String::from_utf8(whole.clone()).unwrap();
        if file == "session.json" {
            changed = changed.replacen("\"completed\"", "\"stopped\"", 1);
        } else {
            let at = changed.rfind(|c: char| c.is_ascii_digit()).unwrap();
            let other = if &changed[at..=at] == "1" { "2" } else { "1" };
            changed.replace_range(at..=at, other);
        }
        std::fs::write(&path, changed).unwrap();
        let (_, notices) = Document::read(folder).unwrap();
        assert_eq!(notices.len(), 1, "{file}: {notices:?}");
        assert!(notices[0].contains(what), "{file}: {notices:?}");
        let shown = lacrima(&["show", text(folder)]);
        assert!(
            String::from_utf8_lossy(&shown.stderr).contains(what),
            "{file}"
        );
        let out = folder.with_file_name(format!("out-{file}"));
        let exported = lacrima(&[
            "export",
            text(folder),
            "--format",
            "csv",
            "--out",
            text(&out),
        ]);
        assert!(exported.status.success());
        assert!(
            String::from_utf8_lossy(&exported.stderr).contains(what),
            "{file}"
        );
        std::fs::write(&path, whole).unwrap();
    }
    assert_eq!(Document::read(folder).unwrap().1, Vec::<String>::new());
}

#[test]
fn everything_is_private_whatever_the_umask() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    let run = |line: &str| {
        let done = Command::new("sh")
            .arg("-c")
            .arg(format!(
                "umask 000; exec '{}' {line}",
                env!("CARGO_BIN_EXE_lacrima")
            ))
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert!(
            done.status.success(),
            "{line}: {}",
            String::from_utf8_lossy(&done.stderr)
        );
    };
    let (crossover, data_text) = (protocol("crossover.json"), data.display());
    run(&format!(
        "simulate '{crossover}' --sessions 2 --data '{data_text}'"
    ));
    run(&format!(
        "export '{data_text}' --format csv --out '{data_text}/tables'"
    ));
    run(&format!(
        "export '{data_text}' --format anonymous --out '{data_text}/open/anonymous'"
    ));
    let code = record::list(&data)[0].participant.clone();
    run(&format!(
        "withdraw '{data_text}' --participant {code} --yes"
    ));
    let all = everything(&data);
    assert!(all.iter().any(|path| path.ends_with("withdrawn.jsonl")));
    for path in all.into_iter().chain([data.clone()]) {
        let mode = path.metadata().unwrap().permissions().mode() & 0o777;
        let wanted = if path.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(mode, wanted, "{}", path.display());
    }
    assert!(!record::is_open_to_others(&data));
    std::fs::set_permissions(&data, std::fs::Permissions::from_mode(0o755)).unwrap();
    assert!(record::is_open_to_others(&data));
}

#[test]
fn a_withdrawal_finds_exports_local_files_and_what_crashes_left() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    let demo = protocol("demo.json");
    let done = lacrima(&[
        "simulate",
        &demo,
        "--sessions",
        "2",
        "--seed",
        "31",
        "--data",
        text(&data),
    ]);
    assert!(done.status.success());
    let sessions = record::list(&data);
    let own = sessions
        .iter()
        .find(|s| s.participant.as_str() == "sim000031")
        .unwrap();
    let other = sessions
        .iter()
        .find(|s| s.participant.as_str() == "sim000032")
        .unwrap();
    let (tables, open) = (data.join("exports/tables"), data.join("anonymous"));
    for (format, out) in [("csv", &tables), ("anonymous", &open)] {
        let done = lacrima(&[
            "export",
            text(&data),
            "--format",
            format,
            "--out",
            text(out),
        ]);
        assert!(done.status.success());
    }
    let study = own.folder.parent().unwrap();
    let (running, locks) = (data.join(".running"), data.join(".locks"));
    for folder in [&running, &locks] {
        std::fs::create_dir_all(folder).unwrap();
    }
    std::fs::write(running.join(format!("{}.json", own.id)), "{}").unwrap();
    std::fs::write(running.join(format!("{}.json", other.id)), "{}").unwrap();
    // A killed program leaves its locks and what it was writing.
    std::fs::write(locks.join("sim000031"), "").unwrap();
    std::fs::write(own.folder.join("session.json.part"), "sim000031").unwrap();
    std::fs::write(own.folder.join("session.age.part"), "half").unwrap();
    std::fs::write(
        own.folder.join("amendments.jsonl"),
        "{\"who\": \"sim000031\"}\n",
    )
    .unwrap();
    std::fs::write(
        study.join("allocation.jsonl.part"),
        "{\"participant\":\"sim000031\"}",
    )
    .unwrap();
    std::fs::write(
        study.join(".withdrawing-1.json.part"),
        "{\"participant\":\"sim000031\"",
    )
    .unwrap();
    assert!(holds(&tables, "sim000031").is_some());
    let whom = Whom::Participant {
        code: Id::from("sim000031"),
        study: None,
    };
    let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 25).unwrap();
    let done = record::withdraw(&data, &whom, day, Why::Participant).unwrap();
    assert_eq!(done.sessions, 1);
    assert_eq!(done.remarks.len(), 1, "{:?}", done.remarks);
    assert!(
        done.remarks[0].contains("anonymous export"),
        "{:?}",
        done.remarks
    );
    assert_eq!(holds(&data, "sim000031"), None);
    assert_eq!(holds(&data, &own.id), None);
    // The other participant's rows are all there still.
    for table in ["sessions.csv", "probes.csv", "events.csv"] {
        let rows = std::fs::read_to_string(tables.join(table)).unwrap();
        assert!(
            rows.contains("sim000032") && rows.starts_with("study,session,"),
            "{table}"
        );
    }
    assert!(running.join(format!("{}.json", other.id)).exists());
    assert!(Document::read(&other.folder).is_ok());
}
