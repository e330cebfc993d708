//! Times, sizes and names as the experimenter reads them; digits keep their width so that nothing jumps.

use crate::protocol::Material;
use crate::session::{Mode, Status};
use crate::time::{FilmTime, Micros, SessionTime};

/// Session time as `0:12:34`.
pub fn clock(t: SessionTime) -> String {
    let s = t.0.max(0) / 1_000_000;
    format!("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60)
}

/// Film time as `1:23.4`.
pub fn film_clock(film: FilmTime) -> String {
    let tenths = film.0.max(0) / 100_000;
    format!("{}:{:02}.{}", tenths / 600, tenths / 10 % 60, tenths % 10)
}

/// A length as `2:10`, or `1:02:10` from an hour on.
pub fn length(span: Micros) -> String {
    let s = (span.0.max(0) + 500_000) / 1_000_000;
    if s < 3600 {
        format!("{}:{:02}", s / 60, s % 60)
    } else {
        format!("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60)
    }
}

/// Time until `due`, as `in 4:12`, or since it, as `for 0:05`; seconds are rounded so that 0:00 is the due time itself.
pub fn countdown(due: SessionTime, now: SessionTime) -> String {
    let left_s = (due.0 - now.0).div_euclid(1_000_000)
        + i64::from((due.0 - now.0).rem_euclid(1_000_000) > 0);
    let (word, s) = if left_s >= 0 {
        ("in", left_s)
    } else {
        ("for", -left_s)
    };
    format!("{word} {}", length(Micros(s * 1_000_000)))
}

/// A bout's length so far, as ` 3.2 s` or `1:03 min`; always six figures wide.
pub fn running(span: Micros) -> String {
    let tenths = span.0.max(0) / 100_000;
    if tenths < 600 {
        format!("{:>4}.{} s", tenths / 10, tenths % 10)
    } else {
        format!("{:>3}:{:02} m", tenths / 600, tenths / 10 % 60)
    }
}

/// A delay as `+20 min`, `+45 s`, or `at once`.
pub fn delay(delay_s: f64) -> String {
    if delay_s <= 0.0 {
        "at once".to_owned()
    } else if delay_s < 100.0 {
        format!("+{} s", delay_s.round())
    } else {
        format!("+{} min", (delay_s / 6.0).round() / 10.0)
    }
}

/// Bytes as `1.2 GB`.
pub fn bytes(n: u64) -> String {
    let (value, unit) = match n as f64 {
        n if n >= 1e9 => (n / 1e9, "GB"),
        n if n >= 1e6 => (n / 1e6, "MB"),
        n => (n / 1e3, "kB"),
    };
    format!("{value:.1} {unit}")
}

/// A mode's name.
pub fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Study => "Study",
        Mode::Rehearsal => "Rehearsal",
        Mode::Demo => "Demo",
        Mode::Pilot => "Pilot",
        Mode::Simulated => "Simulated",
    }
}

/// How a session ended.
pub fn status(status: Status) -> &'static str {
    match status {
        Status::Completed => "Completed",
        Status::Stopped => "Stopped",
        Status::Withdrawn => "Withdrawn",
        Status::Interrupted => "Interrupted",
    }
}

/// A step's kind as the list shows it.
pub fn step_kind(kind: &str) -> &str {
    match kind {
        "text" => "Text",
        "probe" => "Mood probe",
        "questions" => "Questions",
        "rest" => "Rest",
        "wait" => "Wait",
        "film" => "Film",
        "sound" => "Sound",
        "image" => "Picture",
        "consent" => "Consent",
        "screening" => "Screening",
        "review" => "Review",
        "recall" => "Recall",
        "practice_stop" => "Stop practice",
        "data_choice" => "Data choice",
        "task" => "Task",
        "action" => "Action",
        "sample" => "Sample",
        "debrief" => "Debriefing",
        "end" => "End",
        other => other,
    }
}

/// What a sample is of.
pub fn material(material: Material) -> &'static str {
    match material {
        Material::Saliva => "Saliva",
        Material::Tear => "Tear fluid",
        Material::Blood => "Blood",
        Material::Other => "Other",
    }
}

/// When something is due, as `due in 4:12`, or how late it is, as `late by 0:05`.
pub fn due(due: SessionTime, now: SessionTime) -> String {
    let text = countdown(due, now);
    match text.strip_prefix("for ") {
        Some(late) => format!("late by {late}"),
        None => format!("due {text}"),
    }
}

/// Names with `_` and `-` as words, first letter large, as in `Barrier one` for `barrier_one`.
pub fn sentence_case(id: &str) -> String {
    let spaced = id.replace(['_', '-'], " ");
    let mut chars = spaced.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => spaced,
    }
}

/// A figure's name as words with its unit, as in `Latency (s)` for `latency_s`.
pub fn figure(name: &str) -> String {
    let units = [("_s", " (s)"), ("_min", " (min)"), ("_pct", " (%)")];
    let unit = units
        .into_iter()
        .filter(|_| !name.ends_with("_per_min"))
        .find_map(|(end, unit)| Some((name.strip_suffix(end)?, unit)));
    let (stem, unit) = unit.unwrap_or((name, ""));
    let words = stem.split('_').map(|word| match word {
        "ioi" | "sd" | "cv" | "cv2" | "auc" => word.to_uppercase(),
        "pct" => "share (%)".to_owned(),
        other => other.to_owned(),
    });
    let words: Vec<String> = words.collect();
    let mut chars = words.join(" ").chars().collect::<Vec<char>>().into_iter();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    let told: String = first.chain(chars).collect();
    told + unit
}

#[cfg(test)]
mod tests {
    use super::*;

    fn s(s: f64) -> SessionTime {
        SessionTime::from_s(s)
    }

    #[test]
    fn figures_have_their_units() {
        for (name, wanted) in [
            ("latency_strict_s", "Latency strict (s)"),
            ("rate_per_min", "Rate per min"),
            ("ioi_sd_s", "IOI SD (s)"),
            ("cv2", "CV2"),
            ("pct", "Share (%)"),
            ("recovery_pct", "Recovery (%)"),
            ("return_min", "Return (min)"),
        ] {
            assert_eq!(figure(name), wanted);
        }
    }

    #[test]
    fn clocks_round_down_and_never_show_negative_time() {
        assert_eq!(clock(s(3_723.99)), "1:02:03");
        assert_eq!(clock(s(-1.0)), "0:00:00");
        assert_eq!(film_clock(FilmTime::from_s(83.49)), "1:23.4");
    }

    #[test]
    fn a_countdown_reaches_zero_at_its_due_time_and_then_counts_up() {
        assert_eq!(countdown(s(252.0), s(0.5)), "in 4:12");
        assert_eq!(countdown(s(10.0), s(9.99)), "in 0:01");
        assert_eq!(countdown(s(10.0), s(10.0)), "in 0:00");
        assert_eq!(countdown(s(10.0), s(15.0)), "for 0:05");
    }

    #[test]
    fn what_is_due_becomes_late() {
        assert_eq!(due(s(252.0), s(0.5)), "due in 4:12");
        assert_eq!(due(s(10.0), s(15.0)), "late by 0:05");
    }

    #[test]
    fn running_seconds_keep_their_width() {
        for span in [0.0, 9.94, 59.9, 60.0, 599.0] {
            assert_eq!(running(Micros::from_s(span)).chars().count(), 8, "{span}");
        }
    }

    #[test]
    fn delays_read_like_a_schedule() {
        assert_eq!(delay(0.0), "at once");
        assert_eq!(delay(45.0), "+45 s");
        assert_eq!(delay(1200.0), "+20 min");
        assert_eq!(delay(150.0), "+2.5 min");
    }

    #[test]
    fn ids_become_words() {
        assert_eq!(sentence_case("wipe_eyes"), "Wipe eyes");
        assert_eq!(sentence_case(""), "");
    }
}
