//! Alone, two: the close-up in which the child weeps; every tear and sob has its time here.

use crate::canvas::{Canvas, Ink, ink};
use crate::face::{Face, Tear, shoulders};
use crate::motion::{chance, drift, p, ramp, track, window};
use crate::season::WINTER;
use crate::weather::{Air, air};

/// When the first drop stands on a lid, and when the last has fallen from the chin.
pub const FIRST_TEAR_S: f32 = 57.0;
pub const LAST_TEAR_GONE_S: f32 = 66.2;

/// Onset and offset of each sob.
pub const SOBS: [(f32, f32); 4] = [(58.6, 59.5), (60.1, 61.0), (61.5, 62.7), (63.4, 64.2)];

/// Each tear: the eye it leaves (−1 left on the screen, 1 right) and when it appears; it is gone after `TEAR_S`.
const TEARS: [(f32, f32); 9] = [
    (1.0, FIRST_TEAR_S),
    (-1.0, 58.1),
    (1.0, 59.2),
    (-1.0, 60.2),
    (1.0, 60.9),
    (-1.0, 61.8),
    (1.0, 62.4),
    (-1.0, 63.2),
    (1.0, LAST_TEAR_GONE_S - TEAR_S),
];
const TEAR_S: f32 = 2.4;

pub fn draw(c: &mut Canvas, t: f32) {
    let warm = ramp(t, 65.6, 68.5);
    backdrop(c, t, warm);
    let light = ink(0xeef0f4).mix(ink(0xfff0dc), warm);
    let sob = sob_at(t);
    let breath = (t * 2.2).sin() * 3.0 + 16.0 * window(t, 64.6, 66.8, 1.0);
    let push = track(t, &[(54.0, 0.92), (66.0, 1.14), (70.0, 1.16)]);
    let shiver = (t * 46.0).sin() * sob;
    c.place(p(640.0, 384.0 + 10.0 * sob), p(push, push), 0.0, |c| {
        c.place(p(0.0, 14.0), p(1.0, 1.0), 0.0, |c| {
            shoulders(c, 30.0 * sob + breath, light)
        });
        let nod = p(
            3.0 * drift(7, t * 0.5),
            12.0 * sob - breath * 0.4 + track(t, &[(54.0, 8.0), (65.0, 10.0), (67.0, -6.0)]),
        );
        c.place(
            nod,
            p(1.0, 1.0),
            0.03 * drift(8, t * 0.4) + 0.012 * shiver,
            |c| face(t, sob).draw(c, &tears(t), light),
        );
    });
    breath_cloud(c, t, sob);
    let snowfall = 1.0 - ramp(t, 64.5, 67.5);
    air(c, Air::Snow, t, 0.55 * snowfall, 0.25);
    near_snow(c, t, snowfall);
}

/// A sob is a sharp pull of breath, a hold that shakes, and a slow letting go.
fn sob_at(t: f32) -> f32 {
    SOBS.iter()
        .map(|(onset, offset)| {
            let hitch = 0.86 + 0.14 * ((t - onset) * 15.0).cos();
            ramp(t, *onset, onset + 0.24) * (1.0 - ramp(t, offset - 0.42, *offset)) * hitch
        })
        .sum()
}

fn face(t: f32, sob: f32) -> Face {
    let blink = window(t, 55.2, 55.4, 0.08).max(window(t, 64.75, 65.0, 0.1));
    Face {
        wet: ramp(t, 55.2, 57.0) * (1.0 - 0.6 * ramp(t, 65.6, 68.0)),
        eye: track(
            t,
            &[
                (54.0, 0.74),
                (56.6, 0.82),
                (58.2, 0.62),
                (64.4, 0.58),
                (66.2, 0.86),
            ],
        ) * (1.0 - blink),
        gaze: p(
            track(t, &[(54.0, 3.0), (66.0, 3.0), (67.0, 7.0)]),
            track(t, &[(54.0, 9.0), (65.0, 10.0), (66.6, -7.0)]),
        ),
        sorrow: track(t, &[(54.0, 0.4), (57.5, 1.0), (65.0, 1.0), (67.8, 0.25)]),
        sob,
        tremble: ((t * 31.0).sin() + (t * 23.0).sin()) * 0.5 * window(t, 56.0, 65.6, 0.8),
        red: ramp(t, 55.5, 60.0),
        trace: ramp(t, 58.6, 60.5) * (1.0 - 0.5 * ramp(t, 66.0, 69.0)),
    }
}

fn tears(t: f32) -> Vec<Tear> {
    TEARS
        .iter()
        .map(|(side, from)| Tear {
            side: *side,
            age: (t - from) / TEAR_S,
        })
        .filter(|tear| (0.0..1.0).contains(&tear.age))
        .collect()
}

/// The hill behind, far out of focus.
fn backdrop(c: &mut Canvas, t: f32, warm: f32) {
    let sky = WINTER.sky.map(|part| part.mix(ink(0xf6d9b8), 0.55 * warm));
    c.sky(&[(0.0, sky[0]), (0.5, sky[1]), (0.86, sky[2])]);
    c.view = tiny_skia::Transform::identity();
    for n in 0..7 {
        c.shadow(
            p(n as f32 * 220.0 - 20.0, 560.0 - 40.0 * chance(321, n)),
            p(330.0, 120.0),
            WINTER.hills[0].alpha(0.5),
        );
    }
    // The trunk and two limbs of the tree, as soft as a memory.
    for n in 0..9 {
        c.haze(
            p(1120.0 - 6.0 * n as f32, 720.0 - 90.0 * n as f32),
            92.0,
            WINTER.trunk.alpha(0.42),
        );
    }
    for n in 0..26 {
        let along = p(
            1090.0 - 20.0 * n as f32,
            196.0 - 5.2 * n as f32 + 5.0 * drift(3, t * 0.2),
        );
        c.haze(along, 40.0 - 0.6 * n as f32, WINTER.trunk.alpha(0.12));
    }
    let red = crate::child::RED;
    for n in 0..5 {
        let sway = 10.0 * drift(4, t * 0.6) * n as f32 / 4.0;
        c.haze(
            p(902.0 - 6.0 * n as f32 + sway, 190.0 + 26.0 * n as f32),
            34.0,
            red.alpha(0.34),
        );
    }
    c.glow(p(1010.0, 40.0), 760.0, ink(0xffc98a).alpha(0.42 * warm));
}

fn breath_cloud(c: &mut Canvas, t: f32, sob: f32) {
    let white = |a: f32| Ink { a, ..ink(0xffffff) };
    for (onset, _) in SOBS.iter().chain(&[(64.9, 66.0), (55.6, 56.4)]) {
        for puff in 0..4 {
            let age = (t - onset - 0.3 - 0.1 * puff as f32) / 1.7;
            if (0.0..1.0).contains(&age) {
                let at = p(
                    660.0 + 60.0 * age + 26.0 * puff as f32,
                    520.0 - 50.0 * age + 8.0 * sob,
                );
                c.haze(at, 26.0 + 92.0 * age, white(0.2 * (1.0 - age)));
            }
        }
    }
}

/// A few flakes close to the lens.
fn near_snow(c: &mut Canvas, t: f32, amount: f32) {
    for n in 0..14 {
        let y = (chance(331, n) * 900.0 + t * (90.0 + 70.0 * chance(332, n))) % 900.0 - 80.0;
        let x = chance(333, n) * 1400.0 - 60.0 + 30.0 * (t * 0.8 + n as f32).sin();
        c.haze(
            p(x, y),
            16.0 + 22.0 * chance(334, n),
            ink(0xffffff).alpha(0.4 * amount),
        );
    }
}
