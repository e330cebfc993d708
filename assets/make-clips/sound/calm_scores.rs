//! The sound of the two other clips: tones without a mood, and a dawn.

use super::Tape;
use super::instrument::{bar, bell, pad, piano};
use super::nature::{bird, waves};
use crate::motion::{chance, spread};

/// Even wooden tones from a scale that has no home, at −19 LUFS.
pub fn neutral(length_s: f32) -> Vec<[f32; 2]> {
    let mut tape = Tape::new(length_s);
    // A whole-tone scale leads nowhere, and no note follows itself.
    let scale = [58, 60, 62, 64, 66, 68, 70, 72];
    let mut place = 3usize;
    for n in 0..((length_s - 2.0) / 0.75) as u32 {
        place = (place + 1 + (chance(441, n) * 6.0) as usize) % scale.len();
        bar(
            &mut tape,
            0.5 + 0.75 * n as f32,
            scale[place],
            0.9,
            0.5 * spread(442, n),
        );
    }
    tape.master(-19.0, 1.0)
}

/// Slow warm chords over small waves, with birds that wake, at −19 LUFS.
pub fn gentle(length_s: f32) -> Vec<[f32; 2]> {
    let mut tape = Tape::new(length_s);
    let chords: [[u8; 5]; 8] = [
        [43, 55, 59, 62, 69],
        [40, 55, 59, 64, 66],
        [36, 55, 60, 64, 67],
        [38, 54, 57, 62, 69],
        [43, 55, 59, 62, 67],
        [45, 52, 57, 60, 67],
        [36, 52, 55, 60, 62],
        [43, 50, 55, 59, 62],
    ];
    for (n, chord) in chords.iter().enumerate() {
        let at = 7.2 * n as f32;
        for (voice, note) in chord.iter().enumerate() {
            pad(
                &mut tape,
                at,
                6.6,
                *note,
                if voice == 0 { 1.1 } else { 0.7 },
            );
        }
        for (step, voice) in [1usize, 3, 2, 4].into_iter().enumerate() {
            let late = 0.03 * spread(451, (n * 4 + step) as u32);
            piano(
                &mut tape,
                at + 0.9 + 1.5 * step as f32 + late,
                3.0,
                chord[voice] + 12,
                0.24,
            );
        }
        if n >= 2 {
            bell(&mut tape, at + 4.6, chord[3] + 24, 0.16);
        }
    }
    waves(&mut tape, length_s, 6.4, 0.62);
    for n in 0..17 {
        let at = 9.0 + 2.9 * n as f32 + 1.3 * chance(452, n);
        bird(&mut tape, at, 2 + n % 4, 0.28, 60 + n);
    }
    tape.master(-19.0, 2.0)
}
