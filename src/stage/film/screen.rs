//! One film or sound on the stage, from opening to its end: what the window asks for and what it reports.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::time::Duration;

use super::canvas::Canvas;
use super::pace::{self, LOOK_AGAIN};
use super::swap::SwapClock;
use super::thumbnail::Thumbnail;
use crate::link::FrameLine;
use crate::media::fidelity::Tally;
use crate::media::{FilmPlayer, FilmRequest, Frame, MediaError, PlayerEvent};
use crate::session::{FilmStats, MediaInput};
use crate::time::{self, FilmTime, Stamp};

/// While the film is being opened, look again this often.
const LOOK_SOON: Duration = Duration::from_millis(10);
const MUTE_DEVICE: &str = "the sound device is open but plays nothing: connect it again or choose another in the system's settings";
/// How often the position is reported.
const PROGRESS_EVERY: Duration = Duration::from_millis(250);
/// How often a small picture is made.
const THUMBNAIL_EVERY: Duration = Duration::from_millis(250);
/// Frames held here beside those that wait in the decoder.
const HELD: usize = 2;

/// Something that the engine must know, with its own instant.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// When it happened.
    pub at: Stamp,
    /// What.
    pub media: MediaInput,
}

/// A film or sound that is being presented. Dropping it ends picture and sound.
pub struct FilmScreen {
    canvas: Canvas,
    swaps: SwapClock,
    state: State,
    player: Option<FilmPlayer>,
    opening: Option<Receiver<Result<FilmPlayer, MediaError>>>,
    waiting: VecDeque<Frame>,
    drawn: Option<Drawn>,
    last_film: FilmTime,
    last_shown: Option<(Stamp, Drawn)>,
    onset_told: bool,
    drained: bool,
    reports: Vec<Report>,
    lines: Vec<FrameLine>,
    tally: Tally,
    index: u64,
    next_progress: Stamp,
    next_thumbnail: Stamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Being opened, or decoding ahead after a pause; starts when ready and on screen.
    Preparing { seen_black: bool },
    /// Playing, or about to.
    Running,
    /// Halted; `ready` once it could go on.
    Paused { ready: bool },
    /// Cut; reported as soon as the window has swapped without it.
    Cutting { since: Stamp },
    /// Nothing more will come.
    Over,
}

/// A frame that has been drawn and whose swap is awaited.
#[derive(Clone, Copy, Debug)]
struct Drawn {
    film: FilmTime,
    due: Stamp,
    lasts: Duration,
}

impl FilmScreen {
    /// Begins to open the film; it starts by itself once it is ready and the window really paints.
    pub fn open(
        request: FilmRequest,
        canvas: Canvas,
        swaps: SwapClock,
        ctx: &egui::Context,
    ) -> Self {
        canvas.blacken();
        let layout = canvas.layout();
        let start = request.start_at;
        let (tell, opening) = channel();
        let wake = ctx.clone();
        let spawned = std::thread::Builder::new()
            .name("film-open".into())
            .spawn(move || {
                // A window that has moved on drops the player with the channel.
                let _ = tell.send(FilmPlayer::open(&request, layout));
                wake.request_repaint();
            });
        let mut screen = Self {
            canvas,
            swaps,
            state: State::Preparing { seen_black: false },
            player: None,
            opening: Some(opening),
            waiting: VecDeque::new(),
            drawn: None,
            last_film: start,
            last_shown: None,
            onset_told: false,
            drained: false,
            reports: Vec::new(),
            lines: Vec::new(),
            tally: Tally::default(),
            index: 0,
            next_progress: Stamp(0),
            next_thumbnail: Stamp(0),
        };
        if let Err(error) = spawned {
            screen.fail(format!(
                "this computer cannot start another thread ({error}): close other programs"
            ));
        }
        screen
    }

    /// Shows the film in all of `ui` and decides about the next frame. Paint nothing else there: filling a window
    /// costs as much as a frame when OpenGL runs in software. Call it in every pass while the film is the screen.
    pub fn ui(&mut self, ui: &mut egui::Ui) {
        let wake = self.tick();
        ui.painter().add(self.canvas.callback(ui.max_rect()));
        if let Some(wake) = wake {
            ui.ctx().request_repaint_after(wake);
        }
    }

    /// The same without a picture: for sounds, and while another screen lies over a paused film.
    pub fn hidden_ui(&mut self, ui: &egui::Ui) {
        if let Some(wake) = self.tick() {
            ui.ctx().request_repaint_after(wake);
        }
    }

    /// Halts picture and sound. [`MediaInput::Paused`] follows.
    pub fn pause(&mut self) {
        self.settle_drawn();
        let resume = self
            .waiting
            .front()
            .map_or_else(|| self.after_last(), |next| next.film);
        self.waiting.clear();
        match self.state {
            State::Running => {
                let halted = self
                    .player
                    .as_mut()
                    .map_or(Ok(()), |player| player.pause(resume));
                self.report(
                    time::now(),
                    MediaInput::Paused {
                        film: self.last_film,
                    },
                );
                self.tally.interrupt();
                self.state = State::Paused { ready: false };
                if let Err(error) = halted {
                    self.fail(error.to_string());
                }
            }
            State::Preparing { .. } => {
                self.report(
                    time::now(),
                    MediaInput::Paused {
                        film: self.last_film,
                    },
                );
                self.state = State::Paused {
                    ready: self.player.is_some(),
                };
            }
            _ => {}
        }
    }

    /// Goes on after a pause; [`MediaInput::Onset`] follows with the first frame.
    pub fn resume(&mut self) {
        if matches!(self.state, State::Paused { .. }) {
            self.state = State::Preparing { seen_black: false };
            self.onset_told = false;
        }
    }

    /// Ends picture and sound now. [`MediaInput::Cut`] follows after the next swap.
    pub fn cut(&mut self) {
        if matches!(self.state, State::Over | State::Cutting { .. }) {
            return;
        }
        self.settle_drawn();
        self.waiting.clear();
        self.canvas.blacken();
        self.end_player();
        self.state = State::Cutting { since: time::now() };
    }

    /// Whether nothing more will come.
    pub fn is_over(&self) -> bool {
        self.state == State::Over
    }

    /// Reports since the last call, in order.
    pub fn take_reports(&mut self) -> Vec<Report> {
        std::mem::take(&mut self.reports)
    }

    /// Frames settled since the last call, in order.
    pub fn take_lines(&mut self) -> Vec<FrameLine> {
        std::mem::take(&mut self.lines)
    }

    /// The newest small picture, if there is a new one (at most four a second).
    pub fn take_thumbnail(&mut self) -> Option<Thumbnail> {
        self.canvas.take_thumbnail()
    }

    /// Counts so far.
    pub fn stats(&self) -> FilmStats {
        self.tally.stats()
    }

    /// Takes note of what happened, then decides what to draw. `None`: nothing to wait for.
    fn tick(&mut self) -> Option<Duration> {
        self.settle_drawn();
        if let Some(why) = self.canvas.take_fault() {
            self.fail(why);
        }
        self.listen();
        match self.state {
            State::Preparing { seen_black } => Some(self.prepare(seen_black)),
            State::Running => Some(self.run()),
            State::Paused { .. } => None,
            State::Cutting { since } => {
                if self.swaps.last() > since {
                    self.report(
                        self.swaps.last(),
                        MediaInput::Cut {
                            film: self.last_film,
                            stats: self.stats(),
                        },
                    );
                    self.state = State::Over;
                    return None;
                }
                Some(LOOK_AGAIN)
            }
            State::Over => None,
        }
    }

    /// A frame that was drawn has been swapped by now: it counts as shown when the swap returned.
    fn settle_drawn(&mut self) {
        let Some(ready) = self.canvas.take_drawn() else {
            return;
        };
        let Some(drawn) = self.drawn.take() else {
            return;
        };
        let swap = self.swaps.last();
        // A window that does not mark its swaps gets the worse stamp of its next pass.
        let shown = if swap >= ready { swap } else { time::now() };
        self.line(drawn.film, drawn.due, Some(shown));
        self.last_film = drawn.film;
        self.last_shown = Some((shown, drawn));
        if !self.onset_told {
            self.onset_told = true;
            self.report(shown, MediaInput::Onset { film: drawn.film });
        } else if shown >= self.next_progress {
            self.report(shown, MediaInput::Progress { film: drawn.film });
            self.next_progress = shown.after(PROGRESS_EVERY);
        }
    }

    fn listen(&mut self) {
        if let Some(opening) = &self.opening {
            match opening.try_recv() {
                Ok(Ok(player)) => {
                    self.player = Some(player);
                    self.opening = None;
                }
                Ok(Err(error)) => {
                    self.opening = None;
                    self.fail(error.to_string());
                }
                Err(TryRecvError::Empty) => {}
                Err(TryRecvError::Disconnected) => {
                    self.opening = None;
                    self.fail("the film could not be opened: choose it again".to_owned());
                }
            }
        }
        while let Some(event) = self.player.as_mut().and_then(FilmPlayer::poll) {
            match event {
                PlayerEvent::Ready => {
                    if let State::Paused { ready } = &mut self.state {
                        *ready = true;
                    }
                }
                PlayerEvent::Drained => self.drained = true,
                PlayerEvent::Failed(why) => self.fail(why),
            }
        }
    }

    /// Waits for the decoder and for a swap of the black (or halted) picture, then schedules the start.
    fn prepare(&mut self, seen_black: bool) -> Duration {
        if !seen_black {
            self.state = State::Preparing { seen_black: true };
            return LOOK_AGAIN;
        }
        let Some(player) = &mut self.player else {
            return LOOK_SOON;
        };
        if player.is_mute() {
            self.fail(MUTE_DEVICE.to_owned());
            return LOOK_SOON;
        }
        if !player.is_ready() {
            return LOOK_SOON;
        }
        match player.start() {
            Ok(()) => self.state = State::Running,
            Err(error) => self.fail(error.to_string()),
        }
        LOOK_AGAIN
    }

    fn run(&mut self) -> Duration {
        let now = time::now();
        let Some(player) = &mut self.player else {
            return LOOK_AGAIN;
        };
        if player.onset().is_none() {
            return LOOK_AGAIN;
        }
        if !player.info().has_video {
            return self.run_sound(now);
        }
        fill(&mut self.waiting, player);
        let mut step = self.step(now);
        // Far behind: everything that has been overtaken is given up before anything is drawn.
        while step.drop > 0 {
            for frame in self.waiting.drain(..step.drop).collect::<Vec<_>>() {
                self.line(frame.film, frame.due, None);
            }
            if let Some(player) = &mut self.player {
                fill(&mut self.waiting, player);
            }
            step = self.step(now);
        }
        if step.draw
            && let Some(frame) = self.waiting.pop_front()
        {
            self.draw(frame, now);
        } else if self.waiting.is_empty() {
            self.end_if_done(now);
        }
        step.wake
    }

    fn run_sound(&mut self, now: Stamp) -> Duration {
        let Some(player) = &self.player else {
            return LOOK_AGAIN;
        };
        self.last_film = player.film_at(now);
        if !self.onset_told {
            let Some(onset) = player.onset().filter(|onset| *onset <= now) else {
                return LOOK_AGAIN;
            };
            self.onset_told = true;
            let film = player.film_at(onset);
            self.report(onset, MediaInput::Onset { film });
        }
        if now >= self.next_progress {
            self.report(
                now,
                MediaInput::Progress {
                    film: self.last_film,
                },
            );
            self.next_progress = now.after(PROGRESS_EVERY);
        }
        if self.drained {
            self.finish(now);
        }
        Duration::from_millis(20)
    }

    fn step(&self, now: Stamp) -> pace::Step {
        let dues: Vec<_> = self.waiting.iter().map(|frame| frame.due).collect();
        pace::step(now, &dues)
    }

    fn draw(&mut self, frame: Frame, now: Stamp) {
        self.drawn = Some(Drawn {
            film: frame.film,
            due: frame.due,
            lasts: frame.lasts.to_duration(),
        });
        let small = now >= self.next_thumbnail;
        if small {
            self.next_thumbnail = now.after(THUMBNAIL_EVERY);
        }
        self.canvas.put(frame, small);
    }

    /// The film is over when its last frame has stood for its time and all sound has been heard.
    fn end_if_done(&mut self, now: Stamp) {
        let over = self.player.as_ref().is_none_or(FilmPlayer::frames_are_over) && self.drained;
        let Some((shown, last)) = self.last_shown else {
            if over {
                self.fail("the film holds no picture: choose another file".to_owned());
            }
            return;
        };
        if over && now >= last.due.after(last.lasts) {
            self.finish(shown);
        }
    }

    fn finish(&mut self, at: Stamp) {
        self.report(
            at,
            MediaInput::Ended {
                film: self.last_film,
                stats: self.stats(),
            },
        );
        self.close();
    }

    fn fail(&mut self, why: String) {
        if self.state != State::Over {
            self.report(
                time::now(),
                MediaInput::Failed {
                    film: self.last_film,
                    why,
                    stats: self.stats(),
                },
            );
            self.close();
        }
    }

    fn close(&mut self) {
        self.state = State::Over;
        self.waiting.clear();
        self.canvas.blacken();
        self.end_player();
    }

    /// Silences the film at once and takes it apart on another thread, because that may take a moment.
    fn end_player(&mut self) {
        self.opening = None;
        let Some(player) = self.player.take() else {
            return;
        };
        player.silence();
        // Without a thread it is taken apart here, a little later.
        let _ = std::thread::Builder::new()
            .name("film-close".into())
            .spawn(move || drop(player));
    }

    fn after_last(&self) -> FilmTime {
        let lasts = self
            .last_shown
            .map_or(Duration::ZERO, |(_, last)| last.lasts);
        FilmTime(self.last_film.0 + i64::try_from(lasts.as_micros()).unwrap_or(0))
    }

    fn line(&mut self, film: FilmTime, due: Stamp, shown: Option<Stamp>) {
        let line = FrameLine {
            index: self.index,
            film,
            due,
            shown,
        };
        self.index += 1;
        self.tally.take(&line);
        self.lines.push(line);
    }

    fn report(&mut self, at: Stamp, media: MediaInput) {
        self.reports.push(Report { at, media });
    }
}

impl Drop for FilmScreen {
    fn drop(&mut self) {
        self.end_player();
    }
}

fn fill(waiting: &mut VecDeque<Frame>, player: &mut FilmPlayer) {
    while waiting.len() < HELD {
        let Some(frame) = player.next_frame() else {
            return;
        };
        waiting.push_back(frame);
    }
}
