//! The film on the participant's screen: drawn ahead, swapped on time, and every frame accounted for.
//!
//! The window's thread draws the next frame a little before it is due, waits for the due instant inside the paint
//! callback, and lets the swap happen then. The window's own code only has to place [`FilmScreen::ui`] on an
//! otherwise unpainted window and to call [`SwapClock::mark`] right after each swap.

mod blit;
mod canvas;
mod colour;
mod fit;
mod ledger;
mod pace;
pub mod play;
mod screen;
mod swap;
mod thumbnail;
mod titles;
mod yuv;

pub use canvas::Canvas;
pub use ledger::Report;
pub use screen::FilmScreen;
pub use swap::{AfterSwap, SwapClock};
pub use thumbnail::Thumbnail;
