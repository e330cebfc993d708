//! What limits a session's figures, in a few words each.

use crate::measure::session::QualityFacts;

impl QualityFacts {
    /// What is to be known of a session, the gravest first; the same words for the same limit, but for their numbers.
    pub fn limits(&self) -> Vec<String> {
        let mut limits = Vec::new();
        let mut say = |holds: bool, what: &str| {
            if holds {
                limits.push(what.to_owned());
            }
        };
        say(!self.changes.is_empty(), "changed since it was sealed");
        say(self.is_aborted, "broken off");
        say(self.is_demo_stimulus, "demonstration clip");
        say(self.is_unfaithful, "film not shown faithfully");
        say(self.is_social_contact, "social contact");
        say(self.is_absent, "left the room");
        say(self.is_lag_uncalibrated, "coder's lag not measured");
        if self.late > 0 {
            limits.push(format!("{} late", probes(self.late)));
        }
        if self.missing > 0 {
            limits.push(format!("{} missing", probes(self.missing)));
        }
        if let Some(pct) = self.not_visible_pct.filter(|pct| *pct >= 0.5) {
            limits.push(format!("not visible {pct:.0} %"));
        }
        if let Some(s) = self.crying_after_s.filter(|s| *s >= 0.5) {
            limits.push(format!("{s:.0} s of crying after the film"));
        }
        if self.amendments > 0 {
            limits.push(format!("{} amended", self.amendments));
        }
        limits
    }
}

fn probes(count: usize) -> String {
    if count == 1 {
        "1 probe".to_owned()
    } else {
        format!("{count} probes")
    }
}
