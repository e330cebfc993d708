//! Finds single frames exactly: from the key frame before, on through every decoded frame, to the one that is wanted.
//!
//! Nothing is asked of a file's index or of its frames' lengths but a key frame that lies early enough, so films with frames in another
//! order than they are shown (B frames), with a variable rate or without lengths are as exact as any.

use std::collections::VecDeque;
use std::time::Duration;

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app::AppSink;

use super::orientation::Orientation;
use super::outbox::Shot;
use crate::media::error::MediaError;
use crate::media::graph::{Graph, clock_time};
use crate::time::{self, Stamp};

/// Decoded frames are kept up to so many bytes, so that steps back seldom decode again …
const KEPT_BYTES: usize = 64 << 20;
/// … and at least these: the one that is shown and its neighbours.
const KEPT_LEAST: usize = 3;
/// A frame this little ahead is reached by going on.
const NEAR: gst::ClockTime = gst::ClockTime::from_mseconds(1500);
/// Where a seek lands after what it was asked for, it is asked for something this much earlier.
const EARLIER: [u64; 6] = [0, 500, 2_000, 10_000, 60_000, u64::MAX];
/// A decoder that gives nothing for so long has stopped.
const SILENCE: Duration = Duration::from_secs(8);
/// How long one look for a frame lasts.
const LOOK: Duration = Duration::from_millis(40);

/// How a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Search {
    /// The frame is the current one.
    Found,
    /// Something newer is wanted; the current frame is one on the way.
    Overtaken,
}

/// Asked between two frames of a search: it may show the current one, and says whether to give up.
pub(super) type Between<'a> = dyn FnMut(Option<&Shot>) -> bool + 'a;

enum Pulled {
    Frame,
    End,
    Overtaken,
}

/// A pipeline that decodes as it is told, without clock and sound.
pub(super) struct Still {
    graph: Graph,
    sink: AppSink,
    /// Frames without a gap, in the order they are shown.
    kept: VecDeque<Shot>,
    /// Which of them is current.
    cursor: usize,
    /// The last frame of the file is the last one kept.
    at_end: bool,
    /// The first frame of the file is the first one kept.
    at_start: bool,
    /// Frames seen since the last seek are whole.
    clean: bool,
}

impl Still {
    /// Takes a graph that has decoded its first picture.
    pub fn new(graph: Graph, sink: AppSink) -> Result<Self, MediaError> {
        graph
            .pipeline
            .set_state(gst::State::Playing)
            .map_err(|_| graph.first_error(None))?;
        Ok(Self {
            graph,
            sink,
            kept: VecDeque::new(),
            cursor: 0,
            at_end: false,
            at_start: true,
            clean: false,
        })
    }

    /// The frame that was found last.
    pub fn current(&self) -> Option<&Shot> {
        self.kept.get(self.cursor)
    }

    /// Whether no frame follows the current one; known once it was looked for.
    pub fn is_last(&self) -> bool {
        self.at_end && self.cursor + 1 >= self.kept.len()
    }

    /// Goes to the frame that is shown at `to`; the first one where `to` lies before it, the last one where it lies after it.
    pub fn go_to(
        &mut self,
        to: gst::ClockTime,
        between: &mut Between<'_>,
    ) -> Result<Search, MediaError> {
        let front = self.kept.front().map(|shot| shot.film);
        let back = self.kept.back().map(|shot| shot.film);
        let reachable = |back: gst::ClockTime| back.saturating_add(NEAR) > to || self.at_end;
        let after_front =
            front.is_some_and(|front| front <= to) || (self.at_start && front.is_some());
        if after_front && back.is_some_and(reachable) {
            return self.go_on_to(to, between);
        }
        for earlier in EARLIER {
            let from = to.saturating_sub(gst::ClockTime::from_mseconds(earlier.min(1 << 40)));
            self.seek(from)?;
            match self.pull(between)? {
                Pulled::Overtaken => return Ok(Search::Overtaken),
                Pulled::End => {}
                Pulled::Frame => {
                    let first = self.kept.front().map(|shot| shot.film);
                    if self.at_start || first.is_some_and(|first| first <= to) {
                        return self.go_on_to(to, between);
                    }
                }
            }
            if from == gst::ClockTime::ZERO {
                break;
            }
        }
        Err(MediaError::CutShort {
            file: self.graph.file().to_owned(),
            at_s: u32::try_from(to.seconds()).ok(),
            length_s: None,
        })
    }

    /// Goes by so many frames, as far as there are any.
    pub fn go_by(&mut self, by: i32, between: &mut Between<'_>) -> Result<Search, MediaError> {
        let far = by.unsigned_abs() as usize;
        if by >= 0 {
            return self.go_forward(far, between);
        }
        self.go_back(far, between)
    }

    fn go_forward(&mut self, far: usize, between: &mut Between<'_>) -> Result<Search, MediaError> {
        for _ in 0..far {
            if self.cursor + 1 >= self.kept.len() {
                match self.pull(between)? {
                    Pulled::Frame => {}
                    Pulled::End => break,
                    Pulled::Overtaken => return Ok(Search::Overtaken),
                }
            }
            self.cursor = (self.cursor + 1).min(self.kept.len().saturating_sub(1));
        }
        Ok(Search::Found)
    }

    fn go_back(&mut self, far: usize, between: &mut Between<'_>) -> Result<Search, MediaError> {
        let mut missing = far;
        loop {
            if missing <= self.cursor || self.at_start {
                self.cursor = self.cursor.saturating_sub(missing);
                return Ok(Search::Found);
            }
            let Some(front) = self.kept.front().map(|shot| shot.film) else {
                return Ok(Search::Found);
            };
            missing -= self.cursor;
            // All frames between the key frame before the first kept one and that one.
            let before = front.saturating_sub(gst::ClockTime::from_nseconds(1));
            let mut passed = Vec::new();
            let found = self.go_to(before, &mut |shot| {
                if let Some(film) = shot.map(|shot| shot.film)
                    && passed.last() != Some(&film)
                {
                    passed.push(film);
                }
                between(None)
            })?;
            if found == Search::Overtaken {
                return Ok(found);
            }
            passed.extend(self.current().map(|shot| shot.film));
            passed.retain(|film| *film < front);
            passed.dedup();
            if passed.is_empty() {
                // Nothing comes before it.
                return self.go_to(front, between);
            }
            match passed
                .len()
                .checked_sub(missing)
                .and_then(|at| passed.get(at))
            {
                Some(target) => return self.go_to(*target, between),
                None => {
                    missing -= passed.len();
                    let first = passed.first().copied().unwrap_or(front);
                    if first == gst::ClockTime::ZERO {
                        return self.go_to(first, between);
                    }
                    if self.go_to(first, between)? == Search::Overtaken {
                        return Ok(Search::Overtaken);
                    }
                }
            }
        }
    }

    /// From the frames that are kept on to the last one that begins no later than `to`.
    fn go_on_to(
        &mut self,
        to: gst::ClockTime,
        between: &mut Between<'_>,
    ) -> Result<Search, MediaError> {
        while self.kept.back().is_none_or(|back| back.film <= to) {
            self.cursor = self.kept.len().saturating_sub(1);
            match self.pull(between)? {
                Pulled::Frame => {}
                Pulled::End => break,
                Pulled::Overtaken => return Ok(Search::Overtaken),
            }
        }
        let after = self.kept.partition_point(|shot| shot.film <= to);
        self.cursor = after.saturating_sub(1);
        Ok(Search::Found)
    }

    fn seek(&mut self, from: gst::ClockTime) -> Result<(), MediaError> {
        // What was said before it no longer matters.
        while self.graph.bus.pop().is_some() {}
        let flags = gst::SeekFlags::FLUSH | gst::SeekFlags::KEY_UNIT | gst::SeekFlags::SNAP_BEFORE;
        self.graph
            .pipeline
            .seek_simple(flags, from)
            .map_err(|_| self.graph.first_error(None))?;
        self.kept.clear();
        self.cursor = 0;
        self.at_end = false;
        self.at_start = from == gst::ClockTime::ZERO;
        self.clean = false;
        Ok(())
    }

    /// One more decoded frame at the end of those that are kept.
    fn pull(&mut self, between: &mut Between<'_>) -> Result<Pulled, MediaError> {
        if self.at_end {
            return Ok(Pulled::End);
        }
        let begun = time::now();
        loop {
            if between(self.current()) {
                return Ok(Pulled::Overtaken);
            }
            if let Some(sample) = self.sink.try_pull_sample(clock_time(LOOK)) {
                if let Some(shot) = self.take(sample) {
                    self.keep(shot);
                    return Ok(Pulled::Frame);
                }
                continue;
            }
            if self.sink.is_eos() {
                self.at_end = true;
                return Ok(Pulled::End);
            }
            self.fault(begun)?;
        }
    }

    fn fault(&self, begun: Stamp) -> Result<(), MediaError> {
        let wanted = [gst::MessageType::Error, gst::MessageType::Application];
        if let Some(message) = self.graph.bus.pop_filtered(&wanted) {
            return Err(self.graph.first_error(Some(&message)));
        }
        if time::now() > begun.after(SILENCE) {
            return Err(MediaError::Stalled {
                file: self.graph.file().to_owned(),
                seconds: SILENCE.as_secs() as u32,
            });
        }
        Ok(())
    }

    /// The frame of a sample; none where it can't be placed or still lacks what it was predicted from.
    fn take(&mut self, sample: gst::Sample) -> Option<Shot> {
        let buffer = sample.buffer()?;
        let whole = !buffer.flags().contains(gst::BufferFlags::CORRUPTED);
        self.clean |= whole || self.at_start;
        if !self.clean {
            return None;
        }
        let segment = sample.segment()?.downcast_ref::<gst::ClockTime>()?;
        let film = segment.to_stream_time(buffer.pts()?)?;
        // A frame that goes back in time can't be told from the one before.
        if self.kept.back().is_some_and(|back| back.film >= film) {
            return None;
        }
        let orientation = orientation(&self.sink);
        Some(Shot {
            sample,
            film,
            orientation,
        })
    }

    fn keep(&mut self, shot: Shot) {
        let bytes = shot.sample.buffer().map_or(0, gst::BufferRef::size);
        self.kept.push_back(shot);
        let most = (KEPT_BYTES / bytes.max(1)).max(KEPT_LEAST);
        while self.kept.len() > most && self.cursor > 0 {
            self.kept.pop_front();
            self.cursor -= 1;
            self.at_start = false;
        }
    }
}

/// How the picture that reaches this sink must be turned.
pub(super) fn orientation(sink: &AppSink) -> Orientation {
    let mut found = Orientation::default();
    let Some(pad) = sink.static_pad("sink") else {
        return found;
    };
    pad.sticky_events_foreach(|event| {
        if let gst::EventView::Tag(tag) = event.view()
            && let Some(name) = tag.tag().get::<gst::tags::ImageOrientation>()
        {
            found = Orientation::named(name.get());
        }
        std::ops::ControlFlow::Continue(gst::EventForeachAction::Keep)
    });
    found
}
