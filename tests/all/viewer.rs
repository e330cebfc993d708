//! The experimenter's viewer through a real child process: which frame is shown, where it says that it is, and what a fault looks like.

use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use gstreamer as gst;
use gstreamer::prelude::*;
use lacrima::desk::viewer::{Standing, Viewer};
use lacrima::media::view::{Shown, View};
use lacrima::time::{self, FilmTime, Stamp};

use super::media::make;

const PATIENCE: Duration = Duration::from_secs(30);
const FRAMES: i64 = 60;

/// Luma of frame n: far enough apart to be told after encoding.
fn luma(n: i64) -> u8 {
    u8::try_from(40 + 3 * n).unwrap()
}

/// A film whose n-th frame is plain grey of its own; frame n begins at `starts(n)` ms.
fn film(folder: &Path, name: &str, encoder: &str, mux: &str, starts: fn(i64) -> i64) -> PathBuf {
    gst::init().unwrap();
    let path = folder.join(name);
    // Every frame is written anew on its way, with its own grey and its own time.
    let text = format!(
        "videotestsrc num-buffers={FRAMES} name=s ! video/x-raw,format=I420,width=64,height=48,framerate=25/1 ! identity name=i ! {encoder} ! queue ! {mux} ! filesink location={}",
        path.display()
    );
    let made = gst::parse::launch(&text).unwrap();
    let made = made.downcast::<gst::Pipeline>().unwrap();
    let way = made.by_name("i").unwrap().static_pad("src").unwrap();
    let count = std::sync::atomic::AtomicI64::new(0);
    way.add_probe(gst::PadProbeType::BUFFER, move |_, info| {
        let n = count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let mut pixels = vec![128; 64 * 48 * 3 / 2];
        pixels[..64 * 48].fill(luma(n));
        let mut buffer = gst::Buffer::from_mut_slice(pixels);
        let ms = |ms: i64| gst::ClockTime::from_mseconds(u64::try_from(ms).unwrap());
        let parts = buffer.get_mut().unwrap();
        parts.set_pts(ms(starts(n)));
        parts.set_duration(ms(starts(n + 1) - starts(n)));
        info.data = Some(gst::PadProbeData::Buffer(buffer));
        gst::PadProbeReturn::Ok
    });
    made.set_state(gst::State::Playing).unwrap();
    let wanted = [gst::MessageType::Eos, gst::MessageType::Error];
    let end = made
        .bus()
        .unwrap()
        .timed_pop_filtered(gst::ClockTime::from_seconds(60), &wanted)
        .unwrap();
    made.set_state(gst::State::Null).unwrap();
    assert_eq!(end.type_(), gst::MessageType::Eos, "{end:?}");
    path
}

const STEADY: fn(i64) -> i64 = |n| 40 * n;
/// Every third frame stands for four times as long.
const UNEVEN: fn(i64) -> i64 = |n| 30 * n + 90 * (n / 3);
const B_FRAMES: &str = "x264enc key-int-max=20 bframes=3 b-adapt=false pass=quant quantizer=2";

fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_lacrima"))
}

fn view(path: &Path) -> View {
    let view = View::open(Some(program()), path, None, Arc::new(|| {}));
    wait(&view, |view| view.is_ready());
    view
}

fn until(what: &str, mut there: impl FnMut() -> bool) {
    let end = time::now().after(PATIENCE);
    while !there() {
        assert!(time::now() < end, "{what}");
        time::sleep_until(time::now().after(Duration::from_millis(2)));
    }
}

fn wait(view: &View, there: impl Fn(&View) -> bool) {
    until("the viewer did not get there", || {
        assert_eq!(view.failure(), None);
        there(view)
    });
}

/// The exact picture that answers what was asked last.
fn settled(view: &View) -> Shown {
    let mut newest = None;
    wait(view, View::is_settled);
    until("no picture came", || {
        newest = view.take_picture().or(newest.take());
        newest.as_ref().is_some_and(|shown| !shown.rough)
    });
    newest.unwrap()
}

/// Which frame a picture is, by its grey.
fn number(shown: &Shown) -> i64 {
    let (width, height) = shown.size;
    let middle = 4 * (width * (height / 2) + width / 2);
    let part = |at: usize, weight: f64| f64::from(shown.rgba[middle + at]) * weight;
    let grey = part(0, 0.299) + part(1, 0.587) + part(2, 0.114);
    // GStreamer's quick conversion is up to two levels too dark.
    let luma = 16.0 + (grey + 1.7) * 219.0 / 255.0;
    let near = (luma - 40.0) / 3.0;
    assert!(
        (near - near.round()).abs() < 0.45,
        "a grey between frames: {luma}"
    );
    near.round() as i64
}

fn every_frame_is_found(path: &Path, starts: fn(i64) -> i64) {
    let view = view(path);
    assert_eq!(number(&settled(&view)), 0);
    // All of them, in an order that jumps about.
    for k in 0..FRAMES {
        let n = k * 37 % FRAMES;
        for within in [0, (starts(n + 1) - starts(n)) * 1000 - 1] {
            view.seek(FilmTime(starts(n) * 1000 + within));
            let shown = settled(&view);
            assert_eq!(
                (number(&shown), shown.film),
                (n, FilmTime(starts(n) * 1000))
            );
            assert_eq!(view.position(), shown.film);
        }
    }
    view.seek(FilmTime(0));
    for n in 1..FRAMES {
        view.step(1);
        assert_eq!(number(&settled(&view)), n, "a step on");
    }
    view.step(1);
    assert_eq!(view.rate(), None);
    wait(&view, View::is_settled);
    assert_eq!(
        view.position(),
        FilmTime(starts(FRAMES - 1) * 1000),
        "the end"
    );
    for n in (0..FRAMES - 1).rev() {
        view.step(-1);
        assert_eq!(number(&settled(&view)), n, "a step back");
    }
    view.seek(FilmTime(starts(50) * 1000));
    view.step(-45);
    assert_eq!(number(&settled(&view)), 5, "over two key frames");
    view.seek(FilmTime(3_600_000_000));
    assert_eq!(number(&settled(&view)), FRAMES - 1, "far beyond the end");
}

#[test]
fn every_frame_is_found_where_frames_are_stored_in_another_order() {
    let folder = tempfile::tempdir().unwrap();
    every_frame_is_found(
        &film(folder.path(), "b.mp4", B_FRAMES, "mp4mux", STEADY),
        STEADY,
    );
}

#[test]
fn every_frame_is_found_at_a_variable_rate() {
    let folder = tempfile::tempdir().unwrap();
    let path = film(
        folder.path(),
        "v.mkv",
        B_FRAMES,
        "h264parse ! matroskamux",
        UNEVEN,
    );
    every_frame_is_found(&path, UNEVEN);
}

/// A minute that lasts, with sound: a new grey every 40 ms is of no use here.
fn long(folder: &Path, name: &str) -> PathBuf {
    make(
        folder,
        name,
        "videotestsrc num-buffers=250 ! video/x-raw,format=I420,width=160,height=90,framerate=25/1 ! x264enc key-int-max=50 speed-preset=ultrafast ! queue ! m. audiotestsrc num-buffers=470 samplesperbuffer=1024 ! audio/x-raw,rate=48000 ! audioconvert ! avenc_aac ! queue ! m. mp4mux name=m",
    )
}

/// Stamps and media times of the next pictures that play.
fn playing(view: &View, count: usize) -> Vec<(Stamp, FilmTime)> {
    let mut seen: Vec<(Stamp, FilmTime)> = Vec::new();
    until("too few pictures play", || {
        if let Some(shown) = view.take_picture().filter(|shown| shown.rate > 0.0)
            && seen.last().is_none_or(|(_, film)| *film < shown.film)
        {
            seen.push((shown.due, shown.film));
        }
        seen.len() >= count
    });
    seen
}

#[test]
fn media_time_runs_at_the_rate_and_holds_where_the_picture_was() {
    let folder = tempfile::tempdir().unwrap();
    let view = view(&long(folder.path(), "long.mp4"));
    for rate in [0.5, 2.0] {
        view.seek(FilmTime(2_000_000));
        view.play(rate);
        let seen = playing(&view, 20);
        // The device wakes up during the first ones.
        let ((from, first), (to, last)) = (seen[8], seen[19]);
        let real_s = to.ns_since(from) as f64 / 1e9;
        let ran = (last - first).0 as f64 / 1e6 / real_s;
        assert!((ran / rate - 1.0).abs() < 0.1, "{ran} at {rate}");
        assert!(first >= FilmTime(2_000_000));
        view.pause();
        wait(&view, View::is_settled);
        let held = view.position();
        assert_eq!(view.at(time::now()), held);
        view.step(1);
        assert_eq!(settled(&view).film, held + time::Micros(40_000), "one on");
    }
    view.seek(FilmTime(9_800_000));
    view.play(2.0);
    wait(&view, |view| view.rate().is_none());
    assert_eq!(view.position(), FilmTime(9_960_000), "the last picture");
}

fn standing(viewer: &Viewer) -> Option<String> {
    match viewer.standing() {
        Standing::Failed(why) => Some(why.clone()),
        _ => None,
    }
}

fn opened(path: &Path) -> Viewer {
    let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(|| {});
    let viewer = Viewer::open_by(Some(program().into()), path.into(), None, &wake);
    until("it neither opens nor fails", || {
        *viewer.standing() != Standing::Opening
    });
    viewer
}

#[test]
fn a_killed_child_is_told_and_opened_again_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let mut viewer = opened(&long(folder.path(), "long.mp4"));
    assert_eq!(*viewer.standing(), Standing::Ready);
    viewer.seek(FilmTime(4_000_000));
    until("no seek", || viewer.is_settled());
    let child = viewer.process().unwrap().to_string();
    assert!(
        Command::new("kill")
            .args(["-9", &child])
            .status()
            .unwrap()
            .success()
    );
    until("nobody noticed", || standing(&viewer).is_some());
    let why = standing(&viewer).unwrap();
    assert!(why.contains("open it again"), "{why}");
    viewer.seek(FilmTime(0));
    viewer.play(1.0);
    viewer.reopen();
    until("not opened again", || *viewer.standing() == Standing::Ready);
    until("no seek", || viewer.is_settled());
    assert_eq!(
        viewer.info().unwrap().duration_s.map(f64::round),
        Some(10.0)
    );
}

#[test]
fn what_cannot_be_shown_is_refused_in_a_sentence_and_nothing_is_fetched() {
    let folder = tempfile::tempdir().unwrap();
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    server.set_nonblocking(true).unwrap();
    let list = format!("#EXTM3U\nhttp://{}/a.ts\n", server.local_addr().unwrap());
    let cases: [(&str, &[u8], &str); 3] = [
        ("list.mp4", list.as_bytes(), "playlist"),
        ("text.mp4", b"Dear diary, today I wept.", "not a film"),
        ("empty.mp4", b"", "is empty"),
    ];
    for (name, bytes, expected) in cases {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let why = standing(&opened(&path)).unwrap();
        assert!(why.contains(expected), "{why}");
    }
    let why = standing(&opened(&folder.path().join("gone.mp4"))).unwrap();
    assert!(why.contains("does not exist"), "{why}");
    let cut = long(folder.path(), "cut.mp4");
    let whole = std::fs::read(&cut).unwrap();
    std::fs::write(&cut, &whole[..whole.len() / 2]).unwrap();
    let why = standing(&opened(&cut)).unwrap();
    assert!(why.contains("cut short"), "{why}");
    assert!(server.accept().is_err(), "something was fetched");
}

#[test]
fn a_sound_plays_without_a_picture() {
    let folder = tempfile::tempdir().unwrap();
    let tone = "audiotestsrc num-buffers=150 samplesperbuffer=1024 ! audio/x-raw,rate=48000 ! audioconvert ! flacenc";
    let view = view(&make(folder.path(), "tone.flac", tone));
    assert!(!view.info().unwrap().has_video);
    view.seek(FilmTime(1_000_000));
    wait(&view, View::is_settled);
    assert_eq!(view.position(), FilmTime(1_000_000));
    view.play(2.0);
    wait(&view, |view| view.position() > FilmTime(1_500_000));
    wait(&view, |view| view.rate().is_none());
    assert_eq!(view.take_picture(), None);
}

#[test]
fn a_film_without_a_sound_device_plays_on_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = long(folder.path(), "long.mp4");
    let mut child = Command::new(program())
        .arg("media-view")
        .arg(&path)
        .env("PULSE_SERVER", "unix:/nowhere/sound")
        .env("ALSA_CONFIG_PATH", "/nowhere/alsa.conf")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut orders = child.stdin.take().unwrap();
    orders
        .write_all(b"{\"n\":1,\"what\":{\"seek\":9.0}}\n{\"n\":2,\"what\":{\"play\":2.0}}\n")
        .unwrap();
    let mut said = child.stdout.take().unwrap();
    let (mut silent, mut ended) = (None, false);
    while !ended {
        let (head, _) = message(&mut said);
        if let Some(why) = head["silent"].as_str() {
            silent = Some(why.to_owned());
        }
        ended = head["at"]["ended"] == true && head["at"]["n"] == 2;
    }
    assert!(silent.unwrap().contains("no sound device answers"));
    drop(orders);
    assert!(child.wait().unwrap().success(), "it ends with the desk");
}

/// One message of the child.
fn message(said: &mut impl std::io::Read) -> (serde_json::Value, Vec<u8>) {
    let mut length = [0; 4];
    said.read_exact(&mut length).unwrap();
    let mut head = vec![0; u32::from_le_bytes(length) as usize];
    said.read_exact(&mut head).unwrap();
    let head: serde_json::Value = serde_json::from_slice(&head).unwrap();
    let side = |name: &str| head["frame"][name].as_u64().unwrap_or(0) as usize;
    let mut body = vec![0; 4 * side("width") * side("height")];
    said.read_exact(&mut body).unwrap();
    (head, body)
}

#[test]
fn a_telephone_film_says_how_it_must_be_turned() {
    let folder = tempfile::tempdir().unwrap();
    let made = "videotestsrc num-buffers=5 ! video/x-raw,format=I420,width=320,height=180,framerate=25/1 ! x264enc ! mp4mux";
    let path = make(folder.path(), "phone.mp4", made);
    let mut bytes = std::fs::read(&path).unwrap();
    let head = bytes.windows(4).position(|four| four == b"tkhd").unwrap();
    // The matrix of a telephone that was held upright: a quarter turn clockwise.
    for (place, number) in [(0, 0_i32), (1, 1 << 16), (3, -1 << 16), (4, 0)] {
        let at = head + 44 + 4 * place;
        bytes[at..at + 4].copy_from_slice(&number.to_be_bytes());
    }
    std::fs::write(&path, bytes).unwrap();
    let view = view(&path);
    view.size(160, 160);
    let shown = settled(&view);
    assert_eq!(
        (shown.orientation.quarters, shown.orientation.mirrored),
        (1, false)
    );
    until("not scaled", || {
        view.take_picture()
            .is_none_or(|shown| shown.size == (160, 90))
    });
}
