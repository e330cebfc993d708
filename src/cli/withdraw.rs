//! `lacrima withdraw`: removes a participant's sessions for good.

use std::path::Path;
use std::process::ExitCode;

use super::arguments::{WhyName, WithdrawArguments};
use crate::plain::{complain, say};
use crate::protocol::Id;
use crate::record::withdrawal::{Whom, Why};
use crate::record::{self, Listed};
use crate::time;

/// Lists what would be removed, or with `--yes` removes it.
pub fn run(arguments: &WithdrawArguments) -> ExitCode {
    match withdraw(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            complain(why);
            ExitCode::from(1)
        }
    }
}

fn withdraw(arguments: &WithdrawArguments) -> Result<(), String> {
    let data = std::path::absolute(&arguments.data)
        .ok()
        .filter(|data| data.is_dir())
        .ok_or_else(|| {
            let data = arguments.data.display();
            format!("{data} is not a folder: name the data folder.")
        })?;
    let (data, whom) = whom(&data, arguments)?;
    if !arguments.yes {
        return list(data, &whom);
    }
    let day = time::utc_now().date_naive();
    let done = record::withdraw(data, &whom, day, why(arguments.why))?;
    say(format_args!("{} session(s) removed.", done.sessions));
    for remark in done.remarks {
        say(remark);
    }
    say("Backups and exported tables are not touched: remove the data there yourself.");
    Ok(())
}

/// The data folder and whose data; a session's own folder stands for that session alone.
fn whom<'d>(data: &'d Path, arguments: &WithdrawArguments) -> Result<(&'d Path, Whom), String> {
    let code = Id::from(arguments.participant.as_str());
    let Some(session) = record::look(data) else {
        let study = arguments.study.as_deref().map(Id::from);
        return Ok((data, Whom::Participant { code, study }));
    };
    if session.participant != code {
        return Err(format!(
            "Session {} is not one of participant {code}.",
            session.id
        ));
    }
    let above = data.parent().and_then(Path::parent).unwrap_or(data);
    Ok((above, Whom::Session(session.folder)))
}

fn list(data: &Path, whom: &Whom) -> Result<(), String> {
    let (sessions, remarks) = record::to_withdraw(data, whom)?;
    say("These would be removed for good:");
    for Listed { folder, .. } in &sessions {
        say(format_args!("  {}", folder.display()));
    }
    for remark in remarks {
        say(remark);
    }
    say("Nothing was removed. Repeat the command with --yes to remove them.");
    Ok(())
}

fn why(why: WhyName) -> Why {
    match why {
        WhyName::Participant => Why::Participant,
        WhyName::Consent => Why::Consent,
        WhyName::Other => Why::Other,
    }
}
