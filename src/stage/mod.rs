//! The participant's process: one window with its screens, the film and the sound.

pub mod film;
