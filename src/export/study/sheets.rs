//! What stands in the study's tables.

use serde_json::{Map, Value, json};

use super::Sheet;
use crate::measure::study::{Cell, Outcome, Part, Row, SessionState, Settings, Study};
use crate::study::Loaded;

/// Hands over every table, one after the other: only one of them is in memory at a time.
///
/// # Errors
/// The first one of `each`.
pub fn each(
    study: &Study,
    loaded: &Loaded,
    mut each: impl FnMut(Sheet) -> Result<(), String>,
) -> Result<(), String> {
    let rows = &loaded.rows;
    each(sessions(study, rows))?;
    each(channels(rows))?;
    each(moods(study, rows))?;
    each(mood_figures(rows, &study.settings))?;
    each(returns(study, rows))?;
    each(left_out(loaded))?;
    let parts = &study.parts;
    let small = groups(parts).into_iter();
    let small = small.chain(relations(parts)).chain(courses(parts));
    small.into_iter().try_for_each(each)
}

fn key(row: &Row) -> Value {
    json!({
        "study": row.study,
        "session": row.session,
        "participant": row.participant,
        "visit": row.visit,
        "condition": row.condition,
    })
}

fn sessions(study: &Study, rows: &[Row]) -> Sheet<'static> {
    let mut sheet = Sheet::new("sessions", &["study", "session"]);
    for (row, state) in rows.iter().zip(&study.sessions) {
        let mut figures = Map::new();
        let mut put = |name: String, value: Value| drop(figures.insert(name, value));
        for (factor, level) in &row.factors {
            put(format!("factor_{factor}"), json!(level));
        }
        let quality = serde_json::to_value(&row.quality).unwrap_or_default();
        put("quality".to_owned(), quality);
        if let Some(coding) = row.coding(&study.settings) {
            put("coder".to_owned(), json!(coding.coder));
            put("coding".to_owned(), json!(coding.id));
            for channel in &coding.stimulus {
                let mut told = serde_json::to_value(channel).unwrap_or_default();
                if let Some(told) = told.as_object_mut() {
                    told.shift_remove("channel");
                }
                put(channel.channel.clone(), told);
            }
            put("sobs".to_owned(), json!(coding.sobs));
        }
        let outcome = study.outcome.as_ref();
        if let Some(outcome) = outcome.and_then(|outcome| row.outcome(outcome.as_str())) {
            for (name, figure) in outcome.course(study.settings.rules()).figures().iter() {
                put(format!("mood_{name}"), json!(figure.as_ref().ok()));
            }
        }
        put("recalled_change".to_owned(), json!(row.recalled_change));
        for (name, cell) in &row.moderators {
            put(format!("moderator_{name}"), value(cell));
        }
        for (name, cell) in &row.covariates {
            put(format!("covariate_{name}"), value(cell));
        }
        let told = json!({
            "mode": row.mode,
            "status": row.status,
            "started_utc": row.started_utc,
            "self_report": row.self_report,
            "stimulus": row.film.as_ref().map(|film| &film.stimulus),
            "stimuli_sha256": row.stimuli_sha256,
        });
        sheet.push(&[&key(row), &told, &of_state(row, state), &figures]);
    }
    sheet
}

fn of_state(row: &Row, state: &SessionState) -> Value {
    json!({
        "left_out": state.left_out,
        "part": state.part,
        "group": state.group,
        "crier": state.crier.status,
        "crier_rule": state.crier.rule,
        "crier_why": state.crier.why,
        "crier_by_hand": row.by_hand.is_some(),
        "crier_settled": row.by_hand.is_some() || row.settled.is_some(),
        "dose_z": state.dose_z,
    })
}

fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Number(number) => json!(number),
        Cell::Text(text) => json!(text),
    }
}

fn channels(rows: &[Row]) -> Sheet<'static> {
    let mut sheet = Sheet::new("channels", &["study", "session"]);
    for row in rows {
        for coding in &row.codings {
            let phases = [("stimulus", &coding.stimulus), ("all", &coding.all)];
            for (phase, channels) in phases {
                let of = json!({"coding": coding.id, "coding_kind": coding.kind, "coder": coding.coder, "phase": phase});
                for channel in channels {
                    sheet.push(&[&key(row), &of, channel]);
                }
            }
        }
    }
    sheet
}

fn moods<'s>(study: &'s Study, rows: &'s [Row]) -> Sheet<'s> {
    let columns = [
        "study",
        "session",
        "participant",
        "visit",
        "condition",
        "crier",
        "group",
        "outcome",
        "negative",
        "probe",
        "delay_min",
        "t_min",
        "value",
        "baseline",
        "change",
        "status",
        "phase",
    ];
    let of_outcome = |(row, state): (&'s Row, &'s SessionState), outcome: &'s Outcome| {
        let course = outcome.course(study.settings.rules());
        let baseline = course.baseline().ok();
        outcome.rated.iter().map(move |rated| {
            let change = rated.value.zip(baseline).filter(|_| rated.is_after);
            let phase = match (rated.is_before, rated.is_after) {
                (true, _) => "before",
                (_, true) => "after",
                _ => "none",
            };
            json!({
                "study": row.study,
                "session": row.session,
                "participant": row.participant,
                "visit": row.visit,
                "condition": row.condition,
                "crier": state.crier.status,
                "group": state.group,
                "outcome": outcome.outcome,
                "negative": outcome.negative,
                "probe": rated.probe,
                "delay_min": rated.delay_s.map(|delay_s| delay_s / 60.0),
                "t_min": rated.t_min,
                "value": rated.value,
                "baseline": baseline,
                "change": change.map(|(value, baseline)| value - baseline),
                "status": rated.status,
                "phase": phase,
            })
        })
    };
    let sessions = rows.iter().zip(&study.sessions);
    let lines = sessions.flat_map(move |session| {
        let outcomes = session.0.outcomes.iter();
        outcomes.flat_map(move |outcome| of_outcome(session, outcome))
    });
    Sheet::made("moods", &columns, lines)
}

fn mood_figures<'s>(rows: &'s [Row], settings: &'s Settings) -> Sheet<'s> {
    let columns = [
        "study",
        "session",
        "outcome",
        "figure",
        "value",
        "null_because",
    ];
    let of_outcome = |row: &'s Row, outcome: &'s Outcome| {
        let figures = outcome.course(settings.rules()).figures();
        let told = figures.iter().map(|(name, figure)| {
            json!({
                "study": row.study,
                "session": row.session,
                "outcome": outcome.outcome,
                "figure": name,
                "value": figure.as_ref().ok(),
                "null_because": figure.as_ref().err(),
            })
        });
        told.collect::<Vec<Value>>()
    };
    let lines = rows.iter().flat_map(move |row| {
        let outcomes = row.outcomes.iter();
        outcomes.flat_map(move |outcome| of_outcome(row, outcome))
    });
    Sheet::made("mood_figures", &columns, lines)
}

fn returns<'s>(study: &'s Study, rows: &'s [Row]) -> Sheet<'s> {
    let columns = [
        "study",
        "session",
        "crier",
        "group",
        "outcome",
        "return_min",
        "censored",
    ];
    let rules = study.settings.rules();
    let of_outcome = move |(row, state): (&'s Row, &'s SessionState), outcome: &'s Outcome| {
        // Without a drop there is nothing to come back from.
        let waited = outcome
            .course(rules)
            .return_or_censored(rules.tolerance)
            .ok()?;
        let (minutes, is_censored) = match waited {
            Ok(minutes) => (minutes, false),
            Err(minutes) => (minutes, true),
        };
        Some(json!({
            "study": row.study,
            "session": row.session,
            "crier": state.crier.status,
            "group": state.group,
            "outcome": outcome.outcome,
            "return_min": minutes,
            "censored": is_censored,
        }))
    };
    let sessions = rows.iter().zip(&study.sessions);
    let lines = sessions.flat_map(move |session| {
        let outcomes = session.0.outcomes.iter();
        outcomes.filter_map(move |outcome| of_outcome(session, outcome))
    });
    Sheet::made("returns", &columns, lines)
}

fn left_out(loaded: &Loaded) -> Sheet<'static> {
    let mut sheet = Sheet::new("left_out", &["session", "why"]);
    for left in &loaded.sessions.left_out {
        sheet.push(&[left]);
    }
    sheet
}

/// Which part a row is of.
fn of_part(place: usize) -> Value {
    json!({"part": place})
}

fn groups(parts: &[Part]) -> [Sheet<'static>; 3] {
    let mut summary = Sheet::new("group_summary", &["part", "group", "probe"]);
    let mut contrasts = Sheet::new("contrasts", &["part", "of", "probe"]);
    let mut reliable = Sheet::new("reliable_change", &["part", "group", "probe"]);
    for (place, part) in parts.iter().enumerate() {
        for group in &part.groups {
            for (told, wave) in group.waves.iter().zip(&part.waves) {
                let of = json!({"part": place, "group": group.group, "is_contrasted": group.is_contrasted, "sessions": group.n, "delay_s": wave.delay_s});
                summary.push(&[&of, told]);
            }
        }
        for contrast in &part.contrasts {
            contrasts.push(&[&of_part(place), contrast]);
        }
        for wave in part.reliable.iter().flat_map(|told| &told.waves) {
            let points = part.reliable.as_ref().and_then(|told| told.points_needed);
            reliable.push(&[&of_part(place), wave, &json!({"points_needed": points})]);
        }
    }
    [summary, contrasts, reliable]
}

fn relations(parts: &[Part]) -> [Sheet<'static>; 4] {
    let mut doses = Sheet::new("dose_response", &["part", "probe", "channel", "dose"]);
    let mut slopes = Sheet::new("slopes", &["part", "probe", "channel"]);
    let mut quadratic = Sheet::new("sob_duration", &["part", "probe"]);
    let mut moderators = Sheet::new("moderators", &["part", "name", "level"]);
    for (place, part) in parts.iter().enumerate() {
        let of = of_part(place);
        for told in &part.dose_response {
            doses.push(&[&of, told, &json!({"tests": part.dose_response_tests})]);
        }
        for told in &part.slopes {
            slopes.push(&[&of, told]);
        }
        for told in &part.sob_duration {
            quadratic.push(&[&of, told]);
        }
        for told in &part.moderators {
            let whole = json!({"name": told.name, "probe": told.probe, "is_number": told.is_number, "n": told.n, "rho": told.rho, "p": told.p, "why": told.why});
            for level in &told.levels {
                moderators.push(&[&of, &whole, level]);
            }
            if told.levels.is_empty() {
                moderators.push(&[&of, &whole]);
            }
        }
    }
    [doses, slopes, quadratic, moderators]
}

fn courses(parts: &[Part]) -> [Sheet<'static>; 5] {
    let mut recovery = Sheet::new("recovery", &["part", "group", "t_min", "share"]);
    let mut alphas = Sheet::new("alphas", &["part", "score", "probe"]);
    let mut recalls = Sheet::new("recall_bias", &["part", "group"]);
    let mut moments = Sheet::new("moments", &["part", "label"]);
    let mut curve = Sheet::new("cry_curve", &["part", "film_s"]);
    for (place, part) in parts.iter().enumerate() {
        let of = of_part(place);
        for told in &part.recovery {
            let whole = json!({"group": told.group, "sessions": told.n, "returned": told.returned, "without_drop": told.without_drop, "median_min": told.median_min});
            for step in &told.curve {
                recovery.push(&[&of, &whole, step]);
            }
        }
        for told in &part.alphas {
            alphas.push(&[&of, told]);
        }
        for told in &part.recall_bias {
            recalls.push(&[&of, told]);
        }
        if let Some(told) = &part.moments {
            let test = json!({"test": told.test, "test_why": told.test_why});
            for rate in &told.rates {
                moments.push(&[&of, rate, &test]);
            }
            for point in &told.curve {
                curve.push(&[&of, point]);
            }
        }
    }
    [recovery, alphas, recalls, moments, curve]
}
