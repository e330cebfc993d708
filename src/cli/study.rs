//! `lacrima study`: what all sessions of a study say, as an overview, as JSON, or as tables, figures and a report.

mod overview;
mod wanted;

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use serde_json::json;

use super::arguments::StudyArguments;
use crate::export;
use crate::measure::study::Study;
use crate::plain::{Plain, complain, progress, say};
use crate::record::{study, unlocking};
use crate::session::Mode;
use crate::study::{Loaded, Settlement, load};
use crate::time;

/// Runs the verb.
pub fn run(arguments: &StudyArguments) -> ExitCode {
    match study(arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(why) => {
            complain(why);
            ExitCode::from(1)
        }
    }
}

/// Whether every session that counts could be read.
fn study(arguments: &StudyArguments) -> Result<bool, String> {
    let sessions = study::sessions(&arguments.study)?;
    if sessions.counted.is_empty() {
        let mut whys: Vec<String> = sessions
            .left_out
            .iter()
            .take(3)
            .map(|left| format!("{}: {}", left.session, left.why))
            .collect();
        whys.insert(0, format!("No session of study {} counts.", sessions.study));
        return Err(whys.join(" "));
    }
    let count = sessions.counted.len();
    let fixed = unlocking::read(&sessions.folder)?;
    let settings = wanted::settings(arguments, &fixed)?;
    let by = wanted::by(arguments)?;
    if let Some(by) = &by {
        let loaded = load(&arguments.study, &settings, shown(count))?;
        let computed = Study::of(&loaded.rows, &settings);
        let now = Settlement::of(&loaded, &computed, by)?.keep(time::utc_now())?;
        let mut new = now.entries.iter().skip(fixed.entries.len());
        let list = loaded.sessions.folder.join(unlocking::FILE);
        let count = loaded.rows.len();
        // Somebody else may have been first, also in this very moment.
        if new.any(|entry| entry.who == *by.who) {
            complain(format_args!(
                "It is settled who cried in {count} session(s); the mood data are unlocked. Both stand in {}.",
                list.display()
            ));
        } else {
            complain(format_args!(
                "It was settled already who cried in {count} session(s), as {} says: nothing was changed.",
                list.display()
            ));
        }
    }
    caution(&sessions.modes);
    match &arguments.out {
        Some(out) => {
            let (loaded, _) = export::study::put(
                &arguments.study,
                out,
                arguments.force,
                &settings,
                shown(count),
            )?;
            tell(&loaded);
            complain(
                "These files hold participants' codes and dates: keep them as you keep the sessions.",
            );
            say(format_args!(
                "{} session(s) written to {}.",
                loaded.rows.len(),
                out.display()
            ));
            Ok(is_whole(&loaded))
        }
        None => {
            let loaded = load(&arguments.study, &settings, shown(count))?;
            tell(&loaded);
            let computed = Study::of(&loaded.rows, &settings);
            if let Some(why) = computed.problem().filter(|_| loaded.is_open()) {
                return Err(why);
            }
            // Whoever reads the output may have seen enough and closed the pipe.
            let _ = print(arguments, &loaded, &computed);
            Ok(is_whole(&loaded))
        }
    }
}

/// Shows progress on a terminal.
fn shown(of: usize) -> impl FnMut(f32) {
    let shows = of > 1 && io::stderr().is_terminal();
    let mut last = 0;
    move |share| {
        let done = (share * of as f32).round() as usize;
        // A terminal is slower than a session is read.
        let is_due = done == of || done >= last + of.div_ceil(200);
        if shows && is_due && done > last {
            last = done;
            progress(done, of);
        }
    }
}

fn tell(loaded: &Loaded) {
    loaded.notices.iter().for_each(complain);
}

/// Whether every session that counts could be read.
fn is_whole(loaded: &Loaded) -> bool {
    loaded.rows.len() == loaded.sessions.counted.len()
}

fn caution(modes: &[Mode]) {
    if modes.contains(&Mode::Study) {
        return;
    }
    let words: Vec<&str> = modes.iter().map(|mode| study::word(*mode)).collect();
    complain(format_args!(
        "CAUTION: these are no study sessions (mode {}): nothing here says anything about people.",
        words.join(", ")
    ));
}

fn print(arguments: &StudyArguments, loaded: &Loaded, computed: &Study) -> io::Result<()> {
    let out = io::stdout().lock();
    if !arguments.json {
        return overview::print(&mut Plain::text(out), loaded, computed);
    }
    let is_open = loaded.is_open();
    let mut sessions = computed.sessions.clone();
    // A group may be the condition, which would sway whoever still has to say who cried.
    for session in sessions.iter_mut().filter(|_| !is_open) {
        session.group = None;
    }
    let whole = json!({
        "study_id": loaded.sessions.study,
        "is_open": is_open,
        "locked_because": (!is_open).then(|| export::study::locked(&arguments.study, loaded)),
        "counts": computed.counts,
        "sessions": sessions,
        "quality": loaded.rows.iter().map(|row| json!({"session": row.session, "quality": row.quality})).collect::<Vec<_>>(),
        "left_out": loaded.sessions.left_out,
        "notices": loaded.notices,
        "unlocking": loaded.unlocking.entries,
        "settings": computed.settings,
        "study": is_open.then_some(computed),
    });
    let mut out = Plain::json(out);
    serde_json::to_writer_pretty(&mut out, &whole).map_err(io::Error::from)?;
    writeln!(out)
}
