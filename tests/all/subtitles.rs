//! Subtitles and audio tracks: which words stand at which film time, what is refused, and what is drawn on the stage.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use egui_kittest::kittest::Queryable;
use lacrima::media::ask::{ask_program, ask_subtitles_of};
use lacrima::media::{FilmPlayer, FilmRequest, Layout, SoundOut, Subtitles};
use lacrima::protocol::{Id, Protocol, load, subtitle_places};
use lacrima::session::{Film, MediaInput, Screen, StageInput};
use lacrima::time::{self, FilmTime, Micros};

use super::media::make;
use super::stage_harness::{MIDDLE, stage, told, view};
use super::support::wait_for;

const SRT: &str = "1\n00:00:01,000 --> 00:00:02,500\nGrüße aus <i>Köln</i> &amp; Bonn\nsecond line\n\n\
                   2\n00:00:03,000 --> 00:00:05,000\n{\\an8}Above\n\n\
                   3\n00:00:04,000 --> 00:00:06,000\nBelow";
const VTT: &str = "WEBVTT - a title\n\nSTYLE\n::cue { color: red }\n\nNOTE nobody\nreads this\n\n\
                   first\n00:01.000 --> 00:02.500 align:start position:10%\n<v Anna>Yes <c.loud>no</c> &amp; on\n\n\
                   00:00:03.000 --> 00:00:04.000\n<i>plain</i>\ntwo\n";

fn write(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, bytes).unwrap();
    path
}

/// What stands at each of these instants, in milliseconds of film time.
fn at(path: &Path, times: &[i64]) -> Vec<String> {
    let read = Subtitles::read(path).unwrap_or_else(|why| panic!("{why}"));
    let text = |ms: &i64| read.at(FilmTime(ms * 1000)).unwrap_or_default();
    times.iter().map(text).collect()
}

#[test]
fn the_right_words_stand_at_each_film_time() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let times = [0, 999, 1000, 2499, 2500, 3000, 4500, 5500, 6000];
    let first = "Grüße aus Köln & Bonn\nsecond line";
    let expected = [
        "",
        "",
        first,
        first,
        "",
        "Above",
        "Above\nBelow",
        "Below",
        "",
    ];
    let bom = [&[0xEF, 0xBB, 0xBF], SRT.as_bytes()].concat();
    for (name, bytes) in [
        ("a.srt", SRT.as_bytes().to_vec()),
        ("bom.srt", bom),
        ("dos.srt", SRT.replace('\n', "\r\n").into_bytes()),
        ("named.vtt", format!("\n{SRT}\n\n").into_bytes()),
    ] {
        assert_eq!(at(&write(folder, name, bytes), &times), expected, "{name}");
    }
    let words = "Yes no & on";
    let vtt = write(folder, "a.vtt", VTT);
    assert_eq!(
        at(&vtt, &[500, 1000, 2400, 2600, 3500, 4000]),
        ["", words, words, "", "plain\ntwo", ""]
    );
}

#[test]
fn thousands_of_subtitles_keep_their_accents_and_places() {
    let folder = tempfile::tempdir().unwrap();
    let clock = |s: usize| format!("{:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
    let cue = |n: usize| {
        let (from, to) = (clock(n), clock(n + 1));
        format!(
            "{}\n{from},000 --> {to},000\nÄrger № {n} – „Größe“\n\n",
            n + 1
        )
    };
    let text: String = (0..6000).map(cue).collect();
    let path = write(folder.path(), "many.srt", &text);
    let read = Subtitles::read(&path).unwrap();
    assert_eq!(read.count(), 6000);
    for n in [0, 57, 1234, 5999] {
        let film = FilmTime(n * 1_000_000 + 500_000);
        assert_eq!(read.at(film), Some(format!("Ärger № {n} – „Größe“")));
    }
    let crowd = "1\n00:00:01,000 --> 01:00:00,000\nAll at once\n\n".repeat(3000);
    let crowd = at(&write(folder.path(), "crowd.srt", crowd), &[2000]);
    assert_eq!(crowd[0].lines().count(), 3, "no more than can be read");
}

#[test]
fn hostile_subtitles_are_refused_in_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let program = Path::new(env!("CARGO_BIN_EXE_lacrima"));
    let ask = |path: &Path| ask_subtitles_of(program, path, Duration::from_secs(30));
    assert_eq!(ask(&write(folder, "fine.srt", SRT)), Ok(3));
    let long_times = format!("1\n00:00:01,000{} --> 00:00:02,000\nHi", " ".repeat(200));
    let hls = "#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:9/a.ts\n";
    for (name, bytes, why) in [
        (
            "huge.srt",
            SRT.repeat(20_000).into_bytes(),
            "larger than 2 MB",
        ),
        (
            "noise.srt",
            (0..=255).cycle().take(9000).collect(),
            "not UTF-8",
        ),
        (
            "latin.srt",
            SRT.chars().map(|c| c as u8).collect(),
            "not UTF-8",
        ),
        ("list.srt", hls.into(), "neither SubRip nor WebVTT"),
        (
            "sami.srt",
            b"<SAMI><BODY><SYNC Start=1>Hi".to_vec(),
            "neither SubRip",
        ),
        ("empty.srt", Vec::new(), "neither SubRip"),
        (
            "zero.srt",
            format!("{SRT}\0").into_bytes(),
            "neither SubRip",
        ),
        (
            "long.srt",
            long_times.into_bytes(),
            "a line of times is too long",
        ),
        (
            "words.vtt",
            b"WEBVTT\n\nno times at all\n".to_vec(),
            "no subtitle",
        ),
    ] {
        let sentence = ask(&write(folder, name, bytes)).expect_err(name);
        assert!(sentence.contains(why), "{name}: {sentence}");
        assert!(sentence.starts_with(name), "no folder in {sentence}");
    }
    assert!(ask(folder).unwrap_err().contains("not a regular file"));
    assert!(
        ask(&folder.join("none.srt"))
            .unwrap_err()
            .contains("not found")
    );
}

fn protocol_with(subtitles: &str, kind: &str) -> Protocol {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("protocols/demo.json");
    let mut protocol = load::read(&shipped).unwrap().protocol;
    let text = format!(r#"{{"kind": "{kind}", "slot": "own", "subtitles": "{subtitles}"}}"#);
    let stimulus = serde_json::from_str(&text).unwrap();
    protocol.stimuli = [(Id::from("own"), stimulus)].into();
    protocol
}

#[test]
fn subtitles_lie_beside_the_protocol_as_text_in_utf_8() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let path = write(folder, "a.srt", SRT);
    let places = |name: &str, kind: &str| subtitle_places(&protocol_with(name, kind), folder);
    let found = places("a.srt", "film").unwrap();
    assert_eq!(found[&Id::from("own")], path.canonicalize().unwrap());
    write(
        folder,
        "latin.srt",
        b"1\n00:00:01,000 --> 00:00:02,000\nGr\xFC\xDFe\n",
    );
    write(folder, "huge.vtt", vec![b'a'; 3 << 20]);
    for (name, kind, why) in [
        ("none.srt", "film", "There is no file `none.srt`"),
        ("../a.srt", "film", "leads out of the protocol's folder"),
        ("/etc/a.srt", "film", "not inside the protocol's folder"),
        ("a.ass", "film", "SubRip (.srt) or WebVTT (.vtt)"),
        ("latin.srt", "film", "not in UTF-8"),
        ("huge.vtt", "film", "larger than 2 MB"),
        ("a.srt", "sound", "Only a film can have subtitles"),
    ] {
        let wrong = places(name, kind).unwrap_err();
        assert_eq!(wrong.len(), 1);
        assert!(wrong[0].starts_with("Stimulus `own`: "), "{wrong:?}");
        assert!(wrong[0].contains(why), "{name}: {wrong:?}");
    }
}

/// A film of three seconds and two audio tracks.
fn two_tracks(folder: &Path) -> PathBuf {
    let tone = |hz: u32| {
        format!(
            "audiotestsrc num-buffers=140 samplesperbuffer=1024 freq={hz} ! audio/x-raw,rate=48000 ! audioconvert ! opusenc ! queue ! m."
        )
    };
    let picture = "videotestsrc num-buffers=75 ! video/x-raw,format=I420,width=64,height=48,framerate=25/1 ! x264enc speed-preset=ultrafast ! queue ! m.";
    let (low, high) = (tone(300), tone(1200));
    make(
        folder,
        "two.mkv",
        &format!("{picture} {low} {high} matroskamux name=m"),
    )
}

#[test]
fn a_file_says_how_many_audio_tracks_it_has_and_one_that_it_lacks_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = two_tracks(folder.path());
    let program = Path::new(env!("CARGO_BIN_EXE_lacrima"));
    let info = ask_program(program, &path, true, Duration::from_secs(30), &mut |_| {}).unwrap();
    assert_eq!((info.audio_tracks, info.audio_track), (2, Some(0)));
    let open = |audio_track| {
        let request = FilmRequest {
            path: path.clone(),
            start_at: FilmTime(0),
            to: None,
            gain_db: 0.0,
            audio_track,
            sound: SoundOut::Silent,
            pictures_later: Micros(0),
            in_a_hurry: false,
            mark: None,
        };
        FilmPlayer::open(&request, Layout::Planes)
    };
    for (asked, plays) in [(None, 0), (Some(0), 0), (Some(1), 1)] {
        let player = open(asked).unwrap_or_else(|why| panic!("{why}"));
        assert_eq!(player.info().audio_track, Some(plays));
    }
    let why = open(Some(2)).err().unwrap().to_string();
    assert!(why.starts_with("two.mkv has no audio track 2"), "{why}");
}

/// A silent film of so many frames at 25 a second, as a screen.
pub fn silent_film(folder: &Path, frames: u32) -> (PathBuf, Film) {
    let path = make(
        folder,
        "silent.mkv",
        &format!(
            "videotestsrc num-buffers={frames} pattern=white ! video/x-raw,format=I420,width=64,height=48,framerate=25/1 ! x264enc key-int-max=5 speed-preset=ultrafast ! matroskamux"
        ),
    );
    let film = Film {
        stimulus: "sad".into(),
        pictures: true,
        line: None,
        from: FilmTime(0),
        to: None,
        start_at: FilmTime(0),
        gain_db: 0.0,
        paused: false,
        audio_track: None,
        subtitles: false,
        self_key: None,
    };
    (path, film)
}

#[test]
fn subtitles_are_drawn_while_the_film_plays_from_where_it_goes_on_and_not_while_it_is_paused() {
    let folder = tempfile::tempdir().unwrap();
    let (path, mut film) = silent_film(folder.path(), 100);
    let srt = "1\n00:00:00,000 --> 00:00:01,960\nOne\n\n2\n00:00:01,960 --> 00:00:02,960\nTwo\n\n\
               3\n00:00:02,960 --> 00:00:04,000\nThree\n";
    let subtitles = write(folder.path(), "a.srt", srt);
    // As after a restart of the stage.
    film.start_at = FilmTime(2_000_000);
    film.subtitles = true;
    film.paused = true;
    let mut stage = stage(
        MIDDLE,
        Screen::Calm {
            line: None,
            go_on: None,
            still: true,
        },
    );
    stage.state_mut().media.insert("sad".into(), path);
    stage.state_mut().subtitles.insert("sad".into(), subtitles);
    stage.state_mut().show(view(2, Screen::Film(film.clone())));
    for _ in 0..40 {
        stage.step();
        time::sleep_until(time::now().after(Duration::from_millis(10)));
        assert!(
            stage.query_by_label("Two").is_none(),
            "paused before the start"
        );
    }
    film.paused = false;
    stage.state_mut().show(view(2, Screen::Film(film)));
    let mut seen = Vec::new();
    // Without OpenGL no frame counts as shown, so this film ends as one without a picture.
    wait_for("the film to end", || {
        stage.step();
        for words in ["One", "Two", "Three"] {
            if stage.query_by_label(words).is_some() && seen.last() != Some(&words) {
                seen.push(words);
            }
        }
        let over = |input: &StageInput| {
            let StageInput::Media { media, .. } = input else {
                return false;
            };
            matches!(media, MediaInput::Failed { .. } | MediaInput::Ended { .. })
        };
        told(&mut stage).iter().any(over).then_some(())
    });
    assert_eq!(seen, ["Two", "Three"]);
    stage.step();
    assert!(
        stage.query_by_label("Three").is_none(),
        "nothing over black"
    );
}
