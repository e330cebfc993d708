//! Corrections of a session: the list of amendments with undo, and the form for a new one.

use std::path::Path;

use egui::{Align, Key, Label, Layout, Modifiers, RichText, Ui};

use super::correct::Form;
use super::section;
use crate::desk::page;
use crate::desk::review::{Edit, Ghost, Picked};
use crate::desk::worker::{Job, Wake};
use crate::look::{Icon, button, digits, palette, tokens};
use crate::record::Document;
use crate::record::amendments::{self, Amendment, Kept, Opened, Proposal};
use crate::time;

/// What is open, and what is being kept.
#[derive(Default)]
pub struct Corrections {
    form: Option<Form>,
    keeping: Option<Job<Result<Kept, String>>>,
    wrong: Option<String>,
    said: Option<String>,
    /// Whoever amended last is proposed again.
    who: String,
    all: bool,
}

/// Older ones than these are shown when asked for.
const MOST: usize = 4;

impl Corrections {
    /// Opens the form for what was clicked or moved on the time axis.
    pub fn edit(&mut self, edit: &Edit, opened: &Opened) {
        self.open(Form::edited(edit, opened, &self.who));
    }

    /// What the open form is about, and what would be there if it were kept.
    pub fn proposed(&self, document: &Document) -> (Option<Picked>, Option<Ghost>) {
        let form = self.form.as_ref();
        form.map(|form| form.proposed(document)).unwrap_or_default()
    }

    /// Opens the form that undoes the newest amendment that stands, or the newest undoing; what is undone is done again so.
    fn step(&mut self, opened: &Opened, is_redo: bool) {
        let newest = newest(opened, is_redo);
        if let Some(amendment) = newest {
            self.open(Form::undo(amendment, &self.who));
        }
    }

    fn open(&mut self, form: Form) {
        self.form = Some(form);
        self.wrong = None;
        self.said = None;
    }

    /// Draws them; true when an amendment was kept and the session is to be read again.
    pub fn corrections_ui(
        &mut self,
        ui: &mut Ui,
        opened: &Opened,
        folder: &Path,
        wake: &Wake,
    ) -> bool {
        let kept = self.take_kept();
        section(ui, "Corrections");
        self.steps_ui(ui, opened);
        match (&self.form, opened.amendments.is_empty()) {
            (None, true) => drop(page::quiet(
                ui,
                "Nothing was corrected. What was recorded never changes; a correction stands beside it, with who, when and why.",
            )),
            (None, false) => drop(page::quiet(
                ui,
                "This page shows the session with the corrections that stand. What was recorded never changes.",
            )),
            (Some(_), _) => {}
        }
        if let Some(said) = &self.said {
            page::caution(ui, said);
        }
        self.form_ui(ui, opened, folder, wake);
        let mut undo = None;
        let shown = if self.all { usize::MAX } else { MOST };
        for amendment in opened.amendments.iter().rev().take(shown) {
            if row_ui(ui, opened, amendment) {
                undo = Some(amendment.clone());
            }
        }
        let older = opened.amendments.len().saturating_sub(shown);
        if older > 0 {
            let label = format!("Show {older} earlier");
            self.all =
                button::compact(ui, Some(Icon::Down), &label, button::Weight::Quiet).clicked();
        }
        if let Some(amendment) = undo {
            self.open(Form::undo(&amendment, &self.who));
        }
        kept
    }

    /// Undo and redo, by their buttons and keys.
    fn steps_ui(&mut self, ui: &mut Ui, opened: &Opened) {
        let typing = ui.ctx().text_edit_focused();
        ui.horizontal(|ui| {
            for (label, is_redo, modifiers) in [
                ("Undo the last", false, Modifiers::COMMAND),
                ("Redo", true, Modifiers::COMMAND | Modifiers::SHIFT),
            ] {
                let can = newest(opened, is_redo).is_some();
                let pressed = !typing
                    && can
                    && ui.input_mut(|input| {
                        input.consume_shortcut(&egui::KeyboardShortcut::new(modifiers, Key::Z))
                    });
                let button = ui.add_enabled_ui(can, |ui| {
                    button::compact(ui, Some(Icon::Undo), label, button::Weight::Quiet).clicked()
                });
                if button.inner || pressed {
                    self.step(opened, is_redo);
                }
            }
        });
    }

    fn take_kept(&mut self) -> bool {
        let Some(done) = self.keeping.as_mut().and_then(Job::take) else {
            return false;
        };
        self.keeping = None;
        match done {
            Ok(kept) => {
                self.who = kept.amendment.who.to_string();
                self.form = None;
                self.said = kept.remark;
                true
            }
            Err(why) => {
                self.wrong = Some(why);
                false
            }
        }
    }

    fn form_ui(&mut self, ui: &mut Ui, opened: &Opened, folder: &Path, wake: &Wake) {
        let Some(form) = &mut self.form else {
            if button::compact(ui, Some(Icon::Plus), "Correct…", button::Weight::Normal).clicked()
            {
                let form = Form::new(opened, &self.who);
                self.open(form);
            }
            return;
        };
        let (mut keep, mut close) = (false, false);
        page::card(ui, |ui| {
            form.form_ui(ui, opened);
            if let Some(wrong) = &self.wrong {
                page::caution(ui, wrong);
            }
            ui.add_space(4.0);
            ui.horizontal(|ui| {
                let busy = self.keeping.is_some();
                let label = if busy { "Keeping…" } else { form.keeps() };
                keep = button::compact(ui, None, label, button::Weight::Normal).clicked() && !busy;
                close = button::compact(ui, None, "Cancel", button::Weight::Quiet).clicked();
            });
        });
        if keep {
            self.wrong = None;
            match form.proposal(opened) {
                Ok(proposal) => self.keeping = Some(start(folder, proposal, wake)),
                Err(why) => self.wrong = Some(why),
            }
        }
        if close {
            self.form = None;
            self.wrong = None;
        }
    }
}

fn start(folder: &Path, proposal: Proposal, wake: &Wake) -> Job<Result<Kept, String>> {
    let folder = folder.to_owned();
    Job::start("amendment", wake, move |_| {
        amendments::amend(&folder, &proposal, time::utc_now())
    })
}

/// What is undone next, or done again: the last word on the newest correction that stands, or on the newest that was undone.
fn newest(opened: &Opened, is_redo: bool) -> Option<&Amendment> {
    let mut corrections = opened.amendments.iter().rev();
    let first = corrections.find(|one| {
        one.undoes.is_none()
            && opened.standing.contains(&one.n) != is_redo
            && (!is_redo || opened.undone_by(one.n).is_some())
    })?;
    let mut last = first.n;
    while let Some(by) = opened.undone_by(last) {
        last = by;
    }
    opened.amendments.iter().find(|one| one.n == last)
}

/// One amendment; true when it is to be undone.
fn row_ui(ui: &mut Ui, opened: &Opened, amendment: &Amendment) -> bool {
    let palette = palette(ui);
    let undone = opened.undone_by(amendment.n);
    let color = match undone {
        Some(_) => palette.faint,
        None => palette.text,
    };
    ui.add_space(6.0);
    let undo = ui.horizontal(|ui| {
        let head = format!("{}  {}", amendment.n, when(&amendment.utc));
        ui.label(
            RichText::new(head)
                .font(digits(tokens::DESK_SMALL))
                .color(palette.faint),
        );
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let undo = undone.is_none() && {
                let label = format!("Undo {}", amendment.n);
                button::compact(ui, Some(Icon::Undo), &label, button::Weight::Quiet).clicked()
            };
            if let Some(by) = undone {
                ui.label(RichText::new(format!("undone by {by}")).color(palette.faint));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let who = RichText::new(amendment.who.to_string()).color(palette.quiet);
                ui.add(Label::new(who).truncate());
            });
            undo
        })
        .inner
    });
    let change = amendments::change(amendment);
    ui.add(Label::new(RichText::new(change).color(color)).wrap());
    page::faint(ui, &amendment.why);
    undo.inner
}

/// A stamp as people read it.
fn when(utc: &str) -> String {
    chrono::DateTime::parse_from_rfc3339(utc).map_or_else(
        |_| utc.to_owned(),
        |t| t.format("%Y-%m-%d %H:%M UTC").to_string(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::amendments::Wish;
    use crate::record::testing::whole;

    fn further(opened: &Opened, wish: Wish) -> Opened {
        let proposal = Proposal {
            who: "C1".to_owned(),
            why: "a slip".to_owned(),
            wish,
        };
        let made = opened.propose(&proposal, chrono::DateTime::UNIX_EPOCH);
        let all = opened.amendments.iter().cloned().chain([made.unwrap()]);
        Opened::of(opened.recorded.clone(), all.collect())
    }

    #[test]
    fn undo_and_redo_take_turns() {
        let recorded = Document::from_events(&whole()).unwrap();
        let mut opened = Opened::of(recorded, Vec::new());
        let next = |opened: &Opened, is_redo| newest(opened, is_redo).map(|one| one.n);
        assert_eq!((next(&opened, false), next(&opened, true)), (None, None));
        let words = ["note", "a tissue"].map(str::to_owned);
        opened = further(&opened, Wish::Words(words.to_vec()));
        for last in [1, 3] {
            assert_eq!(
                (next(&opened, false), next(&opened, true)),
                (Some(last), None)
            );
            opened = further(&opened, Wish::Undo(last));
            assert_eq!(
                (next(&opened, false), next(&opened, true)),
                (None, Some(last + 1))
            );
            opened = further(&opened, Wish::Undo(last + 1));
        }
        assert_eq!(next(&opened, false), Some(5));
    }
}
