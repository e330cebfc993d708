//! Step two: the camera's file of the participant, looked at on a thread of its own; a film that was shown to them is refused.

use std::path::{Path, PathBuf};
use std::time::Duration;

use egui::{ProgressBar, Ui};

use super::blind::Blind;
use crate::desk::page::{self, Kind, PathField};
use crate::desk::worker::{Job, Progress, Wake};
use crate::link::FileMark;
use crate::media::ask::{ask, ask_program};
use crate::protocol;
use crate::record::layers::Video;

/// How long a file may keep silent while it is looked at.
const SILENCE: Duration = Duration::from_secs(20);

/// A video that may be coded.
pub struct Found {
    /// Where it lies.
    pub path: PathBuf,
    /// By what it is known again when it is opened.
    pub mark: Option<FileMark>,
    /// What the layer says of it.
    pub video: Video,
}

/// The choice of a video.
pub struct Choosing {
    field: PathField,
    looking: Option<Job<Result<Found, String>>>,
    why_not: Option<String>,
}

impl Default for Choosing {
    fn default() -> Self {
        Self {
            field: PathField::new(Kind::Medium, String::new()),
            looking: None,
            why_not: None,
        }
    }
}

/// What a file is held against.
struct Against {
    stimuli: Vec<String>,
    wanted: Option<Video>,
    program: Option<PathBuf>,
}

impl Choosing {
    /// Draws it; gives the video once it is known to be one. `wanted` is the one that an unfinished coding was begun on.
    pub fn choosing_ui(
        &mut self,
        ui: &mut Ui,
        blind: &Blind,
        wanted: Option<&Video>,
        program: Option<&Path>,
        wake: &Wake,
    ) -> Option<Found> {
        if let Some(video) = wanted {
            page::quiet(
                ui,
                &format!("This coding was begun on {}: choose that file.", video.file),
            );
        } else {
            page::quiet(
                ui,
                "The camera's file, not the film that was shown. It stays where it is; the coding only notes its name and digest.",
            );
        }
        if self.field.show(ui, "Video of the participant", wake)
            && self.looking.is_none()
            && !self.field.text.trim().is_empty()
        {
            self.why_not = None;
            let path = self.field.path();
            let against = Against {
                stimuli: blind.stimuli.clone(),
                wanted: wanted.cloned(),
                program: program.map(Path::to_owned),
            };
            self.looking = Some(Job::start("video", wake, move |progress| {
                look(&path, &against, &progress)
            }));
        }
        if let Some(why) = &self.why_not {
            page::caution(ui, why);
        }
        let looking = self.looking.as_mut()?;
        let Some(found) = looking.take() else {
            let bar = ProgressBar::new(looking.progress()).desired_height(4.0);
            page::quiet(ui, "Reading the video…");
            ui.add(bar);
            return None;
        };
        self.looking = None;
        // Nobody else asks for the frame that shows what came of it.
        ui.ctx().request_repaint();
        match found {
            Ok(found) => Some(found),
            Err(why) => {
                self.why_not = Some(why);
                None
            }
        }
    }
}

fn look(path: &Path, against: &Against, progress: &Progress) -> Result<Found, String> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mark = FileMark::of(path);
    let facts = protocol::facts(path, &mut |done, of| {
        progress.set(done as f32 / of.max(1) as f32);
    })
    .map_err(|why| format!("{name} can't be read ({why}): choose another file."))?;
    let is_stimulus = |sha256: &String| sha256.eq_ignore_ascii_case(&facts.sha256);
    if against.stimuli.iter().any(is_stimulus) {
        return Err(
            "This is the film that was shown, not a video of the participant: choose the camera's file."
                .to_owned(),
        );
    }
    if let Some(wanted) = &against.wanted {
        if !wanted.sha256.eq_ignore_ascii_case(&facts.sha256) {
            return Err(format!(
                "{name} is another file than the one that this coding was begun on: choose {}, or a copy of it.",
                wanted.file
            ));
        }
        return Ok(Found {
            path: path.to_owned(),
            mark,
            video: wanted.clone(),
        });
    }
    let info = match &against.program {
        Some(program) => ask_program(program, path, false, SILENCE, &mut |_| {}),
        None => ask(path, false, SILENCE),
    }?;
    let duration_s = info.duration_s.filter(|_| info.has_video).ok_or_else(|| {
        format!("{name} is no video with a known length: choose the camera's file.")
    })?;
    Ok(Found {
        path: path.to_owned(),
        mark,
        video: Video {
            file: facts.name,
            sha256: facts.sha256,
            duration_s,
        },
    })
}
