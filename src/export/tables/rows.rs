//! A session's rows of each table, in the order of the table's columns.

use serde::Serialize;
use serde_json::Value as Json;

use super::columns::Table;
use crate::export::cell::{number, text};
use crate::measure;
use crate::protocol::Id;
use crate::record::Document;
use crate::record::document::{AmendedPart, Answer, Bout, Film, PointRow, Probe};
use crate::session::{Event, Fact, Value};
use crate::time::{FilmTime, SessionTime};

/// One row.
pub type Row = Vec<String>;

/// The rows of a table that this session gives; the dictionary has none of a session's.
pub fn of(table: Table, document: &Document) -> Vec<Row> {
    match table {
        Table::Sessions => vec![session(document)],
        Table::Covariates => covariates(document),
        Table::Probes => probes(document),
        Table::Bouts => document
            .coding
            .iter()
            .map(|row| bout(document, row))
            .collect(),
        Table::Points => document
            .points
            .iter()
            .map(|row| point(document, row))
            .collect(),
        Table::Films => document
            .films
            .iter()
            .map(|row| film(document, row))
            .collect(),
        Table::Events => document
            .events
            .iter()
            .map(|row| event(document, row))
            .collect(),
        Table::Dictionary => Vec::new(),
    }
}

/// The row that explains a column.
pub fn dictionary_row(table: &str, column: &str, kind: &str, meaning: &str) -> [String; 4] {
    [table, column, kind, meaning].map(text)
}

fn key(document: &Document) -> Row {
    let session = &document.session;
    [
        session.study.as_str(),
        session.id.as_str(),
        document.participant.code.as_str(),
    ]
    .map(text)
    .to_vec()
}

fn session(document: &Document) -> Row {
    let told = &document.session;
    let length = document.events.last().map(|event| event.t_s);
    let coder = document.coders.first();
    let crier = measure::measures(document).crier.status;
    let mut row = key(document);
    row.extend([
        told.visit.to_string(),
        text(document.condition.as_str()),
        word(told.status),
        word(told.mode),
        text(&told.started_utc),
        time(length),
        text(&told.language),
        told.blinded.to_string(),
        number(told.speed),
        text(&document.allocation.method),
        text(document.protocol.id.as_str()),
        text(&document.protocol_sha256),
        text(&document.app.version),
        id(coder.map(|coder| &coder.id)),
        coder.map(|coder| number(coder.lag_s)).unwrap_or_default(),
        word(crier),
    ]);
    row
}

fn covariates(document: &Document) -> Vec<Row> {
    let covariates = document.participant.covariates.iter();
    covariates
        .map(|(name, kept)| {
            let mut row = key(document);
            row.push(text(name));
            row.push(json(kept.get("value").unwrap_or(kept)));
            row.extend(
                ["instrument", "source", "date"]
                    .map(|field| kept.get(field).map(json).unwrap_or_default()),
            );
            row
        })
        .collect()
}

/// What comes before the item in a row of `probes.csv`.
fn asked(document: &Document, how: &str, step: &Id, instrument: Option<&Id>) -> Row {
    let mut row = key(document);
    row.extend([
        document.session.visit.to_string(),
        text(document.condition.as_str()),
        how.to_owned(),
        text(step.as_str()),
        id(instrument),
    ]);
    row
}

fn probes(document: &Document) -> Vec<Row> {
    let mut rows = Vec::new();
    for probe in &document.probes {
        for answer in &probe.answers {
            let mut row = of_probe(document, probe);
            row.push(String::new());
            row.extend(answered(answer));
            rows.push(row);
        }
        for (score, value) in &probe.scores {
            let mut row = of_probe(document, probe);
            row.extend([String::new(), "score".to_owned(), text(score.as_str())]);
            row.push(value.map(number).unwrap_or_default());
            row.extend([String::new(), String::new()]);
            row.push(text(
                probe.score_remarks.get(score).map_or("", String::as_str),
            ));
            row.extend(std::iter::repeat_n(String::new(), 7));
            rows.push(row);
        }
    }
    for response in &document.responses {
        let mut row = asked(
            document,
            "questions",
            &response.step,
            response.instrument.as_ref(),
        );
        row.extend(std::iter::repeat_n(String::new(), 8));
        row.extend(answered(&response.answer));
        rows.push(row);
    }
    for review in &document.reviews {
        let mut row = asked(document, "review", &review.step, Some(&review.instrument));
        row.extend(std::iter::repeat_n(String::new(), 7));
        let moment = review.moment.as_ref();
        row.push(moment.map(|m| m.number.to_string()).unwrap_or_default());
        row.extend(answered(&review.answer));
        rows.push(row);
    }
    rows
}

fn of_probe(document: &Document, probe: &Probe) -> Row {
    let mut row = asked(document, "probe", &probe.step, probe.instrument.as_ref());
    row.extend([
        id(probe.anchor_step.as_ref()),
        probe.anchor.map(word).unwrap_or_default(),
        probe.delay_s.map(number).unwrap_or_default(),
        time(probe.scheduled_s),
        time(probe.opened_s),
        time(probe.submitted_s),
        word(probe.status),
    ]);
    row
}

fn answered(answer: &Answer) -> Row {
    let none = String::new;
    let (value, x, y) = match &answer.value {
        None => (none(), none(), none()),
        Some(Value::Number(n)) => (number(*n), none(), none()),
        Some(Value::Text(told)) => (text(told), none(), none()),
        Some(Value::Many(ids)) => {
            let ids: Vec<&str> = ids.iter().map(Id::as_str).collect();
            (text(&ids.join("|")), none(), none())
        }
        Some(Value::Place { x, y }) => (none(), number(*x), number(*y)),
    };
    vec![
        "item".to_owned(),
        text(answer.item.as_str()),
        value,
        x,
        y,
        answer.reason.map(word).unwrap_or_default(),
        time(answer.shown_s),
        time(answer.first_touch_s),
        time(answer.last_change_s),
        answer.changes.to_string(),
        answer.input.map(word).unwrap_or_default(),
        answer.position.map(|n| n.to_string()).unwrap_or_default(),
        answer.page.map(|n| n.to_string()).unwrap_or_default(),
    ]
}

fn bout(document: &Document, bout: &Bout) -> Row {
    let highest = bout.levels.iter().map(|level| level.level).max();
    let mut row = key(document);
    row.extend([
        text(document.condition.as_str()),
        text(bout.coder.as_str()),
        text(bout.channel.as_str()),
        bout.bout.to_string(),
        number(bout.onset_s.as_s()),
        number(bout.offset_s.as_s()),
        number(bout.onset_corrected_s.as_s()),
        number(bout.onset_uncertainty_s),
        film_time(bout.onset_film_s),
        film_time(bout.offset_film_s),
        highest.map(|level| level.to_string()).unwrap_or_default(),
        text(&serde_json::to_string(&bout.levels).unwrap_or_default()),
        word(bout.closed_by),
        bout.censored.to_string(),
        id(bout.quality.as_ref()),
        amended(&bout.amended),
    ]);
    row
}

fn point(document: &Document, point: &PointRow) -> Row {
    let mut row = key(document);
    row.extend([
        text(document.condition.as_str()),
        text(point.coder.as_str()),
        text(point.code.as_str()),
        number(point.t_s.as_s()),
        time(point.t_corrected_s),
        film_time(point.film_s),
        id(point.source.as_ref()),
        amended(&point.amended),
    ]);
    row
}

fn film(document: &Document, film: &Film) -> Row {
    let frames = film.frames;
    let count = |n: Option<u64>| n.map(|n| n.to_string()).unwrap_or_default();
    let mut row = key(document);
    row.extend([
        text(document.condition.as_str()),
        text(film.step.as_str()),
        text(film.stimulus.as_str()),
        time(film.onset_s),
        time(film.offset_s),
        count(frames.map(|frames| frames.due)),
        count(frames.map(|frames| frames.shown)),
        count(frames.map(|frames| frames.dropped)),
        film.longest_gap_ms.map(number).unwrap_or_default(),
        film.jitter_sd_ms.map(number).unwrap_or_default(),
        film.faithful.to_string(),
        text(film.why.as_deref().unwrap_or_default()),
    ]);
    row
}

fn event(document: &Document, event: &Event) -> Row {
    // The header holds the whole protocol.
    let fact = match event.fact {
        Fact::SessionStarted { .. } => String::from("{\"kind\":\"session_started\"}"),
        _ => serde_json::to_string(&event.fact).unwrap_or_default(),
    };
    let (kind, rest) = parted(&fact).unwrap_or_default();
    let mut row = key(document);
    row.extend([
        event.seq.to_string(),
        number(event.t_s.as_s()),
        time(event.at_s),
        kind.to_owned(),
        text(&rest),
    ]);
    row
}

/// The kind, which a fact's JSON begins with, and the rest as an object; nothing when there is no rest.
fn parted(fact: &str) -> Option<(&str, String)> {
    let (kind, rest) = fact.strip_prefix("{\"kind\":\"")?.split_once('"')?;
    let rest = match rest.strip_prefix(',') {
        Some(rest) => format!("{{{rest}"),
        None => String::new(),
    };
    Some((kind, rest))
}

fn amended(parts: &[AmendedPart]) -> String {
    let words: Vec<String> = parts.iter().map(word).collect();
    words.join(" ")
}

fn time(t: Option<SessionTime>) -> String {
    t.map(|t| number(t.as_s())).unwrap_or_default()
}

fn film_time(t: Option<FilmTime>) -> String {
    t.map(|t| number(t.as_s())).unwrap_or_default()
}

fn id(id: Option<&Id>) -> String {
    text(id.map_or("", Id::as_str))
}

/// A word of this program, such as `completed`.
fn word(word: impl Serialize) -> String {
    json(&serde_json::to_value(word).unwrap_or_default())
}

/// A JSON value: a text as it is, a number as a number, anything else as JSON.
fn json(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(told) => text(told),
        Json::Number(told) => told.to_string(),
        other => text(&other.to_string()),
    }
}
