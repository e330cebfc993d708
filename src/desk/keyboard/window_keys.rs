//! Hears the window's events before egui does: the keys' way in where raw events can't be had, and when a frame was swapped.

use std::collections::HashMap;
use std::sync::Arc;

use eframe::{EframeWinitApplication, UserEvent};
use winit::application::ApplicationHandler;
use winit::event::{DeviceEvent, DeviceId, StartCause, WindowEvent};
use winit::event_loop::ActiveEventLoop;
use winit::keyboard::PhysicalKey;
use winit::window::WindowId;

use crate::desk::coder::Swaps;
use crate::time;

use super::gate::{Focus, Press};
use super::hub::Keyboards;
use super::names::Physical;

/// Passes everything on to eframe; stamps and counts keys first, unless raw events are heard.
pub struct ForwardKeys<'a> {
    inner: EframeWinitApplication<'a>,
    keyboards: Arc<Keyboards>,
    swaps: Swaps,
    numbers: HashMap<DeviceId, u16>,
}

impl<'a> ForwardKeys<'a> {
    /// Stands before `inner`.
    pub fn new(inner: EframeWinitApplication<'a>, keyboards: Arc<Keyboards>, swaps: Swaps) -> Self {
        Self {
            inner,
            keyboards,
            swaps,
            numbers: HashMap::new(),
        }
    }

    fn hear(&mut self, event: &WindowEvent) {
        let now = time::now();
        match event {
            WindowEvent::Focused(focused) => {
                let focus = if *focused {
                    Focus::Desk
                } else {
                    Focus::Elsewhere
                };
                self.keyboards.set_focus(focus, now);
            }
            WindowEvent::KeyboardInput {
                device_id,
                event,
                is_synthetic: false,
            } => {
                let PhysicalKey::Code(code) = event.physical_key else {
                    return;
                };
                let Some(key) = Physical::from_winit(code).filter(|_| !event.repeat) else {
                    return;
                };
                let next = u16::try_from(self.numbers.len()).unwrap_or(u16::MAX);
                let keyboard = *self.numbers.entry(*device_id).or_insert(next);
                let down = event.state.is_pressed();
                self.keyboards.take(
                    Press {
                        keyboard,
                        key,
                        down,
                    },
                    now,
                );
            }
            _ => {}
        }
    }
}

impl ApplicationHandler<UserEvent> for ForwardKeys<'_> {
    fn window_event(&mut self, event_loop: &ActiveEventLoop, id: WindowId, event: WindowEvent) {
        if !self.keyboards.is_raw() {
            self.hear(&event);
        }
        let redraw = matches!(event, WindowEvent::RedrawRequested);
        self.inner.window_event(event_loop, id, event);
        if redraw {
            // eframe swaps as its last act.
            self.swaps.mark();
        }
    }

    fn resumed(&mut self, event_loop: &ActiveEventLoop) {
        self.inner.resumed(event_loop);
    }

    fn new_events(&mut self, event_loop: &ActiveEventLoop, cause: StartCause) {
        self.inner.new_events(event_loop, cause);
    }

    fn user_event(&mut self, event_loop: &ActiveEventLoop, event: UserEvent) {
        self.inner.user_event(event_loop, event);
    }

    fn device_event(&mut self, event_loop: &ActiveEventLoop, id: DeviceId, event: DeviceEvent) {
        self.inner.device_event(event_loop, id, event);
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
