//! One decoded picture: three planes of bytes, where it belongs in the film and when it is due.

use gstreamer as gst;
use gstreamer_video::{VideoFrame, VideoInfo, prelude::*, video_frame::Readable};

use super::info::Picture;
use super::probe;
use crate::time::{FilmTime, Micros, Stamp};

/// A decoded I420 frame, still in the decoder's memory.
pub struct Frame {
    /// Media time.
    pub film: FilmTime,
    /// When it should appear.
    pub due: Stamp,
    /// How long it stands; zero when the file doesn't say.
    pub lasts: Micros,
    /// Size, pixel shape and colours.
    pub picture: Picture,
    pixels: VideoFrame<Readable>,
}

/// One plane of bytes: rows of `stride` bytes, of which `width` are pixels.
#[derive(Clone, Copy, Debug)]
pub struct Plane<'a> {
    /// Rows, each `stride` bytes long.
    pub bytes: &'a [u8],
    /// Bytes from row to row.
    pub stride: usize,
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
}

impl Frame {
    /// Takes the pixels of a sample; `None` when it is not a mappable I420 picture.
    pub(super) fn from_sample(sample: &gst::Sample, film: FilmTime, due: Stamp) -> Option<Self> {
        let info = VideoInfo::from_caps(sample.caps()?).ok()?;
        let buffer = sample.buffer_owned()?;
        let lasts = buffer
            .duration()
            .map_or(0, |d| i64::try_from(d.useconds()).unwrap_or(0));
        let picture = probe::picture(&info);
        let pixels = VideoFrame::from_buffer_readable(buffer, &info).ok()?;
        (pixels.n_planes() == 3).then_some(Self {
            film,
            due,
            lasts: Micros(lasts),
            picture,
            pixels,
        })
    }

    /// Luma, blue and red difference; `None` when the memory does not hold what it promises.
    pub fn planes(&self) -> Option<[Plane<'_>; 3]> {
        Some([self.plane(0)?, self.plane(1)?, self.plane(2)?])
    }

    fn plane(&self, index: u8) -> Option<Plane<'_>> {
        let bytes = self.pixels.plane_data(u32::from(index)).ok()?;
        let stride = usize::try_from(*self.pixels.plane_stride().get(usize::from(index))?).ok()?;
        let width = self.pixels.comp_width(u32::from(index)) as usize;
        let height = self.pixels.comp_height(u32::from(index)) as usize;
        let needed = stride
            .checked_mul(height.checked_sub(1)?)?
            .checked_add(width)?;
        (width <= stride && needed <= bytes.len()).then_some(Plane {
            bytes,
            stride,
            width,
            height,
        })
    }
}
