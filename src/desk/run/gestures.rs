//! What the experimenter's hand has begun and not yet sent: nothing of it is a fact of the session.

use egui::Key;

use crate::session::{Asked, DeskView};
use crate::time::{Micros, Stamp};

use super::actions::Asking;
use super::asked::Draft;
use super::centre::Picture;
use super::not_saved::Elsewhere;
use super::sheets::Sheet;
use super::stop::Confirm;
use super::{Seen, nudge};

/// Gestures that are not sent yet, and pictures on their way to the screen; no fact of the session.
#[derive(Default)]
pub struct Gestures {
    pub(super) confirm: Option<Confirm>,
    pub(super) asking: Option<Asking>,
    pub(super) sheet: Option<Sheet>,
    /// The window is to be closed, and it was asked whether that is meant.
    pub(super) closing: bool,
    pub(super) more_acts: bool,
    pub(super) more_keys: bool,
    pub(super) help: bool,
    pub(super) note: String,
    pub(super) other_reason: String,
    pub(super) focus_note: bool,
    /// A text field had the keyboard when the frame began.
    pub(super) typing: bool,
    /// Whose the keys were when the frame began: a press that closes a sheet must not act a second time.
    pub(super) owner: Owner,
    pub(super) nudged: Option<(Stamp, Micros)>,
    pub(super) draft: Draft,
    pub(super) picture: Picture,
    pub(super) elsewhere: Elsewhere,
}

/// Whom the function keys and Enter belong to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Owner {
    /// Every key does what it always does.
    #[default]
    Nobody,
    /// A sheet or the reasons for an action.
    Sheet,
    /// The reasons for which a task was ended.
    TaskReason,
}

impl Gestures {
    /// Asks whether the window is really to be closed. What else is being filled in waits behind the question.
    pub fn ask_to_close(&mut self) {
        self.closing = true;
        self.help = false;
    }

    /// Whether a gesture waits for its second half.
    pub fn is_waiting(&self) -> bool {
        self.confirm.is_some()
    }

    /// Whether Enter does what the current step asks of the experimenter: it is one press that is asked for, and nothing else
    /// waits for Enter.
    pub fn leaves_enter_to_act(&self, view: &DeskView) -> bool {
        let one_press = matches!(
            view.asked,
            Some(
                Asked::Apply { .. }
                    | Asked::Sample { .. }
                    | Asked::TaskStart { .. }
                    | Asked::TaskStop { .. }
            )
        );
        one_press
            && view.allowed.act
            && self.confirm.is_none()
            && self.asking.is_none()
            && self.sheet.is_none()
            && !self.closing
    }

    /// Whether a function key does what it always does, rather than belong to what is open.
    pub(super) fn leaves(&self, key: Key) -> bool {
        match self.owner {
            Owner::Nobody => true,
            Owner::Sheet => key == Key::F12,
            Owner::TaskReason => ![Key::F1, Key::F2, Key::F3, Key::F4].contains(&key),
        }
    }

    fn owner(&self, view: &DeskView) -> Owner {
        if self.closing || self.asking.is_some() || self.sheet.is_some() {
            Owner::Sheet
        } else if view.asked == Some(Asked::TaskReason) {
            Owner::TaskReason
        } else {
            Owner::Nobody
        }
    }

    /// What a frame begins with.
    pub(super) fn begin(&mut self, seen: &Seen<'_>, typing: bool) {
        self.typing = typing;
        self.expire(seen);
        self.owner = self.owner(seen.view());
        let is_new = self.draft.follow(seen.view());
        if is_new && seen.view().asked.is_some() {
            // What is asked must be seen.
            self.help = false;
        }
    }

    /// What waited too long, or is not allowed any more, is forgotten.
    fn expire(&mut self, seen: &Seen<'_>) {
        let view = seen.view();
        self.confirm = self
            .confirm
            .take()
            .filter(|confirm| confirm.left(seen.now).is_some());
        self.asking = self
            .asking
            .take()
            .filter(|asking| asking.0.is_allowed(view));
        if seen.feed.health.not_saving.is_none() {
            self.elsewhere = Elsewhere::default();
        }
        // Distress is noticed at the end as well, and may still be noted then.
        if view.now.ended.is_some() {
            self.closing = false;
            self.sheet = self.sheet.take().filter(Sheet::outlasts_the_session);
        }
        self.nudged = self
            .nudged
            .take()
            .filter(|(last, _)| seen.now.ns_since(*last) < nudge::SHOWN_NS);
    }
}
