//! Settles which file holds the subtitles of each film, and that it is text of a bearable size in UTF-8.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::media::resolve;
use super::problem::shown;
use super::{ASSET, Id, Protocol, Stimulus, StimulusKind, regular_file};

/// Largest file, in bytes: the subtitles of two hours are a tenth of it.
const MOST_BYTES: u64 = 2 << 20;

/// Where the subtitles of each film lie, for those that have some. `folder` is that of the protocol file.
///
/// # Errors
/// A sentence for every film whose subtitles can't be used.
pub fn subtitle_places(
    protocol: &Protocol,
    folder: &Path,
) -> Result<BTreeMap<Id, PathBuf>, Vec<String>> {
    let mut places = BTreeMap::new();
    let mut wrong = Vec::new();
    for (id, stimulus) in &protocol.stimuli {
        match subtitles_of(stimulus, folder) {
            None => {}
            Some(Ok(path)) => drop(places.insert(id.clone(), path)),
            Some(Err(why)) => wrong.push(format!("Stimulus `{id}`: {why}")),
        }
    }
    if wrong.is_empty() {
        Ok(places)
    } else {
        Err(wrong)
    }
}

/// The file with the subtitles of a stimulus, or a sentence that says what to do; `None` when there are to be none.
pub(super) fn subtitles_of(stimulus: &Stimulus, folder: &Path) -> Option<Result<PathBuf, String>> {
    let reference = stimulus.subtitles.as_ref()?;
    Some(if stimulus.kind == StimulusKind::Film {
        place(reference, folder)
    } else {
        Err("Only a film can have subtitles; delete `subtitles`.".to_owned())
    })
}

fn place(reference: &str, folder: &Path) -> Result<PathBuf, String> {
    let quoted = shown(reference);
    let ending = Path::new(reference).extension();
    let known = ending.is_some_and(|ending| {
        ["srt", "vtt"]
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known))
    });
    if !known || reference.starts_with(ASSET) {
        return Err(format!(
            "`{quoted}` is no file of subtitles; save them as SubRip (.srt) or WebVTT (.vtt) beside the protocol."
        ));
    }
    let path = resolve(folder, reference)?;
    let (file, length) = regular_file::open(&path)?;
    if length > MOST_BYTES {
        return Err(format!(
            "`{quoted}` is larger than 2 MB, which subtitles never are; choose another file."
        ));
    }
    let mut bytes = Vec::new();
    // It may grow while it is read.
    file.take(MOST_BYTES)
        .read_to_end(&mut bytes)
        .map_err(|why| format!("`{quoted}` can't be read ({why}); copy it again."))?;
    match std::str::from_utf8(&bytes) {
        Ok(text) if !text.contains('\0') => Ok(path),
        _ => Err(format!(
            "`{quoted}` is not in UTF-8; save it again as UTF-8 in a text editor, so that its accents are right."
        )),
    }
}
