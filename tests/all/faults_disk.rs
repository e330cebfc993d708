//! The disk fails under a running session: full, read-only, gone, slow. The session goes on, says so, and loses nothing.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use lacrima::record::{self, Document, Progress};
use lacrima::time;
use serde_json::Value;

use super::faults::{Case, Desk, facts, gapless, kinds, of_kind};
use super::support::{Screen, wait_for};

/// A file system of its own, just large enough for a session to begin, where this user may mount one.
struct Small(PathBuf);

impl Small {
    fn mount(at: PathBuf) -> Option<Self> {
        fs::create_dir_all(&at).unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=220m", "tmpfs"])
            .arg(&at)
            .output();
        mounted
            .is_ok_and(|mounted| mounted.status.success())
            .then_some(Self(at))
    }

    fn fill(&self) {
        let free = record::free_bytes(&self.0).unwrap();
        fs::write(self.0.join("ballast"), vec![0; free as usize]).unwrap();
        assert_eq!(record::free_bytes(&self.0), Some(0));
    }

    fn clear(&self) {
        fs::remove_file(self.0.join("ballast")).unwrap();
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

/// Codes sobs until the journal would need more room than a page has left.
fn sob(desk: &Desk, times: u32) {
    for _ in 0..times {
        desk.robot.tap("space");
    }
}

fn faults<'f>(facts: &'f [Value], id: &str) -> Vec<(&'f str, &'f str)> {
    let of_disk = facts.iter().filter(|fact| fact["id"] == id);
    of_disk
        .map(|fact| {
            let text = fact["text"].as_str().unwrap_or_default();
            (fact["kind"].as_str().unwrap(), text)
        })
        .collect()
}

#[test]
fn on_a_full_disk_the_session_goes_on_and_can_be_saved_elsewhere() {
    let screen = Screen::start();
    let Some(small) = Small::mount(screen.home().join("small")) else {
        eprintln!("not tested: this user may not mount a small file system");
        return;
    };
    let (case, desk) = Case::rest(&screen, &small.0, &[]);
    sob(&desk, 1);
    case.wait_for("the first sob", |facts| kinds(facts).contains(&"point"));
    desk.wait_red(false);

    // Full, and room again.
    small.fill();
    sob(&desk, 40);
    desk.wait_red(true);
    desk.robot.screenshot(&desk.window, "disk-full");
    small.clear();
    desk.wait_red(false);
    let now = case.wait_for("the fault to be noted as mended", |facts| {
        kinds(facts).contains(&"fault_cleared")
    });
    assert_eq!(of_kind(&now, "point").len(), 41);
    let told = faults(&now, "disk");
    assert!(told[0].1.contains("The disk is full"), "{told:?}");
    assert_eq!((told.len(), told[1].0), (2, "fault_cleared"));
    let old = case.folder();

    // Full once more; this time the experimenter names another folder.
    small.fill();
    sob(&desk, 40);
    desk.wait_red(true);
    desk.robot.press("Shift_L");
    desk.robot.tap("F5");
    desk.robot.release("Shift_L");
    let other = PathBuf::from(format!("/tmp/lacrima-other-{}", std::process::id()));
    desk.wait_place("the field for another folder", 300, 102, false);
    desk.robot.type_text("nowhere");
    desk.robot.tap("Return");
    desk.wait_place("the sentence below the field", 600, 146, true);
    desk.robot.screenshot(&desk.window, "disk-refused");
    assert!(desk.is_red());
    // The field keeps what was typed; it is written anew.
    desk.robot.click_in(&desk.window, 300, 102);
    desk.wait_field_focused();
    for _ in 0.."nowhere".len() {
        desk.robot.tap("BackSpace");
    }
    desk.robot.type_text(other.to_str().unwrap());
    desk.robot.tap("Return");
    desk.robot.screenshot(&desk.window, "disk-named");
    desk.wait_red(false);
    sob(&desk, 1);
    let moved = other.join("faults").join(old.file_name().unwrap());
    let now = wait_for("the last sob in the other folder", || {
        let facts = facts(&moved);
        (of_kind(&facts, "point").len() == 82).then_some(facts)
    });
    assert!(gapless(&now), "{:?}", kinds(&now));
    assert!(
        faults(&now, "folder")[0]
            .1
            .contains("kept in another data folder")
    );
    let saved = now.last().unwrap()["seq"].as_u64().unwrap();
    wait_for("the status bar to say so", || {
        (case.saved() >= saved).then_some(())
    });

    // The old disk says that the session went on elsewhere although it is still full.
    wait_for("the old folder to be marked", || {
        record::look(&old).filter(|listed| listed.progress == Progress::Moved)
    });
    small.clear();
    // Where the films lie went along.
    let name = format!("{}.json", old.file_name().unwrap().to_str().unwrap());
    wait_for("what the session needs of this computer", || {
        other.join(".running").join(&name).exists().then_some(())
    });
    assert!(!small.0.join(".running").join(&name).exists());
    let mut program = case.program;
    program.kill();
    let closed = record::close_interrupted(&moved).unwrap().0;
    let document = Document::read(&closed).unwrap().0;
    assert_eq!(document.points.len(), 82);
    let refused = record::close_interrupted(&old).unwrap_err();
    assert!(
        refused.contains("went on in another data folder"),
        "{refused}"
    );
    fs::remove_dir_all(&other).unwrap();
}

#[test]
fn a_folder_that_is_removed_renamed_or_read_only_is_mended_with_everything_in_it() {
    let screen = Screen::start();
    let (data, errno) = (screen.home().join("data"), screen.home().join("errno"));
    fs::write(&errno, "").unwrap();
    let told_by = [("MEDDLE_FAIL", errno.to_str().unwrap())];
    let (case, desk) = Case::rest(&screen, &data, &told_by);
    let folder = case.folder();
    let mended = |times: usize| {
        case.wait_for("the fault to be noted as mended", |facts| {
            of_kind(facts, "fault_cleared").len() == times
        })
    };
    sob(&desk, 1);
    case.wait_for("a sob", |facts| kinds(facts).contains(&"point"));

    // The session's folder is removed: it is made again, with everything that was in it.
    fs::remove_dir_all(&folder).unwrap();
    sob(&desk, 1);
    assert!(gapless(&mended(1)));

    // Its disk is taken out, and put in again.
    let away = data.join("away");
    fs::rename(&case.study, &away).unwrap();
    sob(&desk, 1);
    desk.wait_red(true);
    fs::rename(&away, &case.study).unwrap();
    desk.wait_red(false);
    assert!(gapless(&mended(2)));

    // It becomes read-only.
    fs::write(&errno, "30").unwrap();
    sob(&desk, 1);
    desk.wait_red(true);
    fs::write(&errno, "").unwrap();
    desk.wait_red(false);
    let now = mended(3);
    assert!(gapless(&now));
    assert_eq!(of_kind(&now, "point").len(), 4);
    let told: Vec<&str> = faults(&now, "disk").iter().map(|fault| fault.1).collect();
    assert!(
        told[0].contains("folder is gone") && told[2].contains("folder is gone"),
        "{told:?}"
    );
    assert!(told[4].contains("can't be written to"), "{told:?}");
}

#[test]
fn a_folder_in_which_nothing_can_be_made_holds_up_the_document_until_it_can() {
    let screen = Screen::start();
    let data = screen.home().join("data");
    let mut wrapper = Command::new("setpriv");
    wrapper.args([
        "--inh-caps=-dac_override,-dac_read_search",
        "--bounding-set=-dac_override,-dac_read_search",
        "true",
    ]);
    let is_root = rustix::process::geteuid().is_root();
    if is_root && !wrapper.status().is_ok_and(|status| status.success()) {
        eprintln!("not tested: root's rights can't be given up here");
        return;
    }
    let file = screen.home().join("protocol.json");
    fs::write(&file, super::faults::REST.replace("600", "60")).unwrap();
    let program = env!("CARGO_BIN_EXE_lacrima");
    let mut command = screen.command(if is_root { "setpriv" } else { program });
    if is_root {
        command.args(wrapper.get_args().take(2)).arg(program);
    }
    command
        .arg("run")
        .arg(&file)
        .args(["--pilot", "2", "--speed", "20", "--data"])
        .arg(&data);
    command.args(["--stage-rect", "1280,0,1024,720"]);
    let mut case = Case {
        program: super::support::Program::start(command),
        study: data.join("faults"),
    };
    case.wait_for("the rest to be shown", |facts| {
        kinds(facts).contains(&"step_shown")
    });
    let folder = case.folder();
    let allow = |mode| fs::set_permissions(&folder, fs::Permissions::from_mode(mode)).unwrap();
    allow(0o500);
    let told = case.wait_for("the fault", |facts| kinds(facts).contains(&"fault"));
    assert!(faults(&told, "disk")[0].1.contains("can't be written to"));
    assert!(kinds(&told).contains(&"session_ended") && !folder.join("session.json").exists());
    let desk = Desk {
        window: screen.window("Lacrima"),
        robot: screen.robot(),
    };
    desk.wait_red(true);
    allow(0o700);
    let status = wait_for("the pilot to end", || case.program.ended());
    assert_eq!(status.code(), Some(0), "{}", case.program.log());
    let (document, notices) = Document::read(&folder).unwrap();
    assert_eq!(notices, Vec::<String>::new());
    assert_eq!(document.faults.len(), 1);
}

/// Coding while every sync takes two seconds. A stamp that waited for the disk would be seconds late.
#[test]
fn a_slow_disk_delays_no_stamp_and_no_window_and_what_is_saved_lags_honestly() {
    let screen = Screen::start();
    let data = screen.home().join("data");
    let (case, desk) = Case::rest(&screen, &data, &[("MEDDLE_SYNC_MS", "2000")]);
    let origin = case.facts()[0]["header"]["clock"]["origin_s"]
        .as_f64()
        .unwrap();
    let mut pressed = Vec::new();
    for n in 0..10 {
        pressed.push(time::monotonic_ns() as f64 / 1e9 - origin);
        desk.robot.tap("space");
        let seen = case.wait_for("the press in the journal", |facts| {
            of_kind(facts, "point").len() > n
        });
        // What has just been written can't be synced yet.
        assert!(case.saved() < seen.last().unwrap()["seq"].as_u64().unwrap());
    }
    let now = case.facts();
    for (point, pressed) in of_kind(&now, "point").iter().zip(&pressed) {
        let late = point["at_s"].as_f64().unwrap() - pressed;
        assert!((-0.01..1.0).contains(&late), "{late} s late: {point}");
    }
    let spread = |of: &dyn Fn(usize) -> f64| (1..10).map(of).fold(0.0, f64::max);
    let points = of_kind(&now, "point");
    let taken = |n: usize| points[n]["t_s"].as_f64().unwrap() - pressed[n];
    assert!(spread(&taken) < 1.0, "the engine took them as they came");
    desk.wait_red(false);
    let last = now.last().unwrap()["seq"].as_u64().unwrap();
    wait_for("the status bar to catch up", || {
        (case.saved() >= last).then_some(())
    });
}

#[test]
fn without_locks_a_session_runs_and_the_experimenter_is_warned() {
    let screen = Screen::start();
    let (case, desk) = Case::rest(
        &screen,
        Path::new(&screen.home().join("data")),
        &[("MEDDLE_NO_LOCKS", "1")],
    );
    let told = case.wait_for("the warning", |facts| kinds(facts).contains(&"fault"));
    assert!(
        faults(&told, "lock")[0]
            .1
            .contains("file system without locks"),
        "{told:?}"
    );
    assert!(!desk.is_red());
}
