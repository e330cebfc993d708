//! The real program on hostile files: runs it to its end, looks after its memory, and makes the files.

use std::ffi::OsStr;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::support::wait_within;

/// Most memory that the program may hold for any of these files, in kB. The program alone, with its libraries, holds about 40 MB.
pub const MOST_KB: u64 = 400 << 10;
/// Most address space: what is asked for beyond is refused, and the program would end by a signal.
const ADDRESSES_KB: u64 = 2 << 20;
/// Far longer than any of them takes.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(60);

/// How a run of the program ended.
pub struct Ended {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
    pub peak_kb: u64,
}

impl Ended {
    /// What was said, in whichever place.
    pub fn said(&self) -> String {
        format!("{}{}", self.out, self.err)
    }
}

/// Runs the program without a display until it ends, and looks after its memory.
pub fn lacrima<S: AsRef<OsStr>>(arguments: &[S]) -> Ended {
    let folder = TempDir::with_prefix("lacrima-out-").unwrap();
    let [out, err] = ["out", "err"].map(|name| folder.path().join(name));
    let mut child = Command::new("bash")
        .args([
            "-c",
            &format!("ulimit -v {ADDRESSES_KB}; exec \"$@\""),
            "bash",
        ])
        .arg(env!("CARGO_BIN_EXE_lacrima"))
        .args(arguments)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .stdin(Stdio::null())
        .stdout(std::fs::File::create(&out).unwrap())
        .stderr(std::fs::File::create(&err).unwrap())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak_kb = 0;
    let ended = wait_within(
        PATIENCE,
        "the program to be done with a hostile file",
        || {
            let status = std::fs::read_to_string(&status).unwrap_or_default();
            let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let peak = peak.and_then(|rest| rest.trim().strip_suffix(" kB"));
            peak_kb = peak_kb.max(peak.and_then(|kb| kb.parse().ok()).unwrap_or(0));
            child.try_wait().unwrap()
        },
    );
    let read = |path: &Path| String::from_utf8(std::fs::read(path).unwrap()).unwrap();
    Ended {
        code: ended.code(),
        out: read(&out),
        err: read(&err),
        peak_kb,
    }
}

/// The program says no in lines that a terminal only shows, one of which holds `words`, and has not grown.
#[track_caller]
pub fn refused<S: AsRef<OsStr>>(arguments: &[S], words: &str) -> String {
    let ended = lacrima(arguments);
    let said = ended.said();
    assert_eq!(ended.code, Some(1), "{said}");
    assert!(said.contains(words), "“{words}” is not in: {said}");
    is_plain(&said);
    assert!(ended.peak_kb < MOST_KB, "{} kB", ended.peak_kb);
    assert!(
        !said.contains("panicked") && said.lines().count() <= 3 && said.len() < 3000,
        "{said}"
    );
    said
}

#[track_caller]
pub fn is_plain(said: &str) {
    let obeyed = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    assert!(!said.chars().any(obeyed), "{said:?}");
}

pub fn folder() -> TempDir {
    TempDir::with_prefix("lacrima-hostile-").unwrap()
}

pub fn path(of: &Path) -> &str {
    of.to_str().unwrap()
}

/// A sparse file of 1 GB that begins with `head`.
pub fn huge(at: PathBuf, head: &str) -> PathBuf {
    std::fs::write(&at, head).unwrap();
    std::fs::OpenOptions::new()
        .write(true)
        .open(&at)
        .unwrap()
        .set_len(1 << 30)
        .unwrap();
    at
}

/// What no file should be: a folder, a pipe that nobody writes into, a socket, two devices without end, a link to itself.
pub fn no_files(folder: &Path) -> Vec<PathBuf> {
    let [directory, pipe, socket, round] =
        ["directory", "pipe", "socket", "round"].map(|name| folder.join(name));
    std::fs::create_dir(&directory).unwrap();
    let made = Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    drop(UnixListener::bind(&socket).unwrap());
    symlink("round", &round).unwrap();
    vec![
        directory,
        pipe,
        socket,
        round,
        "/dev/zero".into(),
        "/dev/random".into(),
    ]
}
