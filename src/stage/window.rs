//! The participant's window and its loop: stamps every event as it is delivered, and every swap as it returns.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use eframe::{EframeWinitApplication, NativeOptions, UserEvent};
use egui::ViewportBuilder;
use winit::application::ApplicationHandler;
use winit::event::{DeviceEvent, DeviceId, ElementState, StartCause, TouchPhase, WindowEvent};
use winit::event_loop::{ActiveEventLoop, EventLoop};
use winit::window::WindowId;

use super::app::{Shared, StageApp};
use super::awake::keep_awake;
use super::film::SwapClock;
use super::hold::Place;
use super::participant::Participant;
use super::stamps::InputStamps;
use crate::link::{Placement, StageArgs, stage_end};
use crate::look::end_with_the_display;
use crate::time::{self, Stamp};

/// Runs the window until the desk closes it or is gone.
///
/// # Errors
/// One sentence when there is no wire or no window.
pub(super) fn run(args: &StageArgs) -> Result<(), String> {
    let window: Arc<OnceLock<egui::Context>> = Arc::default();
    let wake = Arc::clone(&window);
    let link = stage_end(
        args.link_fd,
        Arc::new(move || {
            if let Some(ctx) = wake.get() {
                ctx.request_repaint();
            }
        }),
    )
    .map_err(|why| why.to_string())?;
    let no_window = |why: &dyn std::fmt::Display| {
        format!("The participant's window cannot be opened ({why}): log in to a desktop.")
    };
    let event_loop = EventLoop::<UserEvent>::with_user_event()
        .build()
        .map_err(|why| no_window(&why))?;
    end_with_the_display();
    let (shared, swaps, stamps) = (
        Shared::default(),
        SwapClock::default(),
        InputStamps::default(),
    );
    let _awake = keep_awake();
    let for_app = (shared.clone(), swaps.clone(), stamps.clone());
    let make: eframe::AppCreator<'_> = Box::new(move |made| {
        let (shared, swaps, stamps) = for_app;
        let participant = Participant::new(swaps, stamps);
        if let Some(gl) = &made.gl {
            participant.canvas.meet(gl);
        }
        let app = StageApp::new(&made.egui_ctx, link, participant, shared);
        // From here on the wire can wake the window; what came before is waiting and is looked at in the first pass.
        let _ = window.set(made.egui_ctx.clone());
        Ok(Box::new(app))
    });
    let inner = eframe::create_native(TITLE, options(args.placement), make, &event_loop);
    let mut stage = Loop {
        inner,
        placement: args.placement,
        shared,
        swaps,
        stamps,
        moved: Stamp(0),
    };
    event_loop
        .run_app(&mut stage)
        .map_err(|why| no_window(&why))
}

/// The window's title.
pub(super) const TITLE: &str = "Lacrima – stage";

fn options(placement: Placement) -> NativeOptions {
    let viewport = ViewportBuilder::default()
        .with_title(TITLE)
        .with_app_id("lacrima-stage")
        .with_decorations(false)
        .with_icon(egui::IconData::default());
    let viewport = match placement {
        // A window that can't be resized is not made full screen by every window manager.
        Placement::Monitor(number) => viewport.with_monitor(number).with_fullscreen(true),
        Placement::Rect(x, y, width, height) => viewport
            .with_resizable(false)
            .with_position([x as f32, y as f32])
            .with_inner_size([width as f32, height as f32]),
    };
    NativeOptions {
        viewport,
        // Grey must stay exactly grey.
        dithering: false,
        ..NativeOptions::default()
    }
}

/// Least time between two motions of the mouse that are handed on while a film is on.
const MOTION_EVERY: Duration = Duration::from_millis(100);

struct Loop<'app> {
    inner: EframeWinitApplication<'app>,
    placement: Placement,
    shared: Shared,
    swaps: SwapClock,
    stamps: InputStamps,
    moved: Stamp,
}

impl Loop<'_> {
    /// Whether the event must not go on: each motion and repeat causes a pass, and a film can do without.
    fn swallows(&mut self, event: &WindowEvent) -> bool {
        if !self.shared.presenting.get() {
            return false;
        }
        // A key that is held, as the participant's own may be, repeats thirty times a second.
        if matches!(event, WindowEvent::KeyboardInput { event, .. } if event.repeat) {
            return true;
        }
        if !matches!(event, WindowEvent::CursorMoved { .. }) {
            return false;
        }
        let now = time::now();
        if now < self.moved.after(MOTION_EVERY) {
            return true;
        }
        self.moved = now;
        false
    }

    fn stamp(&self, event: &WindowEvent) {
        match event {
            WindowEvent::MouseInput {
                state: ElementState::Pressed,
                ..
            } => self.stamps.mark_press(),
            WindowEvent::MouseInput {
                state: ElementState::Released,
                ..
            } => self.stamps.mark_release(),
            WindowEvent::Touch(touch) if touch.phase == TouchPhase::Started => {
                self.stamps.mark_press()
            }
            WindowEvent::Touch(touch) if touch.phase != TouchPhase::Moved => {
                self.stamps.mark_release()
            }
            WindowEvent::KeyboardInput { .. } | WindowEvent::Ime(_) => self.stamps.mark_key(),
            _ => {}
        }
    }

    fn look_at_monitors(&self, event_loop: &ActiveEventLoop) {
        // With one monitor the experimenter must be able to get back to the desk.
        let full_screen = matches!(self.placement, Placement::Monitor(_));
        let alone = !full_screen || event_loop.available_monitors().count() > 1;
        let placement = self.placement;
        self.shared.place.set(Some(Place { placement, alone }));
        let mut monitors = event_loop.available_monitors();
        let monitor = match self.placement {
            Placement::Monitor(number) => monitors.nth(number),
            Placement::Rect(x, y, ..) => monitors.find(|monitor| {
                let (at, size) = (monitor.position(), monitor.size());
                let inside = |value: i32, from: i32, length: u32| {
                    value >= from && i64::from(value) < i64::from(from) + i64::from(length)
                };
                inside(x, at.x, size.width) && inside(y, at.y, size.height)
            }),
        };
        let rate = monitor.and_then(|monitor| monitor.refresh_rate_millihertz());
        self.shared
            .refresh_hz
            .set(rate.map(|rate| f64::from(rate) / 1000.0));
    }
}

impl ApplicationHandler<UserEvent> for Loop<'_> {
    fn resumed(&mut self, event_loop: &ActiveEventLoop) {
        self.look_at_monitors(event_loop);
        self.inner.resumed(event_loop);
    }

    fn window_event(&mut self, event_loop: &ActiveEventLoop, window: WindowId, event: WindowEvent) {
        if self.swallows(&event) {
            return;
        }
        self.stamp(&event);
        let redraw = matches!(event, WindowEvent::RedrawRequested);
        self.inner.window_event(event_loop, window, event);
        if redraw {
            // eframe swaps as the last act of a redraw.
            self.swaps.mark();
        }
    }

    fn new_events(&mut self, event_loop: &ActiveEventLoop, cause: StartCause) {
        self.inner.new_events(event_loop, cause);
    }

    fn user_event(&mut self, event_loop: &ActiveEventLoop, event: UserEvent) {
        self.inner.user_event(event_loop, event);
    }

    fn device_event(&mut self, event_loop: &ActiveEventLoop, device: DeviceId, event: DeviceEvent) {
        // Raw motion is of no use here and would wake the window.
        if !matches!(
            event,
            DeviceEvent::MouseMotion { .. } | DeviceEvent::Motion { .. }
        ) {
            self.inner.device_event(event_loop, device, event);
        }
    }

    fn about_to_wait(&mut self, event_loop: &ActiveEventLoop) {
        self.inner.about_to_wait(event_loop);
    }

    fn suspended(&mut self, event_loop: &ActiveEventLoop) {
        self.inner.suspended(event_loop);
    }

    fn exiting(&mut self, event_loop: &ActiveEventLoop) {
        self.inner.exiting(event_loop);
    }

    fn memory_warning(&mut self, event_loop: &ActiveEventLoop) {
        self.inner.memory_warning(event_loop);
    }
}
