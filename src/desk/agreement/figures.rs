//! The figures as a table: a row a channel, with what the field takes for enough as guidance.

use egui::{Grid, RichText, ScrollArea, Ui};

use crate::desk::page;
use crate::look::{digits, palette, plain, strong, tokens};
use crate::measure::Figures;
use crate::measure::agreement::{Agreement, ChannelAgreement};

/// From here on kappa is taken for enough (SCIENCE.md 4.7).
const KAPPA: f64 = 0.60;

type Pick = fn(&ChannelAgreement) -> &Figures;

/// Heading, figure, what it is, decimals, whether the guidance is for it.
const COLUMNS: &[(&str, Pick, &str, &str, usize, bool)] = &[
    (
        "Kappa",
        |x| &x.exact,
        "kappa",
        "By the overlap of intervals, without a time unit",
        2,
        true,
    ),
    (
        "Kappa, A led",
        |x| &x.unit,
        "kappa_tolerance_a_led",
        "Time units with tolerance, A's gone through",
        2,
        true,
    ),
    (
        "Kappa, B led",
        |x| &x.unit,
        "kappa_tolerance_b_led",
        "Time units with tolerance, B's gone through",
        2,
        true,
    ),
    (
        "Agreement %",
        |x| &x.exact,
        "agreement_pct",
        "How much of the time both told alike",
        1,
        false,
    ),
    (
        "Positive",
        |x| &x.exact,
        "positive_agreement",
        "Of what either coded, how much both did",
        2,
        false,
    ),
    (
        "Prevalence",
        |x| &x.exact,
        "prevalence",
        "Mean share of the time in which it was coded",
        3,
        false,
    ),
    (
        "AC1",
        |x| &x.exact,
        "ac1",
        "Gwet's coefficient, steadier where crying is rare",
        2,
        false,
    ),
    (
        "Linked",
        |x| &x.bouts,
        "linked",
        "Bouts that are the same one in both codings",
        0,
        false,
    ),
    (
        "Only A",
        |x| &x.bouts,
        "only_a",
        "Bouts that only A coded",
        0,
        false,
    ),
    (
        "Only B",
        |x| &x.bouts,
        "only_b",
        "Bouts that only B coded",
        0,
        false,
    ),
    (
        "Onset B − A, s",
        |x| &x.bouts,
        "onset_difference_median_s",
        "Median of linked bouts",
        2,
        false,
    ),
    (
        "Level kappa",
        |x| &x.level,
        "units_quadratic_kappa",
        "Levels of time units, quadratic weights",
        2,
        true,
    ),
];

/// Draws them.
pub fn figures_ui(ui: &mut Ui, agreement: &Agreement) {
    page::quiet(
        ui,
        "Guidance, not a gate: kappa of .60 and more; over sessions, an ICC of .75 and more for totals, latency and dose. “–” is undefined; point at it for the reason.",
    );
    ScrollArea::horizontal().id_salt("figures").show(ui, |ui| {
        Grid::new("agreement figures")
            .spacing([18.0, 6.0])
            .min_col_width(0.0)
            .show(ui, |ui| {
                heading_ui(ui, "", "");
                for (name, _, _, what, _, _) in COLUMNS {
                    heading_ui(ui, name, what);
                }
                ui.end_row();
                for channel in &agreement.channels {
                    ui.label(RichText::new(&channel.label).color(palette(ui).text));
                    for (_, pick, name, _, decimals, guided) in COLUMNS {
                        cell_ui(ui, pick(channel), name, *decimals, *guided);
                    }
                    ui.end_row();
                }
            });
    });
    points_ui(ui, agreement);
    let boris = &agreement.boris;
    let told = match boris.figures.get("boris_compatible_kappa") {
        Some(kappa) => format!("{kappa:.3}"),
        None => "undefined".to_owned(),
    };
    page::quiet(
        ui,
        &format!(
            "BORIS-compatible kappa: {told} at a time unit of {} s. It changes with the unit.",
            boris.unit_s
        ),
    );
}

fn points_ui(ui: &mut Ui, agreement: &Agreement) {
    let mut never = Vec::new();
    for point in &agreement.points {
        let count = |name| point.points.get(name).unwrap_or(0.0);
        let [linked, only_a, only_b] = ["linked", "only_a", "only_b"].map(count);
        if linked + only_a + only_b == 0.0 {
            never.push(point.label.as_str());
            continue;
        }
        let apart = match point.points.get("onset_difference_median_s") {
            Some(s) => format!(", B − A {s:.2} s in the median"),
            None => String::new(),
        };
        page::quiet(
            ui,
            &format!(
                "{}: {linked:.0} linked, {only_a:.0} only A, {only_b:.0} only B{apart}",
                point.label
            ),
        );
    }
    if !never.is_empty() {
        page::faint(ui, &format!("Coded by neither: {}", never.join(", ")));
    }
}

fn heading_ui(ui: &mut Ui, name: &str, what: &str) {
    let text = RichText::new(name)
        .font(plain(tokens::DESK_SMALL))
        .color(palette(ui).quiet);
    let label = ui.label(text);
    if !what.is_empty() {
        label.on_hover_text(what);
    }
}

fn cell_ui(ui: &mut Ui, figures: &Figures, name: &str, decimals: usize, guided: bool) {
    let figure = figures.iter().find(|(other, _)| *other == name);
    match figure.map(|(_, figure)| figure) {
        Some(Ok(x)) => {
            let below = guided && *x < KAPPA;
            let text = RichText::new(format!("{x:.decimals$}"));
            let text = if below {
                text.font(digits(tokens::DESK_TEXT))
                    .color(palette(ui).quiet)
            } else if guided {
                text.font(strong(tokens::DESK_TEXT)).color(palette(ui).text)
            } else {
                text.font(digits(tokens::DESK_TEXT)).color(palette(ui).text)
            };
            let label = ui.label(text);
            if below {
                label.on_hover_text("Below the guidance of .60");
            }
        }
        Some(Err(why)) => {
            ui.label(RichText::new("–").color(palette(ui).faint))
                .on_hover_text(why);
        }
        None => {
            ui.label("");
        }
    }
}
