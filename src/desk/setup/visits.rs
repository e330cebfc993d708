//! Who has been here before: the visit that is proposed, and whether enough days have passed.

use std::path::{Path, PathBuf};

use chrono::{NaiveDate, NaiveDateTime};

use super::checks::{Check, State};
use crate::desk::worker::{Job, Wake};
use crate::protocol::{Id, Protocol};
use crate::record::{self, Listed, Progress};
use crate::session::{Mode, Status};

/// The sessions that lie in the data folder.
#[derive(Default)]
pub struct Earlier {
    looking: Option<(PathBuf, Job<Vec<Listed>>)>,
    sessions: Option<Vec<Listed>>,
}

/// Whose earlier sessions are asked for.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The study.
    pub study: &'a Id,
    /// Only sessions of the same mode count: a rehearsal is no visit.
    pub mode: Mode,
    /// The participant's code.
    pub code: &'a str,
}

impl Earlier {
    /// Looks again when the data folder is another one.
    pub fn follow(&mut self, data: &Path, wake: &Wake) {
        if self.looking.as_ref().is_none_or(|(path, _)| path != data) {
            let path = data.to_owned();
            let job = Job::start("visits", wake, move |_| record::list(&path));
            self.looking = Some((data.to_owned(), job));
            self.sessions = None;
        }
        if let Some(listed) = self.looking.as_mut().and_then(|(_, job)| job.take()) {
            self.sessions = Some(listed);
        }
    }

    /// With these sessions, for tests.
    #[cfg(test)]
    pub fn with(data: &Path, sessions: Vec<Listed>) -> Self {
        let wake: Wake = std::sync::Arc::new(|| {});
        let mut looked = Job::start("visits", &wake, |_| Vec::new());
        while looked.take().is_none() {
            std::thread::yield_now();
        }
        Self {
            looking: Some((data.to_owned(), looked)),
            sessions: Some(sessions),
        }
    }

    /// How many sessions for the data the study has here.
    pub fn of_study(&self, study: &Id) -> usize {
        let sessions = self.sessions.iter().flatten();
        sessions
            .filter(|session| session.study == *study && session.mode == Some(Mode::Study))
            .count()
    }

    /// Which visit comes next, from 1. A try that was interrupted counts as the same visit again.
    pub fn next_visit(&self, asked: Asked<'_>) -> u32 {
        let before = self.visits(asked).count();
        u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1)
    }

    /// What is worth knowing of this visit.
    pub fn checks(
        &self,
        protocol: &Protocol,
        asked: Asked<'_>,
        visit: u32,
        today: NaiveDate,
    ) -> Vec<Check> {
        let check = |state, text: String| Check::new("Visit", state, text);
        if self.sessions.is_none() {
            let text = "Looking for earlier sessions of this code…".to_owned();
            return vec![check(State::Working(0.0), text)];
        }
        let mut checks = Vec::new();
        let mut warn = |text| checks.push(check(State::Warn, text));
        let next = self.next_visit(asked);
        if visit != next {
            warn(format!(
                "By the earlier sessions this would be visit {next}."
            ));
        }
        if let Some(planned) = protocol.visits {
            if visit > planned.count {
                warn(format!(
                    "The protocol plans {} visits; this is visit {visit}.",
                    planned.count
                ));
            }
            if let Some(last) = self.visits(asked).filter_map(day).max() {
                let since = (today - last).num_days();
                if since < i64::from(planned.min_days_between) {
                    warn(format!(
                        "The last visit was on {last}, {}; the protocol wants {} days between visits.",
                        days(since),
                        planned.min_days_between
                    ));
                }
            }
        }
        if checks.is_empty() {
            checks.push(check(State::Well, self.summed_up(asked, visit)));
        }
        checks
    }

    fn summed_up(&self, asked: Asked<'_>, visit: u32) -> String {
        let tries = self.of(asked).filter(|session| !is_visit(session));
        match (tries.filter_map(day).max(), visit) {
            (Some(day), n) => {
                format!("Visit {n}; a try on {day} was interrupted and is no visit.")
            }
            (None, 1) => "First visit of this participant.".to_owned(),
            (None, n) => format!("This code has been used before: visit {n}."),
        }
    }

    fn of<'a>(&'a self, asked: Asked<'a>) -> impl Iterator<Item = &'a Listed> {
        self.sessions.iter().flatten().filter(move |session| {
            session.study == *asked.study
                && session.participant.as_str() == asked.code
                // Why an encrypted session was run can't be read; it is taken as one of these.
                && (session.mode == Some(asked.mode) || session.progress == Progress::Encrypted)
        })
    }

    fn visits<'a>(&'a self, asked: Asked<'a>) -> impl Iterator<Item = &'a Listed> {
        self.of(asked).filter(|session| is_visit(session))
    }
}

fn is_visit(session: &Listed) -> bool {
    matches!(
        session.progress,
        Progress::Finished(Status::Completed | Status::Stopped | Status::Withdrawn)
            | Progress::Encrypted
    )
}

fn day(session: &Listed) -> Option<NaiveDate> {
    let stamp = NaiveDateTime::parse_from_str(&session.stamp, "%Y%m%dT%H%M%SZ").ok()?;
    Some(stamp.date())
}

fn days(since: i64) -> String {
    match since {
        0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        n => format!("{n} days ago"),
    }
}
