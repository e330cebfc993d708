//! The sound of the clips: synthesized instruments, weather, a room, and scores.

pub mod calm_scores;
mod instrument;
mod loudness;
mod nature;
mod room;
pub mod story_score;

use crate::encode::RATE;

/// A clip's sound while it is being made: what is heard at once, and what the room answers to.
pub struct Tape {
    dry: Vec<[f32; 2]>,
    send: Vec<[f32; 2]>,
}

impl Tape {
    pub fn new(length_s: f32) -> Self {
        let samples = (length_s * RATE as f32).round() as usize;
        Self {
            dry: vec![[0.0; 2]; samples],
            send: vec![[0.0; 2]; samples],
        }
    }

    /// Adds a mono sound that starts at `at_s`; `pan` −1 left to 1 right; `room` is how much goes to the reverb.
    fn add(&mut self, at_s: f32, sound: &[f32], pan: f32, room: f32) {
        let start = (at_s.max(0.0) * RATE as f32) as usize;
        let angle = (pan + 1.0) * std::f32::consts::FRAC_PI_4;
        let sides = [angle.cos(), angle.sin()];
        let places = self.dry.iter_mut().zip(self.send.iter_mut()).skip(start);
        for ((dry, send), sample) in places.zip(sound) {
            for side in 0..2 {
                dry[side] += sample * sides[side];
                send[side] += sample * sides[side] * room;
            }
        }
    }

    /// Adds the room, brings the whole to `target_lufs`, limits it, and fades the ends over `fade_s`.
    pub fn master(self, target_lufs: f32, fade_s: f32) -> Vec<[f32; 2]> {
        let mut sound = room::reverberate(&self.send);
        for (out, dry) in sound.iter_mut().zip(&self.dry) {
            out[0] += dry[0];
            out[1] += dry[1];
        }
        let (total, fade) = (sound.len(), (fade_s * RATE as f32) as usize);
        for (n, sample) in sound.iter_mut().enumerate() {
            let edge = n.min(total - 1 - n).min(fade) as f32 / fade.max(1) as f32;
            let gain = edge * edge * (3.0 - 2.0 * edge);
            *sample = sample.map(|x| x * gain);
        }
        loudness::bring_to(&mut sound, target_lufs);
        sound
    }
}
