//! Each stimulus says where its file lies, and the file is there, its subtitles too.

use std::path::Path;

use crate::protocol::media::resolve;
use crate::protocol::picture::picture_size;
use crate::protocol::problem::Findings;
use crate::protocol::subtitles::subtitles_of;
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
        if let Some(Err(sentence)) = subtitles_of(stimulus, folder) {
            found.error(format!("{here}/subtitles"), sentence);
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
                Ok(path) if stimulus.kind == StimulusKind::Image => {
                    if let Err(sentence) = picture_size(&path) {
                        found.error(at, sentence);
                    }
                }
                Ok(_) => {}
            }
        }
    }
}

fn is_picture(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| {
        ["png", "jpg", "jpeg"]
            .iter()
            .any(|known| known.eq_ignore_ascii_case(extension))
    })
}
