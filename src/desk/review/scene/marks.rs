//! What happened beside the plan, as marks on the axis: each with its instant, its kind and a few words.

use crate::desk::words;
use crate::record::Document;
use crate::record::document::Contact;
use crate::time::SessionTime;

/// One mark.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// When it began, in seconds of session time.
    pub from_s: f64,
    /// When it ended; the same for an instant.
    pub to_s: f64,
    /// What kind.
    pub kind: MarkKind,
    /// What.
    pub text: String,
}

/// Kinds of marks, each with a sign of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MarkKind {
    /// Something went wrong or was done otherwise than planned.
    Trouble,
    /// The participant was out of the room.
    Absence,
    /// The experimenter did something to the participant, or took a sample.
    Action,
    /// The participant felt like crying, by their own key.
    SelfReport,
    /// A remark.
    Note,
}

/// All of them, in order of time.
pub(super) fn marks(document: &Document) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut at = |t: SessionTime, kind: MarkKind, text: String| {
        marks.push(Mark {
            from_s: t.as_s(),
            to_s: t.as_s(),
            kind,
            text,
        });
    };
    for row in &document.incidents {
        let what = serde_json::to_value(row.what).unwrap_or_default();
        let what = words::sentence_case(what.as_str().unwrap_or("incident"));
        let detail = row.detail.as_ref().map(|detail| format!(": {detail}"));
        at(
            row.t_s,
            MarkKind::Trouble,
            what + &detail.unwrap_or_default(),
        );
    }
    for row in &document.faults {
        at(row.t_s, MarkKind::Trouble, row.text.clone());
    }
    for row in &document.deviations {
        let text = format!("{}: {}", words::sentence_case(&row.what), row.reason);
        at(row.t_s, MarkKind::Trouble, text);
    }
    for action in &document.actions {
        let name = words::sentence_case(action.step.as_str());
        for application in &action.applications {
            let text = format!("{name}, application {}", application.number);
            at(application.t_s, MarkKind::Action, text);
        }
    }
    for sample in &document.samples {
        if let Some(taken) = sample.taken_s {
            let text = format!("Sample: {}", words::material(sample.material));
            at(taken, MarkKind::Action, text);
        }
    }
    for note in &document.notes {
        at(note.t_s, MarkKind::Note, note.text.clone());
    }
    marks.extend(document.self_reports.iter().map(|row| Mark {
        from_s: row.onset_s.as_s(),
        to_s: row.offset_s.as_s(),
        kind: MarkKind::SelfReport,
        text: "Felt like crying".to_owned(),
    }));
    let last = super::end(document);
    marks.extend(document.contacts.iter().filter_map(|row| match row {
        Contact::Absence(absence) => Some(Mark {
            from_s: absence.left_s.as_s(),
            to_s: absence.returned_s.unwrap_or(last).as_s(),
            kind: MarkKind::Absence,
            text: format!("Out of the room: {}", absence.reason),
        }),
        Contact::Social(_) => None,
    }));
    marks.sort_by(|a, b| a.from_s.total_cmp(&b.from_s));
    marks
}
