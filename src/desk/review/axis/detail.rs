//! What is painted of a scene at one zoom: kept until scene, stretch or width change, so that a still axis costs nothing anew.

use super::rows::Across;
use crate::desk::review::scene::Scene;
use crate::desk::review::track::{Bar, ticks};

/// An instant, or several that share a point: place in points from the left end, how many, place of the first in its list.
pub type Tick = (f32, usize, usize);

/// Bars and ticks.
#[derive(Default)]
pub struct Detail {
    of: Option<(u64, [u64; 2], u32)>,
    /// For each lane its bars.
    pub lanes: Vec<Vec<Bar>>,
    /// For each lane and other coder the bars.
    pub others: Vec<Vec<Vec<Bar>>>,
    /// For each code its ticks.
    pub codes: Vec<Vec<Tick>>,
    /// The marks.
    pub marks: Vec<Tick>,
}

impl Detail {
    /// Makes it anew where it is not that of this scene (of which `edition` is the number) and stretch.
    pub fn follow(&mut self, scene: &Scene, edition: u64, across: &Across) {
        let (from_s, to_s) = (across.scale.from_s, across.scale.to_s);
        let width = across.width();
        let of = (edition, [from_s.to_bits(), to_s.to_bits()], width.to_bits());
        if self.of == Some(of) {
            return;
        }
        self.of = Some(of);
        let lanes = scene.lanes.iter();
        self.lanes = lanes
            .clone()
            .map(|lane| lane.track.bars(from_s, to_s, width))
            .collect();
        self.others = lanes
            .map(|lane| {
                let others = lane.others.iter();
                others
                    .map(|(_, track)| track.bars(from_s, to_s, width))
                    .collect()
            })
            .collect();
        let codes = scene.codes.iter();
        self.codes = codes
            .map(|code| ticks(&code.times_s, from_s, to_s, width))
            .collect();
        let marks: Vec<f64> = scene.marks.iter().map(|mark| mark.from_s).collect();
        self.marks = ticks(&marks, from_s, to_s, width);
    }
}
