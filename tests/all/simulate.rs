//! Whole sessions in virtual time: every seed comes to its end, the same seed does the same, and replay equals what was lived.

use std::collections::BTreeMap;

use lacrima::conductor::{Placement, Plan, Simulated, simulate};
use lacrima::protocol::Protocol;
use lacrima::session::{Coder, Engine, Event, Fact, Mode, ProbeStatus, Status};
use lacrima::time::SessionTime;

/// The delayed-mood design: mood before, at once, and 20 and 90 minutes after a sad film.
pub const DELAYED: &str = r#"{
  "format": "lacrima.protocol", "version": 1, "id": "delayed", "title": {"en": "Delayed mood"},
  "study": {"id": "film"},
  "stimuli": {"sad": {"kind": "film", "file": "sad.webm", "from_s": 0, "to_s": 90,
              "tags": {"valence": "negative", "theme": ["loss"]}},
              "gentle": {"kind": "film", "file": "gentle.webm", "to_s": 60}},
  "instruments": {
    "mood": {"order": "per_participant", "items": [
      {"id": "valence", "text": {"en": "My mood now"}, "scale": {"kind": "vas", "ends": {"en": ["very bad", "very good"]}}},
      {"id": "sad", "text": {"en": "Sad"}, "scale": {"kind": "vas", "ends": {"en": ["not at all", "very much"]}}},
      {"id": "tense", "text": {"en": "Tense"}, "scale": {"kind": "vas", "ends": {"en": ["not at all", "very much"]}}}]},
    "about": {"items": [
      {"id": "seen", "text": {"en": "Seen before?"}, "scale": {"kind": "choice", "options": [
        {"id": "yes", "text": {"en": "Yes"}}, {"id": "no", "text": {"en": "No"}}]}},
      {"id": "age", "text": {"en": "Age"}, "scale": {"kind": "number", "min": 18, "max": 99}},
      {"id": "else", "text": {"en": "Anything else?"}, "scale": {"kind": "text"}}]}},
  "coding": {"channels": [{"id": "tears", "levels": 3, "hold_key": "J", "level_keys": ["U", "I", "O"]},
                          {"id": "vocal", "levels": 1, "hold_key": "K"}],
             "points": [{"id": "sob", "key": "Space"}, {"id": "wipe_eyes", "key": "W"}]},
  "conditions": [{"id": "sad"}],
  "steps": [
    {"id": "hello", "kind": "text", "text": {"en": "Welcome. Please read this."}},
    {"id": "m0", "kind": "probe", "instrument": "mood"},
    {"id": "film", "kind": "film", "stimulus": "sad", "coding": "start"},
    {"id": "m1", "kind": "probe", "instrument": "mood", "after": {"step": "film", "anchor": "end", "delay_s": 0}},
    {"id": "about", "kind": "questions", "instrument": "about"},
    {"id": "wait20", "kind": "wait", "fill": true},
    {"id": "m20", "kind": "probe", "instrument": "mood", "after": {"step": "film", "anchor": "end", "delay_s": 1200}},
    {"id": "wait90", "kind": "wait", "fill": true, "presence": "may_leave"},
    {"id": "m90", "kind": "probe", "instrument": "mood", "after": {"step": "film", "anchor": "end", "delay_s": 5400}},
    {"id": "gentle", "kind": "film", "stimulus": "gentle"},
    {"id": "thanks", "kind": "end"}],
  "on_stop": [{"id": "repair", "kind": "film", "stimulus": "gentle"},
              {"id": "debrief", "kind": "text", "text": {"en": "Thank you."}}] }"#;

/// A plan of this protocol for one seed.
pub fn plan(protocol: &str, seed: u64) -> Plan {
    let protocol: Protocol = serde_json::from_str(protocol).unwrap();
    Plan {
        condition: protocol.conditions[0].id.clone(),
        protocol,
        protocol_sha256: "00".repeat(32),
        mode: Mode::Simulated,
        participant: "P0001".into(),
        covariates: BTreeMap::new(),
        visit: 1,
        allocation: "manual".into(),
        allocated: None,
        setting: Default::default(),
        coder: Coder {
            id: "simulated".into(),
            lag_s: 0.8,
            lag_calibrated: false,
            lags: BTreeMap::new(),
        },
        language: "en".into(),
        blinded: false,
        seed,
        speed: 1.0,
        places: BTreeMap::new(),
        subtitles: BTreeMap::new(),
        media: vec![],
        data: "unused".into(),
        placement: Placement::Monitor(0),
        warn_before_probes: false,
        pilot: None,
        stamps: ("simulated".into(), 0.0),
    }
}

fn status(simulated: &Simulated) -> Option<Status> {
    simulated.events.iter().find_map(|event| match event.fact {
        Fact::SessionEnded { status } => Some(status),
        _ => None,
    })
}

fn count(events: &[Event], is: impl Fn(&Fact) -> bool) -> usize {
    events.iter().filter(|event| is(&event.fact)).count()
}

#[test]
fn every_seed_comes_to_its_end_with_every_probe_asked() {
    for seed in 0..40 {
        let session = simulate(&plan(DELAYED, seed), 0.0);
        assert_eq!(status(&session), Some(Status::Completed), "seed {seed}");
        let ended = |fact: &Fact| matches!(fact, Fact::ProbeEnded { status, .. } if matches!(status, ProbeStatus::OnTime | ProbeStatus::Late));
        assert_eq!(count(&session.events, ended), 5, "seed {seed}");
        let last = session.events.last().unwrap().t_s.as_s();
        assert!(
            (5500.0..6500.0).contains(&last),
            "seed {seed} took {last} s"
        );
    }
}

#[test]
fn the_same_seed_does_the_same_and_another_does_not() {
    let bytes = |seed| serde_json::to_vec(&simulate(&plan(DELAYED, seed), 0.0).events).unwrap();
    assert_eq!(bytes(7), bytes(7));
    assert_ne!(bytes(7), bytes(8));
}

#[test]
fn what_was_lived_is_what_is_replayed() {
    for seed in [1, 2, 3] {
        let lived = simulate(&plan(DELAYED, seed), 0.5);
        let replayed = Engine::replay(&lived.events).unwrap();
        let t = SessionTime::from_s(9999.0);
        assert_eq!(replayed.desk_view(t), lived.engine.desk_view(t));
        assert_eq!(replayed.stage_view(), lived.engine.stage_view());
        // Facts are numbered without gaps and their time never runs backwards.
        for (place, event) in lived.events.iter().enumerate() {
            assert_eq!(event.seq, place as u64 + 1);
        }
        assert!(
            lived
                .events
                .windows(2)
                .all(|pair| pair[0].t_s <= pair[1].t_s)
        );
    }
}

#[test]
fn a_due_probe_is_due_at_its_time_exactly() {
    let session = simulate(&plan(DELAYED, 5), 0.0);
    let scheduled = |id: &str| {
        session
            .events
            .iter()
            .rev()
            .find_map(|event| match &event.fact {
                Fact::ProbeScheduled {
                    step, scheduled_s, ..
                } if step.as_str() == id => Some(*scheduled_s),
                _ => None,
            })
    };
    for id in ["m20", "m90"] {
        let due = session.events.iter().find_map(|event| match &event.fact {
            Fact::ProbeDue { step } if step.as_str() == id => Some(event.t_s),
            _ => None,
        });
        assert!(due.is_some());
        assert_eq!(due, scheduled(id));
    }
}

#[test]
fn criers_are_coded_and_everybody_who_stops_is_led_out() {
    let sessions: Vec<_> = (0..40)
        .map(|seed| simulate(&plan(DELAYED, seed), 1.0))
        .collect();
    for session in &sessions {
        assert_eq!(status(session), Some(Status::Stopped));
        let debriefed = |fact: &Fact| matches!(fact, Fact::StepEnded { step, .. } if step.as_str() == "debrief");
        assert_eq!(count(&session.events, debriefed), 1);
    }
    let whole: Vec<_> = (0..40)
        .map(|seed| simulate(&plan(DELAYED, seed), 0.0))
        .collect();
    let bouts = |session: &Simulated| {
        count(&session.events, |fact| {
            matches!(fact, Fact::BoutOpened { .. })
        })
    };
    let criers = whole.iter().filter(|session| bouts(session) > 0).count();
    assert!((10..35).contains(&criers), "{criers} of 40 cried");
}
