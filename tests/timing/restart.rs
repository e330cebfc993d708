//! Kills the stage in the film, and sees on the display how long the picture is away and where it goes on.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Duration;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rustix::process::{Pid, Signal, kill_process};

use super::clip::Clip;
use super::photodiode::{Photodiode, Rect, Sight, now_s};
use super::showing::lacrima;
use super::support::{Program, Screen, wait_for};

/// Kills in one session: the clip has 20 s.
const A_SESSION: usize = 4;

/// What was seen after one kill.
pub struct Away {
    /// From the kill to the first frame.
    pub away_s: f64,
    /// That frame's number minus the number after the last one before: 0 is right, more was left out, less came twice.
    pub off: i64,
}

/// Kills the stage that often, at seeded instants.
pub fn kills(screen: &Screen, clip: &Clip, rect: Rect, data: &Path, kills: usize) -> Vec<Away> {
    let mut chance = ChaCha8Rng::seed_from_u64(1);
    let mut all = Vec::new();
    while all.len() < kills {
        let most = A_SESSION.min(kills - all.len());
        all.extend(one_session(screen, clip, rect, data, most, &mut chance));
    }
    all
}

fn one_session(
    screen: &Screen,
    clip: &Clip,
    rect: Rect,
    data: &Path,
    kills: usize,
    chance: &mut ChaCha8Rng,
) -> Vec<Away> {
    let framebuffer = PathBuf::from(screen.setting("LACRIMA_FRAMEBUFFER"));
    let photodiode = Photodiode::start(&framebuffer, rect, false);
    let latest = photodiode.latest();
    let seen = || (latest.load(Ordering::Relaxed) >= 0).then_some(());
    let program = Program::start(lacrima(screen, "protocol.json", Some(clip), rect, data));
    let mut killed = Vec::new();
    for _ in 0..kills {
        wait_for("the film on the display", seen);
        std::thread::sleep(Duration::from_millis(chance.random_range(500..2500)));
        if seen().is_none() {
            break;
        }
        killed.push(now_s());
        kill_stage(&program);
        wait_for("the window to be gone", || seen().is_none().then_some(()));
    }
    wait_for("the film on the display", seen);
    drop(program);
    let sights = photodiode.stop();
    let away = |at_s: &f64| away(&sights, *at_s);
    killed.iter().filter_map(away).collect()
}

fn kill_stage(program: &Program) {
    let is_stage = |id: &u32| {
        std::fs::read_to_string(format!("/proc/{id}/cmdline"))
            .is_ok_and(|line| line.contains("--link-fd"))
    };
    let stage = program.children().into_iter().find(is_stage);
    let id = stage.and_then(|id| Pid::from_raw(i32::try_from(id).ok()?));
    let killed = kill_process(id.expect("a stage runs"), Signal::KILL);
    killed.expect("the stage can be killed");
}

fn away(sights: &[Sight], killed_s: f64) -> Option<Away> {
    let before = |sight: &&Sight| sight.at_s <= killed_s && sight.frame.is_some();
    let last = sights.iter().rev().find(before)?.frame?;
    let gone = sights
        .iter()
        .position(|sight| sight.at_s > killed_s && sight.frame.is_none())?;
    let back = sights
        .get(gone..)?
        .iter()
        .find(|sight| sight.frame.is_some())?;
    Some(Away {
        away_s: back.at_s - killed_s,
        off: i64::from(back.frame?) - i64::from(last) - 1,
    })
}
