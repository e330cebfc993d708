//! From a drawn frame to what the encoder takes: paper grain, vignette, fade, and I420 in BT.709 video range.

use crate::canvas::{HEIGHT, WIDTH};
use crate::motion::{chance, spread};
use tiny_skia::Pixmap;

const W: usize = WIDTH as usize;
const H: usize = HEIGHT as usize;

/// Bytes of one I420 frame of 1280 × 720: Y, then U and V at half size.
pub const FRAME_BYTES: usize = W * H * 3 / 2;

/// The paper the clips are printed on. It stands still, so it costs the encoder nothing and hides banding.
pub struct Paper {
    gain: Vec<f32>,
    grain: Vec<f32>,
}

impl Paper {
    pub fn new(vignette: f32) -> Self {
        let mut gain = Vec::with_capacity(W * H);
        let mut grain = Vec::with_capacity(W * H);
        for y in 0..H {
            for x in 0..W {
                let (u, v) = (x as f32 / W as f32 - 0.5, y as f32 / H as f32 - 0.5);
                let edge = ((u * u * 1.1 + v * v * 1.3) * 2.0).min(1.0);
                gain.push(1.0 - vignette * edge * edge);
                let cell = |s: usize, seed: u32| spread(seed, (y / s * 4096 + x / s) as u32);
                let tooth = 0.9 * cell(1, 201) + 0.7 * cell(3, 202);
                grain.push(tooth + chance(203, (y * W + x) as u32) - 0.5);
            }
        }
        Self { gain, grain }
    }

    /// Writes the frame as I420; `exposure` 0 is black, 1 as drawn.
    pub fn develop(&self, frame: &Pixmap, exposure: f32, out: &mut [u8]) {
        let rgba = frame.data();
        let (luma, chroma) = out.split_at_mut(W * H);
        for (((pixel, y), gain), grain) in rgba
            .chunks_exact(4)
            .zip(luma.iter_mut())
            .zip(&self.gain)
            .zip(&self.grain)
        {
            if let [r, g, b, _] = *pixel {
                let light = 0.2126 * f32::from(r) + 0.7152 * f32::from(g) + 0.0722 * f32::from(b);
                let light = (light * gain * exposure + grain * exposure).clamp(0.0, 255.0);
                *y = (16.5 + light * (219.0 / 255.0)) as u8;
            }
        }
        let (us, vs) = chroma.split_at_mut(W * H / 4);
        for row in 0..H / 2 {
            for column in 0..W / 2 {
                let mut sum = [0.0f32; 3];
                for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
                    let at = ((row * 2 + dy) * W + column * 2 + dx) * 4;
                    for (part, value) in sum.iter_mut().zip(&rgba[at..at + 3]) {
                        *part += f32::from(*value) * 0.25;
                    }
                }
                let gain = self.gain[row * 2 * W + column * 2] * exposure;
                let [r, g, b] = sum.map(|x| x * gain);
                let light = 0.2126 * r + 0.7152 * g + 0.0722 * b;
                us[row * W / 2 + column] = (128.5 + (b - light) / 1.8556 * (224.0 / 255.0)) as u8;
                vs[row * W / 2 + column] = (128.5 + (r - light) / 1.5748 * (224.0 / 255.0)) as u8;
            }
        }
    }
}
