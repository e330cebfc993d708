//! Resolution: the snow melts, flowers stand on the mound, and someone small finds the ball.

use super::{REST_X, hung_scarf, mound};
use crate::canvas::{Camera, Canvas, ink};
use crate::child::Child;
use crate::dog::{Dog, ball};
use crate::hill::{Place, ground};
use crate::motion::{p, ramp, track, window};
use crate::season::{SPRING_AGAIN, Season, WINTER};
use crate::weather::{Air, air, rays};

pub fn draw(c: &mut Canvas, t: f32) {
    let camera = Camera {
        centre: p(
            track(
                t,
                &[(68.0, 700.0), (74.0, 690.0), (81.0, 668.0), (87.0, 690.0)],
            ),
            track(
                t,
                &[
                    (68.0, 450.0),
                    (74.0, 440.0),
                    (81.0, 470.0),
                    (82.6, 470.0),
                    (87.0, 372.0),
                ],
            ),
        ),
        zoom: track(
            t,
            &[
                (68.0, 1.5),
                (74.0, 1.45),
                (81.0, 2.1),
                (82.6, 2.1),
                (87.0, 1.06),
            ],
        ),
    };
    let season = thaw(t);
    let sun = ramp(t, 69.0, 72.0);
    let place = Place {
        season: &season,
        camera,
        t,
        wind: 0.35,
        sun: Some((p(1010.0, 190.0), ink(0xffe3a6).alpha(sun))),
        window: 0.0,
    };
    place.draw(c);
    hung_scarf(c, t, 0.45, season.light);
    mound(c, season.snow, ramp(t, 70.5, 74.0), t, &season);
    rays(c, t, sun * 0.8);
    c.view = camera.view(1.0);
    puppy(c, t);
    child(c, t);
    the_ball(c, t, &season);
    place.foreground(c);
    air(c, Air::Petals, t, 0.8 * ramp(t, 73.0, 77.0), 0.3);
    air(c, Air::Dust, t, 0.6 * sun, 0.0);
}

/// Snow goes first, then the grass greens, the flowers open and the crown blossoms.
fn thaw(t: f32) -> Season {
    let mut season = WINTER.mix(SPRING_AGAIN, ramp(t, 69.0, 73.5));
    season.snow = 1.0 - ramp(t, 69.2, 72.0);
    season.crown = ramp(t, 70.5, 75.0);
    season.flowers = ramp(t, 71.2, 74.6);
    season.leaves = SPRING_AGAIN.leaves;
    season
}

fn child(c: &mut Canvas, t: f32) {
    let x = track(t, &[(71.9, 215.0), (75.2, 600.0)]);
    let walking = window(t, 71.9, 75.2, 0.4);
    let kneel = ramp(t, 75.2, 76.0);
    let touch = window(t, 76.0, 78.0, 0.5);
    let open = window(t, 80.4, 81.9, 0.5);
    let pet = ramp(t, 81.9, 82.4);
    let swing = (x / 30.0).sin() * 11.0 * walking;
    let near = p(5.0 + swing, 31.0)
        .mix(p(12.0, 26.0), kneel)
        .mix(p(38.0, 22.0), touch)
        .mix(p(38.0, 4.0), open)
        .mix(
            p(37.0 + 5.0 * (t * 4.6).sin(), 1.0 + 3.0 * (t * 4.6).cos()),
            pet,
        );
    let child = Child {
        step: x / 76.0,
        stride: 0.7 * walking,
        kneel,
        lean: 0.04 + 0.16 * touch + 0.16 * open + 0.24 * pet,
        nod: track(
            t,
            &[
                (72.0, 0.1),
                (75.4, 0.24),
                (78.6, 0.24),
                (79.1, -0.04),
                (80.2, 0.1),
                (82.0, 0.04),
            ],
        ),
        hands: [
            near,
            p(-2.0 - swing, 31.0)
                .mix(p(16.0, 26.0), kneel)
                .mix(p(36.0, 14.0), open.max(pet)),
        ],
        smile: track(
            t,
            &[
                (72.0, -0.2),
                (76.0, 0.15),
                (78.8, 0.0),
                (79.4, 0.2),
                (80.8, 0.7),
                (82.2, 1.0),
            ],
        ),
        worry: 1.0 - 0.9 * ramp(t, 79.2, 81.0),
        eye: if t > 83.2 || (t * 0.37).fract() > 0.96 {
            0.0
        } else {
            1.0
        },
        scarf: false,
        wind: 0.3,
        flutter: t,
        light: SPRING_AGAIN.light,
        ..Child::default()
    };
    c.shadow(
        p(x, ground(x) + 1.0),
        p(34.0, 7.0),
        ink(0x2f4a34).alpha(0.42),
    );
    c.place(p(x, ground(x) + 2.0), p(1.0, 1.0), 0.0, |c| child.draw(c));
}

fn puppy(c: &mut Canvas, t: f32) {
    // It comes from behind the tree, stops shyly, sniffs at the ball, and pushes it on.
    let x = track(
        t,
        &[
            (75.6, 1080.0),
            (77.0, 850.0),
            (77.8, 846.0),
            (78.7, 786.0),
            (79.3, 778.0),
            (80.1, 740.0),
            (80.7, 738.0),
            (81.8, 668.0),
        ],
    );
    let walking = window(t, 75.6, 77.1, 0.2)
        .max(window(t, 77.8, 78.7, 0.2))
        .max(window(t, 79.3, 80.1, 0.2))
        .max(window(t, 80.7, 81.9, 0.2));
    let hop = walking * (x / 9.0).sin().abs() * 5.0;
    let dog = Dog {
        step: x / 44.0,
        stride: 0.9 * walking,
        sit: ramp(t, 82.0, 82.5).max(window(t, 77.2, 77.8, 0.25)),
        nod: track(
            t,
            &[
                (77.0, 0.0),
                (77.3, -0.25),
                (77.8, -0.1),
                (78.6, 0.2),
                (79.0, 0.7),
                (79.8, 0.55),
                (80.4, -0.15),
                (82.4, -0.28),
            ],
        ),
        tail: (t * 19.0).sin() * (0.2 + 0.3 * ramp(t, 79.0, 80.5)),
        ear: walking * (0.3 + 0.3 * (x / 9.0).sin()),
        eye: if t > 83.4 { 0.1 } else { 1.0 },
        breath: (t * 6.0).sin(),
        baby: 1.0,
        light: SPRING_AGAIN.light,
        ..Dog::default()
    };
    if t > 75.6 {
        c.shadow(
            p(x, ground(x) + 15.0),
            p(30.0, 6.0),
            ink(0x2f4a34).alpha(0.42),
        );
        c.place(p(x, ground(x) + 15.0 - hop), p(-0.62, 0.62), 0.0, |c| {
            dog.draw(c)
        });
    }
}

fn the_ball(c: &mut Canvas, t: f32, season: &Season) {
    // With the thaw it rolls down from the mound; later the puppy's nose sends it to the child.
    let down = ramp(t, 71.0, 72.0);
    let x = REST_X + 58.0 * down - track(t, &[(79.2, 0.0), (80.3, 118.0)]);
    let y = (ground(REST_X) - 19.0) * (1.0 - down) + (ground(x) + 12.0) * down;
    ball(c, p(x, y), 8.0, 0.5 + (x - REST_X) / 8.0, season.light);
    c.oval(
        p(x, y - 6.5),
        p(6.0, 2.8),
        0.0,
        ink(0xf6f9fc).alpha(season.snow),
    );
}
