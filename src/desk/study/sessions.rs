//! The sessions: status, crying, quality, and what is missing.

use egui::{RichText, ScrollArea, Ui};

use super::StudyCommand;
use super::numbers;
use super::table::{Cell, Column, figures, table_ui, words};
use crate::desk::page;
use crate::desk::words as told;
use crate::look::{digits, palette, tokens};
use crate::measure::study::{Row, SessionState, Study as Statistics};
use crate::study::Loaded;

/// Which sessions are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Chosen {
    #[default]
    All,
    Limited,
    LeftOut,
}

/// Which rows are shown when, by their places; made once and not in every frame.
pub struct Listing {
    all: Vec<usize>,
    limited: Vec<usize>,
    left_out: Vec<usize>,
}

impl Listing {
    /// Of these rows with their states, which have the same order.
    pub fn of(rows: &[Row], statistics: &Statistics) -> Self {
        let places = |is_shown: &dyn Fn(&Row, &SessionState) -> bool| {
            let both = rows.iter().zip(&statistics.sessions).enumerate();
            both.filter(|(_, (row, state))| is_shown(row, state))
                .map(|(place, _)| place)
                .collect()
        };
        Self {
            all: places(&|_, _| true),
            limited: places(&|row, _| !row.quality.limits().is_empty()),
            left_out: places(&|_, state| state.left_out.is_some()),
        }
    }
}

const COLUMNS: [Column; 9] = [
    words("Participant", 110.0),
    figures("Visit", 36.0),
    words("Begun", 120.0),
    words("Condition", 110.0),
    words("Ended", 90.0),
    words("Cried", 100.0),
    figures("Codings", 52.0),
    words("To be known", 380.0),
    words("Left out because", 220.0),
];

/// The table; a click on a row opens that session.
pub fn sessions_ui(
    ui: &mut Ui,
    loaded: &Loaded,
    statistics: &Statistics,
    listing: &Listing,
    chosen: &mut Chosen,
) -> Option<StudyCommand> {
    let shown: &[usize] = match chosen {
        Chosen::All => &listing.all,
        Chosen::Limited => &listing.limited,
        Chosen::LeftOut => &listing.left_out,
    };
    let left_out = loaded.sessions.left_out.len() + listing.left_out.len();
    ui.horizontal_wrapped(|ui| {
        ui.selectable_value(chosen, Chosen::All, format!("All ({})", loaded.rows.len()));
        ui.selectable_value(
            chosen,
            Chosen::Limited,
            format!("With limits ({})", listing.limited.len()),
        );
        ui.selectable_value(chosen, Chosen::LeftOut, format!("Left out ({left_out})"));
        ui.add_space(12.0);
        page::faint(ui, "A click opens the session.");
    });
    if *chosen == Chosen::LeftOut {
        left_out_ui(ui, loaded);
    }
    if shown.is_empty() {
        page::quiet(ui, "No session here.");
        return None;
    }
    let height = (ui.available_height() - 48.0).max(240.0);
    let clicked = table_ui(ui, "sessions", &COLUMNS, shown.len(), height, |place| {
        let place = shown.get(place).copied().unwrap_or_default();
        let row = loaded.rows.get(place);
        row.map_or_else(Vec::new, |row| {
            cells(row, statistics.sessions.get(place), loaded.is_open())
        })
    });
    let place = *shown.get(clicked?)?;
    loaded
        .folders
        .get(place)
        .cloned()
        .map(StudyCommand::Session)
}

/// Sessions that have no row: unfinished, encrypted, withdrawn …
fn left_out_ui(ui: &mut Ui, loaded: &Loaded) {
    ScrollArea::vertical()
        .id_salt("left out")
        .max_height(160.0)
        .show(ui, |ui| {
            for out in &loaded.sessions.left_out {
                ui.horizontal_wrapped(|ui| {
                    let id = RichText::new(&out.session)
                        .font(digits(tokens::DESK_SMALL))
                        .color(palette(ui).faint);
                    ui.label(id);
                    page::quiet(ui, &out.why);
                });
            }
        });
}

fn cells(row: &Row, state: Option<&SessionState>, is_open: bool) -> Vec<Cell> {
    let known = row.quality.limits();
    let crier = state.map(|state| &state.crier);
    let limits = match known.as_slice() {
        [] => Cell::of(""),
        all => {
            let grave = row.quality.is_aborted || !row.quality.changes.is_empty();
            let text = all.join(" · ");
            let cell = Cell::of(&text).with(all.join("\n"));
            if grave { cell.caution() } else { cell }
        }
    };
    let begun = row.started_utc.get(..16).unwrap_or(&row.started_utc);
    vec![
        Cell::of(&row.participant).with(&row.session),
        Cell::of(row.visit),
        Cell::of(begun.replace('T', " ")),
        // It would sway whoever still has to say who cried.
        if is_open {
            Cell::of(&row.condition)
        } else {
            Cell::of("hidden").with("until it is settled who cried")
        },
        Cell::of(told::status(row.status)),
        crier.map_or_else(Cell::default, |crier| {
            Cell::of(numbers::status(crier.status)).with(&crier.why)
        }),
        Cell::of(row.codings.len()),
        limits,
        state
            .and_then(|state| state.left_out.as_ref())
            .map_or_else(Cell::default, |why| Cell::of(why).with(why)),
    ]
}
