//! A small picture of the film for the experimenter, made on the processor while the film waits for its due instant.

use super::colour::yuv_to_rgb;
use crate::media::Frame;

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
    let [luma, blue, red] = frame.planes()?;
    let shown_width = (luma.width as f64 * frame.picture.pixel_aspect).max(1.0);
    let width = WIDEST.min(shown_width as usize).max(1);
    let height = (luma.height as f64 * width as f64 / shown_width)
        .round()
        .max(1.0) as usize;
    let convert = yuv_to_rgb(frame.picture.matrix, frame.picture.range);
    let mut rgb = Vec::with_capacity(width * height * 3);
    for row in 0..height {
        let y = row * luma.height / height;
        for column in 0..width {
            let x = column * luma.width / width;
            let yuv = [
                *luma.bytes.get(y * luma.stride + x)?,
                *blue.bytes.get(y / 2 * blue.stride + x / 2)?,
                *red.bytes.get(y / 2 * red.stride + x / 2)?,
            ];
            rgb.extend(convert.pixel(yuv));
        }
    }
    let size = (u16::try_from(width).ok()?, u16::try_from(height).ok()?);
    Some(Thumbnail { size, rgb })
}
