//! What two coders agreed upon: where they coded the same, that; where they differed, what was decided.

use crate::protocol::{Id, Key};
use crate::record::Document;
use crate::session::{BoutEnd, Fact};
use crate::time::SessionTime;

use super::disagreements::{Differs, Disagreement};
use super::scope::pieces;
use super::track::Track;

/// Who is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A is.
    A,
    /// B is.
    B,
    /// What either coded holds, at the higher level.
    Both,
    /// Neither is: nothing happened there.
    Neither,
}

impl Verdict {
    /// All, in the order of their buttons.
    pub const ALL: [Self; 4] = [Self::A, Self::B, Self::Both, Self::Neither];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::Both => "Both",
            Self::Neither => "Neither",
        }
    }
}

/// A disagreement with what was decided of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// The disagreement.
    pub what: Disagreement,
    /// Who is right.
    pub verdict: Verdict,
}

/// A level from an instant on.
type Change = (SessionTime, u8);

/// The agreed coding as facts in order of time. Differences too small to be listed as disagreements stand as A coded them.
pub fn consensus(a: &Document, b: &Document, decisions: &[Decision]) -> Vec<(SessionTime, Fact)> {
    let mut facts = Vec::new();
    let mut number = 0;
    for channel in &a.protocol.coding.channels {
        let of_channel: Vec<&Decision> = decisions
            .iter()
            .filter(|decision| !decision.what.is_point && channel.id == *decision.what.code)
            .collect();
        let levels = agreed(
            &changes(a, &channel.id),
            &changes(b, &channel.id),
            &of_channel,
        );
        bouts(&channel.id, &levels, &mut number, &mut facts);
    }
    for (code, t) in points(a, b, decisions) {
        number += 1;
        let point = number;
        facts.push((t, Fact::Point { point, code }));
    }
    facts.sort_by_key(|(t, _)| *t);
    facts
}

/// A coder's level of a channel from each instant on; 0 between bouts. Where bouts overlap the higher level holds, as in the comparison.
fn changes(document: &Document, channel: &Id) -> Vec<Change> {
    let of_channel = document
        .coding
        .iter()
        .filter(|bout| bout.channel == *channel);
    let track = Track::new(of_channel.flat_map(|bout| pieces(bout, false)));
    let mut changes: Vec<Change> = Vec::new();
    for (from, to, level) in track.pieces() {
        let from = SessionTime(*from);
        if changes.last().is_some_and(|(end, _)| *end == from) {
            changes.pop();
        }
        changes.extend([(from, *level), (SessionTime(*to), 0)]);
    }
    changes
}

fn at(changes: &[Change], t: SessionTime) -> u8 {
    let passed = changes.partition_point(|(from, _)| *from <= t);
    let last = passed.checked_sub(1).and_then(|place| changes.get(place));
    last.map_or(0, |(_, level)| *level)
}

fn agreed(a: &[Change], b: &[Change], decisions: &[&Decision]) -> Vec<Change> {
    let ends = decisions
        .iter()
        .flat_map(|decision| [decision.what.from_s, decision.what.to_s].map(SessionTime::from_s));
    let mut borders: Vec<SessionTime> = a.iter().chain(b).map(|(t, _)| *t).chain(ends).collect();
    borders.sort();
    borders.dedup();
    let mut levels: Vec<Change> = Vec::new();
    for t in borders {
        let (la, lb) = (at(a, t), at(b, t));
        let s = t.as_s();
        let covers = |decision: &&&Decision| decision.what.from_s <= s && s < decision.what.to_s;
        let level = match decisions
            .iter()
            .find(covers)
            .map(|decision| decision.verdict)
        {
            _ if la == lb => la,
            None | Some(Verdict::A) => la,
            Some(Verdict::B) => lb,
            Some(Verdict::Both) => la.max(lb),
            Some(Verdict::Neither) => 0,
        };
        if levels.last().map_or(0, |(_, last)| *last) != level {
            levels.push((t, level));
        }
    }
    levels
}

fn bouts(channel: &Id, levels: &[Change], number: &mut u64, facts: &mut Vec<(SessionTime, Fact)>) {
    let mut is_open = false;
    for (t, level) in levels {
        let bout = *number;
        let fact = match (is_open, *level) {
            (true, 0) => Fact::BoutClosed {
                bout,
                by: BoutEnd::Key,
            },
            (true, level) => Fact::LevelSet { bout, level },
            (false, level) => {
                *number += 1;
                Fact::BoutOpened {
                    bout: *number,
                    channel: channel.clone(),
                    level,
                    key: Key(String::new()),
                    held: false,
                }
            }
        };
        is_open = *level > 0;
        facts.push((*t, fact));
    }
}

/// A's points but those that were decided against, and B's that were decided for.
fn points(a: &Document, b: &Document, decisions: &[Decision]) -> Vec<(Id, SessionTime)> {
    let decided = |code: &Id, t: SessionTime, differs: Differs| {
        let found = decisions.iter().find(|decision| {
            decision.what.is_point
                && decision.what.differs == differs
                && *code == *decision.what.code
                && (decision.what.from_s - t.as_s()).abs() < 1e-6
        });
        found.map(|decision| decision.verdict)
    };
    let of_a = a.points.iter().filter(|point| {
        let verdict = decided(&point.code, point.t_s, Differs::OnlyA);
        !matches!(verdict, Some(Verdict::B | Verdict::Neither))
    });
    let of_b = b.points.iter().filter(|point| {
        let verdict = decided(&point.code, point.t_s, Differs::OnlyB);
        matches!(verdict, Some(Verdict::B | Verdict::Both))
    });
    of_a.chain(of_b)
        .map(|point| (point.code.clone(), point.t_s))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(told: &[(f64, u8)]) -> Vec<Change> {
        told.iter()
            .map(|(s, level)| (SessionTime::from_s(*s), *level))
            .collect()
    }

    fn check(verdict: Option<Verdict>, wanted: &[(f64, u8)]) {
        let a = changes(&[(10.0, 1), (20.0, 0), (40.0, 2), (50.0, 0)]);
        let b = changes(&[(12.0, 2), (30.0, 0), (40.0, 2), (50.0, 0)]);
        let decision = verdict.map(|verdict| Decision {
            what: Disagreement {
                code: "tears".to_owned(),
                label: "Tears".to_owned(),
                is_point: false,
                differs: Differs::Offset,
                from_s: 20.0,
                to_s: 30.0,
                from_film_s: None,
                to_film_s: None,
                level_a: Some(0),
                level_b: Some(2),
                size_s: 10.0,
            },
            verdict,
        });
        let decisions: Vec<&Decision> = decision.iter().collect();
        assert_eq!(agreed(&a, &b, &decisions), changes(wanted), "{verdict:?}");
    }

    #[test]
    fn a_stretch_that_was_coded_twice_lasts_to_its_last_end() {
        let bout = |n: u64, from: f64, to: f64| {
            serde_json::json!({
                "coder": "a", "channel": "tears", "bout": n, "onset_s": from, "offset_s": to, "onset_corrected_s": from,
                "onset_film_s": null, "offset_film_s": null, "levels": [{"t_s": from, "level": 1}], "closed_by": "key", "censored": false
            })
        };
        let coded = serde_json::json!([bout(1, 10.0, 20.0), bout(2, 15.0, 30.0)]);
        let mut document = Document::from_events(&crate::record::testing::whole()).unwrap();
        document.coding = serde_json::from_value(coded).unwrap();
        assert_eq!(
            super::changes(&document, &"tears".into()),
            changes(&[(10.0, 1), (30.0, 0)])
        );
    }

    #[test]
    fn decisions_settle_their_stretch_and_leave_the_rest_as_a_coded_it() {
        let as_a = [(10.0, 1), (20.0, 0), (40.0, 2), (50.0, 0)];
        check(None, &as_a);
        check(Some(Verdict::A), &as_a);
        check(Some(Verdict::Neither), &as_a);
        let longer = [(10.0, 1), (20.0, 2), (30.0, 0), (40.0, 2), (50.0, 0)];
        check(Some(Verdict::B), &longer);
        check(Some(Verdict::Both), &longer);
    }

    #[test]
    fn agreed_levels_become_bouts_that_open_change_and_close() {
        let levels = changes(&[(10.0, 1), (20.0, 2), (30.0, 0), (40.0, 2), (50.0, 0)]);
        let (mut number, mut facts) = (0, Vec::new());
        bouts(&"tears".into(), &levels, &mut number, &mut facts);
        let told: Vec<&str> = facts
            .iter()
            .map(|(_, fact)| match fact {
                Fact::BoutOpened { .. } => "open",
                Fact::LevelSet { .. } => "level",
                Fact::BoutClosed { .. } => "close",
                _ => "?",
            })
            .collect();
        assert_eq!(told, ["open", "level", "close", "open", "close"]);
        assert_eq!(number, 2);
    }
}
