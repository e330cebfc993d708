//! What limits a session's figures (SCIENCE.md 5.3, point 5), as facts and as a list.

use serde::Serialize;

use super::lane::{Lane, lane};
use super::told::{Told, stimulus_film};
use crate::measure::spans::Spans;
use crate::record::Document;
use crate::record::document::{Contact, Film};
use crate::session::{ProbeStatus, Status};

/// One thing that limits the figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Quality {
    /// What: `late_probes`, `missing_probes`, `not_visible`, `crying_after`, `lag_uncalibrated`, `social_contact`, `absence`, `aborted`, `demo_stimulus`,
    /// `unfaithful_film` or `files_changed`.
    pub what: &'static str,
    /// How much, or why, in words.
    pub detail: String,
}

/// What limits a session's figures (SCIENCE.md 5.3).
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct QualityFacts {
    /// Mood probes that were planned.
    pub probes: usize,
    /// Of them: answered late.
    pub late: usize,
    /// Of them: missed, not shown, declined, out of window or broken off.
    pub missing: usize,
    /// Share of the stimulus in which the participant was not visible, in per cent; null when nothing was coded.
    pub not_visible_pct: Option<f64>,
    /// How long was cried after the stimulus's end, in seconds: figures of the stimulus don't hold it; null when nothing was coded.
    pub crying_after_s: Option<f64>,
    /// The coder's lag was not measured.
    pub is_lag_uncalibrated: bool,
    /// Somebody came, went or touched the participant between baseline and last probe.
    pub is_social_contact: bool,
    /// The participant left the room.
    pub is_absent: bool,
    /// The session was stopped or broken off.
    pub is_aborted: bool,
    /// A demonstration clip stood in for the stimulus.
    pub is_demo_stimulus: bool,
    /// A film was not shown faithfully.
    pub is_unfaithful: bool,
    /// The sealed files differ from what was sealed, one sentence each.
    pub changes: Vec<String>,
    /// Amendments that stand.
    pub amendments: usize,
    /// Finished layers.
    pub layers: usize,
}

/// The facts that the document itself holds.
pub(in crate::measure) fn facts(document: &Document) -> QualityFacts {
    let told = Told::first(document);
    let missing = |status| !matches!(status, ProbeStatus::OnTime | ProbeStatus::Late);
    let count = |wanted: &dyn Fn(ProbeStatus) -> bool| {
        let probes = document.probes.iter();
        probes.filter(|probe| wanted(probe.status)).count()
    };
    let coded = told.coded();
    let not_visible = stimulus_film(told).and_then(|(_, span)| {
        let film = coded.and(&Spans::new([span]));
        let seen = told.visible().and(&film).length();
        (film.length() > 0.0).then(|| 100.0 * (1.0 - seen / film.length()) + 0.0)
    });
    let crying_after = stimulus_film(told).map(|(_, span)| {
        let lanes: Vec<Lane> = told.channels().map(|channel| lane(told, channel)).collect();
        let after = (
            span.1,
            coded.iter().next_back().map_or(span.1, |(_, to)| to),
        );
        let lanes: Vec<Lane> = lanes.iter().map(|lane| lane.within(after)).collect();
        Lane::any(&lanes).levels.at_least(1).length()
    });
    QualityFacts {
        crying_after_s: crying_after.filter(|_| coded.count() > 0),
        probes: document.probes.len(),
        late: count(&|status| status == ProbeStatus::Late),
        missing: count(&missing),
        not_visible_pct: not_visible,
        is_lag_uncalibrated: !document.coded.is_empty()
            && document.coders.iter().any(|coder| !coder.lag_calibrated),
        is_social_contact: document.social_contact_in_window,
        is_absent: document
            .contacts
            .iter()
            .any(|contact| matches!(contact, Contact::Absence(_))),
        is_aborted: document.session.status != Status::Completed,
        is_demo_stimulus: document
            .films
            .iter()
            .any(|film| film.onset_s.is_some() && is_demo(document, film)),
        is_unfaithful: document
            .films
            .iter()
            .any(|film| film.onset_s.is_some() && !film.faithful),
        changes: Vec::new(),
        amendments: 0,
        layers: 0,
    }
}

/// Whether a demonstration clip stood in for the lab's film: it has the name of the slot's demo.
fn is_demo(document: &Document, film: &Film) -> bool {
    let planned = document.protocol.stimuli.get(&film.stimulus);
    let shown = document
        .stimuli
        .iter()
        .find(|media| media.id == film.stimulus);
    let (Some(planned), Some(shown)) = (planned, shown) else {
        return false;
    };
    let name = |place: &String| {
        let plain = place.trim_start_matches("asset:");
        plain.rsplit('/').next().unwrap_or(plain).to_owned()
    };
    let is_named = |place: &Option<String>| place.as_ref().map(name).as_ref() == Some(&shown.file);
    let is_shipped = planned
        .file
        .as_ref()
        .is_some_and(|file| file.starts_with("asset:"));
    (planned.slot.is_some() && is_named(&planned.demo)) || is_shipped
}

/// The facts as a list; empty when nothing limits the figures.
pub(super) fn quality(facts: &QualityFacts) -> Vec<Quality> {
    let mut list = Vec::new();
    let mut tell = |holds: bool, what, detail: String| {
        if holds {
            list.push(Quality { what, detail });
        }
    };
    let of = |n: usize| format!("{n} of {} probes", facts.probes);
    tell(facts.late > 0, "late_probes", of(facts.late));
    tell(facts.missing > 0, "missing_probes", of(facts.missing));
    let unseen = facts.not_visible_pct.unwrap_or_default();
    tell(
        unseen > 0.0,
        "not_visible",
        format!("{unseen:.1} % of the stimulus"),
    );
    let after = facts.crying_after_s.unwrap_or_default();
    tell(
        after > 0.0,
        "crying_after",
        format!("{after:.1} s of crying after the film's end, which its own figures don't hold"),
    );
    tell(
        facts.is_lag_uncalibrated,
        "lag_uncalibrated",
        "the coder's reaction lag was not measured".to_owned(),
    );
    tell(
        facts.is_social_contact,
        "social_contact",
        "somebody came, went or did something between baseline and last probe".to_owned(),
    );
    tell(
        facts.is_absent,
        "absence",
        "the participant left the room".to_owned(),
    );
    tell(
        facts.is_aborted,
        "aborted",
        "the session did not come to its end".to_owned(),
    );
    tell(
        facts.is_demo_stimulus,
        "demo_stimulus",
        "a demonstration clip was shown".to_owned(),
    );
    tell(
        facts.is_unfaithful,
        "unfaithful_film",
        "a film was not shown as it is".to_owned(),
    );
    for change in &facts.changes {
        tell(true, "files_changed", change.clone());
    }
    list
}

impl QualityFacts {
    /// The facts as a list; empty when nothing limits the figures.
    pub fn list(&self) -> Vec<Quality> {
        quality(self)
    }
}
