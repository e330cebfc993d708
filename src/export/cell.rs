//! One cell of a table: a text that a spreadsheet would take for a formula is defused, a number stays a number.

use crate::record::defused;

/// A text for a cell, defused as [`crate::record::defused`] says: spreadsheet programs carry out formulas, which may send data away.
pub fn text(text: &str) -> String {
    defused(text).into_owned()
}

/// A number for a cell, in the shortest form that reads back the same; nothing for what is no number.
pub fn number(number: f64) -> String {
    if number.is_finite() {
        number.to_string()
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_becomes_a_text_and_a_number_stays_one() {
        for formula in ["=1+1", "+A1", "-2+3", "@SUM(A1)", " =1", "＝1", "|x", "%x"] {
            assert_eq!(text(formula), format!("'{formula}"));
        }
        for plain in ["", "sad", "P-01", "1=1", "'=1", "-2.5"] {
            assert_eq!(text(plain), plain);
        }
        assert_eq!(number(-2.5), "-2.5");
        assert_eq!(number(3.0), "3");
        assert_eq!(number(f64::NAN), "");
    }
}
