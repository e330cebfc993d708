//! The films, sounds and pictures of a session: slots to fill, and each file looked at from start to end beforehand.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use egui::Ui;

use super::checks::{Check, State};
use crate::desk::page::{self, Kind, PathField};
use crate::desk::start::Options;
use crate::desk::words;
use crate::desk::worker::{Job, Progress, Wake};
use crate::media::{self, MediaInfo};
use crate::protocol::load::Loaded;
use crate::protocol::{self, Id, Protocol, Stimulus, StimulusKind};
use crate::session::MediaFacts;
use crate::time::Micros;

/// The media of one protocol.
pub struct Media {
    slots: BTreeMap<Id, PathField>,
    places: Result<BTreeMap<Id, PathBuf>, Vec<String>>,
    /// From what `places` was made.
    asked: Option<(BTreeMap<Id, PathBuf>, bool)>,
    looks: BTreeMap<Id, Look>,
    may_sound: bool,
}

struct Look {
    path: PathBuf,
    job: Job<Result<Examined, String>>,
}

/// What looking at one file gave.
struct Examined {
    facts: MediaFacts,
    has_sound: bool,
    about: String,
}

/// How long a file may keep silent while it is looked at.
const SILENCE: Duration = Duration::from_secs(20);

impl Media {
    /// The slots of the protocol, filled with what the command line named.
    pub fn new(protocol: &Protocol, options: &Options) -> Self {
        let slots = protocol
            .stimuli
            .values()
            .filter_map(|stimulus| stimulus.slot.clone());
        let field = |slot: &Id| {
            let path = options
                .films
                .get(slot)
                .map(|path| path.display().to_string());
            PathField::new(Kind::Medium, path.unwrap_or_default())
        };
        let mut slots: BTreeMap<Id, PathField> =
            slots.map(|slot| (slot.clone(), field(&slot))).collect();
        // A slot that the protocol does not have is named among what is wrong.
        for slot in options.films.keys() {
            slots.entry(slot.clone()).or_insert_with(|| field(slot));
        }
        Self {
            slots,
            places: Ok(BTreeMap::new()),
            asked: None,
            looks: BTreeMap::new(),
            may_sound: protocol
                .stimuli
                .values()
                .any(|stimulus| stimulus.kind != StimulusKind::Image),
        }
    }

    /// Whether something may be heard, judged by the protocol alone.
    pub fn may_sound(&self) -> bool {
        self.may_sound
    }

    /// Whether something will be heard, as far as the files are known; until then it may be.
    pub fn has_sound(&mut self) -> bool {
        self.may_sound
            && self.looks.values_mut().any(|look| match look.job.look() {
                Some(Ok(examined)) => examined.has_sound,
                Some(Err(_)) => false,
                None => true,
            })
    }

    /// Where each stimulus lies.
    pub fn places(&self) -> BTreeMap<Id, PathBuf> {
        self.places.clone().unwrap_or_default()
    }

    /// What is known of each file.
    pub fn facts(&mut self) -> Vec<MediaFacts> {
        let looks = self.looks.values_mut();
        looks
            .filter_map(|look| Some(look.job.look()?.as_ref().ok()?.facts.clone()))
            .collect()
    }

    /// Looks at files that are new.
    pub fn follow(&mut self, loaded: &Loaded, study: bool, wake: &Wake) {
        let filled = |field: &PathField| !field.text.trim().is_empty();
        let films: BTreeMap<Id, PathBuf> = self
            .slots
            .iter()
            .filter(|(_, field)| filled(field))
            .map(|(slot, field)| (slot.clone(), field.path()))
            .collect();
        let asked = (films, study);
        if self.asked.as_ref() == Some(&asked) {
            return;
        }
        self.places = protocol::media_places(&loaded.protocol, &loaded.folder, &asked.0, study);
        self.asked = Some(asked);
        let Ok(places) = &self.places else { return };
        self.looks
            .retain(|id, look| places.get(id) == Some(&look.path));
        for (id, path) in places {
            let Some(stimulus) = loaded
                .protocol
                .stimuli
                .get(id)
                .filter(|_| !self.looks.contains_key(id))
            else {
                continue;
            };
            let (id, path, stimulus) = (id.clone(), path.clone(), stimulus.clone());
            let look = Look {
                path: path.clone(),
                job: Job::start("media check", wake, {
                    let id = id.clone();
                    move |progress| examine(&id, &stimulus, &path, &progress)
                }),
            };
            self.looks.insert(id, look);
        }
    }

    /// One check a stimulus, or what keeps them from being found.
    pub fn checks(&mut self, protocol: &Protocol) -> Vec<Check> {
        if let Err(wrong) = &self.places {
            return wrong
                .iter()
                .map(|why| Check::new("Films and sounds", State::Bad, why.clone()))
                .collect();
        }
        let mut checks = Vec::new();
        for (id, look) in &mut self.looks {
            let kind = protocol.stimuli.get(id).map(|stimulus| stimulus.kind);
            let label = format!("{} “{id}”", kind_name(kind));
            let progress = look.job.progress();
            checks.push(match look.job.look() {
                None => Check::new(
                    &label,
                    State::Working(progress),
                    "Looking through the file…",
                ),
                Some(Err(why)) => Check::new(&label, State::Bad, why.clone()),
                Some(Ok(examined)) => Check::new(&label, State::Well, examined.about.clone()),
            });
        }
        checks
    }

    /// A field a slot.
    pub fn media_ui(&mut self, ui: &mut Ui, protocol: &Protocol, wake: &Wake) {
        if self.slots.is_empty() {
            return;
        }
        page::heading(ui, "Films");
        for (slot, field) in &mut self.slots {
            let label = words::sentence_case(slot.as_str());
            page::field(ui, &label, |ui| {
                field.show(ui, &format!("File for {label}"), wake)
            });
            let stimulus = protocol
                .stimuli
                .values()
                .find(|stimulus| stimulus.slot.as_ref() == Some(slot));
            if field.text.trim().is_empty()
                && stimulus.is_some_and(|stimulus| stimulus.demo.is_some())
            {
                page::field(ui, "", |ui| {
                    page::faint(
                        ui,
                        "Empty: the demonstration clip plays, outside study mode",
                    )
                });
            }
        }
    }
}

fn kind_name(kind: Option<StimulusKind>) -> &'static str {
    match kind {
        Some(StimulusKind::Sound) => "Sound",
        Some(StimulusKind::Image) => "Picture",
        _ => "Film",
    }
}

fn examine(
    id: &Id,
    stimulus: &Stimulus,
    path: &Path,
    progress: &Progress,
) -> Result<Examined, String> {
    let file = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let cant_read =
        |why: &dyn std::fmt::Display| format!("{file} can't be read ({why}): choose another file.");
    let known = protocol::facts(path, &mut |done, of| {
        progress.set(0.5 * done as f32 / of.max(1) as f32)
    })
    .map_err(|error| cant_read(&error))?;
    let mut facts = MediaFacts {
        id: id.clone(),
        kind: stimulus.kind,
        file: known.name,
        sha256: known.sha256,
        duration_s: None,
        width: None,
        height: None,
        fps: None,
    };
    if stimulus.kind == StimulusKind::Image {
        let (width, height) = image::image_dimensions(path).map_err(|error| {
            format!("{file} is no PNG or JPEG picture ({error}): choose another file.")
        })?;
        (facts.width, facts.height) = (Some(width), Some(height));
        let about = format!("{width} × {height}");
        return Ok(Examined {
            facts,
            has_sound: false,
            about,
        });
    }
    let info = media::ask_with_progress(path, true, SILENCE, &mut |part| {
        progress.set(0.5 + 0.5 * part)
    })?;
    fits(stimulus, &info, &file)?;
    facts.duration_s = info.duration_s;
    if let Some(picture) = &info.picture {
        (facts.width, facts.height, facts.fps) =
            (Some(picture.width), Some(picture.height), picture.fps);
    }
    Ok(Examined {
        facts,
        has_sound: info.has_audio,
        about: about(&info),
    })
}

fn fits(stimulus: &Stimulus, info: &MediaInfo, file: &str) -> Result<(), String> {
    if stimulus.kind == StimulusKind::Film && !info.has_video {
        return Err(format!("{file} holds no picture: choose a film."));
    }
    if stimulus.kind == StimulusKind::Sound && !info.has_audio {
        return Err(format!("{file} holds no sound: choose another file."));
    }
    let Some(duration_s) = info.duration_s else {
        return Ok(());
    };
    let to_s = stimulus.to_s.unwrap_or(duration_s);
    // Containers round their lengths; half a second is no reason to refuse.
    if stimulus.from_s >= duration_s || to_s > duration_s + 0.5 {
        return Err(format!(
            "{file} lasts {}, but the protocol shows it from {} to {}: choose another file or change the protocol.",
            words::length(Micros::from_s(duration_s)),
            words::length(Micros::from_s(stimulus.from_s)),
            words::length(Micros::from_s(to_s)),
        ));
    }
    Ok(())
}

fn about(info: &MediaInfo) -> String {
    let mut parts = Vec::new();
    if let Some(duration_s) = info.duration_s {
        parts.push(words::length(Micros::from_s(duration_s)));
    }
    if let Some(picture) = &info.picture {
        parts.push(format!("{} × {}", picture.width, picture.height));
        if let Some(fps) = picture.fps {
            parts.push(format!("{} frames/s", (fps * 100.0).round() / 100.0));
        }
    }
    parts.push(
        if info.has_audio {
            "with sound"
        } else {
            "without sound"
        }
        .to_owned(),
    );
    parts.join(" · ")
}
