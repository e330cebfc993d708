//! Flashes and chirps found again in a camera's video, through the program's child process and real encoders.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use gstreamer as gst;
use gstreamer::prelude::*;
use lacrima::media::{MarksFound, ask_marks_of};

const RATE: usize = 48_000;
const FPS: f64 = 25.0;
const LENGTH_S: f64 = 30.0;
/// When both marks of the video begin: flash, chirp.
const GIVEN: [(f64, f64); 2] = [(4.0, 4.05), (24.0, 24.05)];

/// Two rises from 1 to 4 kHz of 50 ms, 150 ms apart: what README promises of the chirp.
fn chirp(t: f64) -> f64 {
    let rise = |t: f64| {
        if !(0.0..0.05).contains(&t) {
            return 0.0;
        }
        let edge = (t.min(0.05 - t) / 0.005).min(1.0);
        let swell = 0.5 - 0.5 * (std::f64::consts::PI * edge).cos();
        swell * (std::f64::consts::TAU * (1000.0 * t + 30_000.0 * t * t)).sin()
    };
    0.25 * (rise(t) + rise(t - 0.15))
}

/// A room with some noise and a hum, as a WAV file.
fn sound(folder: &Path) -> PathBuf {
    let mut seed = 7_u32;
    let samples = (LENGTH_S * RATE as f64) as usize;
    let mut data = Vec::with_capacity(2 * samples);
    for n in 0..samples {
        let t = n as f64 / RATE as f64;
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let noise = 0.04 * (f64::from(seed >> 8) / f64::from(1 << 24) - 0.5);
        let hum = 0.02 * (std::f64::consts::TAU * 220.0 * t).sin();
        let marks: f64 = GIVEN.iter().map(|(_, at)| chirp(t - at)).sum();
        let level = ((noise + hum + marks) * 32_767.0) as i16;
        data.extend_from_slice(&level.to_le_bytes());
    }
    let path = folder.join("room.wav");
    let mut file = std::fs::File::create(&path).unwrap();
    let size = u32::try_from(data.len()).unwrap();
    let rate = u32::try_from(RATE).unwrap();
    file.write_all(b"RIFF").unwrap();
    file.write_all(&(size + 36).to_le_bytes()).unwrap();
    file.write_all(b"WAVEfmt \x10\0\0\0\x01\0\x01\0").unwrap();
    file.write_all(&rate.to_le_bytes()).unwrap();
    file.write_all(&(rate * 2).to_le_bytes()).unwrap();
    file.write_all(b"\x02\0\x10\0data").unwrap();
    file.write_all(&size.to_le_bytes()).unwrap();
    file.write_all(&data).unwrap();
    path
}

/// A face in a room that slowly grows lighter, lit up by each flash for three frames.
fn video(folder: &Path, name: &str, sound: &str, mux: &str) -> PathBuf {
    gst::init().unwrap();
    let path = folder.join(name);
    let frames = (LENGTH_S * FPS) as i64;
    let text = format!(
        "videotestsrc num-buffers={frames} ! video/x-raw,format=I420,width=160,height=120,framerate=25/1 ! identity name=i ! x264enc key-int-max=25 ! queue ! m. {sound} {mux} name=m ! filesink location={}",
        path.display()
    );
    let made = gst::parse::launch(&text).unwrap();
    let made = made.downcast::<gst::Pipeline>().unwrap();
    let way = made.by_name("i").unwrap().static_pad("src").unwrap();
    way.add_probe(gst::PadProbeType::BUFFER, |_, info| {
        if let Some(gst::PadProbeData::Buffer(buffer)) = &mut info.data {
            let t = buffer.pts().unwrap().nseconds() as f64 / 1e9;
            let lit = GIVEN
                .iter()
                .any(|(at, _)| (0.0..0.12).contains(&(t - at + 1e-9)));
            let luma = if lit { 150 } else { 60 + t as u8 };
            let mut map = buffer.make_mut().map_writable().unwrap();
            map[..160 * 120].fill(luma);
            map[160 * 120..].fill(128);
        }
        gst::PadProbeReturn::Ok
    });
    made.set_state(gst::State::Playing).unwrap();
    let wanted = [gst::MessageType::Eos, gst::MessageType::Error];
    let bus = made.bus().unwrap();
    let end = bus.timed_pop_filtered(gst::ClockTime::from_seconds(60), &wanted);
    made.set_state(gst::State::Null).unwrap();
    let end = end.unwrap();
    assert_eq!(end.type_(), gst::MessageType::Eos, "{end:?}");
    path
}

fn searched(path: &Path) -> Result<MarksFound, String> {
    ask_marks_of(Path::new(env!("CARGO_BIN_EXE_lacrima")), path, &mut |_| {
        true
    })
}

/// Both marks and nothing else, the flash within a frame and the chirp within so many seconds.
fn both_are_found(path: &Path, chirp_within_s: f64) {
    let found = searched(path).unwrap();
    assert_eq!(found.marks.len(), GIVEN.len(), "{found:?}");
    for (mark, (flash, chirp)) in found.marks.iter().zip(GIVEN) {
        let seen = mark.flash_s.unwrap();
        assert!((seen - flash).abs() <= 1.0 / FPS, "{seen}, not {flash}");
        let heard = mark.chirp_s.unwrap();
        assert!(
            (heard - chirp).abs() <= chirp_within_s,
            "{heard}, not {chirp}"
        );
    }
}

fn room(folder: &Path, encoder: &str) -> String {
    let wav = sound(folder);
    format!(
        "filesrc location={} ! wavparse ! audioconvert ! {encoder} queue ! m.",
        wav.display()
    )
}

#[test]
fn marks_are_found_in_what_cameras_write() {
    let home = tempfile::tempdir().unwrap();
    let plain = room(home.path(), "");
    both_are_found(
        &video(home.path(), "face.mkv", &plain, "matroskamux"),
        0.002,
    );
    // Its encoder delays the sound; what of that a file tells is not always taken off.
    let packed = room(home.path(), "avenc_aac !");
    both_are_found(&video(home.path(), "face.mp4", &packed, "mp4mux"), 0.03);
}

#[test]
fn what_is_not_there_is_said_and_what_is_no_video_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let silent = video(home.path(), "silent.mkv", "", "matroskamux");
    let found = searched(&silent).unwrap();
    assert!(!found.has_audio && !found.notes.is_empty(), "{found:?}");
    let flashes: Vec<f64> = found.marks.iter().filter_map(|mark| mark.flash_s).collect();
    assert_eq!(flashes.len(), GIVEN.len(), "{found:?}");
    let found = searched(&sound(home.path())).unwrap();
    assert!(
        !found.has_video && found.marks.len() == GIVEN.len(),
        "{found:?}"
    );
    let bytes = std::fs::read(&silent).unwrap();
    let cut = home.path().join("cut.mkv");
    std::fs::write(&cut, &bytes[..bytes.len() / 2]).unwrap();
    if let Ok(found) = searched(&cut) {
        assert!(
            found.duration_s < LENGTH_S && found.marks.len() < GIVEN.len(),
            "{found:?}"
        );
    }
    let text = home.path().join("text.mp4");
    std::fs::write(&text, "#EXTM3U\nhttp://127.0.0.1:9/x.mp4\n").unwrap();
    let why = searched(&text).unwrap_err();
    assert!(why.contains("text.mp4"), "{why}");
}
