//! A small picture of the film for the experimenter, made on the processor while the film waits for its due instant.

use super::colour::yuv_to_rgb;
use crate::media::{Frame, Pixels, Plane};

/// Widest thumbnail, in pixels.
const WIDEST: usize = 160;

/// RGB bytes, row by row, `3 · width · height` of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thumbnail {
    /// Width and height in pixels.
    pub size: (u16, u16),
    /// The bytes.
    pub rgb: Vec<u8>,
}

/// Every n-th pixel of the frame in its own shape; `None` for a frame without pixels.
pub(super) fn thumbnail(frame: &Frame) -> Option<Thumbnail> {
    let picture = &frame.picture;
    let shown_width = (f64::from(picture.width) * picture.pixel_aspect).max(1.0);
    let width = WIDEST.min(shown_width as usize).max(1);
    let shape = f64::from(picture.height) / shown_width;
    let height = (shape * width as f64).round().max(1.0) as usize;
    let (wide, high) = (picture.width as usize, picture.height as usize);
    let read = reader(frame)?;
    let mut rgb = Vec::with_capacity(width * height * 3);
    for row in 0..height {
        for column in 0..width {
            rgb.extend(read(column * wide / width, row * high / height)?);
        }
    }
    let size = (u16::try_from(width).ok()?, u16::try_from(height).ok()?);
    Some(Thumbnail { size, rgb })
}

/// Red, green and blue of the pixel in a column and a row.
type Reader<'a> = Box<dyn Fn(usize, usize) -> Option<[u8; 3]> + 'a>;

fn reader(frame: &Frame) -> Option<Reader<'_>> {
    let convert = yuv_to_rgb(frame.picture.matrix, frame.picture.range);
    Some(match frame.pixels()? {
        Pixels::Planes([luma, blue, red]) => Box::new(move |x, y| {
            let byte = |plane: &Plane<'_>, x: usize, y: usize| {
                plane.bytes.get(y * plane.stride + x).copied()
            };
            Some(convert.pixel([
                byte(&luma, x, y)?,
                byte(&blue, x / 2, y / 2)?,
                byte(&red, x / 2, y / 2)?,
            ]))
        }),
        Pixels::Bgrx(plane) => Box::new(move |x, y| {
            let at = y * plane.stride + 4 * x;
            match plane.bytes.get(at..at + 3)? {
                [blue, green, red] => Some([*red, *green, *blue]),
                _ => None,
            }
        }),
    })
}
