//! Alone, one: snow, a bare tree, a small mound with a ball, and a child.

use super::{REST_X, hung_scarf, mound};
use crate::canvas::{Camera, Canvas, ink};
use crate::child::Child;
use crate::dog::ball;
use crate::hill::{Place, ground};
use crate::motion::{p, spread, track};
use crate::season::WINTER;
use crate::weather::{Air, air};

const CHILD_X: f32 = 596.0;

pub fn draw(c: &mut Canvas, t: f32) {
    let camera = Camera {
        centre: p(
            track(t, &[(46.0, 640.0), (55.5, 652.0)]),
            track(t, &[(46.0, 372.0), (55.5, 440.0)]),
        ),
        zoom: track(t, &[(46.0, 1.02), (55.5, 1.55)]),
    };
    let place = Place {
        season: &WINTER,
        camera,
        t,
        wind: 0.35,
        sun: None,
        window: 0.55,
    };
    place.draw(c);
    footprints(c);
    hung_scarf(c, t, 0.5, WINTER.light);
    mound(c, 1.0, 0.0, t, &WINTER);
    let top = p(REST_X, ground(REST_X) - 19.0);
    ball(c, top, 8.0, 0.5, WINTER.light);
    c.oval(top + p(0.0, -6.5), p(6.0, 2.8), 0.0, ink(0xf6f9fc));
    child(c, t);
    place.foreground(c);
    air(c, Air::Snow, t, 0.9, 0.25);
}

fn child(c: &mut Canvas, t: f32) {
    let breath = (t * 2.0).sin();
    let child = Child {
        lean: 0.06 + 0.012 * breath,
        nod: track(t, &[(46.0, 0.26), (52.0, 0.34)]),
        hands: [p(12.0, 26.0 - 0.6 * breath), p(14.0, 25.0)],
        smile: -0.7,
        worry: 1.0,
        eye: if (t * 0.4).fract() > 0.95 { 0.0 } else { 0.8 },
        scarf: false,
        cap: true,
        wind: 0.3 + 0.1 * (t * 1.3).sin(),
        flutter: t,
        light: WINTER.light,
        ..Child::default()
    };
    c.shadow(
        p(CHILD_X, ground(CHILD_X) + 2.0),
        p(36.0, 7.0),
        ink(0x7f93ab).alpha(0.6),
    );
    c.place(p(CHILD_X, ground(CHILD_X) + 3.0), p(1.0, 1.0), 0.0, |c| {
        child.draw(c)
    });
    // Breath in the cold air, every three seconds.
    for puff in 0..3 {
        let age = (t / 3.0).fract() * 1.6 - 0.12 * puff as f32;
        if (0.0..1.0).contains(&age) {
            let at = p(
                CHILD_X + 32.0 + 26.0 * age,
                ground(CHILD_X) - 80.0 - 10.0 * age,
            );
            c.haze(
                at,
                6.0 + 14.0 * age,
                ink(0xffffff).alpha(0.42 * (1.0 - age)),
            );
        }
    }
}

fn footprints(c: &mut Canvas) {
    for n in 0..34u32 {
        let x = CHILD_X - 8.0 - 17.0 * n as f32;
        let side = if n.is_multiple_of(2) { 0.0 } else { 6.0 };
        let at = p(x + 2.0 * spread(311, n), ground(x) + 8.0 + side);
        c.oval(at, p(5.4, 2.3), 0.0, ink(0xa9bcd2).alpha(0.85));
    }
}
