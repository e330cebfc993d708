//! Figures in words, and the small choices that figures depend on.

use egui::{ComboBox, Ui};

use super::table::Cell;
use crate::desk::words;
use crate::measure::study::Part;
use crate::measure::{CrierRule, CrierStatus};

/// A figure with this many decimals, or a dash that says why there is none.
pub fn figure(value: Option<f64>, decimals: usize, why: Option<&str>) -> Cell {
    match value {
        Some(x) => Cell::of(signed(x, decimals)),
        None => Cell::missing(why.unwrap_or("too few sessions")),
    }
}

/// A number with a true minus sign, and never −0.
pub fn signed(x: f64, decimals: usize) -> String {
    let text = format!("{x:.decimals$}");
    match text.strip_prefix('-') {
        Some(rest) if rest.chars().any(|c| ('1'..='9').contains(&c)) => format!("−{rest}"),
        Some(rest) => rest.to_owned(),
        None => text,
    }
}

/// An interval.
pub fn interval(ci: Option<(f64, f64)>, decimals: usize) -> String {
    ci.map_or_else(
        || "–".to_owned(),
        |(low, high)| format!("{} to {}", signed(low, decimals), signed(high, decimals)),
    )
}

/// A p value as it is printed.
pub fn p(p: Option<f64>, why: Option<&str>) -> Cell {
    match p {
        Some(p) if p < 0.001 => Cell::of("< 0.001"),
        Some(p) => Cell::of(format!("{p:.3}")),
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

/// A group's or a channel's name for people.
pub fn group(id: &str) -> String {
    match id {
        "crier" => "Criers".to_owned(),
        "non_crier" => "Non-criers".to_owned(),
        "any" => "Any crying".to_owned(),
        other => words::sentence_case(other),
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

/// By which rule a person is a crier.
pub fn rule_ui(ui: &mut Ui, rule: &mut CrierRule) {
    let name = |rule: CrierRule| {
        let found = RULES.iter().find(|(other, _)| *other == rule);
        found.map_or("", |(_, name)| *name)
    };
    ComboBox::from_label("Criers by")
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
    ComboBox::from_label("Merge gap")
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
                |id| {
                    format!(
                        "{} {} (n = {})",
                        words::sentence_case(id.as_str()),
                        place + 1,
                        part.n
                    )
                },
            );
            ui.selectable_value(chosen, place, name);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_a_true_minus_and_no_negative_zero() {
        assert_eq!(signed(-18.976, 1), "−19.0");
        assert_eq!(signed(-0.04, 1), "0.0");
        assert_eq!(signed(3.0, 0), "3");
        assert_eq!(interval(Some((-1.0, 2.5)), 1), "−1.0 to 2.5");
        assert_eq!(p(Some(0.0001), None).text, "< 0.001");
    }
}
