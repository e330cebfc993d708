//! The `lacrima` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    match arguments.next() {
        Some(verb) if verb == "media-probe" => {
            ExitCode::from(lacrima::media::child::main(arguments))
        }
        Some(verb) if verb == "play" => ExitCode::from(lacrima::stage::film::play::main(arguments)),
        Some(verb) if verb == "stage" => lacrima::stage::main(arguments),
        _ => ExitCode::SUCCESS,
    }
}
