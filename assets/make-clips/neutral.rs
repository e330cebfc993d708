//! The neutral clip: plain shapes that turn and drift at an even pace and mean nothing.

use crate::canvas::{Canvas, Ink, ink};
use crate::motion::{P, chance, p, ramp};
use std::f32::consts::TAU;

pub const LENGTH_S: f32 = 60.0;

const TONES: [Ink; 5] = [
    ink(0x8b949b),
    ink(0x87938c),
    ink(0x979088),
    ink(0x8a8d9c),
    ink(0x96999b),
];

/// Draws the picture at `t` seconds; the return is the exposure.
pub fn draw(c: &mut Canvas, t: f32) -> f32 {
    c.view = tiny_skia::Transform::identity();
    c.sky(&[(0.0, ink(0x63696e)), (1.0, ink(0x565b60))]);
    sticks(c, t);
    for n in 0..7 {
        shape(c, t, n);
    }
    ramp(t, 0.0, 1.5) * (1.0 - ramp(t, LENGTH_S - 1.5, LENGTH_S - 0.05))
}

/// A field of short bars; a slow wave of turning runs through it.
fn sticks(c: &mut Canvas, t: f32) {
    for row in 0..8 {
        for column in 0..14 {
            let at = p(55.0 + 90.0 * column as f32, 45.0 + 90.0 * row as f32);
            let angle = 0.22 * t + 0.9 * (0.35 * t + 0.42 * column as f32 + 0.3 * row as f32).sin();
            let half = P::polar(angle) * 24.0;
            c.line(&[at - half, at + half], 5.0, ink(0x70777c));
        }
    }
}

/// A large plain shape on a closed path, turning evenly.
fn shape(c: &mut Canvas, t: f32, n: u32) {
    let lap = TAU * (t / (34.0 + 9.0 * chance(501, n)) + chance(502, n));
    let direction = if n.is_multiple_of(2) { 1.0 } else { -1.0 };
    let home = p(200.0 + 146.0 * n as f32, 360.0);
    let at = home
        + p(
            110.0 * (lap * direction).cos(),
            210.0 * (lap + 1.7 * n as f32).sin(),
        );
    let size = 62.0 + 40.0 * chance(503, n);
    let tone = TONES[n as usize % TONES.len()].alpha(0.86);
    let turn = direction * t * 0.2 + n as f32;
    c.place(at, p(size, size), turn, |c| match n % 4 {
        0 => c.circle(P::default(), 0.9, tone),
        1 => c.polygon(&corners(4, 1.05), tone),
        2 => c.polygon(&corners(3, 1.2), tone),
        _ => {
            c.circle(P::default(), 1.0, tone);
            c.circle(P::default(), 0.58, ink(0x5d6267));
        }
    });
}

fn corners(count: u32, radius: f32) -> Vec<P> {
    (0..count)
        .map(|n| P::polar(TAU * n as f32 / count as f32) * radius)
        .collect()
}
