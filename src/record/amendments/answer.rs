//! An answer as it is written on the command line, by its scale.

use crate::protocol::{Choice, Id, Item, Scale};
use crate::session::{Value, on_scale};

/// The answer that `text` gives to the item.
///
/// # Errors
/// One sentence that says what may be written.
pub fn from_text(item: &Item, text: &str) -> Result<Value, String> {
    let text = text.trim();
    let number = || text.parse::<f64>().ok().filter(|x| x.is_finite());
    let value = match &item.scale {
        Scale::Choice { .. } | Scale::Text { .. } => Some(Value::Text(text.to_owned())),
        Scale::Multi { .. } => Some(Value::Many(
            text.split('+').map(|id| Id::from(id.trim())).collect(),
        )),
        Scale::Grid { .. } => text.split_once('|').and_then(|(x, y)| {
            let place = |text: &str| text.trim().parse::<f64>().ok();
            Some(Value::Place {
                x: place(x)?,
                y: place(y)?,
            })
        }),
        Scale::Vas { .. } | Scale::Likert { .. } | Scale::Number { .. } => {
            number().map(Value::Number)
        }
    };
    value
        .filter(|_| !text.is_empty())
        .and_then(|value| on_scale(&item.scale, value))
        .ok_or_else(|| may_be(item))
}

/// What an answer to this item may be.
pub fn may_be(item: &Item) -> String {
    let what = match &item.scale {
        Scale::Choice { options } => format!("one of {}", names(options)),
        Scale::Multi { options } => format!("some of {}, joined with +", names(options)),
        Scale::Grid { .. } => "two numbers from 0 to 100, as in 40|75".to_owned(),
        Scale::Text { max_chars } => format!("1 to {max_chars} characters"),
        scale => {
            let (min, max) = scale.range().unwrap_or_default();
            format!("a number from {min} to {max}")
        }
    };
    format!("This is no answer to {}: give {what}.", item.id)
}

fn names(options: &[Choice]) -> String {
    let names: Vec<&str> = options.iter().map(|option| option.id.as_str()).collect();
    names.join(", ")
}
