//! The lake: what it mirrors, its slow waves, and the sun's road on it.

use super::{SHORE_Y, range, range_ink, ring};
use crate::canvas::{Canvas, HEIGHT, Ink, WIDTH, ink};
use crate::motion::{P, chance, drift, p, ramp, spread};

pub fn lake(c: &mut Canvas, t: f32, day: f32, sky: &[Ink; 3], sun: P, up: f32) {
    let deep = ink(0x2a3a55).mix(ink(0x4f86a0), day);
    // Rows from the shore to the viewer: bright where the sky lies in it, deep where we look down.
    let rows = 26;
    for n in 0..rows {
        let k = n as f32 / rows as f32;
        let (top, bottom) = (SHORE_Y + 312.0 * k * k.sqrt(), HEIGHT as f32 + 2.0);
        let tone = sky[2]
            .mix(sky[1], ramp(k, 0.0, 0.5))
            .mix(deep, 0.14 + 0.66 * k);
        c.polygon(
            &[
                p(0.0, top),
                p(WIDTH as f32, top),
                p(WIDTH as f32, bottom),
                p(0.0, bottom),
            ],
            tone,
        );
    }
    mirrored_mountains(c, t, day, sky);
    c.shadow(
        p(sun.x, SHORE_Y + 60.0),
        p(210.0, 150.0),
        ink(0xffdca0).alpha(0.3 * up),
    );
    waves(c, t, day, sky, deep);
    road(c, t, sun, up);
    for n in 0..7u32 {
        let at = p(
            180.0 + 900.0 * chance(631, n),
            500.0 + 150.0 * chance(632, n),
        );
        for echo in 0..3 {
            ring(
                c,
                at,
                (t - 7.0 - 7.4 * n as f32 - 0.5 * echo as f32) / 4.0,
                74.0,
                sky[2],
            );
        }
    }
    for n in 0..5 {
        let x = (n as f32 * 400.0 - t * 5.0).rem_euclid(2000.0) - 300.0;
        c.shadow(
            p(x, SHORE_Y + 6.0 + 3.0 * drift(n, t * 0.2)),
            p(330.0, 17.0),
            ink(0xffffff)
                .mix(sky[2], 0.5)
                .alpha(0.42 * (1.0 - 0.5 * day)),
        );
    }
}

fn mirrored_mountains(c: &mut Canvas, t: f32, day: f32, sky: &[Ink; 3]) {
    for n in 0..3 {
        let mut outline = vec![p(-80.0, SHORE_Y)];
        outline.extend((0..110).map(|i| {
            let x = i as f32 * 13.0 - 70.0;
            let depth = range(n, x) * 0.8;
            let shake = 2.4 * (x * 0.11 + t * 1.3).sin() + 1.8 * (x * 0.037 - t * 0.9).sin();
            p(x, SHORE_Y + depth + shake)
        }));
        outline.push(p(1360.0, SHORE_Y));
        c.polygon(&outline, range_ink(n, day, sky).alpha(0.34));
    }
}

/// Long low waves: light backs and dark hollows that drift towards the viewer.
fn waves(c: &mut Canvas, t: f32, day: f32, sky: &[Ink; 3], deep: Ink) {
    for n in 0..150u32 {
        let k = (chance(641, n) + t * 0.006).fract();
        let y = SHORE_Y + 6.0 + 306.0 * k.powf(1.6);
        let near = (y - SHORE_Y) / 312.0;
        let x =
            1280.0 * chance(642, n) + 26.0 * (t * 0.35 + n as f32).sin() + spread(643, n) * t * 3.0;
        let half = (14.0 + 100.0 * near) * (0.5 + 0.8 * chance(644, n));
        let breathe = 0.5 + 0.5 * (t * (0.5 + 0.5 * chance(645, n)) + 9.0 * chance(646, n)).sin();
        let edge = ramp(k, 0.0, 0.06) * (1.0 - ramp(k, 0.92, 1.0));
        let tone = if n.is_multiple_of(3) {
            deep.dim(0.82)
        } else {
            sky[2].mix(sky[1], 0.35 + 0.3 * day)
        };
        let bow = 1.0 + 3.5 * near;
        let points = [
            p(x - half, y),
            p(x - half * 0.3, y - bow),
            p(x + half * 0.35, y + bow * 0.4),
            p(x + half, y),
        ];
        c.line(
            &points,
            1.1 + 3.4 * near,
            tone.alpha((0.1 + 0.34 * breathe) * edge),
        );
    }
}

/// The sun's road: short flashes that widen towards the viewer.
fn road(c: &mut Canvas, t: f32, sun: P, up: f32) {
    for n in 0..170u32 {
        let k = chance(651, n);
        let y = SHORE_Y + 3.0 + 300.0 * k * k;
        let wide = 26.0 + 120.0 * k;
        let x = sun.x
            + wide * spread(652, n) * (0.4 + 0.6 * chance(653, n))
            + 7.0 * (t * 0.7 + n as f32).sin();
        let flash =
            (0.5 + 0.5 * (t * (1.0 + 1.2 * chance(654, n)) + 20.0 * chance(655, n)).sin()).powi(2);
        let half = (5.0 + 24.0 * k) * (0.5 + 0.5 * flash);
        let tone = ink(0xffe2a6).mix(ink(0xfff6df), flash);
        c.line(
            &[p(x - half, y), p(x, y - 0.8 - k), p(x + half, y)],
            1.4 + 2.6 * k,
            tone.alpha(0.72 * flash * up * (1.0 - 0.45 * k)),
        );
    }
}
