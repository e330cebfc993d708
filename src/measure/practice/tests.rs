//! Practice worked out by hand.

use super::*;
use crate::record::testing::Script;
use crate::session::{BoutEnd, Event, Fact, FilmStats, Presented};
use crate::time::FilmTime;

/// A session whose film runs from 10 s (media time 50 s) to 40 s (media time 80 s).
struct Told(Script, u64);

impl Told {
    fn new(known: serde_json::Value) -> Self {
        let mut script = Script::begun();
        if let Some(Event {
            fact: Fact::SessionStarted { header },
            ..
        }) = script.0.first_mut()
        {
            header.coder.lag_s = 0.5;
            let known = serde_json::from_value(known).unwrap();
            header.protocol.stimuli.get_mut("sad").unwrap().known = known;
            let is_probe = |id: &Id| id.as_str().starts_with('m');
            header.protocol.steps.retain(|step| !is_probe(&step.id));
        }
        let (step, stimulus) = (Id::from("film"), Id::from("sad"));
        let film = FilmTime::from_s(50.0);
        script.at(
            10.0,
            Fact::MediaOnset {
                step,
                stimulus,
                film,
            },
        );
        Self(script, 0)
    }

    /// A bout that opens at level 1 and reaches `level` a tenth of a second later.
    fn bout(&mut self, from: f64, to: f64, level: u8) -> &mut Self {
        self.1 += 1;
        let bout = self.1;
        self.0.at(
            from,
            Fact::BoutOpened {
                bout,
                channel: "tears".into(),
                level: 1,
                key: "J".into(),
                held: true,
            },
        );
        if level > 1 {
            self.0.at(from + 0.1, Fact::LevelSet { bout, level });
        }
        let by = BoutEnd::Release;
        self.0.at(to, Fact::BoutClosed { bout, by });
        self
    }

    fn tears(&mut self) -> ChannelPractice {
        self.0.at(
            40.0,
            Fact::MediaEnded {
                step: "film".into(),
                stimulus: "sad".into(),
                film: FilmTime::from_s(80.0),
                how: Presented::Whole,
                stats: FilmStats::default(),
            },
        );
        let document = Document::from_events(&self.0.0).unwrap();
        let mut told = practice(&document).unwrap();
        assert_eq!(told.channels.len(), 1);
        told.channels.remove(0)
    }
}

fn known(spans: &[(f64, f64, u8)]) -> serde_json::Value {
    let bout = |(from, to, level): &(f64, f64, u8)| serde_json::json!({"channel": "tears", "from_s": from, "to_s": to, "level": level});
    spans.iter().map(bout).collect()
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-6
}

#[test]
fn bouts_are_held_against_known_ones_worked_out_by_hand() {
    // Known at session time 12–14, 16–18, 20–22 and 30–34; the third is missed and 25–26 is not there.
    let known = known(&[
        (52.0, 54.0, 2),
        (56.0, 58.0, 1),
        (60.0, 62.0, 1),
        (70.0, 74.0, 3),
    ]);
    let mut told = Told::new(known);
    told.bout(12.6, 14.4, 2)
        .bout(16.4, 18.8, 1)
        .bout(25.0, 26.0, 1)
        .bout(31.0, 34.6, 2);
    let tears = told.tears();
    assert_eq!((tears.known, tears.hits), (4, 3));
    assert_eq!((tears.missed, tears.extra), (1, 1));
    // Onsets are 0.6, 0.4 and 1.0 late: median 0.6, quartiles 0.5 and 0.8.
    let onset = tears.onset_s.unwrap();
    assert!(
        near(onset.median_s, 0.6) && near(onset.iqr_s, 0.3),
        "{onset:?}"
    );
    // The lag is 0.5 s.
    let corrected = tears.onset_corrected_s.unwrap();
    assert!(near(corrected.median_s, 0.1) && near(corrected.iqr_s, 0.3));
    // Offsets are 0.4, 0.8 and 0.6 late.
    let offset = tears.offset_s.unwrap();
    assert!(
        near(offset.median_s, 0.6) && near(offset.iqr_s, 0.2),
        "{offset:?}"
    );
    assert_eq!(tears.levels_right, 2, "3 was coded as 2");
    assert_eq!(
        tears.sentence(),
        "tears: 3 of 4 seen, onset 0.60 s late in the median, 1 coded that is not there."
    );
}

#[test]
fn one_long_bout_is_one_hit_not_four() {
    let known = known(&[(52.0, 53.0, 1), (54.0, 56.0, 1), (57.0, 58.0, 1)]);
    let tears = Told::new(known).bout(12.5, 19.0, 1).tears();
    assert_eq!((tears.hits, tears.missed, tears.extra), (1, 2, 0));
    // It is linked with the longest: 14–16.
    assert!(near(tears.onset_s.unwrap().median_s, -1.5));
    assert!(tears.sentence().contains("1.50 s early"));
}

#[test]
fn a_chain_of_short_bouts_is_linked_in_order() {
    // Each coded bout, its lag taken off, shares more with the next known one than is left for its own.
    let known_spans = [(0.0, 1.0), (1.2, 2.2)];
    let coded = [(0.8, 1.9), (2.0, 2.6)];
    assert_eq!(link(&known_spans, &coded), [(0, 0), (1, 1)]);
    assert_eq!(link(&known_spans, &[]), []);
    assert_eq!(
        link(&[(0.0, 1.0)], &[(1.0, 2.0)]),
        [],
        "touching is no overlap"
    );
}

#[test]
fn what_was_not_shown_is_not_missed() {
    // The clip began at 50 s, so the first bout was never there and the second one's onset is not known.
    let known = known(&[(40.0, 45.0, 1), (48.0, 53.0, 1), (90.0, 95.0, 1)]);
    let tears = Told::new(known).bout(10.9, 13.5, 1).tears();
    assert_eq!((tears.known, tears.hits, tears.extra), (1, 1, 0));
    assert_eq!(tears.onset_s, None);
    assert!(near(tears.offset_s.unwrap().median_s, 0.5));
}

#[test]
fn a_session_of_a_participant_is_no_practice() {
    let events = crate::record::testing::whole();
    let mut document = Document::from_events(&events).unwrap();
    let bouts = known(&[(20.0, 30.0, 1)]);
    let known = serde_json::from_value(bouts).unwrap();
    document.protocol.stimuli.get_mut("sad").unwrap().known = known;
    assert_eq!(
        practice(&document),
        None,
        "the coder watched the participant"
    );
    document
        .protocol
        .steps
        .retain(|step| !step.id.as_str().starts_with('m'));
    assert!(practice(&document).is_some());
}

#[test]
fn quartiles_are_interpolated() {
    let told = middle(&[4.0, 1.0, 3.0, 2.0]).unwrap();
    assert_eq!((told.n, told.median_s, told.iqr_s), (4, 2.5, 1.5));
    assert_eq!(middle(&[7.0]).unwrap().iqr_s, 0.0);
    assert_eq!(middle(&[]), None);
    assert_eq!(middle(&[f64::NAN]), None);
}
