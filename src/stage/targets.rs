//! Where on the window everything is that can be touched, so that a pilot finds it.

use std::collections::HashMap;

use egui::Rect;

use crate::protocol::Id;

/// Something that can be touched.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// "Touch to begin".
    Begin,
    /// The button that goes on, while it does something.
    GoOn,
    /// The corner button that stops.
    Stop,
    /// The line or field of an item.
    Item(Id),
    /// An option of an item, by its id.
    Option(Id, Id),
    /// "Prefer not to answer" of an item.
    Decline(Id),
}

/// What was drawn in the latest pass, and where, in points.
#[derive(Clone, Debug, Default)]
pub struct Targets(HashMap<Target, Rect>);

impl Targets {
    /// Forgets everything, at the beginning of a pass.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Takes note of something.
    pub fn put(&mut self, target: Target, rect: Rect) {
        self.0.insert(target, rect);
    }

    /// Where something is, if it is on the window.
    pub fn rect(&self, target: &Target) -> Option<Rect> {
        self.0.get(target).copied()
    }
}
