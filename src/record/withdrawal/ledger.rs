//! The study's allocation ledger forgets a code: the place in the list stays taken, by nobody.

use std::io::{self, Read};
use std::path::Path;

use serde_json::Value;

use crate::protocol::Id;
use crate::record::allocation::{self, FILE, WITHDRAWN};
use crate::record::disk;

/// More is no such file.
const MOST: u64 = 64 << 20;

/// Puts `withdrawn` in the place of the code, and nothing in that of the time, in every line of the study's ledger; without a ledger, or without the code in it,
/// nothing is written. Nobody else can take a place meanwhile.
pub fn forget(study: &Path, code: &Id) -> io::Result<()> {
    let path = study.join(FILE);
    if !path.symlink_metadata().is_ok_and(|about| about.is_file()) {
        return Ok(());
    }
    let file = allocation::locked(&path, io::Error::to_string).map_err(io::Error::other)?;
    if file.metadata()?.len() > MOST {
        return Err(io::Error::other(format!(
            "{FILE} is larger than any ledger"
        )));
    }
    let mut text = String::new();
    (&file).take(MOST).read_to_string(&mut text)?;
    let forgotten: String = text
        .split_inclusive('\n')
        .map(|line| without(line, code).unwrap_or_else(|| line.to_owned()))
        .collect();
    if forgotten == text {
        return Ok(());
    }
    disk::replace(&path, |out| out.write_all(forgotten.as_bytes()))
}

/// The line without the code; `None` when it does not name it.
fn without(line: &str, code: &Id) -> Option<String> {
    let mut entry: Value = serde_json::from_str(line).ok()?;
    let named = entry.as_object_mut()?.get_mut("participant")?;
    if named.as_str() != Some(code.as_str()) {
        return None;
    }
    *named = Value::from(WITHDRAWN);
    // With the lab's appointments the hour would name who it was.
    if let Some(utc) = entry.get_mut("utc") {
        *utc = Value::from("");
    }
    let end = if line.ends_with('\n') { "\n" } else { "" };
    Some(format!("{entry}{end}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_keeps_its_place_and_loses_its_code() {
        let code = Id::from("P01");
        let line = "{\"place\":3,\"participant\":\"P01\",\"sequence\":[\"sad\"],\"utc\":\"2026-01-02T03:04:05Z\"}\n";
        assert_eq!(
            without(line, &code).as_deref(),
            Some(
                "{\"place\":3,\"participant\":\"withdrawn\",\"sequence\":[\"sad\"],\"utc\":\"\"}\n"
            )
        );
        for other in [
            "{\"participant\":\"P011\"}",
            "{\"participant\":3}",
            "[]",
            "{",
            "",
        ] {
            assert_eq!(without(other, &code), None, "{other}");
        }
    }
}
