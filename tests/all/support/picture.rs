//! A picture of the screen that a test can ask about and a person can look at.

use std::path::Path;

use image::{Rgb, RgbImage};

/// What a part of the screen showed at one moment.
pub struct Picture(pub RgbImage);

impl Picture {
    /// From the bytes of a 24-bit X image: blue, green, red, unused.
    pub fn from_bgrx(width: u32, height: u32, bytes: &[u8]) -> Self {
        let pixel =
            |x: u32, y: u32| match bytes.get(4 * (y as usize * width as usize + x as usize)..) {
                Some([blue, green, red, ..]) => Rgb([*red, *green, *blue]),
                _ => panic!("the display does not use 32 bits a pixel"),
            };
        Self(RgbImage::from_fn(width, height, pixel))
    }

    /// The colour at a place, red, green, blue.
    pub fn at(&self, x: u32, y: u32) -> [u8; 3] {
        self.0.get_pixel(x, y).0
    }

    /// The share of pixels that differ from the one in the corner: 0 for an empty window.
    pub fn drawn(&self) -> f64 {
        let corner = self.at(0, 0);
        let different = self.0.pixels().filter(|pixel| pixel.0 != corner).count();
        different as f64 / self.0.pixels().len() as f64
    }

    /// The mean luminance, 0 (black) to 255.
    pub fn brightness(&self) -> f64 {
        let sum: f64 = self
            .0
            .pixels()
            .map(|Rgb([r, g, b])| {
                0.2126 * f64::from(*r) + 0.7152 * f64::from(*g) + 0.0722 * f64::from(*b)
            })
            .sum();
        sum / self.0.pixels().len() as f64
    }

    /// Writes a PNG.
    pub fn save(&self, path: &Path) {
        self.0
            .save(path)
            .unwrap_or_else(|why| panic!("{}: {why}", path.display()));
    }
}
