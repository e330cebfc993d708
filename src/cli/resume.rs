//! `lacrima resume`: takes up a session that the program's end broke off.

use std::process::ExitCode;

use super::arguments::ResumeArguments;
use crate::conductor::{self, Placement};
use crate::desk::{Options, Start};

/// Opens the page on which the session is taken up or, in a pilot, takes it up.
pub fn run(mut arguments: ResumeArguments) -> ExitCode {
    // From within the study's folder a bare name would have nothing above it.
    if let Ok(absolute) = std::path::absolute(&arguments.session) {
        arguments.session = absolute;
    }
    if let Err(why) = conductor::look(&arguments.session) {
        crate::plain::complain(why);
        return ExitCode::from(1);
    }
    let place = arguments
        .stage_rect
        .map(|(x, y, width, height)| Placement::Rect(x, y, width, height));
    let role = arguments.pilot_role.into();
    let options = Options {
        data: arguments
            .session
            .parent()
            .and_then(|study| study.parent())
            .map(|data| data.to_owned())
            .filter(|data| !data.as_os_str().is_empty()),
        placement: place.or(arguments.monitor.map(Placement::Monitor)),
        pilot: arguments.pilot.map(|seed| conductor::Pilot { seed, role }),
        ..Options::default()
    };
    super::open(Start::Resume(arguments.session, options))
}
