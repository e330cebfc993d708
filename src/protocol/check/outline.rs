//! The parts that every protocol needs: conditions, steps, a last screen, and what follows a stop.

use chrono::NaiveDate;

use super::lists;
use crate::protocol::problem::{Findings, shown};
use crate::protocol::{Protocol, StepKind};

pub(super) fn check(protocol: &Protocol, found: &mut Findings) {
    if protocol.conditions.is_empty() {
        found.error(
            "/conditions",
            "There is no condition; add one, as in [{\"id\": \"main\"}].",
        );
    }
    if protocol.steps.is_empty() {
        found.error("/steps", "There is no step; add at least one.");
    }
    if protocol.on_stop.is_empty() {
        found.warning(
            "/on_stop",
            "Nothing follows when a session is stopped, so the participant sees only a calm screen; add a kind text and perhaps a gentle clip.",
        );
    }
    for list in lists(protocol) {
        let is_end = |kind: &StepKind| matches!(kind, StepKind::End(_));
        if let Some((last, before)) = list.split_last() {
            if !is_end(&last.step.kind) {
                found.warning(
                    last.pointer(""),
                    "The last step is no `end`, so the participant is left without a last screen; add {\"id\": \"end\", \"kind\": \"end\"}.",
                );
            }
            for placed in before {
                if is_end(&placed.step.kind) && super::is_sure(placed.step) {
                    found.error(
                        placed.pointer("kind"),
                        "This step says goodbye but others follow; move it to the end of the list.",
                    );
                }
            }
        }
    }
    if let Some(day) = &protocol.study.retain_until
        && NaiveDate::parse_from_str(day, "%Y-%m-%d").is_err()
    {
        found.error(
            "/study/retain_until",
            format!(
                "`{}` is no day; write it as year-month-day, such as 2036-12-31.",
                shown(day)
            ),
        );
    }
}
