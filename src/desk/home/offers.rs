//! A protocol as it is offered: title, caution, length, and whether it can be run.

use std::path::PathBuf;

use egui::{Align, Id, Label, Layout, RichText, Ui};

use crate::desk::page;
use crate::desk::words;
use crate::look::{Icon, button, icon_ui, palette, strong, tokens};
use crate::protocol::load::Loaded;
use crate::protocol::{Problem, Protocol, Severity, StepKind, StimulusKind};
use crate::time::Micros;

/// A protocol file and what reading it gave.
pub struct Offer {
    /// The file.
    pub path: PathBuf,
    /// The protocol, or everything that is wrong with it.
    pub read: Result<Box<Loaded>, Vec<Problem>>,
}

/// A card; true when it is to be set up.
pub fn offer_ui(ui: &mut Ui, offer: &Offer) -> bool {
    page::card(ui, |ui| match &offer.read {
        Ok(loaded) => valid_ui(ui, offer, loaded),
        Err(problems) => {
            invalid_ui(ui, offer, problems);
            false
        }
    })
}

fn valid_ui(ui: &mut Ui, offer: &Offer, loaded: &Loaded) -> bool {
    let palette = palette(ui);
    let protocol = &loaded.protocol;
    let chosen = ui
        .horizontal(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let set_up = button::compact(ui, None, "Set up", button::Weight::Normal);
                let name = format!("Set up {}", protocol.title.get("en"));
                let set_up = set_up.on_hover_text(name);
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let title =
                        RichText::new(protocol.title.get("en")).font(strong(tokens::DESK_TEXT));
                    ui.add(Label::new(title.color(palette.text)).truncate());
                });
                set_up.clicked()
            })
            .inner
        })
        .inner;
    if let Some(notice) = &protocol.notice {
        page::quiet(ui, notice.get("en"));
    }
    page::faint(
        ui,
        &format!("{} · {}", planned_length(protocol), steps(protocol)),
    );
    if !loaded.warnings.is_empty() {
        problems_ui(ui, offer, &loaded.warnings);
    }
    chosen
}

fn invalid_ui(ui: &mut Ui, offer: &Offer, problems: &[Problem]) {
    let name = offer.path.file_name().unwrap_or_default().to_string_lossy();
    let title = RichText::new(name)
        .font(strong(tokens::DESK_TEXT))
        .color(palette(ui).text);
    ui.add(Label::new(title).truncate());
    page::faint(ui, &offer.path.display().to_string());
    problems_ui(ui, offer, problems);
}

/// "2 problems", and the list when it is asked for.
fn problems_ui(ui: &mut Ui, offer: &Offer, problems: &[Problem]) {
    let errors = problems
        .iter()
        .filter(|problem| problem.severity == Severity::Error)
        .count();
    let memory = Id::unique(("problems", &offer.path));
    let mut open = ui
        .data(|data| data.get_temp::<bool>(memory))
        .unwrap_or(errors > 0 && problems.len() <= 5);
    let palette = palette(ui);
    ui.horizontal(|ui| {
        let (text, color) = if errors > 0 {
            (
                format!("Can't be run: {}", count(problems.len(), "problem")),
                palette.caution,
            )
        } else {
            (count(problems.len(), "warning"), palette.quiet)
        };
        icon_ui(ui, Icon::Caution, 14.0, color);
        ui.label(RichText::new(text).color(color));
        let label = if open { "Hide" } else { "List" };
        if button::compact(ui, None, label, button::Weight::Quiet).clicked() {
            open = !open;
            ui.data_mut(|data| data.insert_temp(memory, open));
        }
    });
    if !open {
        return;
    }
    for problem in problems {
        ui.add_space(2.0);
        page::quiet(ui, &problem.message);
        let place = format!("Line {}, column {}", problem.line, problem.column);
        let at = if problem.pointer.is_empty() {
            place
        } else {
            format!("{place} · {}", problem.pointer)
        };
        page::faint(ui, &at);
    }
}

fn count(n: usize, what: &str) -> String {
    if n == 1 {
        format!("1 {what}")
    } else {
        format!("{n} {what}s")
    }
}

fn steps(protocol: &Protocol) -> String {
    let is_probe = |kind: &StepKind| matches!(kind, StepKind::Probe(_));
    let probes = protocol
        .steps
        .iter()
        .filter(|step| is_probe(&step.kind))
        .count();
    format!(
        "{}, {}",
        count(protocol.steps.len(), "step"),
        count(probes, "mood probe")
    )
}

/// How long the plan takes by the clock, as far as the file says; films in slots are counted, not measured.
fn planned_length(protocol: &Protocol) -> String {
    let mut t = 0.0_f64;
    let mut ends = std::collections::BTreeMap::new();
    let mut films = 0;
    for step in &protocol.steps {
        if let Some(after) = step.after() {
            let anchor = ends.get(&after.step).copied().unwrap_or(t);
            t = t.max(anchor + after.delay_s);
        }
        t += step.duration_s().unwrap_or(0.0);
        if let Some(stimulus) = step.stimulus().and_then(|id| protocol.stimuli.get(id))
            && stimulus.kind == StimulusKind::Film
        {
            match stimulus.to_s {
                Some(to_s) => t += to_s - stimulus.from_s,
                None => films += 1,
            }
        }
        ends.insert(&step.id, t);
    }
    let clock = words::length(Micros::from_s(t));
    match films {
        0 => format!("About {clock}"),
        n => format!("About {clock} and {}", count(n, "film")),
    }
}
