//! Marks on probes that may have been answered without care. A probe is marked, never left out (SCIENCE.md 3.4, rule 7).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::asked::PageTime;
use crate::protocol::{Instrument, Item, Scale};
use crate::record::document::answers::Answer;
use crate::session::Value;

/// Fewer answers say nothing of a pattern.
const LEAST_ANSWERS: usize = 3;
/// Answers that lie no further apart than this are one straight line, in hundredths of their scales.
const STRAIGHT: f64 = 1.0;
/// Room for what floating point adds.
const ROUNDING: f64 = 1e-9;
/// A page that took less than this for each of its items was too fast, in seconds.
const FAST_S: f64 = 0.6;

/// What makes one look twice at a probe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// All answers on lines, rows of boxes and squares lie within 1 of one another, on scales of 0 to 100; at least 3 items.
    StraightLine,
    /// A page took less than 600 ms for each of its items, from its first item in view to its end.
    TooFast,
    /// Every such answer lies at an end of its scale; at least 3 items.
    AllExtreme,
}

/// The marks that these answers and pages earn.
pub fn flags(answers: &[Answer], instrument: Option<&Instrument>, pages: &[PageTime]) -> Vec<Flag> {
    let items = instrument
        .map(|instrument| instrument.items.as_slice())
        .unwrap_or_default();
    let placed: Vec<Vec<f64>> = answers
        .iter()
        .filter_map(|answer| {
            let item = items.iter().find(|item| item.id == answer.item)?;
            hundredths(item, answer.value.as_ref()?)
        })
        .collect();
    let enough = placed.len() >= LEAST_ANSWERS;
    let all = || placed.iter().flatten().copied();
    let spread = all().fold(f64::NEG_INFINITY, f64::max) - all().fold(f64::INFINITY, f64::min);
    [
        (enough && spread <= STRAIGHT + ROUNDING, Flag::StraightLine),
        (pages.iter().any(is_too_fast), Flag::TooFast),
        (
            enough && all().all(|x| x <= 0.0 || x >= 100.0),
            Flag::AllExtreme,
        ),
    ]
    .into_iter()
    .filter_map(|(holds, flag)| holds.then_some(flag))
    .collect()
}

fn is_too_fast(page: &PageTime) -> bool {
    (page.done - page.shown).as_s() < FAST_S * page.items as f64
}

/// Where an answer lies on its scale, from 0 to 100, in each of its directions; `None` for other kinds of answers.
fn hundredths(item: &Item, value: &Value) -> Option<Vec<f64>> {
    let (min, max) = item.scale.range()?;
    let place = |x: f64| (x.is_finite() && max > min).then(|| 100.0 * (x - min) / (max - min));
    match (&item.scale, value) {
        (Scale::Vas { .. } | Scale::Likert { .. }, Value::Number(x)) => Some(vec![place(*x)?]),
        (Scale::Grid { .. }, Value::Place { x, y }) => Some(vec![place(*x)?, place(*y)?]),
        _ => None,
    }
}
