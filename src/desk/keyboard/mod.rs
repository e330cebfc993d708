//! The coding keys: from whichever of our windows they come, stamped when they are delivered, never at the next frame.

mod active;
mod gate;
mod hub;
mod names;
mod window_keys;
mod x11;

pub use gate::Focus;
pub use hub::{Keyboards, Sink};
pub use names::{Physical, action_key};
pub use window_keys::ForwardKeys;
pub use x11::listen;
