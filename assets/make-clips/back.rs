//! Child and dog seen from behind, sitting side by side and looking into the evening.

use crate::canvas::{Canvas, Ink, ink};
use crate::child::{COAT, HAIR, RED, SKIN};
use crate::motion::{P, mix, p};

/// How the two sit.
#[derive(Clone, Copy)]
pub struct Pair {
    /// How far the dog has leant its head on the child, 0 to 1.
    pub lean: f32,
    /// How far the child's arm is around the dog, 0 to 1.
    pub embrace: f32,
    /// The tail's swing, −1 to 1, and the ear's twitch, 0 to 1.
    pub wag: f32,
    pub twitch: f32,
    /// Both breathe: −1 to 1.
    pub breath: f32,
    pub flutter: f32,
    pub light: Ink,
    /// The sun's colour on their edges.
    pub rim: Ink,
}

impl Pair {
    /// Draws both with the origin on the ground between them.
    pub fn draw(&self, c: &mut Canvas) {
        let fur = ink(0xd9a566).lit(self.light);
        c.shadow(p(10.0, 6.0), p(105.0, 15.0), ink(0x1d2a2c).alpha(0.5));
        self.tail(c, fur);
        self.child(c);
        self.dog(c, fur);
        self.arm(c);
    }

    fn child(&self, c: &mut Canvas) {
        let coat = COAT.lit(self.light);
        let lift = -1.2 * self.breath;
        let tilt = 0.12 * self.lean;
        let outline = |grow: f32| {
            [
                p(-46.0, -66.0 + lift - grow),
                p(-28.0 + grow, -60.0 + lift),
                p(-14.0 + grow, -26.0),
                p(-12.0 + grow, 0.0),
                p(-46.0, 5.0),
                p(-80.0 - grow, 0.0),
                p(-78.0 - grow, -26.0),
                p(-64.0 - grow, -60.0 + lift),
            ]
        };
        c.blob(&outline(1.8), self.rim);
        c.blob(&outline(0.0), coat);
        c.line(
            &[p(-46.0, -50.0), p(-45.0, -24.0), p(-46.0, 2.0)],
            1.6,
            coat.dim(0.82),
        );
        self.scarf(c, lift);
        c.place(p(-46.0, -70.0 + lift), p(1.0, 1.0), tilt, |c| {
            c.circle(p(0.0, -23.0), 29.4, self.rim);
            c.circle(p(-26.0, -18.0), 5.6, SKIN.lit(self.light));
            c.circle(p(26.0, -18.0), 5.6, SKIN.lit(self.light));
            let hair = HAIR.lit(self.light);
            c.oval(p(0.0, -22.5), p(28.4, 28.2), 0.0, hair);
            c.blob(
                &[
                    p(-26.0, -18.0),
                    p(-22.0, 3.0),
                    p(-6.0, 7.0),
                    p(10.0, 5.0),
                    p(23.0, 2.0),
                    p(26.0, -18.0),
                ],
                hair,
            );
            c.line(
                &[p(-2.0, -50.0), p(-9.0, -38.0), p(-6.0, -24.0)],
                1.8,
                hair.mix(self.rim, 0.3),
            );
            c.line(
                &[p(8.0, -49.0), p(13.0, -36.0), p(10.0, -25.0)],
                1.6,
                hair.mix(self.rim, 0.24),
            );
        });
    }

    fn scarf(&self, c: &mut Canvas, lift: f32) {
        let red = RED.lit(self.light);
        let wave = |k: f32| 3.5 * k * (self.flutter * 2.6 - 2.0 * k).sin();
        let tail: Vec<P> = (0..4)
            .map(|n| n as f32 / 3.0)
            .map(|k| p(-58.0 - 12.0 * k + wave(k), -60.0 + 34.0 * k))
            .collect();
        c.line(&tail, 10.0, red.dim(0.86));
        c.line(
            &[
                p(-62.0, -64.0 + lift),
                p(-46.0, -59.5 + lift),
                p(-30.0, -64.0 + lift),
            ],
            11.0,
            red,
        );
    }

    fn dog(&self, c: &mut Canvas, fur: Ink) {
        let lift = -0.8 * self.breath;
        let outline = |grow: f32| {
            [
                p(20.0, -54.0 + lift - grow),
                p(36.0 + grow, -44.0),
                p(44.0 + grow, -16.0),
                p(40.0 + grow, 2.0),
                p(16.0, 5.0),
                p(-8.0 - grow, 2.0),
                p(-12.0 - grow, -16.0),
                p(4.0 - grow, -44.0),
            ]
        };
        c.blob(&outline(1.8), self.rim);
        c.blob(&outline(0.0), fur);
        c.oval(p(-4.0, -6.0), p(13.0, 11.0), 0.4, fur.dim(0.94));
        c.oval(p(36.0, -6.0), p(13.0, 11.0), -0.4, fur.dim(0.94));
        let head = p(
            mix(20.0, -2.0, self.lean),
            mix(-70.0, -64.0, self.lean) + lift,
        );
        c.limb(p(19.0, -46.0), 15.0, head + p(1.0, 6.0), 12.0, fur);
        c.place(head, p(1.0, 1.0), -0.42 * self.lean, |c| {
            c.oval(p(0.0, -1.0), p(19.4, 18.4), 0.0, self.rim);
            c.oval(P::default(), p(18.4, 17.6), 0.0, fur);
            let ear = ink(0x8a5a3c).lit(self.light);
            let up = 6.0 * self.twitch;
            c.blob(
                &[
                    p(-9.0, -15.0),
                    p(-17.0, -13.0),
                    p(-25.0, 4.0),
                    p(-20.0, 13.0),
                    p(-13.0, 4.0),
                ],
                ear,
            );
            c.blob(
                &[
                    p(9.0, -15.0),
                    p(17.0, -13.0),
                    p(25.0 + up * 0.4, 4.0 - up),
                    p(20.0 + up, 13.0 - up),
                    p(13.0, 4.0),
                ],
                ear,
            );
        });
    }

    fn tail(&self, c: &mut Canvas, fur: Ink) {
        let swing = 15.0 * self.wag;
        let points = [
            p(30.0, 0.0),
            p(50.0, 3.0 + swing * 0.1),
            p(66.0 + 2.0 * self.wag, -2.0 - swing * 0.5),
            p(72.0, -12.0 - swing),
        ];
        c.line(&points, 11.0, self.rim.alpha(0.8));
        c.line(&points, 9.0, fur);
        c.line(
            &[p(69.5, -7.0 - swing * 0.8), p(72.0, -12.0 - swing)],
            8.4,
            ink(0xf3e2c7).lit(self.light),
        );
    }

    fn arm(&self, c: &mut Canvas) {
        if self.embrace < 0.02 {
            return;
        }
        let coat = COAT.lit(self.light).dim(0.95);
        let from = p(-30.0, -50.0);
        let hand = p(-22.0, -16.0).mix(p(33.0, -32.0), self.embrace);
        let elbow = from.mix(hand, 0.5) + p(0.0, 9.0);
        c.limb(from, 10.0, elbow, 8.6, coat);
        c.limb(elbow, 8.6, hand, 7.4, coat);
        c.circle(hand + p(5.5, -1.0), 6.2, SKIN.lit(self.light));
    }
}
