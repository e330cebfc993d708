//! What the columns of the study's tables hold and mean: what `dictionary.csv` says of them.

/// Columns by name, wherever they stand: name, type, meaning.
const MEANINGS: &[(&str, &str, &str)] = &[
    ("study", "text", "the study's id"),
    (
        "session",
        "text",
        "the session's id, by which the tables are joined",
    ),
    ("participant", "text", "the participant's code"),
    ("visit", "number", "which visit of the participant, from 1"),
    ("condition", "text", "the session's condition"),
    ("mode", "text", "why the session was run"),
    ("status", "text", "how the session, or the probe, ended"),
    ("started_utc", "date and time", "when it began, UTC"),
    (
        "self_report",
        "number",
        "the participant's own word on crying, 0 to 6",
    ),
    (
        "stimulus",
        "text",
        "the stimulus that the mood courses follow",
    ),
    (
        "stimuli_sha256",
        "text",
        "digests of all that was shown; only sessions with the same are compared",
    ),
    (
        "left_out",
        "text",
        "why the session does not count in the statistics; empty when it does",
    ),
    (
        "part",
        "number",
        "the set of stimuli that the row belongs to, from 0, as in study.json",
    ),
    (
        "group",
        "text",
        "the group that is compared: crier status, or the level of the chosen factor",
    ),
    (
        "crier",
        "text",
        "whether the participant cried: crier, non_crier, ambiguous or unclassifiable",
    ),
    ("crier_rule", "text", "the rule by which that is said"),
    ("crier_why", "text", "why it is said"),
    (
        "crier_by_hand",
        "true or false",
        "whether somebody decided otherwise than the rule",
    ),
    (
        "crier_settled",
        "true or false",
        "whether it was settled, by the rule or by hand, so that it stands whatever rule is asked for",
    ),
    (
        "dose_z",
        "number",
        "mean of the z values of the channels' doses",
    ),
    ("coder", "text", "who coded"),
    ("coding", "text", "the coding: first, or the layer's id"),
    ("coding_kind", "text", "first, layer or consensus"),
    (
        "phase",
        "text",
        "in channels: stimulus or all of coding; in moods: before or after the stimulus, or none where the probe does not count",
    ),
    (
        "channel",
        "text",
        "the manifestation of crying; any for all of them together",
    ),
    (
        "recalled_change",
        "points",
        "the change of mood that the participant recalled",
    ),
    ("outcome", "text", "the item or score that was rated"),
    ("negative", "true or false", "whether more of it is worse"),
    ("probe", "text", "the probe"),
    (
        "anchor",
        "text",
        "the instant that the probe's delay counts from",
    ),
    ("delay_min", "minutes", "nominal delay of the probe"),
    ("delay_s", "seconds", "nominal delay of the probe"),
    (
        "t_min",
        "minutes",
        "true time from the stimulus's end; in a summary the mean, in recovery the curve's own time",
    ),
    ("value", "number", "the rating, or the figure"),
    (
        "baseline",
        "points",
        "the session's baseline of the outcome",
    ),
    (
        "change",
        "points",
        "rating less baseline; empty before the stimulus",
    ),
    (
        "figure",
        "text",
        "the figure's name, as lacrima show prints it",
    ),
    ("null_because", "text", "why there is no value"),
    (
        "return_min",
        "minutes",
        "from the stimulus's end to the return to baseline, or to the last probe when censored",
    ),
    ("censored", "true or false", "whether no return was seen"),
    (
        "why",
        "text",
        "why something is empty, or why the session was left out",
    ),
    (
        "is_contrasted",
        "true or false",
        "whether the group takes part in contrasts",
    ),
    ("sessions", "number", "sessions in the group"),
    ("n", "number", "how many"),
    ("mean", "number", "mean"),
    ("sd", "number", "standard deviation (n − 1)"),
    ("median", "number", "median"),
    ("q1", "number", "first quartile (type 7)"),
    ("q3", "number", "third quartile (type 7)"),
    (
        "ci_low",
        "number",
        "lower end of the 95 % confidence interval",
    ),
    (
        "ci_high",
        "number",
        "upper end of the 95 % confidence interval",
    ),
    (
        "of",
        "text",
        "what is contrasted: net_change, or net_change_less_reactivity of the last wave",
    ),
    ("a", "text", "first group"),
    ("b", "text", "second group"),
    ("n_a", "number", "sessions in the first group"),
    ("n_b", "number", "sessions in the second group"),
    (
        "difference",
        "points",
        "mean of the first group less mean of the second",
    ),
    ("t", "number", "Welch's t"),
    ("df", "number", "Satterthwaite's degrees of freedom"),
    (
        "p",
        "number",
        "two-sided p, not adjusted for the number of tests",
    ),
    ("d", "number", "Cohen's d by the pooled standard deviation"),
    ("g", "number", "Hedges' g"),
    ("better", "number", "sessions that are reliably better"),
    ("unchanged", "number", "sessions without reliable change"),
    ("worse", "number", "sessions that are reliably worse"),
    ("points_needed", "points", "so much change is reliable"),
    (
        "dose",
        "text or number",
        "the dose that is correlated; of a channel, the integral of the level over time",
    ),
    ("rho", "number", "Spearman's rho"),
    ("zeros", "number", "sessions with a dose of 0"),
    ("n_criers", "number", "sessions of criers"),
    (
        "rho_criers",
        "number",
        "Spearman's rho among criers alone; over all sessions it holds the difference between criers and non-criers",
    ),
    ("p_criers", "number", "two-sided p of rho_criers"),
    (
        "tests",
        "number",
        "how many tests of dose and response were made",
    ),
    (
        "slope",
        "points a level second",
        "net change by dose, adjusted for baseline",
    ),
    ("of_baseline", "number", "the coefficient of the baseline"),
    ("intercept", "points", "the intercept"),
    ("linear", "points a minute", "the linear term"),
    ("quadratic", "points a squared minute", "the quadratic term"),
    ("quadratic_p", "number", "two-sided p of the quadratic term"),
    (
        "quadratic_ci_low",
        "number",
        "lower end of its 95 % confidence interval",
    ),
    (
        "quadratic_ci_high",
        "number",
        "upper end of its 95 % confidence interval",
    ),
    ("name", "text", "what may moderate the change"),
    ("is_number", "true or false", "whether it is a number"),
    (
        "level",
        "text",
        "its category; of a number, low and high at the median, for display alone",
    ),
    ("returned", "number", "sessions that came back to baseline"),
    (
        "without_drop",
        "number",
        "sessions without a drop, which are left out of the curve",
    ),
    (
        "median_min",
        "minutes",
        "median time of return: the first at which half of the sessions or fewer are not back",
    ),
    (
        "share",
        "share",
        "in recovery: not yet back; in cry_curve: of the visible participants, those who cried",
    ),
    ("at_risk", "number", "sessions at risk just before"),
    ("score", "text", "the score"),
    ("items", "number", "its items"),
    ("alpha", "number", "Cronbach's alpha"),
    ("label", "text", "the moments' label, or elsewhere"),
    (
        "onsets",
        "number",
        "onsets of crying within the moments and 30 s after",
    ),
    (
        "exposure_min",
        "minutes",
        "visible time within, over all participants",
    ),
    (
        "rate_per_min",
        "onsets a minute",
        "onsets by exposure; of sobs, sobs a minute within bouts",
    ),
    ("test", "text", "the circular-shift test; empty without one"),
    (
        "test_observed",
        "onsets a minute",
        "rate of resolution less rate of barrier",
    ),
    ("test_permutations", "number", "circular shifts"),
    ("test_p", "number", "one-sided p of the circular-shift test"),
    ("test_seed", "number", "seed of the shifts"),
    ("test_why", "text", "why there is no test"),
    ("film_s", "seconds", "the film's own time"),
    (
        "latency_s",
        "seconds",
        "from the phase's begin to the first onset; empty when not reached",
    ),
    (
        "latency_corrected_s",
        "seconds",
        "latency_s less what the coder was late",
    ),
    (
        "latency_strict_s",
        "seconds",
        "latency_s of level 2 and above, or of the only level that the channel has",
    ),
    (
        "latency_strict_corrected_s",
        "seconds",
        "latency_strict_s less what the coder was late",
    ),
    (
        "censored_at_s",
        "seconds",
        "length of the phase, at which a latency that is empty is censored",
    ),
    ("count", "number", "bouts; of sobs, sobs"),
    ("total_s", "seconds", "active time"),
    (
        "visible_s",
        "seconds",
        "time in which the channel could be coded: while the face was seen, for what the face shows",
    ),
    ("pct", "per cent", "active share of visible_s"),
    ("longest_s", "seconds", "the longest bout"),
    ("mean_active", "level", "mean level while active"),
    ("mean_phase", "level", "mean level over visible time"),
    ("peak", "level", "the highest level"),
    (
        "time_to_peak_s",
        "seconds",
        "from the first onset to the first instant at the highest level",
    ),
    ("ioi_mean_s", "seconds", "mean interval between sobs"),
    ("cv", "number", "coefficient of variation of the intervals"),
    ("cv2", "number", "CV2 of the intervals"),
    ("probes", "number", "mood probes that were planned"),
    ("late", "number", "of them answered late"),
    ("missing", "number", "of them without an answer"),
    (
        "not_visible_pct",
        "per cent",
        "share of the stimulus in which the participant was not visible",
    ),
    (
        "is_lag_uncalibrated",
        "true or false",
        "whether the coder's reaction lag was not measured",
    ),
    (
        "is_social_contact",
        "true or false",
        "whether there was social contact between baseline and last probe",
    ),
    (
        "is_absent",
        "true or false",
        "whether the participant left the room",
    ),
    (
        "is_aborted",
        "true or false",
        "whether the session was stopped or broken off",
    ),
    (
        "is_demo_stimulus",
        "true or false",
        "whether a demonstration clip stood in for the stimulus",
    ),
    (
        "is_unfaithful",
        "true or false",
        "whether a film was not shown faithfully",
    ),
    (
        "changes",
        "text",
        "how the sealed files differ from what was sealed",
    ),
    ("amendments", "number", "amendments that stand"),
    ("layers", "number", "finished layers"),
];

/// Beginnings of the wide table's columns: a rest follows that is a name of the session's or a column of another table.
const BEGINNINGS: &[(&str, &str)] = &[
    ("factor_", "the condition's level of the factor"),
    ("covariate_", "the covariate, in force at the session:"),
    ("moderator_", "what may moderate the change:"),
    (
        "mood_",
        "a figure of the chosen outcome's course, as lacrima show names it:",
    ),
    ("quality_", "quality:"),
    ("value_", "of the ratings:"),
    ("change_", "of the changes from baseline:"),
    ("bias_", "recalled less measured change:"),
    ("sobs_", "rhythm of sobs while the stimulus lasted:"),
];

/// Type and meaning of a column.
pub fn meaning(table: &str, column: &str) -> (&'static str, String) {
    if let Some((_, kind, told)) = MEANINGS.iter().find(|(name, ..)| *name == column) {
        return (kind, (*told).to_owned());
    }
    for (beginning, told) in BEGINNINGS {
        if let Some(rest) = column.strip_prefix(beginning) {
            let (kind, rest) = match MEANINGS.iter().find(|(name, ..)| *name == rest) {
                Some((_, kind, told)) => (*kind, *told),
                None => ("text or number", rest),
            };
            return (kind, format!("{told} {rest}"));
        }
    }
    // The wide table's figures of a channel are called after it.
    let of_channel = MEANINGS.iter().find_map(|(name, kind, told)| {
        let channel = column.strip_suffix(name)?.strip_suffix('_')?;
        Some((
            *kind,
            format!("{channel} while the stimulus lasted: {told}"),
        ))
    });
    of_channel.unwrap_or_else(|| ("text or number", format!("a column of {table}: {column}")))
}
