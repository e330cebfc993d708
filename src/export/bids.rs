//! `events.tsv` as the Brain Imaging Data Structure has it: onset, duration and trial type of all that was shown, coded and asked, one
//! file a session, with `events.json` that explains the columns.

use std::path::Path;

use super::{Place, cell};
use crate::record::Document;
use crate::record::exports::{Kind, bids_name};
use crate::time::SessionTime;

/// The columns with what they mean; the first three are the format's own.
const COLUMNS: &[(&str, &str)] = &[
    ("onset", "seconds since the session began"),
    (
        "duration",
        "seconds; 0 for what happens at an instant, n/a where the end is unknown",
    ),
    (
        "trial_type",
        "what it is: step, film, bout, point or probe, with its name behind a /",
    ),
    ("value", "the highest level of a bout; n/a otherwise"),
    (
        "film_s",
        "the film's own time at onset; n/a outside the film",
    ),
    ("coder", "who coded a bout or a point; n/a otherwise"),
];
const NONE: &str = "n/a";

/// Files that are being written, session by session.
pub struct Bids(Place);

/// One session's file: it can be made on any thread.
pub struct Events {
    name: String,
    text: String,
}

impl Bids {
    /// Begins in this folder.
    ///
    /// # Errors
    /// One sentence when the folder can't be used.
    pub fn begin(folder: &Path, force: bool) -> Result<Self, String> {
        let mut place = Place::begin(folder, Kind::Csv, force)?;
        let meaning = |(column, meaning): &(&str, &str)| {
            (
                (*column).to_owned(),
                serde_json::json!({"Description": meaning}),
            )
        };
        let about: serde_json::Map<_, _> = COLUMNS.iter().map(meaning).collect();
        let text = serde_json::to_vec_pretty(&about).unwrap_or_default();
        place.write("events.json", &text)?;
        Ok(Self(place))
    }

    /// Adds one session's file.
    ///
    /// # Errors
    /// One sentence when the disk fails.
    pub fn add(&mut self, events: &Events) -> Result<(), String> {
        self.0.write(&events.name, events.text.as_bytes())
    }

    /// Ends: only now the files take the place of earlier ones.
    ///
    /// # Errors
    /// One sentence when the disk fails.
    pub fn finish(self) -> Result<(), String> {
        self.0.finish()
    }
}

impl Events {
    /// Of this session.
    pub fn of(document: &Document) -> Self {
        let mut rows = rows(document);
        rows.sort_by_key(|row| row.onset);
        let head = COLUMNS.iter().map(|column| column.0.to_owned());
        let mut text = line(head);
        for row in rows {
            text.push_str(&row.line());
        }
        Self {
            name: bids_name(&document.session.id),
            text,
        }
    }
}

struct Row {
    onset: SessionTime,
    /// `None` when the end is unknown.
    end: Option<SessionTime>,
    what: String,
    level: Option<u8>,
    film_s: Option<f64>,
    coder: Option<String>,
}

impl Row {
    fn new(onset: SessionTime, end: Option<SessionTime>, what: &str, name: &str) -> Self {
        Self {
            onset,
            end,
            what: format!("{what}/{name}"),
            level: None,
            film_s: None,
            coder: None,
        }
    }

    fn line(self) -> String {
        let or_none = |cell: Option<String>| cell.unwrap_or_else(|| NONE.to_owned());
        let duration = self.end.map(|end| (end - self.onset).0.max(0) as f64 / 1e6);
        line([
            cell::number(self.onset.as_s()),
            or_none(duration.map(cell::number)),
            self.what,
            or_none(self.level.map(|level| level.to_string())),
            or_none(self.film_s.map(cell::number)),
            or_none(self.coder),
        ])
    }
}

fn rows(document: &Document) -> Vec<Row> {
    let mut rows = Vec::new();
    for step in &document.steps {
        if let Some(onset) = step.onset_s {
            rows.push(Row::new(onset, step.offset_s, "step", step.id.as_str()));
        }
    }
    for film in &document.films {
        if let Some(onset) = film.onset_s {
            rows.push(Row::new(
                onset,
                film.offset_s,
                "film",
                film.stimulus.as_str(),
            ));
        }
    }
    for bout in &document.coding {
        // A censored bout went on after what is known of it.
        let end = Some(bout.offset_s).filter(|_| !bout.censored);
        rows.push(Row {
            level: bout.levels.iter().map(|level| level.level).max(),
            film_s: bout.onset_film_s.map(|film| film.as_s()),
            coder: Some(bout.coder.as_str().to_owned()),
            ..Row::new(bout.onset_s, end, "bout", bout.channel.as_str())
        });
    }
    for point in &document.points {
        rows.push(Row {
            film_s: point.film_s.map(|film| film.as_s()),
            coder: Some(point.coder.as_str().to_owned()),
            ..Row::new(point.t_s, Some(point.t_s), "point", point.code.as_str())
        });
    }
    for probe in &document.probes {
        if let Some(onset) = probe.opened_s {
            rows.push(Row::new(
                onset,
                probe.submitted_s,
                "probe",
                probe.step.as_str(),
            ));
        }
    }
    rows
}

/// Cells parted by tabs: a cell holds neither a tab nor the end of a line, and no formula.
fn line(cells: impl IntoIterator<Item = String>) -> String {
    let mut line = String::new();
    for (place, cell) in cells.into_iter().enumerate() {
        if place > 0 {
            line.push('\t');
        }
        let plain: String = crate::plain::plain(&cell);
        let is_number = plain.parse::<f64>().is_ok();
        line.push_str(&if is_number { plain } else { cell::text(&plain) });
    }
    line.push('\n');
    line
}
