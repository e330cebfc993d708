//! Wind, birds and water, made from noise and gliding tones.

use super::Tape;
use crate::encode::RATE;
use crate::motion::{chance, drift, spread, window};
use std::f32::consts::TAU;

/// Wind between two times: noise through a slowly wandering band.
pub fn wind(tape: &mut Tape, from_s: f32, to_s: f32, level: f32, seed: u32) {
    for side in 0..2u32 {
        let (mut low, mut band) = (0.0f32, 0.0f32);
        let sound: Vec<f32> = (0..((to_s - from_s) * RATE as f32) as u32)
            .map(|n| {
                let t = n as f32 / RATE as f32;
                let hertz = 330.0 + 190.0 * drift(seed + side, t * 0.35);
                let f = 2.0 * (std::f32::consts::PI * hertz / RATE as f32).sin();
                let high = spread(seed * 2 + side + 1, n) - low - 0.9 * band;
                band += f * high;
                low += f * band;
                let gust = 0.55 + 0.45 * drift(seed + 9, t * 0.28);
                (band * 0.6 + low * 0.4) * level * gust * window(t, 0.0, to_s - from_s, 1.2)
            })
            .collect();
        tape.add(from_s, &sound, side as f32 * 1.6 - 0.8, 0.15);
    }
}

/// A bird's phrase of `calls` short glides, starting at `at_s`.
pub fn bird(tape: &mut Tape, at_s: f32, calls: u32, level: f32, seed: u32) {
    let base = 2500.0 + 1300.0 * chance(411, seed);
    for call in 0..calls {
        let key = seed * 16 + call;
        let length = 0.07 + 0.09 * chance(412, key);
        let (rise, trill) = (900.0 * spread(413, key), 140.0 * chance(414, key));
        let mut phase = 0.0f32;
        let sound: Vec<f32> = (0..(length * RATE as f32) as u32)
            .map(|n| {
                let k = n as f32 / (length * RATE as f32);
                let hertz = base + rise * k * k + trill * (TAU * 28.0 * k * length).sin();
                phase = (phase + hertz / RATE as f32).fract();
                (TAU * phase).sin() * (std::f32::consts::PI * k).sin().powi(2) * level * 0.06
            })
            .collect();
        tape.add(
            at_s + call as f32 * (0.13 + 0.05 * chance(415, seed)),
            &sound,
            spread(416, seed) * 0.8,
            0.6,
        );
    }
}

/// Small waves on a shore: noise that swells and draws back, one wave every `period_s`.
pub fn waves(tape: &mut Tape, length_s: f32, period_s: f32, level: f32) {
    for side in 0..2u32 {
        let (mut soft, mut softer) = (0.0f32, 0.0f32);
        let sound: Vec<f32> = (0..(length_s * RATE as f32) as u32)
            .map(|n| {
                let t = n as f32 / RATE as f32 + side as f32 * 0.35;
                let turn = (t / period_s + 0.15 * drift(421, t * 0.1)).fract();
                // A wave comes in quickly and runs back slowly, darker as it goes.
                let swell = window(turn, 0.0, 1.0, 0.36).powi(2);
                let bright = 0.04 + 0.16 * swell * (1.0 - turn);
                soft += bright * (spread(422 + side, n) - soft);
                softer += 0.25 * (soft - softer);
                softer * level * (0.22 + 0.78 * swell)
            })
            .collect();
        tape.add(0.0, &sound, side as f32 * 1.4 - 0.7, 0.1);
    }
}
