//! Checks what a schema can't say: names, references, order, times, media, keys, scales and wording.

mod advance;
mod baseline;
mod coding;
mod crying;
mod ids;
mod items;
mod media;
mod outline;
mod references;
mod schedule;
mod screens;
mod show_if;
mod texts;
mod times;

use std::path::Path;

use super::problem::{Finding, Findings};
use super::{Id, Protocol, Step, Text};

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
    media::check(protocol, folder, &mut found);
    items::check(protocol, &mut found);
    coding::check(protocol, &mut found);
    texts::check(protocol, &mut found);
    screens::check(protocol, &mut found);
    crying::check(protocol, &mut found);
    found.0
}

/// Everything that is wrong or doubtful in the instruments, coding scheme and covariates of `protocol`, whatever its steps.
pub fn parts(protocol: &Protocol) -> Vec<Finding> {
    let mut found = Findings::default();
    ids::check(protocol, &mut found);
    items::check(protocol, &mut found);
    coding::check(protocol, &mut found);
    texts::check(protocol, &mut found);
    screens::check(protocol, &mut found);
    found.0
}

/// Every text of the protocol that somebody reads, with its pointer.
pub fn texts(protocol: &Protocol) -> Vec<(String, &Text)> {
    texts::all(protocol)
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

/// The steps of `steps` and then of `on_stop`, each with its place.
fn placed(protocol: &Protocol) -> impl Iterator<Item = Placed<'_>> {
    lists(protocol).into_iter().flatten()
}

/// The two lists of steps, each step with its place.
fn lists(protocol: &Protocol) -> [Vec<Placed<'_>>; 2] {
    [
        place("steps", &protocol.steps),
        place("on_stop", &protocol.on_stop),
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

/// Whether a step is shown whenever its condition holds, whatever was answered.
fn is_sure(step: &Step) -> bool {
    step.show_if
        .as_ref()
        .is_none_or(|test| test.answer.is_none())
}
