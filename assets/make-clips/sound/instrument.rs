//! Piano, strings, bell, warm pad and a soft tick, each made from sine waves.

use super::Tape;
use crate::encode::RATE;
use crate::motion::{chance, spread};
use std::f32::consts::{PI, TAU};

/// Hertz of a MIDI note number.
fn pitch(note: f32) -> f32 {
    440.0 * ((note - 69.0) / 12.0).exp2()
}

/// A sine wave made by turning a pointer, which is cheaper than asking for sines.
struct Wave {
    at: [f32; 2],
    turn: [f32; 2],
}

impl Wave {
    fn new(hertz: f32, phase: f32) -> Self {
        let step = TAU * hertz / RATE as f32;
        Self {
            at: [phase.cos(), phase.sin()],
            turn: [step.cos(), step.sin()],
        }
    }

    fn next(&mut self) -> f32 {
        let ([x, y], [c, s]) = (self.at, self.turn);
        self.at = [x * c - y * s, x * s + y * c];
        y
    }
}

/// A felted piano: partials a little sharp, each dying faster than the one below; damped after `held_s`.
pub fn piano(tape: &mut Tape, at_s: f32, held_s: f32, note: u8, touch: f32) {
    let f = pitch(f32::from(note));
    let ring = 4.6 * (-(f32::from(note) - 57.0) / 26.0).exp2();
    let length = ((held_s + 0.7).min(ring * 1.9 + 0.7) * RATE as f32) as usize;
    let mut sound = vec![0.0f32; length];
    for k in 1..=9u32 {
        let kf = k as f32;
        let hertz = kf * f * (1.0 + 0.00035 * kf * kf).sqrt();
        if hertz > 9000.0 {
            break;
        }
        // A softer touch is a darker tone.
        let level = kf.powf(-1.15) * (-(kf - 1.0) * (0.62 - 0.3 * touch)).exp();
        let slow = ring / (1.0 + 0.4 * (kf - 1.0));
        let fall = |seconds: f32| (-1.0 / (seconds * RATE as f32)).exp();
        let (mut quick_env, mut slow_env) = (0.62 * level, 0.38 * level);
        let (quick_fall, slow_fall) = (fall(slow * 0.28), fall(slow));
        let mut wave = Wave::new(hertz, chance(u32::from(note), k) * TAU);
        for sample in &mut sound {
            *sample += wave.next() * (quick_env + slow_env);
            quick_env *= quick_fall;
            slow_env *= slow_fall;
        }
    }
    let mut thud = 0.0;
    for (n, sample) in sound.iter_mut().enumerate() {
        let t = n as f32 / RATE as f32;
        thud += 0.06 * (spread(u32::from(note), n as u32) - thud);
        let hammer = thud * 0.5 * (-t / 0.012).exp();
        let attack = (t / 0.006).min(1.0);
        let damper = if t > held_s {
            (-(t - held_s) / 0.16).exp()
        } else {
            1.0
        };
        let end = ((length - n) as f32 / 480.0).min(1.0);
        *sample =
            (*sample + hammer) * (0.5 - 0.5 * (PI * attack).cos()) * damper * end * touch * 0.3;
    }
    tape.add(at_s, &sound, (f32::from(note) - 66.0) / 48.0, 0.42);
}

/// A small string section: three players a note, slow bows, a little vibrato.
pub fn strings(tape: &mut Tape, at_s: f32, length_s: f32, note: u8, level: f32) {
    for player in 0..3u32 {
        let key = u32::from(note) * 3 + player;
        let f = pitch(f32::from(note) + 0.07 * spread(401, key));
        let speed = 4.6 + 0.8 * chance(402, key);
        let sound = bowed(length_s, 0.55, 0.9, level * 0.045, |t, phase| {
            let tremor =
                0.0035 * (t - 0.4).clamp(0.0, 1.0) * (TAU * speed * t + player as f32 * 2.0).sin();
            let at = phase * f + tremor * f / (TAU * speed);
            (1..=8)
                .map(|k| k as f32)
                .map(|k| (TAU * at * k).sin() * k.powf(-1.5) * (-k * f / 5200.0).exp())
                .sum()
        });
        tape.add(at_s, &sound, spread(403, key) * 0.7, 0.75);
    }
}

/// A warm pad: two detuned soft voices and a fifth of air.
pub fn pad(tape: &mut Tape, at_s: f32, length_s: f32, note: u8, level: f32) {
    for voice in 0..2u32 {
        let key = u32::from(note) * 2 + voice;
        let f = pitch(f32::from(note) + 0.05 * (voice as f32 * 2.0 - 1.0));
        let sound = bowed(length_s, 1.6, 2.2, level * 0.07, |t, phase| {
            let open = 0.5 + 0.3 * (TAU * 0.09 * t + key as f32).sin();
            (1..=5)
                .map(|k| k as f32)
                .map(|k| (TAU * phase * f * k).sin() * (-(k - 1.0) * (1.9 - open)).exp())
                .sum()
        });
        tape.add(at_s, &sound, voice as f32 * 1.2 - 0.6, 0.8);
    }
}

/// A celesta's small bell.
pub fn bell(tape: &mut Tape, at_s: f32, note: u8, level: f32) {
    let f = pitch(f32::from(note));
    let sound = bowed(2.4, 0.003, 0.3, level * 0.1, |t, phase| {
        let tone = (TAU * phase * f).sin() * (-t / 0.75).exp();
        tone + 0.3 * (TAU * phase * f * 4.0).sin() * (-t / 0.16).exp()
    });
    tape.add(at_s, &sound, 0.3, 0.7);
}

/// A short wooden tone without a mood: a marimba bar struck with a soft mallet.
pub fn bar(tape: &mut Tape, at_s: f32, note: u8, level: f32, pan: f32) {
    let f = pitch(f32::from(note));
    let sound = bowed(0.9, 0.008, 0.2, level * 0.16, |t, phase| {
        (TAU * phase * f).sin() * (-t / 0.22).exp()
            + 0.14 * (TAU * phase * f * 3.9).sin() * (-t / 0.05).exp()
    });
    tape.add(at_s, &sound, pan, 0.3);
}

/// A tone with a soft beginning and end; `wave(t, t)` gives its shape.
fn bowed(
    length_s: f32,
    rise_s: f32,
    fall_s: f32,
    level: f32,
    wave: impl Fn(f32, f32) -> f32,
) -> Vec<f32> {
    let total = ((length_s + fall_s) * RATE as f32) as usize;
    (0..total)
        .map(|n| {
            let t = n as f32 / RATE as f32;
            let (up, down) = (
                (t / rise_s).min(1.0),
                ((length_s + fall_s - t) / fall_s).clamp(0.0, 1.0),
            );
            wave(t, t) * level * (up * up * (3.0 - 2.0 * up)) * (down * down * (3.0 - 2.0 * down))
        })
        .collect()
}
