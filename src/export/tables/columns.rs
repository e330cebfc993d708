//! The tables' columns, their types and what they mean: what `dictionary.csv` says and what the rows hold comes from here.

/// One of the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    Sessions,
    Covariates,
    Probes,
    Bouts,
    Points,
    Films,
    Events,
    Dictionary,
}

impl Table {
    /// Its file's name.
    pub fn file(self) -> String {
        format!("{}.csv", self.name())
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sessions => "sessions",
            Self::Covariates => "covariates",
            Self::Probes => "probes",
            Self::Bouts => "bouts",
            Self::Points => "points",
            Self::Films => "films",
            Self::Events => "events",
            Self::Dictionary => "dictionary",
        }
    }
}

/// A column's name, type and meaning.
pub type Column = (&'static str, &'static str, &'static str);

const STUDY: Column = ("study", "text", "the study's id");
const SESSION: Column = (
    crate::record::exports::SESSION,
    "text",
    "the session's id, by which the tables are joined",
);
const PARTICIPANT: Column = ("participant", "text", "the participant's code");
const VISIT: Column = ("visit", "number", "which visit of the participant, from 1");
const CONDITION: Column = ("condition", "text", "the session's condition");
const CODER: Column = ("coder", "text", "who coded");
const AMENDED: Column = (
    "amended",
    "text",
    "what of the row was settled by amendment after the session (added, onset, offset, channel, level, time, code), parted by blanks; empty when it stands as it was coded. The tables hold the amended values, events.csv what was recorded",
);

/// Every table with its columns.
pub const TABLES: &[(Table, &[Column])] = &[
    (
        Table::Sessions,
        &[
            STUDY,
            SESSION,
            PARTICIPANT,
            VISIT,
            CONDITION,
            ("status", "text", "how the session ended"),
            (
                "mode",
                "text",
                "why it was run: study, rehearsal, demo, pilot or simulated",
            ),
            ("started_utc", "date and time", "when it began, UTC"),
            ("length_s", "seconds", "its length"),
            ("language", "text", "language of the participant's texts"),
            (
                "blinded",
                "true or false",
                "whether condition and ratings were hidden from the coder",
            ),
            (
                "speed",
                "number",
                "by how much waits were shortened; 1 in a real session",
            ),
            ("allocation", "text", "how the condition was chosen"),
            ("protocol", "text", "the protocol's id"),
            ("protocol_sha256", "text", "digest of the protocol's file"),
            ("app_version", "text", "version of the program that ran it"),
            CODER,
            (
                "coder_lag_s",
                "seconds",
                "the coder's reaction lag that is taken off onsets",
            ),
            (
                "crier",
                "text",
                "whether the participant cried, by the rule of the measures",
            ),
        ],
    ),
    (
        Table::Covariates,
        &[
            STUDY,
            SESSION,
            PARTICIPANT,
            ("covariate", "text", "what was noted of the participant"),
            ("value", "text or number", "what it is"),
            ("instrument", "text", "the instrument that it comes from"),
            ("source", "text", "form, table or simulated"),
            ("date", "date", "the day it was noted on"),
        ],
    ),
    (
        Table::Probes,
        &[
            STUDY,
            SESSION,
            PARTICIPANT,
            VISIT,
            CONDITION,
            ("asked_as", "text", "probe, questions or review"),
            ("step", "text", "the step that asked"),
            ("instrument", "text", "the instrument"),
            (
                "anchor_step",
                "text",
                "the step from which a probe's delay counts",
            ),
            ("anchor", "text", "which instant of that step"),
            ("delay_s", "seconds", "the planned delay"),
            ("scheduled_s", "seconds", "when the probe was due"),
            ("opened_s", "seconds", "when its first screen was shown"),
            ("submitted_s", "seconds", "when its last page was finished"),
            ("status", "text", "what became of the probe"),
            (
                "moment",
                "number",
                "which moment of the stimulus is reviewed, from 1",
            ),
            ("what", "text", "item or score"),
            ("item", "text", "the item's id, or the score's"),
            (
                "value",
                "text or number",
                "the answer; several options are joined with |",
            ),
            ("x", "number", "on a square: from left to right, 0 to 100"),
            ("y", "number", "on a square: from below to above, 0 to 100"),
            ("reason", "text", "why there is no answer"),
            ("shown_s", "seconds", "when the item came into view"),
            (
                "first_touch_s",
                "seconds",
                "when its scale was first touched",
            ),
            (
                "last_change_s",
                "seconds",
                "when the answer was last changed",
            ),
            (
                "changes",
                "number",
                "how often it was changed after it was first given",
            ),
            ("input", "text", "what was answered with last"),
            (
                "position",
                "number",
                "the item's place in this wave's order, from 1",
            ),
            (
                "page",
                "number",
                "the page on which it was finished, from 1",
            ),
        ],
    ),
    (
        Table::Bouts,
        &[
            STUDY,
            SESSION,
            PARTICIPANT,
            CONDITION,
            CODER,
            ("channel", "text", "the manifestation of crying"),
            ("bout", "number", "its number within the session"),
            ("onset_s", "seconds", "onset as it was coded, or amended"),
            ("offset_s", "seconds", "offset as it was coded, or amended"),
            (
                "onset_corrected_s",
                "seconds",
                "onset as corrected by the coder, less the reaction lag",
            ),
            (
                "onset_uncertainty_s",
                "seconds",
                "how uncertain the corrected onset is",
            ),
            (
                "onset_film_s",
                "seconds",
                "the film's own time at onset; empty outside the film",
            ),
            (
                "offset_film_s",
                "seconds",
                "the film's own time at offset; empty outside the film",
            ),
            (
                "highest_level",
                "number",
                "the highest level that was coded",
            ),
            ("levels", "JSON", "the level from each instant on"),
            ("closed_by", "text", "what closed the bout"),
            (
                "censored",
                "true or false",
                "whether its true end is unknown",
            ),
            (
                "quality",
                "text",
                "quality of the episode to which it belongs",
            ),
            AMENDED,
        ],
    ),
    (
        Table::Points,
        &[
            STUDY,
            SESSION,
            PARTICIPANT,
            CONDITION,
            CODER,
            ("code", "text", "what happened"),
            ("t_s", "seconds", "when, as it was coded, or amended"),
            (
                "t_corrected_s",
                "seconds",
                "when, as corrected by the coder, less the reaction lag",
            ),
            (
                "film_s",
                "seconds",
                "the film's own time; empty outside the film",
            ),
            ("source", "text", "who a social event came from"),
            AMENDED,
        ],
    ),
    (
        Table::Films,
        &[
            STUDY,
            SESSION,
            PARTICIPANT,
            CONDITION,
            ("step", "text", "the step that showed it"),
            ("stimulus", "text", "the film or sound"),
            ("onset_s", "seconds", "its first frame or sound"),
            ("offset_s", "seconds", "its last frame"),
            ("frames_due", "number", "frames whose time came"),
            ("frames_shown", "number", "frames that were shown"),
            ("frames_dropped", "number", "frames that were not"),
            (
                "longest_gap_ms",
                "milliseconds",
                "longest time between two frames' appearance",
            ),
            ("jitter_sd_ms", "milliseconds", "SD of the frames' lateness"),
            (
                "faithful",
                "true or false",
                "whether every frame was shown in its time",
            ),
            ("why", "text", "why not, or a remark"),
        ],
    ),
    (
        Table::Events,
        &[
            STUDY,
            SESSION,
            PARTICIPANT,
            ("seq", "number", "the event's place in the journal, from 1"),
            ("t_s", "seconds", "when it was taken"),
            (
                "at_s",
                "seconds",
                "its own instant, where an input was stamped",
            ),
            ("kind", "text", "what happened"),
            (
                "fields",
                "JSON",
                "the rest of it; empty for session_started, whose header is in session.json",
            ),
        ],
    ),
    (
        Table::Dictionary,
        &[
            ("table", "text", "the table"),
            ("column", "text", "the column"),
            ("type", "text", "what its cells hold"),
            ("meaning", "text", "what they mean"),
        ],
    ),
];
