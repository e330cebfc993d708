//! `lacrima amend`: corrects a finished session by an amendment, lists amendments, or undoes one.

use std::path::Path;
use std::process::ExitCode;

use crate::plain::{complain, say};

use super::arguments::AmendArguments;
use crate::record::amendments::{self, Opened, Proposal, Wish};
use crate::time;

/// Does what the arguments ask for.
pub fn run(arguments: &AmendArguments) -> ExitCode {
    let done = if arguments.list {
        list(&arguments.session)
    } else {
        amend(arguments)
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            why.lines().for_each(complain);
            ExitCode::from(1)
        }
    }
}

fn amend(arguments: &AmendArguments) -> Result<(), String> {
    let wish = match arguments.undo {
        Some(n) => Wish::Undo(n),
        None if arguments.change.is_empty() => {
            return Err(format!(
                "Say what changes, or give --list or --undo N. Changes are written so:\n{}",
                amendments::HELP
            ));
        }
        None => Wish::Words(arguments.change.clone()),
    };
    let Some(who) = arguments.who.clone() else {
        return Err("Say who amends, as in --who C2.".to_owned());
    };
    let why = match (&arguments.why, arguments.undo) {
        (Some(why), _) => why.clone(),
        (None, Some(n)) => format!("Undo of amendment {n}"),
        (None, None) => return Err("Say why, as in --why \"seen on the video\".".to_owned()),
    };
    let proposal = Proposal { who, why, wish };
    let kept = amendments::amend(&arguments.session, &proposal, time::utc_now())?;
    if let Some(remark) = &kept.remark {
        complain(remark);
    }
    say(format_args!(
        "Amendment {}. {}",
        kept.amendment.n,
        amendments::change(&kept.amendment)
    ));
    Ok(())
}

fn list(session: &Path) -> Result<(), String> {
    let opened = amendments::open(session)?;
    for notice in opened.changes.iter().chain(&opened.notices) {
        complain(notice);
    }
    if opened.amendments.is_empty() {
        say("This session was never amended.");
    }
    lines(&opened).iter().for_each(say);
    Ok(())
}

/// One line an amendment.
pub fn lines(opened: &Opened) -> Vec<String> {
    let line = |amendment: &amendments::Amendment| {
        let undone = opened
            .undone_by(amendment.n)
            .map(|by| format!(" [undone by {by}]"))
            .unwrap_or_default();
        format!(
            "{:>3}  {}  {}  {}{undone}  ({})",
            amendment.n,
            amendment.utc,
            amendment.who,
            amendments::change(amendment),
            amendment.why
        )
    };
    opened.amendments.iter().map(line).collect()
}
