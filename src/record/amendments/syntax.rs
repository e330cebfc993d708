//! Changes as they are written on the command line, and as the summary's form writes them.

use std::str::FromStr;

use serde_json::Value;

use super::open::Opened;
use super::values::{self, BoutValue, NoteValue, PointValue};
use super::{What, answer};
use crate::protocol::{Id, Step};
use crate::record::document::Level;
use crate::time::SessionTime;

/// What may be written, one line each.
pub const HELP: &str = "\
bout N onset SECONDS | offset SECONDS | channel ID | quality ID | remove
bout N level LEVEL [at SECONDS]          (“none” takes a change of level out)
bout add CHANNEL ONSET OFFSET LEVEL
point N time SECONDS | code ID | remove
point add CODE SECONDS
covariate NAME VALUE                     (“none” where nothing is known)
visit N
answer STEP QUESTION VALUE               (questions that the experimenter answered)
note TEXT";

const NONE: &str = "none";

/// What these words change in the session as it stands, and the new value.
///
/// # Errors
/// One sentence that says what may be written, or why it can't be amended.
pub fn parse(words: &[String], opened: &Opened) -> Result<(What, Value), String> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["bout", "add", rest @ ..] => add_bout(rest, opened),
        ["bout", n, rest @ ..] => bout(number(n, "bout")?, rest, opened),
        ["point", "add", code, t] => {
            let value = PointValue {
                code: id(code)?,
                t_s: seconds(t)?,
            };
            let point = opened.free_number();
            Ok((What::Point { point }, values::json(&value)))
        }
        ["point", n, rest @ ..] => point(number(n, "point")?, rest),
        ["covariate", name, value @ ..] if !value.is_empty() => {
            covariate(id(name)?, &value.join(" "), opened)
        }
        ["visit", n] => Ok((What::Visit, number::<u32>(n, "visit")?.into())),
        ["answer", step, item, value @ ..] if !value.is_empty() => {
            answered(id(step)?, id(item)?, &value.join(" "), opened)
        }
        ["note", text @ ..] if !text.is_empty() => {
            let note = opened.free_note();
            let text = text.join(" ").trim().to_owned();
            Ok((What::Note { note }, values::json(&NoteValue { text })))
        }
        ["participant" | "code", ..] => Err(
            "A participant's code can't be amended, since it names the folder and stands in the allocation list: correct your own key list, and add a note that says whose session this is."
                .to_owned(),
        ),
        ["probe" | "rating" | "mood" | "consent" | "condition" | "status", ..] => Err(format!(
            "A {} can't be amended, since it is what happened: add a note that says what is known of it.",
            words.first().copied().unwrap_or_default()
        )),
        _ => Err(format!(
            "This is no change that can be made. Write one of:\n{HELP}"
        )),
    }
}

fn add_bout(rest: &[&str], opened: &Opened) -> Result<(What, Value), String> {
    let [channel, onset, offset, level] = rest else {
        return Err(
            "Write a new bout as: bout add CHANNEL ONSET OFFSET LEVEL, as in bout add tears 100.0 120.5 2."
                .to_owned(),
        );
    };
    let onset_s = seconds(onset)?;
    let value = BoutValue {
        channel: id(channel)?,
        onset_s,
        offset_s: seconds(offset)?,
        levels: vec![Level {
            t_s: onset_s,
            level: number(level, "level")?,
        }],
    };
    let bout = opened.free_number();
    Ok((What::Bout { bout }, values::json(&value)))
}

fn bout(bout: u64, rest: &[&str], opened: &Opened) -> Result<(What, Value), String> {
    let level = |text: &str| match text {
        NONE => Ok(Value::Null),
        text => number::<u8>(text, "level").map(Value::from),
    };
    Ok(match rest {
        ["onset", t] => (What::BoutOnset { bout }, values::json(&seconds(t)?)),
        ["offset", t] => (What::BoutOffset { bout }, values::json(&seconds(t)?)),
        ["channel", channel] => (What::BoutChannel { bout }, values::json(&id(channel)?)),
        ["level", new] => (What::BoutLevel { bout, at_s: None }, level(new)?),
        ["level", new, "at", t] => {
            let t = seconds(t)?;
            // The level at the onset is the first one, wherever the onset is moved to.
            let rows = &opened.amended.coding;
            let row = rows.iter().find(|row| row.bout == bout);
            let at_s = Some(t).filter(|t| row.is_none_or(|row| row.onset_s != *t));
            (What::BoutLevel { bout, at_s }, level(new)?)
        }
        ["quality", NONE] => (What::BoutQuality { bout }, Value::Null),
        ["quality", quality] => (What::BoutQuality { bout }, values::json(&id(quality)?)),
        ["remove"] => {
            let row = opened.amended.coding.iter().any(|row| row.bout == bout);
            if !row {
                return Err(format!("There is no bout {bout} to remove."));
            }
            (What::Bout { bout }, Value::Null)
        }
        _ => {
            return Err(format!(
                "Say what of bout {bout} changes: onset SECONDS, offset SECONDS, channel ID, level LEVEL, level LEVEL at SECONDS, quality ID or remove."
            ));
        }
    })
}

fn point(point: u64, rest: &[&str]) -> Result<(What, Value), String> {
    Ok(match rest {
        ["time", t] => (What::PointTime { point }, values::json(&seconds(t)?)),
        ["code", code] => (What::PointCode { point }, values::json(&id(code)?)),
        ["remove"] => (What::Point { point }, Value::Null),
        _ => {
            return Err(format!(
                "Say what of point {point} changes: time SECONDS, code ID or remove."
            ));
        }
    })
}

fn covariate(name: Id, text: &str, opened: &Opened) -> Result<(What, Value), String> {
    let planned = &opened.recorded.protocol.covariates;
    let planned = planned.iter().find(|covariate| covariate.id == name);
    let new = match (text, planned) {
        (NONE, _) => Value::Null,
        (text, Some(covariate)) => covariate.read(text)?,
        // The session itself says that there is no such covariate.
        (text, None) => Value::from(text),
    };
    Ok((What::Covariate { name }, new))
}

fn answered(step: Id, item: Id, text: &str, opened: &Opened) -> Result<(What, Value), String> {
    let protocol = &opened.recorded.protocol;
    let instrument = protocol.step(&step).and_then(Step::instrument);
    let instrument = instrument.and_then(|id| protocol.instruments.get(id));
    let planned = instrument.and_then(|asked| asked.items.iter().find(|known| known.id == item));
    let what = What::Answer { step, item };
    // Whose answer it is says more than whether the new one fits.
    super::sheet::Sheet::of(&opened.amended).value(&what)?;
    let new = match planned {
        Some(item) => values::json(&answer::from_text(item, text)?),
        None => Value::from(text),
    };
    Ok((what, new))
}

fn id(text: &str) -> Result<Id, String> {
    if Id::is_valid(text) {
        return Ok(text.into());
    }
    Err(format!(
        "“{text}” is no id: ids have 1 to {} letters, digits, _ or -.",
        Id::MAX
    ))
}

fn number<N: FromStr>(text: &str, what: &str) -> Result<N, String> {
    text.parse()
        .map_err(|_| format!("“{text}” is no number of a {what}: write a whole number."))
}

/// Seconds since the session began.
fn seconds(text: &str) -> Result<SessionTime, String> {
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    match text.parse::<f64>() {
        Ok(s) if plain && s.is_finite() => Ok(SessionTime::from_s(s)),
        _ => Err(format!(
            "“{text}” is no time: write seconds since the session began, as in 125.4."
        )),
    }
}
