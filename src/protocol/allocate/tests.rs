//! Tests of the allocation lists: balance, independence of the strata, and that a list never changes.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

fn protocol(allocation: &str, conditions: &[&str]) -> Protocol {
    let conditions: Vec<String> = conditions
        .iter()
        .map(|id| format!(r#"{{"id": "{id}"}}"#))
        .collect();
    let text = format!(
        r#"{{"format": "lacrima.protocol", "version": 1, "id": "p", "title": {{"en": "P"}}, "study": {{"id": "film"}},
            "conditions": [{}], "allocation": {allocation}, "steps": []}}"#,
        conditions.join(", ")
    );
    serde_json::from_str(&text).unwrap()
}

fn first(list: &List, count: usize) -> Vec<String> {
    let entries = list.iter().take(count);
    entries
        .map(|entry| entry.iter().map(Id::as_str).collect::<Vec<_>>().join(">"))
        .collect()
}

fn counts(entries: &[String]) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for entry in entries {
        *counts.entry(entry.as_str()).or_default() += 1;
    }
    counts
}

#[test]
fn the_list_is_the_same_on_every_machine_and_in_every_version() {
    let protocol = protocol(
        r#"{"method": "blocks", "seed": 42, "block_sizes": [2, 4]}"#,
        &["a", "b"],
    );
    let list = List::new(&protocol, "f/split").unwrap();
    // Golden: a study that has begun keeps its list, so these may never change.
    assert_eq!(first(&list, 12).join(""), GOLDEN);
    assert_eq!(list.sha256(), GOLDEN_SHA256);
    assert_eq!(List::new(&protocol, "f/split").unwrap(), list);
}

const GOLDEN: &str = "abaabbbabaab";
const GOLDEN_SHA256: &str = "077c628e2ceccfe3866688e8353df871a966eda725768aef8fd34a82e6204361";

#[test]
fn strata_and_seeds_have_lists_of_their_own() {
    let protocol = protocol(r#"{"method": "blocks", "seed": 1}"#, &["a", "b", "c"]);
    let entries = |list: List| first(&list, 60);
    let f = entries(List::new(&protocol, "f").unwrap());
    assert_ne!(f, entries(List::new(&protocol, "m").unwrap()));
    assert_ne!(f, entries(List::with_seed(&protocol, "f", 2).unwrap()));
}

#[test]
fn a_square_gives_every_order_once_a_block() {
    for (method, rows) in [("latin", 3), ("williams", 6)] {
        let allocation = format!(r#"{{"method": "{method}", "seed": 9}}"#);
        let protocol = protocol(&allocation, &["a", "b", "c"]);
        let list = List::new(&protocol, "").unwrap();
        let entries = first(&list, 5 * rows);
        for block in entries.chunks(rows) {
            let counts = counts(block);
            assert_eq!(counts.len(), rows, "{block:?}");
        }
        assert_ne!(
            entries[..rows],
            entries[rows..2 * rows],
            "blocks are permuted anew"
        );
    }
}

#[test]
fn a_visit_gets_its_own_condition_and_none_is_made_up() {
    let protocol = protocol(r#"{"method": "williams", "seed": 9}"#, &["a", "b"]);
    let drawn = List::new(&protocol, "").unwrap().at(1).unwrap();
    let at = |visit| drawn.condition(AllocationMethod::Williams, visit);
    assert_ne!(at(1).unwrap(), at(2).unwrap());
    assert!(at(3).unwrap_err().contains("none for visit 3"));
    let between = drawn.condition(AllocationMethod::Blocks, 7);
    assert_eq!(between.as_ref(), Ok(&drawn.sequence[0]));
}

#[test]
fn what_is_no_list_is_one_sentence() {
    for (allocation, part) in [
        (r#"{"method": "manual"}"#, "no `seed`"),
        (r#"{"method": "blocks"}"#, "no `seed`"),
        (r#"{"method": "manual", "seed": 1}"#, "chooses"),
        (
            r#"{"method": "blocks", "seed": 1, "block_sizes": [3]}"#,
            "multiples of 2",
        ),
        (
            r#"{"method": "blocks", "seed": 1, "block_sizes": [0]}"#,
            "multiples of 2",
        ),
        (
            r#"{"method": "blocks", "seed": 1, "block_sizes": [4294967294]}"#,
            "multiples of 2",
        ),
        (
            r#"{"method": "blocks", "seed": 1, "ratio": {"a": 0, "b": 0}}"#,
            "add up",
        ),
        (
            r#"{"method": "blocks", "seed": 1, "ratio": {"a": 4294967295, "b": 9}}"#,
            "add up",
        ),
    ] {
        let why = List::new(&protocol(allocation, &["a", "b"]), "").unwrap_err();
        assert!(why.contains(part), "{allocation}: {why}");
    }
    for method in ["blocks", "latin"] {
        let allocation = format!(r#"{{"method": "{method}", "seed": 1}}"#);
        assert!(List::new(&protocol(&allocation, &[]), "").is_err());
    }
    let list = List::new(&protocol(r#"{"method": "latin", "seed": 1}"#, &["a"]), "").unwrap();
    assert_eq!(list.at(0), None);
    assert_eq!(list.at(u32::MAX), None);
}

#[test]
fn the_stratum_joins_the_answers_in_the_order_of_the_protocol() {
    let protocol = protocol(
        r#"{"method": "blocks", "seed": 1, "strata": ["site", "gender"]}"#,
        &["a", "b"],
    );
    let answer = |id: &Id| Some(if id.as_str() == "site" { "split" } else { "f" }.to_owned());
    assert_eq!(stratum(&protocol, answer), Ok("split/f".to_owned()));
    let half = |id: &Id| answer(id).filter(|_| id.as_str() == "site");
    assert_eq!(stratum(&protocol, half), Err(&Id::from("gender")));
}

proptest! {
    /// Whatever seed and ratio: each block, and so each list cut at a block's end, holds the conditions in their ratio.
    #[test]
    fn every_block_holds_the_ratio(seed: u64, a in 0u32..4, b in 1u32..4, rounds in 1u32..4, stratum in "[a-z]{0,3}") {
        let round = a + b;
        let allocation = format!(
            r#"{{"method": "blocks", "seed": {seed}, "ratio": {{"a": {a}, "b": {b}}}, "block_sizes": [{}]}}"#,
            round * rounds
        );
        let list = List::new(&protocol(&allocation, &["a", "b"]), &stratum).unwrap();
        let size = (round * rounds) as usize;
        let entries = first(&list, 20 * size);
        for block in entries.chunks(size) {
            let counts = counts(block);
            prop_assert_eq!(counts.get("a").copied().unwrap_or(0), (a * rounds) as usize);
            prop_assert_eq!(counts.get("b").copied().unwrap_or(0), (b * rounds) as usize);
        }
        let drawn = list.at(7).unwrap();
        prop_assert_eq!(&drawn.sequence[0].0, &entries[6 % entries.len()]);
        prop_assert_eq!(drawn.list_sha256, list.sha256());
    }

    /// With sizes drawn at random no two groups are ever further apart than half the longest block.
    #[test]
    fn groups_never_drift_apart(seed: u64) {
        let allocation = format!(r#"{{"method": "blocks", "seed": {seed}, "block_sizes": [2, 4, 6]}}"#);
        let list = List::new(&protocol(&allocation, &["a", "b"]), "").unwrap();
        let mut ahead = 0_i32;
        for entry in first(&list, 500) {
            ahead += if entry == "a" { 1 } else { -1 };
            prop_assert!(ahead.abs() <= 3);
        }
    }
}
