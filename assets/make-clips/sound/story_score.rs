//! The music of the sad story: one theme in F major, its shadow in D minor, silence, and its return.

use super::Tape;
use super::instrument::{bell, piano, strings};
use super::nature::{bird, wind};
use crate::story::LENGTH_S;

/// One bar in three-four time: the bass, the broken chord above it, and the tune as (beat, beats held, note).
struct Bar {
    bass: u8,
    chord: [u8; 3],
    tune: &'static [(f32, f32, u8)],
}

const fn bar(bass: u8, chord: [u8; 3], tune: &'static [(f32, f32, u8)]) -> Bar {
    Bar { bass, chord, tune }
}

const SPRING: &[Bar] = &[
    bar(
        41,
        [57, 60, 65],
        &[(0.0, 1.0, 69), (1.0, 1.0, 72), (2.0, 1.0, 77)],
    ),
    bar(40, [55, 60, 64], &[(0.0, 2.0, 76), (2.0, 1.0, 72)]),
    bar(38, [57, 62, 65], &[(0.0, 2.0, 74), (2.0, 1.0, 69)]),
    bar(46, [53, 58, 62], &[(0.0, 2.0, 70), (2.0, 1.0, 74)]),
    bar(45, [53, 57, 60], &[(0.0, 2.0, 72), (2.0, 1.0, 69)]),
    bar(
        43,
        [55, 58, 62],
        &[(0.0, 1.0, 70), (1.0, 1.0, 69), (2.0, 1.0, 67)],
    ),
    bar(48, [55, 58, 64], &[(0.0, 2.0, 67), (2.0, 1.0, 72)]),
    bar(41, [53, 57, 60], &[(0.0, 3.0, 69)]),
];

const SUMMER: &[Bar] = &[
    bar(
        46,
        [53, 58, 62],
        &[(0.0, 1.0, 74), (1.0, 1.0, 77), (2.0, 1.0, 82)],
    ),
    bar(45, [53, 57, 60], &[(0.0, 2.0, 81), (2.0, 1.0, 77)]),
    bar(43, [55, 58, 62], &[(0.0, 2.0, 79), (2.0, 1.0, 74)]),
    bar(38, [53, 57, 62], &[(0.0, 2.0, 77), (2.0, 1.0, 76)]),
    bar(
        43,
        [53, 58, 62],
        &[(0.0, 1.0, 74), (1.0, 1.0, 72), (2.0, 1.0, 70)],
    ),
    bar(48, [55, 58, 64], &[(0.0, 3.0, 72)]),
];

const AUTUMN: &[Bar] = &[
    bar(
        38,
        [57, 62, 65],
        &[(0.0, 1.0, 69), (1.0, 1.0, 74), (2.0, 1.0, 77)],
    ),
    bar(37, [57, 61, 64], &[(0.0, 2.0, 76), (2.0, 1.0, 73)]),
    bar(36, [57, 62, 65], &[(0.0, 2.0, 74), (2.0, 1.0, 69)]),
    bar(34, [53, 57, 62], &[(0.0, 2.0, 70), (2.0, 1.0, 69)]),
    bar(
        43,
        [55, 58, 62],
        &[(0.0, 1.0, 67), (1.0, 1.0, 70), (2.0, 1.0, 74)],
    ),
    bar(45, [55, 57, 61], &[(0.0, 2.0, 73), (2.0, 1.0, 69)]),
];

const WEEPING: &[Bar] = &[
    bar(
        38,
        [57, 62, 65],
        &[(0.0, 1.0, 74), (1.0, 1.0, 77), (2.0, 1.0, 81)],
    ),
    bar(34, [53, 58, 62], &[(0.0, 2.0, 82), (2.0, 1.0, 81)]),
    bar(41, [53, 57, 60], &[(0.0, 2.0, 81), (2.0, 1.0, 77)]),
    bar(36, [55, 60, 64], &[(0.0, 2.0, 79), (2.0, 1.0, 76)]),
    bar(
        43,
        [55, 58, 62],
        &[(0.0, 1.0, 77), (1.0, 1.0, 76), (2.0, 1.0, 74)],
    ),
    bar(45, [55, 57, 61], &[(0.0, 2.0, 76), (2.0, 1.0, 73)]),
];

const RETURN: &[Bar] = &[
    bar(46, [53, 58, 62], &[(0.0, 2.0, 74), (2.0, 1.0, 77)]),
    bar(48, [55, 60, 64], &[(0.0, 2.0, 76), (2.0, 1.0, 79)]),
    bar(
        41,
        [57, 60, 65],
        &[(0.0, 1.0, 69), (1.0, 1.0, 72), (2.0, 1.0, 77)],
    ),
    bar(40, [55, 60, 64], &[(0.0, 2.0, 76), (2.0, 1.0, 72)]),
    bar(38, [57, 62, 65], &[(0.0, 2.0, 74), (2.0, 1.0, 69)]),
    bar(46, [53, 58, 62], &[(0.0, 2.0, 70), (2.0, 1.0, 74)]),
    bar(48, [53, 57, 60], &[(0.0, 2.0, 72), (2.0, 1.0, 69)]),
    bar(
        48,
        [55, 58, 64],
        &[(0.0, 1.0, 70), (1.0, 1.0, 69), (2.0, 1.0, 67)],
    ),
];

/// How a passage is played.
struct Manner {
    beat_s: f32,
    tune: f32,
    broken: f32,
    strings: f32,
    high_strings: f32,
    bells: f32,
}

/// The whole sound of the story at −17 LUFS.
pub fn score() -> Vec<[f32; 2]> {
    let mut tape = Tape::new(LENGTH_S);
    let lively = Manner {
        beat_s: 0.48,
        tune: 0.8,
        broken: 0.36,
        strings: 0.0,
        high_strings: 0.0,
        bells: 0.0,
    };
    play(&mut tape, 0.8, SPRING, &lively);
    play(
        &mut tape,
        12.32,
        SUMMER,
        &Manner {
            beat_s: 0.56,
            tune: 0.66,
            broken: 0.3,
            strings: 0.55,
            ..lively
        },
    );
    play(
        &mut tape,
        22.4,
        AUTUMN,
        &Manner {
            beat_s: 0.667,
            tune: 0.6,
            broken: 0.26,
            strings: 0.42,
            ..lively
        },
    );
    dusk(&mut tape);
    winter(&mut tape);
    play(
        &mut tape,
        55.2,
        WEEPING,
        &Manner {
            beat_s: 0.71,
            tune: 0.68,
            broken: 0.34,
            strings: 0.95,
            high_strings: 0.8,
            bells: 0.0,
        },
    );
    play(
        &mut tape,
        68.2,
        RETURN,
        &Manner {
            beat_s: 0.66,
            tune: 0.7,
            broken: 0.32,
            strings: 0.75,
            high_strings: 0.25,
            bells: 0.5,
        },
    );
    farewell(&mut tape);
    weather(&mut tape);
    tape.master(-17.0, 0.6)
}

fn play(tape: &mut Tape, from_s: f32, bars: &[Bar], how: &Manner) {
    for (n, bar) in bars.iter().enumerate() {
        let beat = how.beat_s;
        let at = from_s + n as f32 * 3.0 * beat;
        piano(tape, at, 3.2 * beat, bar.bass, how.broken * 1.35);
        for (step, note) in [
            bar.chord[0],
            bar.chord[1],
            bar.chord[2],
            bar.chord[1],
            bar.chord[2],
        ]
        .into_iter()
        .enumerate()
        {
            let late = 0.012 * crate::motion::spread(431, (n * 8 + step) as u32);
            piano(
                tape,
                at + (step as f32 + 1.0) * 0.5 * beat + late,
                2.4 * beat,
                note,
                how.broken,
            );
        }
        if how.strings > 0.0 {
            for note in [bar.bass + 12, bar.chord[0], bar.chord[1], bar.chord[2]] {
                strings(tape, at - 0.25, 3.0 * beat - 0.15, note, how.strings);
            }
        }
        for (place, held, note) in bar.tune {
            let when = at + place * beat;
            piano(tape, when, (held + 0.6) * beat, *note, how.tune);
            if how.high_strings > 0.0 {
                strings(tape, when - 0.18, held * beat, *note, how.high_strings);
            }
            if how.bells > 0.0 {
                bell(tape, when, note + 12, how.bells);
            }
        }
    }
}

/// The light goes: single notes, further and further apart; after the last breath, nothing.
fn dusk(tape: &mut Tape) {
    for (at, held, note, touch) in [
        (34.5, 5.0, 38, 0.42),
        (34.5, 5.0, 50, 0.3),
        (34.8, 1.6, 69, 0.5),
        (36.0, 1.6, 74, 0.48),
        (37.2, 2.2, 77, 0.46),
        (38.2, 4.0, 34, 0.36),
        (39.0, 1.8, 76, 0.4),
        (40.3, 2.4, 73, 0.34),
        (42.3, 3.0, 74, 0.3),
        (42.3, 3.0, 50, 0.24),
        (44.4, 2.4, 81, 0.24),
    ] {
        piano(tape, at, held, note, touch);
    }
    for (note, level) in [(50, 0.42), (57, 0.36), (62, 0.3)] {
        strings(tape, 34.4, 4.0, note, level);
        strings(tape, 38.2, 3.6, note - u8::from(note == 57), level * 0.7);
    }
}

/// One hand, in the snow.
fn winter(tape: &mut Tape) {
    for (at, held, note, touch) in [
        (47.9, 3.0, 38, 0.36),
        (48.0, 1.4, 69, 0.46),
        (49.0, 1.4, 74, 0.46),
        (50.0, 2.4, 77, 0.46),
        (50.4, 3.0, 34, 0.34),
        (52.0, 1.5, 76, 0.42),
        (52.4, 3.0, 45, 0.3),
        (53.2, 2.0, 73, 0.42),
    ] {
        piano(tape, at, held, note, touch);
    }
}

/// The last chord, and a small bell.
fn farewell(tape: &mut Tape) {
    let at = 68.2 + RETURN.len() as f32 * 3.0 * 0.66;
    for (n, note) in [41, 48, 53, 57, 60, 65, 67, 69].into_iter().enumerate() {
        piano(
            tape,
            at + 0.11 * n as f32,
            4.0,
            note,
            if note == 69 { 0.62 } else { 0.34 },
        );
    }
    for note in [53, 57, 60, 65] {
        strings(tape, at - 0.2, 1.7, note, 0.6);
    }
    bell(tape, at + 1.1, 89, 0.4);
}

fn weather(tape: &mut Tape) {
    wind(tape, 22.0, 38.0, 0.035, 5);
    wind(tape, 43.0, 69.0, 0.07, 6);
    for n in 0..7 {
        bird(tape, 1.2 + 1.7 * n as f32, 2 + n % 3, 0.5, 20 + n);
        bird(tape, 73.4 + 1.8 * n as f32, 2 + n % 4, 0.5, 40 + n);
    }
}
