//! Films from anywhere: what plays is described truly, what does not is refused with one sentence, nothing is fetched.

use std::fs;
use std::io::Read;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use gstreamer as gst;
use gstreamer::prelude::*;
use lacrima::media::ask::ask_program;
use lacrima::media::{ColourMatrix, ColourRange, Container, MediaInfo};

const PATIENCE: Duration = Duration::from_secs(30);

/// Makes a medium with GStreamer's own encoders; `pipeline` ends before the file sink.
pub fn make(folder: &Path, name: &str, pipeline: &str) -> PathBuf {
    gst::init().unwrap();
    let path = folder.join(name);
    let text = format!("{pipeline} ! filesink location={}", path.display());
    let running = gst::parse::launch(&text).unwrap();
    running.set_state(gst::State::Playing).unwrap();
    let wanted = [gst::MessageType::Eos, gst::MessageType::Error];
    let end = running
        .bus()
        .unwrap()
        .timed_pop_filtered(gst::ClockTime::from_seconds(60), &wanted)
        .unwrap();
    running.set_state(gst::State::Null).unwrap();
    assert_eq!(end.type_(), gst::MessageType::Eos, "{end:?}");
    path
}

const BLACK_CAPS: &str = "videotestsrc num-buffers=75 pattern=ball ! video/x-raw,format=I420,width=320,height=180,framerate=25/1";
const TONE: &str = "audiotestsrc num-buffers=140 samplesperbuffer=1024 ! audio/x-raw,rate=48000";

fn film(folder: &Path, name: &str, video: &str, audio: &str, mux: &str) -> PathBuf {
    make(
        folder,
        name,
        &format!(
            "{BLACK_CAPS} ! {video} ! queue ! m. {TONE} ! audioconvert ! {audio} ! queue ! m. {mux} name=m"
        ),
    )
}

fn h264(folder: &Path, name: &str) -> PathBuf {
    film(
        folder,
        name,
        "x264enc key-int-max=25 speed-preset=ultrafast",
        "avenc_aac",
        "mp4mux",
    )
}

fn asked(path: &Path, sample: bool) -> Result<MediaInfo, String> {
    ask_program(
        Path::new(env!("CARGO_BIN_EXE_lacrima")),
        path,
        sample,
        PATIENCE,
        &mut |_| {},
    )
}

fn accepted(path: &Path) -> MediaInfo {
    asked(path, true).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
}

fn refused(path: &Path) -> String {
    let why = asked(path, true).expect_err("it was accepted");
    assert!(
        !why.contains(&*path.parent().unwrap().to_string_lossy()),
        "no folder in {why}"
    );
    why
}

#[test]
fn the_films_of_laboratories_play() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let mp4 = accepted(&h264(folder, "a.mp4"));
    assert_eq!(
        (
            mp4.container,
            mp4.video_codec.as_deref(),
            mp4.audio_codec.as_deref()
        ),
        (Container::Mp4, Some("h264"), Some("aac"))
    );
    let picture = mp4.picture.unwrap();
    assert_eq!(
        (picture.width, picture.height, picture.fps),
        (320, 180, Some(25.0))
    );
    assert!((mp4.duration_s.unwrap() - 3.0).abs() < 0.1);

    let mov = film(
        folder,
        "a.mov",
        "x264enc speed-preset=ultrafast",
        "avenc_aac",
        "qtmux",
    );
    assert_eq!(accepted(&mov).container, Container::Mp4);
    let mkv = film(
        folder,
        "a.mkv",
        "x264enc speed-preset=ultrafast",
        "opusenc",
        "matroskamux",
    );
    assert_eq!(accepted(&mkv).video_codec.as_deref(), Some("h264"));
    let webm = accepted(&film(
        folder,
        "a.webm",
        "vp9enc deadline=1 cpu-used=8",
        "opusenc",
        "webmmux",
    ));
    assert_eq!(
        (webm.video_codec.as_deref(), webm.audio_codec.as_deref()),
        (Some("vp9"), Some("opus"))
    );
}

#[test]
fn sounds_have_no_picture() {
    let folder = tempfile::tempdir().unwrap();
    for (name, encoder, codec) in [
        ("s.wav", "wavenc", "pcm"),
        ("s.flac", "flacenc", "flac"),
        ("s.ogg", "vorbisenc ! oggmux", "vorbis"),
    ] {
        let info = accepted(&make(
            folder.path(),
            name,
            &format!("{TONE} ! audioconvert ! {encoder}"),
        ));
        assert!(info.has_audio && !info.has_video, "{name}");
        assert_eq!(info.audio_codec.as_deref(), Some(codec));
        assert_eq!(info.picture, None);
    }
}

#[test]
fn shape_and_colours_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let caps = "format=I420,width=720,height=576,framerate=30/1,pixel-aspect-ratio=64/45,colorimetry=bt601";
    let pal = make(
        folder.path(),
        "pal.mkv",
        &format!(
            "videotestsrc num-buffers=30 ! video/x-raw,{caps} ! x264enc speed-preset=ultrafast ! matroskamux"
        ),
    );
    let picture = accepted(&pal).picture.unwrap();
    assert!((picture.pixel_aspect - 64.0 / 45.0).abs() < 1e-6);
    assert_eq!(
        (picture.matrix, picture.range),
        (ColourMatrix::Bt601, ColourRange::Limited)
    );

    let caps = "format=I420,width=854,height=480,framerate=60/1,colorimetry=1:3:5:1";
    let full = make(
        folder.path(),
        "full.mkv",
        &format!(
            "videotestsrc num-buffers=60 ! video/x-raw,{caps} ! x264enc speed-preset=ultrafast ! matroskamux"
        ),
    );
    let picture = accepted(&full).picture.unwrap();
    assert_eq!(
        (picture.matrix, picture.range, picture.fps),
        (ColourMatrix::Bt709, ColourRange::Full, Some(60.0))
    );
}

#[test]
fn a_film_that_was_cut_short_is_found_before_the_session() {
    let folder = tempfile::tempdir().unwrap();
    let fast = film(
        folder.path(),
        "fast.mp4",
        "x264enc key-int-max=25 speed-preset=ultrafast",
        "avenc_aac",
        "mp4mux faststart=true",
    );
    let webm = film(
        folder.path(),
        "whole.webm",
        "vp9enc deadline=1 cpu-used=8 keyframe-max-dist=25",
        "opusenc",
        "webmmux",
    );
    for whole in [h264(folder.path(), "whole.mp4"), fast, webm] {
        accepted(&whole);
        let bytes = fs::read(&whole).unwrap();
        let cut = folder.path().join(format!(
            "cut-{}",
            whole.file_name().unwrap().to_string_lossy()
        ));
        fs::write(&cut, &bytes[..bytes.len() * 6 / 10]).unwrap();
        assert!(refused(&cut).contains("is cut short"), "{}", refused(&cut));
    }
}

#[test]
fn what_is_no_film_is_refused_in_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        fs::write(&path, bytes).unwrap();
        path
    };
    assert!(refused(&write("text.mp4", b"Dear diary")).contains("use mp4, mov, mkv"));
    assert!(refused(&write("empty.mp4", b"")).contains("is empty"));
    assert!(
        refused(&write(
            "noise.mp4",
            b"\0\0\0\x20ftypisomnothing but noise follows here"
        ))
        .starts_with("noise.mp4 ")
    );
    assert!(refused(&folder.join("missing.mp4")).contains("does not exist"));
    fs::create_dir(folder.join("folder.mp4")).unwrap();
    assert!(refused(&folder.join("folder.mp4")).contains("not a regular file"));
    let pipe = folder.join("pipe.mp4");
    assert!(
        std::process::Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    assert!(refused(&pipe).contains("not a regular file"));
}

#[test]
fn a_playlist_in_a_films_clothes_fetches_nothing() {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = server.local_addr().unwrap();
    let asked_for = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked_for);
    std::thread::Builder::new()
        .name("counting-server".into())
        .spawn(move || {
            for guest in server.incoming().map_while(Result::ok) {
                count.fetch_add(1, Ordering::SeqCst);
                let _ = (&guest).read(&mut [0; 64]);
            }
        })
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let link = format!("http://{address}/part.ts");
    let id3 = |text: &str| [b"ID3\x04\0\0\0\0\0\0", text.as_bytes()].concat();
    let hls = format!("#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{link}\n#EXT-X-ENDLIST\n");
    let dash = format!("<?xml version=\"1.0\"?><MPD><BaseURL>{link}</BaseURL></MPD>");
    for (name, bytes) in [
        ("film.mp4", hls.clone().into_bytes()),
        ("tagged.mp3", id3(&hls)),
        ("dash.mp4", dash.into_bytes()),
        (
            "list.mp4",
            format!("[playlist]\nFile1={link}\n").into_bytes(),
        ),
        ("link.mp4", link.clone().into_bytes()),
        ("reference.mov", reference_movie(&link)),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        refused(&path);
    }
    assert_eq!(asked_for.load(Ordering::SeqCst), 0, "something was fetched");
    // The counter itself works.
    drop(std::net::TcpStream::connect(address).unwrap());
    while asked_for.load(Ordering::SeqCst) == 0 {
        std::thread::yield_now();
    }
}

/// A QuickTime reference movie: nothing but an address where the film is to be found.
fn reference_movie(link: &str) -> Vec<u8> {
    let boxed = |kind: &[u8], body: Vec<u8>| {
        [&(body.len() as u32 + 8).to_be_bytes()[..], kind, &body].concat()
    };
    let address = [
        &[0, 0, 0, 0][..],
        b"url ",
        &(link.len() as u32 + 1).to_be_bytes(),
        link.as_bytes(),
        b"\0",
    ]
    .concat();
    let reference = boxed(b"rmra", boxed(b"rmda", boxed(b"rdrf", address)));
    [
        boxed(b"ftyp", b"qt  \0\0\0\0".to_vec()),
        boxed(b"moov", reference),
    ]
    .concat()
}
