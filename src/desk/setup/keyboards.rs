//! Whose keyboard is whose: a key pressed on each tells them apart.

use egui::Ui;

use super::checks::{Check, State};
use crate::desk::keyboard::Keyboards;
use crate::desk::page;
use crate::look::{Icon, button};
use crate::time::{self, Stamp};

/// The keyboards as they are assigned so far.
#[derive(Default)]
pub struct Assignment {
    experimenter: Option<Keyboard>,
    participant: Option<Keyboard>,
    waiting: Option<(Whose, Stamp)>,
}

#[derive(Clone, Debug, PartialEq)]
struct Keyboard {
    number: u16,
    name: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whose {
    Experimenter,
    Participant,
}

impl Assignment {
    /// Tells the keyboards whose they are.
    pub fn apply(&self, keyboards: &Keyboards) {
        let number =
            |keyboard: &Option<Keyboard>| keyboard.as_ref().map(|keyboard| keyboard.number);
        keyboards.assign(number(&self.experimenter), number(&self.participant));
    }

    /// Whether stray keys can be told apart.
    pub fn check(&self, alone: bool) -> Check {
        let check = |state, text: &str| Check::new("Keyboards", state, text);
        match (&self.experimenter, &self.participant) {
            _ if alone => check(State::Well, "A pilot needs none."),
            (Some(own), Some(other)) if own != other => {
                check(State::Well, "Yours and the participant's are told apart.")
            }
            (Some(_), Some(_)) => check(
                State::Warn,
                "Both are the same keyboard. Coding keys rest while the participant answers in their window.",
            ),
            (Some(_), None) => check(State::Well, "Only your keyboard codes."),
            _ => check(
                State::Warn,
                "Not told apart: every keyboard codes while one of our windows has the focus.",
            ),
        }
    }

    /// Asks for a key press on each.
    pub fn keyboards_ui(&mut self, ui: &mut Ui, keyboards: &Keyboards) {
        page::heading(ui, "Keyboards");
        if let Some((whose, since)) = self.waiting
            && let Some((number, name, key, at)) = keyboards.last_press()
            && at > since
        {
            self.waiting = None;
            if key != "Escape" {
                *self.of(whose) = Some(Keyboard { number, name });
            }
        }
        self.one_ui(ui, Whose::Experimenter, "Yours");
        self.one_ui(ui, Whose::Participant, "Participant's");
    }

    fn of(&mut self, whose: Whose) -> &mut Option<Keyboard> {
        match whose {
            Whose::Experimenter => &mut self.experimenter,
            Whose::Participant => &mut self.participant,
        }
    }

    fn one_ui(&mut self, ui: &mut Ui, whose: Whose, label: &str) {
        page::field(ui, label, |ui| {
            let waiting = self.waiting.is_some_and(|(waiting, _)| waiting == whose);
            let ask = match whose {
                _ if waiting => "Press a key on it now…",
                Whose::Experimenter => "Press a key on your keyboard",
                Whose::Participant => "Press a key on the participant's keyboard",
            };
            if button::compact(ui, Some(Icon::Keyboard), ask, button::Weight::Normal).clicked() {
                ui.ctx().memory_mut(|memory| {
                    if let Some(focused) = memory.focused() {
                        memory.surrender_focus(focused);
                    }
                });
                self.waiting = Some((whose, time::now()));
            }
            let keyboard = self.of(whose);
            if let Some(Keyboard { name, .. }) = keyboard.clone() {
                page::faint(ui, &name);
                if button::compact(ui, Some(Icon::Cross), "Forget", button::Weight::Quiet).clicked()
                {
                    *keyboard = None;
                }
            }
        });
    }
}
