//! What limits a session, in a few words each.

use crate::measure::study::QualityFacts;

/// What is to be known of a session, the gravest first.
pub fn limits(facts: &QualityFacts) -> Vec<String> {
    let mut limits = Vec::new();
    let mut say = |holds: bool, what: &str| {
        if holds {
            limits.push(what.to_owned());
        }
    };
    say(!facts.changes.is_empty(), "changed since it was sealed");
    say(facts.is_aborted, "broken off");
    say(facts.is_demo_stimulus, "demonstration clip");
    say(facts.is_unfaithful, "film not shown faithfully");
    say(facts.is_social_contact, "social contact");
    say(facts.is_absent, "left the room");
    say(facts.is_lag_uncalibrated, "coder's lag not measured");
    if facts.late > 0 {
        limits.push(format!("{} late", probes(facts.late)));
    }
    if facts.missing > 0 {
        limits.push(format!("{} missing", probes(facts.missing)));
    }
    if let Some(pct) = facts.not_visible_pct.filter(|pct| *pct >= 0.5) {
        limits.push(format!("not visible {pct:.0} %"));
    }
    if facts.amendments > 0 {
        limits.push(format!("{} amended", facts.amendments));
    }
    limits
}

fn probes(count: usize) -> String {
    if count == 1 {
        "1 probe".to_owned()
    } else {
        format!("{count} probes")
    }
}
