//! The hidden verb `play`: one film on a borderless window, exactly as a session shows it, for trials and benchmarks.

use std::path::PathBuf;
use std::time::Duration;

use eframe::{NativeOptions, UserEvent};
use winit::event_loop::EventLoop;

use super::{AfterSwap, Canvas, FilmScreen, SwapClock};
use crate::media::{FilmRequest, PICTURES_LATER, SoundOut};
use crate::session::MediaInput;
use crate::time::{self, FilmTime, Stamp};

/// How long a pause lasts.
const PAUSE: Duration = Duration::from_secs(1);

/// What to play and where.
#[derive(Clone, Debug)]
struct Play {
    file: PathBuf,
    /// Left, top, width and height of the window in pixels.
    rect: [f32; 4],
    silent: bool,
    from_s: f64,
    to_s: Option<f64>,
    /// Pauses for a second, or stops, this many seconds after the first frame.
    pause_after_s: Option<f64>,
    stop_after_s: Option<f64>,
    subtitles: Option<PathBuf>,
    audio_track: Option<u32>,
}

/// Runs the verb with the arguments after `play`: `FILE [--stage-rect X,Y,W,H] [--silent] [--from S] [--to S] [--pause-after S] [--stop-after S] [--subtitles FILE] [--audio-track N]`.
pub fn main(arguments: impl Iterator<Item = std::ffi::OsString>) -> u8 {
    match read(arguments) {
        None => {
            eprintln!(
                "usage: lacrima play FILE [--stage-rect X,Y,W,H] [--silent] [--from S] [--to S] [--pause-after S] [--stop-after S] [--subtitles FILE] [--audio-track N]"
            );
            2
        }
        Some(wanted) => play(wanted).map_or_else(
            |why| {
                crate::plain::complain(why);
                1
            },
            |()| 0,
        ),
    }
}

fn read(mut arguments: impl Iterator<Item = std::ffi::OsString>) -> Option<Play> {
    let mut play = Play {
        file: arguments.next()?.into(),
        rect: [0.0, 0.0, 1280.0, 720.0],
        silent: false,
        from_s: 0.0,
        to_s: None,
        pause_after_s: None,
        stop_after_s: None,
        subtitles: None,
        audio_track: None,
    };
    let number = |text: Option<std::ffi::OsString>| -> Option<f64> { text?.to_str()?.parse().ok() };
    while let Some(flag) = arguments.next() {
        match flag.to_str()? {
            "--silent" => play.silent = true,
            "--from" => play.from_s = number(arguments.next())?,
            "--to" => play.to_s = Some(number(arguments.next())?),
            "--pause-after" => play.pause_after_s = Some(number(arguments.next())?),
            "--stop-after" => play.stop_after_s = Some(number(arguments.next())?),
            "--subtitles" => play.subtitles = Some(arguments.next()?.into()),
            "--audio-track" => play.audio_track = arguments.next()?.to_str()?.parse().ok(),
            "--stage-rect" => {
                let text = arguments.next()?;
                let numbers: Vec<f32> = text
                    .to_str()?
                    .split(',')
                    .map(str::parse)
                    .collect::<Result<_, _>>()
                    .ok()?;
                play.rect = numbers.try_into().ok()?;
            }
            _ => return None,
        }
    }
    Some(play)
}

/// Plays the film once and prints what was shown; the error is one sentence.
fn play(play: Play) -> Result<(), String> {
    let no_window = |error: &dyn std::fmt::Display| {
        format!("no window can be opened ({error}): log in to a desktop")
    };
    let event_loop = EventLoop::<UserEvent>::with_user_event()
        .build()
        .map_err(|error| no_window(&error))?;
    let [x, y, width, height] = play.rect;
    let options = NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_decorations(false)
            .with_position([x, y])
            .with_inner_size([width, height]),
        ..NativeOptions::default()
    };
    let swaps = SwapClock::default();
    let app_swaps = swaps.clone();
    let make = move |made: &eframe::CreationContext<'_>| -> Result<Box<dyn eframe::App>, Box<dyn std::error::Error + Send + Sync>> {
        let request = FilmRequest {
            path: play.file,
            start_at: FilmTime::from_s(play.from_s),
            to: play.to_s.map(FilmTime::from_s),
            gain_db: 0.0,
            audio_track: play.audio_track,
            sound: if play.silent { SoundOut::Silent } else { SoundOut::Device },
            pictures_later: PICTURES_LATER,
            in_a_hurry: false,
            mark: None,
        };
        let canvas = Canvas::default();
        if let Some(gl) = &made.gl {
            canvas.meet(gl);
        }
        let mut film = FilmScreen::open(request, canvas, app_swaps, &made.egui_ctx);
        if let Some(subtitles) = play.subtitles {
            film.show_subtitles(subtitles);
        }
        Ok(Box::new(PlayApp {
            film,
            onset: None,
            pause_after: play.pause_after_s.map(Duration::from_secs_f64),
            stop_after: play.stop_after_s.map(Duration::from_secs_f64),
            paused_at: None,
        }))
    };
    let app = eframe::create_native("Lacrima film", options, Box::new(make), &event_loop);
    event_loop
        .run_app(&mut AfterSwap::new(app, swaps))
        .map_err(|error| no_window(&error))
}

struct PlayApp {
    film: FilmScreen,
    onset: Option<Stamp>,
    pause_after: Option<Duration>,
    stop_after: Option<Duration>,
    paused_at: Option<Stamp>,
}

impl PlayApp {
    /// Pauses and stops when it was asked to, and says when.
    fn act(&mut self) {
        let Some(onset) = self.onset else { return };
        let now = time::now();
        let past = |after: Option<Duration>| after.is_some_and(|after| now >= onset.after(after));
        if past(self.stop_after) {
            self.stop_after = None;
            println!("stop asked at {:.6} s", seconds(now));
            self.film.cut();
        }
        if past(self.pause_after) {
            self.pause_after = None;
            self.paused_at = Some(now);
            println!("pause asked at {:.6} s", seconds(now));
            self.film.pause();
        }
        if self.paused_at.is_some_and(|at| now >= at.after(PAUSE)) {
            self.paused_at = None;
            println!("resume asked at {:.6} s", seconds(now));
            self.film.resume();
        }
    }
}

/// On `CLOCK_MONOTONIC`, which recorders use.
fn seconds(at: Stamp) -> f64 {
    let behind = time::now().ns_since(at);
    (time::monotonic_ns() - behind) as f64 / 1e9
}

impl eframe::App for PlayApp {
    fn ui(&mut self, ui: &mut egui::Ui, _: &mut eframe::Frame) {
        self.film.ui(ui);
        if let Some(why) = self.film.take_subtitle_fault() {
            crate::plain::complain(why);
        }
        for report in self.film.take_reports() {
            if matches!(report.media, MediaInput::Onset { .. }) {
                self.onset.get_or_insert(report.at);
            }
            match report.media {
                MediaInput::Progress { .. } => {}
                MediaInput::Ended { stats, .. } => println!("{stats:?}"),
                other => println!("{:.6} s: {other:?}", seconds(report.at)),
            }
        }
        self.act();
        self.film.take_lines();
        self.film.take_thumbnail();
        if self.paused_at.is_some() {
            ui.ctx().request_repaint_after(Duration::from_millis(20));
        }
        if self.film.is_over() {
            ui.ctx().send_viewport_cmd(egui::ViewportCommand::Close);
        }
    }

    fn clear_color(&self, _: &egui::Visuals) -> [f32; 4] {
        [0.0, 0.0, 0.0, 1.0]
    }
}
