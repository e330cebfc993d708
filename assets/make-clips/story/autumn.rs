//! Weakening: an autumn day; the old dog cannot keep up, and the child gives it the scarf.

use crate::canvas::{Camera, Canvas, ink};
use crate::child::{Child, RED};
use crate::dog::{Dog, ball};
use crate::hill::{Place, ground};
use crate::motion::{P, p, ramp, track, window};
use crate::season::AUTUMN;
use crate::weather::{Air, air};

/// Where the dog lies down, and where the child kneels, by their x.
pub const DOG_X: f32 = 610.0;
pub const CHILD_X: f32 = 724.0;

pub fn draw(c: &mut Canvas, t: f32) {
    let camera = Camera {
        centre: p(
            track(t, &[(22.0, 520.0), (28.0, 640.0)]),
            track(t, &[(22.0, 448.0), (30.0, 456.0), (34.8, 480.0)]),
        ),
        zoom: track(t, &[(22.0, 1.5), (28.0, 1.66), (34.8, 2.35)]),
    };
    let place = Place {
        season: &AUTUMN,
        camera,
        t,
        wind: 0.7,
        sun: None,
        window: 0.15,
    };
    place.draw(c);
    let (dog, dog_at) = dog(t);
    c.shadow(
        dog_at + p(0.0, 0.0),
        p(58.0, 9.0),
        ink(0x4a3a24).alpha(0.42),
    );
    c.place(dog_at, p(1.0, 1.0), 0.0, |c| dog.draw(c));
    child(c, t);
    rolling_ball(c, t);
    place.foreground(c);
    air(c, Air::Leaves, t, 0.85, 0.7);
}

fn dog(t: f32) -> (Dog, P) {
    let x = track(
        t,
        &[(21.0, 255.0), (24.6, 430.0), (25.4, 434.0), (28.6, DOG_X)],
    );
    let walking = window(t, 21.0, 24.8, 0.5).max(window(t, 25.3, 28.6, 0.5));
    let dog = Dog {
        step: x / 58.0,
        stride: 0.55 * walking,
        sit: ramp(t, 29.0, 29.8) * (1.0 - ramp(t, 30.1, 31.2)),
        lie: ramp(t, 30.1, 31.2),
        nod: track(
            t,
            &[
                (22.0, 0.4),
                (24.6, 0.62),
                (25.4, 0.5),
                (28.3, 0.45),
                (28.6, 0.75),
                (29.2, 0.5),
                (29.9, 0.2),
                (31.2, 0.0),
                (32.4, -0.3),
                (33.6, 0.0),
            ],
        ),
        tail: -0.75 * (1.0 - ramp(t, 30.1, 31.2))
            + window(t, 28.4, 29.6, 0.3) * (t * 7.0).sin() * 0.2
            + window(t, 32.3, 33.6, 0.3) * (t * 6.0).sin() * 0.24,
        eye: track(
            t,
            &[
                (22.0, 0.7),
                (30.0, 0.7),
                (31.4, 0.5),
                (32.3, 0.9),
                (34.0, 0.7),
            ],
        ),
        breath: (t * 3.0).sin() * (0.5 + 0.5 * window(t, 24.4, 25.6, 0.3)),
        age: 1.0,
        scarf: ramp(t, 31.9, 32.4),
        light: AUTUMN.light,
        ..Dog::default()
    };
    (dog, p(x, ground(x) + 3.0))
}

fn child(c: &mut Canvas, t: f32) {
    let x = track(
        t,
        &[(21.5, 360.0), (26.4, 762.0), (28.7, 763.0), (29.7, CHILD_X)],
    );
    let walking = window(t, 21.0, 26.4, 0.5).max(window(t, 28.8, 29.8, 0.3));
    let looks_back = t > 26.9;
    let kneel = ramp(t, 29.8, 30.6);
    let off = window(t, 31.0, 31.6, 0.25);
    let give = ramp(t, 31.6, 32.1);
    let stroke = ramp(t, 32.5, 33.0);
    let bowl = window(t, 27.3, 28.1, 0.3);
    let swing = (x / 30.0).sin() * 11.0 * walking;
    let near = p(5.0 + swing, 31.0)
        .mix(p(24.0, 26.0), bowl)
        .mix(p(14.0, 25.0), kneel)
        .mix(p(9.0, -3.0), off)
        .mix(p(41.0, 8.0), give)
        .mix(
            p(39.0 + 5.0 * (t * 3.4).sin(), 7.0 + 2.0 * (t * 3.4).cos()),
            stroke,
        );
    let far = p(-2.0 - swing, 31.0)
        .mix(p(16.0, 26.0), kneel)
        .mix(p(14.0, -2.0), off)
        .mix(p(40.0, 12.0), give);
    let child = Child {
        step: x / 76.0,
        stride: 0.75 * walking,
        kneel,
        lean: 0.04 + 0.12 * bowl + 0.3 * kneel * ramp(t, 30.4, 31.2),
        nod: track(
            t,
            &[
                (22.0, 0.0),
                (27.0, 0.12),
                (29.0, 0.18),
                (30.6, 0.12),
                (34.0, 0.2),
            ],
        ),
        hands: [near, far],
        smile: track(
            t,
            &[
                (22.0, 0.5),
                (26.4, 0.5),
                (27.2, 0.2),
                (28.2, 0.35),
                (29.4, -0.35),
                (32.4, 0.2),
                (34.2, -0.1),
            ],
        ),
        worry: track(t, &[(26.8, 0.0), (27.4, 0.5), (29.0, 1.0)]),
        eye: if (t * 0.31).fract() > 0.96 { 0.0 } else { 1.0 },
        scarf: t < 31.6,
        flutter: t,
        wind: 0.7,
        light: AUTUMN.light,
        ..Child::default()
    };
    c.shadow(
        p(x, ground(x) + 1.0),
        p(34.0, 7.0),
        ink(0x4a3a24).alpha(0.42),
    );
    let side = if looks_back { -1.0 } else { 1.0 };
    let at = p(x, ground(x) + 2.0);
    c.place(at, p(side, 1.0), 0.0, |c| child.draw(c));
    let hand = at + p(child.hand().x * side, child.hand().y);
    if t < 27.7 {
        ball(c, hand + p(2.0 * side, 6.0), 8.0, 0.4, AUTUMN.light);
    }
    if (31.6..32.15).contains(&t) {
        // The scarf between two necks.
        let wave = (t * 6.0).sin() * 4.0;
        c.line(
            &[
                hand + p(8.0, -4.0),
                hand + p(-2.0, 5.0),
                hand + p(3.0 + wave, 20.0),
                hand + p(11.0 + wave, 31.0),
            ],
            9.0,
            RED.lit(AUTUMN.light),
        );
    }
}

fn rolling_ball(c: &mut Canvas, t: f32) {
    if t >= 27.7 {
        let x = track(t, &[(27.7, 730.0), (28.7, 664.0)]);
        let y = ground(x) + 4.0 - 26.0 * (1.0 - ramp(t, 27.7, 27.95));
        // It comes to rest before the dog, which only looks at it.
        ball(c, p(x - 2.0, y), 8.0, x / 8.0, AUTUMN.light);
    }
}
