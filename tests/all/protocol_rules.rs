//! One broken protocol for every rule of safeguards, design and order: a study with every kind of step, changed in one way.

use serde_json::{Value, json};

use super::protocol_problems::{edited, found};

/// A study without problems that has every kind of step.
fn study() -> Value {
    json!({
        "format": "lacrima.protocol", "version": 1, "id": "t", "title": {"en": "Test"},
        "study": {"id": "s", "ethics_id": "2026-17"},
        "stimuli": {
            "film": {"kind": "film", "file": "film.webm", "tags": {"valence": "negative"}, "moments": [
                {"label": "start", "from_s": 0, "to_s": 5}, {"label": "loss", "text": {"en": "The parting"}, "from_s": 5, "to_s": 9}]},
            "gentle": {"kind": "film", "file": "film.webm", "tags": {"valence": "positive"}},
            "song": {"kind": "sound", "slot": "song"},
            "card": {"kind": "image", "slot": "card"}
        },
        "instruments": {
            "mood": {
                "stem": {"en": "Right now"},
                "items": [
                    {"id": "valence", "text": {"en": "Mood"}, "scale": {"kind": "vas", "ends": {"en": ["bad", "good"]}}},
                    {"id": "tense", "text": {"en": "Tense"}, "scale": {"kind": "likert", "points": 7, "ends": {"en": ["not", "very"]}}},
                    {"id": "affect", "text": {"en": "Both"}, "scale": {"kind": "grid", "cells": 9,
                        "x": {"en": ["bad", "good"]}, "y": {"en": ["calm", "tense"]}}},
                    {"id": "which", "text": {"en": "Which?"}, "scale": {"kind": "multi", "options": [
                        {"id": "1", "text": {"en": "One"}}, {"id": "0", "text": {"en": "None"}, "alone": true}]}},
                    {"id": "strong", "text": {"en": "How strong?"}, "scale": {"kind": "choice", "options": [
                        {"id": "1", "text": {"en": "Weak"}}, {"id": "2", "text": {"en": "Strong"}}]}}
                ],
                "scores": [{"id": "neg", "items": ["tense", "strong"], "reverse": ["tense"]}, {"id": "arousal", "items": ["affect"], "axis": "y"}]
            },
            "moment": {"items": [
                {"id": "sad", "text": {"en": "How sad?"}, "scale": {"kind": "vas", "ends": {"en": ["not", "very"]}}}]},
            "seen": {"items": [{"id": "calm", "text": {"en": "Was calm?"}, "names_crying": true, "scale": {"kind": "choice", "options": [
                {"id": "yes", "text": {"en": "Yes"}}, {"id": "no", "text": {"en": "No"}}]}}]}
        },
        "coding": {
            "channels": [{"id": "tears", "levels": 2, "hold_key": "J", "anchors": [{"en": "Moist"}, {"en": "Running"}]}],
            "points": [{"id": "sob", "key": "Space"}, {"id": "touch", "key": "T", "group": "social"}],
            "sources": [{"id": "friend", "key": "F"}, {"id": "stranger", "key": "G"}],
            "qualities": [{"id": "sad"}, {"id": "moved"}]
        },
        "covariates": [
            {"id": "gender", "text": {"en": "Gender"}, "required": true, "scale": {"kind": "choice", "options": [
                {"id": "f", "text": {"en": "Female"}}, {"id": "m", "text": {"en": "Male"}}]}},
            {"id": "age", "text": {"en": "Age"}, "scale": {"kind": "number", "min": 18, "max": 99}}
        ],
        "visits": {"count": 2},
        "conditions": [{"id": "a", "factors": {"presence": "alone"}}, {"id": "b", "factors": {"presence": "friend"}}],
        "allocation": {"method": "blocks", "block_sizes": [2, 4], "strata": ["gender"], "seed": 7, "reveal": "task"},
        "steps": [
            {"id": "consent", "kind": "consent", "version": "1.0", "text": {"en": "Please read this."}, "ticks": [
                {"id": "part", "text": {"en": "I take part."}, "required": true}, {"id": "video", "text": {"en": "I may be filmed."}}]},
            {"id": "screening", "kind": "screening", "text": {"en": "Does one apply?"}, "points": [{"en": "Under 18"}]},
            {"id": "m0", "kind": "probe", "instrument": "mood"},
            {"id": "practice", "kind": "practice_stop"},
            {"id": "film", "kind": "film", "stimulus": "film", "coding": "start", "self_key": "L"},
            {"id": "m1", "kind": "probe", "instrument": "mood", "after": {"step": "film", "anchor": "end", "delay_s": 0}},
            {"id": "recall", "kind": "recall", "text": {"en": "Please write."}, "min_s": 10, "cap_s": 60},
            {"id": "m2", "kind": "probe", "instrument": "mood", "after": {"step": "film", "anchor": "end", "delay_s": 600},
             "distress": {"item": "valence", "below_baseline": 20}},
            {"id": "review", "kind": "review", "stimulus": "film", "instrument": "moment"},
            {"id": "observed", "kind": "questions", "instrument": "seen", "by": "experimenter"},
            {"id": "task", "kind": "task", "text": {"en": "Hold your hand in the water."}, "cap_s": 180},
            {"id": "drops", "kind": "action", "instruction": {"en": "Give one drop."}, "applications": 2},
            {"id": "saliva", "kind": "sample", "material": "saliva", "after": {"step": "film", "anchor": "end", "delay_s": 900}},
            {"id": "song", "kind": "sound", "stimulus": "song"},
            {"id": "card", "kind": "image", "stimulus": "card"},
            {"id": "gentle", "kind": "film", "stimulus": "gentle", "repair": true},
            {"id": "exit", "kind": "probe", "instrument": "mood", "distress": {"item": "valence", "at_most": 10}},
            {"id": "debrief", "kind": "debrief", "text": {"en": "This is what it was about."}, "points": [
                {"id": "asked", "text": {"en": "Questions answered"}}, {"id": "sheet", "text": {"en": "Sheet given"}}]},
            {"id": "again", "kind": "consent", "version": "1.0", "text": {"en": "May we keep your data?"}, "renewed": true},
            {"id": "end", "kind": "end"}
        ],
        "on_stop": [
            {"id": "choice", "kind": "data_choice"},
            {"id": "stop_gentle", "kind": "film", "stimulus": "gentle", "repair": true},
            {"id": "bye", "kind": "end"}
        ],
        "on_decline": [{"id": "thanks", "kind": "text", "text": {"en": "Thank you."}}, {"id": "decline_end", "kind": "end"}]
    })
}

fn problems(edits: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    for name in ["film.webm", "words.srt", "words.txt"] {
        std::fs::write(folder.path().join(name), "x").unwrap();
    }
    std::fs::create_dir(folder.path().join("folder.srt")).unwrap();
    found(&edited(study(), edits).to_string(), folder.path())
}

/// One change gives exactly one problem, at `place` (`/pointer error` or `/pointer warning`), in these words.
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

#[track_caller]
fn fine(edits: &str) {
    assert_eq!(problems(edits), Vec::<String>::new(), "{edits}");
}

#[test]
fn the_study_has_no_problems() {
    fine("");
}

#[test]
#[rustfmt::skip] // One case a line.
fn consent_comes_first() {
    check(r#"/steps/0/version = " ""#, "/steps/0/version error", "The version is empty");
    check(r#"/steps/0/ticks/1/id = "part""#, "/steps/0/ticks/1/id error", "The tick `part` is there already");
    check("- /steps/0\n- /steps/17", "/steps warning", "no step asks for consent");
    fine("- /steps/0\n- /steps/17\n/study/ethics_id = null");
    check("+ /steps/3 = {\"id\": \"late\", \"kind\": \"consent\", \"version\": \"1\", \"text\": {\"en\": \"Read\"}}\n- /steps/0", "/steps/2 warning", "has begun before consent is asked");
    check("/steps/0/renewed = true\n/study/ethics_id = null\n- /steps/18", "/steps/0/renewed error", "none can be renewed");
    check(r#"+ /on_decline/0 = {"id": "c", "kind": "consent", "version": "1", "text": {"en": "Read"}}"#, "/on_decline/0/kind error", "just refused");
    check("/steps/1/points = []", "/steps/1/points error", "no reason to choose from");
}

#[test]
#[rustfmt::skip] // One case a line.
fn whoever_declines_is_seen_off() {
    check("- /on_decline", "/on_decline warning", "refuses or is screened out");
    check("- /on_decline/1", "/on_decline/0 warning", "The last step is no `end`");
    check("- /steps/0\n- /steps/0\n- /steps/16\n/study/ethics_id = null", "/on_decline warning", "no step asks for either");
    check(r#"/on_decline/0/text = {"en": ""}"#, "/on_decline/0/text/en error", "The text is empty");
    check(r#"/on_decline/0/id = "film""#, "/on_decline/0/id error", "The step `film` is there already");
}

#[test]
#[rustfmt::skip] // One case a line.
fn the_participant_can_stop_and_is_told() {
    check("- /steps/3", "/steps/3 warning", "does not practise stopping before this");
    fine("- /steps/3\n/study/ethics_id = null");
    check("+ /steps/6 = {\"id\": \"p\", \"kind\": \"practice_stop\"}\n- /steps/3", "/steps/5 warning", "move this step before `film`");
    check(r#"+ /on_stop/0 = {"id": "f", "kind": "film", "stimulus": "film"}"#, "/on_stop/0/stimulus warning", "would sadden again");
    check(r#"+ /on_stop/0 = {"id": "q", "kind": "consent", "version": "1", "text": {"en": "c"}}"#, "/on_stop/0/kind error", "move this one to `steps`");
    check(r#"/steps/0/advance = "experimenter""#, "/steps/0/advance error", "nothing else may");
    check(r#"+ /on_stop/0 = {"id": "p", "kind": "practice_stop"}"#, "/on_stop/0/kind error", "move the step to `steps`");
    check(r#"+ /steps/10 = {"id": "c", "kind": "data_choice"}"#, "/steps/10/kind error", "move the step to `on_stop`");
    check(r#"+ /on_decline/0 = {"id": "c", "kind": "data_choice"}"#, "/on_decline/0/kind error", "move the step to `on_stop`");
    check("- /steps/17", "/steps warning", "no step is a `debrief`");
    fine("- /steps/17\n/study/ethics_id = null");
    check(r#"/steps/17/points/1/id = "asked""#, "/steps/17/points/1/id error", "The point `asked`");
}

#[test]
#[rustfmt::skip] // One case a line.
fn a_mark_can_be_given_and_its_consent_is_asked() {
    fine("+ /mark = {}");
    fine(r#"+ /mark = {"chirp": false, "consented": "video"}"#);
    check(r#"+ /mark = {"flash": false, "chirp": false}"#, "/mark error", "both switched off");
    check(r#"+ /mark = {"consented": "vidoe"}"#, "/mark/consented error", "did you mean `video`?");
}

#[test]
#[rustfmt::skip] // One case a line.
fn distress_rules_can_be_computed() {
    check(r#"/steps/7/distress = {"item": "valence"}"#, "/steps/7/distress error", "no threshold");
    check(r#"/steps/7/distress/item = "valense""#, "/steps/7/distress/item error", "did you mean `valence`?");
    check(r#"/steps/7/distress/item = "affect""#, "/steps/7/distress/item error", "not answered by one number");
    check(r#"/steps/7/distress/item = "strong""#, "/steps/7/distress/item error", "not answered by one number");
    check("/steps/2/instrument = \"moment\"", "/steps/7/distress/below_baseline error", "no baseline of `valence`");
    check(r#"/steps/2/distress = {"item": "valence", "below_baseline": 5}"#, "/steps/2/distress/below_baseline error", "no baseline of `valence`");
    fine(r#"/steps/7/distress/item = "tense""#);
}

#[test]
#[rustfmt::skip] // One case a line.
fn reviews_have_moments_and_come_late() {
    check("- /stimuli/film/moments/1", "/steps/8/stimulus error", "nothing to review");
    check(r#"/steps/8/stimulus = "flim""#, "/steps/8/stimulus error", "did you mean `film`?");
    check("+ /steps/6 = {\"id\": \"early\", \"kind\": \"review\", \"stimulus\": \"film\", \"instrument\": \"moment\"}", "/steps/6/kind error", "after the last mood probe (`m2`)");
    fine("/steps/4/stimulus = \"gentle\""); // A stimulus that is only reviewed is used.
}

#[test]
#[rustfmt::skip] // One case a line.
fn repair_waits_for_the_last_outcome() {
    check("+ /steps/6 = {\"id\": \"r\", \"kind\": \"rest\", \"duration_s\": 9, \"repair\": true}", "/steps/6/repair error", "after the last mood probe (`m2`)");
    check("+ /steps/6 = {\"id\": \"g\", \"kind\": \"film\", \"stimulus\": \"gentle\"}", "/steps/6/stimulus warning", "pleasant stimulus follows the induction");
    // As an induction of its own, or in another condition than the sad film, it may stand there.
    fine("/steps/4/show_if = {\"condition\": [\"a\"]}\n/steps/5/show_if = {\"condition\": [\"a\"]}\n/steps/7/show_if = {\"condition\": [\"a\"]}\n/steps/12/show_if = {\"condition\": [\"a\"]}\n/allocation/reveal = \"film\"\n+ /steps/6 = {\"id\": \"g\", \"kind\": \"film\", \"stimulus\": \"gentle\", \"show_if\": {\"condition\": [\"b\"]}}");
}

#[test]
#[rustfmt::skip] // One case a line.
fn conditions_of_steps() {
    let shown = |test: &str| format!("/steps/11/show_if = {test}");
    check(&shown(r#"{"visit": [3]}"#), "/steps/11/show_if/visit/0 error", "counted from 1 to 2");
    check(&shown(r#"{"visit": [0]}"#), "/steps/11/show_if/visit/0 error", "no visit 0");
    check(&shown(r#"{"visit": []}"#), "/steps/11/show_if/visit error", "never shown");
    check(&format!("- /visits\n{}", shown(r#"{"visit": [2]}"#)), "/steps/11/show_if/visit/0 error", "only one visit");
    check(&shown(r#"{"consented": "vidoe"}"#), "/steps/11/show_if/consented error", "did you mean `video`?");
    check(r#"+ /steps/0 = {"id": "x", "kind": "rest", "duration_s": 5, "show_if": {"consented": "video"}}"#, "/steps/0/show_if/consented error", "there are: none");
    check(&shown("{}"), "/steps/11/show_if warning", "tests nothing");
    fine(&shown(r#"{"visit": [1, 2], "consented": "video"}"#));
    let answer = |test: &str| shown(&format!(r#"{{"answer": {{"step": "m1", {test}}}}}"#));
    fine(&answer(r#""item": "tense", "at_least": 4"#));
    fine(&answer(r#""item": "which", "one_of": ["1"]"#));
    fine(&answer(r#""item": "valence", "below_baseline": 10"#));
    fine(&shown(r#"{"answer": {"step": "review", "item": "2-sad", "at_least": 50}}"#));
    check(&shown(r#"{"answer": {"step": "review", "item": "1-sad", "at_least": 50}}"#), "/steps/11/show_if/answer/item error", "no item `1-sad`");
    check(&answer(r#""item": "tense", "at_least": 8"#), "/steps/11/show_if/answer error", "between 1 and 7, so no answer passes");
    check(&answer(r#""item": "valence", "at_least": 60, "at_most": 40"#), "/steps/11/show_if/answer error", "no answer passes");
    check(&answer(r#""item": "which", "at_least": 1"#), "/steps/11/show_if/answer/item error", "`one_of` alone");
    check(&answer(r#""item": "which", "one_of": []"#), "/steps/11/show_if/answer/one_of error", "never shown");
    check(&answer(r#""item": "affect", "at_least": 1"#), "/steps/11/show_if/answer/item error", "grid");
    check("/steps/2/instrument = \"moment\"\n- /steps/7/distress\n/steps/11/show_if = {\"answer\": {\"step\": \"m1\", \"item\": \"valence\", \"below_baseline\": 10}}", "/steps/11/show_if/answer/below_baseline error", "no baseline");
}

#[test]
#[rustfmt::skip] // One case a line.
fn times_and_counts() {
    check("/steps/6/min_s = 90", "/steps/6/min_s error", "above the most (`cap_s`, 60 s)");
    check("/steps/6/cap_s = 0\n/steps/6/min_s = null", "/steps/6/cap_s error", "more than 0");
    check("/steps/6/write = false\n/steps/6/store = \"text\"", "/steps/6/store warning", "Nothing is written");
    check("/steps/10/cap_s = 0", "/steps/10/cap_s error", "more than 0");
    check("/steps/10/cap_s = 3601", "/steps/10/cap_s error", "at most 3600 seconds (1 hour)");
    check("/steps/11/applications = 0", "/steps/11/applications error", "At least one application");
    check("/on_decline/0/min_s = -1", "/on_decline/0/min_s error", "more than 0");
    check("/steps/12/after/delay_s = 1e9", "/steps/12/after/delay_s error", "at most 604800");
    check("/steps/12/after/step = \"flim\"", "/steps/12/after/step error", "did you mean `film`?");
}

#[test]
#[rustfmt::skip] // One case a line.
fn scales() {
    let item = |index: u32, key: &str| format!("/instruments/mood/items/{index}/scale/{key}");
    check(&format!("{} = 1", item(1, "points")), "/instruments/mood/items/1/scale/points error", "2 to 11 points");
    check(&format!("{} = 12", item(1, "points")), "/instruments/mood/items/1/scale/points error", "2 to 11 points");
    fine(&format!("{} = 11\n{} = -5", item(1, "points"), item(1, "first")));
    check(&format!("{} = -5000", item(1, "first")), "/instruments/mood/items/1/scale/first error", "between -1000 and 1000");
    check(&format!("{} = -5000000000", item(1, "first")), "/instruments/mood/items/1/scale/first error", "too far below 0");
    check(&format!(r#"{} = ["", "b"]"#, item(1, "ends/en")), "/instruments/mood/items/1/scale/ends/en error", "has no word");
    check(&format!(r#"{} = ["a", ""]"#, item(2, "y/en")), "/instruments/mood/items/2/scale/y/en error", "has no word");
    check(&format!(r#"{} = ["a", "a"]"#, item(1, "ends/en")), "/instruments/mood/items/1/scale/ends/en warning", "Both ends say the same");
    check(&format!("{} = {{}}", item(2, "x")), "/instruments/mood/items/2/scale/x error", "The text is missing");
    check(&format!("{} = 22", item(2, "cells")), "/instruments/mood/items/2/scale/cells error", "2 to 21 cells");
    check(&format!("- {}", item(3, "options/1")), "/instruments/mood/items/3/scale/options error", "at least two options");
    check(&format!("{} = true", item(4, "options/0/alone")), "/instruments/mood/items/4/scale/options/0/alone warning", "no effect");
    check("/instruments/mood/scores/0/items/1 = \"which\"", "/instruments/mood/scores/0/items/1 error", "leave it out of the score.");
    check("/instruments/mood/items/4/scale/options/0/id = \"one\"", "/instruments/mood/scores/0/items/1 error", "give its options numbers as ids");
    check("- /instruments/mood/scores/1/axis", "/instruments/mood/scores/1 error", "say with `axis`");
    check("/instruments/mood/scores/0/axis = \"x\"", "/instruments/mood/scores/0/axis error", "delete `axis`");
}

#[test]
#[rustfmt::skip] // One case a line.
fn coding_keys_and_words() {
    check("/coding/sources/0/key = \"J\"", "/coding/sources/0/key error", "The key J is used already (/coding/channels/0/hold_key)");
    check("/steps/4/self_key = \"Enter\"", "/steps/4/self_key error", "can't be used here");
    fine("/steps/4/self_key = \"Space\""); // It is on the participant's own keyboard.
    check(r#"/coding/channels/0/anchors/- = {"en": "More"}"#, "/coding/channels/0/anchors error", "2 levels but 3 anchors");
    check("/coding/qualities/1/id = \"sad\"", "/coding/qualities/1/id error", "The quality `sad`");
    check("/coding/sources/1/id = \"friend\"", "/coding/sources/1/id error", "The source `friend`");
    check("/coding/points/1/group = \"more\"", "/coding/sources warning", "no point is in the group `social`");
    check(r#"/coding/channels/0/definition = {"en": ""}"#, "/coding/channels/0/definition/en error", "The text is empty");
    check("/coding/notice = {}", "/coding/notice error", "The text is missing");
}

#[test]
#[rustfmt::skip] // One case a line.
fn the_design() {
    check("- /allocation/seed", "/allocation error", "add `seed`");
    check("/allocation/block_sizes/0 = 3", "/allocation/block_sizes/0 error", "a multiple of 2");
    check("/allocation/block_sizes/0 = 0", "/allocation/block_sizes/0 error", "a multiple of 2");
    check("/allocation/ratio = {\"a\": 2}\n/allocation/block_sizes = [4]", "/allocation/block_sizes/0 error", "a multiple of 3");
    fine("/allocation/ratio = {\"a\": 2, \"b\": 1}\n/allocation/block_sizes = [3, 6]");
    check("/allocation/ratio = {\"c\": 1}", "/allocation/ratio/c error", "no condition `c`");
    check("/allocation/ratio = {\"a\": 0}", "/allocation/ratio/a warning", "never allocated");
    check("/allocation/ratio = {\"a\": 0, \"b\": 0}", "/allocation/ratio error", "add up to 1 to 10000");
    check("/allocation/strata/0 = \"gendre\"", "/allocation/strata/0 error", "did you mean `gender`?");
    check("/allocation/strata/0 = \"age\"", "/allocation/strata/0 error", "not a choice");
    check("/covariates/0/required = false", "/allocation/strata/0 error", "add \"required\": true");
    check("/allocation/reveal = \"taks\"", "/allocation/reveal error", "did you mean `task`?");
    check("/allocation/reveal = \"bye\"", "/allocation/reveal error", "no step `bye`");
    check(r#"+ /steps/4 = {"id": "d", "kind": "action", "instruction": {"en": "Drop"}, "show_if": {"condition": ["a"]}}"#, "/steps/4/show_if/condition warning", "gives the condition away before `task`");
    fine(r#"+ /steps/4 = {"id": "d", "kind": "rest", "duration_s": 5, "show_if": {"condition": ["a"]}}"#);
    fine(r#"/steps/11/show_if = {"condition": ["a"]}"#);
    check("- /conditions/1\n/allocation/block_sizes = [2]", "/allocation/method error", "fewer than two conditions");
    check("/allocation = {\"method\": \"manual\", \"seed\": 1}", "/allocation/seed warning", "no effect with this `method`");
    let square = |method: &str| format!(r#"/allocation = {{"method": "{method}", "seed": 1}}"#);
    fine(&square("latin"));
    check(&format!("{}\n/visits/count = 3", square("williams")), "/visits/count warning", "2 conditions and 3 visits");
    check(&format!("{}\n- /visits", square("latin")), "/allocation/method warning", "2 conditions and 1 visits");
    check("/visits/count = 0", "/visits/count error", "1 to 1000 visits");
    check("/conditions/1/factors = {\"camera\": \"on\"}", "/conditions/1/factors warning", "condition `a` (`presence`)");
    check("/setting = {\"relation\": \"friend\"}", "/setting/relation warning", "Nobody is with the participant");
    check("/covariates/1/id = \"gender\"", "/covariates/1/id error", "The covariate `gender`");
    check("/covariates/0/scale/options/1/id = \"f\"", "/covariates/0/scale/options/1/id error", "The option `f`");
    check("/covariates/1/scale/max = 1", "/covariates/1/scale/max error", "above the smallest (18)");
    check(r#"/covariates/1/scale = {"kind": "vas", "ends": {"en": ["a", "b"]}}"#, "/covariates/1/scale/kind error", "`choice`, `number`, `likert` or `text`");
}

#[test]
#[rustfmt::skip] // One case a line.
fn stimuli() {
    check("/stimuli/film/sha256 = \"abc\"", "/stimuli/film/sha256 error", "64 digits");
    check(&format!("/stimuli/film/sha256 = \"{}g\"", "0".repeat(63)), "/stimuli/film/sha256 error", "64 digits");
    fine(&format!("/stimuli/film/sha256 = \"{}F\"", "0".repeat(63)));
    check("/stimuli/film/target_s = 0", "/stimuli/film/target_s error", "more than 0");
    check("/stimuli/film/audio_track = 32", "/stimuli/film/audio_track error", "from 0 to 31");
    check("/stimuli/card/audio_track = 1", "/stimuli/card/audio_track warning", "no sound");
    fine("/stimuli/film/subtitles = \"words.srt\"");
    check("/stimuli/film/subtitles = \"words.txt\"", "/stimuli/film/subtitles error", "SubRip (.srt) or WebVTT");
    check("/stimuli/film/subtitles = \"none.srt\"", "/stimuli/film/subtitles error", "no file `none.srt`");
    check("/stimuli/film/subtitles = \"folder.srt\"", "/stimuli/film/subtitles error", "no file");
    check("/stimuli/film/subtitles = \"../words.srt\"", "/stimuli/film/subtitles error", "leads out of");
    check("/stimuli/song/subtitles = \"words.srt\"", "/stimuli/song/subtitles error", "Only a film can have subtitles");
    let known = |bout: &str| format!("/stimuli/film/to_s = 30\n/stimuli/film/known = [{bout}]");
    fine(&known(r#"{"channel": "tears", "from_s": 1, "to_s": 30, "level": 2}"#));
    check(&known(r#"{"channel": "tear", "from_s": 1, "to_s": 2, "level": 2}"#), "/stimuli/film/known/0/channel error", "did you mean `tears`?");
    check(&known(r#"{"channel": "tears", "from_s": 1, "to_s": 2, "level": 3}"#), "/stimuli/film/known/0/level error", "levels 1 to 2");
    check(&known(r#"{"channel": "tears", "from_s": 2, "to_s": 2, "level": 1}"#), "/stimuli/film/known/0 error", "ends later than it begins");
    check(&known(r#"{"channel": "tears", "from_s": 2, "to_s": 31, "level": 1}"#), "/stimuli/film/known/0 error", "outside the part");
}

#[test]
#[rustfmt::skip] // One case a line.
fn crying_is_not_named_before_the_last_outcome() {
    let item = |language: &str, text: &str| format!(r#"/instruments/mood/items/0/text/{language} = "{text}""#);
    check(&item("nl", "Ik moest huilen."), "/instruments/mood/items/0 warning", "This item names crying");
    check(&item("hr", "Plakao sam."), "/instruments/mood/items/0 warning", "This item names crying");
    check(&item("de-AT", "Mir kamen Tränen."), "/instruments/mood/items/0 warning", "This item names crying");
    fine(&item("nl", "Ik had een tear.")); // English words count in English texts only.
    check(r#"/instruments/mood/stem/en = "When you cried""#, "/instruments/mood/stem warning", "This line names crying");
    check(r#"/instruments/mood/items/3/scale/options/0/text/en = "In tears""#, "/instruments/mood/items/3 warning", "This item names crying");
    check(r#"/steps/0/text/en = "You may cry.""#, "/steps/0/text warning", "may be in a consent");
    check(r#"/steps/0/ticks/1/text/en = "My tears are filmed.""#, "/steps/0/ticks/1/text warning", "names crying");
    check(r#"/steps/1/points/0/en = "I cry often""#, "/steps/1/points/0 warning", "names crying");
    check(r#"/steps/6/text/en = "Remember crying.""#, "/steps/6/text warning", "names crying");
    fine(r#"/steps/17/text/en = "It was about crying.""#);
    // What the experimenter alone is asked primes nobody.
    fine(r#"+ /steps/4 = {"id": "look", "kind": "questions", "instrument": "seen", "by": "experimenter"}"#);
    check(r#"+ /steps/4 = {"id": "look", "kind": "questions", "instrument": "seen"}"#, "/instruments/seen/items/0 warning", "the step `look` asks it");
}

#[test]
#[rustfmt::skip] // One case a line.
fn texts_in_every_language_and_on_one_screen() {
    check(r#"/steps/0/ticks/1/text = {"nl": "Film"}"#, "/steps/0/ticks/1/text warning", "in `en` but this text is not");
    check(r#"/steps/1/points/0 = {"nl": "Jonger dan 18"}"#, "/steps/1/points/0 warning", "in `en` but this text is not");
    check(r#"/stimuli/film/moments/1/text = {"nl": "Afscheid"}"#, "/stimuli/film/moments/1/text warning", "in `en` but this text is not");
    check(r#"/instruments/mood/items/2/scale/x = {"nl": ["a", "b"]}"#, "/instruments/mood/items/2/scale/x warning", "in `en` but this text is not");
    // The experimenter's texts need not be in every language.
    fine(r#"/steps/17/points/0/text = {"nl": "Vragen"}"#);
    check(r#"/steps/17/points/0/text = {}"#, "/steps/17/points/0/text error", "The text is missing");
    check(r#"/steps/11/instruction = {"en": " "}"#, "/steps/11/instruction/en error", "The text is empty");
    check(r#"/steps/10/safety = {"English": "x"}"#, "/steps/10/safety/English error", "no language code");
    let long = |pointer: &str, words: usize| format!(r#"{pointer} = "{}""#, "word ".repeat(words));
    fine(&long("/steps/0/text/en", 400));
    check(&long("/steps/0/text/en", 700), "/steps/0/text/en warning", "where 65 fit");
    check(&long("/steps/0/ticks/0/text/en", 60), "/steps/0/ticks/0/text/en warning", "where 5 fit");
    check(&long("/steps/1/points/0/en", 250), "/steps/1/points warning", "more than two pages");
    check(&long("/steps/6/text/en", 100), "/steps/6/text/en warning", "where 8 fit");
    check(&long("/stimuli/film/moments/1/text/en", 60), "/stimuli/film/moments/1/text/en warning", "where 4 fit");
    check(r#"/instruments/mood/items/2/scale/y/en/0 = "a very long description of an end""#, "/instruments/mood/items/2/scale/y/en warning", "cut about 5 characters");
}
