//! A consensus is as right about its times as the codings that it is made of.

use super::*;
use crate::desk::testing::kept;
use crate::measure::agreement::{Agreement, Settings, Verdict};
use crate::record::testing::whole;
use crate::time::Micros;

/// The first coding; another one by a coder with half the lag, whose tears begin 5 s later, on a standing frame.
fn codings() -> (Document, Document) {
    let a = Document::from_events(&whole()).unwrap();
    let mut b = a.clone();
    b.coders[0].id = "C2".into();
    for bout in &mut b.coding {
        bout.onset_s = bout.onset_s + Micros(5_000_000);
        bout.onset_corrected_s = bout.onset_s;
        bout.levels[0].t_s = bout.onset_s;
    }
    for span in &mut b.coded {
        span.offset_s = span.offset_s + Micros(-1_000_000);
    }
    (a, b)
}

#[test]
fn a_consensus_is_corrected_as_the_coding_that_each_onset_is_taken_from() {
    let data = tempfile::tempdir().unwrap();
    let folder = kept(data.path(), "P01", whole());
    let (a, b) = codings();
    let agreement = Agreement::of(&a, &b, Settings::default()).unwrap();
    let made = |verdict, who: &str| {
        let decisions = agreement.disagreements.iter();
        let decisions: Vec<Decision> = decisions
            .map(|what| Decision {
                what: what.clone(),
                verdict,
            })
            .collect();
        let from = ["first".into(), "C2".into()];
        let id = write(&folder, who.into(), &a, &b, from, &decisions).unwrap();
        let layers = layers::read(&folder, &a.journal_sha256).0;
        layers.into_iter().find(|layer| layer.id == id).unwrap()
    };
    let (of_a, of_b) = (made(Verdict::A, "both"), made(Verdict::B, "both"));
    let times = |rows: &[crate::record::document::Bout]| {
        let rows = rows.iter();
        rows.map(|bout| (bout.onset_s, bout.onset_corrected_s))
            .collect::<Vec<_>>()
    };
    assert!(!a.coding.is_empty());
    assert_eq!(times(&of_a.coding), times(&a.coding));
    assert_eq!(times(&of_b.coding), times(&b.coding));
    let point = |document: &[crate::record::document::PointRow]| {
        let rows = document.iter();
        rows.map(|row| (row.t_s, row.t_corrected_s))
            .collect::<Vec<_>>()
    };
    assert_eq!(point(&of_a.points), point(&a.points));
    let (coder, first) = (&of_a.coder, &a.coders[0]);
    assert_eq!(coder.id, Id::from("both"));
    assert_eq!(
        (coder.lag_s, coder.lag_calibrated, &coder.lags),
        (first.lag_s, first.lag_calibrated, &first.lags)
    );
    // It is of what both coded, no more.
    assert_eq!(
        (of_a.coded[0].onset_s, of_a.coded[0].offset_s),
        (b.coded[0].onset_s, b.coded[0].offset_s)
    );
}
