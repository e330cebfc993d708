//! The house's rooms: who may name whom, and what stays unknown to whom. README's code map and invariants say it in words.

use std::fmt::Write as _;
use std::fs;

use super::tidy::{root, rust_files};

/// Each room and the rooms it may name. A room that is not listed here may name none.
const MAY_USE: &[(&str, &[&str])] = &[
    ("plain", &[]),
    ("time", &[]),
    ("protocol", &["plain", "time"]),
    ("session", &["protocol", "time"]),
    ("link", &["plain", "protocol", "session", "time"]),
    ("record", &["link", "plain", "protocol", "session", "time"]),
    // The conductor owns the ports and fits wire and record to them; neither names the conductor.
    (
        "conductor",
        &["link", "protocol", "record", "session", "time"],
    ),
    ("device", &["conductor", "protocol", "session", "time"]),
    (
        "measure",
        &["plain", "protocol", "record", "session", "time"],
    ),
    ("media", &["link", "session", "time"]),
    ("look", &["protocol", "session", "time"]),
    (
        "stage",
        &[
            "link", "look", "media", "plain", "protocol", "session", "time",
        ],
    ),
    (
        "desk",
        &[
            "conductor",
            "export",
            "link",
            "look",
            "measure",
            // Only `media::ask…`: films are looked at in child processes.
            "media",
            "plain",
            "protocol",
            "record",
            "session",
            "study",
            "time",
        ],
    ),
    (
        "export",
        &[
            "measure", "plain", "protocol", "record", "session", "study", "time",
        ],
    ),
    ("study", &["measure", "protocol", "record", "session"]),
];

/// Only these wire the rooms together.
const WIRING: &[&str] = &["cli", "lib", "main"];

/// What a room must not name, and why.
const MUST_NOT_NAME: &[(&str, &[&str], &str)] = &[
    (
        "stage",
        &[
            "session::engine",
            "session::Engine",
            "protocol::coding",
            "Condition",
            "Allocation",
            "Channel",
        ],
        "the participant's process knows nothing of conditions and coding, so it cannot give them away",
    ),
    (
        "desk",
        &["session::engine", "session::Engine"],
        "windows see views and send inputs; the engine is the conductor's",
    ),
];

/// Crates that only some rooms may name, and why.
const CRATES: &[(&str, &[&str], &str)] = &[
    (
        "gstreamer",
        &["media"],
        "a film that crashes its decoder must not take the journal along: films are opened in child processes, by media/",
    ),
    (
        "egui",
        &["cli", "desk", "look", "main", "stage"],
        "what is planned, what happens and what it means can be tested without a window",
    ),
];

/// Files that may lift clippy's bans (clocks, files, colours) for themselves as a whole.
const LIFTS_BANS: &[&str] = &["time.rs", "record/", "export/", "look/"];

/// A source file, with the room that it belongs to.
struct Source {
    /// Relative to `src`, with forward slashes.
    path: String,
    room: String,
    /// The lines that are neither comments nor in the test module, with their numbers.
    code: Vec<(usize, String)>,
}

#[test]
fn rooms_name_only_the_rooms_below_them() {
    let mut found = String::new();
    for source in sources() {
        if WIRING.contains(&source.room.as_str()) {
            continue;
        }
        let Some((_, allowed)) = MAY_USE.iter().find(|(room, _)| *room == source.room) else {
            let _ = writeln!(
                found,
                "src/{}: the room `{}` is not in MAY_USE",
                source.path, source.room
            );
            continue;
        };
        for (number, line) in &source.code {
            for other in rooms_named(line) {
                if other != source.room && !allowed.contains(&other.as_str()) {
                    let _ = writeln!(
                        found,
                        "src/{}:{number}: `{}` must not use `{other}` (it may use: {})",
                        source.path,
                        source.room,
                        allowed.join(", ")
                    );
                }
            }
        }
    }
    assert!(found.is_empty(), "dependencies run one way:\n{found}");
}

#[test]
fn rooms_do_not_name_what_is_not_theirs() {
    let mut found = String::new();
    for source in sources() {
        for (room, names, why) in MUST_NOT_NAME {
            if source.room != *room {
                continue;
            }
            for (number, line) in &source.code {
                for name in names.iter().filter(|name| names_it(line, name)) {
                    let _ = writeln!(
                        found,
                        "src/{}:{number}: names `{name}`, but {why}",
                        source.path
                    );
                }
            }
        }
        for (name, rooms, why) in CRATES {
            if rooms.contains(&source.room.as_str()) {
                continue;
            }
            for (number, _) in source
                .code
                .iter()
                .filter(|(_, line)| names_crate(line, name))
            {
                let _ = writeln!(
                    found,
                    "src/{}:{number}: names `{name}`, but {why}",
                    source.path
                );
            }
        }
    }
    assert!(found.is_empty(), "{found}");
}

#[test]
fn bans_are_lifted_only_where_they_belong() {
    let mut found = String::new();
    for source in sources() {
        let lifted = source
            .code
            .iter()
            .any(|(_, line)| line.contains("#![allow(clippy::disallowed_methods"));
        let wrapped = source.code.windows(2).any(|pair| {
            matches!(pair, [(_, first), (_, second)]
                if first.trim() == "#![allow(" && second.contains("clippy::disallowed_methods"))
        });
        if (lifted || wrapped)
            && !LIFTS_BANS
                .iter()
                .any(|place| source.path.starts_with(place))
        {
            let _ = writeln!(
                found,
                "src/{}: lifts the bans of clippy.toml for the whole file; lift one at the line that needs it, with its reason",
                source.path
            );
        }
    }
    assert!(found.is_empty(), "{found}");
}

/// The rooms in `crate::room::…` and in `crate::{room::…, other}`.
fn rooms_named(line: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for (place, prefix) in line.match_indices("crate::") {
        let rest = line.get(place + prefix.len()..).unwrap_or_default();
        let word: String = rest
            .chars()
            .take_while(|letter| letter.is_ascii_lowercase() || *letter == '_')
            .collect();
        if rest.starts_with('{') {
            rooms.push("{…} (write one `use crate::room` a line)".to_owned());
        } else if !word.is_empty() {
            rooms.push(word);
        }
    }
    rooms
}

/// Whether `name` stands in `line` as a whole word.
fn names_it(line: &str, name: &str) -> bool {
    let word = |letter: char| letter.is_alphanumeric() || letter == '_';
    line.match_indices(name).any(|(place, _)| {
        let before = line.get(..place).and_then(|head| head.chars().next_back());
        let after = line
            .get(place + name.len()..)
            .and_then(|tail| tail.chars().next());
        !before.is_some_and(word) && !after.is_some_and(word)
    })
}

/// Whether `line` names the crate `name` or one of its family, such as `egui_plot`.
fn names_crate(line: &str, name: &str) -> bool {
    let word = |letter: char| letter.is_alphanumeric() || letter == '_';
    line.match_indices(name).any(|(place, _)| {
        let before = line.get(..place).and_then(|head| head.chars().next_back());
        let tail = line.get(place..).unwrap_or_default();
        !before.is_some_and(word)
            && (tail.trim_start_matches(word).starts_with("::") || line.starts_with("use "))
    })
}

fn sources() -> Vec<Source> {
    let src = root().join("src");
    let mut sources = Vec::new();
    for path in rust_files() {
        let Ok(inside) = path.strip_prefix(&src) else {
            continue;
        };
        let inside = inside.to_string_lossy().replace('\\', "/");
        let room = inside
            .split('/')
            .next()
            .unwrap_or_default()
            .trim_end_matches(".rs")
            .to_owned();
        if inside.ends_with("/tests.rs") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let code = text
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line.to_owned()))
            .take_while(|(_, line)| line != "#[cfg(test)]")
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
            .collect();
        sources.push(Source {
            path: inside,
            room,
            code,
        });
    }
    assert!(
        sources.len() > 10,
        "the sources were not found below {}",
        src.display()
    );
    sources
}
