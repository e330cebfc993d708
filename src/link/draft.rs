//! What the participant has begun on a screen and not finished: kept for a new stage process while the desk lives, never on disk.

use serde::{Deserialize, Serialize};

use crate::protocol::Id;
use crate::session::{Device, Value};

/// The unfinished work on one screen. It is no answer and no fact: the desk keeps it in memory, never looks into it, gives it back
/// to the stage process that takes over, and forgets it with the screen.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// The screen's serial number.
    pub serial: u64,
    /// How many pages of its text were turned.
    pub turned: usize,
    /// Points of a consent that are ticked.
    pub ticked: Vec<Id>,
    /// What stands in the field of a recall.
    pub written: String,
    /// Items whose answer was not told yet.
    pub items: Vec<ItemDraft>,
}

/// An item that was begun.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct ItemDraft {
    /// The item.
    pub item: Id,
    /// What stands in its field.
    pub typed: String,
    /// Where its handle is, or the number or text that was typed.
    pub value: Option<Value>,
    /// With what it was given.
    pub device: Device,
}

impl Draft {
    /// Whether there is nothing to be given back.
    pub fn is_empty(&self) -> bool {
        let Self {
            serial: _,
            turned,
            ticked,
            written,
            items,
        } = self;
        *turned == 0 && ticked.is_empty() && written.is_empty() && items.is_empty()
    }
}

/// What somebody wrote must not come to light in a log or a failure's message.
impl std::fmt::Debug for Draft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Draft")
            .field("serial", &self.serial)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for ItemDraft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ItemDraft")
            .field("item", &self.item)
            .finish_non_exhaustive()
    }
}
