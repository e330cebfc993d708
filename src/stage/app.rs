//! The window's program: takes messages from the desk, keeps the participant's side up to date, and answers.

use std::cell::Cell;
use std::rc::Rc;

use crossbeam_channel::TryRecvError;
use eframe::{App, Frame};
use egui::{Context, RawInput, Ui, Vec2, ViewportCommand, Visuals, WindowLevel, vec2};

use super::cues::{Cue, Cues};
use super::hold::{Hold, Place};
use super::participant::Participant;
use super::pilot::Pilot;
use crate::link::{CALM_AFTER_DESK, Placement, StageEnd, ToDesk, ToStage};
use crate::look::tokens::{FILM_GROUND, PARTICIPANT};
use crate::look::{Look, install};

/// What the window's loop and its program share.
#[derive(Clone, Debug, Default)]
pub(super) struct Shared {
    /// A film is on: motion of the mouse must not cause needless painting.
    pub presenting: Rc<Cell<bool>>,
    /// Refresh rate of the window's monitor, in Hz.
    pub refresh_hz: Rc<Cell<Option<f64>>>,
    /// Where the window belongs.
    pub place: Rc<Cell<Option<Place>>>,
}

/// The program of the participant's window.
pub(super) struct StageApp {
    link: StageEnd,
    participant: Participant,
    pilot: Pilot,
    cues: Cues,
    shared: Shared,
    greeted: bool,
    /// When the window goes, in its own seconds.
    closing: Option<f64>,
    hold: Hold,
}

impl StageApp {
    pub fn new(ctx: &Context, link: StageEnd, participant: Participant, shared: Shared) -> Self {
        install(ctx, Look::Participant);
        Self {
            cues: Cues::new(link.outgoing.clone()),
            pilot: Pilot::new(participant.stamps.clone()),
            link,
            participant,
            shared,
            greeted: false,
            closing: None,
            hold: Hold::default(),
        }
    }

    fn take_messages(&mut self, ctx: &Context) {
        loop {
            match self.link.incoming.try_recv() {
                Ok(message) => self.take(ctx, message),
                Err(TryRecvError::Empty) => return,
                Err(TryRecvError::Disconnected) => return self.stand_by(ctx),
            }
        }
    }

    fn take(&mut self, ctx: &Context, message: ToStage) {
        match message {
            ToStage::Media { id, path, mark } => {
                if let Some(mark) = mark {
                    self.participant.marks.insert(id.clone(), mark);
                }
                self.participant.media.insert(id, path);
            }
            ToStage::Subtitles { id, path } => {
                self.participant.subtitles.insert(id, path);
            }
            ToStage::Draft(draft) => self.participant.take_up(*draft),
            ToStage::View(view) => self.participant.show(*view),
            ToStage::Stop => self.participant.stop(),
            ToStage::Chime => self.cues.play(Cue::Chime),
            ToStage::TestTone => self.cues.play(Cue::TestTone),
            ToStage::Ping { id } => self.participant.out.message(ToDesk::Pong { id }),
            ToStage::Gesture(gesture) => self.pilot.add(gesture),
            ToStage::Close => self.close(ctx, FAREWELL_S),
        }
    }

    /// Calm at once, then the window goes as soon as this has been seen.
    fn close(&mut self, ctx: &Context, after_s: f32) {
        if self.closing.is_none() {
            self.hold.let_go(&mut self.participant.out);
            self.participant.stop();
            self.closing = Some(ctx.input(|input| input.time) + f64::from(after_s));
            ctx.request_repaint();
        }
    }

    /// The desk is gone: calm words for a while, since the participant must not sit before a bare desktop at once, and then the
    /// window goes. It keeps neither the front nor the keyboard, for another desk may take the session up meanwhile.
    fn stand_by(&mut self, ctx: &Context) {
        if self.closing.is_none() {
            ctx.send_viewport_cmd(ViewportCommand::WindowLevel(WindowLevel::Normal));
            self.close(ctx, CALM_AFTER_DESK.as_secs_f32());
            self.participant.stand_by();
        }
    }

    fn close_when_due(&mut self, ctx: &Context) {
        let Some(closing) = self.closing else { return };
        let left = closing - ctx.input(|input| input.time);
        if left <= 0.0 {
            ctx.send_viewport_cmd(ViewportCommand::Close);
        } else {
            ctx.request_repaint_after_secs(left.min(0.5) as f32);
        }
    }

    /// The window stays, whatever the window manager is told.
    fn stay(&mut self, ctx: &Context) {
        if self.closing.is_none()
            && let Some(place) = self.shared.place.get()
        {
            self.hold.keep(ctx, place, &mut self.participant.out);
        }
    }

    fn greet(&mut self, ctx: &Context) {
        if self.greeted || self.participant.swaps.last().0 == 0 {
            if !self.greeted {
                ctx.request_repaint();
            }
            return;
        }
        let inside = ctx.content_rect().size();
        let monitor = ctx.input(|input| input.viewport().monitor_size);
        let filled = monitor.is_none_or(|monitor| (monitor - inside).abs().max_elem() < 2.0);
        let waited = ctx.input(|input| input.time) > GREET_WITHIN_S;
        let place = self.shared.place.get();
        let full_screen = |place: &Place| matches!(place.placement, Placement::Monitor(_));
        if place.as_ref().is_some_and(full_screen) && !filled && !waited {
            ctx.request_repaint_after_secs(0.02);
            return;
        }
        self.greeted = true;
        if place.is_some_and(|place| full_screen(&place) && place.alone) {
            ctx.send_viewport_cmd(ViewportCommand::WindowLevel(WindowLevel::AlwaysOnTop));
        }
        let size = ctx.content_rect().size() * ctx.pixels_per_point();
        self.participant.out.first(ToDesk::Hello {
            refresh_hz: self.shared.refresh_hz.get(),
            pixels: (size.x.round() as u32, size.y.round() as u32),
        });
    }

    fn send(&mut self, ctx: &Context) {
        // The desk hears nothing of a window before it hears that it is there.
        if !self.greeted {
            return;
        }
        if !self.participant.out.send(&self.link.outgoing) {
            self.stand_by(ctx);
        } else if self.participant.out.is_waiting() {
            ctx.request_repaint_after_secs(0.01);
        }
    }
}

impl App for StageApp {
    fn logic(&mut self, ctx: &Context, _: &mut Frame) {
        self.take_messages(ctx);
        self.stay(ctx);
        self.close_when_due(ctx);
        // The answer to a ping must not wait for the drawing, but it comes from the thread that draws.
        self.send(ctx);
    }

    fn ui(&mut self, ui: &mut Ui, _: &mut Frame) {
        enlarge(ui.ctx());
        self.participant.refresh_hz = self.shared.refresh_hz.get();
        self.participant.ui(ui);
        self.pilot
            .look(&self.participant, ui.input(|input| input.time));
        self.pilot.wake(ui.ctx());
        if std::mem::take(&mut self.participant.without_sound) {
            self.cues.watch();
        }
        self.greet(ui.ctx());
        self.shared.presenting.set(self.participant.is_presenting());
        self.send(ui.ctx());
    }

    fn clear_color(&self, _: &Visuals) -> [f32; 4] {
        let ground = if self.participant.is_black() {
            FILM_GROUND
        } else {
            PARTICIPANT.ground
        };
        ground.to_normalized_gamma_f32()
    }

    fn raw_input_hook(&mut self, _: &Context, input: &mut RawInput) {
        self.pilot.act(input);
    }
}

/// How long the calm screen stays before the window goes, in seconds.
const FAREWELL_S: f32 = 0.2;

/// How long the window manager may take to make the window full screen before the desk is greeted anyway, in seconds.
const GREET_WITHIN_S: f64 = 1.0;

/// On windows larger than full HD everything grows with them, so that it looks the same from the participant's chair; on windows
/// too small for the column it shrinks.
fn enlarge(ctx: &Context) {
    let native = ctx.native_pixels_per_point().unwrap_or(1.0);
    let points = ctx.content_rect().size() * ctx.pixels_per_point() / native;
    let zoom = (points.y / 1080.0).min(points.x / 1280.0);
    let zoom = if zoom >= 1.0 {
        (zoom.min(4.0) * 8.0).floor() / 8.0
    } else {
        let zoom = (points.y / LEAST.y).min(points.x / LEAST.x).clamp(0.5, 1.0);
        (zoom * 20.0 + 0.01).floor() / 20.0
    };
    if (ctx.zoom_factor() - zoom).abs() > 0.01 {
        ctx.set_zoom_factor(zoom);
    }
}

/// The smallest window for which everything has its full size, in points.
const LEAST: Vec2 = vec2(760.0, 600.0);
