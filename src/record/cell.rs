//! Cells of a table that spreadsheets open: a text that would be taken for a formula is made plain text.

use std::borrow::Cow;

/// The cell as it may be written: one that begins as a formula does gets an apostrophe before it; numbers stay numbers.
///
/// Quoting for the sake of commas and line ends is the writer's affair and comes after this. A spreadsheet that separates by `;` or a tab
/// goes by quotes at the beginning of its own cells alone, so what follows such a sign within a cell is looked at as if it began one.
pub fn defused(cell: &str) -> Cow<'_, str> {
    if is_number(cell) {
        return Cow::Borrowed(cell);
    }
    let mut safe = String::new();
    let mut begins = true;
    for (at, sign) in cell.char_indices() {
        let rest = cell.get(at..).unwrap_or_default();
        if begins && is_formula(rest) {
            safe.push('\'');
        }
        safe.push(sign);
        begins = SEPARATORS.contains(&sign);
    }
    if safe.len() == cell.len() {
        Cow::Borrowed(cell)
    } else {
        Cow::Owned(safe)
    }
}

/// Between the cells or the lines of some table.
const SEPARATORS: [char; 4] = [';', '\t', '\n', '\r'];

fn is_formula(cell: &str) -> bool {
    let is_sign = |cell: &str| cell.starts_with(['=', '+', '-', '@', '\t', '\r', '|', '%']);
    // Some programs drop blanks or quotes, others take the wide forms of the signs for the signs themselves.
    let bare = cell.trim_start_matches([' ', '\u{a0}', '\u{feff}', '"']);
    is_sign(cell) || is_sign(bare) || bare.starts_with(['＝', '＋', '－', '＠'])
}

fn is_number(cell: &str) -> bool {
    let digits = |b: u8| b.is_ascii_digit() || matches!(b, b'-' | b'+' | b'.' | b'e' | b'E');
    cell.bytes().all(digits) && cell.parse::<f64>().is_ok_and(f64::is_finite)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_as_a_formula_is_text_and_numbers_stay_numbers() {
        for formula in [
            "=1+1", "+A1", "-A1", "@SUM(A1)", " =1", "－1+1", "-1+1", "-", "+", "-inf", "-1e999",
        ] {
            assert_eq!(defused(formula), format!("'{formula}"));
        }
        for (formula, safe) in [
            (r#"{"text":";=1"}"#, r#"{"text":";'=1"}"#),
            ("\t=1", "'\t'=1"),
            ("\r=1", "'\r'=1"),
            ("\n=cmd|' /C calc'!A0", "\n'=cmd|' /C calc'!A0"),
            ("a; \"=1", "a;' \"=1"),
            ("a\n=1", "a\n'=1"),
            ("a;;+A1;-1", "a;;'+A1;'-1"),
        ] {
            assert_eq!(defused(formula), safe);
        }
        for plain in [
            "a;b", "a; b=1", "a\nb", "", "-1", "-1.5e-3", "+3", "P-01", "a=b", "'=1", "sad",
        ] {
            assert_eq!(defused(plain), plain);
        }
    }
}
