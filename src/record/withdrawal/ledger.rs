//! The study's allocation ledger forgets a code: the place in the list stays taken, by nobody.

use std::io::{self, Read};
use std::path::Path;

use serde_json::Value;

use crate::protocol::Id;
use crate::record::disk;

/// The ledger's name in a study's folder.
pub const FILE: &str = "allocation.jsonl";
/// What stands in the place of the code.
const NOBODY: &str = "withdrawn";
/// The keys under which a line may name the participant.
const KEYS: [&str; 2] = ["participant", "code"];
/// More is no such file.
const MOST: u64 = 64 << 20;

/// Puts `withdrawn` in the place of the code in every line of the study's ledger; without a ledger, or without the code in it,
/// nothing is written.
pub fn forget(study: &Path, code: &Id) -> io::Result<()> {
    let path = study.join(FILE);
    let mut text = String::new();
    match disk::open_plain(&path, MOST) {
        Ok(mut file) => file.read_to_string(&mut text)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
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
    let fields = entry.as_object_mut()?;
    let mut found = false;
    for key in KEYS {
        if let Some(value) = fields.get_mut(key)
            && value.as_str() == Some(code.as_str())
        {
            *value = Value::from(NOBODY);
            found = true;
        }
    }
    let end = if line.ends_with('\n') { "\n" } else { "" };
    found.then(|| format!("{entry}{end}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_keeps_its_place_and_loses_its_code() {
        let code = Id::from("P01");
        let line = "{\"place\":3,\"participant\":\"P01\",\"sequence\":[\"sad\"]}\n";
        assert_eq!(
            without(line, &code).as_deref(),
            Some("{\"place\":3,\"participant\":\"withdrawn\",\"sequence\":[\"sad\"]}\n")
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
