//! Why the plan is left: the reasons that come up most, so that a hand that is busy needs one key.

use super::actions::Act;

/// What is asked.
pub fn question(act: Act) -> &'static str {
    match act {
        Act::Hold => "Why hold the next probe?",
        Act::Skip => "Why skip the step?",
        Act::Chime => "Why play the chime again?",
        Act::Left => "Why did the participant leave?",
        Act::OpenMissed => "Why open the missed probe?",
        Act::EndEarly => "Why end early?",
        Act::Unblind => "Why lift the blinding?",
        Act::LeaveEarly => "Why did the participant leave?",
        _ => "Why?",
    }
}

/// The usual reasons, at most four; none for what needs no reason.
pub fn presets(act: Act) -> &'static [&'static str] {
    match act {
        Act::Hold => &[
            "Participant is not ready",
            "Participant is away",
            "We are talking",
            "Technical problem",
        ],
        Act::Skip => &[
            "Participant asked for it",
            "Participant is distressed",
            "Technical problem",
            "Out of time",
        ],
        Act::Chime => &["No reaction", "Participant was away", "Chime was not heard"],
        Act::Left => &[
            "Toilet",
            "Needs a break",
            "Allowed by the plan",
            "Called away",
        ],
        Act::OpenMissed => &[
            "Participant came back late",
            "Did not hear the chime",
            "Technical problem",
        ],
        Act::EndEarly => &[
            "Participant asked for it",
            "Participant is distressed",
            "Technical problem",
            "Out of time",
        ],
        Act::Unblind => &[
            "Participant's safety",
            "Participant asks",
            "The plan provides for it",
            "By mistake seen elsewhere",
        ],
        Act::LeaveEarly => &[
            "Asked to leave",
            "Left without a word",
            "Out of time",
            "Emergency",
        ],
        _ => &[],
    }
}

/// What must be known before one of them is chosen.
pub fn warning(act: Act) -> Option<&'static str> {
    match act {
        Act::Unblind => Some("This can't be taken back. It is kept in the record of the session."),
        Act::LeaveEarly => Some("This ends the session without a debriefing."),
        _ => None,
    }
}

/// Why a timed task was ended, one key each.
pub const TASK: [&str; 4] = [
    "Wanted to stop",
    "Too painful",
    "For safety",
    "Technical problem",
];
