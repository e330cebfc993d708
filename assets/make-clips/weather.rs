//! What falls and floats through the air: petals, leaves, snow, fireflies, rays of light.

use crate::canvas::{Canvas, HEIGHT, Ink, WIDTH, ink};
use crate::motion::{P, chance, drift, p, spread};

/// The things that can be in the air.
#[derive(Clone, Copy, PartialEq)]
pub enum Air {
    Petals,
    Leaves,
    Snow,
    Fireflies,
    Dust,
}

/// Draws `amount` (0 to 1) of something in the air over the whole screen at `t` seconds.
pub fn air(c: &mut Canvas, kind: Air, t: f32, amount: f32, wind: f32) {
    let count = match kind {
        Air::Petals => 46,
        Air::Leaves => 40,
        Air::Snow => 230,
        Air::Fireflies => 34,
        Air::Dust => 40,
    };
    c.view = tiny_skia::Transform::identity();
    for n in 0..count {
        if chance(101, n) < amount {
            one(c, kind, t, wind, n);
        }
    }
}

fn one(c: &mut Canvas, kind: Air, t: f32, wind: f32, n: u32) {
    // `near` is the depth of a flake: near ones are larger, faster and softer.
    let near = chance(102, n);
    let falling = |speed: f32, sway: f32| {
        let speed = speed * (0.55 + 0.9 * near);
        let y = wrap(chance(103, n) * 800.0 + t * speed, 800.0) - 40.0;
        let x = chance(104, n) * 1500.0
            + t * wind * (60.0 + 90.0 * near)
            + sway * (t * (0.6 + near) + n as f32).sin();
        p(wrap(x, 1500.0) - 110.0, y)
    };
    match kind {
        Air::Petals => {
            let at = falling(38.0, 34.0);
            let turn = t * (0.8 + near) + n as f32;
            let size = 3.2 + 3.4 * near;
            c.oval(
                at,
                p(size, size * (0.25 + 0.5 * turn.sin().abs())),
                turn * 0.7,
                ink(0xfbdbe3).alpha(0.92),
            );
        }
        Air::Leaves => {
            let at = falling(62.0, 46.0);
            let turn = t * (1.1 + near) + n as f32 * 2.0;
            let tones = [ink(0xc65f2f), ink(0xe0913a), ink(0xe9bb4d), ink(0xa8482b)];
            let size = 5.0 + 5.0 * near;
            leaf(
                c,
                at,
                size,
                turn * 0.8,
                0.3 + 0.7 * turn.cos().abs(),
                tones[n as usize % tones.len()],
            );
        }
        Air::Snow => {
            let at = falling(64.0, 22.0);
            let size = 1.3 + 2.6 * near * near;
            c.circle(at, size, ink(0xffffff).alpha(0.9 - 0.35 * near));
            if near > 0.93 {
                c.haze(at, 13.0, ink(0xffffff).alpha(0.5));
            }
        }
        Air::Fireflies => {
            let home = p(
                chance(105, n) * WIDTH as f32,
                330.0 + 360.0 * chance(106, n),
            );
            let at = home + p(drift(n, t * 0.4) * 60.0, drift(n + 500, t * 0.4) * 40.0);
            let beat = (0.5 + 0.5 * (t * (1.2 + near) + n as f32 * 1.7).sin()).powi(2);
            c.glow(at, 15.0, ink(0xffe08a).alpha(0.55 * beat));
            c.circle(at, 1.9, ink(0xfff3c4).alpha(beat));
        }
        Air::Dust => {
            let home = p(
                chance(105, n) * WIDTH as f32,
                HEIGHT as f32 * chance(107, n),
            );
            let at = home
                + p(
                    drift(n, t * 0.3) * 70.0 + 8.0 * t,
                    drift(n + 900, t * 0.3) * 50.0 - 6.0 * t,
                );
            let at = p(wrap(at.x, 1300.0), wrap(at.y, 740.0));
            c.glow(at, 5.0 + 4.0 * near, ink(0xfff0c8).alpha(0.28));
        }
    }
}

/// A single leaf with a rib; `open` from 0 to 1 turns it towards the viewer.
pub fn leaf(c: &mut Canvas, at: P, size: f32, angle: f32, open: f32, tone: Ink) {
    c.place(at, p(size, size * open.max(0.15)), angle, |c| {
        c.blob(
            &[
                p(-1.3, 0.0),
                p(-0.3, -0.62),
                p(0.7, -0.42),
                p(1.4, 0.0),
                p(0.7, 0.42),
                p(-0.3, 0.62),
            ],
            tone,
        );
        c.line(
            &[p(-1.8, 0.05), p(0.0, 0.0), p(1.1, 0.0)],
            0.16,
            tone.dim(0.72),
        );
    });
}

/// Slanting rays from the upper right, as after rain.
pub fn rays(c: &mut Canvas, t: f32, strength: f32) {
    c.view = tiny_skia::Transform::identity();
    for n in 0..6 {
        let x = 980.0 - 210.0 * n as f32 + 60.0 * drift(n + 40, t * 0.15);
        let width = 60.0 + 70.0 * chance(111, n);
        let glow = strength * (0.045 + 0.03 * drift(n, t * 0.3));
        for layer in 0..3 {
            let inset = width * 0.22 * layer as f32;
            c.polygon(
                &[
                    p(x + 260.0 + inset * 0.5, -10.0),
                    p(x + 260.0 + width - inset * 0.5, -10.0),
                    p(x - 160.0 + width * 2.0 - inset, 730.0),
                    p(x - 160.0 + inset, 730.0),
                ],
                ink(0xfff0c4).alpha(glow + 0.01 * spread(112, n)),
            );
        }
    }
}

fn wrap(x: f32, span: f32) -> f32 {
    x.rem_euclid(span)
}
