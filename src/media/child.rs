//! The hidden verb `media-probe`: a short-lived child process that looks at one file and prints one line of JSON.
//!
//! `lacrima media-probe [--sample | --subtitles | --marks] FILE` prints lines `{"progress": 0.25}` while it works and at the end either
//! `{"ok": MediaInfo}` (`{"subtitles": count}`, `{"marks": MarksFound}`) or `{"error": "sentence"}`. `lacrima media-probe --sound` only tries the sound device, and
//! `--codecs` prints `{"missing": [names]}` of codecs that nothing here decodes.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::codecs::missing_codecs;
use super::error::MediaError;
use super::info::MediaInfo;
use super::marks::{MarksFound, find_marks};
use super::{Subtitles, probe, sample_decode, sound_device_answers};

/// Memory that a child may fill; a film of 4K frames needs about a quarter of it.
const MEMORY_BOUND: u64 = 3 << 30;

/// One line from the child.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Line {
    Progress(f32),
    Ok(Option<MediaInfo>),
    Error(String),
    Missing(Vec<String>),
    Subtitles(usize),
    Marks(MarksFound),
}

/// What the child was asked.
#[derive(Debug, PartialEq, Eq)]
enum Task {
    Probe(PathBuf),
    Sample(PathBuf),
    Subtitles(PathBuf),
    Marks(PathBuf),
    Sound,
    Codecs,
}

/// Runs the verb with the arguments after `media-probe`. Returns the exit status: 0 fine, 1 unusable, 2 usage.
pub fn main(arguments: impl Iterator<Item = std::ffi::OsString>) -> u8 {
    let Some(task) = task(arguments) else {
        say(&Line::Error(
            "usage: lacrima media-probe [--sample | --subtitles | --marks] FILE".into(),
        ));
        return 2;
    };
    bound_memory();
    match run(&task) {
        Ok(line) => {
            say(&line);
            0
        }
        Err(error) => {
            say(&Line::Error(error.to_string()));
            1
        }
    }
}

fn task(arguments: impl Iterator<Item = std::ffi::OsString>) -> Option<Task> {
    let all: Vec<_> = arguments.collect();
    match all.as_slice() {
        [flag] if flag == "--sound" => Some(Task::Sound),
        [flag] if flag == "--codecs" => Some(Task::Codecs),
        [flag, file] if flag == "--sample" => Some(Task::Sample(file.into())),
        [flag, file] if flag == "--subtitles" => Some(Task::Subtitles(file.into())),
        [flag, file] if flag == "--marks" => Some(Task::Marks(file.into())),
        [file] => Some(Task::Probe(file.into())),
        _ => None,
    }
}

fn run(task: &Task) -> Result<Line, MediaError> {
    match task {
        Task::Probe(file) => probe(file).map(Some).map(Line::Ok),
        Task::Sample(file) => sample(file).map(Some).map(Line::Ok),
        Task::Subtitles(file) => Subtitles::read(file).map(|read| Line::Subtitles(read.count())),
        Task::Marks(file) => {
            find_marks(file, &mut |part| say(&Line::Progress(part))).map(Line::Marks)
        }
        Task::Sound => sound_device_answers().map(|()| Line::Ok(None)),
        Task::Codecs => missing_codecs().map(Line::Missing),
    }
}

fn sample(file: &Path) -> Result<MediaInfo, MediaError> {
    sample_decode(file, &mut |part| say(&Line::Progress(part)))
}

fn say(line: &Line) {
    if let Ok(text) = serde_json::to_string(line) {
        // A parent that no longer listens has given up on this child.
        let _ = writeln!(io::stdout().lock(), "{text}");
    }
}

/// A hostile file may ask a decoder for any amount of memory; the kernel then refuses it to this process alone.
pub(super) fn bound_memory() {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let bound = Rlimit {
            current: Some(MEMORY_BOUND),
            maximum: Some(MEMORY_BOUND),
        };
        // Where the limit cannot be set, the bound on time still holds.
        let _ = setrlimit(Resource::Data, bound);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &[&str]) -> Option<Task> {
        task(words.iter().map(Into::into))
    }

    #[test]
    fn arguments_are_read() {
        assert_eq!(parse(&["a.mp4"]), Some(Task::Probe("a.mp4".into())));
        assert_eq!(
            parse(&["--sample", "a.mp4"]),
            Some(Task::Sample("a.mp4".into()))
        );
        assert_eq!(parse(&["--sound"]), Some(Task::Sound));
        assert_eq!(parse(&[]), None);
        assert_eq!(parse(&["a", "b", "c"]), None);
    }
}
