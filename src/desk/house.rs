//! What every room of the experimenter's program may use.

use std::sync::{Arc, Mutex};

use super::coder::Swaps;
use super::keyboard::Keyboards;
use super::window::Painted;
use super::worker::Wake;
use crate::look::Look;

/// What every room may use.
pub struct House {
    /// Asks for a frame.
    pub wake: Wake,
    /// The keyboards.
    pub keyboards: Arc<Keyboards>,
    /// When the window was last swapped.
    pub swaps: Swaps,
    /// The window, which knows the monitors.
    pub window: Option<Arc<winit::window::Window>>,
    /// Whether what the status bar calls saved is printed as well.
    pub say_saved: bool,
    /// When the window was last painted.
    pub painted: Painted,
    /// Dark or light.
    pub look: Look,
    /// What the program ends with.
    pub outcome: Arc<Mutex<Result<(), String>>>,
}

#[cfg(test)]
impl House {
    /// Without a window.
    pub fn for_tests() -> Self {
        Self {
            wake: Arc::new(|| {}),
            keyboards: Arc::new(Keyboards::new(Box::new(|| {}))),
            swaps: Swaps::default(),
            window: None,
            say_saved: false,
            painted: Painted::default(),
            look: Look::Dark,
            outcome: Arc::new(Mutex::new(Ok(()))),
        }
    }
}
