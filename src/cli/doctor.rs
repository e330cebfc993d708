//! `lacrima doctor`: whether this computer can run a session, one line a check.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use winit::application::ApplicationHandler;
use winit::event::WindowEvent;
use winit::event_loop::{ActiveEventLoop, EventLoop};
use winit::window::WindowId;

use crate::plain::say;
use crate::protocol::assets;
use crate::{media, record};

/// Longest silence of a child process.
const PATIENCE: Duration = Duration::from_secs(20);
/// Less free disk than this is too little for a day in the laboratory.
const ENOUGH_DISK: u64 = 500 << 20;

/// What one check found.
enum Finding {
    Good(String),
    Worth(String),
    Bad(String),
}

/// Prints every check; exit status 1 when a session would fail.
pub fn run(data: Option<PathBuf>) -> ExitCode {
    let data = data.unwrap_or_else(record::default_data);
    let mut findings = displays();
    findings.push(sound());
    findings.push(codecs());
    findings.push(clip());
    findings.extend(disk(&data));
    let mut good = true;
    for finding in &findings {
        match finding {
            Finding::Good(text) => say(format_args!("ok      {text}")),
            Finding::Worth(text) => say(format_args!("note    {text}")),
            Finding::Bad(text) => {
                good = false;
                say(format_args!("wrong   {text}"));
            }
        }
    }
    if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    }
}

fn displays() -> Vec<Finding> {
    #[derive(Default)]
    struct Look(Vec<Finding>);
    impl ApplicationHandler for Look {
        fn resumed(&mut self, event_loop: &ActiveEventLoop) {
            let monitors: Vec<_> = event_loop.available_monitors().collect();
            for (number, monitor) in monitors.iter().enumerate() {
                let size = monitor.size();
                let rate = monitor
                    .refresh_rate_millihertz()
                    .map(|rate| f64::from(rate) / 1000.0);
                let rate = rate.map_or("refresh rate unknown".into(), |rate| {
                    format!("{rate:.2} Hz")
                });
                let name = monitor.name().unwrap_or_else(|| "unnamed".into());
                self.0.push(Finding::Good(format!(
                    "display {number}: {name}, {} × {}, {rate}",
                    size.width, size.height
                )));
            }
            if monitors.len() < 2 {
                self.0.push(Finding::Worth(
                    "one display: a session with a participant needs a second one, so that the coder's screen stays out of sight".into(),
                ));
            }
            event_loop.exit();
        }
        fn window_event(&mut self, _: &ActiveEventLoop, _: WindowId, _: WindowEvent) {}
    }
    let mut look = Look::default();
    let ran = EventLoop::new().and_then(|event_loop| event_loop.run_app(&mut look));
    if ran.is_err() || look.0.is_empty() {
        return vec![Finding::Bad(
            "no display answers: start the program in a desktop session, or set DISPLAY".into(),
        )];
    }
    look.0
}

fn sound() -> Finding {
    match media::ask_sound_device(PATIENCE) {
        Ok(()) => Finding::Good("a sound device answers".into()),
        Err(why) => Finding::Bad(format!("sound: {why}")),
    }
}

fn codecs() -> Finding {
    match media::ask_missing_codecs(PATIENCE) {
        Ok(missing) if missing.is_empty() => {
            Finding::Good("every codec that laboratories use is there".into())
        }
        Ok(missing) => Finding::Bad(format!(
            "no decoder for {}: install GStreamer's good, ugly and libav plug-ins",
            missing.join(", ")
        )),
        Err(why) => Finding::Bad(format!("codecs: {why}")),
    }
}

fn clip() -> Finding {
    let Some(path) = assets::find("demo-sad.webm") else {
        return Finding::Bad(
            "the shipped clips are missing: keep the assets folder beside the program".into(),
        );
    };
    match media::ask(&path, true, PATIENCE) {
        Ok(_) => Finding::Good("a film decodes from start to end".into()),
        Err(why) => Finding::Bad(format!("the shipped clip: {why}")),
    }
}

fn disk(data: &Path) -> Vec<Finding> {
    let mut findings = vec![match record::check(data) {
        Ok(()) => Finding::Good("the data folder can be written to".into()),
        Err(why) => Finding::Bad(why),
    }];
    match record::free_bytes(data) {
        Some(free) if free < ENOUGH_DISK => findings.push(Finding::Bad(format!(
            "only {} MB of disk are free: make room, or choose another data folder",
            free >> 20
        ))),
        Some(free) => findings.push(Finding::Good(format!("{} GB of disk are free", free >> 30))),
        None => findings.push(Finding::Worth("free disk can't be told here".into())),
    }
    if let Some(service) = record::synced_by(data) {
        findings.push(Finding::Worth(format!(
            "the data folder is synced by {service}: choose a folder that stays on this computer"
        )));
    }
    if record::is_open_to_others(data) {
        findings.push(Finding::Worth(
            "other users of this computer can look into the data folder: make it private (chmod 700)"
                .into(),
        ));
    }
    findings
}
