//! One broken protocol for every problem that `check` knows, with the place and the words that the user gets.

use std::path::Path;

use lacrima::protocol::load;
use serde_json::{Value, json};

/// A protocol without problems; each case breaks it in one way.
fn sound_protocol() -> Value {
    json!({
        "format": "lacrima.protocol", "version": 1, "id": "t", "title": {"en": "Test"}, "study": {"id": "s"},
        "stimuli": {
            "film": {"kind": "film", "file": "film.webm"},
            "tone": {"kind": "sound", "slot": "tone"},
            "card": {"kind": "image", "file": "card.png"}
        },
        "instruments": {
            "mood": {
                "items": [
                    {"id": "valence", "text": {"en": "Mood"}, "scale": {"kind": "vas", "ends": {"en": ["bad", "good"]}}},
                    {"id": "sad", "text": {"en": "Sad"}, "scale": {"kind": "vas", "ends": {"en": ["not", "very"]}}}
                ],
                "scores": [{"id": "neg", "items": ["valence", "sad"], "min_answered": 1}]
            },
            "facts": {
                "items": [
                    {"id": "seen", "text": {"en": "Seen before?"}, "scale": {"kind": "choice", "options": [
                        {"id": "yes", "text": {"en": "Yes"}}, {"id": "no", "text": {"en": "No"}}]}},
                    {"id": "hours", "text": {"en": "Slept"}, "scale": {"kind": "number", "min": 0, "max": 24}},
                    {"id": "free", "text": {"en": "Anything else?"}, "scale": {"kind": "text"}}
                ]
            }
        },
        "coding": {
            "channels": [{"id": "tears", "levels": 3, "hold_key": "J", "level_keys": ["U", "I", "O"]}],
            "points": [{"id": "sob", "key": "Space"}]
        },
        "conditions": [{"id": "a"}, {"id": "b"}],
        "steps": [
            {"id": "m0", "kind": "probe", "instrument": "mood"},
            {"id": "film", "kind": "film", "stimulus": "film", "coding": "start"},
            {"id": "m1", "kind": "probe", "instrument": "mood", "after": {"step": "film", "anchor": "end", "delay_s": 0}},
            {"id": "wait", "kind": "wait", "fill": true},
            {"id": "m2", "kind": "probe", "instrument": "mood", "after": {"step": "film", "anchor": "end", "delay_s": 60}},
            {"id": "facts", "kind": "questions", "instrument": "facts"},
            {"id": "tone", "kind": "sound", "stimulus": "tone"},
            {"id": "card", "kind": "image", "stimulus": "card"},
            {"id": "end", "kind": "end"}
        ],
        "on_stop": [{"id": "bye", "kind": "end"}]
    })
}

/// A folder with the media that the sound protocol names, and one outside it.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("study");
    std::fs::create_dir(&inside).unwrap();
    for name in ["film.webm", "card.gif"] {
        std::fs::write(inside.join(name), "x").unwrap();
    }
    image::RgbImage::new(4, 3)
        .save(inside.join("card.png"))
        .unwrap();
    std::fs::write(folder.path().join("outside.webm"), "x").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("../outside.webm", inside.join("link.webm")).unwrap();
    folder
}

/// The problems of the sound protocol after `edits`, one a line: `/pointer = json` sets or adds, `- /pointer` deletes.
fn problems(edits: &str) -> Vec<String> {
    let folder = folder();
    let protocol = edited(sound_protocol(), edits);
    found(&format!("{protocol:#}"), &folder.path().join("study"))
}

/// The protocol after the edits; `+ /list/3 = json` puts something before the entry 3 of a list.
pub(super) fn edited(mut protocol: Value, edits: &str) -> Value {
    for edit in edits.lines().map(str::trim).filter(|edit| !edit.is_empty()) {
        if let Some(pointer) = edit.strip_prefix("- ") {
            let (parent, key) = pointer.rsplit_once('/').unwrap();
            match protocol.pointer_mut(parent).unwrap() {
                Value::Object(object) => assert!(object.remove(key).is_some(), "{pointer}"),
                Value::Array(list) => drop(list.remove(key.parse().unwrap())),
                other => panic!("{other} has no parts"),
            }
        } else {
            let (inserts, edit) = edit
                .strip_prefix("+ ")
                .map_or((false, edit), |edit| (true, edit));
            let (pointer, value) = edit.split_once(" = ").unwrap();
            let (parent, key) = pointer.rsplit_once('/').unwrap();
            let value: Value = serde_json::from_str(value).unwrap();
            match protocol.pointer_mut(parent).unwrap() {
                Value::Object(object) => drop(object.insert(key.to_owned(), value)),
                Value::Array(list) if key == "-" => list.push(value),
                Value::Array(list) if inserts => list.insert(key.parse().unwrap(), value),
                Value::Array(list) => list[key.parse::<usize>().unwrap()] = value,
                other => panic!("{other} has no parts"),
            }
        }
    }
    protocol
}

pub(super) fn found(text: &str, folder: &Path) -> Vec<String> {
    let problems = match load::parse("t.json", text.as_bytes(), folder) {
        Ok((_, warnings)) => warnings,
        Err(problems) => problems,
    };
    problems
        .iter()
        .map(|p| format!("{} {}: {}", p.pointer, p.severity, p.message))
        .collect()
}

/// One broken protocol gives exactly one problem, at `place` (`/pointer error` or `/pointer warning`), in these words.
#[track_caller]
fn check(edits: &str, place: &str, words: &str) {
    let problems = problems(edits);
    assert_eq!(problems.len(), 1, "{problems:#?}");
    assert!(
        problems[0].starts_with(&format!("{place}: ")) && problems[0].contains(words),
        "{} instead of {place}: …{words}…",
        problems[0]
    );
}

#[test]
fn the_sound_protocol_has_no_problems() {
    assert_eq!(problems(""), Vec::<String>::new());
}

#[test]
#[rustfmt::skip] // One case a line.
fn keys_and_types() {
    check("/steps/0/instrumnt = 1", "/steps/0/instrumnt error", "did you mean `instrument`?");
    check("/stimuli/film/colour = 1", "/stimuli/film/colour error", "the keys here are `kind`, `file`");
    check("/steps/1/after = null", "/steps/1/after error", "There is no key `after` here");
    check("- /steps/0/instrument", "/steps/0 error", "`instrument` is missing; add it (The instrument that is asked)");
    check("- /steps", " error", "The key `steps` is missing");
    check("- /steps/0/kind", "/steps/0 error", "`kind` is missing; add it with one of `text`, `consent`");
    check(r#"/steps/0/kind = "prob""#, "/steps/0/kind error", "`prob` is not known here; did you mean `probe`?");
    check("/steps/0/kind = 3", "/steps/0/kind error", "not a number");
    check(r#"/steps/1/coding = "begin""#, "/steps/1/coding error", "write one of `start`, `stop`");
    check(r#"/steps/2/after/delay_s = "20""#, "/steps/2/after/delay_s error", "must be a number, not a text");
    check("/steps/3/fill = null", "/steps/3/fill error", "must be true or false, not null");
    check(r#"/steps/3/text = "Wait""#, "/steps/3/text error", r#"written by language, as in {"en": …}"#);
    check("/coding/channels/0/levels = 2.5", "/coding/channels/0/levels error", "whole number");
    check("/coding/channels/0/levels = -1", "/coding/channels/0/levels error", "not be negative");
    check("/coding/channels/0/levels = 300", "/coding/channels/0/levels error", "too large");
    check(r#"/instruments/mood/items/0/scale/ends/en = ["bad"]"#, "/instruments/mood/items/0/scale/ends/en error", "2 entries, not 1");
    check(r#"/id = "a/b""#, "/id error", "`a/b` can't be an id");
    check(r#"/stimuli/a b = {"kind": "film", "slot": "x"}"#, "/stimuli/a b error", "`a b` can't be an id");
    check(r#"/format = "other""#, "/format error", "This is not a protocol");
    check("/version = 2", "/version error", "a protocol for a newer Lacrima");
    check("/version = 0", "/version error", "no version 0");
}

#[test]
fn several_problems_come_at_once() {
    let problems =
        problems("/a = 1\n/steps/0/b = 2\n/version = \"1\"\n/stimuli/film/kind = \"movie\"");
    assert_eq!(problems.len(), 4, "{problems:#?}");
}

#[test]
#[rustfmt::skip] // One case a line.
fn the_outline() {
    check("/steps = []", "/steps error", "There is no step");
    check("- /steps/8", "/steps/7 warning", "The last step is no `end`");
    check(r#"/steps/- = {"id": "end2", "kind": "end"}"#, "/steps/8/kind error", "says goodbye but others follow");
    check("- /on_stop", "/on_stop warning", "sees only a calm screen");
    check(r#"/study/retain_until = "31.12.2036""#, "/study/retain_until error", "2036-12-31");
    check("/conditions = []", "/conditions error", "There is no condition");
}

#[test]
#[rustfmt::skip] // One case a line.
fn ids_stand_once() {
    check(r#"/on_stop/0/id = "film""#, "/on_stop/0/id error", "The step `film` is there already (/steps/1/id)");
    check(r#"/conditions/1/id = "a""#, "/conditions/1/id error", "The condition `a` is there already");
    check(r#"/instruments/facts/items/1/id = "seen""#, "/instruments/facts/items/1/id error", "The item `seen`");
    check(r#"/coding/points/- = {"id": "sob", "key": "P"}"#, "/coding/points/1/id error", "The point `sob`");
    check(r#"/coding/channels/- = {"id": "tears", "levels": 1, "hold_key": "K"}"#, "/coding/channels/1/id error", "The channel `tears`");
    check(r#"/instruments/facts/items/0/scale/options/1/id = "yes""#, "/instruments/facts/items/0/scale/options/1/id error", "The option `yes`");
    check(r#"/instruments/mood/scores/- = {"id": "neg", "items": ["sad"]}"#, "/instruments/mood/scores/1/id error", "The score `neg`");
}

#[test]
#[rustfmt::skip] // One case a line.
fn references() {
    check(r#"/steps/1/stimulus = "flim""#, "/steps/1/stimulus error", "no stimulus `flim`; did you mean `film`?");
    check(r#"/steps/0/instrument = "moods""#, "/steps/0/instrument error", "did you mean `mood`?");
    check("/steps/6/stimulus = \"film\"\n- /stimuli/tone", "/steps/6/stimulus error", "The step is a sound but the stimulus `film` is a film");
    check(r#"/stimuli/extra = {"kind": "film", "file": "film.webm"}"#, "/stimuli/extra warning", "used by no step");
    check("- /steps/5", "/instruments/facts warning", "used by no step");
}

#[test]
#[rustfmt::skip] // One case a line.
fn show_if() {
    check("/steps/6/show_if = {}", "/steps/6/show_if warning", "tests nothing");
    check(r#"/steps/6/show_if = {"condition": ["c"]}"#, "/steps/6/show_if/condition/0 error", "no condition `c`");
    check(r#"/steps/6/show_if = {"condition": []}"#, "/steps/6/show_if/condition error", "never shown");
    let answer = |test: &str| format!(r#"/steps/6/show_if = {{"answer": {test}}}"#);
    check(&answer(r#"{"step": "end", "item": "seen"}"#), "/steps/6/show_if/answer/step error", "does not come before");
    check(&answer(r#"{"step": "facs", "item": "seen"}"#), "/steps/6/show_if/answer/step error", "did you mean `facts`?");
    check(&answer(r#"{"step": "film", "item": "seen"}"#), "/steps/6/show_if/answer/step error", "asks nothing");
    check(&answer(r#"{"step": "facts", "item": "sen"}"#), "/steps/6/show_if/answer/item error", "did you mean `seen`?");
    check(&answer(r#"{"step": "facts", "item": "seen", "one_of": ["yea"]}"#), "/steps/6/show_if/answer/one_of/0 error", "did you mean `yes`?");
    check(&answer(r#"{"step": "facts", "item": "seen", "at_least": 1}"#), "/steps/6/show_if/answer/item error", "test it with `one_of` alone");
    check(&answer(r#"{"step": "facts", "item": "hours"}"#), "/steps/6/show_if/answer/item error", "`at_least` or `at_most`");
    check(&answer(r#"{"step": "facts", "item": "free", "at_least": 1}"#), "/steps/6/show_if/answer/item error", "free text");
}

#[test]
#[rustfmt::skip] // One case a line.
fn the_schedule() {
    check(r#"/steps/2/after/step = "m2""#, "/steps/2/after/step error", "comes after this one");
    check(r#"/steps/2/after/step = "m1""#, "/steps/2/after/step error", "can't wait for itself");
    check(r#"/steps/2/after/step = "fim""#, "/steps/2/after/step error", "did you mean `film`?");
    check(r#"/steps/2/after/step = "bye""#, "/steps/2/after/step error", "is not in `steps`");
    check("/steps/2/after/delay_s = 90", "/steps/4/after/delay_s warning", "falls due before `m1`");
    check("/steps/1/show_if = {\"condition\": [\"a\"]}\n- /steps/2", "/steps/3/after/step error", "In the condition `b` the step `film` is left out");
    check("/steps/2/after/anchor = \"first_onset\"\n/steps/1/coding = null\n/steps/3/coding = \"start\"", "/steps/2/after/anchor error", "Nothing is coded before this step");
}

#[test]
#[rustfmt::skip] // One case a line.
fn every_step_ends() {
    check("- /steps/4", "/steps/3/fill error", "this wait would never end");
    check(r#"/steps/7/advance = "time""#, "/steps/7/advance error", "add `duration_s`");
    check(r#"/steps/1/advance = "time""#, "/steps/1/advance error", "Time can't end a film step");
    check("/steps/3/duration_s = 5", "/steps/3/duration_s warning", "no effect because `fill` ends the step");
    check("/on_stop/0 = {\"id\": \"t\", \"kind\": \"text\", \"text\": {\"en\": \"x\"}, \"duration_s\": 5}\n/on_stop/- = {\"id\": \"e\", \"kind\": \"end\"}", "/on_stop/0/duration_s warning", "`advance` is not `time`");
}

#[test]
#[rustfmt::skip] // One case a line.
fn a_baseline_comes_first() {
    check("- /steps/0", "/steps/0/stimulus error", "This needs a baseline");
    check(r#"/steps/0/show_if = {"condition": ["a"]}"#, "/steps/1/stimulus error", "This needs a baseline");
    let neutral = r#"/stimuli/film/tags = {"valence": "neutral"}"#;
    assert_eq!(
        problems(&format!("- /steps/0\n{neutral}")),
        Vec::<String>::new()
    );
}

#[test]
#[rustfmt::skip] // One case a line.
fn times_make_sense() {
    check("/steps/7/duration_s = -1", "/steps/7/duration_s error", "more than 0");
    check("/steps/7/duration_s = 700000", "/steps/7/duration_s error", "at most 604800");
    check("/steps/4/after/delay_s = 1e9", "/steps/4/after/delay_s error", "at most 604800");
    check("/steps/4/after/delay_s = 1e300", "/steps/4/after/delay_s error", "beyond everything that is measured");
    check("/stimuli/film/target_s = 1e9", "/stimuli/film/target_s error", "at most 604800");
    check("/steps/2/after/delay_s = -1", "/steps/2/after/delay_s error", "at least 0");
    check("/stimuli/film/from_s = -1", "/stimuli/film/from_s error", "at least 0");
    check("/stimuli/film/from_s = 9\n/stimuli/film/to_s = 9", "/stimuli/film/to_s error", "later than the beginning (9 s)");
    check("/stimuli/film/gain_db = 13", "/stimuli/film/gain_db error", "between -60 and 12");
    check(r#"/stimuli/film/moments = [{"label": "x", "from_s": 5, "to_s": 4}]"#, "/stimuli/film/moments/0 error", "ends later than it begins");
    check("/stimuli/film/to_s = 9\n/stimuli/film/moments = [{\"label\": \"x\", \"from_s\": 5, \"to_s\": 10}]", "/stimuli/film/moments/0 error", "outside the part that is shown");
}

#[test]
#[rustfmt::skip] // One case a line.
fn what_no_protocol_needs() {
    let many = |count: usize| format!("[{}0]", "0,".repeat(count));
    check("/instruments/mood/items/0/scale = null", "/instruments/mood/items/0/scale error", "must be an object in braces, not null");
    check("/instruments/mood/items/0/scale = 3", "/instruments/mood/items/0/scale error", "must be an object in braces, not a number");
    check("/coding/channels/0/levels = 1000000", "/coding/channels/0/levels error", "too large");
    check("/instruments/facts/items/1/scale/max = 1e13", "/instruments/facts/items/1/scale/max error", "beyond everything");
    check("/visits = {\"count\": 2, \"min_days_between\": 4000000000}", "/visits/min_days_between error", "at most 3660 days");
    check("/setting = {\"room_c\": 1e9}", "/setting/room_c error", "degrees Celsius");
    check(&format!("/cite = {}", many(1000)), "/cite error", "1001 entries here, but at most 1000");
    check(&format!("/steps = {}", many(500)), "/steps error", "501 steps here, but at most 500");
    check(&format!("/conditions = {}", many(100)), "/conditions error", "at most 100");
    check(r#"/steps/8/text = {"en": "Bye \u001b[31m"}"#, "/steps/8/text/en error", "the control character U+001B");
    check(r#"/steps/8/text = {"en": "Bye \u202e"}"#, "/steps/8/text/en error", "turns the direction of reading around");
    check(&format!(r#"/steps/8/text = {{"en": "{}"}}"#, "x".repeat(20_001)), "/steps/8/text/en error", "has 20001 characters");
    let minus = sound_protocol().to_string().replace(r#""levels":3"#, r#""levels":-0"#);
    assert!(found(&minus, Path::new("."))[0].contains("without a minus sign"));
    assert_eq!(problems(r#"/steps/8/text = {"en": "Bye\n\nand thank\tyou"}"#), Vec::<String>::new());
}

#[test]
#[rustfmt::skip] // One case a line.
fn media() {
    check(r#"/stimuli/film/slot = "x""#, "/stimuli/film error", "both a `file` and a `slot`");
    check("- /stimuli/film/file", "/stimuli/film error", "Nothing says where this lies");
    check(r#"/stimuli/film/demo = "film.webm""#, "/stimuli/film/demo error", "there is no `slot`");
    check(r#"/stimuli/film/file = "fim.webm""#, "/stimuli/film/file error", "There is no file `fim.webm`");
    check(r#"/stimuli/film/file = ".""#, "/stimuli/film/file error", "There is no file `.`");
    check(r#"/stimuli/film/file = """#, "/stimuli/film/file error", "There is no file ``");
    check(r#"/stimuli/film/file = "../outside.webm""#, "/stimuli/film/file error", "leads out of");
    check(r#"/stimuli/film/file = "/etc/hostname""#, "/stimuli/film/file error", "not inside");
    check("/stimuli/film/file = \"C:\\\\film.webm\"", "/stimuli/film/file error", "not inside");
    check(r#"/stimuli/film/file = "asset:nothing.webm""#, "/stimuli/film/file error", "No clip `nothing.webm` ships");
    check(r#"/stimuli/film/file = "asset:../Cargo.toml""#, "/stimuli/film/file error", "ships with the program");
    check(r#"/stimuli/card/file = "card.gif""#, "/stimuli/card/file error", "PNG or JPEG");
    #[cfg(unix)]
    check(r#"/stimuli/film/file = "link.webm""#, "/stimuli/film/file error", "a link that leads out of");
}

#[test]
#[rustfmt::skip] // One case a line.
fn items_and_scores() {
    let mood = "/instruments/mood";
    check("/instruments/facts/items = []", "/instruments/facts/items error", "There is no item");
    check("/instruments/mood/keep_first = 3", "/instruments/mood/keep_first error", "only 2 items");
    check(&format!(r#"{mood}/items/0/scale/ends/en = ["", "good"]"#), "/instruments/mood/items/0/scale/ends/en error", "has no word");
    check("- /instruments/facts/items/0/scale/options/1", "/instruments/facts/items/0/scale/options error", "at least two options");
    check("/instruments/facts/items/1/scale/max = 0", "/instruments/facts/items/1/scale/max error", "above the smallest (0)");
    check("/instruments/facts/items/2/scale/max_chars = 0", "/instruments/facts/items/2/scale/max_chars error", "between 1 and 10000");
    check(&format!(r#"{mood}/scores/0/items/1 = "sat""#), "/instruments/mood/scores/0/items/1 error", "did you mean `sad`?");
    check(&format!(r#"{mood}/scores/0/items/1 = "valence""#), "/instruments/mood/scores/0/items/1 error", "name it once");
    check(&format!("{mood}/scores/0/min_answered = 3"), "/instruments/mood/scores/0/min_answered error", "Between 1 and 2");
    check(&format!("{mood}/scores/0/items = []\n{mood}/scores/0/min_answered = null"), "/instruments/mood/scores/0/items error", "made of nothing");
    check(&format!(r#"{mood}/scores/0/reverse = ["x"]"#), "/instruments/mood/scores/0/reverse/0 error", "no item of this score `x`");
    check(r#"/instruments/facts/scores = [{"id": "s", "items": ["seen"]}]"#, "/instruments/facts/scores/0/items/0 error", "not answered by a number");
}

#[test]
#[rustfmt::skip] // One case a line.
fn the_coding_scheme() {
    check(r#"/coding/points/0/key = "J""#, "/coding/points/0/key error", "The key J is used already (/coding/channels/0/hold_key)");
    check(r#"/coding/points/0/key = "k""#, "/coding/points/0/key error", "write `K`");
    check(r#"/coding/points/0/key = "space""#, "/coding/points/0/key error", "write `Space`");
    check(r#"/coding/points/0/key = "Escape""#, "/coding/points/0/key error", "choose a letter A to Z");
    check("/coding/channels/0/levels = 6", "/coding/channels/0/levels error", "1 to 5 levels");
    check("/coding/channels/0/levels = 2", "/coding/channels/0/level_keys error", "2 levels but 3 level keys");
    check("/coding/channels/0/hold_key = null\n/coding/channels/0/level_keys = []", "/coding/channels/0 error", "No key codes `tears`");
    check("/coding/channels/0/hold_level = 4", "/coding/channels/0/hold_level error", "levels 1 to 3");
    check("/coding/channels/0/hold_key = null\n/coding/channels/0/hold_level = 1", "/coding/channels/0/hold_level error", "no hold key");
    check("- /steps/1/coding", "/coding warning", "Coding never starts");
    check("- /coding", "/steps/1/coding warning", "nothing to code");
    check(r#"/steps/0/coding = "stop""#, "/steps/0/coding warning", "not started before this step");
}

#[test]
#[rustfmt::skip] // One case a line.
fn wording() {
    check("/steps/8/text = {}", "/steps/8/text error", "The text is missing");
    check(r#"/steps/8/text = {"en": " "}"#, "/steps/8/text/en error", "The text is empty");
    check(r#"/steps/8/text = {"en": "Bye", "English": "Bye"}"#, "/steps/8/text/English error", "no language code");
    check(r#"/steps/8/text = {"nl": "Dag"}"#, "/steps/8/text warning", "The title is there in `en` but this text is not");
    let long = "word ".repeat(200);
    check(&format!(r#"/steps/8/text = {{"en": "{long}"}}"#), "/steps/8/text/en warning", "cut about");
    check(&format!(r#"/steps/3/text = {{"en": "{long}"}}"#), "/steps/3/text/en warning", "where 5 fit");
    check(&format!(r#"/instruments/mood/items/0/text/en = "{long}""#), "/instruments/mood/items/0/text/en warning", "where 4 fit");
    check(r#"/instruments/mood/items/0/scale/ends/en/0 = "a very long description of an end""#, "/instruments/mood/items/0/scale/ends/en warning", "cut about 5 characters");
    check("/instruments/mood/items/1/names_crying = true", "/instruments/mood/items/1 warning", "names crying but the step `m0` asks it");
    check(r#"/instruments/mood/items/1/text/en = "I had tears""#, "/instruments/mood/items/1 warning", "names crying");
    assert_eq!(
        problems("/instruments/facts/items/0/names_crying = true"),
        Vec::<String>::new()
    );
}
