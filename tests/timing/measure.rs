//! The measurements: which program shows what how often, and which figures come of it.

use std::path::{Path, PathBuf};

use super::clip::Clip;
use super::figures::{percentile, picture};
use super::photodiode::{Rect, now_s};
use super::report::Report;
use super::restart;
use super::showing::{How, Showing, film_alone, lacrima, mpv, watch};
use super::support::{Program, Screen, wait_for};

/// So wide that the window manager's centred desk and a stage at the right edge do not overlap.
pub const DISPLAY: &str = "5120x1440";

/// Where the film is shown.
const STAGE: Rect = Rect {
    x: 3840,
    y: 0,
    width: 1280,
    height: 720,
};
const STAGE_HD: Rect = Rect {
    x: 3200,
    y: 0,
    width: 1920,
    height: 1080,
};

/// What every measurement needs.
pub struct Bench<'a> {
    pub screen: &'a Screen,
    pub folder: &'a Path,
    pub report: &'a mut Report,
    pub mpv: bool,
}

impl Bench<'_> {
    /// The 20 s clip at 720p, with a key a second, in turn with mpv.
    pub fn film(&mut self, runs: usize) {
        let clip = Clip::make(self.folder, "clip-720", 720, 20);
        for _ in 0..runs {
            let showing = self.ours(&clip, STAGE, true);
            let seen = picture(
                &showing.sights,
                &showing.bursts,
                showing.started_s,
                clip.frames(),
            );
            self.add_picture("lacrima", &seen);
            self.add_cost("lacrima", &showing);
            self.add_session(&showing, &seen);
            if self.mpv {
                let showing = self.theirs(&clip, STAGE);
                let seen = picture(
                    &showing.sights,
                    &showing.bursts,
                    showing.started_s,
                    clip.frames(),
                );
                self.add_picture("mpv", &seen);
                self.add_cost("mpv", &showing);
            }
        }
    }

    /// A short clip again and again: does the sound come at the same distance each time?
    pub fn launches(&mut self, launches: usize) {
        let clip = Clip::make(self.folder, "clip-short", 720, 6);
        let mut all = Vec::new();
        for _ in 0..launches {
            let showing = self.ours(&clip, STAGE, false);
            let seen = picture(
                &showing.sights,
                &showing.bursts,
                showing.started_s,
                clip.frames(),
            );
            let each = [
                "sound − picture, each launch",
                "ms",
                "within 5 of mpv's",
                "mean over one launch; the JSON holds every launch",
            ];
            self.report
                .add("lacrima", each, seen.sound_minus_picture_ms);
            all.extend(seen.sound_minus_picture_ms);
        }
        let range = percentile(&all, 1.0)
            .zip(percentile(&all, 0.0))
            .map(|(most, least)| most - least);
        let words = [
            "sound − picture, range",
            "ms",
            "≤ 5",
            "largest minus smallest mean over all launches",
        ];
        self.report.add("lacrima", words, range);
    }

    /// The 20 s clip at 1080p.
    pub fn hd(&mut self, runs: usize) {
        let clip = Clip::make(self.folder, "clip-1080", 1080, 20);
        let words = [
            "frames shown, 1080p",
            "of 600",
            "≥ 588",
            "different frames that were seen on the screen",
        ];
        for _ in 0..runs {
            let showing = self.ours(&clip, STAGE_HD, false);
            let seen = picture(
                &showing.sights,
                &showing.bursts,
                showing.started_s,
                clip.frames(),
            );
            self.report.add("lacrima", words, Some(seen.shown as f64));
            if self.mpv {
                let showing = self.theirs(&clip, STAGE_HD);
                let seen = picture(
                    &showing.sights,
                    &showing.bursts,
                    showing.started_s,
                    clip.frames(),
                );
                self.report.add("mpv", words, Some(seen.shown as f64));
            }
        }
    }

    /// The stage killed in the film: how long the picture is away, and whether it goes on at the next frame.
    pub fn restart(&mut self, kills: usize) {
        let clip = Clip::make(self.folder, "clip-720", 720, 20);
        let data = self.fresh_data();
        let words = [
            "stage killed → film on screen",
            "s",
            "≤ 1, the slowest too",
            "from the signal to the first frame seen again, decoding from the last key frame included: this clip has 8 s between them and is hard to decode; the JSON holds every kill",
        ];
        let slowest = [
            "the slowest of them",
            "s",
            "≤ 1",
            "the longest time for which a killed stage took the picture away",
        ];
        let off = [
            "frames off after a restart",
            "frames",
            "0 or −1",
            "the first frame seen again minus the one that would have come next; −1 is a frame that came twice",
        ];
        let all = restart::kills(self.screen, &clip, STAGE, &data, kills);
        for kill in &all {
            self.report.add("lacrima", words, Some(kill.away_s));
            self.report.add("lacrima", off, Some(kill.off as f64));
        }
        let away: Vec<f64> = all.iter().map(|kill| kill.away_s).collect();
        self.report.add("lacrima", slowest, percentile(&away, 1.0));
    }

    /// Probes at fixed delays: from their due time to the first change of the waiting screen.
    pub fn probes(&mut self, runs: usize) {
        let words = [
            "due probe on screen",
            "ms",
            "≤ 50",
            "from the time that the session document says to the first change on the stage; the latest probe of a run",
        ];
        for _ in 0..runs {
            let data = self.fresh_data();
            let how = How {
                rect: STAGE,
                scenes: true,
                keys: false,
                data: Some(data.clone()),
            };
            let showing = watch(
                self.screen,
                lacrima(self.screen, "probes.json", None, STAGE, &data),
                &how,
            );
            let due = showing
                .session
                .as_ref()
                .map(|session| session.due())
                .unwrap_or_default();
            let late: Vec<f64> = due
                .iter()
                .filter_map(|due| {
                    showing
                        .sights
                        .iter()
                        .map(|sight| sight.at_s - due)
                        .find(|late| *late > -0.005)
                })
                .map(|late| late * 1e3)
                .collect();
            self.report.add("lacrima", words, percentile(&late, 1.0));
        }
    }

    /// From the command to a window with something in it.
    pub fn start(&mut self, runs: usize) {
        let words = [
            "first window",
            "s",
            "≤ 1",
            "from the start of the program to a home window with content",
        ];
        let robot = self.screen.robot();
        for _ in 0..runs {
            let command = self.screen.command(env!("CARGO_BIN_EXE_lacrima"));
            let started_s = now_s();
            let mut program = Program::start(command);
            let drawn = wait_for("the home window", || {
                assert!(
                    program.ended().is_none(),
                    "the program ended:\n{}",
                    program.log()
                );
                let window = self.screen.windows().pop()?;
                let picture = robot.picture(window.x, window.y, window.width, window.height);
                (picture.drawn() > 0.01).then(now_s)
            });
            self.report.add("lacrima", words, Some(drawn - started_s));
            program.kill();
            wait_for("its window to go", || {
                self.screen.windows().is_empty().then_some(())
            });
        }
    }

    /// A protocol of more than 100 minutes, headless.
    pub fn simulate(&mut self, runs: usize) {
        let words = [
            "simulated session",
            "s",
            "≤ 1",
            "wall time of `lacrima simulate` for the 100-minute protocol",
        ];
        for _ in 0..runs {
            let mut command = self.screen.command(env!("CARGO_BIN_EXE_lacrima"));
            command.args(["simulate", "protocols/delayed-mood.json", "--seed", "1"]);
            command.arg("--data").arg(self.fresh_data());
            let started_s = now_s();
            let mut program = Program::start(command);
            let status = wait_for("the simulation", || program.ended());
            let wall_s = now_s() - started_s;
            assert!(
                status.success(),
                "the simulation failed:\n{}",
                program.log()
            );
            self.report.add("lacrima", words, Some(wall_s));
        }
    }

    /// The film without session and desk.
    pub fn alone(&mut self, runs: usize) {
        let clip = Clip::make(self.folder, "clip-720", 720, 20);
        let how = How {
            rect: STAGE,
            scenes: false,
            keys: false,
            data: None,
        };
        for _ in 0..runs {
            let showing = watch(self.screen, film_alone(self.screen, &clip, STAGE), &how);
            let seen = picture(
                &showing.sights,
                &showing.bursts,
                showing.started_s,
                clip.frames(),
            );
            self.add_picture("lacrima", &seen);
            self.add_cost("lacrima", &showing);
            if self.mpv {
                let showing = self.theirs(&clip, STAGE);
                let seen = picture(
                    &showing.sights,
                    &showing.bursts,
                    showing.started_s,
                    clip.frames(),
                );
                self.add_picture("mpv", &seen);
                self.add_cost("mpv", &showing);
            }
        }
    }

    fn ours(&self, clip: &Clip, rect: Rect, keys: bool) -> Showing {
        let data = self.fresh_data();
        let command = lacrima(self.screen, "protocol.json", Some(clip), rect, &data);
        watch(
            self.screen,
            command,
            &How {
                rect,
                scenes: false,
                keys,
                data: Some(data),
            },
        )
    }

    fn theirs(&self, clip: &Clip, rect: Rect) -> Showing {
        let how = How {
            rect,
            scenes: false,
            keys: false,
            data: None,
        };
        watch(self.screen, mpv(self.screen, clip, rect), &how)
    }

    /// A data folder that nobody used before, in the screen's own home.
    pub fn fresh_data(&self) -> PathBuf {
        let taken = |number: &usize| self.screen.home().join(format!("data-{number}")).exists();
        let number = (0..).find(|number| !taken(number)).unwrap_or_default();
        let folder = self.screen.home().join(format!("data-{number}"));
        std::fs::create_dir(&folder).expect("the home is writable");
        folder
    }
}
