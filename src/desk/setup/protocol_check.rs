//! What the protocol says of itself, and what a study needs it to say.

use super::checks::{Check, State};
use crate::protocol::load::Loaded;
use crate::protocol::{Protocol, StepKind};

/// The protocol itself, and in study mode what a study must say and do.
pub fn check(loaded: &Loaded, is_study: bool) -> Vec<Check> {
    let check = |state, text: String| Check::new("Protocol", state, text);
    let lacking = lacking(&loaded.protocol);
    if is_study && !lacking.is_empty() {
        return vec![check(
            State::Bad,
            format!(
                "Study mode needs {} in the protocol's `study`: fill in, or choose another mode.",
                lacking.join(", ")
            ),
        )];
    }
    let mut checks = vec![match loaded.warnings.as_slice() {
        [] => check(State::Well, "Valid.".to_owned()),
        [first, ..] => check(
            State::Warn,
            format!("Valid. Line {}: {}", first.line, first.message),
        ),
    }];
    if is_study {
        checks.extend(ethics(&loaded.protocol));
    }
    checks
}

fn lacking(protocol: &Protocol) -> Vec<&'static str> {
    let study = &protocol.study;
    let blank = |field: &Option<String>| field.as_deref().is_none_or(|text| text.trim().is_empty());
    [
        ("`ethics_id`", blank(&study.ethics_id)),
        ("`contact`", blank(&study.contact)),
        ("`retain_until`", blank(&study.retain_until)),
    ]
    .iter()
    .filter_map(|(name, lacks)| lacks.then_some(*name))
    .collect()
}

/// Consent before and debriefing after are part of a study (SCIENCE.md section 6).
fn ethics(protocol: &Protocol) -> Option<Check> {
    let has = |is: fn(&StepKind) -> bool| protocol.steps.iter().any(|step| is(&step.kind));
    let consent = has(|kind| matches!(kind, StepKind::Consent(_)));
    let debrief = has(|kind| matches!(kind, StepKind::Debrief(_)));
    let lacks = match (consent, debrief) {
        (true, true) => return None,
        (false, true) => "no `consent` step",
        (true, false) => "no `debrief` step",
        (false, false) => "neither a `consent` nor a `debrief` step",
    };
    let text =
        format!("The protocol has {lacks}: see that this is done and written down elsewhere.");
    Some(Check::new("Consent and debriefing", State::Warn, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn study_mode_asks_for_what_a_study_must_say_of_itself() {
        let paths = crate::protocol::assets::shipped_protocols();
        let path = paths
            .iter()
            .find(|path| path.ends_with("demo.json"))
            .unwrap();
        let mut loaded = crate::protocol::load::read(path).unwrap();
        loaded.protocol.study.ethics_id = Some(" ".to_owned());
        let checks = check(&loaded, true);
        assert_eq!(checks[0].state, State::Bad);
        assert!(checks[0].text.contains("`ethics_id`"), "{}", checks[0].text);
        assert_ne!(check(&loaded, false)[0].state, State::Bad);
    }
}
