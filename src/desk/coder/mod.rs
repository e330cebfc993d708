//! Coders: who they are, how far they lag behind what they see and hear, and a clip to practise with.

mod run;
mod swaps;
mod task;
mod tones;
mod words;

use std::path::PathBuf;
use std::sync::Arc;

use chrono::SecondsFormat;
use egui::{Label, RichText, Ui};

use super::keyboard::Keyboards;
use super::page;
use super::worker::{Job, Wake};
use crate::look::{Icon, button, palette, strong, tokens};
use crate::protocol::{Id, Sense, assets};
use crate::record::coders::{self, Calibration, Calibrations};
use crate::time;

use run::{Run, Turn};
use task::Told;
use tones::Tones;

pub use swaps::Swaps;
pub use words::{ASSUMED_S, day};

/// The shipped protocol to practise with.
const PRACTICE: &str = "coder-practice.json";

/// What the room asks of the program.
#[derive(Clone, Debug, PartialEq)]
pub enum CoderCommand {
    /// Back to the home window.
    Home,
    /// Set up a session of this protocol.
    SetUp(PathBuf),
}

/// The coders of one data folder.
pub struct Coders {
    data: PathBuf,
    id: String,
    known: Job<Vec<(Id, Result<Calibrations, String>)>>,
    /// The protocol to practise with, where it is installed.
    practice: Job<Option<PathBuf>>,
    state: State,
    /// One sentence about the last run.
    said: Option<String>,
}

enum State {
    Choosing,
    /// The sound device is being opened for this coder.
    Opening(Id, Tones),
    Running(Id, u64, Box<Run>),
    Told(Id, Box<Calibration>, Kept),
}

/// Whether the calibration has reached the disk.
enum Kept {
    Not(Job<Result<(), String>>),
    Yes,
    Failed(String),
}

impl Coders {
    /// The coders in this data folder.
    pub fn open(data: PathBuf, wake: &Wake) -> Self {
        Self {
            known: look(&data, wake),
            practice: Job::start("practice", wake, |_| {
                let mut shipped = assets::shipped_protocols().into_iter();
                shipped.find(|path| path.file_name().is_some_and(|name| name == PRACTICE))
            }),
            data,
            id: "coder-1".to_owned(),
            state: State::Choosing,
            said: None,
        }
    }

    /// Draws the room.
    pub fn coders_ui(
        &mut self,
        ui: &mut Ui,
        keyboards: &Arc<Keyboards>,
        swaps: &Swaps,
        wake: &Wake,
    ) -> Option<CoderCommand> {
        self.follow_device(keyboards);
        self.follow_disk(wake);
        if let State::Running(..) = self.state {
            self.run_ui(ui, keyboards, swaps, wake);
            return None;
        }
        let mut command = None;
        page::column(ui, 680.0, |ui| command = self.page_ui(ui, wake));
        command
    }

    /// The run begins as soon as the sound device is open.
    fn follow_device(&mut self, keyboards: &Arc<Keyboards>) {
        let State::Opening(_, tones) = &self.state else {
            return;
        };
        let Some(opened) = tones.opened() else { return };
        let State::Opening(id, tones) = std::mem::replace(&mut self.state, State::Choosing) else {
            return;
        };
        match opened {
            Ok(buffer) => {
                // Other programs read numbers exactly up to 2^53.
                let seed = rand::random_range(0..1 << 53);
                let run = Run::begin(seed, tones, buffer, keyboards);
                self.state = State::Running(id, seed, Box::new(run));
            }
            Err(why) => self.said = Some(why),
        }
    }

    fn follow_disk(&mut self, wake: &Wake) {
        if let State::Told(_, _, kept) = &mut self.state
            && let Kept::Not(keeping) = kept
            && let Some(done) = keeping.take()
        {
            *kept = done.map_or_else(Kept::Failed, |()| Kept::Yes);
            self.known = look(&self.data, wake);
        }
    }

    fn run_ui(&mut self, ui: &mut Ui, keyboards: &Arc<Keyboards>, swaps: &Swaps, wake: &Wake) {
        let State::Running(id, seed, run) = &mut self.state else {
            return;
        };
        match run.run_ui(ui, keyboards, swaps) {
            Turn::On => {}
            Turn::Ended(why) => {
                keyboards.connect(None);
                self.said = Some(why.to_owned());
                self.state = State::Choosing;
                ui.ctx().request_repaint();
            }
            Turn::Done(told) => {
                keyboards.connect(None);
                let buffer_s = run.buffer().map(|buffer| buffer.as_secs_f64());
                let calibration = calibration(told, *seed, keyboards.source(), buffer_s);
                let (data, coder, kept) = (self.data.clone(), id.clone(), calibration.clone());
                let keeping = Job::start("calibration", wake, move |_| {
                    coders::keep_calibration(&data, &coder, &kept)
                });
                self.state = State::Told(id.clone(), Box::new(calibration), Kept::Not(keeping));
                ui.ctx().request_repaint();
            }
        }
    }

    fn page_ui(&mut self, ui: &mut Ui, wake: &Wake) -> Option<CoderCommand> {
        let mut command = None;
        ui.horizontal(|ui| {
            if button::compact(ui, Some(Icon::Left), "Home", button::Weight::Quiet).clicked() {
                command = Some(CoderCommand::Home);
            }
            let title = RichText::new("Coders")
                .font(strong(tokens::DESK_TITLE))
                .color(palette(ui).text);
            ui.add(Label::new(title));
        });
        ui.add_space(8.0);
        if let Some(said) = &self.said {
            page::caution(ui, said);
        }
        if let State::Told(id, calibration, kept) = &self.state {
            told_ui(ui, id, calibration, kept);
            ui.add_space(16.0);
        }
        self.measure_ui(ui, wake);
        ui.add_space(16.0);
        self.known_ui(ui);
        ui.add_space(16.0);
        let practice = self.practice.look().and_then(Option::as_ref);
        command.or(practice_ui(ui, practice))
    }

    fn measure_ui(&mut self, ui: &mut Ui, wake: &Wake) {
        page::heading(ui, "Reaction lag");
        page::quiet(
            ui,
            "Whoever codes crying presses a little later than it happens. Measure by how much: for about two minutes, press the space bar, or the key that you code with, at each disc that appears and at each tone. Sessions that you code from then on have your lag taken off their onsets; what you pressed is kept as well.",
        );
        page::quiet(ui, words::LATENCY);
        ui.add_space(4.0);
        let id = Id(self.id.trim().to_owned());
        let valid = Id::is_valid(id.as_str());
        page::field(ui, "Coder", |ui| {
            page::text_field(ui, "Coder", &mut self.id, 200.0)
        });
        if !valid {
            page::caution(
                ui,
                "The coder's id may hold 1 to 64 letters, digits, _ and -.",
            );
        }
        let opening = matches!(self.state, State::Opening(..));
        let label = match self.state {
            State::Opening(..) => "Opening the sound device…",
            State::Told(..) => "Measure again",
            _ => "Measure reaction lag",
        };
        ui.add_enabled_ui(valid && !opening, |ui| {
            let clicked =
                button::compact(ui, Some(Icon::Play), label, button::Weight::Primary).clicked();
            if clicked {
                self.said = None;
                self.state = State::Opening(id, Tones::open(wake));
            }
        });
    }

    fn known_ui(&mut self, ui: &mut Ui) {
        page::heading(ui, "Measured so far");
        let Some(known) = self.known.look() else {
            page::quiet(ui, "Looking for coders…");
            return;
        };
        if known.is_empty() {
            page::quiet(
                ui,
                "Nobody has been measured in this data folder. Without a measured lag 0.8 s is assumed.",
            );
        }
        for (id, read) in known {
            page::card(ui, |ui| {
                ui.horizontal(|ui| {
                    let name = RichText::new(id.as_str())
                        .font(strong(tokens::DESK_TEXT))
                        .color(palette(ui).text);
                    ui.add(Label::new(name));
                    if button::compact(ui, None, "Choose", button::Weight::Quiet).clicked() {
                        self.id = id.to_string();
                    }
                });
                match read {
                    Ok(read) => {
                        if let Some(newest) = read.all.last() {
                            page::quiet(ui, &words::short(newest));
                        }
                        if let Some(notice) = &read.notice {
                            page::caution(ui, notice);
                        }
                    }
                    Err(why) => page::caution(ui, why),
                }
            });
        }
        page::faint(
            ui,
            &format!("Kept in {}", self.data.join("coders").display()),
        );
    }
}

/// What the coder's own run tells.
fn told_ui(ui: &mut Ui, id: &Id, calibration: &Calibration, kept: &Kept) {
    page::heading(ui, &format!("Reaction lag of {id}"));
    for sense in [Sense::Seen, Sense::Heard] {
        let lag = calibration.of(sense);
        ui.add(Label::new(RichText::new(words::lag(sense, lag)).color(palette(ui).text)).wrap());
        page::faint(ui, &words::left_out(lag));
    }
    page::faint(
        ui,
        &format!(
            "{} Presses are stamped by {} (±{} ms).",
            words::LATENCY,
            calibration.stamp_source,
            calibration.stamp_uncertainty_ms
        ),
    );
    match kept {
        Kept::Not(_) => drop(page::quiet(ui, "Being kept…")),
        Kept::Yes => drop(page::quiet(
            ui,
            "It is kept, and sessions that you code from now on use it.",
        )),
        Kept::Failed(why) => page::caution(ui, why),
    }
}

fn practice_ui(ui: &mut Ui, practice: Option<&PathBuf>) -> Option<CoderCommand> {
    let practice = practice?;
    page::heading(ui, "Practice");
    page::quiet(
        ui,
        "A short clip in which it is known when somebody weeps. Code it as you would code a participant; afterwards you see what you saw, what you missed and by how much you were late.",
    );
    button::compact(
        ui,
        Some(Icon::Film),
        "Practise with a clip",
        button::Weight::Normal,
    )
    .clicked()
    .then(|| CoderCommand::SetUp(practice.clone()))
}

fn calibration(
    told: Told,
    seed: u64,
    stamps: (String, f64),
    output_buffer_s: Option<f64>,
) -> Calibration {
    Calibration {
        utc: time::utc_now().to_rfc3339_opts(SecondsFormat::Secs, true),
        app_version: env!("CARGO_PKG_VERSION").to_owned(),
        seed,
        seen: told.seen,
        heard: told.heard,
        strays: told.strays,
        stamp_source: stamps.0,
        stamp_uncertainty_ms: stamps.1,
        visual_onset: "swap".to_owned(),
        auditory_onset: "handed_to_device".to_owned(),
        output_buffer_s,
        output_latency_unknown: true,
        targets: told.targets,
    }
}

fn look(data: &std::path::Path, wake: &Wake) -> Job<Vec<(Id, Result<Calibrations, String>)>> {
    let data = data.to_owned();
    Job::start("coders", wake, move |_| {
        let read = |id: Id| {
            let read = coders::calibrations(&data, &id);
            (id, read)
        };
        coders::coders(&data).into_iter().map(read).collect()
    })
}

#[cfg(test)]
mod tests;
