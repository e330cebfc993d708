//! Knows when the window's picture was last swapped: the nearest to "shown" that software can see.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use eframe::{EframeWinitApplication, UserEvent};
use winit::application::ApplicationHandler;
use winit::event::{DeviceEvent, DeviceId, StartCause, WindowEvent};
use winit::event_loop::ActiveEventLoop;
use winit::window::WindowId;

use crate::time::{self, Stamp};

/// The instant at which the last swap returned; clones share it.
#[derive(Clone, Debug, Default)]
pub struct SwapClock(Arc<AtomicI64>);

impl SwapClock {
    /// Says that a swap has returned just now.
    pub fn mark(&self) {
        self.0.store(time::now().0, Ordering::Release);
    }

    /// The last swap; before the first one, the beginning of time.
    pub fn last(&self) -> Stamp {
        Stamp(self.0.load(Ordering::Acquire))
    }
}

/// Runs an eframe program and marks the clock whenever a redraw has returned: eframe swaps as its last act.
pub struct AfterSwap<'app> {
    inner: EframeWinitApplication<'app>,
    clock: SwapClock,
}

impl<'app> AfterSwap<'app> {
    /// Wraps what `eframe::create_native` made.
    pub fn new(inner: EframeWinitApplication<'app>, clock: SwapClock) -> Self {
        Self { inner, clock }
    }
}

impl ApplicationHandler<UserEvent> for AfterSwap<'_> {
    fn resumed(&mut self, event_loop: &ActiveEventLoop) {
        self.inner.resumed(event_loop);
    }

    fn window_event(&mut self, event_loop: &ActiveEventLoop, window: WindowId, event: WindowEvent) {
        let redraw = matches!(event, WindowEvent::RedrawRequested);
        self.inner.window_event(event_loop, window, event);
        if redraw {
            self.clock.mark();
        }
    }

    fn new_events(&mut self, event_loop: &ActiveEventLoop, cause: StartCause) {
        self.inner.new_events(event_loop, cause);
    }

    fn user_event(&mut self, event_loop: &ActiveEventLoop, event: UserEvent) {
        self.inner.user_event(event_loop, event);
    }

    fn device_event(&mut self, event_loop: &ActiveEventLoop, device: DeviceId, event: DeviceEvent) {
        self.inner.device_event(event_loop, device, event);
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
