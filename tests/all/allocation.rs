//! The design of a study from the command line: allocated conditions in simulated sessions, and what `run` refuses at once.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

fn protocol(allocation: Value) -> Value {
    json!({
        "format": "lacrima.protocol", "version": 1, "id": "crossover", "title": {"en": "Crossover"},
        "study": {"id": "film"},
        "covariates": [
            {"id": "gender", "text": {"en": "Gender"}, "required": true, "scale": {"kind": "choice", "options": [
                {"id": "f", "text": {"en": "Female"}}, {"id": "m", "text": {"en": "Male"}}]}},
            {"id": "age", "text": {"en": "Age"}, "scale": {"kind": "number", "min": 18, "max": 99}}],
        "conditions": [{"id": "sad"}, {"id": "neutral"}],
        "allocation": allocation,
        "steps": [{"id": "hello", "kind": "text", "text": {"en": "Welcome."}},
                  {"id": "part", "kind": "text", "text": {"en": "Now."}, "show_if": {"condition": ["sad"]}},
                  {"id": "bye", "kind": "end", "text": {"en": "Thank you."}}]
    })
}

fn lacrima(folder: &Path, protocol: &Value, arguments: &[&str]) -> Output {
    let path = folder.join("protocol.json");
    std::fs::write(&path, protocol.to_string()).unwrap();
    let (verb, rest) = arguments.split_first().unwrap();
    Command::new(env!("CARGO_BIN_EXE_lacrima"))
        .arg(verb)
        .arg(path)
        .args(rest)
        .output()
        .unwrap()
}

/// The headers of the sessions in a data folder, in the order of their seeds.
fn headers(data: &Path) -> Vec<Value> {
    let mut headers: Vec<Value> = std::fs::read_dir(data.join("film"))
        .unwrap()
        .map(|folder| {
            let journal = folder.unwrap().path().join("journal.jsonl");
            let text = std::fs::read_to_string(journal).unwrap();
            let line: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
            find(&line, "header").unwrap().clone()
        })
        .collect();
    headers.sort_by_key(|header| header["seed"].as_u64());
    headers
}

fn find<'v>(value: &'v Value, key: &str) -> Option<&'v Value> {
    let object = value.as_object()?;
    object
        .get(key)
        .or_else(|| object.values().find_map(|inner| find(inner, key)))
}

#[test]
fn simulated_participants_are_balanced_within_their_strata() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let protocol =
        protocol(json!({"method": "blocks", "seed": 7, "block_sizes": [2], "strata": ["gender"]}));
    let arguments = [
        "simulate",
        "--sessions",
        "24",
        "--data",
        data.to_str().unwrap(),
    ];
    let output = lacrima(folder.path(), &protocol, &arguments);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let mut given: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for header in headers(&data) {
        let allocated = &header["allocated"];
        assert_eq!(header["allocation"], "blocks");
        assert_eq!(
            allocated["stratum"],
            header["covariates"]["gender"]["value"]
        );
        assert_eq!(header["condition"], allocated["sequence"][0]);
        let stratum = allocated["stratum"].as_str().unwrap().to_owned();
        let conditions = given.entry(stratum).or_default();
        conditions.push(header["condition"].as_str().unwrap().to_owned());
        assert_eq!(
            allocated["place"].as_u64().unwrap() as usize,
            conditions.len()
        );
    }
    assert_eq!(given.len(), 2, "both strata came: {given:?}");
    for conditions in given.values() {
        for block in conditions.chunks_exact(2) {
            assert_ne!(block[0], block[1], "{conditions:?}");
        }
    }
    assert!(
        !data.join("film/allocation.jsonl").exists(),
        "a simulation writes no ledger"
    );
}

#[test]
fn simulated_participants_cross_over() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let protocol = protocol(json!({"method": "williams", "seed": 7}));
    let arguments = [
        "simulate",
        "--sessions",
        "8",
        "--data",
        data.to_str().unwrap(),
    ];
    assert!(
        lacrima(folder.path(), &protocol, &arguments)
            .status
            .success()
    );
    let headers = headers(&data);
    for visits in headers.chunks_exact(2) {
        assert_eq!(visits[0]["participant"], visits[1]["participant"]);
        assert_eq!(
            (&visits[0]["visit"], &visits[1]["visit"]),
            (&json!(1), &json!(2))
        );
        assert_ne!(visits[0]["condition"], visits[1]["condition"]);
        assert_eq!(visits[0]["covariates"], visits[1]["covariates"]);
    }
    let first: Vec<&Value> = headers
        .iter()
        .step_by(2)
        .map(|header| &header["condition"])
        .collect();
    let sad = first
        .iter()
        .filter(|condition| **condition == "sad")
        .count();
    assert_eq!(sad, 2, "half begin with each: {first:?}");
}

#[test]
fn a_condition_that_is_asked_for_is_simulated_as_before() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let protocol = protocol(json!({"method": "blocks", "seed": 7}));
    let arguments = [
        "simulate",
        "--condition",
        "sad",
        "--sessions",
        "3",
        "--data",
        data.to_str().unwrap(),
    ];
    assert!(
        lacrima(folder.path(), &protocol, &arguments)
            .status
            .success()
    );
    for header in headers(&data) {
        assert_eq!(header["condition"], "sad");
        assert_eq!(header["allocated"], Value::Null);
    }
}

#[test]
fn run_says_at_once_what_does_not_fit_the_design() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();
    let allocated = protocol(json!({"method": "blocks", "seed": 7}));
    for (arguments, part) in [
        (["--condition", "sad"], "leave out --condition"),
        (["--covariate", "shoe=43"], "has no covariate \"shoe\""),
        (["--covariate", "gender=Female"], "write one of f, m"),
        (["--covariate", "age=7"], "write a number from 18 to 99"),
    ] {
        let all = [&["run", "--data", data], arguments.as_slice()].concat();
        let output = lacrima(folder.path(), &allocated, &all);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(part), "{said}");
    }
    for wrong in [["--covariate", "gender"], ["--visit", "0"]] {
        let all = [["run", "--data", data].as_slice(), wrong.as_slice()].concat();
        assert_eq!(
            lacrima(folder.path(), &allocated, &all).status.code(),
            Some(2)
        );
    }
}
