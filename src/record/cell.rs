//! Cells of a table that spreadsheets open: a text that would be taken for a formula is made plain text.

use std::borrow::Cow;

/// The cell as it may be written: one that begins as a formula does gets an apostrophe before it; numbers stay numbers.
///
/// Quoting for the sake of commas and line ends is the writer's affair and comes after this.
pub fn defused(cell: &str) -> Cow<'_, str> {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '|', '%']);
    // Some programs drop blanks, others take the wide forms of the signs for the signs themselves.
    let bare = cell.trim_start_matches([' ', '\u{a0}', '\u{feff}', '\n']);
    let hides_one = bare.starts_with([
        '=', '+', '-', '@', '\t', '\r', '|', '%', '＝', '＋', '－', '＠',
    ]);
    if (is_formula || hides_one) && !is_number(cell) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
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
            "=1+1",
            "+A1",
            "-A1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            " =1",
            "\n=cmd|' /C calc'!A0",
            "－1+1",
            "-1+1",
            "-",
            "+",
            "-inf",
            "-1e999",
        ] {
            assert_eq!(defused(formula), format!("'{formula}"));
        }
        for plain in ["", "-1", "-1.5e-3", "+3", "P-01", "a=b", "'=1", "sad"] {
            assert_eq!(defused(plain), plain);
        }
    }
}
