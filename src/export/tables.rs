//! Tidy tables for statistics programs and spreadsheets: one row a session, covariate, item, bout, point, film or event.
//!
//! Times are seconds since the session began, an empty cell is a missing value, and `dictionary.csv` explains every column. A text that a
//! spreadsheet would carry out as a formula gets a `'` before it.

mod columns;
mod rows;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use super::Place;
use crate::record::Document;
use crate::record::exports::Kind;
pub use columns::Table;
use columns::{Column, TABLES};
pub use rows::dictionary_row;

/// One session's rows of every table, ready to be written: they can be made on any thread.
pub struct Rows(Vec<(Table, Vec<u8>)>);

impl Rows {
    /// Of this session, in these tables.
    ///
    /// # Errors
    /// One sentence when a row can't be written, which would be a fault of the program.
    pub fn of(document: &Document, wanted: impl Fn(Table) -> bool) -> Result<Self, String> {
        let tables = TABLES.iter().map(|(table, _)| *table);
        let bytes = tables.filter(|table| wanted(*table)).map(|table| {
            let mut writer = csv::Writer::from_writer(Vec::new());
            for row in rows::of(table, document) {
                writer
                    .write_record(&row)
                    .map_err(|error| error.to_string())?;
            }
            let bytes = writer.into_inner().map_err(|error| error.to_string())?;
            Ok((table, bytes))
        });
        bytes.collect::<Result<_, String>>().map(Self)
    }
}

/// Tables that are open in a place.
pub struct Open(Vec<(Table, BufWriter<File>)>);

impl Open {
    /// Begins these tables, with the names of their columns.
    ///
    /// # Errors
    /// One sentence when a file can't be made.
    pub fn begin(place: &mut Place, wanted: impl Fn(Table) -> bool) -> Result<Self, String> {
        let mut open = Vec::new();
        for (table, columns) in TABLES.iter().filter(|(table, _)| wanted(*table)) {
            let mut writer = csv::Writer::from_writer(place.open(&table.file())?);
            writer
                .write_record(columns.iter().map(|column| column.0))
                .map_err(|error| place.cant(&error))?;
            let file = writer
                .into_inner()
                .map_err(|error| place.cant(&error.error()))?;
            open.push((*table, file));
        }
        Ok(Self(open))
    }

    /// Adds one session's rows.
    ///
    /// # Errors
    /// One sentence when the disk fails.
    pub fn add(&mut self, place: &Place, rows: &Rows) -> Result<(), String> {
        for (table, bytes) in &rows.0 {
            let file = self.0.iter_mut().find(|(open, _)| open == table);
            if let Some((_, file)) = file {
                file.write_all(bytes).map_err(|error| place.cant(&error))?;
            }
        }
        Ok(())
    }

    /// Puts them onto the disk.
    ///
    /// # Errors
    /// One sentence when the disk fails.
    pub fn close(self, place: &Place) -> Result<(), String> {
        self.0
            .into_iter()
            .try_for_each(|(_, file)| place.close(file))
    }
}

/// What the dictionary says of these tables.
pub fn dictionary(wanted: impl Fn(Table) -> bool) -> impl Iterator<Item = [String; 4]> {
    TABLES
        .iter()
        .filter(move |(table, _)| wanted(*table))
        .flat_map(|(table, columns)| {
            columns
                .iter()
                .map(|(column, kind, meaning)| dictionary_row(table.name(), column, kind, meaning))
        })
}

/// The columns of a table.
pub fn columns(table: Table) -> &'static [Column] {
    TABLES
        .iter()
        .find(|(other, _)| *other == table)
        .map_or(&[], |(_, columns)| columns)
}

/// Tables that are being written, session by session.
pub struct Tables {
    place: Place,
    open: Open,
}

impl Tables {
    /// Begins the tables in this folder.
    ///
    /// # Errors
    /// One sentence when the folder can't be used.
    pub fn begin(folder: &Path, force: bool) -> Result<Self, String> {
        let mut place = Place::begin(folder, Kind::Csv, force)?;
        let is_of_sessions = |table| table != Table::Dictionary;
        let open = Open::begin(&mut place, is_of_sessions)?;
        let head = columns(Table::Dictionary)
            .iter()
            .map(|column| column.0.to_owned());
        let rows = dictionary(|_| true).map(|row| row.to_vec());
        place.table(
            Table::Dictionary.name(),
            std::iter::once(head.collect()).chain(rows),
        )?;
        Ok(Self { place, open })
    }

    /// Adds one session's rows.
    ///
    /// # Errors
    /// One sentence when the disk fails.
    pub fn add(&mut self, rows: &Rows) -> Result<(), String> {
        self.open.add(&self.place, rows)
    }

    /// Ends the tables: only now they take the place of earlier ones.
    ///
    /// # Errors
    /// One sentence when the disk fails.
    pub fn finish(self) -> Result<(), String> {
        self.open.close(&self.place)?;
        self.place.finish()
    }
}
