//! One decoded picture: three planes of bytes, where it belongs in the film and when it is due.

use gstreamer as gst;
use gstreamer_video::{VideoFrame, VideoInfo, prelude::*, video_frame::Readable};

use super::info::Picture;
use super::probe;
use crate::time::{FilmTime, Micros, Stamp};

/// How a frame's pixels are laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// I420: luma, blue and red difference; a graphics card turns them into RGB.
    #[default]
    Planes,
    /// One plane of blue, green, red and an unused byte: for OpenGL that runs in software.
    Bgrx,
}

/// A frame's pixels.
pub enum Pixels<'a> {
    /// Luma, blue and red difference, one byte a pixel.
    Planes([Plane<'a>; 3]),
    /// Four bytes a pixel.
    Bgrx(Plane<'a>),
}

/// A decoded frame, still in the decoder's memory.
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

/// One plane of bytes: rows of `stride` bytes that begin with `width` pixels.
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
        Some(Self {
            film,
            due,
            lasts: Micros(lasts),
            picture,
            pixels,
        })
    }

    /// The pixels; `None` when the memory does not hold what it promises.
    pub fn pixels(&self) -> Option<Pixels<'_>> {
        if self.pixels.n_planes() == 3 {
            Some(Pixels::Planes([
                self.plane(0, 1)?,
                self.plane(1, 1)?,
                self.plane(2, 1)?,
            ]))
        } else {
            self.plane(0, 4).map(Pixels::Bgrx)
        }
    }

    fn plane(&self, index: u8, pixel_bytes: usize) -> Option<Plane<'_>> {
        let bytes = self.pixels.plane_data(u32::from(index)).ok()?;
        let stride = usize::try_from(*self.pixels.plane_stride().get(usize::from(index))?).ok()?;
        let width = self.pixels.comp_width(u32::from(index)) as usize;
        let height = self.pixels.comp_height(u32::from(index)) as usize;
        let row = width.checked_mul(pixel_bytes)?;
        let needed = stride
            .checked_mul(height.checked_sub(1)?)?
            .checked_add(row)?;
        let whole = stride.is_multiple_of(pixel_bytes);
        (row <= stride && whole && needed <= bytes.len()).then_some(Plane {
            bytes,
            stride,
            width,
            height,
        })
    }
}
