//! Amendments through the library: what is kept, what follows from it, and what is refused, with the sealed files watched.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use chrono::DateTime;
use lacrima::conductor::simulate;
use lacrima::record::amendments::{self, FILE, Proposal, Wish};
use lacrima::record::document::AmendedPart;
use lacrima::record::{self, Document, Recorder};
use lacrima::session::{Event, Fact};
use lacrima::time::{SessionTime, Stamp};
use serde_json::{Value, json};

use super::simulate::{DELAYED, plan};

/// The delayed-mood design with covariates, qualities and a question that the experimenter answers.
pub fn protocol() -> String {
    let mut told: Value = serde_json::from_str(DELAYED).unwrap();
    told["covariates"] = json!([
        {"id": "age", "text": {"en": "Age"}, "scale": {"kind": "number", "min": 18, "max": 99}},
        {"id": "gender", "text": {"en": "Gender"}, "scale": {"kind": "choice", "options": [
            {"id": "f", "text": {"en": "Female"}}, {"id": "m", "text": {"en": "Male"}}]}}]);
    told["coding"]["qualities"] = json!([{"id": "sad"}, {"id": "moved"}]);
    told["instruments"]["observer"] = json!({"items": [
        {"id": "hidden", "text": {"en": "Face hidden?"}, "scale": {"kind": "choice", "options": [
            {"id": "yes", "text": {"en": "Yes"}}, {"id": "no", "text": {"en": "No"}}]}}]});
    let steps = told["steps"].as_array_mut().unwrap();
    let step =
        json!({"id": "watch", "kind": "questions", "instrument": "observer", "by": "experimenter"});
    steps.insert(5, step);
    told.to_string()
}

pub fn lived(seed: u64) -> Vec<Event> {
    let mut plan = plan(&protocol(), seed);
    let age = json!({"value": 43, "instrument": null, "source": "form", "date": null});
    plan.covariates.insert("age".into(), age);
    simulate(&plan, 0.0).events
}

/// Whoever cried in at least four bouts with three sobs.
pub fn weepy() -> Vec<Event> {
    (0..200)
        .map(lived)
        .find(|events| {
            let document = Document::from_events(events).unwrap();
            let tears = document
                .coding
                .iter()
                .filter(|bout| bout.channel == *"tears");
            tears.count() >= 3 && document.coding.len() >= 4 && document.points.len() >= 3
        })
        .unwrap()
}

/// A sealed session on the disk.
pub fn kept(data: &Path) -> PathBuf {
    let started = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
    let folder = record::create(data, &"film".into(), &"P0001".into(), started).unwrap();
    let recorder = Recorder::start(folder, Stamp(0)).unwrap();
    recorder.append(weepy());
    recorder.seal();
    recorder.settle(std::time::Duration::from_secs(60)).unwrap();
    recorder.folder()
}

pub fn now() -> DateTime<chrono::Utc> {
    DateTime::from_timestamp(1_790_090_000, 0).unwrap()
}

pub fn words(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
}

pub fn proposal(change: &str) -> Proposal {
    Proposal {
        who: "C2".to_owned(),
        why: "seen on the video".to_owned(),
        wish: Wish::Words(words(change)),
    }
}

pub fn amend(folder: &Path, change: &str) -> Result<u64, String> {
    amendments::amend(folder, &proposal(change), now()).map(|kept| kept.amendment.n)
}

pub fn undo(folder: &Path, n: u64) -> Result<u64, String> {
    let wish = Wish::Undo(n);
    let proposal = Proposal {
        wish,
        ..proposal("")
    };
    amendments::amend(folder, &proposal, now()).map(|kept| kept.amendment.n)
}

pub fn sealed(folder: &Path) -> Vec<Vec<u8>> {
    ["session.json", "journal.jsonl"]
        .map(|name| std::fs::read(folder.join(name)).unwrap())
        .to_vec()
}

pub fn value(document: &Document) -> Value {
    serde_json::to_value(document).unwrap()
}

#[test]
fn an_amendment_says_who_when_old_new_and_why_and_the_live_layer_never_changes() {
    let data = tempfile::tempdir().unwrap();
    let folder = kept(data.path());
    let before = sealed(&folder);
    let recorded = amendments::open(&folder).unwrap().recorded;
    let bout = recorded.coding[0].clone();
    let onset = bout.onset_s + lacrima::time::Micros(250_000);
    assert_eq!(
        amend(
            &folder,
            &format!("bout {} onset {}", bout.bout, onset.as_s())
        ),
        Ok(1)
    );
    let line = std::fs::read_to_string(folder.join(FILE)).unwrap();
    let told: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(
        told["amendment"],
        json!({"n": 1, "utc": "2026-09-22T15:13:20.000Z", "who": "C2", "what": {"kind": "bout_onset", "bout": bout.bout},
               "old": bout.onset_s.as_s(), "new": onset.as_s(), "why": "seen on the video", "of": recorded.journal_sha256})
    );
    let mode = std::fs::metadata(folder.join(FILE))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    let opened = amendments::open(&folder).unwrap();
    let row = opened
        .amended
        .coding
        .iter()
        .find(|row| row.bout == bout.bout)
        .unwrap();
    // The amended instant is the best estimate: no lag is taken off it.
    assert_eq!((row.onset_s, row.onset_corrected_s), (onset, onset));
    assert_eq!(
        (row.levels[0].t_s, row.amended.clone()),
        (onset, vec![AmendedPart::Onset])
    );
    assert!(bout.onset_corrected_s < bout.onset_s);
    assert_eq!(undo(&folder, 1), Ok(2));
    assert_eq!(amendments::open(&folder).unwrap().amended, recorded);
    // To undo the undoing is to do it again.
    assert_eq!(undo(&folder, 2), Ok(3));
    let again = amendments::open(&folder).unwrap();
    assert_eq!(
        (value(&again.amended), again.standing),
        (value(&opened.amended), vec![1])
    );
    assert_eq!(sealed(&folder), before);
    let list = std::fs::read_to_string(folder.join(FILE)).unwrap();
    assert!(list.starts_with(&line), "the list was rewritten");
}

#[test]
fn everything_that_may_be_amended_is_and_what_follows_from_it_follows() {
    let data = tempfile::tempdir().unwrap();
    let folder = kept(data.path());
    let recorded = amendments::open(&folder).unwrap().recorded;
    let bout = &recorded.coding[1];
    let point = recorded.points[0].point;
    let end = recorded
        .coding
        .iter()
        .map(|bout| bout.offset_s)
        .max()
        .unwrap()
        .as_s();
    let free = 1 + recorded
        .events
        .iter()
        .fold(0, |most, event| match event.fact {
            Fact::BoutOpened { bout: n, .. } | Fact::Point { point: n, .. } => most.max(n),
            _ => most,
        });
    let changes = [
        format!("bout {} remove", recorded.coding[0].bout),
        format!("bout {} offset {}", bout.bout, bout.offset_s.as_s() - 0.01),
        format!("bout add tears {} {} 2", end + 20.0, end + 25.5),
        format!("bout {free} level 3 at {}", end + 22.0),
        format!("bout {free} level 1"),
        format!("bout {free} channel vocal"),
        format!("bout {free} quality moved"),
        format!("point {point} time {}", end + 21.0),
        format!("point {point} code wipe_eyes"),
        format!("point add sob {}", end + 23.0),
        format!("point {} remove", recorded.points[1].point),
        "covariate age 34".to_owned(),
        "covariate gender f".to_owned(),
        "visit 2".to_owned(),
        "answer watch hidden yes".to_owned(),
        "note =HYPERLINK(x) the camera hung".to_owned(),
    ];
    for change in &changes {
        let amended = amend(&folder, change);
        // Level 3 does not fit a channel of one level; it is taken out before the channel is changed.
        match change.contains("channel vocal") {
            true => {
                let why = amended.unwrap_err();
                assert!(
                    why.contains("has no level 3: give one from 1 to 1"),
                    "{why}"
                );
                amend(
                    &folder,
                    &format!("bout {free} level none at {}", end + 22.0),
                )
                .unwrap();
                amend(&folder, change).unwrap();
            }
            false => drop(amended.unwrap_or_else(|why| panic!("{change}: {why}"))),
        }
    }
    let opened = amendments::open(&folder).unwrap();
    let now = &opened.amended;
    assert_eq!(opened.notices, Vec::<String>::new());
    assert!(
        now.coding
            .iter()
            .all(|row| row.bout != recorded.coding[0].bout)
    );
    let added = now.coding.iter().find(|row| row.bout == free).unwrap();
    assert_eq!(
        (added.coder.as_str(), added.channel.as_str()),
        ("C2", "vocal")
    );
    assert_eq!(added.quality, Some("moved".into()));
    let episode = now
        .episodes
        .iter()
        .find(|episode| episode.bouts.contains(&free))
        .unwrap();
    assert_eq!(episode.quality, Some("moved".into()));
    let moved = now.points.iter().find(|row| row.point == point).unwrap();
    assert_eq!(
        (moved.code.as_str(), moved.t_s),
        ("wipe_eyes", SessionTime::from_s(end + 21.0))
    );
    assert!(
        now.points.is_sorted_by_key(|row| row.t_s) && now.points.len() == recorded.points.len()
    );
    assert_eq!(now.participant.covariates["age"]["value"], 34);
    assert_eq!(now.participant.covariates["gender"]["source"], "amendment");
    assert_eq!(now.session.visit, 2);
    let answer = now
        .responses
        .iter()
        .find(|row| row.answer.item == *"hidden")
        .unwrap();
    assert_eq!(serde_json::to_value(&answer.answer.value).unwrap(), "yes");
    let note = now.notes.last().unwrap();
    assert_eq!(note.text, "=HYPERLINK(x) the camera hung");
    // What follows from rows is made anew, and what was lived stays.
    assert_eq!(
        (&now.probes, &now.events),
        (&recorded.probes, &recorded.events)
    );
    let count = |document: &Document| {
        let measures = lacrima::measure::measures(document);
        serde_json::to_value(&measures.phases.last().unwrap().channels[1]).unwrap()["total_s"]
            .clone()
    };
    assert_ne!(count(now), count(&recorded));
    // All undone, from the last to the first, it is what was recorded.
    for n in (1..=opened.amendments.len() as u64).rev() {
        undo(&folder, n).unwrap();
    }
    assert_eq!(amendments::open(&folder).unwrap().amended, recorded);
}

#[test]
fn what_can_not_be_amended_is_refused_with_what_would_be_right() {
    let data = tempfile::tempdir().unwrap();
    let folder = kept(data.path());
    let recorded = amendments::open(&folder).unwrap().recorded;
    let tears: Vec<_> = recorded
        .coding
        .iter()
        .filter(|row| row.channel == *"tears")
        .collect();
    let (one, two) = (tears[0], tears[1]);
    let inside = (two.onset_s.as_s() + two.offset_s.as_s()) / 2.0;
    for (change, told) in [
        (
            "bout 9999 offset 12".to_owned(),
            "There is no bout 9999; there are these: ",
        ),
        (
            format!("bout {} offset 0.5", one.bout),
            "give an offset after its onset",
        ),
        (
            format!("bout {} offset {inside}", one.bout),
            "can't overlap",
        ),
        (
            format!("bout {} onset 999999", one.bout),
            "outside the session: give a time from 0 to",
        ),
        (
            format!("bout {} onset NaN", one.bout),
            "write seconds since the session began",
        ),
        (
            format!("bout {} onset -3", one.bout),
            "write seconds since the session began",
        ),
        (
            format!("bout {} onset 1e400", one.bout),
            "write seconds since the session began",
        ),
        (format!("bout {} level 4", one.bout), "give one from 1 to 3"),
        (
            format!("bout {} level none", one.bout),
            "needs a level at its onset",
        ),
        (
            format!("bout {} channel sobbing", one.bout),
            "give one of tears, vocal",
        ),
        (
            format!("bout {} quality angry", one.bout),
            "give one of sad, moved",
        ),
        (format!("bout {}", one.bout), "Say what of bout"),
        (
            format!("bout {} channel tears", one.bout),
            "is tears already",
        ),
        (
            format!("bout add tears {inside} {} 1", inside + 0.1),
            "can't overlap",
        ),
        (
            format!("point {} code laugh", recorded.points[0].point),
            "give one of sob, wipe_eyes",
        ),
        ("point 77777 time 3".to_owned(), "There is no point 77777"),
        (
            "covariate age 17".to_owned(),
            "write a number from 18 to 99",
        ),
        ("covariate shoe 42".to_owned(), "give one of age, gender"),
        ("visit 0".to_owned(), "give a number from 1 to 999"),
        ("participant P2".to_owned(), "correct your own key list"),
        ("probe m20 on_time".to_owned(), "it is what happened"),
        ("condition neutral".to_owned(), "it is what happened"),
        ("answer m0 valence 40".to_owned(), "it is their own word"),
        ("answer about seen yes".to_owned(), "it is their own word"),
        (
            "answer nowhere seen yes".to_owned(),
            "the experimenter answered in these: watch",
        ),
        (
            "answer watch hidden maybe".to_owned(),
            "give one of yes, no",
        ),
        ("mood 3".to_owned(), "it is what happened"),
        ("colour red".to_owned(), "Write one of:"),
    ] {
        let why = amend(&folder, &change).unwrap_err();
        assert!(why.contains(told), "{change}: {why}");
    }
    for (who, why, told) in [
        ("", "x", "give an id"),
        ("Dr. A. Weeper", "x", "give an id"),
        ("C2", "   ", "say why"),
        ("C2", "two\nlines", "one line"),
    ] {
        let wish = Wish::Words(words("visit 2"));
        let proposal = Proposal {
            who: who.into(),
            why: why.into(),
            wish,
        };
        let refused = amendments::amend(&folder, &proposal, now()).unwrap_err();
        assert!(refused.contains(told), "{refused}");
    }
    assert!(undo(&folder, 1).unwrap_err().contains("never amended"));
    assert!(!folder.join(FILE).exists());

    // What another amendment rests on, and what somebody else changed meanwhile.
    let (last, offset) = (two.levels.last().unwrap().t_s.as_s(), two.offset_s.as_s());
    let length = |part: f64| format!("bout {} offset {}", two.bout, last + part * (offset - last));
    amend(&folder, &length(0.5)).unwrap();
    amend(&folder, &length(0.75)).unwrap();
    let why = undo(&folder, 1).unwrap_err();
    assert!(
        why.contains("while amendment 2 rests on it: undo that one first"),
        "{why}"
    );
    undo(&folder, 2).unwrap();
    assert!(
        undo(&folder, 2)
            .unwrap_err()
            .contains("undone already, by amendment 3")
    );
    let seen = amendments::open(&folder)
        .unwrap()
        .wish(&words("visit 3"))
        .unwrap();
    amend(&folder, "visit 2").unwrap();
    let stale = Proposal {
        wish: seen,
        ..proposal("")
    };
    let why = amendments::amend(&folder, &stale, now()).unwrap_err();
    assert!(why.contains("Visit is 2 now, not 1"), "{why}");
}
