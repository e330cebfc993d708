//! The `lacrima` program: the hidden verbs of child processes, or the command line.

use std::process::ExitCode;

use lacrima::{cli, media, stage};

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    match arguments.next() {
        Some(verb) if verb == "media-probe" => ExitCode::from(media::child::main(arguments)),
        Some(verb) if verb == "media-view" => ExitCode::from(media::view::child::main(arguments)),
        Some(verb) if verb == "play" => ExitCode::from(stage::film::play::main(arguments)),
        Some(verb) if verb == "stage" => stage::main(arguments),
        _ => cli::main(),
    }
}
