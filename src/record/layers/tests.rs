//! Layers as files: what was coded comes back in session time, the first coding never changes, and damage costs the end alone.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::*;
use crate::protocol::Key;
use crate::record::testing::{started, whole};
use crate::record::{self, Recorder};
use crate::session::BoutEnd;
use crate::time;

fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH
}

fn session(data: &Path) -> (PathBuf, Document) {
    let folder = record::create(data, &"film".into(), &"P01".into(), started()).unwrap();
    let recorder = Recorder::start(folder, time::now()).unwrap();
    recorder.append(whole());
    recorder.seal();
    recorder.settle(std::time::Duration::from_secs(60)).unwrap();
    let folder = recorder.folder();
    drop(recorder);
    let document = Document::read(&folder).unwrap().0;
    (folder, document)
}

fn header(document: &Document) -> Header {
    Header {
        format: FORMAT.to_owned(),
        version: VERSION,
        kind: Kind::Coding,
        coder: Coder {
            id: "C2".into(),
            lag_s: 0.5,
            lag_calibrated: true,
            lags: BTreeMap::new(),
        },
        blind: true,
        of: document.journal_sha256.clone(),
        video: Some(Video {
            file: "face.mp4".to_owned(),
            sha256: "00".to_owned(),
            duration_s: 600.0,
        }),
        from: Vec::new(),
    }
}

fn coded(video_s: f64, fact: Fact) -> What {
    What::Coded {
        video_s: Some(FilmTime::from_s(video_s)),
        t_s: None,
        rate: None,
        fact,
        why: None,
    }
}

fn aligned(offset_s: f64) -> What {
    let pair = Pair {
        what: "hand".to_owned(),
        video_s: 0.0,
        session_s: offset_s,
        residual_ms: 0.0,
    };
    What::Aligned {
        alignment: Alignment::of(&[pair]).unwrap(),
    }
}

fn bout(video_s: f64, to_s: f64) -> [What; 2] {
    [
        coded(
            video_s,
            Fact::BoutOpened {
                bout: 1,
                channel: "tears".into(),
                level: 2,
                key: Key("J".to_owned()),
                held: true,
            },
        ),
        coded(
            to_s,
            Fact::BoutClosed {
                bout: 1,
                by: BoutEnd::Release,
            },
        ),
    ]
}

/// A finished layer of one bout, from 1 to 3 s of a video that begins at 2 s.
fn layered(folder: &Path, document: &Document) -> Id {
    let mut writer = begin(folder, header(document), now()).unwrap();
    writer.add(aligned(0.0), now()).unwrap();
    for what in bout(1.0, 3.0) {
        writer.add(what, now()).unwrap();
    }
    writer.add(aligned(2.0), now()).unwrap();
    writer.add(What::Finished, now()).unwrap();
    writer.id().clone()
}

#[test]
fn a_layer_stands_in_session_time_by_its_last_alignment_beside_an_unchanged_first_coding() {
    let data = tempfile::tempdir().unwrap();
    let (folder, document) = session(data.path());
    let files = ["journal.jsonl", "session.json"].map(|name| folder.join(name));
    let before = files.clone().map(|file| std::fs::read(file).unwrap());
    assert_eq!(layered(&folder, &document), Id::from("C2"));
    assert_eq!(files.map(|file| std::fs::read(file).unwrap()), before);
    let (layers, notices) = read(&folder, &document.journal_sha256);
    assert_eq!(notices, Vec::<String>::new());
    let layer = &layers[0];
    assert!(layer.is_finished && layer.kind == Kind::Coding);
    let times = |document: &Document| {
        let bouts = document.coding.iter();
        bouts
            .map(|bout| (bout.onset_s.as_s(), bout.offset_s.as_s()))
            .collect::<Vec<_>>()
    };
    let told = layer.over(&document);
    assert_eq!(times(&told), [(3.0, 5.0)]);
    assert_eq!(told.coding[0].onset_corrected_s, SessionTime::from_s(2.5));
    assert_eq!(told.coders[0].id, Id::from("C2"));
    // A file that was copied into another session's folder tells nothing of that session.
    let (none, notices) = read(&folder, "another");
    assert!(
        none.is_empty() && notices[0].contains("of another session"),
        "{notices:?}"
    );
    assert_eq!(told.probes, document.probes);
    // A second layer of the same coder gets a name of its own.
    assert_eq!(layered(&folder, &document), Id::from("C2-2"));
}

/// What a layer of these lines says of the session.
fn told(document: &Document, lines: impl IntoIterator<Item = What>) -> Layer {
    let begun = What::Begun {
        header: Box::new(header(document)),
    };
    let lines = std::iter::once(begun).chain(lines).zip(1..);
    let lines: Vec<Line> = lines
        .map(|(what, n)| Line {
            n,
            utc: String::new(),
            what,
        })
        .collect();
    Layer::of("C2".into(), &lines).unwrap()
}

#[test]
fn a_layer_is_of_what_was_watched_and_an_older_one_of_its_whole_video() {
    let document = Document::from_events(&whole()).unwrap();
    let watched = |from_s: f64, to_s: f64| What::Watched {
        from_s: FilmTime::from_s(from_s),
        to_s: FilmTime::from_s(to_s),
    };
    let spans = |layer: &Layer| {
        let spans = layer.coded.iter();
        spans
            .map(|span| (span.onset_s.as_s(), span.offset_s.as_s()))
            .collect::<Vec<_>>()
    };
    let lines = [
        watched(20.0, 30.0),
        watched(0.0, 9.0),
        watched(25.0, 41.0),
        watched(590.0, 601.0),
        watched(3.0, 3.0),
        aligned(-10.0),
    ];
    let layer = told(&document, lines);
    assert_eq!(spans(&layer), [(10.0, 31.0), (580.0, 590.0)]);
    let older = told(&document, [aligned(-10.0)]);
    assert_eq!(
        (spans(&older), older.tells_watched),
        (vec![(0.0, 590.0)], false)
    );
    assert_eq!(spans(&told(&document, [])), []);
    assert_eq!(told(&document, []).over(&document).coded, document.coded);
    // Watched in any order it is the same.
    let lines = [
        aligned(-10.0),
        watched(590.0, 601.0),
        watched(25.0, 41.0),
        watched(20.0, 30.0),
    ];
    assert_eq!(spans(&told(&document, lines)), spans(&layer));
}

#[test]
fn a_nudge_moves_a_layers_onset_but_never_past_what_follows_it() {
    let document = Document::from_events(&whole()).unwrap();
    let nudged = |by_ms| {
        let what = crate::session::Nudged::Bout(1);
        coded(9.0, Fact::Nudged { what, by_ms })
    };
    let with = |by_ms| {
        let lines = bout(1.0, 3.0).into_iter().chain([nudged(by_ms)]);
        let layer = told(&document, lines);
        let bout = layer.coding[0].clone();
        assert_eq!(bout.onset_s, bout.levels[0].t_s);
        (
            bout.onset_s.as_s(),
            bout.onset_corrected_s.as_s(),
            bout.nudge_ms,
        )
    };
    // An older layer's lag is taken off whole.
    assert_eq!(with(200), (1.2, 0.7, 200));
    assert_eq!(with(-200), (0.8, 0.3, -200));
    assert_eq!(with(4000), (3.0, 2.5, 4000), "its end");
}

#[test]
fn a_layer_that_is_not_or_oddly_aligned_says_so() {
    let document = Document::from_events(&whole()).unwrap();
    let cautions = |lines: &[What]| told(&document, lines.to_vec()).cautions();
    let not = "The video of layer C2 was not aligned: its times are the video's own.";
    assert_eq!(cautions(&[]), [not]);
    let pair = |video_s, session_s| Pair {
        what: "Flash 1".to_owned(),
        video_s,
        session_s,
        residual_ms: 0.0,
    };
    let by = |pairs: &[Pair]| What::Aligned {
        alignment: Alignment::of(pairs).unwrap(),
    };
    assert_eq!(
        cautions(&[by(&[pair(0.0, 5.0), pair(500.0, 505.05)])]),
        Vec::<String>::new()
    );
    let odd = cautions(&[by(&[pair(0.0, 5.0), pair(500.0, 505.25)])]);
    assert_eq!(
        odd,
        [
            "Layer C2: The two marks leave a clock drift of 500 ppm between video and session; more than 200 is unusual: check the pairs."
        ]
    );
}

#[test]
fn a_layer_is_taken_up_where_it_was_left_and_a_finished_one_is_not() {
    let data = tempfile::tempdir().unwrap();
    let (folder, document) = session(data.path());
    let mut writer = begin(&folder, header(&document), now()).unwrap();
    let [open, close] = bout(1.0, 3.0);
    writer.add(open, now()).unwrap();
    let busy = begin(&folder, header(&document), now()).err().unwrap();
    assert!(busy.contains("another program"), "{busy}");
    drop(writer);
    let mut writer = take_up(&folder, &"C2".into()).unwrap();
    assert_eq!(writer.lines().len(), 2);
    writer.add(close, now()).unwrap();
    writer.add(What::Finished, now()).unwrap();
    drop(writer);
    let why = take_up(&folder, &"C2".into()).err().unwrap();
    assert!(why.contains("finished"), "{why}");
    let mut other = header(&document);
    other.of = "another".to_owned();
    assert!(begin(&folder, other, now()).is_err());
}

#[test]
fn a_layer_cut_at_any_byte_gives_its_beginning_and_says_so() {
    let data = tempfile::tempdir().unwrap();
    let (folder, document) = session(data.path());
    let id = layered(&folder, &document);
    let path = lines::path(&folder, &id);
    let whole = std::fs::read(&path).unwrap();
    let lines = lines::read(&path).unwrap().lines;
    for cut in 0..whole.len() {
        std::fs::write(&path, &whole[..cut]).unwrap();
        let log = lines::read(&path).unwrap();
        assert_eq!(log.lines, lines[..log.lines.len()], "{cut}");
        let at_end = cut == 0 || whole[cut - 1] == b'\n';
        assert_eq!(log.dropped.is_none(), at_end, "{cut}");
        assert!(
            !read(&folder, &document.journal_sha256)
                .0
                .first()
                .is_some_and(|layer| layer.is_finished)
        );
    }
    for place in (0..whole.len()).step_by(7) {
        let mut bytes = whole.clone();
        bytes[place] ^= 1;
        std::fs::write(&path, &bytes).unwrap();
        let log = lines::read(&path).unwrap();
        assert!(log.dropped.is_some(), "{place}");
        assert_eq!(log.lines, lines[..log.lines.len()], "{place}");
    }
}

#[test]
fn a_torn_line_is_set_aside_before_the_layer_goes_on() {
    let data = tempfile::tempdir().unwrap();
    let (folder, document) = session(data.path());
    let mut writer = begin(&folder, header(&document), now()).unwrap();
    let [open, _] = bout(1.0, 3.0);
    writer.add(open, now()).unwrap();
    drop(writer);
    let path = lines::path(&folder, &"C2".into());
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() - 5]).unwrap();
    let mut writer = take_up(&folder, &"C2".into()).unwrap();
    assert_eq!(writer.lines().len(), 1);
    writer.add(What::Finished, now()).unwrap();
    drop(writer);
    assert_eq!(
        read(&folder, &document.journal_sha256).1,
        Vec::<String>::new()
    );
    assert!(read(&folder, &document.journal_sha256).0[0].is_finished);
    let aside = std::fs::read_dir(&folder).unwrap().flatten();
    let aside = aside.filter(|entry| entry.file_name().to_string_lossy().contains("damaged"));
    assert_eq!(aside.count(), 1);
}
