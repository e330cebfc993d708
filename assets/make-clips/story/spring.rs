//! Together, one: a spring morning; they run up the hill, the ball is thrown and brought back.

use crate::canvas::{Camera, Canvas, ink};
use crate::child::Child;
use crate::dog::{Dog, ball};
use crate::hill::{Place, ground};
use crate::motion::{p, ramp, track, window};
use crate::season::SPRING;
use crate::weather::{Air, air};

const THROW_S: f32 = 5.7;
const CATCH_S: f32 = 7.35;
const BACK_S: f32 = 9.3;

pub fn draw(c: &mut Canvas, t: f32) {
    let camera = Camera {
        centre: p(
            track(
                t,
                &[(0.0, 560.0), (5.0, 640.0), (7.2, 730.0), (10.6, 642.0)],
            ),
            track(t, &[(0.0, 372.0), (8.8, 400.0), (11.2, 470.0)]),
        ),
        zoom: track(t, &[(0.0, 1.12), (5.0, 1.36), (9.0, 1.42), (11.2, 2.15)]),
    };
    let sun = Some((p(980.0, 130.0), ink(0xfff0c4).alpha(0.6)));
    let place = Place {
        season: &SPRING,
        camera,
        t,
        wind: 0.35,
        sun,
        window: 0.0,
    };
    place.draw(c);
    dog(c, t);
    child(c, t);
    loose_ball(c, t);
    place.foreground(c);
    air(c, Air::Petals, t, 0.9, 0.3);
}

fn child(c: &mut Canvas, t: f32) {
    let x = track(t, &[(0.2, 20.0), (4.6, 580.0)]);
    let running = window(t, 0.0, 4.7, 0.5);
    let throw = track(t, &[(4.9, 0.0), (5.45, -1.0), (5.75, 1.0), (6.6, 0.0)]);
    let cheer = window(t, 7.5, 9.4, 0.35);
    let hop = cheer * (t * 7.5).sin().max(0.0) * 13.0;
    let kneel = ramp(t, 9.7, 10.4);
    let pet = window(t, 10.4, 14.0, 0.4);
    let swing = (x / 34.0).sin() * 17.0 * running;
    let near = p(5.0 + swing, 31.0 - swing.abs() * 0.4)
        .mix(p(-30.0, -18.0), (-throw).max(0.0))
        .mix(p(36.0, -14.0), throw.max(0.0))
        .mix(p(16.0, -36.0 + 4.0 * (t * 9.0).sin()), cheer)
        .mix(
            p(38.0 + 5.0 * (t * 5.0).sin(), 3.0 + 3.0 * (t * 5.0).cos()),
            pet,
        );
    let far = p(-2.0 - swing, 31.0 - swing.abs() * 0.4)
        .mix(p(8.0, -38.0 + 4.0 * (t * 9.0 + 1.0).sin()), cheer)
        .mix(p(33.0, 14.0), pet);
    let child = Child {
        step: x / 92.0,
        stride: 1.15 * running,
        kneel,
        lean: 0.16 * running + 0.12 * throw.max(0.0) - 0.14 * (-throw).max(0.0) + 0.2 * pet,
        nod: 0.1 * kneel - 0.12 * cheer,
        hands: [near, far],
        smile: if running > 0.5 || t > THROW_S {
            1.0
        } else {
            0.7
        },
        eye: if pet > 0.8 && (t * 0.9).fract() > 0.4 {
            0.0
        } else {
            1.0
        },
        flutter: t,
        wind: 0.3 + 0.6 * running,
        ..Child::default()
    };
    let at = p(x, ground(x) - hop);
    c.shadow(
        p(x, ground(x) + 1.0),
        p(34.0 - hop * 0.5, 7.0),
        ink(0x2f4a34).alpha(0.42),
    );
    c.place(at, p(1.0, 1.0), 0.0, |c| child.draw(c));
    if (4.4..THROW_S).contains(&t) {
        ball(c, at + child.hand() + p(2.0, 5.0), 8.0, 0.3, ink(0xffffff));
    }
}

fn dog(c: &mut Canvas, t: f32) {
    let x = track(
        t,
        &[
            (0.0, -70.0),
            (4.4, 500.0),
            (5.65, 505.0),
            (CATCH_S, 965.0),
            (CATCH_S + 0.35, 968.0),
            (BACK_S, 676.0),
        ],
    );
    let away = t > CATCH_S + 0.18;
    let speed = window(t, 0.0, 4.5, 0.4)
        .max(window(t, 5.75, CATCH_S, 0.3))
        .max(window(t, CATCH_S + 0.3, BACK_S, 0.3));
    let gallop = speed * (x / 23.0).sin().max(0.0) * 9.0;
    let sit = ramp(t, BACK_S + 0.2, BACK_S + 0.7).max(window(t, 4.6, 5.5, 0.3) * 0.0);
    let wag = (t * 17.0).sin() * 0.4;
    let dog = Dog {
        step: x / 84.0,
        stride: 1.2 * speed,
        sit,
        nod: track(
            t,
            &[
                (4.5, 0.0),
                (5.0, -0.35),
                (5.7, -0.35),
                (6.0, 0.0),
                (7.1, 0.0),
                (7.4, 0.85),
                (7.65, -0.1),
                (9.3, 0.0),
                (9.5, 0.5),
                (9.9, -0.15),
            ],
        ),
        tail: wag * (1.0 - 0.4 * speed),
        ear: 0.9 * speed * (0.6 + 0.4 * (x / 23.0).sin()),
        breath: (t * 5.0).sin() * 0.7,
        eye: if t > 10.6 && (t * 0.7).fract() > 0.55 {
            0.1
        } else {
            1.0
        },
        ball: (CATCH_S..BACK_S + 0.25).contains(&t),
        ..Dog::default()
    };
    c.shadow(
        p(x, ground(x) + 2.0),
        p(52.0 - gallop, 8.0),
        ink(0x2f4a34).alpha(0.42),
    );
    let side = if away { -1.0 } else { 1.0 };
    c.place(
        p(x, ground(x) - gallop + 3.0),
        p(side, 1.0),
        -0.06 * speed * side,
        |c| dog.draw(c),
    );
}

fn loose_ball(c: &mut Canvas, t: f32) {
    if (THROW_S..CATCH_S).contains(&t) {
        let k = (t - THROW_S) / 1.05;
        let x = 640.0 + 340.0 * k.min(1.0) + 18.0 * (t - THROW_S - 1.05).clamp(0.0, 1.0);
        // One high arc, then two small bounces.
        let height = if k < 1.0 {
            205.0 * (k + 0.12) * (1.0 - k) * 1.9
        } else {
            26.0 * ((k - 1.0) * 9.0).sin().abs() * (1.6 - k).max(0.0)
        };
        ball(
            c,
            p(x, ground(x) - 7.0 - height),
            8.0,
            x / 12.0,
            ink(0xffffff),
        );
    } else if t >= BACK_S + 0.25 {
        let x = 640.0 - 4.0 * ramp(t, BACK_S + 0.3, BACK_S + 0.9);
        ball(c, p(x, ground(x) - 5.0), 8.0, x / 8.0, ink(0xffffff));
    }
}
