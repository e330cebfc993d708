//! Whether a document made anew tells all that an older file tells.

use serde_json::Value;

/// The file's keys that stand for themselves and not for the session.
const OF_THE_FILE: &str = "revision";

/// Whether `again` holds every key of `told` with the same value, at any depth; it may hold more.
pub fn holds(again: &Value, told: &Value) -> bool {
    match (again, told) {
        (Value::Object(again), Value::Object(told)) => told.iter().all(|(key, value)| {
            key == OF_THE_FILE || again.get(key).is_some_and(|again| holds(again, value))
        }),
        (Value::Array(again), Value::Array(told)) => {
            again.len() == told.len()
                && again
                    .iter()
                    .zip(told)
                    .all(|(again, told)| holds(again, told))
        }
        _ => again == told,
    }
}
