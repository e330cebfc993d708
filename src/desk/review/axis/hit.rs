//! What lies under the pointer on the axis.

use egui::Pos2;

use super::rows::{Across, Kind, Row};
use crate::desk::review::scene::{LaneBout, Scene};

/// So near, in points, is meant.
const NEAR: f32 = 4.0;
/// A bout narrower than this is taken whole: its edges can't be told apart.
const GRIPPED: f32 = 12.0;

/// What there is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Hit {
    /// The overview of the whole session.
    Overview,
    /// The times.
    Ruler,
    /// A step, by its place.
    Step(usize),
    /// A moment of a film.
    Moment(usize),
    /// A bout: its lane, and whether an edge of it is meant.
    Bout(usize, LaneBout, Option<Edge>),
    /// An empty place in a lane.
    Lane(usize),
    /// A point: its code and its place among the code's points.
    Point(usize, usize),
    /// An empty place in a code's row.
    Code(usize),
    /// A mark.
    Mark(usize),
    /// A probe.
    Probe(usize),
    /// Another coder's level: lane, coder, level.
    Other(usize, usize, u8),
    /// Nothing in particular.
    Empty,
}

/// An edge of a bout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// Where it begins.
    Onset,
    /// Where it ends.
    Offset,
}

/// What lies at a place; none outside the rows.
pub fn hit(scene: &Scene, rows: &[Row], across: &Across, at: Pos2) -> Option<Hit> {
    let row = rows.iter().find(|row| row.rect.expand(1.5).contains(at))?;
    let t_s = across.t(at.x);
    let near_s = across.seconds(NEAR);
    Some(match row.kind {
        Kind::Overview => Hit::Overview,
        Kind::Ruler => Hit::Ruler,
        Kind::Steps => {
            let found = scene
                .steps
                .iter()
                .rposition(|step| step.from_s <= t_s && t_s <= step.to_s);
            found.map_or(Hit::Empty, Hit::Step)
        }
        Kind::Film => {
            let found = scene
                .moments
                .iter()
                .position(|moment| moment.from_s <= t_s && t_s <= moment.to_s);
            found.map_or(Hit::Empty, Hit::Moment)
        }
        Kind::Lane(lane) => bout(scene, lane, across, t_s).unwrap_or(Hit::Lane(lane)),
        Kind::Other(lane, other) => {
            let track = scene
                .lanes
                .get(lane)
                .and_then(|lane| lane.others.get(other));
            let level = track.and_then(|(_, track)| {
                let near = track.near(t_s, t_s).iter().rev();
                let mut here = near.filter(|piece| piece.from_s <= t_s && t_s <= piece.to_s);
                here.next().map(|piece| piece.level)
            });
            Hit::Other(lane, other, level.unwrap_or(0))
        }
        Kind::Code(code) => {
            let times = scene.codes.get(code).map(|code| code.times_s.as_slice());
            nearest(times.unwrap_or_default(), t_s, near_s)
                .map_or(Hit::Code(code), |place| Hit::Point(code, place))
        }
        Kind::Marks => {
            let found = scene
                .marks
                .iter()
                .rposition(|mark| mark.from_s - near_s <= t_s && t_s <= mark.to_s + near_s);
            found.map_or(Hit::Empty, Hit::Mark)
        }
        Kind::Probes => {
            let found = scene.probes.iter().rposition(|probe| {
                let begin = probe.due_s.into_iter().chain(probe.at_s());
                let begin = begin.fold(f64::INFINITY, f64::min);
                let end = probe.done_s.or(probe.at_s()).unwrap_or(begin);
                begin - near_s <= t_s && t_s <= end + near_s
            });
            found.map_or(Hit::Empty, Hit::Probe)
        }
    })
}

fn bout(scene: &Scene, lane: usize, across: &Across, t_s: f64) -> Option<Hit> {
    let row = scene.lanes.get(lane)?;
    let near_s = across.seconds(NEAR);
    let near = row.track.near(t_s - near_s, t_s + near_s);
    let away = |bout: &LaneBout| (bout.from_s - t_s).max(t_s - bout.to_s).max(0.0);
    let bout = near
        .iter()
        .filter_map(|piece| row.bouts.get(piece.bout))
        .filter(|bout| away(bout) <= near_s)
        .min_by(|a, b| away(a).total_cmp(&away(b)))?;
    let edges = [(Edge::Onset, bout.from_s), (Edge::Offset, bout.to_s)];
    let edge = edges
        .into_iter()
        .map(|(edge, at)| (edge, (at - t_s).abs()))
        .filter(|(_, away)| *away <= near_s && bout.to_s - bout.from_s >= across.seconds(GRIPPED))
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(edge, _)| edge);
    Some(Hit::Bout(lane, *bout, edge))
}

/// The place of the nearest of sorted instants, when it is near.
fn nearest(times_s: &[f64], t_s: f64, near_s: f64) -> Option<usize> {
    let after = times_s.partition_point(|time| *time < t_s);
    let candidates = [after.checked_sub(1), Some(after)];
    let away = |place: &usize| times_s.get(*place).map(|time| (time - t_s).abs());
    candidates
        .into_iter()
        .flatten()
        .filter_map(|place| Some((place, away(&place)?)))
        .filter(|(_, away)| *away <= near_s)
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(place, _)| place)
}
