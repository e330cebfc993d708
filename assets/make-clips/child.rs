//! The child, a side-view puppet in a yellow coat with a red scarf.

use crate::canvas::{Canvas, Ink, ink};
use crate::motion::{P, mix, p};

pub const SKIN: Ink = ink(0xf6cfae);
pub const HAIR: Ink = ink(0x4a3129);
pub const COAT: Ink = ink(0xe6b04a);
pub const RED: Ink = ink(0xcf4a45);
pub const CAP: Ink = ink(0x4e7391);
const BOOT: Ink = ink(0x6b4a3c);
const TROUSER: Ink = ink(0x50627c);
const DARK: Ink = ink(0x33262a);

/// Everything an animator turns on the child. The origin is the ground under it; it faces right.
#[derive(Clone, Copy)]
pub struct Child {
    /// Walking: the phase in turns and how far the legs swing, 0 to 1.
    pub step: f32,
    pub stride: f32,
    /// 0 stands, 1 kneels or sits on its heels.
    pub kneel: f32,
    /// The upper body's lean forward, in radians.
    pub lean: f32,
    /// The head's turn down, in radians.
    pub nod: f32,
    /// Where the hands are, from the shoulder: near arm, far arm.
    pub hands: [P; 2],
    /// −1 sad mouth, 1 laughing.
    pub smile: f32,
    /// 1 open eyes, 0 shut.
    pub eye: f32,
    /// How lifted the inner brow is, 0 to 1.
    pub worry: f32,
    pub scarf: bool,
    pub cap: bool,
    /// How the scarf flies, seconds for its flutter and strength of the wind.
    pub flutter: f32,
    pub wind: f32,
    pub light: Ink,
}

impl Default for Child {
    fn default() -> Self {
        Self {
            step: 0.0,
            stride: 0.0,
            kneel: 0.0,
            lean: 0.0,
            nod: 0.0,
            hands: [p(4.0, 33.0), p(-2.0, 33.0)],
            smile: 0.4,
            eye: 1.0,
            worry: 0.0,
            scarf: true,
            cap: false,
            flutter: 0.0,
            wind: 0.3,
            light: ink(0xffffff),
        }
    }
}

impl Child {
    fn hip(&self) -> P {
        let bob = 2.5 * self.stride * (self.step * std::f32::consts::TAU * 2.0).cos().abs();
        p(0.0, mix(-32.0 - bob, -15.0, self.kneel))
    }

    fn neck(&self) -> P {
        self.hip() + P::polar(-std::f32::consts::FRAC_PI_2 + self.lean) * 44.0
    }

    fn shoulder(&self) -> P {
        self.neck() + P::polar(std::f32::consts::FRAC_PI_2 + self.lean) * 9.0
    }

    /// Where the near hand is.
    pub fn hand(&self) -> P {
        self.shoulder() + self.hands[0]
    }

    pub fn draw(&self, c: &mut Canvas) {
        let coat = COAT.lit(self.light);
        self.arm(c, 1, coat.dim(0.84));
        self.leg(c, 0.5, 0.84);
        self.leg(c, 0.0, 1.0);
        self.tail(c);
        self.coat(c, coat);
        self.head(c);
        self.knot(c);
        self.arm(c, 0, coat.dim(0.95));
    }

    fn leg(&self, c: &mut Canvas, shift: f32, k: f32) {
        let turn = (self.step + shift) * std::f32::consts::TAU;
        let side = if shift > 0.0 { 5.0 } else { -4.0 };
        let top = self.hip() + p(side, 2.0);
        let foot = p(
            side + 15.0 * self.stride * turn.sin(),
            -8.0 * self.stride * turn.cos().max(0.0),
        );
        let foot = foot.mix(p(side - 15.0, 0.0), self.kneel);
        let knee = top.mix(foot, 0.5) + p(5.0 * self.stride + 22.0 * self.kneel, 9.0 * self.kneel);
        let cloth = TROUSER.lit(self.light).dim(k);
        let boot = BOOT.lit(self.light).dim(k);
        c.limb(top, 8.0, knee, 6.8, cloth);
        c.limb(knee, 6.8, foot + p(0.0, -9.0), 6.2, cloth);
        c.limb(foot + p(0.0, -10.0), 6.6, foot + p(0.5, -5.0), 6.4, boot);
        c.limb(foot + p(1.0, -4.6), 5.4, foot + p(8.0, -3.8), 4.6, boot);
    }

    fn coat(&self, c: &mut Canvas, coat: Ink) {
        let (hip, neck) = (self.hip(), self.neck());
        let hem = mix(9.0, 8.0, self.kneel);
        let swing = 3.0 * self.stride * (self.step * std::f32::consts::TAU).sin() - 3.0 * self.wind;
        c.blob(
            &[
                neck + p(-8.0, 1.0),
                neck + p(8.0, 1.0),
                neck.mix(hip, 0.45) + p(17.0, 0.0),
                hip + p(23.0 + swing * 0.4, hem - 2.0),
                hip + p(swing, hem + 3.0),
                hip + p(-23.0 + swing, hem - 2.0),
                neck.mix(hip, 0.45) + p(-17.0, 0.0),
            ],
            coat,
        );
        for k in [0.42, 0.66, 0.9] {
            c.circle(neck.mix(hip, k) + p(9.0, 0.0), 1.8, coat.dim(0.66));
        }
        c.line(
            &[
                hip + p(-18.0 + swing, hem - 3.0),
                hip + p(swing, hem),
                hip + p(18.0 + swing * 0.4, hem - 3.0),
            ],
            2.2,
            coat.dim(0.84),
        );
    }

    fn arm(&self, c: &mut Canvas, which: usize, sleeve: Ink) {
        let from = self.shoulder()
            + if which == 0 {
                p(-4.0, 3.0)
            } else {
                p(5.0, 2.0)
            };
        let reach = self.hands[which] * (1.0f32).min(42.0 / self.hands[which].length().max(1.0));
        let hand = from + reach;
        // Two bones of 21 pixels: what the reach does not use goes into the elbow.
        let slack = (21.0f32.powi(2) - (reach.length() * 0.5).powi(2))
            .max(0.0)
            .sqrt();
        let across = p(-reach.y, reach.x) * (1.0 / reach.length().max(1.0));
        let elbow = from + reach * 0.5 + across * (slack * 0.7);
        c.limb(from, 8.0, elbow, 6.8, sleeve);
        c.limb(elbow, 6.8, hand, 6.2, sleeve);
        let skin = SKIN.lit(self.light).dim(if which == 0 { 1.0 } else { 0.9 });
        c.circle(hand + reach * (5.0 / reach.length().max(1.0)), 5.4, skin);
    }

    fn tail(&self, c: &mut Canvas) {
        if !self.scarf {
            return;
        }
        let from = self.neck() + p(-7.0, 4.0);
        let blow = 0.35 + self.wind;
        let wave = |k: f32| (self.flutter * 5.0 - k * 3.2).sin() * 5.0 * k * blow;
        let points: Vec<P> = (0..5)
            .map(|n| {
                let k = n as f32 / 4.0;
                from + p(
                    -34.0 * k * blow.min(1.2),
                    26.0 * k * (1.15 - blow).max(0.1) + wave(k),
                )
            })
            .collect();
        c.line(&points, 9.0, RED.lit(self.light).dim(0.88));
    }

    fn knot(&self, c: &mut Canvas) {
        if self.scarf {
            let neck = self.neck() + p(1.0, 3.0);
            c.line(
                &[
                    neck + p(-12.0, -2.5),
                    neck + p(0.0, 2.0),
                    neck + p(13.0, -2.0),
                ],
                10.0,
                RED.lit(self.light),
            );
        }
    }

    fn head(&self, c: &mut Canvas) {
        let (light, skin, hair) = (self.light, SKIN.lit(self.light), HAIR.lit(self.light));
        c.limb(
            self.neck() + p(0.0, 2.0),
            6.5,
            self.neck() + p(2.0, -6.0),
            6.5,
            skin.dim(0.88),
        );
        c.place(
            self.neck() + p(2.0, -2.0),
            p(1.0, 1.0),
            self.lean * 0.5 + self.nod,
            |c| {
                c.oval(p(-3.0, -25.0), p(28.0, 27.5), 0.0, hair);
                c.limb(p(-20.0, -20.0), 10.0, p(-18.0, -6.0), 7.0, hair);
                c.oval(p(5.0, -21.0), p(22.5, 22.0), 0.0, skin);
                c.circle(p(-12.0, -18.0), 5.0, skin.dim(0.94));
                self.face(c);
                c.blob(
                    &[
                        p(-24.0, -34.0),
                        p(-8.0, -51.0),
                        p(14.0, -49.0),
                        p(27.0, -32.0),
                        p(18.0, -36.0),
                        p(6.0, -37.0),
                        p(-6.0, -31.0),
                        p(-13.0, -22.0),
                    ],
                    hair,
                );
                if self.cap {
                    cap(c, light);
                }
            },
        );
    }

    fn face(&self, c: &mut Canvas) {
        let light = self.light;
        c.haze(p(-1.0, -13.0), 7.0, ink(0xe8806f).lit(light).alpha(0.5));
        c.haze(p(23.0, -13.0), 5.0, ink(0xe8806f).lit(light).alpha(0.5));
        for (x, size) in [(7.0, 1.0), (20.0, 0.92)] {
            let at = p(x, -20.0);
            if self.eye > 0.15 {
                c.oval(at, p(2.8 * size, 3.9 * self.eye), 0.0, DARK);
                c.circle(at + p(0.9, -1.4), 1.0, ink(0xffffff).alpha(self.eye));
            } else {
                let bow = if self.smile > 0.0 { -2.6 } else { 2.2 };
                c.line(
                    &[at + p(-3.6, 0.0), at + p(0.0, bow), at + p(3.6, 0.0)],
                    1.7,
                    DARK,
                );
            }
            let inner = if x < 10.0 { 1.0 } else { -1.0 };
            c.line(
                &[
                    at + p(-4.0, -8.0 - 2.0 * inner * -self.worry),
                    at + p(4.0, -8.0 - 2.0 * inner * self.worry),
                ],
                1.8,
                HAIR.lit(light).alpha(0.85),
            );
        }
        c.line(
            &[p(15.5, -16.0), p(17.0, -14.0), p(15.0, -13.4)],
            1.4,
            SKIN.lit(light).dim(0.8),
        );
        let (y, bend) = (-8.0, 3.6 * self.smile);
        if self.smile > 0.75 {
            c.blob(
                &[
                    p(8.0, y - 1.5),
                    p(14.0, y - 0.6),
                    p(20.0, y - 1.8),
                    p(17.5, y + 4.5),
                    p(11.0, y + 4.8),
                ],
                ink(0x9c4038).lit(light),
            );
        } else {
            c.line(
                &[
                    p(9.0, y - bend * 0.5),
                    p(14.0, y + bend * 0.5),
                    p(19.0, y - bend * 0.6),
                ],
                1.8,
                ink(0x8c4a42).lit(light),
            );
        }
    }
}

fn cap(c: &mut Canvas, light: Ink) {
    let wool = CAP.lit(light);
    c.blob(
        &[
            p(-31.0, -30.0),
            p(-22.0, -51.0),
            p(0.0, -60.0),
            p(20.0, -52.0),
            p(28.0, -33.0),
            p(0.0, -38.0),
        ],
        wool,
    );
    c.line(
        &[p(-30.0, -29.0), p(-2.0, -36.0), p(27.0, -33.0)],
        9.5,
        wool.mix(ink(0xffffff).lit(light), 0.35),
    );
    c.circle(p(-2.0, -61.0), 8.5, ink(0xe9eef2).lit(light));
}
