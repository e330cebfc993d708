//! One showing: starts a program, watches it with every instrument until it ends, and collects what they saw.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::clip::Clip;
use super::finger::Finger;
use super::journal::Watch;
use super::microphone::Microphone;
use super::photodiode::{Photodiode, Rect, Sight, now_s};
use super::processes::Processes;
use super::session::Session;
use super::support::{Program, Screen};

/// No showing of ours takes longer.
const BOUND_S: f64 = 180.0;

/// What the instruments saw. Instants are `CLOCK_MONOTONIC` seconds.
pub struct Showing {
    pub started_s: f64,
    pub sights: Vec<Sight>,
    pub bursts: Vec<f64>,
    pub presses: Vec<f64>,
    /// When the journal grew.
    pub written: Vec<f64>,
    pub cpu_s: f64,
    pub memory_mb: f64,
    pub session: Option<Session>,
}

/// How to watch.
pub struct How {
    pub rect: Rect,
    /// Watch the whole picture, not only the clip's strip.
    pub scenes: bool,
    /// Press the coding key.
    pub keys: bool,
    /// Where the program puts its sessions.
    pub data: Option<PathBuf>,
}

/// Runs `command` to its end. Panics with the program's own words when it fails.
pub fn watch(screen: &Screen, command: Command, how: &How) -> Showing {
    let framebuffer = PathBuf::from(screen.setting("LACRIMA_FRAMEBUFFER"));
    let microphone = Microphone::start(screen);
    let photodiode = Photodiode::start(&framebuffer, how.rect, how.scenes);
    let journal = how.data.clone().map(Watch::start);
    std::thread::sleep(Duration::from_millis(500));
    let finger = how
        .keys
        .then(|| Finger::start(screen, "space", photodiode.latest()));
    let words = format!("{command:?}");
    let started_s = now_s();
    let mut program = Program::start(command);
    let mut processes = Processes::of(program.id());
    let status = loop {
        processes.look();
        if let Some(status) = program.ended() {
            break status;
        }
        assert!(
            now_s() - started_s < BOUND_S,
            "{words} does not end; it said:\n{}",
            program.log()
        );
        std::thread::sleep(Duration::from_millis(250));
    };
    std::thread::sleep(Duration::from_millis(300));
    let presses = finger.map(Finger::stop).unwrap_or_default();
    let showing = Showing {
        started_s,
        sights: photodiode.stop(),
        bursts: microphone.stop(),
        presses,
        written: journal.map(Watch::stop).unwrap_or_default(),
        cpu_s: processes.cpu_s(),
        memory_mb: processes.peak_mb(),
        session: how.data.as_deref().and_then(Session::newest),
    };
    assert!(
        status.success(),
        "{words} ended with {status}; it said:\n{}",
        program.log()
    );
    showing
}

/// A whole session with that film; a simulated participant and experimenter carry it to its end, the finger presses keys besides.
pub fn lacrima(
    screen: &Screen,
    protocol: &str,
    clip: Option<&Clip>,
    rect: Rect,
    data: &Path,
) -> Command {
    let mut command = screen.command(env!("CARGO_BIN_EXE_lacrima"));
    command
        .arg("run")
        .arg(Path::new("tests/timing").join(protocol))
        .args(["--start", "--participant", "T1"]);
    command.args(["--pilot", "1"]);
    let Rect {
        x,
        y,
        width,
        height,
    } = rect;
    command
        .arg("--stage-rect")
        .arg(format!("{x},{y},{width},{height}"))
        .arg("--data")
        .arg(data);
    if let Some(clip) = clip {
        command
            .arg("--film")
            .arg(format!("clip={}", clip.path.display()));
    }
    command
}

/// The film alone, without session and second window, as the hidden verb `play` shows it.
pub fn film_alone(screen: &Screen, clip: &Clip, rect: Rect) -> Command {
    let mut command = screen.command(env!("CARGO_BIN_EXE_lacrima"));
    let Rect {
        x,
        y,
        width,
        height,
    } = rect;
    command
        .arg("play")
        .arg(&clip.path)
        .arg("--stage-rect")
        .arg(format!("{x},{y},{width},{height}"));
    command
}

/// The same film in mpv, which only shows films, and drops frames rather than being late.
pub fn mpv(screen: &Screen, clip: &Clip, rect: Rect) -> Command {
    let mut command = screen.command("mpv");
    let Rect {
        x,
        y,
        width,
        height,
    } = rect;
    command
        .args([
            "--no-config",
            "--really-quiet",
            "--no-osc",
            "--vo=x11",
            "--no-border",
            "--hwdec=no",
            "--ao=pulse",
        ])
        .arg(format!("--geometry={width}x{height}+{x}+{y}"))
        .arg(&clip.path);
    command
}
