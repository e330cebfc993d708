//! `make bench`: measures pictures, sound, keys and memory of the real program in its real windows, beside mpv.
//!
//! It knows nothing of the programs' insides: a virtual photodiode reads the display, a virtual microphone the sound server,
//! a robot finger presses keys; all on one clock (`CLOCK_MONOTONIC`). Only the stamps of keys come from the session document.
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a bench ends by panicking, and makes files of its own"
)]

mod clip;
mod figures;
mod finger;
mod journal;
mod measure;
mod microphone;
mod photodiode;
mod processes;
mod report;
mod restart;
mod rows;
mod session;
mod showing;
mod study;
#[path = "../all/support/mod.rs"]
mod support;

use std::path::{Path, PathBuf};

use clap::{Parser, ValueEnum};

use self::measure::Bench;
use self::report::Report;
use self::support::Screen;

/// What can be measured alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// The 20 s clip at 720p with keys: frames, jitter, sound, CPU, memory, stamps.
    Film,
    /// Sound against picture over ten launches.
    Launches,
    /// The clip at 1080p.
    Hd,
    /// How late due probes come to the screen.
    Probes,
    /// From start to the first window.
    Start,
    /// How long the picture is away when the stage is killed in the film.
    Restart,
    /// A long protocol in virtual time.
    Simulate,
    /// `lacrima study` on 10 000 simulated sessions; not part of the whole.
    Study,
    /// Opening a session of 100 000 events.
    Open,
    /// The film without session and desk, to see what they cost; not part of the whole.
    Alone,
}

/// Measures the timing of the real program.
#[derive(Parser)]
struct Arguments {
    /// What to measure; everything when absent.
    parts: Vec<Part>,
    /// How often each program shows the film.
    #[arg(long, default_value_t = 3)]
    runs: usize,
    /// How often the film is launched to compare sound with picture.
    #[arg(long, default_value_t = 10)]
    launches: usize,
    /// How often the stage is killed.
    #[arg(long, default_value_t = 12)]
    kills: usize,
    /// Leave mpv out.
    #[arg(long)]
    ours_only: bool,
    /// Where every run's value goes.
    #[arg(long)]
    json: Option<PathBuf>,
    /// Cargo says so to every bench.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() {
    let arguments = Arguments::parse();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("timing");
    std::fs::create_dir_all(&folder).expect("target is writable");
    let screen = Screen::start_sized(measure::DISPLAY);
    let mut report = Report::default();
    let mut bench = Bench {
        screen: &screen,
        folder: &folder,
        report: &mut report,
        mpv: !arguments.ours_only,
    };
    let wanted = |part| match arguments.parts.as_slice() {
        [] => !matches!(part, Part::Alone | Part::Study),
        parts => parts.contains(&part),
    };
    if wanted(Part::Film) {
        bench.film(arguments.runs);
    }
    if wanted(Part::Launches) {
        bench.launches(arguments.launches);
    }
    if wanted(Part::Hd) {
        bench.hd(arguments.runs);
    }
    if wanted(Part::Probes) {
        bench.probes(arguments.runs);
    }
    if wanted(Part::Start) {
        bench.start(arguments.runs);
    }
    if wanted(Part::Restart) {
        bench.restart(arguments.kills);
    }
    if wanted(Part::Simulate) {
        bench.simulate(arguments.runs);
    }
    if wanted(Part::Open) {
        bench.open(arguments.runs);
    }
    if wanted(Part::Study) {
        bench.study(arguments.runs);
    }
    if wanted(Part::Alone) {
        bench.alone(arguments.runs);
    }
    report.print();
    report.save(&arguments.json.unwrap_or_else(|| folder.join("timing.json")));
}
