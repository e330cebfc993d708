//! The list of disagreements: a click shows one on both rows, a button looks at its moment in the session, four decide.

use egui::{Align, Label, Layout, RichText, ScrollArea, Sense, Ui, vec2};

use super::decide::Decisions;
use super::timeline::View;
use crate::desk::{page, words};
use crate::look::{button, digits, palette, tokens};
use crate::measure::agreement::{Agreement, Differs, Disagreement, Verdict};
use crate::time::{FilmTime, SessionTime};

/// Of a row with the gap under it.
const ROW: f32 = 32.0;
const BUTTONS: f32 = 394.0;
const LOOK: &str = "Look at this moment";

/// What is asked of the list.
pub enum Asked {
    /// To look at this instant of the session.
    Jump(SessionTime),
    /// To write a consensus of what was decided.
    Consensus,
}

/// Draws it.
pub fn list_ui(
    ui: &mut Ui,
    agreement: &Agreement,
    view: &mut View,
    decisions: &mut Decisions,
) -> Option<Asked> {
    let list = &agreement.disagreements;
    if list.is_empty() {
        page::quiet(
            ui,
            "The two codings do not differ by more than the tolerance.",
        );
        return None;
    }
    page::quiet(
        ui,
        "The longest first. Click one to see it above, or look at its moment in the session; decide who is right, for a consensus.",
    );
    let mut command = None;
    let height = (list.len() as f32 * ROW).min(7.0 * ROW);
    ScrollArea::vertical()
        .id_salt("disagreements")
        .max_height(height)
        .auto_shrink([false, true])
        .show_rows(
            ui,
            ROW - ui.spacing().item_spacing.y,
            list.len(),
            |ui, rows| {
                for place in rows {
                    if let Some(row) = list.get(place)
                        && row_ui(ui, place, row, view, decisions)
                    {
                        command = Some(Asked::Jump(SessionTime::from_s(row.from_s)));
                    }
                }
            },
        );
    ui.horizontal(|ui| {
        let decided = decisions.count();
        let write = ui.add_enabled_ui(decided > 0, |ui| {
            button::compact(ui, None, "Write a consensus…", button::Weight::Normal)
        });
        if write.inner.clicked() {
            command = Some(Asked::Consensus);
        }
        page::quiet(ui, &format!("{decided} of {} decided", list.len()));
        if decided < list.len() {
            page::quiet(ui, "· all that are left:");
            for verdict in Verdict::ALL {
                let pressed = ui.push_id(("rest", verdict.name()), |ui| {
                    button::compact(ui, None, verdict.name(), button::Weight::Quiet)
                });
                if pressed.inner.clicked() {
                    decisions.decide_rest(list.len(), verdict);
                }
            }
        }
    });
    command
}

/// Whether its moment is to be looked at.
fn row_ui(
    ui: &mut Ui,
    place: usize,
    row: &Disagreement,
    view: &mut View,
    decisions: &mut Decisions,
) -> bool {
    let is_shown = view.selected == Some(place);
    let (mut clicked, mut looks) = (false, false);
    ui.horizontal(|ui| {
        ui.set_min_height(ROW - ui.spacing().item_spacing.y);
        let width = ui.available_width() - BUTTONS;
        let color = if is_shown {
            palette(ui).accent
        } else {
            palette(ui).text
        };
        ui.allocate_ui_with_layout(
            vec2(width, ROW - 6.0),
            Layout::left_to_right(Align::Center),
            |ui| {
                ui.set_min_width(width);
                let text = RichText::new(sentence(row))
                    .color(color)
                    .font(digits(tokens::DESK_SMALL));
                let label = ui.add(Label::new(text).truncate().sense(Sense::click()));
                clicked = label.clicked();
                label.on_hover_cursor(egui::CursorIcon::PointingHand);
            },
        );
        let look = ui.push_id((place, LOOK), |ui| {
            button::compact(ui, None, LOOK, button::Weight::Quiet)
        });
        looks = look.inner.clicked();
        for verdict in Verdict::ALL {
            let weight = if decisions.of(place) == Some(verdict) {
                // No taller than the others, or the rows below would move away from the pointer.
                button::Weight::Normal
            } else {
                button::Weight::Quiet
            };
            let pressed = ui.push_id((place, verdict.name()), |ui| {
                ui.spacing_mut().item_spacing.x = 2.0;
                button::compact(ui, None, verdict.name(), weight)
            });
            if pressed.inner.clicked() {
                decisions.decide(place, verdict);
            }
        }
    });
    if clicked || looks {
        view.look_at(place, row);
    }
    looks
}

/// One line, such as `10.0 s · Tears: only A, level 2 · 1:05.0 – 1:15.0 · film 0:40.1`.
pub fn sentence(row: &Disagreement) -> String {
    let differs = match row.differs {
        Differs::OnlyA => "only A",
        Differs::OnlyB => "only B",
        Differs::Onset => "onset differs",
        Differs::Offset => "offset differs",
        Differs::Level => "level differs",
    };
    let levels = match (row.differs, row.level_a, row.level_b) {
        (Differs::Level, Some(a), Some(b)) => format!(" ({a} and {b})"),
        (Differs::OnlyA | Differs::OnlyB, Some(a), Some(b)) => format!(", level {}", a.max(b)),
        _ => String::new(),
    };
    // With tenths, which the session's own clock has not.
    let clock = |s: f64| words::film_clock(FilmTime::from_s(s));
    let when = if row.is_point {
        clock(row.from_s)
    } else {
        format!("{} – {}", clock(row.from_s), clock(row.to_s))
    };
    let size = if row.is_point {
        "point".to_owned()
    } else {
        format!("{:.1} s", row.size_s)
    };
    let film = row.from_film_s.map_or_else(String::new, |s| {
        format!(" · film {}", words::film_clock(FilmTime::from_s(s)))
    });
    format!(
        "{size:>8} · {}: {differs}{levels} · {when}{film}",
        row.label
    )
}
