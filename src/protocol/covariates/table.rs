//! Covariates from a table: a CSV file with a header line, one line a participant, as spreadsheets and survey tools write it.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use super::{Noted, Source};
use crate::protocol::regular_file;
use crate::protocol::{Covariate, Id};

/// Largest table that is read; a line for each of ten thousand participants is far smaller.
pub const MOST_BYTES: u64 = 8 << 20;
/// Most columns of a table.
const MOST_COLUMNS: usize = 5000;
/// What the column of the codes may be called.
const CODE: [&str; 3] = ["participant", "participant_code", "code"];
/// The column that tells when the answers were given, unless a covariate has that name.
const DATE: &str = "date";
/// Separators that are tried.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// What a table says of one participant.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FromTable {
    /// The values that fit, by covariate.
    pub values: BTreeMap<Id, Noted>,
    /// One sentence for each thing that does not fit.
    pub misfits: Vec<String>,
}

/// Reads the participant's line from the file at `path`.
///
/// # Errors
/// One sentence when the file is no such table or has not exactly one line for the participant.
pub fn table(path: &Path, covariates: &[Covariate], code: &str) -> Result<FromTable, String> {
    let (file, length) = regular_file::open(path)?;
    let too_large = || {
        format!(
            "The table is larger than {} MB: choose one with a line a participant.",
            MOST_BYTES >> 20
        )
    };
    if length > MOST_BYTES {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    file.take(MOST_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| format!("The table can't be read ({error}): choose another one."))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(too_large());
    }
    row(&bytes, covariates, code)
}

/// Reads the participant's line from a table's bytes.
///
/// # Errors
/// As [`table`].
pub fn row(bytes: &[u8], covariates: &[Covariate], code: &str) -> Result<FromTable, String> {
    let text = std::str::from_utf8(bytes)
        .ok()
        .filter(|text| !text.contains('\0'))
        .ok_or("The table is not UTF-8 text: save it as “CSV UTF-8” and choose it again.")?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (separator, header) = header(text)?;
    let place = code_column(&header)?;
    let mut lines = Vec::new();
    for record in reader(text, separator).records().skip(1) {
        let record =
            record.map_err(|error| format!("The table can't be read ({error}): mend it."))?;
        if record.get(place).is_some_and(|cell| cell.trim() == code) {
            lines.push(record);
        }
        if lines.len() > 1 {
            // Two are too many already.
            break;
        }
    }
    let line = |record: &csv::StringRecord| record.position().map_or(0, csv::Position::line);
    match lines.as_slice() {
        [] => Err(format!("The table has no line for participant “{code}”.")),
        [only] if only.len() > header.len() => Err(format!(
            "Line {} has more cells than the header, so nobody can tell which belongs where: mend it.",
            line(only)
        )),
        [only] => Ok(values(&header, place, only, covariates)),
        [first, second, ..] => Err(format!(
            "The lines {} and {} are both participant “{code}”: delete one of them.",
            line(first),
            line(second)
        )),
    }
}

fn reader(text: &str, separator: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
}

/// The separator under which the first line names the participant, and that line's cells.
fn header(text: &str) -> Result<(u8, Vec<String>), String> {
    let headers = SEPARATORS.iter().filter_map(|separator| {
        let record = reader(text, *separator).records().next()?.ok()?;
        if record.len() > MOST_COLUMNS {
            return None;
        }
        let cells: Vec<String> = record.iter().map(|cell| cell.trim().to_owned()).collect();
        cells
            .iter()
            .any(|cell| is_code(cell))
            .then_some((*separator, cells))
    });
    headers.max_by_key(|(_, cells)| cells.len()).ok_or_else(|| {
        "The table's first line has no column `participant`: name the column of the codes so."
            .to_owned()
    })
}

fn is_code(cell: &str) -> bool {
    CODE.iter().any(|name| name.eq_ignore_ascii_case(cell))
}

fn code_column(header: &[String]) -> Result<usize, String> {
    let named: Vec<usize> = (0..header.len())
        .filter(|place| header.get(*place).is_some_and(|cell| is_code(cell)))
        .collect();
    match named.as_slice() {
        [only] => Ok(*only),
        _ => Err("Two columns of the table name the participant: keep one of them.".to_owned()),
    }
}

fn values(
    header: &[String],
    code: usize,
    record: &csv::StringRecord,
    covariates: &[Covariate],
) -> FromTable {
    let mut found = FromTable::default();
    let date = date(header, record, covariates, &mut found.misfits);
    for covariate in covariates {
        let id = covariate.id.as_str();
        let columns: Vec<usize> = (0..header.len())
            .filter(|place| header.get(*place).is_some_and(|cell| cell == id))
            .collect();
        let misfit = match columns.as_slice() {
            [column] if *column != code => match record.get(*column).map_or("", str::trim) {
                "" => format!("“{id}”: the cell is empty."),
                cell => match covariate.read(cell) {
                    Ok(value) => {
                        let (source, date) = (Source::Table, date.clone());
                        let noted = Noted {
                            value,
                            source,
                            date,
                        };
                        found.values.insert(covariate.id.clone(), noted);
                        continue;
                    }
                    Err(why) => why,
                },
            },
            [] | [_] => format!("“{id}”: the table has no such column."),
            _ => format!("“{id}”: the table has this column twice."),
        };
        found.misfits.push(misfit);
    }
    let other = header
        .iter()
        .enumerate()
        .filter(|(place, cell)| {
            *place != code
                && !cell.is_empty()
                && *cell != DATE
                && !covariates.iter().any(|c| c.id == *cell.as_str())
        })
        .count();
    if other > 0 {
        let columns = if other == 1 {
            "column of the table is"
        } else {
            "columns of the table are"
        };
        found
            .misfits
            .push(format!("{other} other {columns} not read."));
    }
    found
}

/// The day in the column `date`, unless a covariate has that name.
fn date(
    header: &[String],
    record: &csv::StringRecord,
    covariates: &[Covariate],
    misfits: &mut Vec<String>,
) -> Option<String> {
    if covariates.iter().any(|covariate| covariate.id == *DATE) {
        return None;
    }
    let column = header.iter().position(|cell| cell == DATE)?;
    let cell = record
        .get(column)
        .map(str::trim)
        .filter(|cell| !cell.is_empty())?;
    let day = chrono::NaiveDate::parse_from_str(cell, "%Y-%m-%d").ok();
    if day.is_none() {
        misfits.push("The date is not written as YYYY-MM-DD, so it is not kept.".to_owned());
    }
    day.map(|day| day.to_string())
}

#[cfg(test)]
mod tests;
