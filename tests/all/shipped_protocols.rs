//! The protocols that ship: without problems, played to the end in every condition, and guarded against wrong edits.

use std::fs;
use std::path::{Path, PathBuf};

use lacrima::conductor::{Plan, Simulated, simulate};
use lacrima::measure::measures;
use lacrima::protocol::{
    Advance, AllocationMethod, Id, Instrument, Protocol, Severity, Step, StepKind, load,
};
use lacrima::record::Document;
use lacrima::session::{Event, Fact, ProbeStatus, Status};
use serde_json::Value;

use super::simulate::plan;

/// The files in the order in which the guide lists them.
const SHIPPED: [&str; 10] = [
    "demo.json",
    "delayed-mood.json",
    "express-suppress.json",
    "crossover.json",
    "physiology.json",
    "simulated-tears.json",
    "social-presence.json",
    "stressor.json",
    "self-chosen.json",
    "moment-review.json",
];

/// For coders to practise with: no participant, no mood, no debriefing.
const FOR_CODERS: &str = "coder-practice.json";

/// Warnings that a shipped protocol may have: its file and a part of the sentence.
const ALLOWED: &[(&str, &str)] = &[];

/// Roots of words that name crying, in the languages of the texts.
const CRYING: [&str; 12] = [
    "cry", "cried", "tears", "weep", "sob", "huil", "traan", "tranen", "plak", "plač", "wein",
    "tränen",
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("protocols")
}

fn text(name: &str) -> String {
    fs::read_to_string(folder().join(name)).unwrap()
}

fn protocol(name: &str) -> Protocol {
    load::read(&folder().join(name)).unwrap().protocol
}

/// The sentences that the check has on a protocol's text, errors and warnings alike.
fn sentences(text: &str) -> Vec<(Severity, String)> {
    let found = match load::parse("t.json", text.as_bytes(), &folder()) {
        Ok((_, warnings)) => warnings,
        Err(problems) => problems,
    };
    found
        .into_iter()
        .map(|problem| (problem.severity, problem.to_string()))
        .collect()
}

#[test]
fn the_folder_holds_these_protocols_and_no_other() {
    let entries = fs::read_dir(folder()).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name.ends_with(".json")).collect();
    let mut wanted = SHIPPED.map(str::to_owned).to_vec();
    wanted.push(FOR_CODERS.to_owned());
    names.sort();
    wanted.sort();
    assert_eq!(names, wanted);
    for name in SHIPPED {
        let protocol = protocol(name);
        assert_eq!(format!("{}.json", protocol.id), name);
        assert!(!protocol.cite.is_empty(), "{name} cites nothing");
        let study = &protocol.study;
        let facts = [&study.ethics_id, &study.contact, &study.retain_until];
        assert!(facts.iter().all(|fact| fact.is_none()), "{name}");
    }
}

#[test]
fn they_have_no_problems_and_only_the_warnings_that_are_named() {
    for name in SHIPPED.into_iter().chain([FOR_CODERS]) {
        for (severity, sentence) in sentences(&text(name)) {
            let allowed = ALLOWED
                .iter()
                .any(|(file, part)| *file == name && sentence.contains(part));
            assert!(
                severity == Severity::Warning && allowed,
                "{name}: {sentence}"
            );
        }
    }
}

/// Every condition of a protocol, on every visit.
fn plans(protocol: &Protocol, seed: u64) -> Vec<Plan> {
    let json = serde_json::to_string(protocol).unwrap();
    let visits = protocol.visits.map_or(1, |visits| visits.count);
    let conditions = protocol.conditions.iter();
    conditions
        .flat_map(|condition| (1..=visits).map(move |visit| (condition.id.clone(), visit)))
        .map(|(condition, visit)| Plan {
            condition,
            visit,
            ..plan(&json, seed)
        })
        .collect()
}

fn document(session: &Simulated) -> Document {
    Document::from_events(&session.events).unwrap()
}

#[test]
fn every_condition_comes_to_its_end_with_every_mood_probe() {
    // Hours of virtual time, so each protocol has a thread.
    std::thread::scope(|scope| {
        for name in SHIPPED {
            scope.spawn(move || (0..3).for_each(|seed| comes_to_its_end(name, seed)));
        }
    });
}

fn comes_to_its_end(name: &str, seed: u64) {
    let protocol = protocol(name);
    for plan in plans(&protocol, seed) {
        let told = format!("{name} {} visit {} seed {seed}", plan.condition, plan.visit);
        let document = document(&simulate(&plan, 0.0));
        assert_eq!(document.session.status, Status::Completed, "{told}");
        for step in protocol.steps.iter().filter(|step| is_probe(step)) {
            let probe = document.probes.iter().find(|probe| probe.step == step.id);
            let status = probe
                .unwrap_or_else(|| panic!("{told}: no {}", step.id))
                .status;
            let asked = matches!(status, ProbeStatus::OnTime | ProbeStatus::Late);
            let left_out =
                shown_only_in(step).is_some_and(|named| !named.contains(&plan.condition));
            assert_ne!(asked, left_out, "{told}: {} is {status:?}", step.id);
        }
        assert!(document.faults.is_empty(), "{told}: {:?}", document.faults);
        mood_counts_from_the_anchor(&document, &told);
    }
}

/// A delayed probe lies at least its delay after what the course of mood counts from, whether or not that was a film.
fn mood_counts_from_the_anchor(document: &Document, told: &str) {
    let measures = measures(document);
    let course = measures.mood.first().expect(told);
    for rating in &course.probes {
        let probe = document
            .probes
            .iter()
            .find(|probe| probe.id == rating.probe);
        if let (Some(t_min), Some(delay_s)) = (rating.t_min, probe.unwrap().delay_s) {
            assert!(
                t_min * 60.0 >= delay_s - 0.001,
                "{told}: {} at {t_min} min",
                rating.probe
            );
        }
    }
    for rating in course
        .probes
        .iter()
        .filter(|rating| rating.probe.as_str() == "exit")
    {
        assert_eq!(
            rating.change, None,
            "{told}: mood after the repair is no outcome"
        );
    }
    assert!(
        course.probes.iter().any(|rating| rating.change.is_some()),
        "{told}"
    );
}

fn is_probe(step: &Step) -> bool {
    matches!(step.kind, StepKind::Probe(_))
}

fn shown_only_in(step: &Step) -> Option<&Vec<Id>> {
    step.show_if.as_ref()?.condition.as_ref()
}

#[test]
fn who_stops_is_led_out_and_keeps_the_choice() {
    for name in SHIPPED {
        let protocol = protocol(name);
        let mut stopped = 0;
        for seed in 0..4 {
            let session = simulate(&plans(&protocol, seed)[0], 1.0);
            let document = document(&session);
            if document.session.status == Status::Completed {
                continue;
            }
            stopped += 1;
            let reached = |id: &str| document.steps.iter().any(|row| row.id.as_str() == id);
            assert!(reached("stop_choice"), "{name} seed {seed}");
            let chosen = |event: &Event| matches!(event.fact, Fact::DataChosen { .. });
            assert!(session.events.iter().any(chosen), "{name} seed {seed}");
            assert!(
                reached("stop_debrief") && reached("stop_end"),
                "{name} seed {seed}"
            );
        }
        // Only who watches a sad film stops in a simulation.
        let sad = protocol
            .stimuli
            .keys()
            .any(|id| ["film", "sad"].contains(&id.as_str()));
        assert!(stopped > 0 || !sad || name == "crossover.json", "{name}");
    }
}

/// The steps up to the last mood probe that is an outcome: the last one with a delay.
fn before_the_end(protocol: &Protocol) -> &[Step] {
    let last = protocol
        .steps
        .iter()
        .rposition(|step| step.after().is_some());
    &protocol.steps[..=last.unwrap()]
}

#[test]
fn nothing_names_crying_before_the_last_outcome() {
    for name in SHIPPED {
        let protocol = protocol(name);
        assert_silent(name, &Value::from(protocol.title.get("en")));
        for step in before_the_end(&protocol) {
            let mut shown = serde_json::to_value(step).unwrap();
            // What the experimenter reads is not the participant's.
            for hidden in [
                "id",
                "instruction",
                "instrument",
                "safety",
                "points",
                "show_if",
                "after",
            ] {
                shown.as_object_mut().unwrap().remove(hidden);
            }
            assert_silent(&format!("{name} {}", step.id), &shown);
            if let Some(id) = step.instrument() {
                let instrument: &Instrument = &protocol.instruments[id];
                assert!(
                    instrument.items.iter().all(|item| !item.names_crying),
                    "{name} {}",
                    step.id
                );
                let mut items = serde_json::to_value(instrument).unwrap();
                items.as_object_mut().unwrap().remove("source");
                assert_silent(&format!("{name} {}", step.id), &items);
            }
        }
    }
}

#[track_caller]
fn assert_silent(place: &str, shown: &Value) {
    let words = shown.to_string().to_lowercase();
    let mut words = words.split(|c: char| !c.is_alphabetic());
    let named = words.find(|word| CRYING.iter().any(|root| word.starts_with(root)));
    assert_eq!(named, None, "{place}");
}

#[test]
fn the_end_has_its_order_and_everybody_is_told() {
    for name in SHIPPED {
        let protocol = protocol(name);
        let at = |id: &str| {
            protocol
                .steps
                .iter()
                .position(|step| step.id.as_str() == id)
        };
        let last = before_the_end(&protocol).len() - 1;
        let order = [
            "self_report",
            "awareness",
            "gentle",
            "exit",
            "debrief",
            "end",
        ];
        let places: Vec<usize> = order.iter().filter_map(|id| at(id)).collect();
        assert!(places.iter().all(|place| *place > last), "{name}");
        assert!(places.is_sorted(), "{name}: {places:?}");
        let exit = &protocol.steps[at("exit").unwrap()].kind;
        assert!(
            matches!(exit, StepKind::Probe(probe) if probe.distress.is_some()),
            "{name}"
        );
        let repairs = protocol.all_steps().filter(|step| step.repair);
        assert!(repairs.count() >= 2, "{name}");
        assert!(at("consent") < at("screening").or(at("practice")), "{name}");
        assert!(at("practice") < at("m0"), "{name}");
        let kinds = |list: &[Step]| list.iter().map(|step| step.kind.name()).collect::<Vec<_>>();
        assert_eq!(
            kinds(&protocol.on_stop),
            [
                "text",
                "data_choice",
                "text",
                "film",
                "probe",
                "debrief",
                "end"
            ],
            "{name}"
        );
        assert_eq!(kinds(&protocol.on_decline), ["end"], "{name}");
        let wakes = |step: &Step| step.ends_by() == Some(Advance::Experimenter);
        assert!(protocol.on_decline.iter().all(wakes));
    }
}

#[test]
fn an_allocated_condition_has_a_seed_and_is_revealed() {
    for name in SHIPPED {
        let protocol = protocol(name);
        if protocol.allocation.method == AllocationMethod::Manual {
            continue;
        }
        assert!(protocol.allocation.seed.is_some(), "{name}");
        let reveal = protocol.reveal_step().unwrap_or_else(|| panic!("{name}"));
        let session = simulate(&plans(&protocol, 1)[0], 0.0);
        let revealed = |event: &Event| matches!(event.fact, Fact::ConditionRevealed);
        assert!(
            session.events.iter().any(revealed),
            "{name} never reveals, not at {reveal}"
        );
    }
}

/// The protocol after an edit of its steps.
fn edited(name: &str, edit: impl Fn(&mut Vec<Value>)) -> Vec<(Severity, String)> {
    let mut tree: Value = serde_json::from_str(&text(name)).unwrap();
    edit(tree["steps"].as_array_mut().unwrap());
    sentences(&format!("{tree:#}"))
}

fn says(found: &[(Severity, String)], severity: Severity, part: &str) -> bool {
    found
        .iter()
        .any(|(of, sentence)| *of == severity && sentence.contains(part))
}

#[test]
fn a_removed_baseline_is_found() {
    for name in SHIPPED {
        let found = edited(name, |steps| {
            steps.retain(|step| !["m0", "m0b"].contains(&step["id"].as_str().unwrap()));
        });
        assert!(
            says(&found, Severity::Error, "baseline"),
            "{name}: {found:?}"
        );
    }
}

#[test]
fn questions_on_crying_that_are_asked_too_early_are_found() {
    for name in SHIPPED {
        let question = if name == "simulated-tears.json" {
            "felt"
        } else {
            "self_report"
        };
        let found = edited(name, |steps| {
            let of = |id: &str| steps.iter().position(|step| step["id"] == id).unwrap();
            let (from, to) = (of(question), of("m1"));
            let mut step = steps.remove(from);
            step.as_object_mut().unwrap().remove("coding");
            steps.insert(to, step);
        });
        assert!(
            says(&found, Severity::Warning, "names crying"),
            "{name}: {found:?}"
        );
    }
}

#[test]
fn misspelt_steps_keys_and_kinds_are_found() {
    for name in SHIPPED {
        let found = edited(name, |steps| {
            let probe = steps.iter_mut().rfind(|step| step.get("after").is_some());
            probe.unwrap()["after"]["step"] = Value::from("flim");
        });
        assert!(says(&found, Severity::Error, "flim"), "{name}: {found:?}");
        let found = edited(name, |steps| {
            let step = steps[0].as_object_mut().unwrap();
            let words = step.remove("text").unwrap();
            step.insert("txet".to_owned(), words);
        });
        assert!(says(&found, Severity::Error, "txet"), "{name}: {found:?}");
        let found = edited(name, |steps| steps[0]["kind"] = Value::from("tekst"));
        assert!(says(&found, Severity::Error, "tekst"), "{name}: {found:?}");
    }
}

#[test]
fn what_gives_a_hidden_condition_away_is_found() {
    let found = edited("express-suppress.json", |steps| {
        let sample = serde_json::json!({
            "id": "drop", "kind": "sample", "material": "saliva", "show_if": {"condition": ["watch"]}
        });
        steps.insert(0, sample);
    });
    assert!(
        says(&found, Severity::Warning, "gives the condition away"),
        "{found:?}"
    );
}
