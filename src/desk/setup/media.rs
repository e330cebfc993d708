//! The films, sounds and pictures of a session: slots to fill, and each file looked at from start to end beforehand.

use std::collections::BTreeMap;
use std::path::PathBuf;

use egui::Ui;

use super::checks::{Check, State};
use super::medium::{Examined, File};
use crate::desk::page::{self, Kind, PathField};
use crate::desk::start::Options;
use crate::desk::words;
use crate::desk::worker::{Job, Wake};
use crate::protocol::load::Loaded;
use crate::protocol::{self, Id, Protocol, StimulusKind};
use crate::session::MediaFacts;

/// The media of one protocol.
pub struct Media {
    slots: BTreeMap<Id, PathField>,
    places: Result<BTreeMap<Id, PathBuf>, Vec<String>>,
    subtitles: Result<BTreeMap<Id, PathBuf>, Vec<String>>,
    /// From what `places` was made.
    asked: Option<(BTreeMap<Id, PathBuf>, bool)>,
    looks: BTreeMap<Id, Look>,
    may_sound: bool,
}

struct Look {
    path: PathBuf,
    job: Job<Result<Examined, String>>,
}

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
            subtitles: Ok(BTreeMap::new()),
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

    /// Where the subtitles of each film lie, for those that have some.
    pub fn subtitles(&self) -> BTreeMap<Id, PathBuf> {
        self.subtitles.clone().unwrap_or_default()
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
        self.subtitles = protocol::subtitle_places(&loaded.protocol, &loaded.folder);
        let films = asked.0.clone();
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
            let file = File {
                id: id.clone(),
                stimulus: stimulus.clone(),
                path: path.clone(),
                subtitles: self.subtitles().remove(id),
                stands_in: stimulus
                    .slot
                    .as_ref()
                    .is_some_and(|slot| !films.contains_key(slot)),
            };
            let job = Job::start("media check", wake, move |progress| file.examine(&progress));
            let path = path.clone();
            self.looks.insert(id.clone(), Look { path, job });
        }
    }

    /// One check a stimulus, or what keeps them from being found.
    pub fn checks(&mut self, protocol: &Protocol) -> Vec<Check> {
        let bad = |why: &String| Check::new("Films and sounds", State::Bad, why.clone());
        if let Err(wrong) = &self.places {
            return wrong.iter().map(bad).collect();
        }
        let study = self.asked.as_ref().is_some_and(|(_, study)| *study);
        let wrong = self.subtitles.as_ref().err();
        let mut checks: Vec<Check> = wrong.into_iter().flatten().map(bad).collect();
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
                Some(Ok(examined)) => examined.check(&label, study),
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
