//! Protocol files as they come from disk and from other people's editors: shipped, broken, hostile.

use std::path::{Path, PathBuf};

use lacrima::cli;
use lacrima::protocol::template::{self, Names};
use lacrima::protocol::{Id, Problem, assets, facts, load, media_places};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};

fn shipped(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("protocols")
        .join(name)
}

/// Where the one problem of a text is, and its words.
fn only(text: &[u8]) -> (usize, usize, String) {
    let problems = load::parse("t.json", text, Path::new(".")).unwrap_err();
    assert_eq!(problems.len(), 1, "{problems:#?}");
    (
        problems[0].line,
        problems[0].column,
        problems[0].message.clone(),
    )
}

#[track_caller]
fn check(text: &str, line: usize, column: usize, words: &str) {
    let (at_line, at_column, message) = only(text.as_bytes());
    assert_eq!((at_line, at_column), (line, column), "{message}");
    assert!(message.contains(words), "{message}");
}

#[test]
fn what_ships_has_no_problems() {
    let names: Vec<PathBuf> = assets::shipped_protocols();
    assert!(names.len() >= 2, "{names:?}");
    let mut out = Vec::new();
    let good = cli::check::check(&names, &mut out).unwrap();
    let out = String::from_utf8(out).unwrap();
    assert!(good, "{out}");
    assert_eq!(out.lines().count(), names.len(), "{out}");
}

#[test]
fn the_guide_names_every_key_and_its_example_has_no_problems() {
    let guide = std::fs::read_to_string(shipped("README.md")).unwrap();
    let mut keys = Vec::new();
    property_names(&lacrima::protocol::schema::protocol(), &mut keys);
    assert!(keys.len() > 50, "{keys:?}");
    let missing: Vec<&String> = keys
        .iter()
        .filter(|key| {
            !guide.contains(&format!("`{key}`")) && !guide.contains(&format!("\"{key}\""))
        })
        .collect();
    assert!(missing.is_empty(), "{missing:?}");

    let (_, from) = guide.split_once("```json\n{\n  \"format\"").unwrap();
    let (example, _) = from.split_once("```").unwrap();
    let example = format!("{{\n  \"format\"{example}");
    let (_, warnings) = load::parse("guide", example.as_bytes(), Path::new(".")).unwrap();
    assert_eq!(warnings, []);
}

fn property_names(schema: &serde_json::Value, names: &mut Vec<String>) {
    match schema {
        serde_json::Value::Object(object) => {
            if let Some(serde_json::Value::Object(properties)) = object.get("properties") {
                names.extend(properties.keys().cloned());
            }
            object
                .values()
                .for_each(|inner| property_names(inner, names));
        }
        serde_json::Value::Array(list) => {
            list.iter().for_each(|inner| property_names(inner, names));
        }
        _ => {}
    }
}

#[test]
fn syntax_errors_are_located_and_say_what_to_do() {
    check("", 1, 1, "The file is empty");
    check("{\n  // why\n}", 2, 3, "JSON has no comments");
    check("{\n  \"id\": 'x'\n}", 2, 9, "double quotes");
    check("{\"id\": \"ä\" \"title\": 1}", 1, 11, "A comma is missing");
    check("{\"id\": 1,\n}", 1, 9, "comma");
    check("{\"id\": 1", 1, 1, "never closed");
    check(
        "{\"id\": 1}\n{}",
        2,
        1,
        "after the end of the file's content",
    );
    check("{\"id\": tru}", 1, 8, "This is not JSON");
    check("{\"id\": 01}", 1, 9, "A comma is missing");
    check("{\"id\": 1e999}", 1, 12, "out of range");
    check("{\"id\": \"\\ud800\"}", 1, 9, "can't be read");
    check("{\"id\": \"a\u{1}b\"}", 1, 10, "not valid JSON");
}

#[test]
fn a_doubled_key_is_a_problem() {
    let text = std::fs::read_to_string(shipped("demo.json")).unwrap();
    let doubled = text.replacen("\"version\": 1,", "\"version\": 1, \"version\": 1,", 1);
    let problems = load::parse("t.json", doubled.as_bytes(), &shipped("")).unwrap_err();
    assert_eq!(problems.len(), 1);
    assert_eq!((problems[0].line, problems[0].column), (3, 17));
    assert!(problems[0].message.contains("stands twice"));
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_no_problem() {
    let text = std::fs::read_to_string(shipped("demo.json")).unwrap();
    let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    assert!(load::parse("t.json", windows.as_bytes(), &shipped("")).is_ok());
}

#[test]
fn deep_large_and_foreign_files_are_refused() {
    check(&"[".repeat(100_000), 1, 65, "nested more than 64 deep");
    let utf16: Vec<u8> = "{\"id\": 1}"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert!(
        only(&[&[0xff, 0xfe], utf16.as_slice()].concat())
            .2
            .contains("UTF-8")
    );

    let folder = tempfile::tempdir().unwrap();
    let refused = |path: &Path| {
        let problems = load::read(path).unwrap_err();
        assert_eq!(problems.len(), 1);
        problems[0].to_string()
    };
    let large = folder.path().join("large.json");
    std::fs::write(&large, " ".repeat(2 << 20)).unwrap();
    assert!(refused(&large).contains("larger than 1 MiB"));
    assert!(refused(&folder.path().join("none.json")).contains("no such file"));
    assert!(refused(folder.path()).contains("not a file"));
    #[cfg(target_os = "linux")]
    {
        let pipe = folder.path().join("pipe.json");
        let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, mode, 0).unwrap();
        assert!(refused(&pipe).contains("not a file"));
        assert!(refused(Path::new("/dev/zero")).contains("not a file"));
    }
}

fn placed_well(text: &[u8], problems: &[Problem]) -> Result<(), TestCaseError> {
    prop_assert!(!problems.is_empty());
    let text = String::from_utf8_lossy(text);
    let lines: Vec<&str> = text.split('\n').collect();
    // What is told of a part is at a place in the part's own file.
    for problem in problems.iter().filter(|problem| problem.file == "t.json") {
        let line = lines.get(problem.line.wrapping_sub(1));
        prop_assert!(line.is_some(), "{problem}");
        let columns = line.map_or(0, |line| line.chars().count()) + 1;
        prop_assert!((1..=columns).contains(&problem.column), "{problem}");
        prop_assert!(problem.message.ends_with(['.', '?']), "{problem}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(Config { cases: 400, rng_seed: RngSeed::Fixed(7), failure_persistence: None, ..Config::default() })]

    #[test]
    fn a_changed_byte_never_panics(at in 0.0..1.0_f64, byte: u8, delete: bool, cut: bool) {
        let mut text = std::fs::read(shipped("demo.json")).unwrap();
        let at = (at * text.len() as f64) as usize;
        match (cut, delete) {
            (true, true) => text.truncate(at),
            (_, true) => drop(text.remove(at)),
            (true, false) => text.insert(at, byte),
            (false, false) => text[at] = byte,
        }
        if let Err(problems) = load::parse("t.json", &text, &shipped("")) {
            placed_well(&text, &problems)?;
        }
    }

    #[test]
    fn a_changed_value_never_panics(which: prop::sample::Index, value in values()) {
        let text = std::fs::read_to_string(shipped("delayed-mood.json")).unwrap();
        let mut tree: serde_json::Value = serde_json::from_str(&text).unwrap();
        let mut pointers = Vec::new();
        collect(&tree, String::new(), &mut pointers);
        let pointer = which.get(&pointers);
        *tree.pointer_mut(pointer).unwrap() = value;
        let text = format!("{tree:#}");
        if let Err(problems) = load::parse("t.json", text.as_bytes(), &shipped("")) {
            placed_well(text.as_bytes(), &problems)?;
        }
    }
}

fn values() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::json;
    prop::sample::select(vec![
        json!(null),
        json!(true),
        json!(-1),
        json!(1e300),
        json!(u64::MAX),
        json!(""),
        json!("x/~\u{0}\n"),
        json!("a".repeat(10_000)),
        json!([]),
        json!([[]]),
        json!({}),
        json!({"en": "x"}),
        json!({"kind": "end"}),
    ])
}

fn collect(value: &serde_json::Value, pointer: String, pointers: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(object) => {
            for (key, inner) in object {
                collect(inner, format!("{pointer}/{key}"), pointers);
            }
        }
        serde_json::Value::Array(list) => {
            for (index, inner) in list.iter().enumerate() {
                collect(inner, format!("{pointer}/{index}"), pointers);
            }
        }
        _ => {}
    }
    pointers.push(pointer);
}

#[test]
fn a_template_becomes_a_new_protocol_and_overwrites_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let names = Names {
        id: Id::from("mine"),
        study: Id::from("our-study"),
        title: "Our \"own\" film".to_owned(),
    };
    let template = shipped("delayed-mood.json");
    let path = template::create(&template, folder.path(), &names).unwrap();
    assert_eq!(path, folder.path().join("mine.json"));
    let loaded = load::read(&path).unwrap();
    assert_eq!(loaded.warnings, []);
    assert_eq!(loaded.protocol.id, names.id);
    assert_eq!(loaded.protocol.study.id, names.study);
    assert_eq!(loaded.protocol.title.get("en"), names.title);
    let original = load::read(&template).unwrap();
    assert_eq!(loaded.protocol.steps, original.protocol.steps);
    // It needs no file beside it.
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(!text.contains("instruments/"), "{text}");

    let again = template::create(&template, folder.path(), &names).unwrap_err();
    assert!(again.contains("choose another id"), "{again}");
    let slash = Names {
        id: Id::from("../mine"),
        ..names
    };
    let refused = template::create(&template, folder.path(), &slash).unwrap_err();
    assert!(refused.contains("can't be an id"), "{refused}");
    assert_eq!(template::list().len(), assets::shipped_protocols().len());
}

#[test]
fn slots_are_filled_by_choice_or_by_the_demo_clip() {
    let loaded = load::read(&shipped("delayed-mood.json")).unwrap();
    let places = |films: &[(&str, &Path)], study| {
        let films = films
            .iter()
            .map(|(slot, path)| (Id::from(*slot), path.to_path_buf()))
            .collect();
        media_places(&loaded.protocol, &loaded.folder, &films, study)
    };
    let demo = assets::find("demo-sad.webm").unwrap();
    let own = shipped("demo.json");
    assert_eq!(places(&[], false).unwrap()[&Id::from("film")], demo);
    assert_eq!(
        places(&[("sad-film", &own)], true).unwrap()[&Id::from("film")],
        own
    );
    let sentence = |films: &[(&str, &Path)], study| places(films, study).unwrap_err().join("\n");
    assert!(sentence(&[], true).contains("The slot `sad-film` is empty"));
    assert!(sentence(&[("sad-film", &demo)], true).contains("demonstration clip"));
    assert!(sentence(&[("sad-film", Path::new("/none"))], false).contains("no such file"));
    assert!(sentence(&[("film", &own)], false).contains("its slots are: `sad-film`"));

    let demo = load::read(&shipped("demo.json")).unwrap();
    let refused =
        media_places(&demo.protocol, &demo.folder, &Default::default(), true).unwrap_err();
    assert!(refused[0].contains("study mode refuses"), "{refused:?}");
}

#[test]
fn a_file_is_known_by_size_and_digest() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("abc.bin");
    std::fs::write(&path, "abc").unwrap();
    let mut heard = Vec::new();
    let known = facts(&path, &mut |done, total| heard.push((done, total))).unwrap();
    assert_eq!((known.name.as_str(), known.bytes), ("abc.bin", 3));
    // FIPS 180-2, appendix B.1.
    assert_eq!(
        known.sha256,
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    assert_eq!(heard, [(3, 3)]);
    assert!(facts(folder.path(), &mut |_, _| {}).is_err());
}

proptest! {
    #![proptest_config(Config { cases: 40, rng_seed: RngSeed::Fixed(11), failure_persistence: None, ..Config::default() })]

    /// Whichever parts of a shipped protocol are taken out into files, the protocol stays the same.
    #[test]
    fn taking_parts_out_changes_nothing(out in prop::collection::vec(any::<bool>(), 16), pretty: bool) {
        let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("protocols/delayed-mood.json");
        let original = load::read(&shipped).unwrap().protocol;
        let folder = tempfile::tempdir().unwrap();
        let mut main = serde_json::to_value(&original).unwrap();
        let mut out = out.into_iter();
        let mut take = |place: &mut serde_json::Value, format: &str, file: String| {
            if out.next() == Some(true) {
                let mut part = place.clone();
                part["format"] = format.into();
                part["version"] = 1.into();
                let text = if pretty { format!("{part:#}") } else { part.to_string() };
                std::fs::write(folder.path().join(&file), text).unwrap();
                *place = serde_json::json!({ "file": file });
            }
        };
        take(&mut main["coding"], "lacrima.coding", "crying.json".to_owned());
        for (id, instrument) in main["instruments"].as_object_mut().unwrap() {
            take(instrument, "lacrima.instrument", format!("{id}.json"));
        }
        let path = folder.path().join("p.json");
        std::fs::write(&path, main.to_string()).unwrap();
        prop_assert_eq!(load::read(&path).unwrap().protocol, original);
    }
}
