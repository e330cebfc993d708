//! The dog, a soft side-view puppet: it stands, walks, sits, lies down, breathes and grows old.

use crate::canvas::{Canvas, Ink, ink};
use crate::motion::{P, mix, p, ramp};

const FUR: Ink = ink(0xd9a566);
const PATCH: Ink = ink(0x8a5a3c);
const SNOUT: Ink = ink(0xf3e2c7);
const GREY: Ink = ink(0xe6e2dc);
const DARK: Ink = ink(0x3a2b2a);

/// Everything an animator turns on the dog. The origin is the ground between its feet; it faces right.
#[derive(Clone, Copy)]
pub struct Dog {
    /// 0 stands, 1 sits.
    pub sit: f32,
    /// 0 stands, 1 lies.
    pub lie: f32,
    /// Walking: the phase in turns and how far the legs swing, 0 to 1.
    pub step: f32,
    pub stride: f32,
    /// Radians the head is turned down (positive) or up.
    pub nod: f32,
    /// The tail's angle added to its rest.
    pub tail: f32,
    /// The eye, 1 open, 0 closed.
    pub eye: f32,
    /// Chest's swell by the breath, −1 to 1.
    pub breath: f32,
    /// White hairs, 0 to 1.
    pub age: f32,
    /// 1 for a puppy's big head and short legs.
    pub baby: f32,
    /// The ear's lift, 0 hangs, 1 flies.
    pub ear: f32,
    /// The scarf around its neck, 0 or 1 (between: being put on), and the ball in its mouth.
    pub scarf: f32,
    pub ball: bool,
    pub light: Ink,
}

impl Default for Dog {
    fn default() -> Self {
        Self {
            sit: 0.0,
            lie: 0.0,
            step: 0.0,
            stride: 0.0,
            nod: 0.0,
            tail: 0.0,
            eye: 1.0,
            breath: 0.0,
            age: 0.0,
            baby: 0.0,
            ear: 0.0,
            scarf: 0.0,
            ball: false,
            light: ink(0xffffff),
        }
    }
}

struct Joints {
    hip: P,
    chest: P,
    head: P,
    fore: P,
    hind: P,
    tail: f32,
    nod: f32,
}

impl Dog {
    fn joints(&self) -> Joints {
        let stand = Joints {
            hip: p(-25.0, -37.0),
            chest: p(21.0, -40.0),
            head: p(43.0, -66.0),
            fore: p(24.0, 0.0),
            hind: p(-29.0, 0.0),
            tail: -2.35,
            nod: 0.1,
        };
        let sit = Joints {
            hip: p(-17.0, -18.0),
            chest: p(11.0, -43.0),
            head: p(25.0, -76.0),
            fore: p(20.0, 0.0),
            hind: p(-1.0, 0.0),
            tail: -2.75,
            nod: 0.05,
        };
        let lie = Joints {
            hip: p(-30.0, -17.0),
            chest: p(17.0, -17.0),
            head: p(46.0, -20.0),
            fore: p(52.0, -2.0),
            hind: p(-10.0, -1.0),
            tail: -3.2,
            nod: 0.12,
        };
        let at = |a: P, b: P, c: P| a.mix(b, self.sit).mix(c, self.lie);
        let of = |a: f32, b: f32, c: f32| mix(mix(a, b, self.sit), c, self.lie);
        let bob = p(
            0.0,
            -3.0 * self.stride * (self.step * std::f32::consts::TAU * 2.0).cos(),
        );
        Joints {
            hip: at(stand.hip, sit.hip, lie.hip) + bob,
            chest: at(stand.chest, sit.chest, lie.chest) + bob * -0.6 + p(0.0, 8.0 * self.baby),
            head: at(stand.head, sit.head, lie.head)
                + bob * 0.5
                + p(-4.0, 12.0) * self.baby
                + self.droop(),
            fore: at(stand.fore, sit.fore, lie.fore),
            hind: at(stand.hind, sit.hind, lie.hind),
            tail: of(stand.tail, sit.tail, lie.tail) + self.tail,
            nod: of(stand.nod, sit.nod, lie.nod) + self.nod,
        }
    }

    /// A head turned down also sinks from the shoulders.
    fn droop(&self) -> P {
        p(6.0, 26.0) * self.nod.clamp(0.0, 1.0) * (1.0 - self.lie)
    }

    pub fn draw(&self, c: &mut Canvas) {
        let j = self.joints();
        let fur = FUR.mix(GREY, 0.22 * self.age).lit(self.light);
        let far = fur.dim(0.82);
        self.tail(c, &j, fur);
        self.leg(
            c,
            j.chest + p(3.0, 6.0),
            j.fore + p(7.0, 0.0),
            0.5,
            far,
            1.0,
        );
        self.leg(c, j.hip + p(4.0, 4.0), j.hind + p(8.0, 0.0), 0.0, far, -1.0);
        let swell = 1.0 + 0.05 * self.breath;
        let belly = (j.hip + j.chest) * 0.5 + p(0.0, 1.5 - 2.0 * self.breath);
        c.limb(j.hip, 16.5, belly, 15.0 * swell, fur);
        c.limb(belly, 15.0 * swell, j.chest, 18.0 * swell, fur);
        c.limb(
            belly + p(4.0, 9.0),
            6.0,
            j.chest + p(8.0, 7.0),
            9.5,
            fur.mix(SNOUT.lit(self.light), 0.55),
        );
        self.haunch(c, &j, fur);
        self.leg(c, j.hip + p(-3.0, 4.0), j.hind, 0.5, fur, -1.0);
        self.leg(c, j.chest + p(4.0, 8.0), j.fore, 0.0, fur, 1.0);
        c.limb(
            j.chest + p(5.0, -4.0),
            14.0,
            j.head + p(-5.0, 4.0),
            11.0,
            fur,
        );
        self.scarf(c, &j);
        self.head(c, &j, fur);
    }

    fn tail(&self, c: &mut Canvas, j: &Joints, fur: Ink) {
        let root = j.hip + p(-13.0, -7.0);
        let tip = root + P::polar(j.tail) * 20.0;
        let curl = mix(0.5, -0.1, self.lie);
        let end = root + P::polar(j.tail + curl + self.tail * 0.5) * 36.0;
        c.line(&[root, tip, end], 9.0, fur);
        c.line(&[tip.mix(end, 0.55), end], 8.5, SNOUT.lit(self.light));
    }

    fn haunch(&self, c: &mut Canvas, j: &Joints, fur: Ink) {
        let down = self.sit.max(self.lie);
        if down > 0.02 {
            c.oval(
                j.hip + p(9.0, 6.0),
                p(15.0, 13.5),
                0.5,
                fur.dim(mix(1.0, 0.95, down)),
            );
        }
    }

    fn leg(&self, c: &mut Canvas, top: P, foot: P, shift: f32, fur: Ink, bend: f32) {
        let turn =
            (self.step + shift + if bend < 0.0 { 0.25 } else { 0.0 }) * std::f32::consts::TAU;
        let foot = foot
            + p(
                17.0 * self.stride * turn.sin(),
                -9.0 * self.stride * turn.cos().max(0.0),
            );
        let flat = self.lie;
        let knee = top.mix(foot, 0.52) + p(-4.5 * bend * (1.0 - flat) - 3.0, 4.0 * flat);
        let size = 1.0 + 0.12 * self.baby;
        c.limb(top, 8.5 * size, knee, 6.2 * size, fur);
        c.limb(knee, 6.2 * size, foot + p(0.0, -5.0), 5.0 * size, fur);
        c.limb(
            foot + p(0.0, -4.4),
            5.0 * size,
            foot + p(6.0, -3.8),
            4.2 * size,
            fur.mix(SNOUT.lit(self.light), 0.7),
        );
    }

    fn scarf(&self, c: &mut Canvas, j: &Joints) {
        if self.scarf < 0.02 {
            return;
        }
        let red = ink(0xcf4a45)
            .lit(self.light)
            .alpha(ramp(self.scarf, 0.0, 0.5));
        let mid = (j.chest + p(5.0, -4.0)).mix(j.head + p(-5.0, 4.0), 0.45);
        let across = (j.head - j.chest) * (1.0 / (j.head - j.chest).length().max(1.0));
        let side = p(-across.y, across.x);
        c.line(
            &[mid + side * 13.0, mid + across * -3.0, mid + side * -13.0],
            9.0,
            red,
        );
        let hang = |x: f32, y: f32| p(x - 16.0 * self.lie * y / 21.0, y * (1.0 - 0.85 * self.lie));
        c.line(
            &[
                mid + side * 9.0,
                mid + side * 12.0 + hang(-2.0, 12.0),
                mid + side * 11.0 + hang(1.0, 21.0),
            ],
            8.0,
            red.dim(0.88),
        );
    }

    fn head(&self, c: &mut Canvas, j: &Joints, fur: Ink) {
        let size = 1.0 + 0.2 * self.baby;
        let light = self.light;
        let snout = SNOUT.mix(GREY, self.age).lit(light);
        c.place(j.head, p(size, size), j.nod, |c| {
            c.oval(p(0.0, -1.0), p(17.5, 16.0), 0.0, fur);
            c.limb(p(7.0, 4.0), 10.0, p(20.0, 6.0), 7.0, snout);
            if self.ball {
                ball(c, p(27.0, 10.0), 7.5, 0.0, light);
            }
            c.oval(p(26.5, 2.0), p(4.6, 3.8), 0.2, DARK);
            c.line(
                &[p(25.0, 10.5), p(17.0, 12.5), p(11.0, 10.0)],
                1.5,
                DARK.alpha(0.75),
            );
            c.oval(
                p(4.0, -7.0),
                p(7.5, 6.5),
                -0.3,
                fur.mix(GREY.lit(light), 0.6 * self.age),
            );
            self.eye(c);
            let lift = self.ear;
            let tip = p(-16.0 - 12.0 * lift, 15.0 - 26.0 * lift);
            let ear = PATCH.mix(GREY, 0.18 * self.age).lit(light);
            c.blob(
                &[
                    p(-2.0, -15.0),
                    p(-13.0, -15.0),
                    tip + p(-6.0, -6.0),
                    tip + p(0.0, 4.0),
                    tip + p(8.0, -3.0),
                    p(-1.0, -4.0),
                ],
                ear,
            );
        });
    }

    fn eye(&self, c: &mut Canvas) {
        let at = p(8.5, -5.0);
        if self.eye > 0.12 {
            c.oval(at, p(2.7, 3.1 * self.eye), 0.0, DARK);
            c.circle(
                at + p(0.9, -1.2 * self.eye),
                0.9,
                ink(0xffffff).alpha(self.eye),
            );
        }
        // The lid comes down as a soft line, and stays as a little bow when the eye is shut.
        let shut = 1.0 - self.eye;
        c.line(
            &[
                at + p(-3.4, -1.0 + 2.0 * shut),
                at + p(0.0, -3.2 + 5.4 * shut),
                at + p(3.6, -1.0 + 1.4 * shut),
            ],
            1.3,
            DARK.alpha(shut),
        );
    }
}

/// The red ball, the dog's treasure.
pub fn ball(c: &mut Canvas, at: P, radius: f32, angle: f32, light: Ink) {
    c.circle(at, radius, ink(0xd9534a).lit(light));
    let stripe = ink(0xf7ead6).lit(light);
    let (across, up) = (
        P::polar(angle),
        P::polar(angle + std::f32::consts::FRAC_PI_2),
    );
    c.line(
        &[
            at + across * (radius * 0.93),
            at + up * (radius * 0.25),
            at + across * (-radius * 0.93),
        ],
        radius * 0.3,
        stripe,
    );
    c.haze(
        at + p(-radius * 0.35, -radius * 0.4),
        radius * 0.6,
        ink(0xffffff).alpha(0.5),
    );
}
