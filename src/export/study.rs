//! A study for other programs: tidy tables with a dictionary, and all statistics as `study.json`.
//!
//! `probes`, `covariates`, `bouts`, `points`, `films` and `events` hold one row each of what was recorded, as in an export of tables;
//! `sessions` has one wide row a session, `moods` one a session, outcome and probe, and the others what was computed.

mod meanings;
mod sheet;
mod sheets;

use std::path::{Path, PathBuf};

use serde_json::json;

use super::Place;
use super::report;
use super::tables::{Open, Rows, Table, dictionary, dictionary_row};
use crate::measure::study::{Settings, Study};
use crate::record::exports::Kind;
use crate::record::study::{Sessions, sessions};
use crate::record::{Listed, unlocking};
use crate::session::Mode;
use crate::study::{Loaded, load, load_with};
use meanings::meaning;
use sheet::Sheet;

/// The `format` of `study.json`.
const FORMAT: &str = "lacrima.study";

/// Writes the study in `folder` to `out`, in the place of an earlier export there; `progress` is told the share that is read.
///
/// # Errors
/// One sentence, as [`put`].
pub fn write(
    folder: &Path,
    out: &Path,
    settings: &Settings,
    progress: impl FnMut(f32),
) -> Result<String, String> {
    let (loaded, _) = put(folder, out, true, settings, progress)?;
    Ok(format!(
        "{} session(s) written to {}.",
        loaded.rows.len(),
        out.display()
    ))
}

/// The same; an earlier export gives way only with `force`. Gives what was read and computed.
///
/// # Errors
/// One sentence: the folder holds no study, its mood data are locked, the place lies in the data folder or can't be written to.
pub fn put(
    folder: &Path,
    out: &Path,
    force: bool,
    settings: &Settings,
    mut progress: impl FnMut(f32),
) -> Result<(Loaded, Study), String> {
    let found = sessions(folder)?;
    let data = found.folder.parent().unwrap_or(&found.folder);
    if lies_in(out, data) {
        return Err(format!(
            "{} lies in the data folder, where a withdrawal could not take a person out of figures and reports: choose a folder outside it with --out.",
            out.display()
        ));
    }
    // Nothing is made of ratings, not even for the time of writing, before the lock was asked. Folders whose names are not settled may
    // have been renamed: what their sessions say counts.
    if !is_settled(&found)? {
        let loaded = load(folder, settings, &mut progress)?;
        if !loaded.is_open() {
            return Err(locked(folder, &loaded));
        }
    }
    let mut place = Place::begin(out, Kind::Csv, force)?;
    let mut tables = Open::begin(&mut place, is_recorded)?;
    let make = |document: &_| Rows::of(document, is_recorded);
    let each = |rows: Rows| tables.add(&place, &rows);
    let loaded = load_with(folder, settings, progress, make, each)?;
    if !loaded.is_open() {
        return Err(locked(folder, &loaded));
    }
    if loaded.rows.is_empty() {
        return Err(format!(
            "No session of {} could be read: {} is left as it was.",
            folder.display(),
            out.display()
        ));
    }
    tables.close(&place)?;
    let study = Study::of(&loaded.rows, settings);
    if let Some(why) = study.problem() {
        return Err(why);
    }
    let mut explained: Vec<[String; 4]> = dictionary(is_recorded).collect();
    sheets::each(&study, &loaded, |sheet| {
        explained.extend(sheet.columns().map(|column| {
            let (kind, told) = meaning(sheet.name, column);
            dictionary_row(sheet.name, column, kind, &told)
        }));
        place.table(sheet.name, sheet.lines())
    })?;
    let head = ["table", "column", "type", "meaning"].map(str::to_owned);
    let explained = std::iter::once(head).chain(explained);
    place.table("dictionary", explained.map(Vec::from))?;
    let whole = json!({
        "format": FORMAT,
        "version": 1,
        "app_version": env!("CARGO_PKG_VERSION"),
        "study_id": loaded.sessions.study,
        "study": study,
        "left_out": loaded.sessions.left_out,
        "notices": loaded.notices,
        "unlocking": loaded.unlocking.entries,
    });
    let whole = serde_json::to_vec_pretty(&whole).map_err(|error| place.cant(&error))?;
    place.write("study.json", &whole)?;
    report::write(&mut place, &study, &loaded.rows, &loaded.sessions.left_out)?;
    place.finish()?;
    Ok((loaded, study))
}

/// Whether nothing is locked, as far as the sessions' folders tell.
fn is_settled(found: &Sessions) -> Result<bool, String> {
    if !found.modes.contains(&Mode::Study) {
        return Ok(true);
    }
    let list = unlocking::read(&found.folder)?;
    let statuses = list.statuses();
    let is_settled = |session: &Listed| statuses.contains_key(session.id.as_str());
    Ok(list.unlocked().is_some() && found.counted.iter().all(is_settled))
}

/// The sentence for a study whose mood data are locked.
pub fn locked(folder: &Path, loaded: &Loaded) -> String {
    format!(
        "The mood data are locked until it is settled who cried ({} of {} sessions are not): look at the list that lacrima study {} prints, then add --fix-criers --who ID.",
        loaded.unsettled(),
        loaded.rows.len(),
        folder.display()
    )
}

/// The tables of what was recorded; `sessions` is a wider one here.
fn is_recorded(table: Table) -> bool {
    !matches!(table, Table::Sessions | Table::Dictionary)
}

/// Whether a path, or where its links lead, lies in a folder.
fn lies_in(path: &Path, folder: &Path) -> bool {
    let real = |path: &Path| -> PathBuf {
        let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let found = whole.ancestors().find_map(|above| {
            let real = above.canonicalize().ok()?;
            Some(real.join(whole.strip_prefix(above).ok()?))
        });
        found.unwrap_or(whole)
    };
    real(path).starts_with(real(folder))
}
