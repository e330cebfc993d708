//! The session while amendments are laid over it: the present value of everything that may be amended, and how it is set.

mod bouts;
mod person;
mod points;

use serde_json::Value;

use super::values::{self, NoteValue};
use super::{Amendment, What};
use crate::protocol::Id;
use crate::record::Document;
use crate::record::document::{self, AmendedPart, Note, Ratings};
use crate::session::Event;
use crate::time::SessionTime;

/// Longest remark, in characters.
pub const LONGEST_NOTE: usize = 2000;

/// The session as it stands after the amendments so far.
pub struct Sheet {
    document: Document,
    ratings: Ratings,
    notes: Vec<u64>,
    end: SessionTime,
}

impl Sheet {
    /// A session without amendments.
    pub fn of(recorded: &Document) -> Self {
        let end = recorded
            .events
            .iter()
            .map(|event| event.instant().max(event.t_s));
        Self {
            ratings: document::ratings(&recorded.events),
            notes: Vec::new(),
            end: end.max().unwrap_or_default(),
            document: recorded.clone(),
        }
    }

    /// The session, with what follows from the amended rows made anew.
    pub fn settled(mut self) -> Document {
        self.document.settle(&self.ratings);
        self.document
    }

    /// The present value of what may be amended.
    ///
    /// # Errors
    /// One sentence when there is no such thing, or when it stays as it is.
    pub fn value(&self, what: &What) -> Result<Value, String> {
        match what {
            What::Bout { .. }
            | What::BoutOnset { .. }
            | What::BoutOffset { .. }
            | What::BoutChannel { .. }
            | What::BoutLevel { .. }
            | What::BoutQuality { .. } => self.bout_value(what),
            What::Point { .. } | What::PointTime { .. } | What::PointCode { .. } => {
                self.point_value(what)
            }
            What::Covariate { name } => self.covariate(name),
            What::Visit => Ok(values::json(&self.document.session.visit)),
            What::Answer { step, item } => self.answer(step, item),
            What::Note { note } => Ok(self.note(*note)),
        }
    }

    /// Sets it.
    ///
    /// # Errors
    /// One sentence when the value is none that it may have.
    pub fn set(&mut self, what: &What, new: &Value, by: &Amendment) -> Result<(), String> {
        match what {
            What::Bout { bout } => self.set_bout(*bout, new, &by.who),
            What::BoutOnset { bout } => self.set_onset(*bout, new),
            What::BoutOffset { bout } => self.set_offset(*bout, new),
            What::BoutChannel { bout } => self.set_channel(*bout, new),
            What::BoutLevel { bout, at_s } => self.set_level(*bout, *at_s, new),
            What::BoutQuality { bout } => self.set_quality(*bout, new),
            What::Point { point } => self.set_point(*point, new, &by.who),
            What::PointTime { point } => self.set_time(*point, new),
            What::PointCode { point } => self.set_code(*point, new),
            What::Covariate { name } => self.set_covariate(name, new, &by.utc),
            What::Visit => self.set_visit(new),
            What::Answer { step, item } => self.set_answer(step, item, new),
            What::Note { note } => self.set_note(*note, new),
        }
    }

    /// Whether an instant was settled by amendment already.
    pub fn is_settled(&self, what: &What) -> bool {
        let parts = match what {
            What::BoutOnset { bout } => self.bout(*bout).map(|row| &row.amended),
            What::PointTime { point } => self.point(*point).map(|row| &row.amended),
            _ => return false,
        };
        parts.is_ok_and(|parts| {
            [AmendedPart::Added, AmendedPart::Onset, AmendedPart::Time]
                .iter()
                .any(|part| parts.contains(part))
        })
    }

    /// An instant within the session.
    fn instant(&self, value: &Value, what: &str) -> Result<SessionTime, String> {
        let t: SessionTime = values::from(value, &format!("{what} in seconds"))?;
        self.within(t, what)
    }

    fn within(&self, t: SessionTime, what: &str) -> Result<SessionTime, String> {
        if (SessionTime::ZERO..=self.end).contains(&t) {
            return Ok(t);
        }
        Err(format!(
            "{what} at {:.3} s lies outside the session: give a time from 0 to {:.3} s.",
            t.as_s(),
            self.end.as_s()
        ))
    }

    fn note(&self, note: u64) -> Value {
        let Some(place) = self.notes.iter().position(|number| *number == note) else {
            return Value::Null;
        };
        // Notes that were written afterwards stand behind those of the session.
        let first = self.document.notes.len().saturating_sub(self.notes.len());
        let row = self.document.notes.get(first + place);
        row.map_or(Value::Null, |row| {
            let text = row.text.clone();
            values::json(&NoteValue { text })
        })
    }

    fn set_note(&mut self, note: u64, new: &Value) -> Result<(), String> {
        let NoteValue { text } = values::from(new, "the remark")?;
        if text.trim().is_empty() || text.chars().count() > LONGEST_NOTE {
            return Err(format!(
                "A note needs 1 to {LONGEST_NOTE} characters: write what is to be remembered."
            ));
        }
        self.notes.push(note);
        self.document.notes.push(Note {
            t_s: self.end,
            text,
            amended: vec![AmendedPart::Added],
        });
        Ok(())
    }

    fn events(&self) -> &[Event] {
        &self.document.events
    }
}

/// Marks what was settled; each part once, in the parts' order.
fn mark(parts: &mut Vec<AmendedPart>, part: AmendedPart) {
    if !parts.contains(&AmendedPart::Added) && !parts.contains(&part) {
        parts.push(part);
        parts.sort();
    }
}

/// Names or numbers in a sentence; a long list is cut.
fn listed<T: ToString>(names: impl Iterator<Item = T>) -> String {
    const MOST: usize = 20;
    let mut names: Vec<String> = names.map(|name| name.to_string()).collect();
    if names.is_empty() {
        return "none".to_owned();
    }
    if names.len() > MOST {
        names.truncate(MOST);
        names.push("…".to_owned());
    }
    names.join(", ")
}

/// The ids in a scheme, and whether this is one of them.
fn known<'i>(id: &Id, ids: impl Iterator<Item = &'i Id> + Clone, what: &str) -> Result<(), String> {
    if ids.clone().any(|other| other == id) {
        return Ok(());
    }
    Err(format!(
        "The protocol has no {what} “{id}”: give one of {}.",
        listed(ids)
    ))
}
