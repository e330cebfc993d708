//! One answer, and how the facts about an item add up to it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::protocol::Id;
use crate::session::{Device, Event, Fact, Reason, Value};
use crate::time::SessionTime;

/// An item and what the participant answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Answer {
    /// The item.
    pub item: Id,
    /// The answer: 0 to 100 on a visual analogue scale, a number, an option's id or a text; null when missing.
    pub value: Option<Value>,
    /// Why it is missing; null when it is not.
    pub reason: Option<Reason>,
    /// When the item came into view.
    pub shown_s: Option<SessionTime>,
    /// The first touch of its scale.
    pub first_touch_s: Option<SessionTime>,
    /// The last change.
    pub last_change_s: Option<SessionTime>,
    /// How often the answer was changed, or taken back, after it was first given.
    pub changes: u32,
    /// What was answered with last; null when nothing ever was.
    pub input: Option<Device>,
    /// Its place in this wave's order, from 1; null when it had none.
    pub position: Option<u32>,
    /// The page that it was finished on, from 1; null when its page was not finished.
    pub page: Option<u32>,
}

impl Answer {
    pub(super) fn new(item: &Id) -> Self {
        Self {
            item: item.clone(),
            value: None,
            reason: None,
            shown_s: None,
            first_touch_s: None,
            last_change_s: None,
            changes: 0,
            input: None,
            position: None,
            page: None,
        }
    }

    /// Takes in a fact about this item.
    pub(super) fn take(&mut self, event: &Event) {
        let at = event.instant();
        match &event.fact {
            Fact::ItemShown { .. } => {
                self.shown_s.get_or_insert(at);
            }
            Fact::Answered { value, device, .. } => {
                self.touch(at, *device);
                self.value = Some(value.clone());
                self.reason = None;
            }
            Fact::Declined { device, .. } => {
                self.touch(at, *device);
                self.value = None;
                self.reason = Some(Reason::Declined);
            }
            Fact::Cleared { device, .. } => {
                self.touch(at, *device);
                self.value = None;
                self.reason = None;
            }
            _ => {}
        }
    }

    fn touch(&mut self, at: SessionTime, device: Device) {
        match self.first_touch_s {
            None => self.first_touch_s = Some(at),
            Some(_) => self.changes += 1,
        }
        self.last_change_s = Some(at);
        self.input = Some(device);
    }

    /// Gives a missing value its reason: never seen, or `broken` when it was seen and what asked it broke off.
    pub(super) fn explain(&mut self, unseen: Reason, broken: Reason) {
        if self.value.is_none() && self.reason.is_none() {
            self.reason = Some(if self.shown_s.is_some() {
                broken
            } else {
                unseen
            });
        }
    }
}
