//! Who cried: counts, every status with its reason, and settling them before anybody sees the ratings.

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::{ComboBox, Ui};

use super::numbers::{self, status};
use super::table::{Cell, Column, figures, table_ui, words};
use crate::desk::page;
use crate::desk::worker::{Job, Wake};
use crate::look::{Icon, button};
use crate::measure::CrierStatus;
use crate::measure::study::Study as Statistics;
use crate::record::unlocking::Unlocking;
use crate::study::{By, Loaded, Settlement};
use crate::time;

/// What is typed, and which statuses are set by hand.
#[derive(Default)]
pub struct Form {
    by: By,
    picked: Option<String>,
    said: Option<String>,
    keeping: Option<Job<Result<Unlocking, String>>>,
}

const STATUSES: [CrierStatus; 4] = [
    CrierStatus::Crier,
    CrierStatus::NonCrier,
    CrierStatus::Ambiguous,
    CrierStatus::Unclassifiable,
];

const COLUMNS: [Column; 5] = [
    words("Session", 260.0),
    words("Status", 110.0),
    words("By hand", 110.0),
    words("Because", 460.0),
    figures("Codings", 56.0),
];

/// Draws it; true when statuses were settled.
pub fn criers_ui(
    ui: &mut Ui,
    loaded: &mut Arc<Loaded>,
    statistics: &Statistics,
    form: &mut Form,
    wake: &Wake,
) -> bool {
    let settled = form.take(loaded, statistics);
    counts_ui(ui, statistics);
    if let Some(coders) = &statistics.coders {
        let kappa = coders.kappa.map_or_else(
            || coders.why.clone().unwrap_or_default(),
            |kappa| format!("kappa {}", numbers::signed(kappa, 2)),
        );
        page::quiet(
            ui,
            &format!(
                "Two coders, {} sessions: both say crier {}, only the first {}, only the second {}, neither {}; {:.0} % agreement, {kappa}.",
                coders.n,
                coders.both,
                coders.only_first,
                coders.only_second,
                coders.neither,
                coders.agreement_pct
            ),
        );
    }
    ui.add_space(4.0);
    let clicked = table_ui(
        ui,
        "criers",
        &COLUMNS,
        statistics.sessions.len(),
        320.0,
        |place| {
            let Some(state) = statistics.sessions.get(place) else {
                return Vec::new();
            };
            let row = loaded.rows.get(place);
            let by_hand = form
                .by
                .by_hand
                .get(&state.session)
                .copied()
                .or(row.and_then(|row| row.by_hand.as_ref()).map(|by| by.status));
            vec![
                Cell::of(&state.session).with(&state.session),
                Cell::of(status(state.crier.status)),
                by_hand.map_or_else(Cell::default, |by_hand| Cell::of(status(by_hand))),
                Cell::of(&state.crier.why).with(&state.crier.why),
                Cell::of(row.map_or(0, |row| row.codings.len())),
            ]
        },
    );
    if let Some(state) = clicked.and_then(|place| statistics.sessions.get(place)) {
        form.picked = Some(state.session.clone());
    }
    by_hand_ui(ui, form);
    ui.add_space(8.0);
    settle_ui(ui, loaded, statistics, form, wake);
    settled
}

fn counts_ui(ui: &mut Ui, statistics: &Statistics) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for state in &statistics.sessions {
        *counts.entry(status(state.crier.status)).or_default() += 1;
    }
    let told: Vec<String> = STATUSES
        .iter()
        .map(|one| {
            let name = status(*one);
            format!("{name}: {}", counts.get(name).copied().unwrap_or(0))
        })
        .collect();
    page::quiet(ui, &told.join("   ·   "));
    page::faint(
        ui,
        "Ambiguous and unclassifiable sessions are shown, and left out of the comparison of two groups.",
    );
}

fn by_hand_ui(ui: &mut Ui, form: &mut Form) {
    let Some(picked) = form.picked.clone() else {
        page::faint(ui, "Click a session to set its status by hand.");
        return;
    };
    ui.horizontal(|ui| {
        page::quiet(ui, &format!("By hand, {picked}:"));
        let present = form.by.by_hand.get(&picked).copied();
        let mut chosen = present;
        ComboBox::from_id_salt("by hand")
            .selected_text(present.map_or("As the rule says", status))
            .show_ui(ui, |ui| {
                ui.selectable_value(&mut chosen, None, "As the rule says");
                for one in STATUSES {
                    ui.selectable_value(&mut chosen, Some(one), status(one));
                }
            });
        match chosen {
            Some(status) => drop(form.by.by_hand.insert(picked, status)),
            None => drop(form.by.by_hand.remove(&picked)),
        }
    });
}

impl Form {
    /// Takes what was kept; true when statuses were settled.
    fn take(&mut self, loaded: &mut Arc<Loaded>, statistics: &Statistics) -> bool {
        let Some(kept) = self.keeping.as_mut().and_then(Job::take) else {
            return false;
        };
        self.keeping = None;
        match kept {
            Ok(unlocking) => {
                Arc::make_mut(loaded).settled(unlocking, &statistics.settings);
                let who = std::mem::take(&mut self.by.who);
                self.by = By {
                    who,
                    ..By::default()
                };
                self.said = None;
                true
            }
            Err(why) => {
                self.said = Some(why);
                false
            }
        }
    }

    /// Keeps the statuses aside: the disk may be slow.
    fn keep(&mut self, loaded: &Loaded, statistics: &Statistics, wake: &Wake) {
        match Settlement::of(loaded, statistics, &self.by) {
            Ok(settlement) => {
                self.keeping = Some(Job::start("settle", wake, move |_| {
                    settlement.keep(time::utc_now())
                }));
            }
            Err(why) => self.said = Some(why),
        }
    }
}

fn settle_ui(ui: &mut Ui, loaded: &Loaded, statistics: &Statistics, form: &mut Form, wake: &Wake) {
    if !loaded.has_lock() {
        page::quiet(
            ui,
            "These are no study sessions, so nothing is locked: their ratings can be seen at once.",
        );
        return;
    }
    if let Some(entry) = loaded.unlocking.unlocked() {
        page::quiet(
            ui,
            &format!("Ratings were unlocked by {} on {}.", entry.who, entry.utc),
        );
    }
    let open = loaded.unsettled();
    if open == 0 && form.by.by_hand.is_empty() && loaded.is_open() {
        page::quiet(ui, "The status of every session is settled.");
        return;
    }
    page::card(ui, |ui| {
        page::quiet(
            ui,
            &format!(
                "{open} sessions wait. Settling keeps each status with its rule, who settled it and when, and then unlocks the ratings; both are kept for good."
            ),
        );
        page::field(ui, "Who settles", |ui| {
            page::text_field(ui, "Who settles", &mut form.by.who, 160.0)
        });
        page::field(ui, "Why", |ui| {
            page::text_field(ui, "Why", &mut form.by.why, 420.0)
        });
        if !form.by.by_hand.is_empty() {
            page::faint(ui, "A status by hand needs the reason.");
        }
        if let Some(said) = &form.said {
            page::caution(ui, said);
        }
        let ready = !form.by.who.trim().is_empty() && form.keeping.is_none();
        let clicked = ui
            .add_enabled_ui(ready, |ui| {
                button::compact(
                    ui,
                    Some(Icon::Check),
                    "Settle and unlock ratings",
                    button::Weight::Primary,
                )
                .clicked()
            })
            .inner;
        if clicked && ready {
            form.keep(loaded, statistics, wake);
        }
    });
}
