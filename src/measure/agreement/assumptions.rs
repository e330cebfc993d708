//! What figures of agreement assume, in words: printed wherever they are.

use super::Settings;
use super::scope::Window;

/// Of one session's figures.
pub fn of_one(window: &Window, settings: &Settings) -> Vec<String> {
    let begin = match (window.from_s, window.begins_with_film) {
        (None, _) => {
            return vec![
                "Both coders never coded the same time, so that there is nothing to compare."
                    .to_owned(),
            ];
        }
        (Some(_), true) => "the film's begin",
        (Some(_), false) => "the begin of coding",
    };
    let Settings {
        unit_s,
        tolerance_s,
        overlap,
        boris_unit_s,
        corrected,
    } = settings;
    let onsets = if *corrected {
        "Onsets count as the coders corrected them, less the measured reaction lag."
    } else {
        "Onsets count as they were coded: a live coder's reaction lag is part of the difference."
    };
    vec![
        format!(
            "Compared is the declared window, from {begin} to the end of coding, where both coded: {:.1} s, not from the first to the last event.",
            window.coded_s
        ),
        format!(
            "Time in which either coder called the face not visible ({:.1} s) is missing, not agreement, for what the face shows; what is heard, and sobbing, which shoulders and trunk show, are compared all the same, as not_visible itself is.",
            window.unseen_s
        ),
        onsets.to_owned(),
        "Exact kappa weighs intervals by their duration and has no time unit; silence that both share counts as agreement, so read it beside positive agreement, prevalence and AC1.".to_owned(),
        format!(
            "Time-unit kappa takes units of {unit_s} s from the window's begin, each in the state that held longest in it; with tolerance a unit agrees when the other coder has its state within ± {tolerance_s} s. That is not symmetric, so both directions are told; tolerance only ever adds agreement."
        ),
        format!(
            "Bouts are linked one to one when overlap ÷ union is at least {overlap}, the most alike first; points when they are at most {tolerance_s} s apart, the closest first. Where points follow each other faster than that, neighbours may be taken for each other. A bout begins and ends where any level was coded; short bits are kept and gaps are not bridged."
        ),
        "Onset differences are B less A of linked events whose onset both saw; the spread is the median absolute deviation, unscaled.".to_owned(),
        "Any crying has one level here, since levels of different channels are no one scale; its dose is its time.".to_owned(),
        "Levels are compared with quadratic weights: linked bouts by their highest level, units by the level that held longest, level 0 included.".to_owned(),
        format!(
            "The BORIS-compatible kappa samples every {boris_unit_s} s from the first to the last event of either coding, as it was coded and to the millisecond, all codes in one table; it changes with the unit and is told only to compare with figures from BORIS."
        ),
        "Where both coders coded the same all the time kappa is undefined, not 1.".to_owned(),
        "Time units of one session are not independent: one session's figures have no confidence interval.".to_owned(),
    ]
}

/// Of figures over sessions.
pub fn of_many(sessions: usize, draws: usize, seed: u64) -> Vec<String> {
    vec![
        format!(
            "Pooled figures add the tables of {sessions} session(s): long sessions weigh more. Means of the sessions' own kappas leave out sessions where it is undefined."
        ),
        format!(
            "95 % intervals are percentiles of {draws} bootstrap samples of whole sessions (seed {seed}), never of time units; with fewer than about 20 sessions they are rough."
        ),
        "ICC(A,1) is two-way random, absolute agreement, of one coder; its interval is that of McGraw and Wong (1996). Latencies count only where both codings reached one.".to_owned(),
        "It is assumed that A is the same kind of coding in every session (such as the live one) and B the other.".to_owned(),
        "Crier or not is told by each coding alone under the same rule; sessions that either leaves ambiguous or unclassifiable are counted beside the 2 × 2 table.".to_owned(),
    ]
}
