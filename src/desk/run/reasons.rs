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
        _ => &[],
    }
}
