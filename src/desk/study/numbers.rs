//! Figures in words, and the small choices that figures depend on.

use egui::{ComboBox, Ui};

use super::table::Cell;
use crate::export::words;
pub use crate::export::words::{group, interval, number as signed};
use crate::look::palette;
use crate::measure::study::Part;
use crate::measure::{CrierRule, CrierStatus};

/// A figure with this many decimals, or a dash that says why there is none.
pub fn figure(value: Option<f64>, decimals: usize, why: Option<&str>) -> Cell {
    match value {
        Some(x) => Cell::of(signed(x, decimals)),
        None => Cell::missing(why.unwrap_or("too few sessions")),
    }
}

/// A p value as it is printed.
pub fn p(p: Option<f64>, why: Option<&str>) -> Cell {
    match p {
        Some(_) => Cell::of(words::p(p)),
        None => Cell::missing(why.unwrap_or("too few sessions")),
    }
}

/// The name of a status.
pub fn status(status: CrierStatus) -> &'static str {
    match status {
        CrierStatus::Crier => "Crier",
        CrierStatus::NonCrier => "Non-crier",
        CrierStatus::Ambiguous => "Ambiguous",
        CrierStatus::Unclassifiable => "Unclassifiable",
    }
}

const RULES: [(CrierRule, &str); 4] = [
    (CrierRule::TearsStrict, "Tears at level 2 or above"),
    (CrierRule::TearsAny, "Any tears for 3 s in all"),
    (
        CrierRule::AnyComponent,
        "Tears, vocalization or sobbing at level 2",
    ),
    (CrierRule::SelfReport, "The participant's own word"),
];

/// A choice with its name before it.
pub fn named_choice(ui: &mut Ui, name: &str) -> ComboBox<'static> {
    ui.add_space(8.0);
    ui.colored_label(palette(ui).faint, name);
    ComboBox::from_id_salt(name)
}

/// By which rule a person is a crier; once one `holds` there is nothing to choose.
pub fn rule_ui(ui: &mut Ui, rule: &mut CrierRule, holds: Option<CrierRule>) {
    let name = |rule: CrierRule| {
        let found = RULES.iter().find(|(other, _)| *other == rule);
        found.map_or("", |(_, name)| *name)
    };
    if let Some(holds) = holds {
        let palette = palette(ui);
        ui.add_space(8.0);
        ui.colored_label(palette.faint, "Criers by");
        ui.colored_label(palette.quiet, format!("{} (settled)", name(holds)))
            .on_hover_text(
                "It was settled by this rule who cried: new sessions are settled by it too.",
            );
        return;
    }
    named_choice(ui, "Criers by")
        .selected_text(name(*rule))
        .width(220.0)
        .show_ui(ui, |ui| {
            for (one, name) in RULES {
                ui.selectable_value(rule, one, name);
            }
        });
}

/// Bouts less than this apart are one.
pub fn gap_ui(ui: &mut Ui, gap_s: &mut f64) {
    named_choice(ui, "Merge gap")
        .selected_text(format!("{gap_s:.0} s"))
        .width(64.0)
        .show_ui(ui, |ui| {
            for gap in [5.0, 10.0, 20.0, 30.0] {
                ui.selectable_value(gap_s, gap, format!("{gap:.0} s"));
            }
        });
}

/// Which of the parts with different stimuli is shown.
pub fn part_ui(ui: &mut Ui, parts: &[Part], chosen: &mut usize) {
    if parts.len() < 2 {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.label("Sessions with other stimuli are never compared:");
        for (place, part) in parts.iter().enumerate() {
            let name = part.stimulus.as_ref().map_or_else(
                || format!("Stimuli {} (n = {})", place + 1, part.n),
                |id| format!("{} {} (n = {})", group(id.as_str()), place + 1, part.n),
            );
            ui.selectable_value(chosen, place, name);
        }
    });
}
