//! Checks what a schema can't say: names, references, order, times, media, keys, scales, design, safeguards and wording.

mod advance;
mod baseline;
mod coding;
mod consent;
mod crying;
mod design;
mod distress;
mod identity;
mod ids;
mod items;
mod mark;
mod media;
mod outcome;
mod outline;
mod references;
mod repair;
mod reviews;
mod safeguards;
mod schedule;
mod scores;
mod screens;
mod show_if;
mod stimuli;
mod texts;
mod times;
mod wording;

use std::collections::BTreeSet;
use std::path::Path;

use super::problem::{Finding, Findings};
use super::{Id, Protocol, Step};

/// Everything that is wrong or doubtful in `protocol`, whose media lie in `folder`.
pub fn check(protocol: &Protocol, folder: &Path) -> Vec<Finding> {
    let mut found = Findings::default();
    outline::check(protocol, &mut found);
    if protocol.steps.is_empty() {
        // Everything would be unused and nothing would end.
        return found.0;
    }
    ids::check(protocol, &mut found);
    references::check(protocol, &mut found);
    show_if::check(protocol, &mut found);
    schedule::check(protocol, &mut found);
    advance::check(protocol, &mut found);
    baseline::check(protocol, &mut found);
    times::check(protocol, &mut found);
    design::check(protocol, &mut found);
    consent::check(protocol, &mut found);
    safeguards::check(protocol, &mut found);
    distress::check(protocol, &mut found);
    reviews::check(protocol, &mut found);
    repair::check(protocol, &mut found);
    media::check(protocol, folder, &mut found);
    stimuli::check(protocol, &mut found);
    items::check(protocol, &mut found);
    scores::check(protocol, &mut found);
    coding::check(protocol, &mut found);
    mark::check(protocol, &mut found);
    texts::check(protocol, &mut found);
    identity::check(protocol, &mut found);
    screens::check(protocol, &mut found);
    crying::check(protocol, &mut found);
    found.0
}

/// Everything that is wrong or doubtful in the instruments, coding scheme and covariates of `protocol`, whatever its steps.
pub fn parts(protocol: &Protocol) -> Vec<Finding> {
    let mut found = Findings::default();
    ids::check(protocol, &mut found);
    items::check(protocol, &mut found);
    scores::check(protocol, &mut found);
    coding::check(protocol, &mut found);
    texts::check(protocol, &mut found);
    identity::check(protocol, &mut found);
    screens::check(protocol, &mut found);
    found.0
}

/// The languages of everything that the participant reads.
pub fn languages(protocol: &Protocol) -> BTreeSet<String> {
    wording::languages(protocol)
}

/// A step and its place in the file.
#[derive(Clone, Copy)]
struct Placed<'p> {
    list: &'static str,
    index: usize,
    step: &'p Step,
}

impl Placed<'_> {
    /// Pointer of the step, or of one of its keys as in `after/step`.
    fn pointer(&self, key: &str) -> String {
        let Self { list, index, .. } = self;
        if key.is_empty() {
            format!("/{list}/{index}")
        } else {
            format!("/{list}/{index}/{key}")
        }
    }
}

/// The steps of `steps`, then of `on_stop`, then of `on_decline`, each with its place.
fn placed(protocol: &Protocol) -> impl Iterator<Item = Placed<'_>> {
    lists(protocol).into_iter().flatten()
}

/// The three lists of steps, each step with its place.
fn lists(protocol: &Protocol) -> [Vec<Placed<'_>>; 3] {
    [
        place("steps", &protocol.steps),
        place("on_stop", &protocol.on_stop),
        place("on_decline", &protocol.on_decline),
    ]
}

fn place<'p>(list: &'static str, steps: &'p [Step]) -> Vec<Placed<'p>> {
    let placed = |(index, step)| Placed { list, index, step };
    steps.iter().enumerate().map(placed).collect()
}

/// The conditions in which a step may be shown: those that its `show_if` names, else all.
fn conditions_of<'p>(protocol: &'p Protocol, step: &'p Step) -> Vec<&'p Id> {
    match step
        .show_if
        .as_ref()
        .and_then(|test| test.condition.as_ref())
    {
        Some(named) => named.iter().collect(),
        None => protocol.conditions.iter().map(|c| &c.id).collect(),
    }
}

/// Whether a step is shown whenever its condition holds, at every visit and whatever was answered or agreed to.
fn is_sure(step: &Step) -> bool {
    step.show_if.as_ref().is_none_or(|test| {
        test.answer.is_none() && test.visit.is_none() && test.consented.is_none()
    })
}

/// The place of the first step that shows or plays something that may change the mood.
fn first_induction<'a, 'p>(protocol: &Protocol, steps: &'a [Placed<'p>]) -> Option<&'a Placed<'p>> {
    steps
        .iter()
        .find(|placed| protocol.may_change_mood(placed.step))
}

/// Whether the protocol is one for a study and not for trying things out: it names an ethics approval.
fn is_for_a_study(protocol: &Protocol) -> bool {
    protocol.study.ethics_id.is_some()
}
