//! What a session says now: what was recorded, with the standing amendments laid over it.

use super::sheet::Sheet;
use super::standing::standing;
use super::{Amendment, What};
use crate::record::Document;

/// A session with its amendments.
#[derive(Clone, Debug)]
pub struct Amended {
    /// The session as it stands now.
    pub document: Document,
    /// The numbers of the amendments that count: neither undone nor an undoing.
    pub standing: Vec<u64>,
    /// The amendments that could not be followed, and why.
    pub problems: Vec<Problem>,
}

/// An amendment that could not be followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Its number.
    pub n: u64,
    /// Why, in one sentence that says what would be right.
    pub text: String,
}

impl Amended {
    /// Lays amendments over a session as it was recorded. What does not fit is left out and named.
    pub fn of(recorded: &Document, amendments: &[Amendment]) -> Self {
        if amendments.is_empty() {
            return Self {
                document: recorded.clone(),
                standing: Vec::new(),
                problems: Vec::new(),
            };
        }
        let (sheet, standing, problems) = lay(recorded, amendments);
        // Where nothing stands, the session says what was recorded, even if its rows stood in another order.
        let document = if standing.is_empty() {
            recorded.clone()
        } else {
            sheet.settled()
        };
        Self {
            document,
            standing,
            problems,
        }
    }
}

/// The sheet with amendments laid over it, the numbers of those that count, and what did not fit.
pub(super) fn lay(
    recorded: &Document,
    amendments: &[Amendment],
) -> (Sheet, Vec<u64>, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut sheet = Sheet::of(recorded);
    let mut counted = Vec::new();
    for place in standing(amendments, &mut problems) {
        let Some(amendment) = amendments.get(place) else {
            continue;
        };
        let n = amendment.n;
        match follow(&mut sheet, recorded, amendment) {
            Ok(()) => counted.push(n),
            Err(text) => problems.push(Problem { n, text }),
        }
    }
    problems.sort_by_key(|problem| problem.n);
    (sheet, counted, problems)
}

fn follow(sheet: &mut Sheet, recorded: &Document, amendment: &Amendment) -> Result<(), String> {
    if amendment.of != recorded.journal_sha256 {
        return Err(format!(
            "Amendment {} was made for another journal than this session's.",
            amendment.n
        ));
    }
    let present = sheet.value(&amendment.what)?;
    if present != amendment.old {
        return Err(format!(
            "{} is {} now, not {} as amendment {} says: somebody else changed it meanwhile; look at it again.",
            super::title(&amendment.what),
            super::words::told(&present),
            super::words::told(&amendment.old),
            amendment.n
        ));
    }
    // To say that an onset is exactly where it was coded is news: the lag is no longer taken off.
    let confirms = matches!(
        amendment.what,
        What::BoutOnset { .. } | What::PointTime { .. }
    ) && !sheet.is_settled(&amendment.what);
    if amendment.new == amendment.old && !confirms {
        return Err(format!(
            "{} is {} already.",
            super::title(&amendment.what),
            super::words::told(&present)
        ));
    }
    sheet.set(&amendment.what, &amendment.new, amendment)
}
