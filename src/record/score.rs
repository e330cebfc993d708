//! Scores made of several items, by item id, with the field's rule for missing answers.

use crate::protocol::{Axis, Id, Instrument, Item, Scale, Score, ScoreMethod};
use crate::session::Value;

/// A score and what is to be said of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Scored {
    /// The score; `None` when too few items were answered.
    pub value: Option<f64>,
    /// Why there is none, or that a sum was prorated.
    pub remark: Option<String>,
}

/// The score of one set of answers (SCIENCE.md 3.5 and 3.6): reversed items count as `min + max − x`; a sum with missing items is
/// prorated (`mean · n`); fewer than `min_answered` answers (all, when absent) give none. `answer` gives an item's answer.
pub fn score<'a>(
    score: &Score,
    instrument: &Instrument,
    answer: impl Fn(&Id) -> Option<&'a Value>,
) -> Scored {
    let wanted = score.items.len();
    let needed = score.min_answered.unwrap_or(wanted).max(1);
    let values: Vec<f64> = score
        .items
        .iter()
        .filter_map(|id| {
            let item = instrument.items.iter().find(|item| item.id == *id)?;
            let x = number(item, answer(id)?, score.axis)?;
            Some(if score.reverse.contains(id) {
                reversed(item, x)?
            } else {
                x
            })
        })
        .collect();
    if values.len() < needed {
        let remark = format!(
            "{} of {wanted} items answered, {needed} needed",
            values.len()
        );
        return Scored {
            value: None,
            remark: Some(remark),
        };
    }
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let prorated = values.len() < wanted;
    match score.method {
        ScoreMethod::Mean => Scored {
            value: Some(mean),
            remark: None,
        },
        ScoreMethod::Sum => Scored {
            value: Some(mean * wanted as f64),
            remark: prorated.then(|| format!("prorated from {} of {wanted} items", values.len())),
        },
    }
}

/// An answer as a number; options count where their ids are numbers, places on a square where the score says which direction counts.
fn number(item: &Item, value: &Value, axis: Option<Axis>) -> Option<f64> {
    match (&item.scale, value) {
        (Scale::Vas { .. } | Scale::Likert { .. } | Scale::Number { .. }, Value::Number(x)) => {
            Some(*x)
        }
        (Scale::Choice { .. }, Value::Text(id)) => option_number(id),
        (Scale::Grid { .. }, Value::Place { x, y }) => axis.map(|axis| match axis {
            Axis::X => *x,
            Axis::Y => *y,
        }),
        _ => None,
    }
    .filter(|x| x.is_finite())
}

fn reversed(item: &Item, x: f64) -> Option<f64> {
    let (min, max) = match &item.scale {
        Scale::Choice { options } => options
            .iter()
            .filter_map(|option| option_number(option.id.as_str()))
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(min, max), x| {
                (x.min(min), x.max(max))
            }),
        scale => scale.range()?,
    };
    Some(min + max - x)
}

fn option_number(id: &str) -> Option<f64> {
    id.parse().ok().filter(|x: &f64| x.is_finite())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn instrument() -> Instrument {
        serde_json::from_value(serde_json::json!({
            "items": [
                {"id": "sad", "text": {"en": "sad"}, "scale": {"kind": "vas", "ends": {"en": ["", ""]}}},
                {"id": "calm", "text": {"en": "calm"}, "scale": {"kind": "vas", "ends": {"en": ["", ""]}}},
                {"id": "likert", "text": {"en": "?"}, "scale": {"kind": "choice", "options": [
                    {"id": "1", "text": {"en": "no"}}, {"id": "5", "text": {"en": "yes"}}]}}
            ]
        }))
        .unwrap()
    }

    fn check(
        rule: serde_json::Value,
        given: &[(&str, Value)],
        value: Option<f64>,
        remark: Option<&str>,
    ) {
        let given: BTreeMap<Id, Value> = given
            .iter()
            .map(|(id, v)| (Id::from(*id), v.clone()))
            .collect();
        let rule: Score = serde_json::from_value(rule).unwrap();
        let scored = score(&rule, &instrument(), |id| given.get(id));
        assert_eq!((scored.value, scored.remark.as_deref()), (value, remark));
    }

    #[test]
    fn items_are_found_by_id_reversed_and_prorated() {
        let sad = ("sad", Value::Number(80.0));
        let calm = ("calm", Value::Number(30.0));
        let likert = ("likert", Value::Text("5".into()));
        let mean = serde_json::json!({"id": "m", "items": ["calm", "sad"], "reverse": ["calm"]});
        check(mean.clone(), &[sad.clone(), calm], Some(75.0), None);
        check(
            mean,
            std::slice::from_ref(&sad),
            None,
            Some("1 of 2 items answered, 2 needed"),
        );
        let sum = serde_json::json!({"id": "s", "items": ["sad", "likert", "calm"], "method": "sum", "min_answered": 2, "reverse": ["likert"]});
        check(
            sum.clone(),
            &[sad, likert],
            Some(121.5),
            Some("prorated from 2 of 3 items"),
        );
        check(sum, &[], None, Some("0 of 3 items answered, 2 needed"));
    }
}
