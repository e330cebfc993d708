//! What is near: a small boat at its post, and the reeds through which we look.

use super::{lift, ring};
use crate::canvas::{Canvas, Ink, ink};
use crate::motion::{P, chance, p, spread};

pub fn boat(c: &mut Canvas, t: f32, day: f32) {
    let light = ink(0x8d86a0).mix(ink(0xfff4e2), day);
    let x = 965.0 + 5.0 * (t * 0.31).sin();
    let at = p(x, 560.0 + lift(t, x));
    let roll = 0.018 * (t * 0.98 + 0.6).sin();
    let post = p(1120.0, 590.0);
    let wood = ink(0x6d5648).lit(light);
    c.shadow(at + p(0.0, 24.0), p(150.0, 24.0), ink(0x1c2a3c).alpha(0.5));
    mirror(c, at, t, ink(0x9c5a48).lit(light));
    c.limb(post + p(0.0, 26.0), 6.0, post + p(0.0, -62.0), 5.4, wood);
    c.oval(
        post + p(0.0, -66.0),
        p(6.0, 3.0),
        0.0,
        wood.mix(ink(0xffffff), 0.3),
    );
    c.line(
        &[
            post + p(-2.0, 30.0),
            post + p(2.0 + 2.0 * (t * 1.1).sin(), 48.0),
            post + p(-1.0, 70.0),
        ],
        7.0,
        wood.dim(0.7).alpha(0.35),
    );
    ring(
        c,
        post + p(0.0, 28.0),
        (t * 0.22).fract(),
        46.0,
        ink(0xffe8c4),
    );
    c.place(at, p(1.0, 1.0), roll, |c| hull(c, light));
    let bow = at + p(112.0, -22.0);
    let sag = 16.0 + 3.0 * (t * 0.31).cos();
    c.line(
        &[
            bow,
            bow.mix(post + p(0.0, -44.0), 0.5) + p(0.0, sag),
            post + p(0.0, -44.0),
        ],
        2.2,
        ink(0xb79c78).lit(light),
    );
}

fn hull(c: &mut Canvas, light: Ink) {
    let (red, pale) = (ink(0xb4604a).lit(light), ink(0xe9d9bf).lit(light));
    c.blob(
        &[
            p(-104.0, -20.0),
            p(-40.0, -12.0),
            p(40.0, -12.0),
            p(114.0, -28.0),
            p(60.0, -4.0),
            p(-60.0, -4.0),
        ],
        ink(0x5b463c).lit(light),
    );
    for x in [-46.0, 22.0] {
        c.polygon(
            &[
                p(x, -14.0),
                p(x + 22.0, -14.5),
                p(x + 24.0, -6.0),
                p(x + 2.0, -6.0),
            ],
            pale.dim(0.82),
        );
    }
    c.blob(
        &[
            p(-106.0, -21.0),
            p(-50.0, -7.0),
            p(40.0, -8.0),
            p(116.0, -30.0),
            p(98.0, 6.0),
            p(70.0, 20.0),
            p(-70.0, 20.0),
            p(-96.0, 4.0),
        ],
        red,
    );
    c.line(
        &[
            p(-105.0, -19.0),
            p(-50.0, -6.0),
            p(40.0, -7.0),
            p(114.0, -28.0),
        ],
        5.0,
        pale,
    );
    c.line(
        &[p(-99.0, -2.0), p(-50.0, 7.0), p(40.0, 6.0), p(103.0, -8.0)],
        1.8,
        red.dim(0.78),
    );
    c.line(
        &[p(-74.0, -34.0), p(0.0, -20.0), p(76.0, -2.0)],
        3.4,
        pale.dim(0.7),
    );
}

fn mirror(c: &mut Canvas, at: P, t: f32, tone: Ink) {
    for n in 0..9 {
        let k = n as f32 / 9.0;
        let half = 92.0 * (1.0 - 0.6 * k);
        let x = at.x + 5.0 * (t * 1.2 + n as f32 * 1.3).sin() * (0.4 + k);
        let y = at.y + 20.0 + 40.0 * k;
        c.line(
            &[p(x - half, y), p(x, y + 1.5), p(x + half, y)],
            4.4,
            tone.dim(0.62).alpha(0.42 * (1.0 - k)),
        );
    }
}

pub fn reeds(c: &mut Canvas, t: f32, day: f32) {
    let dark = ink(0x20293a).mix(ink(0x3d5448), day);
    for n in 0..74u32 {
        let left = n.is_multiple_of(2);
        let inward = chance(661, n) * chance(662, n) * 330.0;
        let x = if left {
            -20.0 + inward
        } else {
            1300.0 - inward * 0.8
        };
        let h = (120.0 + 190.0 * chance(663, n)) * (1.0 - inward / 520.0);
        let bend = 13.0 * (t * 0.75 + x * 0.008).sin()
            + 5.0 * (t * 1.3 + n as f32).sin()
            + 24.0 * spread(664, n);
        let tip = p(x + bend, 730.0 - h);
        let tone = dark.mix(ink(0x7d9468), 0.3 * chance(665, n) * day);
        c.line(
            &[p(x, 735.0), p(x + bend * 0.25, 730.0 - h * 0.5), tip],
            3.6,
            tone,
        );
        if n % 5 == 0 {
            let along = p(bend * 0.12, -34.0);
            c.limb(
                tip + p(0.0, 6.0),
                6.0,
                tip + along * 0.8,
                5.4,
                ink(0x4a3530).mix(ink(0x7a5745), day),
            );
            c.line(&[tip + along, tip + along * 1.6], 2.0, tone);
        }
    }
}
