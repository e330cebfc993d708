//! By which rule it was settled who cried: one holds in a study, and the words about it are true.

use lacrima::record::unlocking;
use lacrima::session::Mode;

use super::study::{done, kept, name, refused, table};

#[test]
fn one_rule_holds_in_a_study_and_what_it_said_is_nobodys_decision() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    let first = kept(&data, "P1", 1, Mode::Study);
    for seed in 2..=10 {
        kept(&data, &format!("P{seed}"), seed, Mode::Study);
    }
    let (said, _) = done(&data, &["--json"]);
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    let by_rule = said["sessions"][0]["crier"]["status"].as_str().unwrap();
    let other = if by_rule == "crier" {
        "non_crier"
    } else {
        "crier"
    };
    let by_hand = format!("{}={other}", name(&first));
    let by = ["--fix-criers", "--who", "AB", "--why", "seen on the video"];
    done(&data, &[&by[..], &["--override", &by_hand]].concat());
    // The liberal rule would say otherwise of some of them.
    for seed in 11..=14 {
        kept(&data, &format!("P{seed}"), seed, Mode::Study);
    }
    let liberal = ["--fix-criers", "--who", "AB", "--rule", "tears_any"];
    refused(
        &data,
        &liberal,
        "Who cried is settled by the rule tears_strict in this study",
    );
    let list = unlocking::read(&data.join("film")).unwrap();
    assert_eq!(list.statuses().len(), 10);
    done(&data, &["--fix-criers", "--who", "CD"]);
    let list = unlocking::read(&data.join("film")).unwrap();
    assert_eq!(list.statuses().len(), 14);
    assert!(
        list.statuses()
            .values()
            .all(|one| one.rule == "tears_strict")
    );
    // Whatever rule is asked for later, the words are true.
    let out = home.path().join("out");
    let asked = ["--rule", "tears_any", "--out", out.to_str().unwrap()];
    let (_, told) = done(&data, &asked);
    assert!(
        told.contains("settled by the rule tears_strict") && told.contains("whatever --rule says"),
        "{told}"
    );
    let sessions = table(&out, "sessions");
    assert_eq!(sessions.len(), 14);
    for row in &sessions {
        let is_first = row["session"] == name(&first);
        assert_eq!(row["crier_by_hand"], is_first.to_string(), "{row:?}");
        assert_eq!(row["crier_settled"], "true");
        assert_eq!(row["crier_rule"], "tears_strict");
        let is_decided = row["crier_why"] == "decided by AB: seen on the video";
        assert_eq!(is_decided, is_first, "{}", row["crier_why"]);
    }
    let page = std::fs::read_to_string(out.join("report.html")).unwrap();
    assert!(
        page.contains("By the rule <code>tears_strict</code>. 1 decided otherwise by hand."),
        "{page}"
    );
    let (said, _) = done(&data, &["--rule", "tears_any"]);
    assert!(
        said.contains("Who cried (rule tears_strict)")
            && said.contains("1 settled otherwise than the rule says")
            && said.contains("13 settled by the rule"),
        "{said}"
    );
}

#[test]
fn a_study_that_was_settled_by_two_rules_is_said_to_be() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    let folders = [1, 2].map(|seed| kept(&data, &format!("P{seed}"), seed, Mode::Study));
    // As versions before this one allowed.
    for (folder, rule) in folders.iter().zip(["tears_strict", "tears_any"]) {
        let fixed = unlocking::Fixed {
            session: name(folder),
            status: "crier".to_owned(),
            why: "the rule's signs were coded".to_owned(),
            instead_of: None,
        };
        let what = unlocking::What::CriersFixed {
            rule: rule.to_owned(),
            settings: serde_json::Value::Null,
            sessions: vec![fixed],
            withdrawn: 0,
        };
        let what = vec![what, unlocking::What::MoodUnlocked];
        let now = chrono::DateTime::UNIX_EPOCH;
        unlocking::add(&data.join("film"), "AB", "", now, |_| Ok(what)).unwrap();
    }
    let (said, told) = done(&data, &[]);
    assert!(
        told.contains("by several rules who cried (tears_any, tears_strict)"),
        "{told}"
    );
    assert!(
        said.contains("Who cried (rule tears_strict, tears_any)"),
        "{said}"
    );
}
