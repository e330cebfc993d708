//! Amendments as a laboratory makes them: through the library and the command line, with the sealed files watched all the time.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use chrono::DateTime;
use lacrima::conductor::simulate;
use lacrima::record::amendments::{self, FILE, Opened, Proposal, Wish};
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

fn lived(seed: u64) -> Vec<Event> {
    let mut plan = plan(&protocol(), seed);
    let age = json!({"value": 43, "instrument": null, "source": "form", "date": null});
    plan.covariates.insert("age".into(), age);
    simulate(&plan, 0.0).events
}

/// Whoever cried in at least four bouts with three sobs.
fn weepy() -> Vec<Event> {
    (0..200)
        .map(lived)
        .find(|events| {
            let document = Document::from_events(events).unwrap();
            let tears = document
                .coding
                .iter()
                .filter(|bout| bout.channel == "tears".into());
            tears.count() >= 3 && document.coding.len() >= 4 && document.points.len() >= 3
        })
        .unwrap()
}

/// A sealed session on the disk.
fn kept(data: &Path) -> PathBuf {
    let started = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
    let folder = record::create(data, &"film".into(), &"P0001".into(), started).unwrap();
    let recorder = Recorder::start(folder, Stamp(0)).unwrap();
    recorder.append(weepy());
    recorder.seal();
    recorder.settle(std::time::Duration::from_secs(60)).unwrap();
    recorder.folder()
}

fn now() -> DateTime<chrono::Utc> {
    DateTime::from_timestamp(1_790_090_000, 0).unwrap()
}

fn words(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
}

fn proposal(change: &str) -> Proposal {
    Proposal {
        who: "C2".to_owned(),
        why: "seen on the video".to_owned(),
        wish: Wish::Words(words(change)),
    }
}

fn amend(folder: &Path, change: &str) -> Result<u64, String> {
    amendments::amend(folder, &proposal(change), now()).map(|kept| kept.amendment.n)
}

fn undo(folder: &Path, n: u64) -> Result<u64, String> {
    let wish = Wish::Undo(n);
    let proposal = Proposal {
        wish,
        ..proposal("")
    };
    amendments::amend(folder, &proposal, now()).map(|kept| kept.amendment.n)
}

fn lacrima(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lacrima"));
    command.args(arguments).output().unwrap()
}

fn sealed(folder: &Path) -> Vec<Vec<u8>> {
    ["session.json", "journal.jsonl"]
        .map(|name| std::fs::read(folder.join(name)).unwrap())
        .to_vec()
}

fn value(document: &Document) -> Value {
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
        json!({"n": 1, "utc": "2026-09-22T15:53:20.000Z", "who": "C2", "what": {"kind": "bout_onset", "bout": bout.bout},
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
            Fact::BoutOpened { bout, .. } => most.max(bout),
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
        .find(|row| row.answer.item == "hidden".into())
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
        .filter(|row| row.channel == "tears".into())
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
    let length = |n: f64| format!("bout {} offset {}", two.bout, two.onset_s.as_s() + n);
    amend(&folder, &length(0.2)).unwrap();
    amend(&folder, &length(0.3)).unwrap();
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

#[test]
fn only_a_sealed_session_is_amended_and_by_one_at_a_time() {
    let data = tempfile::tempdir().unwrap();
    let folder = kept(data.path());
    let held = record::reopen(&folder).unwrap();
    let why = amend(&folder, "visit 2").unwrap_err();
    assert!(why.contains("open in another window"), "{why}");
    drop(held);

    // Many at once: each is kept or refused in words, and none is lost.
    let amenders: Vec<_> = (2..10)
        .map(|visit| {
            let folder = folder.clone();
            std::thread::spawn(move || amend(&folder, &format!("visit {visit}")))
        })
        .collect();
    let done: Vec<_> = amenders
        .into_iter()
        .map(|one| one.join().unwrap())
        .collect();
    let mut numbers: Vec<u64> = done.iter().flatten().copied().collect();
    numbers.sort_unstable();
    let opened = amendments::open(&folder).unwrap();
    assert!(
        !numbers.is_empty() && opened.notices.is_empty(),
        "{:?}",
        opened.notices
    );
    assert_eq!(
        numbers,
        (1..=opened.amendments.len() as u64).collect::<Vec<_>>()
    );
    assert_eq!(opened.standing, numbers);
    let refused = done.iter().filter_map(|one| one.as_ref().err());
    assert!(
        refused
            .into_iter()
            .all(|why| why.contains("open in another window"))
    );

    // A session that runs, or was left without an end.
    let path = folder.join("session.json");
    let document = std::fs::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert!(
        amend(&folder, "visit 11")
            .unwrap_err()
            .contains("run lacrima recover")
    );
    let held = record::reopen(&folder).unwrap();
    assert!(
        amend(&folder, "visit 11")
            .unwrap_err()
            .contains("is running: amend it after its end")
    );
    drop(held);
    assert!(
        amend(data.path(), "visit 11")
            .unwrap_err()
            .contains("is not the folder of a session")
    );

    // One that was changed since it was sealed.
    let changed = String::from_utf8(document)
        .unwrap()
        .replacen("\"visit\": 1", "\"visit\": 5", 1);
    std::fs::write(&path, changed).unwrap();
    let why = amend(&folder, "visit 11").unwrap_err();
    assert!(why.contains("was changed since it was sealed"), "{why}");
}

/// A list of four amendments, its bytes and the ends of its lines.
fn list(folder: &Path) -> Vec<u8> {
    for change in ["visit 2", "covariate age 34", "note a remark", "visit 3"] {
        amend(folder, change).unwrap();
    }
    std::fs::read(folder.join(FILE)).unwrap()
}

#[test]
fn cut_or_changed_at_any_byte_the_list_yields_its_beginning_and_says_so() {
    let data = tempfile::tempdir().unwrap();
    let folder = kept(data.path());
    let image = list(&folder);
    let whole = amendments::read(&folder).unwrap().amendments;
    let path = folder.join(FILE);
    let lines = |bytes: &[u8]| bytes.iter().filter(|byte| **byte == b'\n').count();
    for at in 0..image.len() {
        std::fs::write(&path, &image[..at]).unwrap();
        let log = amendments::read(&folder).unwrap();
        // A line that lacks nothing but its newline is whole; one that lacks nothing at all can't be missed.
        let left = lines(&image[..at]) + usize::from(image[at] == b'\n');
        assert_eq!(log.amendments, whole[..left], "cut at {at}");
        let torn = at > 0 && image[at - 1] != b'\n' && image[at] != b'\n';
        assert_eq!(log.dropped.is_some(), torn, "cut at {at}");

        let mut bad = image.clone();
        bad[at] ^= [0x01, 0x20, 0x80][at % 3];
        std::fs::write(&path, bad).unwrap();
        let log = amendments::read(&folder).unwrap();
        assert_eq!(
            log.amendments,
            whole[..lines(&image[..at])],
            "changed at {at}"
        );
        assert!(log.dropped.is_some(), "changed at {at}");
    }
}

#[test]
fn an_unfinished_line_is_set_aside_and_a_changed_one_stops_further_amending() {
    let data = tempfile::tempdir().unwrap();
    let folder = kept(data.path());
    let image = list(&folder);
    let path = folder.join(FILE);
    std::fs::write(&path, &image[..image.len() - 30]).unwrap();
    let opened = amendments::open(&folder).unwrap();
    assert_eq!(
        (opened.amendments.len(), opened.amended.session.visit),
        (3, 2)
    );
    assert!(opened.notices[0].contains("line 4"), "{:?}", opened.notices);
    let kept = amendments::amend(&folder, &proposal("visit 4"), now()).unwrap();
    assert!(
        kept.remark
            .unwrap()
            .contains("set aside as amendments.damaged-1")
    );
    let opened = amendments::open(&folder).unwrap();
    assert_eq!(
        (opened.amended.session.visit, opened.notices),
        (4, Vec::new())
    );
    let aside = std::fs::read(folder.join("amendments.damaged-1")).unwrap();
    assert!(image[..image.len() - 30].ends_with(&aside) && !aside.is_empty());

    let mut bad = image.clone();
    let place = image
        .windows(9)
        .position(|part| part == b"\"new\":2,\"")
        .unwrap();
    bad[place + 6] = b'7';
    std::fs::write(&path, &bad).unwrap();
    let told = lacrima(&["show", folder.to_str().unwrap()]);
    let notices = String::from_utf8(told.stderr).unwrap();
    assert!(
        told.status.success() && notices.contains("damaged or changed"),
        "{notices}"
    );
    assert!(
        amend(&folder, "visit 5")
            .unwrap_err()
            .contains("from a copy")
    );
    assert_eq!(std::fs::read(&path).unwrap(), bad);
    // A link in place of the list leads nowhere.
    std::fs::remove_file(&path).unwrap();
    std::os::unix::fs::symlink(data.path().join("elsewhere"), &path).unwrap();
    assert!(amend(&folder, "visit 5").is_err() && !data.path().join("elsewhere").exists());
}

#[test]
fn the_command_line_amends_lists_undoes_and_shows_both_layers() {
    let data = tempfile::tempdir().unwrap();
    let folder = kept(data.path());
    let (path, before) = (folder.to_str().unwrap(), sealed(&folder));
    let by = ["--who", "C2", "--why", "seen on the video"];
    let done = |arguments: &[&str]| {
        let output = lacrima(&[&["amend", path], arguments].concat());
        let told = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(told).unwrap())
    };
    let show = |arguments: &[&str]| -> Value {
        let output = lacrima(&[&["show", path, "--json"], arguments].concat());
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let recorded = show(&[]);
    assert_eq!(
        done(&["--list"]),
        (Some(0), "This session was never amended.\n".to_owned())
    );
    let bouts: Vec<u64> = amendments::open(&folder)
        .unwrap()
        .recorded
        .coding
        .iter()
        .map(|row| row.bout)
        .collect();
    for bout in &bouts {
        let (status, told) = done(&[&by[..], &["bout", &bout.to_string(), "remove"]].concat());
        assert_eq!(status, Some(0), "{told}");
    }
    let (amended, live) = (show(&[]), show(&["--as-recorded"]));
    assert_eq!(amended["crier"]["status"], "non_crier");
    assert_eq!(amended["standing"].as_array().unwrap().len(), bouts.len());
    assert_eq!(
        (&live["phases"], &live["crier"]),
        (&recorded["phases"], &recorded["crier"])
    );
    assert_ne!(amended["phases"], recorded["phases"]);
    let table = String::from_utf8(lacrima(&["show", path]).stdout).unwrap();
    assert!(table.contains("Amendments (in these figures"), "{table}");
    assert_eq!(done(&["--who", "C3", "--undo", "1"]).0, Some(0));
    let (_, listed) = done(&["--list"]);
    let lines: Vec<&str> = listed.lines().collect();
    assert_eq!(lines.len(), bouts.len() + 1);
    assert!(lines[0].contains("C2") && lines[0].contains(&format!("[undone by {}]", lines.len())));
    assert!(
        lines.last().unwrap().contains("Undo of amendment 1"),
        "{listed}"
    );
    for (arguments, status) in [
        (&["visit", "2"][..], 1),
        (&["--who", "C2", "visit", "2"], 1),
        (&["--who", "C2", "--why", "x"], 1),
        (&["--list", "--undo", "1"], 2),
    ] {
        assert_eq!(done(arguments).0, Some(status), "{arguments:?}");
    }
    assert_eq!(sealed(&folder), before);

    let code = "P0001";
    let output = lacrima(&[
        "withdraw",
        data.path().to_str().unwrap(),
        "--participant",
        code,
        "--yes",
    ]);
    assert!(output.status.success() && !folder.exists());
}

/// A number that looks random and is the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n.max(1)
    }

    fn one<'t, T>(&mut self, of: &'t [T]) -> Option<&'t T> {
        let place = self.below(of.len());
        of.get(place)
    }
}

fn random_change(dice: &mut Dice, now: &Document) -> String {
    let bout = dice.one(&now.coding).map_or(1, |row| row.bout);
    let point = dice.one(&now.points).map_or(1, |row| row.point);
    let t = {
        let near = dice.one(&now.coding).map_or(50.0, |row| row.onset_s.as_s());
        near + dice.below(30_000) as f64 / 1000.0 - 10.0
    };
    let channel = ["tears", "vocal"][dice.below(2)];
    let level = 1 + dice.below(3);
    match dice.below(16) {
        0 => format!("bout {bout} onset {t}"),
        1 => format!("bout {bout} offset {t}"),
        2 => format!("bout {bout} channel {channel}"),
        3 => format!("bout {bout} level {level}"),
        4 => format!("bout {bout} level {level} at {t}"),
        5 => format!(
            "bout {bout} quality {}",
            ["sad", "moved", "none"][dice.below(3)]
        ),
        6 => format!("bout {bout} remove"),
        7 => format!("bout add {channel} {t} {} {level}", t + 1.5),
        8 => format!("point {point} time {t}"),
        9 => format!("point {point} code {}", ["sob", "wipe_eyes"][dice.below(2)]),
        10 => format!("point {point} remove"),
        11 => format!("point add sob {t}"),
        12 => format!("covariate age {}", 18 + dice.below(60)),
        13 => format!("visit {}", 1 + dice.below(9)),
        14 => format!("answer watch hidden {}", ["yes", "no"][dice.below(2)]),
        _ => format!("note remark {t}"),
    }
}

#[test]
fn whatever_is_amended_undoing_all_of_it_gives_what_was_recorded() {
    let recorded = Document::from_events(&weepy()).unwrap();
    let (mut kept, mut refused) = (0, 0);
    for seed in 0..12 {
        let mut dice = Dice(seed);
        let mut opened = Opened::of(recorded.clone(), Vec::new());
        let add = |opened: &mut Opened, proposal: &Proposal| {
            let amendment = opened.propose(proposal, now())?;
            let all = [opened.amendments.clone(), vec![amendment]].concat();
            *opened = Opened::of(recorded.clone(), all);
            Ok::<_, String>(())
        };
        for _ in 0..24 {
            let last = opened.amendments.len();
            let wish = match dice.below(4) {
                0 if last > 0 => Wish::Undo(1 + dice.below(last) as u64),
                _ => Wish::Words(words(&random_change(&mut dice, &opened.amended))),
            };
            match add(
                &mut opened,
                &Proposal {
                    wish,
                    ..proposal("")
                },
            ) {
                Ok(()) => kept += 1,
                Err(_) => refused += 1,
            }
            assert_eq!(opened.notices, Vec::<String>::new());
            for channel in ["tears", "vocal"] {
                let mut own: Vec<_> = opened
                    .amended
                    .coding
                    .iter()
                    .filter(|row| row.channel == channel.into())
                    .collect();
                own.sort_by_key(|row| row.onset_s);
                assert!(
                    own.iter().all(|row| row.onset_s < row.offset_s),
                    "seed {seed}"
                );
                assert!(
                    own.windows(2)
                        .all(|pair| pair[0].offset_s <= pair[1].onset_s),
                    "seed {seed}"
                );
            }
        }
        // In whatever order the rests allow.
        while !opened.standing.is_empty() {
            let turn: Vec<u64> = (1..=opened.amendments.len() as u64).collect();
            let before = opened.standing.len();
            for n in turn.into_iter().rev() {
                let proposal = Proposal {
                    wish: Wish::Undo(n),
                    ..proposal("")
                };
                let mut after = opened.clone();
                if add(&mut after, &proposal).is_ok()
                    && after.standing.len() < opened.standing.len()
                {
                    opened = after;
                }
            }
            assert!(
                opened.standing.len() < before,
                "seed {seed}: nothing can be undone"
            );
        }
        assert_eq!(value(&opened.amended), value(&recorded), "seed {seed}");
    }
    assert!(kept > 60 && refused > 20, "{kept} kept, {refused} refused");
}
