//! A duck and four ducklings that swim across.

use super::lift;
use crate::canvas::{Canvas, Ink, ink};
use crate::motion::{P, p};

pub fn family(c: &mut Canvas, t: f32, day: f32) {
    let light = ink(0x8d86a0).mix(ink(0xfff6e8), day);
    for n in (0..5u32).rev() {
        let rank = n as f32;
        // The last one falls behind and hurries after the others.
        let behind = if n == 4 {
            26.0 * (t * 0.42).sin().max(0.0)
        } else {
            0.0
        };
        let gap = if n == 0 { 0.0 } else { 34.0 + 40.0 * rank };
        let x = -70.0 + 21.5 * (t - 12.0) - gap - behind + 3.0 * (t * 1.4 + rank).sin();
        let at = p(x, 652.0 + lift(t, x) - 0.025 * x + 3.0 * (rank * 2.0).sin());
        if x > -90.0 && t > 8.0 {
            let size = if n == 0 { 1.0 } else { 0.52 };
            wake(c, at, size, t);
            c.place(at, p(size, size), 0.03 * (t * 1.6 + rank).sin(), |c| {
                duck(c, n > 0, t + rank * 0.7, light)
            });
        }
    }
}

fn wake(c: &mut Canvas, at: P, size: f32, t: f32) {
    for side in [-1.0, 1.0] {
        let points: Vec<P> = (0..5)
            .map(|n| n as f32)
            .map(|n| {
                at + p(
                    20.0 - 34.0 * n,
                    5.0 + side * (2.0 + 5.0 * n) * 0.6 + (t * 2.0 + n).sin(),
                ) * size
            })
            .collect();
        c.line(&points, 2.0 * size, ink(0xfff0d8).alpha(0.4));
    }
    c.shadow(
        at + p(0.0, 9.0 * size),
        p(38.0 * size, 8.0 * size),
        ink(0x1c2a3c).alpha(0.5),
    );
}

fn duck(c: &mut Canvas, small: bool, t: f32, light: Ink) {
    let (body, wing, head) = if small {
        (ink(0xecc766), ink(0xc99f4c), ink(0xf0d078))
    } else {
        (ink(0x9a7a5d), ink(0x7a5c45), ink(0x86674d))
    };
    let (body, wing, head) = (body.lit(light), wing.lit(light), head.lit(light));
    let nod = 2.0 * (t * 3.0).sin();
    c.blob(
        &[
            p(-42.0, -16.0),
            p(-20.0, -20.0),
            p(14.0, -20.0),
            p(30.0, -6.0),
            p(20.0, 9.0),
            p(-18.0, 10.0),
            p(-36.0, 0.0),
        ],
        body,
    );
    c.blob(
        &[
            p(-34.0, -14.0),
            p(-8.0, -18.0),
            p(12.0, -8.0),
            p(-6.0, 3.0),
            p(-24.0, 0.0),
        ],
        wing,
    );
    let at = p(27.0 + nod, -36.0);
    c.limb(p(19.0, -8.0), 10.0, at + p(-1.0, 4.0), 8.0, head);
    c.circle(at, if small { 14.0 } else { 11.5 }, head);
    c.limb(
        at + p(9.0, 2.0),
        4.0,
        at + p(19.0, 4.0),
        2.6,
        ink(0xe0963f).lit(light),
    );
    c.circle(
        at + p(4.0, -3.0),
        if small { 2.4 } else { 1.8 },
        ink(0x2a2226),
    );
}
