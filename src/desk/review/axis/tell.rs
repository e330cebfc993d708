//! What the axis says in words: a row to those who listen, and whatever lies under the pointer.

use egui::accesskit::Role;
use egui::{Sense, Ui, WidgetInfo};

use super::Shown;
use super::hit::{Edge, Hit};
use super::rows::{Kind, Row};
use crate::desk::review::scene::{Block, LaneBout, ProbeSpan};
use crate::desk::words;
use crate::session::ProbeStatus;
use crate::time::{Micros, SessionTime};

/// Gives the row's name the row's words.
pub fn describe(ui: &Ui, shown: &Shown<'_>, row: &Row) {
    let Some(text) = row_text(shown, row.kind) else {
        return;
    };
    let id = ui.scope_id().with(("axis row", format!("{:?}", row.kind)));
    let response = ui.interact(row.label(), id, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Meter, true, &text));
    response.on_hover_text(text);
}

fn row_text(shown: &Shown<'_>, kind: Kind) -> Option<String> {
    let scene = shown.scene;
    Some(match kind {
        Kind::Overview | Kind::Ruler => return None,
        Kind::Steps => format!("Steps: {}", scene.steps.len()),
        Kind::Film if shown.hidden => "Film".to_owned(),
        Kind::Film => format!("Film: {} moments", scene.moments.len()),
        Kind::Lane(place) => {
            let lane = scene.lanes.get(place)?;
            let total: f64 = lane.bouts.iter().map(|bout| bout.to_s - bout.from_s).sum();
            format!(
                "{}: {} bouts, {}",
                lane.label,
                lane.bouts.len(),
                words::length(Micros::from_s(total))
            )
        }
        Kind::Other(place, other) => {
            let lane = scene.lanes.get(place)?;
            format!("{} by {}", lane.label, lane.others.get(other)?.0)
        }
        Kind::Code(place) => {
            let code = scene.codes.get(place)?;
            format!("{}: {}", code.label, code.times_s.len())
        }
        Kind::Marks => format!("Beside the plan: {}", scene.marks.len()),
        Kind::Probes => format!("Probes: {}", scene.probes.len()),
    })
}

/// What lies under the pointer at `t_s`.
pub fn hover(shown: &Shown<'_>, found: &Hit, t_s: f64) -> Option<String> {
    let scene = shown.scene;
    Some(match found {
        Hit::Overview | Hit::Empty => return None,
        Hit::Ruler => instant(t_s),
        Hit::Step(place) => {
            let step = scene.steps.get(*place)?;
            format!("{} · {}", name(step, shown.hidden)?, step.detail)
        }
        Hit::Moment(place) => {
            let moment = scene.moments.get(*place)?;
            format!("{} · {}", name(moment, shown.hidden)?, moment.detail)
        }
        Hit::Bout(lane, bout, edge) => {
            let lane = scene.lanes.get(*lane)?;
            bout_text(&lane.label, bout, *edge, shown.editable)
        }
        Hit::Lane(lane) => {
            let lane = scene.lanes.get(*lane)?;
            let add = if shown.editable {
                "\nDouble click to add a bout"
            } else {
                ""
            };
            format!("{} · {}{add}", lane.label, instant(t_s))
        }
        Hit::Point(code, place) => {
            let code = scene.codes.get(*code)?;
            let (number, amended) = code.points.get(*place)?;
            let amended = if *amended { ", amended" } else { "" };
            let change = if shown.editable {
                "\nClick to correct, drag to move"
            } else {
                ""
            };
            format!(
                "Point {number}: {} at {:.2} s{amended}{change}",
                code.label,
                code.times_s.get(*place)?
            )
        }
        Hit::Code(code) => {
            let code = scene.codes.get(*code)?;
            let add = if shown.editable {
                "\nDouble click to add a point"
            } else {
                ""
            };
            format!("{} · {}{add}", code.label, instant(t_s))
        }
        Hit::Mark(place) => {
            let mark = scene.marks.get(*place)?;
            format!("{} · {}", instant(mark.from_s), mark.text)
        }
        Hit::Probe(place) => probe(scene.probes.get(*place)?, *place, shown.hidden),
        Hit::Other(lane, other, level) => {
            let lane = scene.lanes.get(*lane)?;
            let (coder, _) = lane.others.get(*other)?;
            format!("{} by {coder} · level {level}", lane.label)
        }
    })
}

/// A block's name, masked while the session is blind; none when then nothing may be said of it.
pub fn name(block: &Block, hidden: bool) -> Option<&str> {
    if hidden {
        block.masked.as_deref()
    } else {
        Some(&block.name)
    }
}

/// A probe's name, by its place while the session is blind.
pub fn probe_name(probe: &ProbeSpan, place: usize, hidden: bool) -> String {
    if hidden {
        format!("Probe {}", place + 1)
    } else {
        probe.name.clone()
    }
}

fn probe(probe: &ProbeSpan, place: usize, hidden: bool) -> String {
    let name = probe_name(probe, place, hidden);
    let mut text = format!("{name} · {}", status(probe.status));
    if let Some(due) = probe.due_s {
        text += &format!("\nDue {}", instant(due));
    }
    if let Some(touched) = probe.touched_s {
        text += &format!("\nFirst touch {}", instant(touched));
    }
    text
}

/// A probe's status in words.
pub fn status(status: ProbeStatus) -> &'static str {
    match status {
        ProbeStatus::OnTime => "On time",
        ProbeStatus::Late => "Late",
        ProbeStatus::Missed => "Missed",
        ProbeStatus::OutOfWindow => "Out of window",
        ProbeStatus::Declined => "Declined",
        ProbeStatus::NotShown => "Not shown",
        ProbeStatus::Aborted => "Broken off",
    }
}

fn bout_text(label: &str, bout: &LaneBout, edge: Option<Edge>, editable: bool) -> String {
    let mut text = format!(
        "{label}, bout {}: {:.2} to {:.2} s",
        bout.bout, bout.from_s, bout.to_s
    );
    if bout.is_censored {
        text += ", true end unknown";
    }
    if bout.is_amended {
        text += ", amended";
    }
    if editable {
        text += match edge {
            Some(Edge::Onset) => "\nDrag to move its onset",
            Some(Edge::Offset) => "\nDrag to move its offset",
            None => "\nClick to correct",
        };
    }
    text
}

/// An instant with tenths, as in `0:06:54.2`.
pub fn instant(t_s: f64) -> String {
    let t = SessionTime::from_s(t_s);
    let tenth = t.0.max(0) / 100_000 % 10;
    format!("{}.{tenth}", words::clock(t))
}
