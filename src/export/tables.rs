//! Tidy tables for statistics programs and spreadsheets: one row a session, covariate, item, bout, point, film or event.
//!
//! Times are seconds since the session began, an empty cell is a missing value, and `dictionary.csv` explains every column. A text that a
//! spreadsheet would carry out as a formula gets a `'` before it.

mod columns;
mod rows;

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use super::Place;
use crate::record::Document;
use crate::record::exports::Kind;
use columns::{TABLES, Table};

/// Tables that are being written, session by session.
pub struct Tables {
    place: Place,
    open: Vec<(Table, csv::Writer<BufWriter<File>>)>,
}

impl Tables {
    /// Begins the tables in this folder.
    ///
    /// # Errors
    /// One sentence when the folder can't be used.
    pub fn begin(folder: &Path, force: bool) -> Result<Self, String> {
        let mut tables = Self {
            place: Place::begin(folder, Kind::Csv, force)?,
            open: Vec::new(),
        };
        for (table, columns) in TABLES {
            let file = tables.place.open(&table.file())?;
            let mut writer = csv::Writer::from_writer(file);
            writer
                .write_record(columns.iter().map(|column| column.0))
                .map_err(|error| tables.place.cant(&error))?;
            if *table == Table::Dictionary {
                for row in rows::dictionary() {
                    writer
                        .write_record(&row)
                        .map_err(|error| tables.place.cant(&error))?;
                }
            }
            tables.open.push((*table, writer));
        }
        Ok(tables)
    }

    /// Adds one session's rows.
    ///
    /// # Errors
    /// One sentence when the disk fails.
    pub fn add(&mut self, document: &Document) -> Result<(), String> {
        for (table, writer) in &mut self.open {
            for row in rows::of(*table, document) {
                writer
                    .write_record(&row)
                    .map_err(|error| self.place.cant(&error))?;
            }
        }
        Ok(())
    }

    /// Ends the tables: only now they take the place of earlier ones.
    ///
    /// # Errors
    /// One sentence when the disk fails.
    pub fn finish(self) -> Result<(), String> {
        for (_, writer) in self.open {
            let file = writer
                .into_inner()
                .map_err(|error| self.place.cant(&error.error()))?;
            self.place.close(file)?;
        }
        self.place.finish()
    }
}
