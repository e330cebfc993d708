//! Each stimulus says where its file lies, and the file is there, its subtitles too.

use std::path::Path;

use crate::protocol::media::{inside, resolve};
use crate::protocol::problem::Findings;
use crate::protocol::{Protocol, StimulusKind};

pub(super) fn check(protocol: &Protocol, folder: &Path, found: &mut Findings) {
    for (id, stimulus) in &protocol.stimuli {
        let here = format!("/stimuli/{id}");
        match (&stimulus.file, &stimulus.slot) {
            (Some(_), Some(_)) => found.error(
                here.clone(),
                "There is both a `file` and a `slot`; delete one of them.",
            ),
            (None, None) => found.error(
                here.clone(),
                "Nothing says where this lies; add `file`, or `slot` for a file that is chosen at set-up.",
            ),
            _ => {}
        }
        if stimulus.demo.is_some() && stimulus.slot.is_none() {
            found.error(
                format!("{here}/demo"),
                "A demo clip stands in for an empty slot, but there is no `slot`; add it or delete `demo`.",
            );
        }
        if let Some(subtitles) = &stimulus.subtitles {
            check_subtitles(&here, stimulus.kind, folder, subtitles, found);
        }
        for (key, reference) in [("file", &stimulus.file), ("demo", &stimulus.demo)] {
            let Some(reference) = reference else { continue };
            let at = format!("{here}/{key}");
            match resolve(folder, reference) {
                Err(sentence) => found.error(at, sentence),
                Ok(path) if stimulus.kind == StimulusKind::Image && !is_picture(&path) => found
                    .error(
                        at,
                        "A picture must be a PNG or JPEG file (.png, .jpg); convert it.",
                    ),
                Ok(_) => {}
            }
        }
    }
}

fn check_subtitles(
    here: &str,
    kind: StimulusKind,
    folder: &Path,
    reference: &str,
    found: &mut Findings,
) {
    let at = format!("{here}/subtitles");
    if kind != StimulusKind::Film {
        found.warning(
            at.clone(),
            "Only films have subtitles, so this has no effect; delete it.",
        );
    }
    match inside(folder, reference, "") {
        Err(sentence) => found.error(at, sentence),
        Ok(path) if !ends_in(&path, &["srt", "vtt"]) => found.error(
            at,
            "Subtitles are a SubRip or WebVTT file (.srt, .vtt); convert them.",
        ),
        Ok(_) => {}
    }
}

fn is_picture(path: &Path) -> bool {
    ends_in(path, &["png", "jpg", "jpeg"])
}

fn ends_in(path: &Path, extensions: &[&str]) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| {
        extensions
            .iter()
            .any(|known| known.eq_ignore_ascii_case(extension))
    })
}
