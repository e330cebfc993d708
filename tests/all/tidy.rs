//! Tidiness that no compiler holds: file lengths, first sentences, stubs, the top level, the commands that are written down.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const LONGEST_FILE: usize = 450;

const TOP_LEVEL: &[&str] = &[
    "CHANGELOG.md",
    "CITATION.cff",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "Makefile",
    "README.md",
    "assets",
    "clippy.toml",
    "protocols",
    "rust-toolchain.toml",
    "rustfmt.toml",
    "src",
    "tests",
];

#[test]
fn files_are_short_and_say_what_they_are_for() {
    let mut found = String::new();
    for path in rust_files() {
        let text = fs::read_to_string(&path).unwrap();
        let name = path.strip_prefix(root()).unwrap().display();
        let length = text.lines().count();
        if length > LONGEST_FILE {
            let _ = writeln!(
                found,
                "{name}: {length} lines; more than {LONGEST_FILE} usually hold two ideas"
            );
        }
        if !text.starts_with("//! ") {
            let _ = writeln!(
                found,
                "{name}: opens without a `//!` sentence that says what it is for"
            );
        }
        for stub in ["todo", "unimplemented", "dbg"] {
            if text.contains(&format!("{stub}!(")) {
                let _ = writeln!(found, "{name}: holds `{stub}!`");
            }
        }
        if text.contains(concat!("#[", "ignore")) {
            let _ = writeln!(found, "{name}: skips a test");
        }
    }
    assert!(found.is_empty(), "{found}");
}

#[test]
fn the_top_level_holds_only_what_belongs_there() {
    let strangers: Vec<String> = top_level_names()
        .into_iter()
        .filter(|name| !name.starts_with('.') && !TOP_LEVEL.contains(&name.as_str()))
        .collect();
    assert!(
        strangers.is_empty(),
        "not at the top level, please: {strangers:?}; programs go to src, everything that checks them to tests"
    );
}

#[test]
fn every_make_command_that_is_written_down_exists() {
    let makefile = fs::read_to_string(root().join("Makefile")).unwrap();
    let targets: Vec<&str> = makefile
        .lines()
        .filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase()))
        .filter_map(|line| line.split_once(':').map(|(target, _)| target))
        .collect();
    for name in ["README.md", "Makefile", "CHANGELOG.md"] {
        let text = fs::read_to_string(root().join(name)).unwrap();
        for target in make_commands(&text) {
            assert!(
                targets.contains(&target.as_str()),
                "{name} says `make {target}`, which the Makefile does not know"
            );
        }
    }
    assert!(
        targets.contains(&"run") && targets.contains(&"test"),
        "the two commands: {targets:?}"
    );
}

/// The words after `make` in code spans and code lines.
fn make_commands(text: &str) -> Vec<String> {
    let mut commands = Vec::new();
    for (place, _) in text.match_indices("make ") {
        let before = text.get(..place).and_then(|head| head.chars().next_back());
        if !matches!(before, Some('`' | '\n' | '\'' | '$')) {
            continue;
        }
        let word: String = text
            .get(place + 5..)
            .unwrap_or_default()
            .chars()
            .take_while(char::is_ascii_lowercase)
            .collect();
        if !word.is_empty() {
            commands.push(word);
        }
    }
    commands
}

/// Every Rust file of the project.
pub fn rust_files() -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders: Vec<PathBuf> = ["src", "tests", "assets"]
        .iter()
        .map(|name| root().join(name))
        .collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// What git tracks at the top level; in an unpacked archive, what lies there.
fn top_level_names() -> Vec<String> {
    let tracked = Command::new("git")
        .args(["ls-tree", "--name-only", "HEAD"])
        .current_dir(root())
        .output();
    match tracked {
        Ok(output) if output.status.success() => String::from_utf8_lossy(&output.stdout)
            .lines()
            .map(str::to_owned)
            .collect(),
        _ => fs::read_dir(root())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .filter(|name| name != "target")
            .collect(),
    }
}

/// The repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
