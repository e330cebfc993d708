//! The experimenter's window: where it stands, and who may ask it for a frame.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use eframe::{NativeOptions, Renderer};
use egui::{Context, ViewportBuilder};

use super::start::Options;
use super::worker::Wake;
use crate::conductor::Placement;
use crate::time::{self, Stamp};

/// The window's options.
pub fn window(options: &Options) -> NativeOptions {
    let mut viewport = ViewportBuilder::default()
        .with_title("Lacrima")
        .with_app_id("lacrima")
        .with_min_inner_size([LEAST_WIDTH as f32, 640.0])
        .with_inner_size([1280.0, 720.0])
        .with_drag_and_drop(true);
    if let Some((x, y, width, height)) = options.desk_rect.or_else(|| beside_stage(options)) {
        viewport = viewport
            .with_position([x as f32, y as f32])
            .with_inner_size([width as f32, height as f32]);
    }
    NativeOptions {
        viewport,
        renderer: Renderer::Glow,
        ..NativeOptions::default()
    }
}

/// On one screen the two windows stand side by side, so that neither covers the other.
fn beside_stage(options: &Options) -> Option<(i32, i32, u32, u32)> {
    let Some(Placement::Rect(x, _, width, _)) = options.placement else {
        return None;
    };
    let free = u32::try_from(x).unwrap_or(0);
    Some(if free >= LEAST_WIDTH {
        (0, 0, free.min(1280), 720)
    } else {
        (
            x.saturating_add(i32::try_from(width).unwrap_or(0)),
            0,
            1280,
            720,
        )
    })
}

/// A narrower window would have no room for the lanes.
const LEAST_WIDTH: u32 = 1024;

/// Few frames a second are asked for from other threads: the film runs beside us on the same machine, and one picture of
/// this window costs as much as several of the film's frames where OpenGL runs in software.
pub fn wake_by(contexts: Contexts, painted: Painted) -> Wake {
    Arc::new(move || {
        let since = time::now().ns_since(Stamp(painted.load(Ordering::Relaxed)));
        let wait = FRAME.saturating_sub(Duration::from_nanos(u64::try_from(since).unwrap_or(0)));
        // A request without a delay paints twice, one with a tiny delay once.
        repaint_after(&contexts, wait.max(Duration::from_millis(1)));
    })
}

/// A key was pressed: its cap and its lane are shown as soon as the engine has answered.
pub fn hurry_by(contexts: Contexts) -> impl Fn() + Send + Sync {
    move || repaint_after(&contexts, Duration::from_millis(25))
}

fn repaint_after(contexts: &Contexts, wait: Duration) {
    let ctx = contexts
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clone();
    if let Some(ctx) = ctx {
        ctx.request_repaint_after(wait);
    }
}

/// The window's context, once there is one.
pub type Contexts = Arc<Mutex<Option<Context>>>;
/// When the window was last painted, as the clock's nanoseconds.
pub type Painted = Arc<AtomicI64>;

/// Time between two frames that nobody's hand asks for.
pub const FRAME: Duration = Duration::from_millis(250);
