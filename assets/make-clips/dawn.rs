//! The gentle clip: dawn over a lake, a boat at its rope, a family of ducks.

mod ducks;
mod shore;
mod water;

use crate::canvas::{Canvas, Ink, ink};
use crate::motion::{P, chance, drift, p, ramp, track};

pub const LENGTH_S: f32 = 60.0;

/// Where the far shore meets the lake.
const SHORE_Y: f32 = 408.0;

const MIDDLE_X: f32 = 560.0;

/// Draws the picture at `t` seconds; the return is the exposure.
pub fn draw(c: &mut Canvas, t: f32) -> f32 {
    let day = ramp(t, 2.0, 46.0);
    let sun = p(MIDDLE_X, track(t, &[(6.0, 440.0), (58.0, 232.0)]));
    let sky = sky(day);
    c.view = tiny_skia::Transform::identity();
    c.sky(&[(0.0, sky[0]), (0.3, sky[1]), (0.565, sky[2]), (1.0, sky[2])]);
    stars(c, t, day);
    let warm = ink(0xffd79a).mix(ink(0xfff0cc), day);
    let up = ramp(t, 5.0, 26.0);
    c.haze(sun, 540.0, warm.alpha(0.2 + 0.36 * up));
    c.haze(sun, 210.0, warm.alpha(0.62 * up));
    clouds(c, t, day);
    c.circle(sun, 34.0, ink(0xffe9b8).mix(ink(0xfffbee), day));
    c.glow(sun, 90.0, warm.alpha(0.2 * up));
    mountains(c, t, day, &sky);
    water::lake(c, t, day, &sky, sun, up);
    shore::boat(c, t, day);
    ducks::family(c, t, day);
    birds(c, t, day);
    shore::reeds(c, t, day);
    ramp(t, 0.0, 2.5) * (1.0 - ramp(t, LENGTH_S - 2.5, LENGTH_S - 0.05))
}

/// The sky's three inks from first light to morning.
fn sky(day: f32) -> [Ink; 3] {
    let night = [ink(0x2d3b5e), ink(0x66658c), ink(0xc99a98)];
    let dawn = [ink(0x5f7ba8), ink(0xd3a9a6), ink(0xffcf9b)];
    let morning = [ink(0x86b4d6), ink(0xd9dfd6), ink(0xffeac4)];
    let (first, second) = ((day * 2.0).min(1.0), (day * 2.0 - 1.0).max(0.0));
    std::array::from_fn(|i| night[i].mix(dawn[i], first).mix(morning[i], second))
}

fn stars(c: &mut Canvas, t: f32, day: f32) {
    for n in 0..60 {
        let at = p(1280.0 * chance(601, n), 230.0 * chance(602, n));
        let shine = (0.6 + 0.4 * (t * (0.8 + chance(603, n)) + n as f32).sin())
            * (1.0 - 2.6 * day).max(0.0);
        c.circle(at, 0.8 + chance(604, n), ink(0xffffff).alpha(0.8 * shine));
    }
}

fn clouds(c: &mut Canvas, t: f32, day: f32) {
    let tone = ink(0xe9a79a).mix(ink(0xfff3e2), day);
    for n in 0..7 {
        let y = 90.0 + 210.0 * chance(611, n);
        let x = (1700.0 * chance(612, n) + t * (2.5 + 3.0 * chance(613, n))) % 1700.0 - 210.0;
        for puff in 0..7 {
            let key = n * 8 + puff;
            let at = p(
                x + 62.0 * (puff as f32 - 3.0),
                y + 7.0 * (chance(614, key) - 0.5),
            );
            c.shadow(
                at,
                p(110.0, 10.0 + 13.0 * chance(615, key)),
                tone.alpha(0.36),
            );
        }
    }
}

/// The height of mountain range `n` above the shore at `x`.
fn range(n: u32, x: f32) -> f32 {
    let (wave, rise) = [(235.0, 120.0), (180.0, 76.0), (140.0, 40.0)][n as usize % 3];
    let u = x / wave + 1.9 * n as f32;
    // The valley in the middle lets the sun come up.
    let valley = 1.0 - 0.72 * (-((x - MIDDLE_X) / 250.0).powi(2)).exp();
    rise * (0.62 + 0.26 * u.sin() + 0.12 * (u * 2.7).sin() + 0.05 * (u * 6.1).sin()) * valley
}

fn range_ink(n: u32, day: f32, sky: &[Ink; 3]) -> Ink {
    let near = ink(0x39425c).mix(ink(0x5f7f77), day);
    sky[2].mix(near, 0.34 + 0.26 * n as f32).mix(sky[1], 0.16)
}

fn mountains(c: &mut Canvas, t: f32, day: f32, sky: &[Ink; 3]) {
    for n in 0..3 {
        let mut outline = vec![p(-80.0, SHORE_Y + 4.0)];
        outline.extend(
            (0..80)
                .map(|i| p(i as f32 * 18.0 - 70.0, 0.0))
                .map(|q| p(q.x, SHORE_Y - range(n, q.x))),
        );
        outline.push(p(1360.0, SHORE_Y + 4.0));
        c.polygon(&outline, range_ink(n, day, sky));
        for m in 0..5 {
            let x =
                (m as f32 * 380.0 + t * (4.0 + 2.0 * n as f32) + 150.0 * n as f32) % 1900.0 - 300.0;
            let y = SHORE_Y - 10.0 - 12.0 * (2 - n) as f32 + 4.0 * drift(m + 9 * n, t * 0.1);
            c.shadow(
                p(x, y),
                p(300.0, 17.0),
                sky[2].mix(ink(0xffffff), 0.35).alpha(0.36),
            );
        }
    }
    // Fir trees along the far shore.
    let fir = range_ink(2, day, sky).dim(0.82);
    for n in 0..130 {
        let x = 1300.0 * chance(621, n);
        if (x - MIDDLE_X).abs() > 120.0 {
            let h = 9.0 + 18.0 * chance(622, n);
            c.polygon(
                &[
                    p(x - h * 0.24, SHORE_Y + 2.0),
                    p(x, SHORE_Y - h),
                    p(x + h * 0.24, SHORE_Y + 2.0),
                ],
                fir,
            );
        }
    }
}

/// A loose line of birds that crosses the morning.
fn birds(c: &mut Canvas, t: f32, day: f32) {
    let tone = ink(0x3b4257).mix(ink(0x5a6370), day).alpha(0.85);
    for n in 0..9u32 {
        let rank = n.div_ceil(2) as f32;
        let side = if n.is_multiple_of(2) { 1.0 } else { -1.0 };
        let lead = p(-160.0 + 41.0 * (t - 19.0), 190.0 - 1.9 * (t - 19.0));
        let at = lead + p(-27.0 * rank, side * 13.0 * rank + 4.0 * drift(n, t * 0.5));
        if (-60.0..1340.0).contains(&at.x) {
            let beat = (t * 5.2 + n as f32 * 0.9).sin();
            let wing = |s: f32| {
                [
                    at,
                    at + p(5.0 * s, -4.0 - 3.0 * beat),
                    at + p(12.0 * s, -1.0 - 6.0 * beat),
                ]
            };
            c.line(&wing(1.0), 2.2, tone);
            c.line(&wing(-1.0), 2.2, tone);
        }
    }
}

/// How far the water lifts a floating thing at `x`.
fn lift(t: f32, x: f32) -> f32 {
    2.2 * (t * 0.98 + x * 0.011).sin() + 1.1 * (t * 1.7 + x * 0.023).sin()
}

/// A ring on the water, `age` 0 to 1.
fn ring(c: &mut Canvas, at: P, age: f32, width: f32, tone: Ink) {
    if !(0.0..1.0).contains(&age) {
        return;
    }
    let points: Vec<P> = (0..=24)
        .map(|n| P::polar(n as f32 * std::f32::consts::TAU / 24.0))
        .map(|d| at + p(d.x * width * age, d.y * width * 0.22 * age))
        .collect();
    c.line(&points, 1.8, tone.alpha(0.6 * (1.0 - age)));
}
