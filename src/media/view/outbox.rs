//! What goes to the desk: short messages in their order, and of pictures only the newest, scaled to what the window asks for.
//!
//! Converting and writing happen on a thread of their own. A desk that is slow to read makes pictures be left out, never wait.

use std::collections::VecDeque;
use std::io::Write;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use gstreamer as gst;
use gstreamer_video as video;
use gstreamer_video::prelude::*;

use super::orientation::Orientation;
use super::wire::{At, FrameHead, Head, LARGEST_SIDE, PIXEL_BYTES, write};
use crate::time::{FilmTime, Stamp};

/// A decoded frame and its exact place.
#[derive(Clone)]
pub(super) struct Shot {
    pub sample: gst::Sample,
    /// Media time.
    pub film: gst::ClockTime,
    pub orientation: Orientation,
}

impl Shot {
    /// Its media time as the desk counts.
    pub fn film_time(&self) -> FilmTime {
        film_time(self.film)
    }
}

/// In whole microseconds, as everywhere in the program.
pub(super) fn film_time(film: gst::ClockTime) -> FilmTime {
    FilmTime(i64::try_from(film.useconds()).unwrap_or(i64::MAX))
}

/// One picture on its way.
#[derive(Clone)]
struct Parcel {
    shot: Shot,
    at: At,
    rough: bool,
}

#[derive(Default)]
struct State {
    lines: VecDeque<Head>,
    parcel: Option<Parcel>,
    /// The last one, for when the window changes its size.
    last: Option<Parcel>,
    size: (u32, u32),
    /// While it plays: which order it answers and how fast.
    playing: Option<(u64, f64)>,
    over: bool,
}

/// Where messages wait.
#[derive(Default)]
pub(super) struct Outbox {
    state: Mutex<State>,
    news: Condvar,
}

impl Outbox {
    /// Sends a short message.
    pub fn say(&self, head: Head) {
        self.lock().lines.push_back(head);
        self.news.notify_all();
    }

    /// Sends a frame that holds.
    pub fn show(&self, shot: Shot, at: At, rough: bool) {
        self.lock().parcel = Some(Parcel { shot, at, rough });
        self.news.notify_all();
    }

    /// From now on frames that play are taken.
    pub fn playing(&self, n: u64, rate: f64) {
        self.lock().playing = Some((n, rate));
    }

    /// Sends a frame that plays; left out once it holds.
    pub fn show_playing(&self, shot: Shot, due: Stamp) {
        let mut state = self.lock();
        let Some((n, rate)) = state.playing else {
            return;
        };
        let at = At {
            n,
            film: shot.film_time(),
            due,
            rate,
            ended: false,
        };
        let parcel = Parcel {
            shot,
            at,
            rough: false,
        };
        state.last = Some(parcel.clone());
        state.parcel = Some(parcel);
        drop(state);
        self.news.notify_all();
    }

    /// No frame that plays is taken any more; gives the place of the last one.
    pub fn hold(&self) -> Option<gst::ClockTime> {
        let mut state = self.lock();
        state.playing?;
        state.playing = None;
        let last = state.last.as_mut()?;
        last.at.rate = 0.0;
        let film = last.shot.film;
        if let Some(parcel) = &mut state.parcel {
            parcel.at.rate = 0.0;
        }
        Some(film)
    }

    /// Pictures are at most this large from now on; the last one is sent again.
    pub fn resize(&self, size: (u32, u32)) {
        let mut state = self.lock();
        state.size = size;
        if state.parcel.is_none() && state.playing.is_none() {
            state.parcel = state.last.clone();
        }
        drop(state);
        self.news.notify_all();
    }

    /// What was said is still sent, then [`Self::carry`] returns.
    pub fn close(&self) {
        self.lock().over = true;
        self.news.notify_all();
    }

    /// Carries messages out until it is closed or nobody reads.
    pub fn carry(&self, mut out: impl Write) {
        let mut scaler = Scaler::default();
        let mut pixels = Vec::new();
        loop {
            let idle =
                |state: &mut State| state.lines.is_empty() && state.parcel.is_none() && !state.over;
            let waited = self.news.wait_while(self.lock(), idle);
            let mut state = waited.unwrap_or_else(PoisonError::into_inner);
            let lines = std::mem::take(&mut state.lines);
            let parcel = state.parcel.take();
            if let Some(parcel) = &parcel {
                state.last = Some(parcel.clone());
            }
            let (size, over) = (state.size, state.over);
            drop(state);
            let told = lines.iter().try_for_each(|line| write(&mut out, line, &[]));
            if told.is_err() {
                return;
            }
            let Some(parcel) = parcel else {
                if over {
                    return;
                }
                continue;
            };
            let scaled = scaler.scale(&parcel.shot, size, &mut pixels);
            let head = match scaled {
                Some((width, height)) => Head::Frame(FrameHead {
                    at: parcel.at,
                    rough: parcel.rough,
                    width,
                    height,
                    orientation: parcel.shot.orientation,
                }),
                // A frame that can't be converted still says where the film is.
                None => Head::At(parcel.at),
            };
            let body = if scaled.is_some() {
                pixels.as_slice()
            } else {
                &[]
            };
            if write(&mut out, &head, body).is_err() {
                return;
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Turns frames into small pictures; keeps what it needs between equal frames.
#[derive(Default)]
struct Scaler {
    made: Option<(video::VideoInfo, video::VideoInfo, video::VideoConverter)>,
    buffer: Option<gst::Buffer>,
}

impl Scaler {
    /// Fills `pixels` with a picture of the frame's own shape that fits into `size`; gives its width and height.
    fn scale(&mut self, shot: &Shot, size: (u32, u32), pixels: &mut Vec<u8>) -> Option<(u32, u32)> {
        let info = video::VideoInfo::from_caps(shot.sample.caps()?).ok()?;
        let (width, height) = fit(&info, shot.orientation, size);
        let same = self.made.as_ref().is_some_and(|(from, to, _)| {
            *from == info && (to.width(), to.height()) == (width, height)
        });
        if !same {
            self.buffer = None;
            let to = video::VideoInfo::builder(video::VideoFormat::Rgba, width, height)
                .fps(info.fps())
                .interlace_mode(info.interlace_mode())
                .build()
                .ok()?;
            let mut wanted = video::VideoConverterConfig::new();
            wanted.set_resampler_method(video::VideoResamplerMethod::Linear);
            wanted.set_threads(2);
            let converter = video::VideoConverter::new(&info, &to, Some(wanted)).ok()?;
            self.made = Some((info.clone(), to, converter));
        }
        let (_, to, converter) = self.made.as_ref()?;
        let mut buffer = match self.buffer.take() {
            Some(buffer) => buffer,
            None => gst::Buffer::with_size(to.size()).ok()?,
        };
        let from =
            video::VideoFrameRef::from_buffer_ref_readable(shot.sample.buffer()?, &info).ok()?;
        let mut into =
            video::VideoFrameRef::from_buffer_ref_writable(buffer.get_mut()?, to).ok()?;
        converter.frame_ref(&from, &mut into);
        let stride = usize::try_from(*into.plane_stride().first()?).ok()?;
        let row = width as usize * PIXEL_BYTES;
        let bytes = into.plane_data(0).ok()?;
        pixels.clear();
        for line in bytes.chunks(stride.max(1)).take(height as usize) {
            pixels.extend_from_slice(line.get(..row)?);
        }
        drop(into);
        self.buffer = Some(buffer);
        (pixels.len() == row * height as usize).then_some((width, height))
    }
}

/// The largest size in the frame's own shape that fits; never larger than the frame itself.
fn fit(info: &video::VideoInfo, orientation: Orientation, size: (u32, u32)) -> (u32, u32) {
    let aspect = info.par();
    let stretch = if aspect.numer() > 0 && aspect.denom() > 0 {
        f64::from(aspect.numer()) / f64::from(aspect.denom())
    } else {
        1.0
    };
    let (wide, high) = if orientation.lies() {
        (size.1, size.0)
    } else {
        size
    };
    // Before the window has said its size.
    let most = |side: u32| {
        f64::from(if side == 0 {
            640
        } else {
            side.min(LARGEST_SIDE)
        })
    };
    let (width, height) = (f64::from(info.width()) * stretch, f64::from(info.height()));
    let scale = (most(wide) / width).min(most(high) / height).min(1.0);
    let side = |length: f64| ((length * scale).round() as u32).clamp(1, LARGEST_SIDE);
    (side(width), side(height))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fitted(width: u32, height: u32, par: (i32, i32), size: (u32, u32)) -> (u32, u32) {
        gst::init().unwrap();
        let info = video::VideoInfo::builder(video::VideoFormat::I420, width, height)
            .par(gst::Fraction::new(par.0, par.1))
            .build()
            .unwrap();
        fit(&info, Orientation::default(), size)
    }

    #[test]
    fn pictures_keep_their_shape_and_never_grow() {
        assert_eq!(fitted(1920, 1080, (1, 1), (960, 960)), (960, 540));
        assert_eq!(fitted(1920, 1080, (1, 1), (9999, 9999)), (1280, 720));
        assert_eq!(fitted(320, 180, (1, 1), (1280, 720)), (320, 180));
        assert_eq!(fitted(720, 576, (64, 45), (1280, 720)), (1024, 576));
        assert_eq!(fitted(4000, 2, (1, 1), (100, 100)), (100, 1));
    }
}
