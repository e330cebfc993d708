//! Settles which file each stimulus plays, and what is known of a file without opening it as media.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use sha2::{Digest, Sha256};

use super::load::hex;
use super::problem::{listed, shown};
use super::stimulus::Valence;
use super::{ASSET, Id, Protocol, Stimulus, StimulusKind, assets, picture_size, regular_file};

/// What is known of any file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileFacts {
    /// Its name, without its folder.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// Which file each stimulus plays: its own, or the one chosen for its slot in `films`, or, outside study mode, the slot's demo clip.
///
/// In study mode no slot may hold a demo clip, nor may a mood induction play one.
///
/// # Errors
/// A sentence for every stimulus without a file and every choice that does not fit.
pub fn media_places(
    protocol: &Protocol,
    folder: &Path,
    films: &BTreeMap<Id, PathBuf>,
    study_mode: bool,
) -> Result<BTreeMap<Id, PathBuf>, Vec<String>> {
    let mut places = BTreeMap::new();
    let mut wrong = Vec::new();
    let slots = || protocol.stimuli.values().filter_map(|s| s.slot.as_ref());
    for slot in films.keys() {
        if !slots().any(|known| known == slot) {
            wrong.push(format!(
                "The protocol has no slot `{}`; its slots are: {}.",
                shown(slot.as_str()),
                listed(slots().map(Id::as_str))
            ));
        }
    }
    for (id, stimulus) in &protocol.stimuli {
        let place = place_of(id, stimulus, folder, films, study_mode).and_then(|path| {
            if stimulus.kind == StimulusKind::Image {
                picture_size(&path).map_err(|why| format!("Stimulus `{id}`: {why}"))?;
            }
            Ok(path)
        });
        match place {
            Ok(path) => {
                places.insert(id.clone(), path);
            }
            Err(sentence) => wrong.push(sentence),
        }
    }
    wrong.dedup();
    if wrong.is_empty() {
        Ok(places)
    } else {
        Err(wrong)
    }
}

/// The file that `reference` names, a path inside `folder` or `asset:NAME`, or a sentence that says what to do.
pub(super) fn resolve(folder: &Path, reference: &str) -> Result<PathBuf, String> {
    if let Some(name) = reference.strip_prefix(ASSET) {
        return assets::find(name).ok_or_else(|| {
            format!(
                "No clip `{}` ships with the program; there are: {}.",
                shown(name),
                listed(assets::names().iter().map(String::as_str))
            )
        });
    }
    inside(folder, reference, ", or use a slot")
}

/// The file that `reference` names, a path inside `folder`, or a sentence that says what to do, `otherwise` included.
pub(super) fn inside(folder: &Path, reference: &str, otherwise: &str) -> Result<PathBuf, String> {
    let quoted = shown(reference);
    let path = Path::new(reference);
    let drive = reference.chars().nth(1) == Some(':');
    if path.is_absolute() || drive || reference.starts_with(['/', '\\', '~']) {
        return Err(format!(
            "`{quoted}` is not inside the protocol's folder; copy the file there and write its name{otherwise}."
        ));
    }
    if path
        .components()
        .any(|part| !matches!(part, Component::Normal(_) | Component::CurDir))
    {
        return Err(format!(
            "`{quoted}` leads out of the protocol's folder; copy the file there and write its name{otherwise}."
        ));
    }
    let found = match folder.join(path).canonicalize() {
        Ok(found) if !reference.is_empty() && found.is_file() => found,
        _ => {
            return Err(format!(
                "There is no file `{quoted}` in the protocol's folder; copy it there or correct the name."
            ));
        }
    };
    match folder.canonicalize() {
        Ok(folder) if found.starts_with(&folder) => Ok(found),
        _ => Err(format!(
            "`{quoted}` is a link that leads out of the protocol's folder; copy the file itself there{otherwise}."
        )),
    }
}

/// Name, size and digest of the file at `path`. `progress` hears how many bytes are done, of how many, about every MiB.
///
/// # Errors
/// When the file is no regular file or can't be read.
pub fn facts(path: &Path, progress: &mut dyn FnMut(u64, u64)) -> io::Result<FileFacts> {
    let (mut file, total) = regular_file::open(path).map_err(io::Error::other)?;
    let mut digest = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    let mut done = 0;
    loop {
        let count = match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        digest.update(buffer.get(..count).unwrap_or_default());
        done += count as u64;
        progress(done, total.max(done));
    }
    Ok(FileFacts {
        name: path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default(),
        bytes: done,
        sha256: hex(&digest.finalize()),
    })
}

fn place_of(
    id: &Id,
    stimulus: &Stimulus,
    folder: &Path,
    films: &BTreeMap<Id, PathBuf>,
    study_mode: bool,
) -> Result<PathBuf, String> {
    let about = |sentence: String| format!("Stimulus `{id}`: {sentence}");
    if let Some(file) = &stimulus.file {
        if study_mode && file.starts_with(ASSET) && induces(stimulus) {
            return Err(about(
                "this is a demonstration clip, which study mode refuses; use a slot and your own film.".to_owned(),
            ));
        }
        return resolve(folder, file).map_err(about);
    }
    let Some(slot) = &stimulus.slot else {
        return Err(about(
            "it has neither a file nor a slot; add one.".to_owned(),
        ));
    };
    match (films.get(slot), &stimulus.demo) {
        (Some(path), _) => {
            regular_file::open(path)
                .map_err(|why| format!("Film for the slot `{slot}` ({}): {why}", path.display()))?;
            if study_mode && is_shipped(path) {
                return Err(format!(
                    "The slot `{slot}` holds a demonstration clip, which study mode refuses; choose your own film."
                ));
            }
            Ok(path.clone())
        }
        (None, Some(demo)) if !study_mode => resolve(folder, demo).map_err(about),
        _ => Err(format!("The slot `{slot}` is empty; choose a film for it.")),
    }
}

/// Whether the stimulus is meant to change the mood for the worse, or doesn't say.
fn induces(stimulus: &Stimulus) -> bool {
    let valence = stimulus.tags.as_ref().map(|tags| tags.valence);
    !matches!(valence, Some(Valence::Neutral | Valence::Positive))
}

/// Whether this very file is one of the clips that ship with the program.
fn is_shipped(path: &Path) -> bool {
    let Ok(path) = path.canonicalize() else {
        return false;
    };
    assets::names()
        .iter()
        .filter_map(|name| assets::find(name)?.canonicalize().ok())
        .any(|shipped| shipped == path)
}
