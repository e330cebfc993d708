//! A film player whose file breaks while it plays: it goes on as long as it can, says once what is wrong, and hangs nowhere.

use std::fs;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use lacrima::link::FileMark;
use lacrima::media::{FilmPlayer, FilmRequest, Layout, PlayerEvent, SoundOut};
use lacrima::time::{self, FilmTime, Micros};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::media::make;

/// Five seconds with a key frame every second and sound; much larger than any reader takes at once.
fn film(folder: &Path, name: &str, mux: &str) -> PathBuf {
    make(
        folder,
        name,
        &format!(
            "videotestsrc num-buffers=125 pattern=snow ! video/x-raw,format=I420,width=320,height=180,framerate=25/1 ! x264enc key-int-max=25 speed-preset=ultrafast bitrate=4000 ! queue ! m. audiotestsrc num-buffers=234 samplesperbuffer=1024 ! audio/x-raw,rate=48000 ! audioconvert ! avenc_aac ! queue ! m. {mux} name=m"
        ),
    )
}

fn request(path: &Path) -> FilmRequest {
    FilmRequest {
        path: path.to_owned(),
        mark: None,
        start_at: FilmTime(0),
        to: None,
        gain_db: 0.0,
        audio_track: None,
        sound: SoundOut::Silent,
        pictures_later: Micros(0),
        in_a_hurry: true,
    }
}

fn rest() {
    time::sleep_until(time::now().after(Duration::from_millis(2)));
}

fn started(request: &FilmRequest) -> FilmPlayer {
    let mut player = FilmPlayer::open(request, Layout::Planes).unwrap();
    while !player.is_ready() {
        assert!(!matches!(player.poll(), Some(PlayerEvent::Failed(_))));
        rest();
    }
    player.start().unwrap();
    player
}

/// Plays on to the end, at most a minute: how many frames came, how far it got, and how it ended.
fn play_on(player: &mut FilmPlayer) -> (usize, FilmTime, PlayerEvent) {
    let (mut frames, mut film) = (0, FilmTime(0));
    let bound = time::now().after(Duration::from_secs(60));
    while time::now() < bound {
        while let Some(frame) = player.next_frame() {
            frames += 1;
            film = frame.film;
        }
        match player.poll() {
            Some(end @ (PlayerEvent::Failed(_) | PlayerEvent::Drained)) => {
                return (frames, film, end);
            }
            _ => rest(),
        }
    }
    panic!("the film neither ended nor failed; {frames} frames came");
}

/// Frames are taken as fast as they are decoded; the sound, which plays in real time, keeps the decoder to its pace.
fn play_a_little(player: &mut FilmPlayer) {
    let mut frames = 0;
    while frames < 20 {
        match player.next_frame() {
            Some(_) => frames += 1,
            None => rest(),
        }
    }
}

#[test]
fn a_film_that_is_removed_or_replaced_in_play_goes_on_to_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let path = film(folder.path(), "film.mp4", "mp4mux faststart=true");
    let mut player = started(&request(&path));
    play_a_little(&mut player);
    fs::remove_file(&path).unwrap();
    fs::write(&path, b"another file").unwrap();
    let (frames, _, end) = play_on(&mut player);
    assert_eq!((frames + 20, end), (125, PlayerEvent::Drained));
}

#[test]
fn a_film_that_is_truncated_in_play_goes_on_as_far_as_it_is_there_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    for (name, mux, percent) in [
        ("half.mp4", "mp4mux faststart=true", 50),
        ("half.mkv", "matroskamux", 50),
        ("none.mp4", "mp4mux faststart=true", 0),
    ] {
        let path = film(folder.path(), name, mux);
        let bytes = fs::metadata(&path).unwrap().len();
        let mut player = started(&request(&path));
        play_a_little(&mut player);
        let file = fs::OpenOptions::new().write(true).open(&path).unwrap();
        file.set_len(bytes * percent / 100).unwrap();
        let (frames, film, end) = play_on(&mut player);
        let PlayerEvent::Failed(why) = end else {
            panic!("{name}: {end:?} after {frames} frames")
        };
        assert!(why.starts_with(name) && why.contains("cut short"), "{why}");
        assert!(!why.contains('/') && !why.contains('\n'), "{why}");
        if percent > 0 {
            assert!(film >= FilmTime(1_500_000), "{name} stopped at {film:?}");
        }
    }
}

#[test]
fn garbage_in_the_middle_stops_no_film_that_can_go_on() {
    let folder = tempfile::tempdir().unwrap();
    for (name, mux) in [
        ("film.mp4", "mp4mux faststart=true"),
        ("film.mkv", "matroskamux"),
    ] {
        let path = film(folder.path(), name, mux);
        let bytes = fs::metadata(&path).unwrap().len();
        let mut noise = vec![0_u8; usize::try_from(bytes / 8).unwrap()];
        ChaCha8Rng::seed_from_u64(5).fill(noise.as_mut_slice());
        let file = fs::OpenOptions::new().write(true).open(&path).unwrap();
        file.write_all_at(&noise, bytes / 2).unwrap();
        let mut player = started(&request(&path));
        let (frames, film, end) = play_on(&mut player);
        match &end {
            PlayerEvent::Drained => {
                assert!(film >= FilmTime(4_900_000), "{name}: {film:?}");
                assert!(frames >= 90, "{name}: {frames}");
            }
            PlayerEvent::Failed(why) => {
                assert!(film >= FilmTime(1_500_000), "{name}: {film:?}, {why}");
                assert!(why.starts_with(name) && !why.contains('\n'), "{why}");
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_film_that_was_exchanged_since_it_was_examined_is_not_shown() {
    let folder = tempfile::tempdir().unwrap();
    let path = film(folder.path(), "film.mp4", "mp4mux");
    let mark = FileMark::of(&path);
    let mut request = request(&path);
    request.mark.clone_from(&mark);
    // The same file again, copied back, is the same film.
    let copy = folder.path().join("copy");
    fs::copy(&path, &copy).unwrap();
    fs::remove_file(&path).unwrap();
    fs::rename(&copy, &path).unwrap();
    assert!(FilmPlayer::open(&request, Layout::Planes).is_ok());
    let other = film(folder.path(), "other.mkv", "matroskamux");
    fs::rename(other, &path).unwrap();
    let why = FilmPlayer::open(&request, Layout::Planes)
        .err()
        .unwrap()
        .to_string();
    assert!(
        why.starts_with("film.mp4 is not the file that was examined"),
        "{why}"
    );
}

#[test]
fn what_is_no_file_any_more_is_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("film.mp4");
    let refusal = || {
        let opened = FilmPlayer::open(&request(&path), Layout::Planes);
        opened.err().unwrap().to_string()
    };
    assert!(refusal().contains("does not exist"));
    fs::write(&path, b"").unwrap();
    assert!(refusal().contains("is empty"));
    fs::remove_file(&path).unwrap();
    rustix::fs::mknodat(
        rustix::fs::CWD,
        &path,
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RUSR,
        0,
    )
    .unwrap();
    assert!(
        refusal().contains("not a regular file"),
        "and nothing waits for a pipe"
    );
}

#[test]
fn a_film_in_a_hurry_starts_its_pictures_and_its_sound_joins_in() {
    let folder = tempfile::tempdir().unwrap();
    let path = film(folder.path(), "film.mp4", "mp4mux");
    let mut request = request(&path);
    request.start_at = FilmTime(2_000_000);
    let mut player = started(&request);
    let onset = player.onset().unwrap();
    let (mut dues, mut end) = (Vec::new(), None);
    while end.is_none() {
        match player.next_frame() {
            Some(frame) => dues.push((frame.film, frame.due)),
            None => rest(),
        }
        end = player.poll();
    }
    assert_eq!(end, Some(PlayerEvent::Drained));
    assert_eq!(dues.len(), 75);
    // When the sound joins in the film follows its device, without a jump of the pictures.
    for (film, due) in dues {
        let expected = onset.0 + (film - FilmTime(2_000_000)).0 * 1000;
        assert!(
            (due.0 - expected).abs() < 15_000_000,
            "{film:?}: {}",
            due.0 - expected
        );
    }
}
