//! A study in one window: its sessions, who cried, how mood went, and what goes with what.

mod criers;
mod curves;
mod moments;
mod mood;
mod numbers;
mod out;
mod recovery;
mod relations;
mod sessions;
mod table;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{RichText, ScrollArea, Ui};

use super::page;
use super::worker::{Job, Wake};
use crate::look::{Icon, button, digits, palette, strong, tokens};
use crate::measure::study::{CodingChoice, Settings, Study as Statistics};
use crate::study::{Loaded, load, settled_rule};

/// What the study window asks of the program.
#[derive(Clone, Debug, PartialEq)]
pub enum StudyCommand {
    /// Back to the home window.
    Home,
    /// Look at the session in this folder.
    Session(PathBuf),
}

/// Which part of the study is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Tab {
    #[default]
    Sessions,
    Criers,
    Mood,
    Relations,
    Moments,
}

const TABS: [(Tab, &str); 5] = [
    (Tab::Sessions, "Sessions"),
    (Tab::Criers, "Who cried"),
    (Tab::Mood, "Mood"),
    (Tab::Relations, "What goes with what"),
    (Tab::Moments, "Moments of the film"),
];

/// A tab's name.
fn name(tab: Tab) -> &'static str {
    let found = TABS.iter().find(|(other, _)| *other == tab);
    found.map_or("", |(_, name)| *name)
}

/// What was read and computed.
struct Read {
    loaded: Arc<Loaded>,
    computed: Computed,
    /// Counts what was computed, so that what is drawn of it is made once.
    edition: u64,
}

/// The statistics and what is made of them at once.
struct Computed {
    statistics: Statistics,
    listing: sessions::Listing,
}

impl Computed {
    fn of(loaded: &Loaded, settings: &Settings) -> Self {
        let statistics = Statistics::of(&loaded.rows, settings);
        Self {
            listing: sessions::Listing::of(&loaded.rows, &statistics),
            statistics,
        }
    }
}

/// A study being looked at.
pub struct Study {
    folder: PathBuf,
    wake: Wake,
    settings: Settings,
    /// What the statistics at hand were computed with.
    reading: Option<Job<Result<(Box<Read>, Settings), String>>>,
    computing: Option<Job<Computed>>,
    read: Option<Result<Box<Read>, String>>,
    tab: Tab,
    part: usize,
    sessions: sessions::Chosen,
    criers: criers::Form,
    mood: mood::Chosen,
    relations: relations::Chosen,
    out: out::Out,
}

impl Study {
    /// Begins to read the study in this folder.
    pub fn open(wake: &Wake, folder: PathBuf) -> Self {
        let settings = Settings::default();
        Self {
            reading: Some(read(wake, &folder, &settings, true)),
            out: out::Out::new(&folder),
            folder,
            wake: wake.clone(),
            settings,
            computing: None,
            read: None,
            tab: Tab::default(),
            part: 0,
            sessions: sessions::Chosen::default(),
            criers: criers::Form::default(),
            mood: mood::Chosen::default(),
            relations: relations::Chosen::default(),
        }
    }

    /// Draws it.
    pub fn study_ui(&mut self, ui: &mut Ui) -> Option<StudyCommand> {
        self.take();
        let mut command = None;
        let margin = ((ui.available_width() - 1320.0) / 2.0).max(24.0);
        ui.add_space(16.0);
        ui.horizontal_top(|ui| {
            ui.add_space(margin);
            ui.vertical(|ui| {
                ui.set_width(ui.available_width() - margin);
                ui.spacing_mut().item_spacing.y = 6.0;
                command = self.page_ui(ui);
            });
        });
        command
    }

    fn take(&mut self) {
        if let Some(read) = self.reading.as_mut().and_then(Job::take) {
            self.reading = None;
            // Read by the rule by which it was settled who cried, where nobody chose another.
            if let Ok((_, settings)) = &read {
                self.settings = settings.clone();
            }
            self.read = Some(read.map(|(read, _)| read));
        }
        if let Some(computed) = self.computing.as_mut().and_then(Job::take) {
            self.computing = None;
            if let Some(Ok(read)) = &mut self.read {
                read.computed = computed;
                read.edition += 1;
            }
        }
    }

    fn page_ui(&mut self, ui: &mut Ui) -> Option<StudyCommand> {
        let home = ui
            .horizontal(|ui| {
                let home = button::compact(ui, Some(Icon::Left), "Home", button::Weight::Quiet);
                let name = match &self.read {
                    Some(Ok(read)) => read.loaded.sessions.study.to_string(),
                    _ => "Study".to_owned(),
                };
                ui.label(
                    RichText::new(name)
                        .font(strong(tokens::DESK_TITLE))
                        .color(palette(ui).text),
                );
                home.clicked()
            })
            .inner;
        if home {
            return Some(StudyCommand::Home);
        }
        if let Some(reading) = &self.reading {
            let share = reading.progress();
            page::quiet(ui, "Reading the sessions of this study…");
            ui.add(egui::ProgressBar::new(share).desired_width(320.0));
            return None;
        }
        match &mut self.read {
            None => None,
            Some(Err(why)) => {
                page::caution(ui, why);
                None
            }
            Some(Ok(_)) => {
                self.settings_ui(ui);
                self.tabs_ui(ui);
                self.tab_ui(ui)
            }
        }
    }

    fn tabs_ui(&mut self, ui: &mut Ui) {
        ui.horizontal_wrapped(|ui| {
            for (tab, name) in TABS {
                ui.selectable_value(&mut self.tab, tab, name);
            }
        });
        ui.add_space(8.0);
    }

    /// The choices that every figure depends on.
    fn settings_ui(&mut self, ui: &mut Ui) {
        let Some(Ok(read)) = &self.read else {
            return;
        };
        let before = self.settings.clone();
        let counts = &read.computed.statistics.counts;
        ui.horizontal_wrapped(|ui| {
            let text = format!(
                "{} sessions, {} count, {} participants",
                counts.sessions, counts.counted, counts.participants
            );
            ui.label(
                RichText::new(text)
                    .font(digits(tokens::DESK_SMALL))
                    .color(palette(ui).quiet),
            );
            ui.add_space(16.0);
            let settings = &mut self.settings;
            numbers::rule_ui(ui, &mut settings.rule, settled_rule(&read.loaded.unlocking));
            numbers::gap_ui(ui, &mut settings.merge_gap_s);
            let mut agreed = settings.coding == CodingChoice::Consensus;
            ui.checkbox(
                &mut agreed,
                "What coders agreed upon, where there is a consensus",
            );
            settings.coding = if agreed {
                CodingChoice::Consensus
            } else {
                CodingChoice::First
            };
        });
        for caution in &read.computed.statistics.cautions {
            page::caution(ui, caution);
        }
        if self.settings != before {
            self.compute(before.merge_gap_s.to_bits() != self.settings.merge_gap_s.to_bits());
        }
    }

    /// Computes anew; with another gap the sessions are read again, for bouts are made while reading.
    fn compute(&mut self, again: bool) {
        if again {
            self.reading = Some(read(&self.wake, &self.folder, &self.settings, false));
            return;
        }
        let Some(Ok(read)) = &self.read else {
            return;
        };
        let (loaded, settings) = (read.loaded.clone(), self.settings.clone());
        self.computing = Some(Job::start("statistics", &self.wake, move |_| {
            Computed::of(&loaded, &settings)
        }));
    }

    fn tab_ui(&mut self, ui: &mut Ui) -> Option<StudyCommand> {
        let mut settled = false;
        let mut chosen = false;
        let Some(Ok(read)) = &mut self.read else {
            return None;
        };
        let Read {
            loaded,
            computed,
            edition,
        } = &mut **read;
        let Computed {
            statistics,
            listing,
        } = computed;
        let tab = self.tab;
        let needs_mood = matches!(tab, Tab::Mood | Tab::Relations | Tab::Moments);
        if tab == Tab::Sessions {
            return sessions::sessions_ui(ui, loaded, statistics, listing, &mut self.sessions);
        }
        ScrollArea::vertical().id_salt(name(tab)).auto_shrink(false).show(ui, |ui| {
            if needs_mood && !loaded.is_open() && tab != Tab::Moments {
                page::card(ui, |ui| {
                    page::quiet(ui, "Ratings stay locked until it is settled who cried: whoever sees them is no longer blind.");
                    if button::compact(ui, None, "Settle who cried", button::Weight::Normal).clicked() {
                        self.tab = Tab::Criers;
                    }
                });
                return;
            }
            if needs_mood {
                numbers::part_ui(ui, &statistics.parts, &mut self.part);
            }
            let number = self.part.min(statistics.parts.len().saturating_sub(1));
            let part = statistics.parts.get(number);
            match (tab, part) {
                (Tab::Criers, _) => {
                    settled = criers::criers_ui(ui, loaded, statistics, &mut self.criers, &self.wake);
                }
                (_, None) => drop(page::quiet(ui, "No session of this study can be counted yet.")),
                (Tab::Mood, Some(_)) => {
                    let of = (*edition, number);
                    chosen = mood::mood_ui(ui, loaded, statistics, of, &mut self.mood, &mut self.settings);
                }
                (Tab::Relations, Some(part)) => relations::relations_ui(ui, part, &mut self.relations),
                (Tab::Moments, Some(part)) => moments::moments_ui(ui, part),
                (Tab::Sessions, _) => {}
            }
            ui.add_space(16.0);
            self.out.out_ui(ui, &self.wake, &self.folder, &self.settings, loaded.is_open());
            ui.add_space(40.0);
        });
        if settled || chosen {
            self.compute(false);
        }
        None
    }
}

/// Reads the study; at first by the rule by which it was settled who cried.
fn read(
    wake: &Wake,
    folder: &Path,
    settings: &Settings,
    at_first: bool,
) -> Job<Result<(Box<Read>, Settings), String>> {
    let (folder, mut settings) = (folder.to_owned(), settings.clone());
    Job::start("study", wake, move |progress| {
        let mut loaded = load(&folder, &settings, |share| progress.set(share))?;
        if let Some(rule) = settled_rule(&loaded.unlocking).filter(|_| at_first) {
            settings.rule = rule;
            let unlocking = loaded.unlocking.clone();
            loaded.settled(unlocking, &settings);
        }
        let read = Read {
            computed: Computed::of(&loaded, &settings),
            loaded: Arc::new(loaded),
            edition: 0,
        };
        Ok((Box::new(read), settings))
    })
}
