//! Who cried, by a rule that is stored with the result (SCIENCE.md 4.6).

use serde::{Deserialize, Serialize};

use super::level::{Levels, strict_of};

/// With less of the stimulus visible than this share nothing can be said.
const LEAST_VISIBLE: f64 = 0.8;
/// So long must the liberal rule's tears last in all, in seconds.
const LIBERAL_S: f64 = 3.0;
/// From this level of the self-report scale on a person says to have cried: eyes filled with tears.
const SELF_REPORT: f64 = 3.0;

/// By which rule a person is a crier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CrierRule {
    /// Tears at level 2 or above at least once.
    #[default]
    TearsStrict,
    /// Tears at level 1 or above for at least 3 s in all.
    TearsAny,
    /// Tears, vocalization or sobbing at level 2 or above at least once.
    AnyComponent,
    /// The participant's own word; for sessions that nobody coded.
    SelfReport,
}

impl CrierRule {
    /// Every rule.
    pub const ALL: [Self; 4] = [
        Self::TearsStrict,
        Self::TearsAny,
        Self::AnyComponent,
        Self::SelfReport,
    ];
}

/// Whether a person cried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CrierStatus {
    /// By the rule.
    Crier,
    /// No sign of crying.
    NonCrier,
    /// Signs below the rule, or coder and participant disagree.
    Ambiguous,
    /// Too little was seen.
    Unclassifiable,
}

/// What the rules look at. A channel that has only one level is strict at that level.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Signs {
    /// The channels' levels from stimulus onset on, each with its highest possible level.
    pub tears: Option<(Levels, u8)>,
    /// Vocalization and sobbing.
    pub others: Vec<(Levels, u8)>,
    /// Visible share of the stimulus, 0 to 1.
    pub visible: f64,
    /// The participant's answer on the scale of SCIENCE.md 3.3, 0 to 6.
    pub self_report: Option<f64>,
}

/// A status with its rule and reason.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Crier {
    /// The rule.
    pub rule: CrierRule,
    /// The status.
    pub status: CrierStatus,
    /// Why, in words.
    pub why: String,
}

/// Classifies by `rule`.
pub fn classify(rule: CrierRule, signs: &Signs) -> Crier {
    let (status, why) = judge(rule, signs);
    Crier {
        rule,
        status,
        why: why.to_owned(),
    }
}

/// What several coders' statuses come to: where those who saw enough say the same, that; where they don't, ambiguous, whoever was the
/// first (SCIENCE.md 4.6). `None` of nobody.
pub(in crate::measure) fn together<'c>(
    criers: impl Iterator<Item = &'c Crier> + Clone,
) -> Option<Crier> {
    let mut seen = criers
        .clone()
        .filter(|crier| crier.status != CrierStatus::Unclassifiable);
    let Some(first) = seen.next() else {
        return criers.clone().next().cloned();
    };
    if seen.all(|other| other.status == first.status) {
        return Some(first.clone());
    }
    Some(Crier {
        rule: first.rule,
        status: CrierStatus::Ambiguous,
        why: "the coders disagree".to_owned(),
    })
}

fn judge(rule: CrierRule, signs: &Signs) -> (CrierStatus, &'static str) {
    if rule == CrierRule::SelfReport {
        return match signs.self_report {
            None => (
                CrierStatus::Unclassifiable,
                "the participant was not asked or did not answer",
            ),
            Some(x) if x >= SELF_REPORT => (CrierStatus::Crier, "by the participant's own word"),
            Some(_) => (CrierStatus::NonCrier, "by the participant's own word"),
        };
    }
    let Some(tears) = &signs.tears else {
        return (CrierStatus::Unclassifiable, "tears were not coded");
    };
    if signs.visible < LEAST_VISIBLE {
        return (
            CrierStatus::Unclassifiable,
            "the participant was visible in less than 80 % of the stimulus",
        );
    }
    let cried = match rule {
        CrierRule::TearsAny => tears.0.at_least(1).length() >= LIBERAL_S,
        CrierRule::AnyComponent => is_strict(tears) || signs.others.iter().any(is_strict),
        _ => is_strict(tears),
    };
    let said = signs.self_report.map(|x| x >= SELF_REPORT);
    let sign = std::iter::once(tears)
        .chain(&signs.others)
        .any(|(levels, _)| levels.peak() >= 1);
    match (cried, said, sign) {
        (true, Some(false), _) | (false, Some(true), _) => {
            (CrierStatus::Ambiguous, "coder and participant disagree")
        }
        (true, ..) => (CrierStatus::Crier, "the rule's signs were coded"),
        (false, _, true) => (
            CrierStatus::Ambiguous,
            "there were signs, but not those of the rule",
        ),
        (false, _, false) => (CrierStatus::NonCrier, "no sign was coded"),
    }
}

fn is_strict((levels, highest): &(Levels, u8)) -> bool {
    levels.peak() >= strict_of(*highest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(
        rule: CrierRule,
        tears: u8,
        sob: u8,
        visible: f64,
        said: Option<f64>,
        wanted: CrierStatus,
    ) {
        let channel = |level| (Levels::new([(0.0, 2.0, level)]), 3);
        let signs = Signs {
            tears: Some(channel(tears)),
            others: vec![channel(sob)],
            visible,
            self_report: said,
        };
        assert_eq!(
            classify(rule, &signs).status,
            wanted,
            "{rule:?} {tears} {sob} {visible} {said:?}"
        );
    }

    #[test]
    fn coders_who_say_the_same_are_believed_and_their_order_tells_nothing() {
        use CrierStatus::{Ambiguous, Crier as Cried, NonCrier, Unclassifiable};
        let of = |status| Crier {
            rule: CrierRule::TearsStrict,
            status,
            why: String::new(),
        };
        for (a, b, wanted) in [
            (Cried, Cried, Cried),
            (NonCrier, NonCrier, NonCrier),
            (Cried, NonCrier, Ambiguous),
            (Cried, Ambiguous, Ambiguous),
            (NonCrier, Ambiguous, Ambiguous),
            (Cried, Unclassifiable, Cried),
            (Unclassifiable, Unclassifiable, Unclassifiable),
        ] {
            for pair in [[of(a), of(b)], [of(b), of(a)]] {
                let told = together(pair.iter()).map(|crier| crier.status);
                assert_eq!(told, Some(wanted), "{a:?} {b:?}");
            }
        }
        assert_eq!(together([].iter()), None);
    }

    #[test]
    fn the_rules() {
        use CrierRule::{AnyComponent, SelfReport, TearsAny, TearsStrict};
        use CrierStatus::{Ambiguous, Crier, NonCrier, Unclassifiable};
        check(TearsStrict, 2, 0, 1.0, None, Crier);
        check(TearsStrict, 1, 3, 1.0, None, Ambiguous);
        check(TearsStrict, 0, 0, 1.0, None, NonCrier);
        check(TearsStrict, 2, 0, 0.7, None, Unclassifiable);
        check(TearsStrict, 2, 0, 1.0, Some(1.0), Ambiguous);
        check(TearsStrict, 0, 0, 1.0, Some(4.0), Ambiguous);
        check(TearsAny, 3, 0, 1.0, None, Ambiguous);
        check(AnyComponent, 0, 2, 1.0, None, Crier);
        check(SelfReport, 0, 0, 0.0, Some(3.0), Crier);
        check(SelfReport, 3, 0, 1.0, None, Unclassifiable);
    }
}
