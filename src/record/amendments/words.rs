//! Amendments as people read them.

use serde_json::Value;

use super::{Amendment, What};

/// What is changed, as the beginning of a sentence.
pub fn title(what: &What) -> String {
    match what {
        What::Bout { bout } => format!("Bout {bout}"),
        What::BoutOnset { bout } => format!("Onset of bout {bout}"),
        What::BoutOffset { bout } => format!("Offset of bout {bout}"),
        What::BoutChannel { bout } => format!("Channel of bout {bout}"),
        What::BoutLevel { bout, at_s: None } => format!("Level of bout {bout}"),
        What::BoutLevel {
            bout,
            at_s: Some(at),
        } => format!("Level of bout {bout} at {:.3} s", at.as_s()),
        What::BoutQuality { bout } => format!("Quality of the episode of bout {bout}"),
        What::Point { point } => format!("Point {point}"),
        What::PointTime { point } => format!("Time of point {point}"),
        What::PointCode { point } => format!("Code of point {point}"),
        What::Covariate { name } => format!("Covariate {name}"),
        What::Visit => "Visit".to_owned(),
        What::Answer { step, item } => format!("Answer to {item} in {step}"),
        What::Note { note } => format!("Later note {note}"),
    }
}

/// What an amendment changed, in one line: `Onset of bout 3: 123.1 → 125.4`, `Point 7 removed: sob at 55.2 s`.
pub fn change(amendment: &Amendment) -> String {
    let (old, new) = (told(&amendment.old), told(&amendment.new));
    let title = title(&amendment.what);
    let is_whole = matches!(
        amendment.what,
        What::Bout { .. } | What::Point { .. } | What::Note { .. }
    );
    let mut text = match (is_whole, amendment.old.is_null()) {
        (true, true) => format!("{title} added: {new}"),
        (true, false) => format!("{title} removed: {old}"),
        (false, _) => format!("{title}: {old} → {new}"),
    };
    if let Some(undone) = amendment.undoes {
        text += &format!(" (undoes {undone})");
    }
    text
}

/// A value in words.
pub fn told(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(all) => {
            let all: Vec<String> = all.iter().map(told).collect();
            all.join(" + ")
        }
        Value::Object(_) => object(value),
        other => other.to_string(),
    }
}

fn object(value: &Value) -> String {
    let text = |key: &str| value.get(key).map(told).unwrap_or_default();
    let levels = value.get("levels").and_then(Value::as_array);
    if let Some(levels) = levels {
        let levels: Vec<String> = levels
            .iter()
            .filter_map(|level| level.get("level").map(told))
            .collect();
        return format!(
            "{} from {} to {} s, level {}",
            text("channel"),
            text("onset_s"),
            text("offset_s"),
            levels.join(", ")
        );
    }
    if value.get("code").is_some() {
        return format!("{} at {} s", text("code"), text("t_s"));
    }
    if value.get("text").is_some() {
        return text("text");
    }
    if value.get("x").is_some() {
        return format!("{} | {}", text("x"), text("y"));
    }
    value.to_string()
}
