//! Amendments at random: whatever is amended, in whatever order it is undone, nothing is left of it.

use lacrima::record::Document;
use lacrima::record::amendments::{Opened, Proposal, Wish};

use super::amendments::{now, proposal, value, weepy, words};

/// A number that looks random and is the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n.max(1)
    }

    fn one<'t, T>(&mut self, of: &'t [T]) -> Option<&'t T> {
        let place = self.below(of.len());
        of.get(place)
    }
}

fn random_change(dice: &mut Dice, now: &Document) -> String {
    let bout = dice.one(&now.coding).map_or(1, |row| row.bout);
    let point = dice.one(&now.points).map_or(1, |row| row.point);
    let t = {
        let near = dice.one(&now.coding).map_or(50.0, |row| row.onset_s.as_s());
        near + dice.below(30_000) as f64 / 1000.0 - 10.0
    };
    let channel = ["tears", "vocal"][dice.below(2)];
    let level = 1 + dice.below(3);
    match dice.below(16) {
        0 => format!("bout {bout} onset {t}"),
        1 => format!("bout {bout} offset {t}"),
        2 => format!("bout {bout} channel {channel}"),
        3 => format!("bout {bout} level {level}"),
        4 => format!("bout {bout} level {level} at {t}"),
        5 => format!(
            "bout {bout} quality {}",
            ["sad", "moved", "none"][dice.below(3)]
        ),
        6 => format!("bout {bout} remove"),
        7 => format!("bout add {channel} {t} {} {level}", t + 1.5),
        8 => format!("point {point} time {t}"),
        9 => format!("point {point} code {}", ["sob", "wipe_eyes"][dice.below(2)]),
        10 => format!("point {point} remove"),
        11 => format!("point add sob {t}"),
        12 => format!("covariate age {}", 18 + dice.below(60)),
        13 => format!("visit {}", 1 + dice.below(9)),
        14 => format!("answer watch hidden {}", ["yes", "no"][dice.below(2)]),
        _ => format!("note remark {t}"),
    }
}

#[test]
fn whatever_is_amended_undoing_all_of_it_gives_what_was_recorded() {
    let recorded = Document::from_events(&weepy()).unwrap();
    let (mut kept, mut refused) = (0, 0);
    for seed in 0..12 {
        let mut dice = Dice(seed);
        let mut opened = Opened::of(recorded.clone(), Vec::new());
        let add = |opened: &mut Opened, proposal: &Proposal| {
            let amendment = opened.propose(proposal, now())?;
            let all = [opened.amendments.clone(), vec![amendment]].concat();
            *opened = Opened::of(recorded.clone(), all);
            Ok::<_, String>(())
        };
        for _ in 0..24 {
            let last = opened.amendments.len();
            let wish = match dice.below(4) {
                0 if last > 0 => Wish::Undo(1 + dice.below(last) as u64),
                _ => Wish::Words(words(&random_change(&mut dice, &opened.amended))),
            };
            match add(
                &mut opened,
                &Proposal {
                    wish,
                    ..proposal("")
                },
            ) {
                Ok(()) => kept += 1,
                Err(_) => refused += 1,
            }
            assert_eq!(opened.notices, Vec::<String>::new());
            for channel in ["tears", "vocal"] {
                let mut own: Vec<_> = opened
                    .amended
                    .coding
                    .iter()
                    .filter(|row| row.channel == *channel)
                    .collect();
                own.sort_by_key(|row| row.onset_s);
                assert!(
                    own.iter().all(|row| row.onset_s < row.offset_s),
                    "seed {seed}"
                );
                assert!(
                    own.windows(2)
                        .all(|pair| pair[0].offset_s <= pair[1].onset_s),
                    "seed {seed}"
                );
            }
        }
        // In whatever order the rests allow.
        while !opened.standing.is_empty() {
            let turn: Vec<u64> = (1..=opened.amendments.len() as u64).collect();
            let before = opened.standing.len();
            for n in turn.into_iter().rev() {
                let proposal = Proposal {
                    wish: Wish::Undo(n),
                    ..proposal("")
                };
                let mut after = opened.clone();
                if add(&mut after, &proposal).is_ok()
                    && after.standing.len() < opened.standing.len()
                {
                    opened = after;
                }
            }
            assert!(
                opened.standing.len() < before,
                "seed {seed}: nothing can be undone"
            );
        }
        assert_eq!(value(&opened.amended), value(&recorded), "seed {seed}");
    }
    assert!(kept > 60 && refused > 20, "{kept} kept, {refused} refused");
}
