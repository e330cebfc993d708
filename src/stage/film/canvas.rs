//! What the paint callback does: upload the next frame, draw it, wait for its instant; the swap follows at once.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use eframe::egui_glow::{self, CallbackFn};
use eframe::glow;
use egui::{PaintCallback, PaintCallbackInfo, Rect, Ui, vec2};

use super::blit::{self, BlitPainter};
use super::colour::yuv_to_rgb;
use super::fit::{Place, fit};
use super::thumbnail::{Thumbnail, thumbnail};
use super::yuv::{self, YuvPainter};
use crate::media::{Frame, Layout, Picture, Pixels};
use crate::time::{self, Stamp};

/// The film part of one window: its shader, textures and current picture. Make one for each window and give a clone to
/// each film; logic and paint callback share it on the window's thread.
#[derive(Clone, Default)]
pub struct Canvas(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    layout: Layout,
    painter: Option<Painter>,
    next: Option<Frame>,
    /// Painted, and not yet held back until it is due.
    painted: Option<Frame>,
    picture: Option<Picture>,
    drawn_at: Option<Stamp>,
    want_thumbnail: bool,
    thumbnail: Option<Thumbnail>,
    fault: Option<String>,
}

/// What a callback does, so that something can be painted over the picture before the swap is held back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// Picture and waiting.
    Whole,
    /// The picture alone.
    Picture,
    /// The waiting alone.
    Wait,
}

enum Painter {
    Shader(YuvPainter),
    Copy(BlitPainter),
}

impl Canvas {
    /// Finds out how the window's OpenGL shows frames most cheaply. Call it while the window is made, before a film
    /// opens; the context is current then. Without it the shader is used.
    pub fn meet(&self, gl: &glow::Context) {
        if blit::runs_in_software(gl) {
            self.lock().layout = Layout::Bgrx;
        }
    }

    /// The pixels that this window shows most cheaply.
    pub fn layout(&self) -> Layout {
        self.lock().layout
    }

    /// The frame that the coming paint uploads and holds back until it is due.
    pub(super) fn put(&self, frame: Frame, want_thumbnail: bool) {
        let mut inner = self.lock();
        inner.next = Some(frame);
        inner.want_thumbnail = want_thumbnail;
    }

    /// Takes back the frame that was put but not yet painted.
    pub(super) fn withdraw(&self) -> Option<Frame> {
        self.lock().next.take()
    }

    /// When the frame last put was ready to be swapped; taken once.
    pub(super) fn take_drawn(&self) -> Option<Stamp> {
        self.lock().drawn_at.take()
    }

    pub(super) fn take_thumbnail(&self) -> Option<Thumbnail> {
        self.lock().thumbnail.take()
    }

    pub(super) fn take_fault(&self) -> Option<String> {
        self.lock().fault.take()
    }

    /// Black from now on; what was put and not yet painted is forgotten.
    pub(super) fn blacken(&self) {
        let mut inner = self.lock();
        inner.next = None;
        inner.picture = None;
    }

    /// Adds the picture to the window's shapes, and what `over` paints on the part of it that holds a picture. All of it is
    /// painted before the swap is held back, so that it is on time.
    pub(super) fn picture_ui(&self, ui: &Ui, over: Option<impl FnOnce(Rect)>) {
        let rect = ui.max_rect();
        let painter = ui.painter();
        let Some(over) = over else {
            painter.add(self.callback(rect, Part::Whole));
            return;
        };
        painter.add(self.callback(rect, Part::Picture));
        if let Some(picture) = self.picture_in(rect, ui.pixels_per_point()) {
            over(picture);
        }
        painter.add(self.callback(rect, Part::Wait));
    }

    fn callback(&self, rect: Rect, part: Part) -> PaintCallback {
        let canvas = self.clone();
        let paint = move |info: PaintCallbackInfo, painter: &egui_glow::Painter| {
            let mut inner = canvas.lock();
            if part != Part::Wait {
                inner.paint(&info, painter);
            }
            if part != Part::Picture {
                inner.wait(painter.gl());
            }
        };
        PaintCallback {
            rect,
            callback: Arc::new(CallbackFn::new(paint)),
        }
    }

    /// Where in `rect` the coming paint has the picture, in points; `None` while it is black.
    fn picture_in(&self, rect: Rect, pixels_per_point: f32) -> Option<Rect> {
        let inner = self.lock();
        let next = inner.next.as_ref().map(|frame| &frame.picture);
        let picture = next.or(inner.picture.as_ref())?;
        let pixels = rect.size() * pixels_per_point;
        let screen = (pixels.x.round() as i32, pixels.y.round() as i32);
        let place = fit(
            (picture.width, picture.height),
            picture.pixel_aspect,
            screen,
        );
        let size = vec2(place.width as f32, place.height as f32) / pixels_per_point;
        Some(Rect::from_center_size(rect.center(), size))
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn paint(&mut self, info: &PaintCallbackInfo, window: &egui_glow::Painter) {
        let gl = window.gl();
        let next = self.next.take();
        if let Some(frame) = &next {
            self.upload(gl, frame);
        }
        self.draw(info, window);
        self.painted = next;
    }

    fn wait(&mut self, gl: &glow::Context) {
        if let Some(frame) = self.painted.take() {
            yuv::finish(gl);
            if std::mem::take(&mut self.want_thumbnail) {
                self.thumbnail = thumbnail(&frame);
            }
            time::sleep_until(frame.due);
            self.drawn_at = Some(time::now());
        }
    }

    fn upload(&mut self, gl: &glow::Context, frame: &Frame) {
        let Some(pixels) = frame.pixels() else { return };
        if let Err(why) = self.fit_painter(gl, &pixels) {
            let why = why.trim();
            self.fault = Some(format!(
                "the graphics driver cannot show films ({why}): update it"
            ));
        }
        match (&mut self.painter, &pixels) {
            (Some(Painter::Shader(painter)), Pixels::Planes(planes)) => painter.upload(gl, planes),
            (Some(Painter::Copy(painter)), Pixels::Bgrx(plane)) => painter.upload(gl, plane),
            _ => return,
        }
        self.picture = Some(frame.picture.clone());
    }

    fn fit_painter(&mut self, gl: &glow::Context, pixels: &Pixels<'_>) -> Result<(), String> {
        match (&self.painter, pixels) {
            (None, Pixels::Planes(_)) => {
                self.painter = Some(Painter::Shader(YuvPainter::new(gl)?));
            }
            (None, Pixels::Bgrx(_)) => self.painter = Some(Painter::Copy(BlitPainter::new(gl)?)),
            _ => {}
        }
        Ok(())
    }

    fn draw(&self, info: &PaintCallbackInfo, window: &egui_glow::Painter) {
        let gl = window.gl();
        let screen = info.viewport_in_pixels();
        let (Some(painter), Some(picture)) = (&self.painter, &self.picture) else {
            yuv::clear_black(gl);
            return;
        };
        let size = (screen.width_px, screen.height_px);
        let stored = (picture.width, picture.height);
        let place = fit(stored, picture.pixel_aspect, size);
        if (place.width, place.height) != size {
            yuv::clear_black(gl);
        }
        let place = Place {
            x: screen.left_px + place.x,
            y: screen.from_bottom_px + place.y,
            ..place
        };
        match painter {
            Painter::Shader(painter) => {
                painter.draw(gl, place, &yuv_to_rgb(picture.matrix, picture.range));
            }
            Painter::Copy(painter) => painter.draw(gl, place, window.intermediate_fbo()),
        }
    }
}
