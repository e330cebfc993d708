//! Names and numbers in the words of figures and report.

use super::frame::number;

/// A group's, channel's or outcome's name for people.
pub fn group(id: &str) -> String {
    match id {
        "crier" => "Criers".to_owned(),
        "non_crier" => "Non-criers".to_owned(),
        "any" => "Any crying".to_owned(),
        other => {
            let words = other.replace('_', " ");
            let mut letters = words.chars();
            letters.next().map_or(String::new(), |first| {
                first.to_uppercase().chain(letters).collect()
            })
        }
    }
}

/// The measure of a dose.
pub fn dose(id: &str) -> &str {
    match id {
        "dose" => "dose (level · s)",
        "total_s" => "total time (s)",
        "mean_active" => "mean level while active",
        "peak" => "peak level",
        "cv" => "CV of the intervals",
        other => other,
    }
}

/// A number or a dash.
pub fn some(value: Option<f64>, decimals: usize) -> String {
    value.map_or_else(|| "–".to_owned(), |value| number(value, decimals))
}

/// An interval or a dash.
pub fn interval(ci: Option<(f64, f64)>, decimals: usize) -> String {
    ci.map_or_else(
        || "–".to_owned(),
        |(low, high)| format!("{} to {}", number(low, decimals), number(high, decimals)),
    )
}

/// A p value as it is printed.
pub fn p(p: Option<f64>) -> String {
    match p {
        None => "–".to_owned(),
        Some(p) if p < 0.001 => "< 0.001".to_owned(),
        Some(p) => format!("{p:.3}"),
    }
}
