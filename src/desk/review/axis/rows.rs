//! The rows of the axis from top to bottom, and where an instant lies across them.

use std::ops::RangeInclusive;

use egui::{Rect, pos2};

use crate::desk::review::scale::Scale;
use crate::desk::review::scene::Scene;

/// Width of the names at the left, in points.
pub const LABELS: f32 = 132.0;
const GAP: f32 = 3.0;

/// What a row shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The whole session, with the part that is shown.
    Overview,
    /// The times.
    Ruler,
    /// The steps.
    Steps,
    /// When films ran, and their moments.
    Film,
    /// A channel, by its place.
    Lane(usize),
    /// Another coder's levels: the channel's place and the coder's.
    Other(usize, usize),
    /// A code of points.
    Code(usize),
    /// What happened beside the plan.
    Marks,
    /// The probes.
    Probes,
}

/// A row and the part of it right of its name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// What it shows.
    pub kind: Kind,
    /// Where its time axis lies.
    pub rect: Rect,
}

impl Row {
    /// Where its name stands.
    pub fn label(&self) -> Rect {
        let left = self.rect.left() - LABELS;
        Rect::from_min_max(
            pos2(left, self.rect.top()),
            pos2(self.rect.left() - 8.0, self.rect.bottom()),
        )
    }
}

fn kinds(scene: &Scene, hidden: bool) -> impl Iterator<Item = (Kind, f32)> {
    let film = (!scene.films.is_empty()).then_some((Kind::Film, 18.0));
    let lanes = scene
        .lanes
        .iter()
        .enumerate()
        .flat_map(move |(place, lane)| {
            let height = if lane.is_not_visible { 14.0 } else { 26.0 };
            let others = if hidden { 0 } else { lane.others.len() };
            let others = (0..others).map(move |other| (Kind::Other(place, other), 7.0));
            std::iter::once((Kind::Lane(place), height)).chain(others)
        });
    let codes = (0..scene.codes.len()).map(|place| (Kind::Code(place), 13.0));
    let marks = (!scene.marks.is_empty()).then_some((Kind::Marks, 16.0));
    let probes = (!scene.probes.is_empty()).then_some((Kind::Probes, 18.0));
    [
        (Kind::Overview, 8.0),
        (Kind::Ruler, 20.0),
        (Kind::Steps, 22.0),
    ]
    .into_iter()
    .chain(film)
    .chain(lanes)
    .chain(codes)
    .chain(marks)
    .chain(probes)
}

/// Height of all rows, in points.
pub fn height(scene: &Scene, hidden: bool) -> f32 {
    kinds(scene, hidden).map(|(_, height)| height + GAP).sum()
}

/// All rows within a rectangle of that height.
pub fn rows(scene: &Scene, hidden: bool, within: Rect) -> Vec<Row> {
    let mut top = within.top();
    kinds(scene, hidden)
        .map(|(kind, height)| {
            let rect = Rect::from_min_max(
                pos2(within.left() + LABELS, top),
                pos2(within.right(), top + height),
            );
            top += height + GAP;
            Row { kind, rect }
        })
        .collect()
}

/// Instants across the rows.
#[derive(Clone, Copy, Debug)]
pub struct Across {
    /// What is shown.
    pub scale: Scale,
    /// Left and right end, in points.
    pub left: f32,
    pub right: f32,
}

impl Across {
    /// Where an instant lies; at most a little outside.
    pub fn x(&self, t_s: f64) -> f32 {
        let x = self.left + (self.scale.part(t_s) as f32) * self.width();
        x.clamp(self.left - 30.0, self.right + 30.0)
    }

    /// The instant at a place.
    pub fn t(&self, x: f32) -> f64 {
        self.scale.at(f64::from((x - self.left) / self.width()))
    }

    /// The seconds in so many points.
    pub fn seconds(&self, points: f32) -> f64 {
        f64::from(points / self.width()) * self.scale.span_s()
    }

    /// The width, in points.
    pub fn width(&self) -> f32 {
        (self.right - self.left).max(1.0)
    }

    /// Both ends of a stretch, at least `least` points apart, or nothing when it is not shown.
    pub fn stretch(&self, from_s: f64, to_s: f64, least: f32) -> Option<RangeInclusive<f32>> {
        if to_s < self.scale.from_s || from_s > self.scale.to_s {
            return None;
        }
        let left = self.x(from_s);
        Some(left..=self.x(to_s).max(left + least))
    }
}
