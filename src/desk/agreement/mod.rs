//! Two codings of a session held against each other: a two-row timeline, the figures, what they assume, and the list of disagreements, each
//! to be looked at and decided for a consensus.

mod decide;
mod figures;
mod list;
mod timeline;
mod write;

use std::path::PathBuf;

use egui::{ComboBox, Ui};

use super::page;
use super::worker::{Job, Wake};
use crate::look::{Icon, button, palette, strong, tokens};
use crate::measure::agreement::{Agreement, Settings};
use crate::protocol::Id;
use crate::record::Document;
use crate::record::amendments;
use crate::record::layers::{Kind, Layer};
use crate::time::{self, SessionTime, Stamp};
use decide::Decisions;
use timeline::View;

/// What the page asks of the program.
#[derive(Clone, Debug, PartialEq)]
pub enum AgreementCommand {
    /// Back to where it was opened from.
    Back,
    /// To look at this instant of the session.
    Jump(SessionTime),
    /// To read the codings anew: there is one more.
    Again,
}

/// What was read of a session.
pub struct Codings {
    /// The session with its first coding.
    pub document: Document,
    /// Its other codings.
    pub layers: Vec<Layer>,
    /// What could not be read to its end.
    pub notices: Vec<String>,
}

/// The page.
pub struct Comparison {
    reading: Option<Job<Result<Box<Codings>, String>>>,
    read: Option<Result<Box<Codings>, String>>,
    wake: Wake,
    /// Tells pages apart, so that each begins at its top and comes back as it was scrolled.
    opened: Stamp,
    /// The places of A and B among the codings that may be compared; 0 is the first coding.
    chosen: (usize, usize),
    comparing: Option<Job<Result<Box<Compared>, String>>>,
    compared: Option<Result<Box<Compared>, String>>,
    view: View,
    decisions: Decisions,
    folder: Option<PathBuf>,
    writing: write::Writing,
}

/// Both codings and how far they agree.
pub struct Compared {
    a: Document,
    b: Document,
    agreement: Agreement,
}

impl Comparison {
    /// Begins to read the session in this folder.
    pub fn open(wake: &Wake, folder: PathBuf) -> Self {
        let path = folder.clone();
        let reading = Job::start("codings", wake, move |_| read(&path).map(Box::new));
        Self {
            folder: Some(folder),
            ..Self::new(wake, Some(reading), None)
        }
    }

    /// Of codings that were read already.
    #[cfg(test)]
    pub fn of(wake: &Wake, codings: Codings) -> Self {
        let mut page = Self::new(wake, None, Some(Ok(Box::new(codings))));
        page.choose();
        page.compare();
        page
    }

    fn new(
        wake: &Wake,
        reading: Option<Job<Result<Box<Codings>, String>>>,
        read: Option<Result<Box<Codings>, String>>,
    ) -> Self {
        Self {
            reading,
            read,
            wake: wake.clone(),
            opened: time::now(),
            chosen: (0, 1),
            comparing: None,
            compared: None,
            view: View::default(),
            decisions: Decisions::default(),
            folder: None,
            writing: write::Writing::default(),
        }
    }

    /// Draws it.
    pub fn comparison_ui(&mut self, ui: &mut Ui) -> Option<AgreementCommand> {
        if let Some(read) = self.reading.as_mut().and_then(Job::take) {
            self.reading = None;
            self.read = Some(read);
            self.choose();
            self.compare();
        }
        if let Some(compared) = self.comparing.as_mut().and_then(Job::take) {
            self.comparing = None;
            self.view = match &compared {
                Ok(compared) => View::whole(&compared.agreement),
                Err(_) => View::default(),
            };
            self.compared = Some(compared);
        }
        let mut command = None;
        ui.push_id(self.opened.0, |ui| {
            page::column(ui, 1240.0, |ui| command = self.page_ui(ui));
        });
        command
    }

    fn page_ui(&mut self, ui: &mut Ui) -> Option<AgreementCommand> {
        if head_ui(ui, self.read.as_ref()) {
            return Some(AgreementCommand::Back);
        }
        let codings = match &self.read {
            Some(Ok(codings)) => codings,
            Some(Err(why)) => {
                page::caution(ui, why);
                return None;
            }
            None => {
                page::quiet(ui, "Reading the codings…");
                return None;
            }
        };
        for notice in &codings.notices {
            page::caution(ui, notice);
        }
        if let Some(why) = codings.shut() {
            page::quiet(ui, &why);
            return None;
        }
        let ids: Vec<Id> = (0..codings.names().len())
            .map(|place| codings.id(place))
            .collect();
        if choose_ui(ui, &codings.names(), &mut self.chosen) {
            self.compare();
        }
        let Self {
            compared,
            view,
            decisions,
            writing,
            folder,
            wake,
            ..
        } = self;
        let compared = match compared {
            Some(Ok(compared)) => compared,
            Some(Err(why)) => {
                page::caution(ui, why);
                return None;
            }
            None => {
                page::quiet(ui, "Comparing…");
                return None;
            }
        };
        if compared.agreement.window.from_s.is_none() {
            page::quiet(
                ui,
                "Both coders never coded the same time, so that there is nothing to compare.",
            );
            return None;
        }
        let mut command = None;
        section(ui, "Both codings");
        timeline::timeline_ui(ui, &compared.a, &compared.b, &compared.agreement, view);
        section(ui, "Disagreements");
        let list = &compared.agreement.disagreements;
        match list::list_ui(ui, &compared.agreement, view, decisions) {
            Some(list::Asked::Jump(t)) => command = Some(AgreementCommand::Jump(t)),
            Some(list::Asked::Consensus) => writing.ask(decisions.count(), list.len()),
            None => {}
        }
        let decided = || decisions.all(list);
        let from = [self.chosen.0, self.chosen.1];
        let names = from.map(|place| ids.get(place).cloned().unwrap_or_else(|| "first".into()));
        if writing.writing_ui(ui, wake, folder.as_deref(), compared, names, decided) {
            command = Some(AgreementCommand::Again);
        }
        section(ui, "Figures");
        figures::figures_ui(ui, &compared.agreement);
        section(ui, "What these figures assume");
        for sentence in &compared.agreement.assumptions {
            page::faint(ui, sentence);
        }
        command
    }

    /// Chooses the first coding and the first one that another coder made: a consensus was made of both, and would agree with each.
    fn choose(&mut self) {
        if let Some(Ok(codings)) = &self.read {
            self.chosen = (0, codings.second());
        }
    }

    /// Compares the two that are chosen, aside.
    fn compare(&mut self) {
        self.compared = None;
        self.decisions = Decisions::default();
        let Some(Ok(codings)) = &self.read else {
            return;
        };
        if codings.shut().is_some() {
            return;
        }
        let (Some(a), Some(b)) = (codings.coding(self.chosen.0), codings.coding(self.chosen.1))
        else {
            return;
        };
        let cautions = [self.chosen.0, self.chosen.1].map(|place| codings.cautions(place));
        self.comparing = Some(Job::start("agreement", &self.wake, move |_| {
            let mut agreement = Agreement::of(&a, &b, Settings::default())?;
            agreement.assumptions.extend(cautions.concat());
            Ok(Box::new(Compared { a, b, agreement }))
        }));
    }
}

impl Codings {
    fn finished(&self) -> impl Iterator<Item = &Layer> {
        self.layers.iter().filter(|layer| layer.is_finished)
    }

    /// The place of the first coding that another coder made.
    fn second(&self) -> usize {
        let coding = self.finished().position(|layer| layer.kind == Kind::Coding);
        coding.unwrap_or_default() + 1
    }

    /// The codings that may be compared, in words.
    fn names(&self) -> Vec<String> {
        let coders = self.document.coders.iter();
        let coders: Vec<&str> = coders.map(|coder| coder.id.as_str()).collect();
        let first = format!("First coding, by {}", coders.join(", "));
        let others = self.finished().map(|layer| match layer.kind {
            Kind::Coding => format!("{}, by {}", layer.id, layer.coder.id),
            Kind::Consensus => format!("{}, consensus", layer.id),
        });
        std::iter::once(first).chain(others).collect()
    }

    /// The id of a coding: `first`, or the layer's.
    fn id(&self, place: usize) -> Id {
        let layer = place
            .checked_sub(1)
            .and_then(|place| self.finished().nth(place));
        layer.map_or_else(|| "first".into(), |layer| layer.id.clone())
    }

    fn coding(&self, place: usize) -> Option<Document> {
        match place.checked_sub(1) {
            None => Some(self.document.clone()),
            Some(place) => self
                .finished()
                .nth(place)
                .map(|layer| layer.over(&self.document)),
        }
    }

    /// What is to be known of a coding's times.
    fn cautions(&self, place: usize) -> Vec<String> {
        let layer = place
            .checked_sub(1)
            .and_then(|place| self.finished().nth(place));
        layer.map_or_else(Vec::new, Layer::cautions)
    }

    /// Why nothing is shown: nobody who still codes may see what others coded.
    fn shut(&self) -> Option<String> {
        let open = self
            .layers
            .iter()
            .find(|layer| !layer.is_finished && layer.kind == Kind::Coding);
        if let Some(layer) = open {
            return Some(format!(
                "{} has not finished coding this session. The comparison opens when that coding is finished, so that nobody codes after another's.",
                layer.coder.id
            ));
        }
        let mut others = self.finished();
        let is_coded_once = !others.any(|layer| layer.kind == Kind::Coding);
        is_coded_once.then(|| {
            "There is one coding of this session. Code it again, and the two can be compared here."
                .to_owned()
        })
    }
}

fn read(folder: &std::path::Path) -> Result<Codings, String> {
    let opened = amendments::open(folder)?;
    let mut notices = opened.changes;
    notices.extend(opened.notices);
    Ok(Codings {
        document: opened.amended,
        layers: opened.layers,
        notices,
    })
}

fn head_ui(ui: &mut Ui, read: Option<&Result<Box<Codings>, String>>) -> bool {
    ui.horizontal(|ui| {
        let back = button::compact(ui, Some(Icon::Left), "Back", button::Weight::Quiet).clicked();
        ui.label(
            egui::RichText::new("Agreement")
                .font(strong(tokens::DESK_TEXT + 4.0))
                .color(palette(ui).text),
        );
        if let Some(Ok(codings)) = read {
            page::quiet(ui, &format!("Session {}", codings.document.session.id));
        }
        back
    })
    .inner
}

/// Whether another pair was chosen.
fn choose_ui(ui: &mut Ui, names: &[String], chosen: &mut (usize, usize)) -> bool {
    let before = *chosen;
    ui.horizontal_wrapped(|ui| {
        for (label, place) in [("A", &mut chosen.0), ("B", &mut chosen.1)] {
            ui.label(egui::RichText::new(label).font(strong(tokens::DESK_TEXT)));
            let now = names.get(*place).map_or("", String::as_str);
            let combo = ComboBox::from_id_salt(("coding", label))
                .width(260.0)
                .truncate()
                .selected_text(now)
                .show_ui(ui, |ui| {
                    for (other, name) in names.iter().enumerate() {
                        ui.selectable_value(place, other, name);
                    }
                });
            page::named(ui, &combo.response, &format!("Coding {label}"));
            ui.add_space(16.0);
        }
    });
    if chosen.0 == chosen.1 {
        // The same twice says nothing; the other one gives way.
        *chosen = if chosen.0 == before.0 {
            (before.1, chosen.1)
        } else {
            (chosen.0, before.0)
        };
    }
    *chosen != before
}

fn section(ui: &mut Ui, title: &str) {
    ui.add_space(12.0);
    page::heading(ui, title);
}

#[cfg(test)]
mod tests;
