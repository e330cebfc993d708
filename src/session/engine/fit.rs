//! Answers as they are kept: on their scales, analogue ones in tenths.

use super::Refusal;
use crate::protocol::{Choice, Id, Scale};
use crate::session::event::Value;

/// The answer as it is kept, or the engine's refusal.
pub(super) fn fit(scale: &Scale, value: Value) -> Result<Value, Refusal> {
    on_scale(scale, value).ok_or_else(|| Refusal("The answer does not fit its scale.".to_owned()))
}

/// The answer as it is kept: on its scale, a VAS in tenths; `None` when it does not fit.
pub fn on_scale(scale: &Scale, value: Value) -> Option<Value> {
    match (scale, value) {
        (Scale::Vas { .. }, Value::Number(x)) if (0.0..=100.0).contains(&x) => {
            Some(Value::Number(tenths(x)))
        }
        (Scale::Likert { .. }, Value::Number(x)) => {
            let (first, last) = scale.range().unwrap_or_default();
            ((first..=last).contains(&x) && x.fract() == 0.0).then_some(Value::Number(x))
        }
        (Scale::Grid { .. }, Value::Place { x, y })
            if (0.0..=100.0).contains(&x) && (0.0..=100.0).contains(&y) =>
        {
            Some(Value::Place {
                x: tenths(x),
                y: tenths(y),
            })
        }
        (Scale::Multi { options }, Value::Many(chosen)) => many(options, &chosen),
        (Scale::Number { min, max, .. }, Value::Number(x)) if (*min..=*max).contains(&x) => {
            Some(Value::Number(x))
        }
        (Scale::Choice { options }, Value::Text(id))
            if options.iter().any(|option| option.id.as_str() == id) =>
        {
            Some(Value::Text(id))
        }
        (Scale::Text { max_chars }, Value::Text(text)) => {
            Some(Value::Text(text.chars().take(*max_chars).collect()))
        }
        _ => None,
    }
}

fn tenths(x: f64) -> f64 {
    (x * 10.0).round() / 10.0
}

/// The chosen options in the order in which they are offered; at least one, and one that excludes the others only alone.
fn many(options: &[Choice], chosen: &[Id]) -> Option<Value> {
    let is_known = |id: &&Id| options.iter().any(|option| option.id == **id);
    let ordered: Vec<Id> = options
        .iter()
        .filter(|option| chosen.contains(&option.id))
        .map(|option| option.id.clone())
        .collect();
    let excludes = |option: &Choice| option.alone && ordered.contains(&option.id);
    let fits = !ordered.is_empty()
        && chosen.iter().all(|id| is_known(&id))
        && (ordered.len() == 1 || !options.iter().any(excludes));
    fits.then_some(Value::Many(ordered))
}
