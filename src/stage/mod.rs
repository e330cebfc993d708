//! The participant's process: one window with its screens, the film and the sound.
//!
//! It knows nothing but what it must show. `app` takes messages from the desk and hands views to `participant`, whose `act` is
//! one of the `screens`, and puts stamped inputs into the `outbox`; `window` is the loop around both.

mod act;
mod app;
mod awake;
mod corner;
mod cues;
mod drafts;
pub mod film;
mod hold;
mod outbox;
mod own_key;
mod participant;
mod pilot;
mod place;
mod screens;
mod stamps;
mod targets;
mod window;

use std::process::ExitCode;

use crate::link::StageArgs;
pub use outbox::Outbox;
pub use participant::Participant;
pub use stamps::InputStamps;
pub use targets::{Target, Targets};

/// The hidden verb `stage`: runs the participant's window until the desk closes it. `args` are those after the verb.
pub fn main(args: impl IntoIterator<Item = std::ffi::OsString>) -> ExitCode {
    // Beside the window: a film that is waited for must not wait for its engine, too. Without a thread it starts with the film.
    let _ = std::thread::Builder::new()
        .name("media-start".to_owned())
        .spawn(crate::media::warm_up);
    match StageArgs::read(args).and_then(|args| window::run(&args)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            crate::plain::complain(why);
            ExitCode::FAILURE
        }
    }
}
