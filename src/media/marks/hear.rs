//! Finds the two chirps of a mark in a sound that streams by.
//!
//! A matched filter by overlap and save: each place is held against one chirp, normalized by the sound's own energy in the chirp's
//! band, so that loudness does not matter; a mark is where two chirps stand at their distance. (North 1943; Lewis 1995 for the
//! normalization.)

use std::sync::Arc;

use rustfft::num_complex::Complex;
use rustfft::{Fft, FftPlanner};

use crate::media::chirp;

/// Samples a second that are listened to.
pub(super) const RATE: u32 = 16_000;
/// Samples of one transform.
const BLOCK: usize = 16_384;
/// Samples at both ends of a block where the band filter still rings.
const GUARD: usize = 256;
/// A place counts from this on: noise alone reaches 0.25 once in a hundred hours.
const LEAST: f32 = 0.35;
/// Of places that are nearer together than this the best one counts, in samples (0.4 s).
const APART: u64 = RATE as u64 * 4 / 10;
/// Softer than this nothing is heard: 90 dB below full scale in the chirp's band.
const SILENCE: f64 = 3e-5;

/// Two chirps that were heard.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Heard {
    /// Where the first begins, in samples from the first one given; between samples.
    pub at: f64,
    /// How well they fit, 0 to 1.
    pub score: f32,
}

/// Listens to a stream of samples in pieces of any length.
pub(super) struct Listener {
    forward: Arc<dyn Fft<f32>>,
    back: Arc<dyn Fft<f32>>,
    /// The chirp's spectrum, conjugated and scaled.
    chirp: Vec<Complex<f32>>,
    /// What passes of each frequency, scaled.
    band: Vec<f32>,
    /// Samples in one chirp, and from one to the next.
    length: usize,
    second: usize,
    /// Samples that are not worked through yet; the first [`GUARD`] of them belong to the block before.
    waiting: Vec<f32>,
    /// How well one chirp fits at places from `fits_from` on.
    fits: Vec<f32>,
    fits_from: u64,
    found: Vec<Heard>,
}

impl Listener {
    pub fn new() -> Self {
        let mut planner = FftPlanner::new();
        let (forward, back) = (
            planner.plan_fft_forward(BLOCK),
            planner.plan_fft_inverse(BLOCK),
        );
        let one = chirp::one(RATE);
        let energy: f32 = one.iter().map(|x| x * x).sum();
        let scale = 1.0 / BLOCK as f32;
        let mut spectrum: Vec<Complex<f32>> = one.iter().map(|x| Complex::new(*x, 0.0)).collect();
        let length = spectrum.len();
        spectrum.resize(BLOCK, Complex::default());
        forward.process(&mut spectrum);
        for bin in &mut spectrum {
            *bin = bin.conj() * (scale / energy.sqrt());
        }
        Self {
            forward,
            back,
            chirp: spectrum,
            band: (0..BLOCK).map(|bin| scale * passes(bin)).collect(),
            length,
            second: (chirp::SECOND_S * f64::from(RATE)).round() as usize,
            // One more, so that the first sample has a neighbour, too.
            waiting: vec![0.0; GUARD + 1],
            fits: Vec::new(),
            fits_from: 0,
            found: Vec::new(),
        }
    }

    /// Takes the next samples, between −1 and 1.
    pub fn hear(&mut self, samples: &[f32]) {
        let mut samples = samples;
        while !samples.is_empty() {
            let room = BLOCK.saturating_sub(self.waiting.len());
            let (now, later) = samples.split_at(room.min(samples.len()));
            self.waiting.extend_from_slice(now);
            samples = later;
            if self.waiting.len() == BLOCK {
                self.work();
            }
        }
    }

    /// What was heard, in order; the sound is over.
    pub fn finish(mut self) -> Vec<Heard> {
        // Silence enough for everything that is still waiting, and for a chirp at the very end.
        self.hear(&vec![0.0; 2 * BLOCK]);
        self.found
    }

    /// Works through one block and keeps what the next one needs of it.
    fn work(&mut self) {
        let mut spectrum: Vec<Complex<f32>> =
            self.waiting.iter().map(|x| Complex::new(*x, 0.0)).collect();
        self.forward.process(&mut spectrum);
        let mut matched: Vec<Complex<f32>> = spectrum
            .iter()
            .zip(&self.chirp)
            .map(|(x, chirp)| x * chirp)
            .collect();
        for (x, passes) in spectrum.iter_mut().zip(&self.band) {
            *x *= *passes;
        }
        self.back.process(&mut matched);
        self.back.process(&mut spectrum);
        let mut sum = 0.0;
        let energy: Vec<f64> = std::iter::once(0.0)
            .chain(spectrum.iter().map(|x| {
                sum += f64::from(x.re) * f64::from(x.re);
                sum
            }))
            .collect();
        let hop = BLOCK - self.length - 2 * GUARD;
        let floor = SILENCE * SILENCE * self.length as f64;
        let ends = energy.iter().skip(GUARD + self.length);
        let windows = energy.iter().skip(GUARD).zip(ends);
        let fits =
            windows
                .zip(matched.iter().skip(GUARD))
                .take(hop)
                .map(|((from, to), product)| {
                    let energy = to - from;
                    if energy > floor {
                        product.re / energy.sqrt() as f32
                    } else {
                        0.0
                    }
                });
        self.fits.extend(fits);
        self.waiting.drain(..hop);
        self.judge();
    }

    /// Looks for two chirps where both places are known.
    fn judge(&mut self) {
        let known = self.fits.len().saturating_sub(self.second + 1);
        let score = |i: usize| {
            let one = self.fits.get(i).copied().unwrap_or(0.0);
            let other = self.fits.get(i + self.second).copied().unwrap_or(0.0);
            // A microphone may turn the sound upside down, but then both chirps.
            (one * other).max(0.0).sqrt()
        };
        let mut found = std::mem::take(&mut self.found);
        for i in 1..known {
            let here = score(i);
            if here < LEAST || here < score(i - 1) || here < score(i + 1) {
                continue;
            }
            let at = self.fits_from + i as u64;
            let heard = Heard {
                at: at as f64 - 1.0 + summit(score(i - 1), here, score(i + 1)),
                score: here.min(1.0),
            };
            match found.last_mut() {
                Some(last) if heard.at - last.at < APART as f64 => {
                    if heard.score > last.score {
                        *last = heard;
                    }
                }
                _ => found.push(heard),
            }
        }
        self.found = found;
        // The last place judged is a neighbour of the next.
        let done = known.saturating_sub(1);
        self.fits.drain(..done);
        self.fits_from += done as u64;
    }
}

/// How far the top of a parabola through three neighbours lies from the middle one, in samples.
fn summit(before: f32, here: f32, after: f32) -> f64 {
    let bend = f64::from(before - 2.0 * here + after);
    if bend < 0.0 {
        (f64::from(before - after) / (2.0 * bend)).clamp(-0.5, 0.5)
    } else {
        0.0
    }
}

/// What passes of a frequency: everything in the chirp's band, less and less over 200 Hz beside it.
fn passes(bin: usize) -> f32 {
    const EDGE_HZ: f64 = 200.0;
    let bin = bin.min(BLOCK - bin);
    let hz = bin as f64 * f64::from(RATE) / BLOCK as f64;
    let beyond = (chirp::FROM_HZ - hz).max(hz - chirp::TO_HZ).max(0.0);
    let edge = (1.0 - beyond / EDGE_HZ).clamp(0.0, 1.0);
    (0.5 - 0.5 * (std::f64::consts::PI * edge).cos()) as f32
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng, rngs::StdRng};

    use super::*;

    /// Noise of this loudness with marks at these samples.
    fn sound(seconds: usize, noise: f32, marks: &[(usize, f32)]) -> Vec<f32> {
        let mut random = StdRng::seed_from_u64(7);
        let mut sound: Vec<f32> = (0..seconds * RATE as usize)
            .map(|_| noise * (random.random::<f32>() * 2.0 - 1.0))
            .collect();
        let mark = chirp::both(RATE);
        for (at, gain) in marks {
            for (place, sample) in sound.iter_mut().skip(*at).zip(&mark) {
                *place += gain * sample;
            }
        }
        sound
    }

    fn heard(sound: &[f32], piece: usize) -> Vec<Heard> {
        let mut listener = Listener::new();
        sound.chunks(piece).for_each(|piece| listener.hear(piece));
        listener.finish()
    }

    #[test]
    fn marks_are_heard_where_they_are_wherever_blocks_begin() {
        let places = [(0, 1.0), (15_000, 0.1), (40_123, -0.5), (150_000, 1.0)];
        let sound = sound(10, 0.01, &places);
        let found = heard(&sound, 777);
        assert_eq!(found.len(), places.len(), "{found:?}");
        for ((at, _), found) in places.iter().zip(&found) {
            assert!((found.at - *at as f64).abs() < 3.0, "{at}: {found:?}");
        }
        assert_eq!(found, heard(&sound, 16_000), "whatever the pieces");
    }

    #[test]
    fn loud_noise_hides_no_mark_and_is_none() {
        // As loud as the chirps in their band.
        let found = heard(&sound(120, 0.4, &[(800_000, 1.0)]), 4096);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!((found[0].at - 800_000.0).abs() < 8.0, "{found:?}");
        assert_eq!(heard(&sound(600, 0.4, &[]), 4096), []);
    }

    #[test]
    fn one_chirp_alone_and_silence_are_no_mark() {
        let mut sound = vec![0.0; 48_000];
        for (place, sample) in sound.iter_mut().skip(9000).zip(chirp::one(RATE)) {
            *place += sample;
        }
        assert_eq!(heard(&sound, 4096), []);
        assert_eq!(heard(&[], 1), []);
    }
}
