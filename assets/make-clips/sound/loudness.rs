//! Loudness after ITU-R BS.1770 (K-weighting, gated), a gain that reaches a target, and a limiter.

use crate::encode::RATE;

/// The highest sample that leaves the limiter: −1.5 dB below full scale.
const CEILING: f32 = 0.841;

/// Scales the sound to `target_lufs` and keeps its peaks under the ceiling.
pub fn bring_to(sound: &mut [[f32; 2]], target_lufs: f32) {
    let gain = 10.0f32.powf((target_lufs - integrated(sound)) / 20.0);
    for sample in sound.iter_mut() {
        *sample = sample.map(|x| x * gain);
    }
    limit(sound);
}

/// Integrated loudness in LUFS.
fn integrated(sound: &[[f32; 2]]) -> f32 {
    let weighted: Vec<f32> = {
        let mut sides = [Weight::default(), Weight::default()];
        sound
            .iter()
            .map(|s| sides[0].power(s[0]) + sides[1].power(s[1]))
            .collect()
    };
    let block = RATE as usize * 2 / 5;
    let powers: Vec<f32> = (0..weighted.len().saturating_sub(block))
        .step_by(block / 4)
        .map(|from| weighted[from..from + block].iter().sum::<f32>() / block as f32)
        .collect();
    let loudness = |power: f32| -0.691 + 10.0 * power.max(1e-12).log10();
    let gated = |floor: f32| {
        let loud: Vec<f32> = powers
            .iter()
            .copied()
            .filter(|p| loudness(*p) > floor)
            .collect();
        loudness(loud.iter().sum::<f32>() / loud.len().max(1) as f32)
    };
    gated(gated(-70.0) - 10.0)
}

/// The two filters of BS.1770 at 48 kHz: the head's shelf and the high pass.
#[derive(Default)]
struct Weight {
    shelf: [f64; 2],
    pass: [f64; 2],
}

impl Weight {
    fn power(&mut self, x: f32) -> f32 {
        let head = biquad(
            &mut self.shelf,
            f64::from(x),
            [
                1.535_124_859_586_97,
                -2.691_696_189_406_38,
                1.198_392_810_852_85,
            ],
            [-1.690_659_293_182_41, 0.732_480_774_215_85],
        );
        let y = biquad(
            &mut self.pass,
            head,
            [1.0, -2.0, 1.0],
            [-1.990_047_454_833_98, 0.990_072_250_366_21],
        ) as f32;
        y * y
    }
}

fn biquad(state: &mut [f64; 2], x: f64, b: [f64; 3], a: [f64; 2]) -> f64 {
    let y = b[0] * x + state[0];
    state[0] = b[1] * x - a[0] * y + state[1];
    state[1] = b[2] * x - a[1] * y;
    y
}

/// Turns down ahead of a peak and comes back slowly, so that no edge is heard.
fn limit(sound: &mut [[f32; 2]]) {
    let need: Vec<f32> = sound
        .iter()
        .map(|s| (CEILING / s[0].abs().max(s[1].abs()).max(1e-9)).min(1.0))
        .collect();
    let (down, up) = (1.0 / (0.008 * RATE as f32), 1.0 / (0.25 * RATE as f32));
    let mut gain = need.clone();
    // Backwards, the gain may rise only slowly towards the past: that is the look-ahead.
    for n in (0..gain.len().saturating_sub(1)).rev() {
        gain[n] = gain[n].min(gain[n + 1] + down);
    }
    for n in 1..gain.len() {
        gain[n] = gain[n].min(gain[n - 1] + up);
    }
    for (sample, gain) in sound.iter_mut().zip(gain) {
        *sample = sample.map(|x| x * gain);
    }
}
