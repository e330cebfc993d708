//! `lacrima encrypt` and `lacrima decrypt`: finished sessions at rest, one or all of a data folder.

use std::path::Path;
use std::process::ExitCode;

use super::arguments::VaultArguments;
use super::passphrase::Asked;
use crate::plain::{complain, say};
use crate::record::vault::{self, Done, Passphrase};
use crate::record::{self, Listed, Progress};

/// Encrypts a session, or every finished one of a data folder.
pub fn encrypt(arguments: &VaultArguments) -> ExitCode {
    let work = Work {
        doing: "encrypted",
        wants: |session| matches!(session.progress, Progress::Finished(_)),
        act: vault::encrypt,
    };
    let asked = Asked::new(arguments.passphrase_file.clone());
    work.run(&arguments.sessions, || asked.new_one())
}

/// Decrypts a session, or every encrypted one of a data folder.
pub fn decrypt(arguments: &VaultArguments) -> ExitCode {
    let work = Work {
        doing: "decrypted",
        wants: |session| session.progress == Progress::Encrypted,
        act: vault::decrypt,
    };
    let asked = Asked::new(arguments.passphrase_file.clone());
    work.run(&arguments.sessions, || asked.known())
}

struct Work {
    doing: &'static str,
    wants: fn(&Listed) -> bool,
    act: fn(&Path, &Passphrase) -> Result<Done, String>,
}

impl Work {
    fn run<'p>(
        &self,
        path: &Path,
        passphrase: impl FnOnce() -> Result<&'p Passphrase, String>,
    ) -> ExitCode {
        match self.try_run(path, passphrase) {
            Ok(failed) if failed.is_empty() => ExitCode::SUCCESS,
            Ok(failed) => {
                for why in failed {
                    complain(why);
                }
                ExitCode::from(1)
            }
            Err(why) => {
                complain(why);
                ExitCode::from(1)
            }
        }
    }

    /// The sentences of the sessions with which it did not work.
    fn try_run<'p>(
        &self,
        path: &Path,
        passphrase: impl FnOnce() -> Result<&'p Passphrase, String>,
    ) -> Result<Vec<String>, String> {
        let doing = self.doing;
        let (sessions, passed_over) = sessions(path, self.wants)?;
        super::tell_of_strangers(path);
        if sessions.is_empty() {
            say(format_args!("Nothing to be {doing} in {}.", path.display()));
            return Ok(Vec::new());
        }
        let passphrase = passphrase()?;
        let (all, mut failed) = (sessions.len(), Vec::new());
        for (session, number) in sessions.iter().zip(1..) {
            match (self.act)(&session.folder, passphrase) {
                Ok(Done::Now) => say(format_args!("{number} of {all}: {} {doing}", session.id)),
                Ok(Done::Before) => {
                    say(format_args!(
                        "{number} of {all}: {} was {doing} before",
                        session.id
                    ));
                }
                Err(why) => failed.push(why),
            }
        }
        if passed_over > 0 {
            say(format_args!(
                "{passed_over} session(s) were passed over: running, unfinished, to be deleted, or {doing} before."
            ));
        }
        Ok(failed)
    }
}

/// The one session of this folder or document, whatever its state; or those of a data folder that are wanted, and how many are not.
fn sessions(path: &Path, wants: fn(&Listed) -> bool) -> Result<(Vec<Listed>, usize), String> {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let one = record::look(&path).or_else(|| path.parent().and_then(record::look));
    if let Some(one) = one.filter(|one| one.folder.is_dir()) {
        return Ok((vec![one], 0));
    }
    if !path.is_dir() {
        return Err(format!(
            "{} is neither a session nor a data folder: name one of them.",
            path.display()
        ));
    }
    let (wanted, others): (Vec<Listed>, Vec<Listed>) = record::list(&path)
        .into_iter()
        .partition(|session| wants(session) && !session.wants_deletion);
    Ok((wanted, others.len()))
}
