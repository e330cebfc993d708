//! Protocols whose parts lie in files of their own: taken in as if written there, and refused where they can't be trusted.

use std::fs;
use std::path::{Path, PathBuf};

use lacrima::cli;
use lacrima::protocol::template::{self, Names};
use lacrima::protocol::{Id, Protocol, load};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// A protocol that takes its instrument, coding and covariates from other files.
const MAIN: &str = r#"{
  "format": "lacrima.protocol", "version": 1, "id": "t", "title": {"en": "Test"}, "study": {"id": "s"},
  "stimuli": {"film": {"kind": "film", "slot": "film"}},
  "coding": {"file": "coding/crying.json"},
  "instruments": {
    "mood": {"file": "instruments/mood.json"}
  },
  "covariates": {"file": "covariates.json"},
  "conditions": [{"id": "a"}],
  "steps": [
    {"id": "m0", "kind": "probe", "instrument": "mood"},
    {"id": "film", "kind": "film", "stimulus": "film", "coding": "start"},
    {"id": "m1", "kind": "probe", "instrument": "mood", "after": {"step": "film", "anchor": "end", "delay_s": 0}},
    {"id": "end", "kind": "end"}
  ],
  "on_stop": [{"id": "bye", "kind": "end"}]
}
"#;

const MOOD: &str = r#"{
  "format": "lacrima.instrument",
  "version": 1,
  "source": "our own",
  "items": [
    {"id": "valence", "text": {"en": "Mood"},
     "scale": {"kind": "vas", "ends": {"en": ["bad", "good"]}}}
  ]
}
"#;

const CRYING: &str = r#"{
  "format": "lacrima.coding",
  "channels": [
    {"id": "tears", "levels": 1, "hold_key": "J"}
  ],
  "points": [{"id": "sob", "key": "Space"}],
  "version": 1
}
"#;

const COVARIATES: &str = r#"{
  "format": "lacrima.covariates", "version": 1,
  "covariates": [
    {"id": "age", "text": {"en": "Age"},
     "scale": {"kind": "number", "min": 18, "max": 99}}
  ]
}
"#;

/// A folder `study` with the protocol and its parts; its parent is outside.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        fs::create_dir_all(folder.path("instruments")).unwrap();
        fs::create_dir_all(folder.path("coding")).unwrap();
        folder.write("p.json", MAIN);
        folder.write("instruments/mood.json", MOOD);
        folder.write("coding/crying.json", CRYING);
        folder.write("covariates.json", COVARIATES);
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join("study").join(name)
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.path(name), text).unwrap();
    }

    /// The problems, one a line, as `file:line:column /pointer: message`, the file relative to the folder.
    fn problems(&self) -> Vec<String> {
        let problems = match load::read(&self.path("p.json")) {
            Ok(loaded) => loaded.warnings,
            Err(problems) => problems,
        };
        let folder = self.path("").display().to_string();
        let line = |p: lacrima::protocol::Problem| {
            let file = p.file.strip_prefix(&folder).unwrap_or(&p.file).to_owned();
            format!(
                "{file}:{}:{} {}: {}",
                p.line, p.column, p.pointer, p.message
            )
        };
        problems.into_iter().map(line).collect()
    }

    #[track_caller]
    fn check(&self, place: &str, words: &str) {
        let problems = self.problems();
        assert_eq!(problems.len(), 1, "{problems:#?}");
        assert!(
            problems[0].starts_with(&format!("{place}: ")) && problems[0].contains(words),
            "{} instead of {place}: …{words}…",
            problems[0]
        );
    }
}

/// The protocol with the parts written in their places.
fn inlined() -> Value {
    let mut main: Value = serde_json::from_str(MAIN).unwrap();
    let part = |text: &str| -> Value {
        let mut part: Value = serde_json::from_str(text).unwrap();
        let keys = part.as_object_mut().unwrap();
        assert!(keys.remove("format").is_some() && keys.remove("version").is_some());
        part
    };
    main["instruments"]["mood"] = part(MOOD);
    main["coding"] = part(CRYING);
    main["covariates"] = part(COVARIATES)["covariates"].clone();
    main
}

#[test]
fn parts_are_as_good_as_written_in_their_place() {
    let folder = Folder::new();
    let loaded = load::read(&folder.path("p.json")).unwrap();
    assert_eq!(loaded.warnings, []);
    let (whole, _) =
        load::parse("t.json", inlined().to_string().as_bytes(), Path::new(".")).unwrap();
    assert_eq!(loaded.protocol, whole);
    // What a session keeps of it can be read again without any file.
    let kept = serde_json::to_value(&loaded.protocol).unwrap();
    assert_eq!(serde_json::from_value::<Protocol>(kept).unwrap(), whole);
}

#[test]
fn the_digest_covers_the_parts_in_their_order() {
    let folder = Folder::new();
    let expected = [
        MAIN,
        "coding/crying.json\0",
        CRYING,
        "instruments/mood.json\0",
        MOOD,
        "covariates.json\0",
        COVARIATES,
    ];
    let digest = |bytes: &[u8]| {
        let digest = Sha256::digest(bytes);
        digest
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    let sha256 = || load::read(&folder.path("p.json")).unwrap().sha256;
    assert_eq!(sha256(), digest(expected.concat().as_bytes()));
    folder.write("instruments/mood.json", MOOD.replace("our own", "another"));
    assert_ne!(sha256(), digest(expected.concat().as_bytes()));
    let alone = inlined().to_string();
    folder.write("p.json", &alone);
    assert_eq!(sha256(), digest(alone.as_bytes()));
}

#[test]
fn problems_of_a_part_are_told_at_their_place_in_its_file() {
    let folder = Folder::new();
    let part = "instruments/mood.json";
    folder.write(part, MOOD.replace("\"source\"", "\"sourse\""));
    folder.check(
        "instruments/mood.json:4:3 /sourse",
        "did you mean `source`?",
    );
    folder.write(part, MOOD.replace("\"items\"", "\"items\": [], \"items\""));
    folder.check("instruments/mood.json:5:16 /items", "stands twice");
    folder.write(part, MOOD.replace("\"bad\"", "\"\""));
    folder.check(
        "instruments/mood.json:7:46 /items/0/scale/ends/en",
        "has no word",
    );
    folder.write(part, MOOD.replace("    {", "    {,"));
    folder.check("instruments/mood.json:6:6 ", "expected");
    folder.write(part, MOOD.replace("\"version\": 1", "\"version\": 2"));
    folder.check(
        "instruments/mood.json:3:14 /version",
        "an instrument for a newer Lacrima",
    );
    folder.write(part, CRYING);
    folder.check(
        "instruments/mood.json:2:13 /format",
        "`format` must be \"lacrima.instrument\"",
    );
    folder.write(part, MAIN);
    folder.check(
        "instruments/mood.json:2:13 /format",
        "This is not an instrument",
    );
    folder.write(part, b"{\"source\": \"\xe9\"}");
    folder.check("instruments/mood.json:1:1 ", "not UTF-8");
    folder.write(part, "");
    folder.check("instruments/mood.json:1:1 ", "The file is empty");
    folder.write(
        part,
        MOOD.replace("  \"format\": \"lacrima.instrument\",\n", ""),
    );
    folder.check("instruments/mood.json:1:1 ", "The key `format` is missing");
    folder.write(part, MOOD);

    folder.write("coding/crying.json", CRYING.replace("Space", "J"));
    folder.check(
        "coding/crying.json:6:35 /points/0/key",
        "The key J is used already",
    );
    folder.write("coding/crying.json", CRYING);
    folder.write(
        "covariates.json",
        COVARIATES.replace("\"max\": 99", "\"max\": 1"),
    );
    folder.check(
        "covariates.json:5:52 /covariates/0/scale/max",
        "above the smallest",
    );
}

#[test]
fn a_part_is_checked_by_itself() {
    let folder = Folder::new();
    let said = |name: &str| {
        let mut out = Vec::new();
        let good = cli::check::check(&[folder.path(name)], &mut out).unwrap();
        (good, String::from_utf8(out).unwrap())
    };
    for name in [
        "instruments/mood.json",
        "coding/crying.json",
        "covariates.json",
    ] {
        let (good, out) = said(name);
        assert!(
            good && out.ends_with("json: no problems.\n") && out.lines().count() == 1,
            "{out}"
        );
    }
    folder.write("instruments/mood.json", MOOD.replace("\"bad\"", "\"\""));
    let (good, out) = said("instruments/mood.json");
    assert!(
        !good && out.contains("mood.json:7:46  /items/0/scale/ends/en  An end of the line"),
        "{out}"
    );
    assert!(
        out.ends_with("can't be used; 1 error, no warnings.\n"),
        "{out}"
    );
    // A language that only some of its texts have.
    folder.write(
        "instruments/mood.json",
        MOOD.replace("\"Mood\"", "\"Mood\", \"nl\": \"Stemming\""),
    );
    let (good, out) = said("instruments/mood.json");
    assert!(
        good && out.contains("/items/0/scale/ends  warning: The title is there in `nl`"),
        "{out}"
    );
    assert!(out.ends_with("can be used; 1 warning.\n"), "{out}");
    folder.write("coding/crying.json", CRYING.replace("Space", "J"));
    assert!(
        said("coding/crying.json")
            .1
            .contains("/points/0/key  The key J is used already")
    );
    folder.write("coding/crying.json", "{\"format\": \"lacrima.coding\"}");
    assert!(
        said("coding/crying.json")
            .1
            .contains("The key `version` is missing")
    );
}

#[test]
fn a_template_with_parts_becomes_one_file_that_reads_well() {
    let folder = Folder::new();
    let names = Names {
        id: Id::from("mine"),
        study: Id::from("our-study"),
        title: "Ours".to_owned(),
    };
    let elsewhere = tempfile::tempdir().unwrap();
    let path = template::create(&folder.path("p.json"), elsewhere.path(), &names).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let coding = r#"
  "coding": {
    "channels": [
      {"id": "tears", "levels": 1, "hold_key": "J"}
    ],
    "points": [{"id": "sob", "key": "Space"}]
  },
  "instruments": {
    "mood": {
      "source": "our own",
      "items": [
        {"id": "valence", "text": {"en": "Mood"},
         "scale": {"kind": "vas", "ends": {"en": ["bad", "good"]}}}
      ]
    }
  },
  "covariates": [
    {"id": "age", "text": {"en": "Age"},
     "scale": {"kind": "number", "min": 18, "max": 99}}
  ],
  "conditions": [{"id": "a"}],
"#;
    assert!(text.contains(coding), "{text}");
    let ours = load::read(&path).unwrap().protocol;
    let (whole, _) = load::parse("t", inlined().to_string().as_bytes(), Path::new(".")).unwrap();
    assert_eq!(
        ours,
        Protocol {
            id: names.id,
            title: ours.title.clone(),
            study: ours.study.clone(),
            ..whole
        }
    );
}

/// The one problem of the protocol when its reference to the instrument is this one.
#[track_caller]
fn refuses(folder: &Folder, file: &str, words: &str) {
    let reference = serde_json::to_string(file).unwrap();
    folder.write(
        "p.json",
        MAIN.replace("\"instruments/mood.json\"", &reference),
    );
    folder.check("p.json:6:22 /instruments/mood/file", words);
}

#[test]
fn files_that_can_not_be_trusted_are_refused_at_the_reference() {
    let folder = Folder::new();
    fs::write(folder.0.path().join("outside.json"), MOOD).unwrap();
    refuses(
        &folder,
        "instruments/moods.json",
        "There is no file `instruments/moods.json`",
    );
    refuses(&folder, "", "There is no file ``");
    refuses(&folder, "instruments", "There is no file `instruments`");
    refuses(
        &folder,
        "../outside.json",
        "leads out of the protocol's folder; copy the file there and write its name.",
    );
    refuses(&folder, "instruments/../../outside.json", "leads out of");
    refuses(&folder, "/etc/hostname", "not inside the protocol's folder");
    refuses(&folder, "C:\\mood.json", "not inside");
    refuses(&folder, "asset:demo-sad.webm", "There is no file");
    folder.write("large.json", " ".repeat(2 << 20));
    refuses(&folder, "large.json", "larger than 1 MiB");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("../outside.json", folder.path("link.json")).unwrap();
        refuses(&folder, "link.json", "a link that leads out of");
        std::os::unix::fs::symlink("instruments/mood.json", folder.path("inner.json")).unwrap();
        folder.write(
            "p.json",
            MAIN.replace("instruments/mood.json", "inner.json"),
        );
        assert_eq!(folder.problems(), Vec::<String>::new());
    }
    #[cfg(target_os = "linux")]
    {
        let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
        let pipe = folder.path("pipe.json");
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, mode, 0).unwrap();
        refuses(&folder, "pipe.json", "There is no file");
    }
}

#[test]
fn a_reference_stands_alone_and_leads_to_no_other() {
    let folder = Folder::new();
    folder.write(
        "p.json",
        MAIN.replace("mood.json\"", "mood.json\", \"stem\": {}"),
    );
    folder.check(
        "p.json:6:47 /instruments/mood/stem",
        "There is no key `stem` here; the keys here are `file`",
    );
    folder.write("p.json", MAIN.replace("\"instruments/mood.json\"", "3"));
    folder.check(
        "p.json:6:22 /instruments/mood/file",
        "must be a text in double quotes, not a number",
    );
    folder.write(
        "p.json",
        MAIN.replace(
            "{\"file\": \"instruments/mood.json\"}",
            "\"instruments/mood.json\"",
        ),
    );
    folder.check(
        "p.json:6:13 /instruments/mood",
        "must be an object in braces",
    );
    folder.write("p.json", MAIN);
    // A circle, and a chain.
    for target in ["instruments/mood.json", "covariates.json"] {
        let chained = format!(
            "{{\"format\": \"lacrima.instrument\", \"version\": 1, \"items\": [], \"file\": \"{target}\"}}"
        );
        folder.write("instruments/mood.json", chained);
        folder.check(
            "instruments/mood.json:1:61 /file",
            "There is no key `file` here",
        );
    }
    folder.write("instruments/mood.json", MOOD);
    let many = (0..70).map(|n| format!("\"i{n}\": {{\"file\": \"instruments/mood.json\"}},"));
    folder.write(
        "p.json",
        MAIN.replace(
            "    \"mood\":",
            &format!("{}\n    \"mood\":", many.collect::<String>()),
        ),
    );
    let problems = folder.problems();
    assert_eq!(problems.len(), 9, "{problems:#?}");
    assert!(
        problems[0].contains("/instruments/i63/file: A protocol has at most 64 parts"),
        "{problems:#?}"
    );
}

#[test]
fn a_byte_order_mark_is_no_problem_in_a_part() {
    let folder = Folder::new();
    let plain = load::read(&folder.path("p.json")).unwrap().protocol;
    folder.write(
        "instruments/mood.json",
        format!("\u{feff}{}", MOOD.replace('\n', "\r\n")),
    );
    assert_eq!(load::read(&folder.path("p.json")).unwrap().protocol, plain);
}
