//! Together, two: a summer evening, side by side, seen from behind.

use crate::back::Pair;
use crate::canvas::{Camera, Canvas, ink};
use crate::hill::{Place, ground};
use crate::motion::{p, ramp, track, window};
use crate::season::SUMMER_EVENING;
use crate::weather::{Air, air};

pub fn draw(c: &mut Canvas, t: f32) {
    let camera = Camera {
        centre: p(
            track(t, &[(12.0, 655.0), (23.5, 640.0)]),
            track(t, &[(12.0, 452.0), (23.5, 432.0)]),
        ),
        zoom: track(t, &[(12.0, 2.0), (23.5, 1.72)]),
    };
    let sun = Some((
        p(620.0, track(t, &[(12.0, 292.0), (24.0, 352.0)])),
        ink(0xffc37a),
    ));
    let window_light = ramp(t, 15.0, 18.0);
    let place = Place {
        season: &SUMMER_EVENING,
        camera,
        t,
        wind: 0.1,
        sun,
        window: window_light,
    };
    place.draw(c);
    let x = 640.0;
    let wag = window(t, 12.0, 24.0, 1.0) * (t * 4.2).sin() * (0.65 + 0.35 * (t * 0.9).sin());
    let pair = Pair {
        lean: ramp(t, 15.2, 16.8),
        embrace: ramp(t, 17.4, 18.8),
        wag,
        twitch: window(t, 13.6, 13.9, 0.1).max(window(t, 19.6, 19.9, 0.1)),
        breath: (t * 1.9).sin(),
        flutter: t,
        light: ink(0xc9a79c),
        rim: ink(0xffcf8e),
    };
    c.place(p(x, ground(x) + 7.0), p(1.0, 1.0), 0.0, |c| pair.draw(c));
    place.foreground(c);
    let dusk = ramp(t, 14.0, 23.0);
    c.light(ink(0xffffff).mix(ink(0xc49bb0), dusk * 0.8));
    air(c, Air::Fireflies, t, ramp(t, 14.5, 20.0), 0.0);
}
