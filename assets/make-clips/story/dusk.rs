//! Loss: the light goes; the breath slows and stops; a leaf comes down.

use super::autumn::{CHILD_X, DOG_X};
use crate::canvas::{Camera, Canvas, ink};
use crate::child::Child;
use crate::dog::{Dog, ball};
use crate::hill::{Place, ground};
use crate::motion::{p, ramp, track, window};
use crate::season::LATE_AUTUMN;
use crate::weather::{Air, air, leaf};

/// The last breaths, each later and smaller: its middle and its depth.
const BREATHS: [(f32, f32); 5] = [
    (34.6, 1.0),
    (36.3, 1.0),
    (38.2, 0.9),
    (40.2, 0.75),
    (42.3, 0.45),
];

pub fn draw(c: &mut Canvas, t: f32) {
    let camera = Camera {
        centre: p(
            track(t, &[(34.0, 668.0), (42.0, 664.0), (47.0, 674.0)]),
            track(t, &[(34.0, 486.0), (42.0, 480.0), (47.0, 420.0)]),
        ),
        zoom: track(t, &[(34.0, 2.7), (41.5, 3.05), (47.0, 1.6)]),
    };
    let wind = 0.4 * (1.0 - ramp(t, 38.0, 42.0));
    let place = Place {
        season: &LATE_AUTUMN,
        camera,
        t,
        wind,
        sun: None,
        window: ramp(t, 38.0, 43.0),
    };
    place.draw(c);
    let x = DOG_X;
    c.shadow(
        p(x + 6.0, ground(x) + 5.0),
        p(64.0, 9.0),
        ink(0x2a2430).alpha(0.5),
    );
    c.place(p(x, ground(x) + 3.0), p(1.0, 1.0), 0.0, |c| dog(t).draw(c));
    let bx = 664.0;
    child(c, t);
    ball(
        c,
        p(bx - 2.0, ground(bx) + 4.0),
        8.0,
        bx / 8.0,
        LATE_AUTUMN.light,
    );
    falling_leaf(c, t);
    place.foreground(c);
    let dusk = ramp(t, 34.0, 44.0);
    c.light(
        ink(0xffe3c0)
            .mix(ink(0xb58f93), (dusk * 2.0).min(1.0))
            .mix(ink(0x61719f), (dusk * 2.0 - 1.0).max(0.0)),
    );
    air(c, Air::Leaves, t, 0.16 * (1.0 - ramp(t, 38.0, 41.0)), 0.3);
}

fn dog(t: f32) -> Dog {
    let breath: f32 = BREATHS
        .iter()
        .map(|(at, depth)| depth * window(t, at - 0.75, at + 0.95, 0.7))
        .sum();
    Dog {
        lie: 1.0,
        tail: window(t, 36.4, 37.6, 0.25) * (t * 8.0).sin() * 0.26
            + window(t, 39.4, 40.0, 0.2) * 0.2,
        nod: track(
            t,
            &[
                (34.0, 0.0),
                (36.2, 0.0),
                (37.0, -0.22),
                (38.6, -0.05),
                (42.6, 0.1),
            ],
        ),
        eye: track(
            t,
            &[
                (34.0, 0.7),
                (36.4, 0.5),
                (37.0, 0.95),
                (38.4, 0.55),
                (39.6, 0.6),
                (42.2, 0.0),
            ],
        ),
        breath: breath * 1.9 - 0.7,
        age: 1.0,
        scarf: 1.0,
        light: LATE_AUTUMN.light,
        ..Dog::default()
    }
}

fn child(c: &mut Canvas, t: f32) {
    let bow = ramp(t, 43.0, 44.6);
    let stroking = 1.0 - ramp(t, 42.2, 43.0);
    let sway = (t * 2.2).sin() * stroking;
    let child = Child {
        kneel: 1.0,
        lean: 0.34 + 0.42 * bow,
        nod: 0.2 + 0.2 * bow,
        hands: [
            p(38.0 + 6.0 * sway, 9.0 + 2.0 * (t * 2.2).cos() * stroking),
            p(40.0, 12.0),
        ],
        smile: track(t, &[(34.0, 0.1), (37.0, 0.35), (39.0, -0.2), (42.0, -0.8)]),
        worry: 1.0,
        eye: track(
            t,
            &[
                (38.4, 1.0),
                (38.5, 0.0),
                (38.65, 1.0),
                (43.2, 1.0),
                (44.0, 0.0),
            ],
        ),
        scarf: false,
        flutter: t,
        wind: 0.1,
        light: LATE_AUTUMN.light,
        ..Child::default()
    };
    c.place(p(CHILD_X, ground(CHILD_X) + 2.0), p(-1.0, 1.0), 0.0, |c| {
        child.draw(c)
    });
}

fn falling_leaf(c: &mut Canvas, t: f32) {
    if t < 40.6 {
        return;
    }
    // It rocks down like a boat, and comes to rest on the still back.
    let fall = ramp(t, 40.6, 44.2);
    let rock = (1.0 - fall) * (t * 2.6).sin();
    let rest = p(DOG_X - 12.0, ground(DOG_X) - 28.0);
    let at = p(
        rest.x + 26.0 * rock + 40.0 * (1.0 - fall),
        rest.y - 150.0 * (1.0 - fall),
    );
    leaf(
        c,
        at,
        7.0,
        0.25 + rock * 0.9,
        0.55 + 0.3 * rock.abs(),
        ink(0xe0913a),
    );
}
