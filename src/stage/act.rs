//! What the current screen remembers, whichever kind it is.

use super::place::Places;
use super::screens::{
    ConsentAct, FilmAct, ImageAct, Leaves, MarkAct, PageAct, PracticeAct, QuestionAct, RecallAct,
    Scene, ScreeningAct, TaskAct, TextAct, begin_ui, calm_ui,
};
use crate::link::Draft;
use crate::protocol::Id;
use crate::session::{Screen, StageInput, StageView};

/// The current screen's memory.
#[derive(Default)]
pub(super) enum Act {
    /// The neutral ground and nothing else.
    #[default]
    Blank,
    Calm,
    Begin,
    Text(TextAct),
    Consent(ConsentAct),
    Screening(ScreeningAct),
    Practice(PracticeAct),
    Recall(Box<RecallAct>),
    Task(TaskAct),
    Question(QuestionAct),
    Page(Box<PageAct>),
    Film(Option<Box<FilmAct>>),
    Image(Option<ImageAct>),
    Mark(MarkAct),
}

impl Act {
    /// The beginning of a screen.
    pub fn of(view: &StageView) -> Self {
        match &view.screen {
            Screen::Calm { .. } => Self::Calm,
            Screen::Begin => Self::Begin,
            Screen::Text { .. } => Self::Text(TextAct::default()),
            Screen::Consent { .. } => Self::Consent(ConsentAct::default()),
            Screen::Screening { .. } => Self::Screening(ScreeningAct::default()),
            Screen::PracticeStop { .. } => Self::Practice(PracticeAct::default()),
            Screen::Recall {
                write, tell_text, ..
            } => Self::Recall(Box::new(RecallAct::new(view.serial, *write, *tell_text))),
            Screen::Task { .. } => Self::Task(TaskAct::default()),
            Screen::DataChoice { .. } | Screen::Wish { .. } => {
                Self::Question(QuestionAct::default())
            }
            Screen::Page(page) => Self::Page(Box::new(PageAct::new(page.clone()))),
            Screen::Film(_) => Self::Film(None),
            Screen::Image { .. } => Self::Image(None),
            Screen::Mark { flash, chirp } => Self::Mark(MarkAct::new(*flash, *chirp)),
        }
    }

    /// Where an onset is measured the screen appears with a hard cut; elsewhere it fades in.
    pub fn is_measured(&self) -> bool {
        matches!(
            self,
            Self::Begin | Self::Page(_) | Self::Film(_) | Self::Image(_) | Self::Mark(_)
        )
    }

    /// Since when the current page of this screen is on the window, in the window's seconds, where it has pages.
    pub fn turned(&self) -> Option<f64> {
        match self {
            Self::Page(page) => page.since(),
            _ => self.leaves()?.turned(),
        }
    }

    /// What was begun on this screen, for a stage process that may have to take over.
    pub fn draft(&self, serial: u64) -> Draft {
        let mut draft = Draft {
            serial,
            turned: self.leaves().map_or(0, Leaves::page),
            ..Draft::default()
        };
        match self {
            Self::Page(page) => draft.items = page.drafts(),
            Self::Consent(act) => draft.ticked = act.ticked().to_vec(),
            Self::Recall(act) => act.written().clone_into(&mut draft.written),
            _ => {}
        }
        draft
    }

    /// Takes up what was begun on this screen in a stage process that ended.
    pub fn take_up(&mut self, draft: Draft) {
        if let Some(leaves) = self.leaves_mut() {
            leaves.open_at(draft.turned);
        }
        match self {
            Self::Page(page) => page.take_up(draft.items),
            Self::Consent(act) => act.take_up(draft.ticked),
            Self::Recall(act) => act.take_up(draft.written),
            _ => {}
        }
    }

    fn leaves(&self) -> Option<&Leaves> {
        match self {
            Self::Text(TextAct { leaves })
            | Self::Screening(ScreeningAct { leaves })
            | Self::Task(TaskAct { leaves })
            | Self::Question(QuestionAct { leaves }) => Some(leaves),
            Self::Consent(act) => Some(&act.leaves),
            Self::Practice(act) => Some(&act.leaves),
            Self::Recall(act) => Some(&act.leaves),
            _ => None,
        }
    }

    fn leaves_mut(&mut self) -> Option<&mut Leaves> {
        match self {
            Self::Text(TextAct { leaves })
            | Self::Screening(ScreeningAct { leaves })
            | Self::Task(TaskAct { leaves })
            | Self::Question(QuestionAct { leaves }) => Some(leaves),
            Self::Consent(act) => Some(&mut act.leaves),
            Self::Practice(act) => Some(&mut act.leaves),
            Self::Recall(act) => Some(&mut act.leaves),
            _ => None,
        }
    }

    /// The items that became visible with the latest pass, told once.
    pub fn take_unseen(&mut self) -> Vec<Id> {
        match self {
            Self::Page(page) => page.take_unseen(),
            _ => Vec::new(),
        }
    }

    /// Draws every screen that needs no media. False while there is nothing of it on the window.
    pub fn ui(
        &mut self,
        ui: &mut egui::Ui,
        places: &Places,
        screen: &Screen,
        scene: &mut Scene<'_>,
    ) -> bool {
        let serial = scene.serial;
        match (self, screen) {
            (Self::Calm, Screen::Calm { line, go_on, .. }) => {
                calm_ui(ui, places, line.as_deref(), go_on.as_deref(), scene);
            }
            (Self::Begin, Screen::Begin) => begin_ui(ui, places, scene),
            (Self::Text(act), Screen::Text { text, go_on, min_s }) => {
                act.ui(ui, places, text, (go_on.as_deref(), *min_s), scene);
            }
            (
                Self::Consent(act),
                Screen::Consent {
                    text,
                    ticks,
                    agree,
                    refuse,
                },
            ) => act.ui(ui, places, (text, ticks), (agree, refuse), scene),
            (
                Self::Screening(act),
                Screen::Screening {
                    text,
                    points,
                    none,
                    some,
                },
            ) => act.ui(ui, places, (text, points), (none, some), scene),
            (Self::Practice(act), Screen::PracticeStop { text }) => {
                act.ui(ui, places, text, scene);
            }
            (
                Self::Recall(act),
                Screen::Recall {
                    text, go_on, min_s, ..
                },
            ) => act.ui(ui, places, text, (go_on, *min_s), scene),
            (Self::Task(act), Screen::Task { text, stop }) => {
                act.ui(ui, places, text, stop.as_deref(), scene);
            }
            (Self::Question(act), Screen::DataChoice { text, options }) => {
                let labels: Vec<&str> = options.iter().map(|(_, label)| label.as_str()).collect();
                act.ui(ui, places, (text, &labels), scene, |button| {
                    let (choice, _) = options.get(button)?;
                    let choice = *choice;
                    Some(StageInput::DataChoice { serial, choice })
                });
            }
            (Self::Question(act), Screen::Wish { text, yes, no }) => {
                act.ui(ui, places, (text, &[yes, no]), scene, |button| {
                    let wish = button == 0;
                    Some(StageInput::Wish { serial, wish })
                });
            }
            (Self::Page(page), Screen::Page(_)) => page.ui(ui, places, scene),
            _ => return false,
        }
        true
    }
}
