//! The form for one correction: what, the new value, who and why.

mod proposed;

use egui::{ComboBox, Ui};

use crate::desk::page;
use crate::desk::review::{Edit, Picked};
use crate::desk::words;
use crate::protocol::{Answerer, Step};
use crate::record::Document;
use crate::record::amendments::{self, Amendment, Opened, Proposal, Wish};
use crate::record::document::{Bout, PointRow, Response};
use crate::time::SessionTime;

/// What is being filled in.
pub struct Form {
    undo: Option<(u64, String)>,
    kind: Kind,
    which: String,
    value: String,
    /// Onset, offset and level of a new bout; the instant of a new point or of a change of level.
    more: [String; 3],
    who: String,
    why: String,
    /// For which change, after how many amendments, and what the present value is.
    looked_up: Option<((Vec<String>, usize), Option<String>)>,
}

/// What can be corrected here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Onset,
    Offset,
    Channel,
    Level,
    Quality,
    RemoveBout,
    AddBout,
    Time,
    Code,
    RemovePoint,
    AddPoint,
    Covariate,
    Answer,
    Visit,
    Note,
}

const KINDS: [(Kind, &str); 15] = [
    (Kind::Onset, "Onset of a bout"),
    (Kind::Offset, "Offset of a bout"),
    (Kind::Channel, "Channel of a bout"),
    (Kind::Level, "Level of a bout"),
    (Kind::Quality, "Quality of a bout's episode"),
    (Kind::RemoveBout, "Remove a bout"),
    (Kind::AddBout, "Add a bout"),
    (Kind::Time, "Time of a point"),
    (Kind::Code, "Code of a point"),
    (Kind::RemovePoint, "Remove a point"),
    (Kind::AddPoint, "Add a point"),
    (Kind::Covariate, "Covariate of the participant"),
    (Kind::Answer, "Answer that the experimenter gave"),
    (Kind::Visit, "Number of the visit"),
    (Kind::Note, "Add a note"),
];

/// A choice: as it is written in a change, and as people read it.
type Choices = Vec<(String, String)>;

impl Form {
    /// Empty, for the first thing that there is to correct.
    pub fn new(opened: &Opened, who: &str) -> Self {
        let document = &opened.amended;
        let kind = if !document.coding.is_empty() {
            Kind::Onset
        } else if !document.points.is_empty() {
            Kind::Time
        } else {
            Kind::Note
        };
        Self::empty(kind, who)
    }

    fn empty(kind: Kind, who: &str) -> Self {
        Self {
            undo: None,
            kind,
            which: String::new(),
            value: String::new(),
            more: Default::default(),
            who: who.to_owned(),
            why: String::new(),
            looked_up: None,
        }
    }

    /// For what was clicked.
    pub fn of(picked: Picked, opened: &Opened, who: &str) -> Self {
        let (kind, number) = match picked {
            Picked::Bout(bout) => (Kind::Onset, bout),
            Picked::Point(point) => (Kind::Time, point),
        };
        Self {
            kind,
            which: number.to_string(),
            ..Self::new(opened, who)
        }
    }

    /// For what the hand set on the time axis.
    pub fn edited(edit: &Edit, opened: &Opened, who: &str) -> Self {
        let seconds = |t: SessionTime| format!("{:.2}", t.as_s());
        let set = |kind, number: u64, t: SessionTime| Self {
            which: number.to_string(),
            value: seconds(t),
            ..Self::empty(kind, who)
        };
        match edit {
            Edit::Pick(picked) => Self::of(*picked, opened, who),
            Edit::Onset(bout, t) => set(Kind::Onset, *bout, *t),
            Edit::Offset(bout, t) => set(Kind::Offset, *bout, *t),
            Edit::Time(point, t) => set(Kind::Time, *point, *t),
            Edit::AddBout(channel, from, to) => Self {
                value: channel.to_string(),
                more: [seconds(*from), seconds(*to), "1".to_owned()],
                ..Self::empty(Kind::AddBout, who)
            },
            Edit::AddPoint(code, t) => Self {
                value: code.to_string(),
                more: [seconds(*t), String::new(), String::new()],
                ..Self::empty(Kind::AddPoint, who)
            },
        }
    }

    /// What the button that keeps it says.
    pub fn keeps(&self) -> &'static str {
        if self.undo.is_some() {
            "Undo it"
        } else {
            "Keep the correction"
        }
    }

    /// For the undoing of an amendment.
    pub fn undo(amendment: &Amendment, who: &str) -> Self {
        Self {
            undo: Some((amendment.n, amendments::change(amendment))),
            why: if amendment.undoes.is_some() {
                "done again".to_owned()
            } else {
                "undone".to_owned()
            },
            ..Self::empty(Kind::Note, who)
        }
    }

    /// Draws it.
    pub fn form_ui(&mut self, ui: &mut Ui, opened: &Opened) {
        match &self.undo {
            Some((n, change)) => {
                page::heading(ui, &format!("Undo amendment {n}"));
                page::quiet(ui, change);
                page::faint(
                    ui,
                    "The old value comes back by a further amendment; both stay in the list.",
                );
            }
            None => {
                page::heading(ui, "Correct");
                self.what_ui(ui, &opened.amended);
                self.value_ui(ui, opened);
            }
        }
        line(ui, "Who", "Id of whoever corrects", &mut self.who);
        line(ui, "Why", "Reason for the correction", &mut self.why);
        page::faint(
            ui,
            "Write no names: what is written here stays with the session.",
        );
    }

    /// What is proposed with it.
    ///
    /// # Errors
    /// One sentence that says what is missing.
    pub fn proposal(&self, opened: &Opened) -> Result<Proposal, String> {
        let wish = match &self.undo {
            Some((n, _)) => Wish::Undo(*n),
            None => opened.wish(&self.words())?,
        };
        Ok(Proposal {
            who: self.who.clone(),
            why: self.why.clone(),
            wish,
        })
    }

    fn what_ui(&mut self, ui: &mut Ui, document: &Document) {
        let before = self.kind;
        page::field(ui, "What", |ui| {
            let shown = KINDS.iter().find(|(kind, _)| *kind == self.kind);
            let combo = ComboBox::from_id_salt("correct what")
                .width(field_width(ui))
                .selected_text(shown.map_or("", |(_, label)| *label));
            let shown = combo.show_ui(ui, |ui| {
                for (kind, label) in KINDS {
                    if !is_possible(kind, document) {
                        continue;
                    }
                    ui.selectable_value(&mut self.kind, kind, label);
                }
            });
            page::named(ui, &shown.response, "What is corrected");
        });
        if before != self.kind {
            self.value.clear();
            self.more = Default::default();
        }
        let which = which(self.kind, document);
        if let Some((label, choices)) = which {
            choose(ui, label, &mut self.which, &choices);
        }
    }

    fn value_ui(&mut self, ui: &mut Ui, opened: &Opened) {
        let document = &opened.amended;
        let coding = &document.protocol.coding;
        match self.kind {
            Kind::Channel | Kind::AddBout => {
                choose(ui, "Channel", &mut self.value, &channels(document));
            }
            Kind::Code | Kind::AddPoint => {
                let codes = coding.points.iter().map(|code| same(code.id.as_str()));
                choose(ui, "Code", &mut self.value, &codes.collect());
            }
            Kind::Quality => {
                let qualities = coding.qualities.iter().map(|known| same(known.id.as_str()));
                choose(ui, "Quality", &mut self.value, &qualities.collect());
            }
            Kind::RemoveBout | Kind::RemovePoint => {}
            Kind::Note => line(ui, "Note", "New value", &mut self.value),
            Kind::Onset | Kind::Offset | Kind::Time => {
                line(ui, "New value, s", "New value", &mut self.value);
            }
            _ => line(ui, "New value", "New value", &mut self.value),
        }
        let more: &[&str] = match self.kind {
            Kind::AddBout => &["Onset, s", "Offset, s", "Level"],
            Kind::AddPoint => &["Time, s"],
            Kind::Level => &["From, s (optional)"],
            _ => &[],
        };
        for (label, text) in more.iter().zip(&mut self.more) {
            line(ui, label, label, text);
        }
        // Looked up once and not in every frame: it takes the whole session.
        let asked = (self.probe(), opened.amendments.len());
        if self.looked_up.as_ref().is_none_or(|(was, _)| *was != asked) {
            let now = opened.told(&asked.0);
            self.looked_up = Some((asked, now));
        }
        if let Some((_, Some(now))) = &self.looked_up {
            page::faint(
                ui,
                &format!("Now: {now}. Seconds count from the beginning of the session."),
            );
        }
    }

    /// The change as it is written.
    fn words(&self) -> Vec<String> {
        self.written(&self.value)
    }

    /// A change that names the same thing, for looking up its present value.
    fn probe(&self) -> Vec<String> {
        match self.kind {
            Kind::Onset | Kind::Offset | Kind::Time | Kind::Level | Kind::Visit => {
                self.written("1")
            }
            Kind::Channel | Kind::Code | Kind::Quality => self.written("any"),
            Kind::Covariate => self.written("none"),
            _ => Vec::new(),
        }
    }

    fn written(&self, value: &str) -> Vec<String> {
        let [first, second, third] = self.more.each_ref().map(|text| text.trim());
        let (which, value) = (self.which.as_str(), value.trim());
        let words: Vec<&str> = match self.kind {
            Kind::Onset => vec!["bout", which, "onset", value],
            Kind::Offset => vec!["bout", which, "offset", value],
            Kind::Channel => vec!["bout", which, "channel", value],
            Kind::Level if first.is_empty() => vec!["bout", which, "level", value],
            Kind::Level => vec!["bout", which, "level", value, "at", first],
            Kind::Quality => vec!["bout", which, "quality", value],
            Kind::RemoveBout => vec!["bout", which, "remove"],
            Kind::AddBout => vec!["bout", "add", value, first, second, third],
            Kind::Time => vec!["point", which, "time", value],
            Kind::Code => vec!["point", which, "code", value],
            Kind::RemovePoint => vec!["point", which, "remove"],
            Kind::AddPoint => vec!["point", "add", value, first],
            Kind::Covariate => vec!["covariate", which, value],
            Kind::Answer => ["answer"]
                .into_iter()
                .chain(which.split(' '))
                .chain([value])
                .collect(),
            Kind::Visit => vec!["visit", value],
            Kind::Note => vec!["note", value],
        };
        words.into_iter().map(str::to_owned).collect()
    }
}

fn is_possible(kind: Kind, document: &Document) -> bool {
    let coding = &document.protocol.coding;
    match kind {
        Kind::AddBout => !coding.channels.is_empty(),
        Kind::AddPoint => !coding.points.is_empty(),
        Kind::Quality if coding.qualities.is_empty() => false,
        kind => which(kind, document).is_none_or(|(_, choices)| !choices.is_empty()),
    }
}

/// Which of several is corrected; none where there is only one.
fn which(kind: Kind, document: &Document) -> Option<(&'static str, Choices)> {
    match kind {
        Kind::Onset
        | Kind::Offset
        | Kind::Channel
        | Kind::Level
        | Kind::Quality
        | Kind::RemoveBout => Some(("Bout", bouts(document))),
        Kind::Time | Kind::Code | Kind::RemovePoint => Some(("Point", points(document))),
        Kind::Covariate => {
            let covariates = document.protocol.covariates.iter();
            let covariates = covariates.map(|known| same(known.id.as_str()));
            Some(("Covariate", covariates.collect()))
        }
        Kind::Answer => Some(("Question", answers(document))),
        Kind::AddBout | Kind::AddPoint | Kind::Visit | Kind::Note => None,
    }
}

fn bouts(document: &Document) -> Choices {
    let row = |bout: &Bout| {
        let label = format!(
            "{} · {} · {:.1} to {:.1} s",
            bout.bout,
            words::sentence_case(bout.channel.as_str()),
            bout.onset_s.as_s(),
            bout.offset_s.as_s()
        );
        (bout.bout.to_string(), label)
    };
    document.coding.iter().map(row).collect()
}

fn points(document: &Document) -> Choices {
    let row = |point: &PointRow| {
        let label = format!(
            "{} · {} · {:.1} s",
            point.point,
            words::sentence_case(point.code.as_str()),
            point.t_s.as_s()
        );
        (point.point.to_string(), label)
    };
    document.points.iter().map(row).collect()
}

fn channels(document: &Document) -> Choices {
    let channels = document.protocol.coding.channels.iter();
    channels.map(|channel| same(channel.id.as_str())).collect()
}

fn answers(document: &Document) -> Choices {
    let by_experimenter = |step: &&Response| {
        let asked = document.protocol.step(&step.step);
        asked.and_then(Step::answerer) == Some(Answerer::Experimenter)
    };
    let rows = document.responses.iter().filter(by_experimenter);
    rows.map(|row| {
        let (step, item) = (&row.step, &row.answer.item);
        (format!("{step} {item}"), format!("{step} · {item}"))
    })
    .collect()
}

fn same(id: &str) -> (String, String) {
    (id.to_owned(), words::sentence_case(id))
}

/// A choice among several; the first one when what was chosen is not among them.
fn choose(ui: &mut Ui, label: &str, chosen: &mut String, choices: &Choices) {
    let is_there = choices.iter().any(|(value, _)| value == chosen);
    if !is_there {
        let first = choices.first().map(|(value, _)| value.clone());
        *chosen = first.unwrap_or_default();
    }
    page::field(ui, label, |ui| {
        let shown = choices.iter().find(|(value, _)| value == chosen);
        let combo = ComboBox::from_id_salt(("correct", label))
            .width(field_width(ui))
            .selected_text(shown.map_or("none", |(_, text)| text.as_str()));
        let shown = combo.show_ui(ui, |ui| {
            for (value, text) in choices {
                ui.selectable_value(chosen, value.clone(), text);
            }
        });
        page::named(ui, &shown.response, label);
    });
}

fn line(ui: &mut Ui, label: &str, name: &str, text: &mut String) {
    page::field(ui, label, |ui| {
        page::text_field(ui, name, text, field_width(ui))
    });
}

fn field_width(ui: &Ui) -> f32 {
    (ui.available_width() - 24.0).clamp(120.0, 460.0)
}
