//! The sad clip, "The hill": a child and a dog through one year; its shots, its moments and its known onsets.

mod autumn;
mod dusk;
mod spring;
mod spring_again;
mod summer;
pub mod weeping;
mod winter;

use crate::canvas::Canvas;
use crate::motion::{chance, p, ramp};
use tiny_skia::{PixmapPaint, Transform};

pub const LENGTH_S: f32 = 87.0;

/// A named stretch of the film; `protocols/demo.json` names the same.
pub struct Moment {
    pub label: &'static str,
    pub from_s: f32,
    pub to_s: f32,
}

const fn moment(label: &'static str, from_s: f32, to_s: f32) -> Moment {
    Moment {
        label,
        from_s,
        to_s,
    }
}

pub const MOMENTS: &[Moment] = &[
    moment("together", 1.0, 22.5),
    moment("weakening", 22.5, 34.5),
    moment("loss", 34.5, 46.5),
    moment("alone", 46.5, 68.5),
    moment("resolution", 68.5, LENGTH_S),
];

/// What the child's face shows and when: the truth against which a coder can practise.
pub const ONSETS: &[Moment] = &[
    moment("tears", weeping::FIRST_TEAR_S, weeping::LAST_TEAR_GONE_S),
    moment("sob", weeping::SOBS[0].0, weeping::SOBS[0].1),
    moment("sob", weeping::SOBS[1].0, weeping::SOBS[1].1),
    moment("sob", weeping::SOBS[2].0, weeping::SOBS[2].1),
    moment("sob", weeping::SOBS[3].0, weeping::SOBS[3].1),
];

/// A shot starts where the one before dissolves into it, over `dissolve_s`.
struct Shot {
    from_s: f32,
    dissolve_s: f32,
    draw: fn(&mut Canvas, f32),
}

const SHOTS: &[Shot] = &[
    Shot {
        from_s: 0.0,
        dissolve_s: 0.0,
        draw: spring::draw,
    },
    Shot {
        from_s: 12.0,
        dissolve_s: 1.2,
        draw: summer::draw,
    },
    Shot {
        from_s: 22.0,
        dissolve_s: 1.2,
        draw: autumn::draw,
    },
    Shot {
        from_s: 34.2,
        dissolve_s: 0.8,
        draw: dusk::draw,
    },
    Shot {
        from_s: 46.5,
        dissolve_s: 0.0,
        draw: winter::draw,
    },
    Shot {
        from_s: 54.0,
        dissolve_s: 0.8,
        draw: weeping::draw,
    },
    Shot {
        from_s: 68.0,
        dissolve_s: 1.4,
        draw: spring_again::draw,
    },
];

/// Draws the story at `t` seconds; the return is the exposure, 0 for black.
pub fn draw(c: &mut Canvas, t: f32) -> f32 {
    let now = SHOTS.iter().rposition(|shot| t >= shot.from_s).unwrap_or(0);
    let shot = &SHOTS[now];
    (shot.draw)(c, t);
    let over = ramp(t, shot.from_s, shot.from_s + shot.dissolve_s.max(0.001));
    if over < 1.0 && now > 0 {
        let after = c.pixmap.clone();
        (SHOTS[now - 1].draw)(c, t);
        let paint = PixmapPaint {
            opacity: over,
            ..PixmapPaint::default()
        };
        c.pixmap
            .draw_pixmap(0, 0, after.as_ref(), &paint, Transform::identity(), None);
    }
    let black = ramp(t, 45.2, 46.45) * (1.0 - ramp(t, 46.55, 48.2));
    ramp(t, 0.0, 1.6) * (1.0 - black) * (1.0 - ramp(t, LENGTH_S - 2.2, LENGTH_S - 0.1))
}

/// The place under the tree where the dog rests, by its x.
const REST_X: f32 = 700.0;

/// The scarf that hangs from the low limb and moves in the wind.
fn hung_scarf(c: &mut Canvas, t: f32, wind: f32, light: crate::canvas::Ink) {
    let top = crate::tree::SCARF_LIMB + p(-6.0, -2.0);
    let red = crate::child::RED.lit(light);
    for (length, phase, shade) in [(58.0, 0.6, 0.84), (70.0, 0.0, 1.0)] {
        let points: Vec<_> = (0..6)
            .map(|n| {
                let k = n as f32 / 5.0;
                let wave = (t * 2.4 - k * 3.0 + phase).sin() * 7.0 * k * (0.4 + wind);
                top + p(
                    -34.0 * k * k * wind + wave,
                    length * k * (1.0 - 0.22 * wind * k),
                )
            })
            .collect();
        c.line(&points, 10.0, red.dim(shade));
    }
    c.line(
        &[top + p(-7.0, 0.0), top + p(0.0, -7.0), top + p(8.0, 1.0)],
        10.0,
        red,
    );
}

/// The small grave: a mound ringed with stones; `snow` covers it, `bloom` lets flowers stand on it.
fn mound(c: &mut Canvas, snow: f32, bloom: f32, t: f32, season: &crate::season::Season) {
    use crate::canvas::ink;
    let at = p(REST_X, crate::hill::ground(REST_X) + 9.0);
    let earth = ink(0x8a6f52)
        .mix(season.ground, 0.35 + 0.5 * bloom)
        .lit(season.light)
        .mix(ink(0xf2f5f9), 0.96 * snow);
    c.shadow(
        at + p(2.0, 5.0),
        p(66.0, 11.0),
        season.shade.dim(0.6).alpha(0.5),
    );
    c.blob(
        &[
            at + p(-50.0, 3.0),
            at + p(-34.0, -13.0),
            at + p(0.0, -23.0),
            at + p(34.0, -13.0),
            at + p(50.0, 3.0),
            at + p(0.0, 9.0),
        ],
        earth,
    );
    c.shadow(at + p(16.0, -4.0), p(30.0, 12.0), season.shade.alpha(0.5));
    for n in 0..9 {
        let x = -50.0 + 12.5 * n as f32;
        let y = 9.0 - 0.0026 * x * x;
        let size = 6.2 + 2.6 * chance(301, n);
        c.oval(
            at + p(x, y),
            p(size, size * 0.74),
            0.0,
            ink(0x8f8a88)
                .dim(0.8 + 0.2 * chance(302, n))
                .lit(season.light),
        );
        c.oval(
            at + p(x, y - size * 0.4),
            p(size * 0.86, size * 0.46 * snow.max(0.01)),
            0.0,
            ink(0xf4f7fa).alpha(snow),
        );
    }
    for n in 0..16 {
        let open = ((bloom - 0.6 * chance(303, n)) * 3.0).clamp(0.0, 1.0);
        if open > 0.0 {
            let x = -38.0 + 5.0 * n as f32;
            let foot = at + p(x, -19.0 + 0.0105 * x * x);
            let head = foot
                + p(
                    (t * 1.5 + n as f32).sin() * 1.5,
                    -(7.0 + 8.0 * chance(304, n)) * open,
                );
            c.line(&[foot, head], 1.5, season.shade);
            let petal =
                [ink(0xfff6ea), ink(0xf3c14f), ink(0xa9b8ea)][n as usize % 3].lit(season.light);
            for leaf in 0..5 {
                c.circle(
                    head + crate::motion::P::polar(leaf as f32 * 1.2566) * (2.7 * open),
                    2.1 * open,
                    petal,
                );
            }
            c.circle(head, 1.6 * open, ink(0xd98f2c));
        }
    }
}
