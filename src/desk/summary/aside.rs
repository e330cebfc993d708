//! Beside the plan and for the record: consents, tasks, samples, company, distress, the debriefing, in order of time.

use std::fmt::Debug;

use egui::Ui;

use super::margin::{list_ui, snake};
use crate::desk::words;
use crate::protocol::Id;
use crate::record::Document;
use crate::record::document::{Contact, Debrief, Incident, Sample, Task};
use crate::time::SessionTime;

/// The list; nothing when there is nothing to tell. `hidden` leaves out what would give the condition away.
pub fn aside_ui(ui: &mut Ui, document: &Document, hidden: bool) {
    list_ui(
        ui,
        "Beside the plan and for the record",
        rows(document, hidden),
    );
}

type Row = (SessionTime, String);

fn rows(document: &Document, hidden: bool) -> Vec<Row> {
    let mut rows = Vec::new();
    if !hidden {
        rows.extend(allocation(document));
    }
    rows.extend(before(document));
    rows.extend(document.episodes.iter().filter_map(|episode| {
        let quality = words::sentence_case(episode.quality.as_ref()?.as_str());
        Some((episode.onset_s, format!("Episode of crying: {quality}")))
    }));
    rows.extend(document.tasks.iter().filter_map(task));
    rows.extend(document.actions.iter().filter_map(|action| {
        let times = action.applications.len();
        let first = action.applications.first()?;
        let planned = action.planned.map(|n| format!(" of {n}"));
        let planned = planned.unwrap_or_default();
        let text = format!("{}: {times}{planned} applications", title(&action.step));
        Some((first.t_s, text))
    }));
    rows.extend(document.samples.iter().filter_map(sample));
    rows.extend(company(document));
    rows.extend(
        document
            .contacts
            .iter()
            .filter_map(|contact| match contact {
                Contact::Social(event) => {
                    let who = event.source.as_ref().map(title);
                    let who = who.unwrap_or_else(|| "not known by whom".to_owned());
                    Some((event.t_s, format!("Contact: {}, {who}", title(&event.kind))))
                }
                Contact::Absence(_) => None,
            }),
    );
    rows.extend(document.incidents.iter().filter_map(distress));
    rows.extend(document.data_choices.iter().map(|row| {
        let text = format!("The participant chose: {}", name(&row.choice));
        (row.t_s, text)
    }));
    rows.extend(document.unblinding.iter().map(|row| {
        let text = format!("Blinding lifted: {}", row.reason);
        (row.t_s, text)
    }));
    rows.extend(document.debrief.iter().flat_map(debrief));
    rows.sort_by_key(|(t, _)| *t);
    rows
}

fn allocation(document: &Document) -> impl Iterator<Item = Row> {
    let allocated = document.allocation.allocated.as_ref().map(|allocated| {
        let stratum = match allocated.stratum.as_str() {
            "" => String::new(),
            stratum => format!(" of {stratum}"),
        };
        let text = format!(
            "Allocation: {}, place {}{stratum}, {}",
            document.allocation.method, allocated.place, document.condition
        );
        (SessionTime::ZERO, text)
    });
    let revealed = document
        .revealed_s
        .map(|t| (t, "The condition was shown to the experimenter".to_owned()));
    allocated.into_iter().chain(revealed)
}

/// Consent, screening and the practice of stopping.
fn before(document: &Document) -> impl Iterator<Item = Row> {
    let consents = document.consents.iter().map(|consent| {
        let agreed = if consent.agreed { "given" } else { "refused" };
        let ticks: Vec<String> = consent
            .ticks
            .iter()
            .map(|(id, on)| format!("{}: {}", title(id), if *on { "yes" } else { "no" }))
            .collect();
        let ticks = match ticks.as_slice() {
            [] => String::new(),
            ticks => format!(" ({})", ticks.join(", ")),
        };
        let text = format!("Consent {agreed}, version {}{ticks}", consent.version);
        (consent.t_s, text)
    });
    let screening = document.screening.iter().map(|row| {
        let passed = if row.passed { "passed" } else { "not passed" };
        (row.t_s, format!("Screening {passed}"))
    });
    let practised = document
        .stop_practised_s
        .map(|t| (t, "The participant practised stopping".to_owned()));
    consents.chain(screening).chain(practised)
}

fn task(task: &Task) -> Option<Row> {
    let lasted = task
        .endurance_s
        .map(|lasted| format!("{:.1} s", lasted.as_s()));
    let mut text = format!("{}: {}", title(&task.step), lasted.unwrap_or_default());
    if task.cap_reached {
        text += ", the longest time allowed";
    } else if let Some(by) = &task.ended_by {
        text += &format!(", ended by the {}", name(by).to_lowercase());
    }
    if let Some(reason) = &task.reason {
        text += &format!(": {reason}");
    }
    Some((task.started_s?, text))
}

fn sample(sample: &Sample) -> Option<Row> {
    let mut text = format!("Sample: {}", words::material(sample.material));
    if let Some(label) = sample.label.as_ref().filter(|label| !label.is_empty()) {
        text += &format!(" {label}");
    }
    if !sample.planned {
        text += ", beside the plan";
    }
    if sample.taken_s.is_none() {
        text += ", not taken";
    } else if let (Some(due), Some(taken)) = (sample.scheduled_s, sample.taken_s)
        && taken > due
    {
        text += &format!(", {} after it was due", words::length(taken - due));
    }
    if let Some(note) = sample.note.as_ref().filter(|note| !note.is_empty()) {
        text += &format!(": {note}");
    }
    Some((sample.taken_s.or(sample.scheduled_s)?, text))
}

/// Who came or went; that nobody was there from the beginning to the end is no news.
fn company(document: &Document) -> impl Iterator<Item = Row> {
    let news = document.presence.len() > 1
        || document
            .presence
            .first()
            .is_some_and(|company| company.n_present > 0);
    document
        .presence
        .iter()
        .filter(move |_| news)
        .map(|company| {
            let who = company.relation.map(|who| format!(" ({})", name(&who)));
            let text = match company.n_present {
                0 => "Nobody else with the participant".to_owned(),
                n => format!(
                    "Others with the participant: {n}{}",
                    who.unwrap_or_default()
                ),
            };
            (company.from_s, text)
        })
}

fn distress(incident: &Incident) -> Option<Row> {
    let severity = name(&incident.severity?);
    let mut text = format!("Participant distressed, {}", severity.to_lowercase());
    let done: Vec<String> = incident
        .actions
        .iter()
        .map(|done| words::sentence_case(done).to_lowercase())
        .collect();
    if !done.is_empty() {
        text += &format!("; {}", done.join(", "));
    }
    Some((incident.t_s, text))
}

fn debrief(debrief: &Debrief) -> impl Iterator<Item = Row> {
    let points = debrief.points.len();
    let done = debrief
        .t_s
        .map(|t| (t, format!("Debriefed, {points} points ticked")));
    let why = debrief.left_early.clone().unwrap_or_default();
    let left = debrief
        .left_early_s
        .map(|t| (t, format!("Left before the debriefing: {why}")));
    done.into_iter().chain(left)
}

fn title(id: &Id) -> String {
    words::sentence_case(id.as_str())
}

/// `GoOn` as `Go on`.
fn name(value: &impl Debug) -> String {
    words::sentence_case(&snake(&format!("{value:?}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::whole;
    use crate::session::Event;

    fn texts(facts: &[(f64, serde_json::Value)], hidden: bool) -> Vec<String> {
        let mut events = whole();
        let end = events.pop().unwrap();
        for (t, fact) in facts {
            let mut event = fact.clone();
            event["seq"] = (events.len() + 1).into();
            event["t_s"] = (*t).into();
            events.push(serde_json::from_value::<Event>(event).unwrap());
        }
        events.push(Event {
            seq: events.len() as u64 + 1,
            ..end
        });
        let document = Document::from_events(&events).unwrap();
        rows(&document, hidden)
            .into_iter()
            .map(|(_, text)| text)
            .collect()
    }

    #[test]
    fn what_was_recorded_is_told_in_order_of_time() {
        let facts = [
            (
                900.0,
                serde_json::json!({"kind": "distressed", "severity": "moderate",
                    "actions": ["talked", "gave_contact_sheet"], "note": ""}),
            ),
            (
                901.0,
                serde_json::json!({"kind": "sample_taken", "step": null, "material": "tear", "label": "T-04", "note": ""}),
            ),
            (
                902.0,
                serde_json::json!({"kind": "presence_set", "n_present": 1, "relation": "friend"}),
            ),
            (
                903.0,
                serde_json::json!({"kind": "left_early", "reason": "Out of time"}),
            ),
        ];
        let texts = texts(&facts, false);
        let told = [
            "Participant distressed, moderate; talked, gave contact sheet",
            "Sample: Tear fluid T-04, beside the plan",
            "Others with the participant: 1 (Friend)",
            "Left before the debriefing: Out of time",
        ];
        let places: Vec<Option<usize>> = told
            .iter()
            .map(|line| texts.iter().position(|text| text == line))
            .collect();
        assert!(places.iter().all(Option::is_some), "{texts:#?}");
        assert!(places.is_sorted(), "{texts:#?}");
    }

    #[test]
    fn a_blinded_summary_tells_nothing_of_the_condition() {
        let facts = [(900.0, serde_json::json!({"kind": "condition_revealed"}))];
        let shown = "The condition was shown to the experimenter".to_owned();
        assert!(texts(&facts, false).contains(&shown));
        assert!(!texts(&facts, true).contains(&shown));
    }
}
