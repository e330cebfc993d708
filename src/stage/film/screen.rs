//! One film or sound on the stage, from opening to its end: what the window asks for and what it reports.

mod ending;
mod flow;

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::time::Duration;

use self::flow::Flow;
use super::canvas::Canvas;
use super::ledger::{Ledger, Report, Shadow};
use super::pace::{self, LOOK_AGAIN};
use super::swap::SwapClock;
use super::thumbnail::Thumbnail;
use super::titles::Titles;
use crate::link::FrameLine;
use crate::media::{FilmPlayer, FilmRequest, Frame, MediaError, PlayerEvent};
use crate::session::FilmStats;
use crate::time::{self, FilmTime, Stamp};

/// While the film is being opened, look again this often.
const LOOK_SOON: Duration = Duration::from_millis(10);
/// A film opens, or goes on after a pause, within this; one on a slow disk takes some seconds.
const READY_WITHIN: Duration = Duration::from_secs(12);
/// How often a small picture is made.
const THUMBNAIL_EVERY: Duration = Duration::from_millis(250);
/// Frames held here beside those that wait in the decoder.
const HELD: usize = 2;

/// A film or sound that is being presented. Dropping it ends picture and sound.
pub struct FilmScreen {
    ctx: egui::Context,
    /// Its name, for sentences.
    file: String,
    canvas: Canvas,
    swaps: SwapClock,
    state: State,
    player: Option<FilmPlayer>,
    opening: Option<Receiver<Result<FilmPlayer, MediaError>>>,
    waiting: VecDeque<Frame>,
    drawn: Option<Shadow>,
    ledger: Ledger,
    drained: bool,
    next_thumbnail: Stamp,
    titles: Option<Titles>,
    /// What became of the sound and is not told yet: why it is gone, or that it is back.
    sound: Option<Result<(), String>>,
    flow: Flow,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Being opened, or decoding ahead after a pause; starts when ready and on screen.
    Preparing { seen_black: bool },
    /// Playing, or about to.
    Running,
    /// Halted.
    Paused,
    /// Cut; reported as soon as the window has swapped without it.
    Cutting { since: Stamp },
    /// Nothing more will come.
    Over,
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
        let file = MediaError::name(&request.path);
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
            ctx: ctx.clone(),
            file,
            canvas,
            swaps,
            state: State::Preparing { seen_black: false },
            player: None,
            opening: Some(opening),
            waiting: VecDeque::new(),
            drawn: None,
            ledger: Ledger::starting_at(start),
            drained: false,
            next_thumbnail: Stamp(0),
            titles: None,
            sound: None,
            flow: Flow::begin(time::now()),
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
        let titles = self.titles.as_ref().zip(self.pictured());
        let here: &egui::Ui = ui;
        let over =
            titles.map(|(titles, film)| move |picture| titles.titles_ui(here, picture, film));
        self.canvas.picture_ui(here, over);
        if let Some(wake) = wake {
            ui.ctx().request_repaint_after(wake);
        }
    }

    /// The film time of the picture that this pass puts or leaves on the window.
    fn pictured(&self) -> Option<FilmTime> {
        let left = || self.ledger.last_shown().map(|_| self.ledger.film);
        self.drawn.map(|drawn| drawn.film).or_else(left)
    }

    /// Has these subtitles shown; the film starts once they are read. Call it before the film is first drawn.
    pub fn show_subtitles(&mut self, path: PathBuf) {
        self.titles = Some(Titles::read(path, &self.ctx));
    }

    /// What is wrong with the subtitles; taken once.
    pub fn take_subtitle_fault(&mut self) -> Option<String> {
        self.titles.as_mut()?.take_fault()
    }

    /// That the sound is gone, and why, or that it is back; taken once.
    pub fn take_sound_news(&mut self) -> Option<Result<(), String>> {
        self.sound.take()
    }

    /// Whether the picture stands although the sound goes on, when that has changed; taken once.
    pub fn take_picture_news(&mut self) -> Option<bool> {
        self.flow.news.take()
    }

    /// The same without a picture: for sounds, and while another screen lies over a paused film.
    pub fn hidden_ui(&mut self, ui: &egui::Ui) {
        if let Some(wake) = self.tick() {
            ui.ctx().request_repaint_after(wake);
        }
    }

    /// Halts picture and sound. [`MediaInput::Paused`] follows.
    ///
    /// [`MediaInput::Paused`]: crate::session::MediaInput::Paused
    pub fn pause(&mut self) {
        self.settle_drawn();
        // A frame that waits for its paint has not been seen: the film goes on with it.
        if let Some(unseen) = self.canvas.withdraw() {
            self.drawn = None;
            self.waiting.push_front(unseen);
        }
        self.ctx.request_repaint();
        if !matches!(self.state, State::Running | State::Preparing { .. }) {
            return;
        }
        let halted = if self.state == State::Running {
            self.halt()
        } else {
            Ok(())
        };
        self.ledger.paused();
        self.state = State::Paused;
        if let Err(error) = halted {
            self.fail(error.to_string());
        }
    }

    fn halt(&mut self) -> Result<(), MediaError> {
        let Some(player) = &mut self.player else {
            return Ok(());
        };
        if !player.info().has_video {
            self.ledger.film = player.film_at(time::now());
        }
        let next = self.waiting.front().map(|frame| frame.film);
        let resume = next.unwrap_or_else(|| self.ledger.after_last());
        self.waiting.clear();
        self.drained = false;
        player.pause(resume)
    }

    /// Goes on after a pause; [`MediaInput::Onset`] follows with the first frame.
    ///
    /// [`MediaInput::Onset`]: crate::session::MediaInput::Onset
    pub fn resume(&mut self) {
        if self.state == State::Paused {
            self.state = State::Preparing { seen_black: false };
            self.flow = Flow::begin(time::now());
            self.ctx.request_repaint();
        }
    }

    /// Ends picture and sound now. [`MediaInput::Cut`] follows after the next swap.
    ///
    /// [`MediaInput::Cut`]: crate::session::MediaInput::Cut
    pub fn cut(&mut self) {
        if matches!(self.state, State::Over | State::Cutting { .. }) {
            return;
        }
        self.settle_drawn();
        self.waiting.clear();
        self.drawn = None;
        self.canvas.blacken();
        self.end_player();
        self.ctx.request_repaint();
        self.state = State::Cutting { since: time::now() };
    }

    /// Whether nothing more will come.
    pub fn is_over(&self) -> bool {
        self.state == State::Over
    }

    /// Reports since the last call, in order.
    pub fn take_reports(&mut self) -> Vec<Report> {
        self.ledger.take_reports()
    }

    /// Frames settled since the last call, in order.
    pub fn take_lines(&mut self) -> Vec<FrameLine> {
        self.ledger.take_lines()
    }

    /// The newest small picture, if there is a new one (at most four a second).
    pub fn take_thumbnail(&mut self) -> Option<Thumbnail> {
        self.canvas.take_thumbnail()
    }

    /// Counts so far.
    pub fn stats(&self) -> FilmStats {
        self.ledger.stats()
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
            State::Paused => None,
            State::Cutting { since } => {
                let swap = self.swaps.last();
                if swap > since {
                    self.ledger.cut(swap);
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
        self.ledger.shown(drawn, shown);
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
                PlayerEvent::Ready => {}
                PlayerEvent::Drained => self.drained = true,
                PlayerEvent::SoundLost(why) => self.sound = Some(Err(why)),
                PlayerEvent::SoundBack => self.sound = Some(Ok(())),
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
        if time::now() > self.flow.fed.after(READY_WITHIN) {
            self.fail(self.stalled(READY_WITHIN));
            return LOOK_SOON;
        }
        let Some(player) = &mut self.player else {
            return LOOK_SOON;
        };
        if !player.is_ready() || self.titles.as_mut().is_some_and(Titles::is_being_read) {
            return LOOK_SOON;
        }
        match player.start() {
            Ok(()) => {
                self.state = State::Running;
                self.flow = Flow::begin(time::now());
            }
            Err(error) => self.fail(error.to_string()),
        }
        LOOK_AGAIN
    }

    fn run(&mut self) -> Duration {
        let now = time::now();
        let Some(player) = &mut self.player else {
            return LOOK_AGAIN;
        };
        let came = (fill(&mut self.waiting, player), player.is_fed());
        let (begun, pictures) = (player.onset().is_some(), player.info().has_video);
        if !self.flows(now, came, pictures) || !begun {
            return LOOK_AGAIN;
        }
        if !pictures {
            return self.run_sound(now);
        }
        let mut step = self.step(now);
        // Far behind: everything that has been overtaken is given up before anything is drawn.
        while step.drop > 0 {
            for frame in self.waiting.drain(..step.drop) {
                self.ledger.lost(Shadow::of(&frame));
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
        if self.ledger.onset_is_told() {
            self.ledger.position(player.film_at(now), now);
        } else {
            let Some(onset) = player.onset().filter(|onset| *onset <= now) else {
                return LOOK_AGAIN;
            };
            self.ledger.position(player.film_at(onset), onset);
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
        self.drawn = Some(Shadow::of(&frame));
        let small = now >= self.next_thumbnail;
        if small {
            self.next_thumbnail = now.after(THUMBNAIL_EVERY);
        }
        self.canvas.put(frame, small);
    }

    /// The film is over when its last frame has stood for its time and all sound has been heard.
    fn end_if_done(&mut self, now: Stamp) {
        let over = self.player.as_ref().is_none_or(FilmPlayer::frames_are_over) && self.drained;
        let Some((shown, until)) = self.ledger.last_shown() else {
            if over {
                self.fail("the film holds no picture: choose another file".to_owned());
            }
            return;
        };
        if over && now >= until {
            self.finish(shown);
        }
    }
}

/// Whether a frame came.
fn fill(waiting: &mut VecDeque<Frame>, player: &mut FilmPlayer) -> bool {
    let before = waiting.len();
    while waiting.len() < HELD {
        let Some(frame) = player.next_frame() else {
            break;
        };
        waiting.push_back(frame);
    }
    waiting.len() > before
}
