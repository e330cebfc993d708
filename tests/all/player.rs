//! The film player without a window: which frames come, when they are due, and what happens at pauses and ends.

use std::path::Path;
use std::time::Duration;

use lacrima::media::{FilmPlayer, FilmRequest, Frame, Layout, Pixels, PlayerEvent, SoundOut};
use lacrima::time::{self, FilmTime, Micros};

use super::media::make;

const PICTURES: &str = "videotestsrc num-buffers=50 ! video/x-raw,format=I420,width=160,height=90,framerate=25/1 ! x264enc key-int-max=25 speed-preset=ultrafast ! queue ! m. audiotestsrc num-buffers=94 samplesperbuffer=1024 ! audio/x-raw,rate=48000 ! audioconvert ! avenc_aac ! queue ! m.";

fn film(folder: &Path, mux: &str) -> std::path::PathBuf {
    make(folder, "film.mp4", &format!("{PICTURES} {mux} name=m"))
}

fn request(path: &Path) -> FilmRequest {
    FilmRequest {
        path: path.to_owned(),
        start_at: FilmTime(0),
        to: None,
        gain_db: -6.0,
        audio_track: None,
        sound: SoundOut::Silent,
        pictures_later: Micros(0),
        in_a_hurry: false,
        mark: None,
    }
}

/// Starts as soon as it may.
fn started(request: &FilmRequest) -> FilmPlayer {
    let mut player = FilmPlayer::open(request, Layout::Planes).unwrap();
    start(&mut player);
    player
}

fn start(player: &mut FilmPlayer) {
    while !player.is_ready() {
        let event = player.poll();
        assert!(!matches!(event, Some(PlayerEvent::Failed(_))), "{event:?}");
        time::sleep_until(time::now().after(Duration::from_millis(2)));
    }
    player.start().unwrap();
}

/// Takes frames until there are `most` or the film says that it is over.
fn take(player: &mut FilmPlayer, most: usize) -> (Vec<Frame>, Option<PlayerEvent>) {
    let mut frames = Vec::new();
    while frames.len() < most {
        match player.next_frame() {
            Some(frame) => frames.push(frame),
            None => time::sleep_until(time::now().after(Duration::from_millis(2))),
        }
        if let Some(event) = player.poll() {
            return (frames, Some(event));
        }
    }
    (frames, None)
}

fn film_times(frames: &[Frame]) -> Vec<i64> {
    frames
        .iter()
        .map(|frame| (frame.film.0 + 500) / 1000)
        .collect()
}

#[test]
fn every_frame_comes_once_and_is_due_in_even_steps() {
    let folder = tempfile::tempdir().unwrap();
    let mut player = started(&request(&film(folder.path(), "mp4mux")));
    let (frames, end) = take(&mut player, 1000);
    assert_eq!(end, Some(PlayerEvent::Drained));
    assert_eq!(
        film_times(&frames),
        (0..50).map(|frame| frame * 40).collect::<Vec<_>>()
    );
    let onset = player.onset().unwrap();
    for (index, frame) in frames.iter().enumerate() {
        // The film's clock may move by 2 ms a second.
        let late_ns = frame.due.ns_since(onset) - index as i64 * 40_000_000;
        assert!(late_ns.abs() < 5_000_000, "frame {index}: {late_ns}");
        assert!(matches!(frame.pixels(), Some(Pixels::Planes(_))));
    }
}

#[test]
fn a_part_of_a_film_begins_and_ends_where_it_should() {
    let folder = tempfile::tempdir().unwrap();
    let mut request = request(&film(folder.path(), "mp4mux"));
    request.start_at = FilmTime(520_000);
    request.to = Some(FilmTime(1_200_000));
    let mut player = started(&request);
    let (frames, end) = take(&mut player, 1000);
    assert_eq!(end, Some(PlayerEvent::Drained));
    assert_eq!(
        film_times(&frames),
        (13..30).map(|frame| frame * 40).collect::<Vec<_>>()
    );
}

#[test]
fn after_a_pause_the_film_goes_on_with_the_next_frame() {
    let folder = tempfile::tempdir().unwrap();
    let mut player = started(&request(&film(folder.path(), "mp4mux")));
    let (before, _) = take(&mut player, 20);
    player.pause(FilmTime(800_000)).unwrap();
    assert!(player.next_frame().is_none() && player.onset().is_none());
    assert_eq!(player.film_at(time::now()), FilmTime(800_000));
    start(&mut player);
    let (after, end) = take(&mut player, 1000);
    assert_eq!(end, Some(PlayerEvent::Drained));
    let all: Vec<_> = [film_times(&before), film_times(&after)].concat();
    assert_eq!(all, (0..50).map(|frame| frame * 40).collect::<Vec<_>>());
    let onset = player.onset().unwrap();
    assert!(
        after[0].due.ns_since(onset).abs() < 5_000_000,
        "the next frame begins the second part"
    );
}

#[test]
fn frames_for_software_graphics_have_four_bytes_a_pixel() {
    let folder = tempfile::tempdir().unwrap();
    let path = make(
        folder.path(),
        "red.mkv",
        "videotestsrc num-buffers=5 pattern=red ! video/x-raw,format=I420,width=64,height=48,colorimetry=bt709 ! x264enc ! matroskamux",
    );
    let mut player = FilmPlayer::open(&request(&path), Layout::Bgrx).unwrap();
    start(&mut player);
    let (frames, _) = take(&mut player, 1);
    let Some(Pixels::Bgrx(plane)) = frames[0].pixels() else {
        panic!("not four bytes a pixel")
    };
    let [blue, green, red, _] = plane.bytes[..4] else {
        panic!("no pixel")
    };
    assert!(red > 240 && green < 15 && blue < 15, "{red} {green} {blue}");
}

#[test]
fn a_sound_is_played_to_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let path = make(
        folder.path(),
        "tone.wav",
        "audiotestsrc num-buffers=24 samplesperbuffer=1000 ! audio/x-raw,rate=48000 ! wavenc",
    );
    let mut player = started(&request(&path));
    assert!(!player.info().has_video);
    let (_, end) = take(&mut player, 1);
    assert_eq!(end, Some(PlayerEvent::Drained));
    let heard = time::now().ns_since(player.onset().unwrap());
    assert!(
        heard >= 500_000_000 - 5_000_000,
        "half a second takes half a second: {heard}"
    );
    assert_eq!(player.film_at(time::now()), FilmTime(500_000));
}

#[test]
fn a_film_that_breaks_off_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let whole = film(folder.path(), "mp4mux faststart=true");
    let bytes = std::fs::read(&whole).unwrap();
    std::fs::write(&whole, &bytes[..bytes.len() / 2]).unwrap();
    let mut player = started(&request(&whole));
    let (_, end) = take(&mut player, 1000);
    let Some(PlayerEvent::Failed(why)) = end else {
        panic!("{end:?}")
    };
    assert!(why.starts_with("film.mp4 is cut short"), "{why}");
}

#[test]
fn without_a_sound_device_there_is_one_clear_sentence() {
    let ranks = [
        "pulsesink",
        "pipewiresink",
        "alsasink",
        "jackaudiosink",
        "openalsink",
        "osssink",
        "oss4sink",
        "sndiosink",
    ]
    .map(|sink| format!("{sink}:NONE"))
    .join(",");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_lacrima"))
        .args(["media-probe", "--sound"])
        .env("GST_PLUGIN_FEATURE_RANK", ranks)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("no sound device answers"));
}
