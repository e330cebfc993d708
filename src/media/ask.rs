//! How the desk asks about a medium without touching it: a child process looks, and is ended when it takes too long.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use super::child::Line;
use super::error::MediaError;
use super::info::MediaInfo;
use super::marks::MarksFound;

/// Asks what `path` is; with `sample` the child also decodes points from start to end.
/// The error is one sentence for the experimenter. `timeout` bounds the silence between two signs of life.
pub fn ask(path: &Path, sample: bool, timeout: Duration) -> Result<MediaInfo, String> {
    ask_with_progress(path, sample, timeout, &mut |_| {})
}

/// Like [`ask`]; `progress` hears 0…1 while the film is sampled.
pub fn ask_with_progress(
    path: &Path,
    sample: bool,
    timeout: Duration,
    progress: &mut dyn FnMut(f32),
) -> Result<MediaInfo, String> {
    ask_program(&own_program()?, path, sample, timeout, progress)
}

/// Like [`ask_with_progress`], by way of another copy of this program.
pub fn ask_program(
    program: &Path,
    path: &Path,
    sample: bool,
    timeout: Duration,
    progress: &mut dyn FnMut(f32),
) -> Result<MediaInfo, String> {
    let mut command = child_command(program);
    if sample {
        command.arg("--sample");
    }
    command.arg(absolute(path));
    let file = MediaError::name(path);
    let mut heard = |part| {
        progress(part);
        true
    };
    match converse(command, &file, timeout, &mut heard)? {
        Line::Ok(Some(info)) => Ok(info),
        _ => Err(format!("{file} could not be examined: choose another file")),
    }
}

/// Asks how many subtitles the file at `path` holds; the error is one sentence for the experimenter.
pub fn ask_subtitles(path: &Path, timeout: Duration) -> Result<usize, String> {
    ask_subtitles_of(&own_program()?, path, timeout)
}

/// Like [`ask_subtitles`], by way of another copy of this program.
pub fn ask_subtitles_of(program: &Path, path: &Path, timeout: Duration) -> Result<usize, String> {
    let mut command = child_command(program);
    command.arg("--subtitles").arg(absolute(path));
    let file = MediaError::name(path);
    match converse(command, &file, timeout, &mut |_| true)? {
        Line::Subtitles(count) => Ok(count),
        _ => Err(format!("{file} could not be examined: choose another file")),
    }
}

/// How long the child may be silent while it looks for marks: it tells of its progress far more often.
const MARKS_BOUND: Duration = Duration::from_secs(30);

/// Looks for flashes and chirps in the video at `path`, in a child process, without holding more than seconds of it in memory.
/// `progress` hears 0…1 and says whether to go on; when it says no, the child is ended.
///
/// # Errors
/// One sentence when the file can't be decoded at all, or when it was called off. A file without pictures or without sound is no
/// error: [`MarksFound::notes`] says so.
pub fn ask_marks(path: &Path, progress: &mut dyn FnMut(f32) -> bool) -> Result<MarksFound, String> {
    ask_marks_of(&own_program()?, path, progress)
}

/// Like [`ask_marks`], by way of another copy of this program.
pub fn ask_marks_of(
    program: &Path,
    path: &Path,
    progress: &mut dyn FnMut(f32) -> bool,
) -> Result<MarksFound, String> {
    let mut command = child_command(program);
    command.arg("--marks").arg(absolute(path));
    let file = MediaError::name(path);
    match converse(command, &file, MARKS_BOUND, progress)? {
        Line::Marks(found) => Ok(found),
        _ => Err(format!("{file} could not be searched: choose another file")),
    }
}

/// Asks whether a sound device answers.
pub fn ask_sound_device(timeout: Duration) -> Result<(), String> {
    let mut command = child_command(&own_program()?);
    command.arg("--sound");
    converse(command, "the sound device", timeout, &mut |_| true).map(|_| ())
}

/// Asks which codecs nothing on this computer decodes, by name.
pub fn ask_missing_codecs(timeout: Duration) -> Result<Vec<String>, String> {
    let mut command = child_command(&own_program()?);
    command.arg("--codecs");
    match converse(command, "the list of codecs", timeout, &mut |_| true)? {
        Line::Missing(names) => Ok(names),
        _ => Err("the codecs could not be examined: try again".into()),
    }
}

pub(super) fn own_program() -> Result<PathBuf, String> {
    std::env::current_exe().map_err(|error| {
        format!("Lacrima cannot find its own program file ({error}): start it again")
    })
}

fn child_command(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.arg("media-probe");
    command
}

/// A name that starts with a dash must not look like a flag to the child.
pub(super) fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// A child that is ended and reaped whatever happens.
struct Kept(Child);

impl Drop for Kept {
    fn drop(&mut self) {
        // Already ended is fine, and nothing more can be done about the rest.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn converse(
    mut command: Command,
    file: &str,
    timeout: Duration,
    progress: &mut dyn FnMut(f32) -> bool,
) -> Result<Line, String> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let spawned = command.spawn();
    let mut child =
        Kept(spawned.map_err(|error| {
            format!("Lacrima cannot start its film probe ({error}): try again")
        })?);
    let output = child
        .0
        .stdout
        .take()
        .ok_or("the film probe has no output: try again")?;
    let (lines, heard) = channel();
    std::thread::Builder::new()
        .name("media-probe-reader".into())
        .spawn(move || read_lines(BufReader::new(output), &lines))
        .map_err(|error| {
            format!("Lacrima cannot start another thread ({error}): close other programs")
        })?;
    listen(&heard, file, timeout, progress)
}

fn read_lines(output: impl BufRead, lines: &Sender<Line>) {
    for text in output.lines().map_while(Result::ok) {
        // Libraries may print too; only our own lines count.
        let Ok(line) = serde_json::from_str(&text) else {
            continue;
        };
        if lines.send(line).is_err() {
            return;
        }
    }
}

fn listen(
    heard: &Receiver<Line>,
    file: &str,
    timeout: Duration,
    progress: &mut dyn FnMut(f32) -> bool,
) -> Result<Line, String> {
    loop {
        match heard.recv_timeout(timeout) {
            Ok(Line::Progress(part)) => {
                if !progress(part) {
                    return Err(format!("The search in {file} was called off."));
                }
            }
            Ok(line @ (Line::Ok(_) | Line::Missing(_) | Line::Subtitles(_) | Line::Marks(_))) => {
                return Ok(line);
            }
            Ok(Line::Error(why)) => return Err(why),
            Err(RecvTimeoutError::Timeout) => {
                return Err(MediaError::TooSlow {
                    file: file.into(),
                    bound_s: timeout.as_secs() as u32,
                }
                .to_string());
            }
            Err(RecvTimeoutError::Disconnected) => {
                return Err(format!(
                    "{file} made the decoder fail: convert it (films to mp4 with H.264 and AAC, subtitles to SubRip) or choose another file"
                ));
            }
        }
    }
}
