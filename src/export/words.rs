//! Names and numbers as figures, report and windows write them.

use crate::measure::CrierRule;
use crate::measure::study::Study;

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

/// The rules by which it is said who cried, as files name them: one, except where a study was settled by several.
pub fn rules(study: &Study) -> String {
    let is_used = |rule: &CrierRule| {
        let mut sessions = study.sessions.iter();
        sessions.any(|session| session.crier.rule == *rule)
    };
    let mut used: Vec<CrierRule> = CrierRule::ALL.into_iter().filter(is_used).collect();
    if used.is_empty() {
        used.push(study.settings.rule);
    }
    let id = |rule: &CrierRule| {
        let value = serde_json::to_value(rule).unwrap_or_default();
        value.as_str().unwrap_or_default().to_owned()
    };
    used.iter().map(id).collect::<Vec<_>>().join(", ")
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

/// With a true minus, and never −0.
pub fn number(x: f64, decimals: usize) -> String {
    let text = format!("{x:.decimals$}");
    match text.strip_prefix('-') {
        Some(rest) if rest.chars().any(|c| ('1'..='9').contains(&c)) => format!("−{rest}"),
        Some(rest) => rest.to_owned(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_a_true_minus_and_no_negative_zero() {
        assert_eq!(number(-18.976, 1), "−19.0");
        assert_eq!(number(-0.04, 1), "0.0");
        assert_eq!(number(3.0, 0), "3");
        assert_eq!(interval(Some((-1.0, 2.5)), 1), "−1.0 to 2.5");
        assert_eq!(p(Some(0.0001)), "< 0.001");
    }
}
