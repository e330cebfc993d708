//! The desk's side of a viewing child: starts it, sends it orders, keeps the newest picture, and says when it is lost.

use std::collections::VecDeque;
use std::io::{BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use super::orientation::Orientation;
use super::wire::{At, Head, Order, What, read};
use crate::link::FileMark;
use crate::media::MediaInfo;
use crate::media::ask::{absolute, own_program};
use crate::media::error::MediaError;
use crate::time::{self, FilmTime, Stamp};

/// A child that says nothing for so long hangs.
const SILENCE: Duration = Duration::from_secs(12);
/// Places that are remembered: some seconds of a film that plays.
const PLACES: usize = 256;

/// A picture to show.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// Its media time.
    pub film: FilmTime,
    /// When it was due.
    pub due: Stamp,
    /// Media time a second of real time when it came; 0 while it holds.
    pub rate: f64,
    /// Not yet the one that was asked for, only one on the way to it.
    pub rough: bool,
    /// Width and height in pixels, as stored.
    pub size: (usize, usize),
    /// How it must be turned.
    pub orientation: Orientation,
    /// Red, green, blue and an opaque fourth byte for each pixel, row by row.
    pub rgba: Vec<u8>,
}

#[derive(Default)]
struct State {
    info: Option<MediaInfo>,
    failed: Option<String>,
    silent: Option<String>,
    /// Newest last.
    places: VecDeque<At>,
    picture: Option<Shown>,
    has_shown: bool,
    heard: Stamp,
    /// The number of the newest order.
    sent: u64,
    /// Of the newest that asks for another picture …
    asked: u64,
    /// … and of the newest that was answered.
    answered: u64,
    /// A seek that is not answered yet: its order and where to.
    seeking: Option<(u64, FilmTime)>,
    playing: Option<f64>,
    /// The order that made it play.
    played: u64,
}

/// A viewing child. Dropping it ends the child.
pub struct View {
    state: Arc<Mutex<State>>,
    orders: Option<Sender<Order>>,
    child: Option<Kept>,
}

/// A child that is ended and reaped whatever happens.
struct Kept(Child);

impl Drop for Kept {
    fn drop(&mut self) {
        // Already ended is fine, and nothing more can be done about the rest.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl View {
    /// Starts a child of this program, or of `program`, that opens the file; with a mark only that very file. `wake` is called, from
    /// any thread, whenever there is something new to see.
    pub fn open(
        program: Option<&Path>,
        path: &Path,
        mark: Option<&FileMark>,
        wake: Arc<dyn Fn() + Send + Sync>,
    ) -> Self {
        let state = State {
            heard: time::now(),
            ..State::default()
        };
        let mut view = Self {
            state: Arc::new(Mutex::new(state)),
            orders: None,
            child: None,
        };
        if let Err(why) = view.start(program, path, mark, wake) {
            view.lock().failed = Some(why);
        }
        view
    }

    fn start(
        &mut self,
        program: Option<&Path>,
        path: &Path,
        mark: Option<&FileMark>,
        wake: Arc<dyn Fn() + Send + Sync>,
    ) -> Result<(), String> {
        let program = program.map_or_else(own_program, |program| Ok(program.to_owned()))?;
        let mut command = Command::new(program);
        command.arg("media-view").arg(absolute(path));
        if let Some(mark) = mark {
            command.arg(serde_json::to_string(mark).map_err(|error| error.to_string())?);
        }
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let no_start = |error| format!("Lacrima cannot start its film viewer ({error}): try again");
        let mut child = Kept(command.spawn().map_err(no_start)?);
        let no_pipe = "the film viewer cannot be reached: try again";
        let output = child.0.stdout.take().ok_or(no_pipe)?;
        let input = child.0.stdin.take().ok_or(no_pipe)?;
        self.child = Some(child);
        let (orders, coming) = channel();
        self.orders = Some(orders);
        let no_thread =
            |error| format!("Lacrima cannot start another thread ({error}): close other programs");
        thread::Builder::new()
            .name("viewer-orders".into())
            .spawn(move || send_orders(&coming, input))
            .map_err(no_thread)?;
        let (state, file) = (Arc::clone(&self.state), MediaError::name(path));
        thread::Builder::new()
            .name("viewer-pictures".into())
            .spawn(move || hear(BufReader::new(output), &state, &file, &*wake))
            .map_err(no_thread)?;
        Ok(())
    }

    /// What the file is, once it is known.
    pub fn info(&self) -> Option<MediaInfo> {
        self.lock().info.clone()
    }

    /// Whether the first picture (or, of a sound, its beginning) is there.
    pub fn is_ready(&self) -> bool {
        self.lock().has_shown
    }

    /// Why it can't be shown: one sentence that says what to do. A child that hangs is noticed here.
    pub fn failure(&self) -> Option<String> {
        let mut state = self.lock();
        if state.failed.is_none() && time::now() > state.heard.after(SILENCE) {
            state.fail(
                "the film viewer has stopped answering: open the film again, or convert it to mp4 (H.264 and AAC)",
            );
        }
        state.failed.clone()
    }

    /// Why it plays without its sound, in a few words.
    pub fn silent(&self) -> Option<String> {
        self.lock().silent.clone()
    }

    /// Takes the newest picture, if it was not taken yet.
    pub fn take_picture(&self) -> Option<Shown> {
        self.lock().picture.take()
    }

    /// Plays at this rate from where it is.
    pub fn play(&self, rate: f64) {
        self.order(What::Play(rate));
    }

    /// Holds.
    pub fn pause(&self) {
        self.order(What::Pause);
    }

    /// Whether it plays, or is about to.
    pub fn rate(&self) -> Option<f64> {
        self.lock().playing
    }

    /// Goes to the frame that is shown at this media time.
    pub fn seek(&self, to: FilmTime) {
        self.order(What::Seek(to.max(FilmTime(0))));
    }

    /// Goes so many frames on, or back, and holds.
    pub fn step(&self, by: i32) {
        self.order(What::Step(by));
    }

    /// Without sound, or with it again.
    pub fn mute(&self, muted: bool) {
        self.order(What::Mute(muted));
    }

    /// Pictures are at most this large, in pixels.
    pub fn size(&self, width: u32, height: u32) {
        self.order(What::Size(width, height));
    }

    /// Whether every order was answered: what is shown is what was asked for.
    pub fn is_settled(&self) -> bool {
        let state = self.lock();
        state.answered >= state.asked
    }

    /// The media time of what is shown; while a seek is under way, where it goes.
    pub fn position(&self) -> FilmTime {
        let state = self.lock();
        match (state.seeking, state.places.back()) {
            (Some((_, to)), _) => to,
            (None, Some(place)) => place.film,
            (None, None) => FilmTime(0),
        }
    }

    /// The media time at an instant.
    pub fn at(&self, stamp: Stamp) -> FilmTime {
        let state = self.lock();
        let end = state.info.as_ref().and_then(|info| info.duration_s);
        place_at(&state.places, stamp, end.map(FilmTime::from_s))
    }

    /// The child's process number, while there is one.
    pub fn process(&self) -> Option<u32> {
        self.child.as_ref().map(|child| child.0.id())
    }

    fn order(&self, what: What) {
        let mut state = self.lock();
        let n = state.ask(what);
        // Sent before the state is free, for an answer may be quick. A child that has gone is noticed by the thread that hears it.
        if let Some(orders) = &self.orders {
            let _ = orders.send(Order { n, what });
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl State {
    fn fail(&mut self, why: &str) {
        self.failed.get_or_insert_with(|| why.to_owned());
        self.playing = None;
        self.seeking = None;
    }

    /// Notes what was asked; gives the order's number.
    fn ask(&mut self, what: What) -> u64 {
        self.sent += 1;
        let n = self.sent;
        match what {
            // Only what moves the picture is answered by a place.
            What::Mute(_) | What::Size(..) => return n,
            What::Seek(to) => self.seeking = Some((n, to)),
            What::Play(rate) => {
                self.playing = Some(rate);
                self.played = n;
            }
            What::Step(_) | What::Pause => self.playing = None,
        }
        self.asked = n;
        n
    }

    fn arrive(&mut self, at: At) {
        self.has_shown = true;
        self.answered = self.answered.max(at.n);
        if self.seeking.is_some_and(|(n, _)| n <= at.n) {
            self.seeking = None;
        }
        if at.rate == 0.0 && at.ended && at.n >= self.played {
            self.playing = None;
        }
        if self.places.len() >= PLACES {
            self.places.pop_front();
        }
        self.places.push_back(at);
    }
}

/// The media time at an instant, from the places that were told: by the rate from the last one before it on, up to the next one.
fn place_at(places: &VecDeque<At>, stamp: Stamp, end: Option<FilmTime>) -> FilmTime {
    let after = places.partition_point(|place| place.due <= stamp);
    let next = places.get(after);
    let Some(place) = after.checked_sub(1).and_then(|last| places.get(last)) else {
        return next.map_or(FilmTime(0), |first| first.film);
    };
    let on = stamp.ns_since(place.due) as f64 * place.rate / 1000.0;
    let film = FilmTime(place.film.0.saturating_add(on.round() as i64));
    let bound = next
        .map(|next| next.film)
        .filter(|&next| next >= place.film && place.rate > 0.0)
        .or(end)
        .map_or(film, |bound| bound.max(place.film));
    film.min(bound)
}

fn send_orders(coming: &Receiver<Order>, mut input: ChildStdin) {
    for order in coming {
        let Ok(mut line) = serde_json::to_vec(&order) else {
            continue;
        };
        line.push(b'\n');
        if input.write_all(&line).is_err() {
            return;
        }
    }
}

fn hear(mut output: impl Read, state: &Mutex<State>, file: &str, wake: &(dyn Fn() + Send + Sync)) {
    while let Ok((head, body)) = read(&mut output) {
        let mut state = lock(state);
        state.heard = time::now();
        match head {
            Head::Alive => continue,
            Head::Opened(info) => state.info = Some(info),
            Head::At(at) => state.arrive(at),
            Head::Silent(why) => state.silent = why,
            Head::Failed(why) => state.fail(&why),
            Head::Frame(frame) => {
                state.arrive(frame.at);
                state.picture = Some(Shown {
                    film: frame.at.film,
                    due: frame.at.due,
                    rate: frame.at.rate,
                    rough: frame.rough,
                    size: (frame.width as usize, frame.height as usize),
                    orientation: frame.orientation,
                    rgba: body,
                });
            }
        }
        drop(state);
        wake();
    }
    lock(state).fail(&format!(
        "{file} made the film viewer fail: open it again, or convert it to mp4 (H.264 and AAC)"
    ));
    wake();
}

#[cfg(test)]
mod tests {
    use super::*;

    const S: i64 = 1_000_000_000;

    fn at(film_ms: i64, due: i64, rate: f64) -> At {
        At {
            n: 0,
            film: FilmTime(film_ms * 1000),
            due: Stamp(due),
            rate,
            ended: false,
        }
    }

    #[test]
    fn the_place_at_an_instant_follows_the_rate_and_stands_while_it_holds() {
        let places: VecDeque<At> =
            [at(1000, S, 0.5), at(1500, 2 * S, 0.0), at(9000, 3 * S, 2.0)].into();
        let ms = |stamp| place_at(&places, Stamp(stamp), Some(FilmTime(10_000_000))).0 / 1000;
        assert_eq!(ms(0), 1000, "before anything was told");
        assert_eq!(ms(S + S / 2), 1250);
        assert_eq!(ms(2 * S + S / 2), 1500, "while it holds");
        assert_eq!(ms(3 * S + S / 4), 9500);
        assert_eq!(ms(9 * S), 10_000, "not beyond the end");
    }

    #[test]
    fn a_program_that_cannot_be_started_is_a_sentence() {
        let nowhere = Path::new("/nowhere/lacrima");
        let view = View::open(Some(nowhere), Path::new("a.mp4"), None, Arc::new(|| {}));
        let why = view.failure().unwrap();
        assert!(why.contains("try again"), "{why}");
        view.seek(FilmTime(3));
        view.play(1.0);
    }
}
