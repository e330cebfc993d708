//! Where on the window everything is that can be touched, so that a pilot finds it.

use std::collections::{HashMap, HashSet};

use egui::Rect;

use crate::protocol::Id;

/// Something that can be touched.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// "Touch to begin".
    Begin,
    /// The button that goes on, while it does something.
    GoOn,
    /// The button that turns to the next page of a long text.
    Turn,
    /// One of the buttons of a screen that offers several, counted from 0; also the one that ends a task.
    Button(usize),
    /// A point of a consent.
    Tick(Id),
    /// The field of a recall.
    Field,
    /// The corner button that stops.
    Stop,
    /// The line, square or field of an item.
    Item(Id),
    /// An option of an item, by its id.
    Option(Id, Id),
    /// A box of an item, by its number.
    Box(Id, i64),
    /// "Prefer not to answer" of an item.
    Decline(Id),
}

/// What was drawn in the latest pass, and where, in points.
#[derive(Clone, Debug, Default)]
pub struct Targets {
    rects: HashMap<Target, Rect>,
    marked: HashSet<Target>,
}

impl Targets {
    /// Forgets everything, at the beginning of a pass.
    pub fn clear(&mut self) {
        self.rects.clear();
        self.marked.clear();
    }

    /// Takes note of something.
    pub fn put(&mut self, target: Target, rect: Rect) {
        self.rects.insert(target, rect);
    }

    /// Takes note of something that can be ticked, and whether it is.
    pub fn put_marked(&mut self, target: Target, rect: Rect, on: bool) {
        if on {
            self.marked.insert(target.clone());
        }
        self.put(target, rect);
    }

    /// Where something is, if it is on the window.
    pub fn rect(&self, target: &Target) -> Option<Rect> {
        self.rects.get(target).copied()
    }

    /// Whether something is ticked or chosen.
    pub fn is_marked(&self, target: &Target) -> bool {
        self.marked.contains(target)
    }

    /// The options of an item that are on the window.
    pub fn options(&self, item: &Id) -> impl Iterator<Item = (&Target, &Id)> {
        self.rects.keys().filter_map(move |target| match target {
            Target::Option(of, option) if of == item => Some((target, option)),
            _ => None,
        })
    }
}
