//! The close-up: the child's face from the front, in the snow, as it wells up, weeps and sobs.

use crate::canvas::{Canvas, Ink, ink};
use crate::child::{CAP, COAT, HAIR, SKIN};
use crate::motion::{P, mix, p, ramp};

const DARK: Ink = ink(0x35272b);
const WATER: Ink = ink(0xd8efff);

/// Everything an animator turns on the face. The origin is between the eyes; the face is about 400 pixels wide.
#[derive(Clone, Copy, Default)]
pub struct Face {
    /// How wet the eyes are, 0 to 1.
    pub wet: f32,
    /// How far the eyes are open, 0 to 1, and where they look, in pixels.
    pub eye: f32,
    pub gaze: P,
    /// Sorrow in brows and mouth, 0 to 1; −1 is a small smile.
    pub sorrow: f32,
    /// A sob's strength now, 0 to 1: the mouth opens and the eyes press shut.
    pub sob: f32,
    /// The lower lip's trembling, −1 to 1.
    pub tremble: f32,
    /// Redness of nose and cheeks, 0 to 1.
    pub red: f32,
    /// The wet way that earlier tears left on the cheeks, 0 to 1.
    pub trace: f32,
}

/// A tear on its way: which eye (−1 left, 1 right) and its age from 0 (at the lid) to 1 (fallen from the chin).
#[derive(Clone, Copy)]
pub struct Tear {
    pub side: f32,
    pub age: f32,
}

impl Face {
    pub fn draw(&self, c: &mut Canvas, tears: &[Tear], light: Ink) {
        let (skin, hair) = (SKIN.lit(light), HAIR.lit(light));
        c.oval(p(0.0, -46.0), p(212.0, 190.0), 0.0, hair);
        c.blob(
            &[
                p(-206.0, -10.0),
                p(-204.0, 106.0),
                p(-150.0, 150.0),
                p(0.0, 120.0),
                p(150.0, 150.0),
                p(204.0, 106.0),
                p(206.0, -10.0),
            ],
            hair,
        );
        for side in [-1.0, 1.0] {
            c.oval(p(side * 184.0, 26.0), p(30.0, 36.0), 0.0, skin.dim(0.93));
        }
        // The jaw drops a little with a sob.
        let jaw = 10.0 * self.sob;
        c.blob(
            &[
                p(0.0, -150.0),
                p(120.0, -120.0),
                p(178.0, -10.0),
                p(160.0, 96.0),
                p(84.0, 168.0 + jaw),
                p(0.0, 184.0 + jaw),
                p(-84.0, 168.0 + jaw),
                p(-160.0, 96.0),
                p(-178.0, -10.0),
                p(-120.0, -120.0),
            ],
            skin,
        );
        self.blush(c, light);
        for side in [-1.0, 1.0] {
            self.eye(c, side, light);
            self.brow(c, side, hair);
        }
        self.nose(c, skin);
        self.mouth(c, light);
        fringe(c, hair);
        cap(c, light);
        for side in [-1.0, 1.0] {
            let path: Vec<P> = (0..7).map(|n| cheek(side, n as f32 / 6.0 * 0.82)).collect();
            c.line(&path, 9.0, WATER.alpha(0.34 * self.trace));
            c.line(&path, 3.0, ink(0xffffff).alpha(0.4 * self.trace));
        }
        for tear in tears {
            drop(c, *tear);
        }
    }

    fn blush(&self, c: &mut Canvas, light: Ink) {
        let rose = ink(0xe0705f).lit(light);
        for side in [-1.0, 1.0] {
            c.shadow(
                p(side * 112.0, 66.0),
                p(66.0, 46.0),
                rose.alpha(0.34 + 0.26 * self.red),
            );
            c.shadow(
                p(side * 82.0, 34.0),
                p(60.0, 26.0),
                rose.alpha(0.3 * self.red),
            );
        }
        c.shadow(
            p(0.0, 54.0),
            p(36.0, 30.0),
            rose.alpha(0.2 + 0.4 * self.red),
        );
    }

    fn eye(&self, c: &mut Canvas, side: f32, light: Ink) {
        let at = p(side * 82.0, -4.0);
        let open = (self.eye * (1.0 - self.sob)).clamp(0.0, 1.0);
        if open > 0.08 {
            // The lid comes down from above, so the middle of the opening sinks as it closes.
            let at = at + p(0.0, 17.0 * (1.0 - open));
            c.oval(at, p(32.0, 36.0 * open), 0.0, ink(0xfdf7f0).lit(light));
            let iris = at + self.gaze * open;
            let high = (29.0f32).min(33.0 * open);
            c.oval(iris, p(24.0, high), 0.0, ink(0x5a3d33).lit(light));
            c.oval(iris + p(0.0, 2.0), p(15.0, high * 0.65), 0.0, DARK);
            c.oval(
                iris + p(-8.0, -11.0 * open),
                p(8.0, 8.5 * open),
                0.0,
                ink(0xffffff),
            );
            let shake = 2.0 * self.tremble * self.wet;
            c.circle(
                iris + p(9.0 + shake, 11.0 * open),
                4.5,
                ink(0xffffff).alpha(0.5 + 0.5 * self.wet),
            );
            // The tear film gathers along the lower lid before it spills.
            let pool = 12.0 * self.wet;
            c.blob(
                &[
                    at + p(-28.0, 17.0 * open),
                    at + p(-14.0, (27.0 - pool) * open),
                    at + p(shake, (31.0 - pool) * open),
                    at + p(14.0, (27.0 - pool) * open),
                    at + p(28.0, 17.0 * open),
                    at + p(15.0, 34.0 * open),
                    at + p(-15.0, 34.0 * open),
                ],
                WATER.alpha(0.75 * self.wet),
            );
        }
        let shut = 1.0 - open;
        // Pressed shut, the lid is a bow that hangs down; open, it lies over the eye.
        let lid = |x: f32, rest: f32, pressed: f32| at + p(x, mix(rest, pressed, shut));
        c.line(
            &[
                lid(-34.0, -12.0, 8.0),
                lid(-18.0, -33.0, 18.0),
                lid(0.0, -38.0, 21.0),
                lid(18.0, -33.0, 18.0),
                lid(34.0, -12.0, 8.0),
            ],
            7.5,
            DARK,
        );
        for n in 0..3 {
            let x = side * (24.0 + 7.0 * n as f32);
            let y = mix(-26.0 + 8.0 * n as f32, 16.0 - 4.0 * n as f32, shut);
            c.line(
                &[
                    at + p(x, y),
                    at + p(x + side * 9.0, y + mix(-8.0, 8.0, shut)),
                ],
                4.0,
                DARK,
            );
        }
        if self.sob > 0.3 {
            let k = ramp(self.sob, 0.3, 1.0);
            c.line(
                &[at + p(-side * 38.0, -18.0), at + p(-side * 30.0, -6.0)],
                3.0,
                SKIN.lit(light).dim(0.72).alpha(k),
            );
        }
    }

    fn brow(&self, c: &mut Canvas, side: f32, hair: Ink) {
        let lift = 26.0 * self.sorrow.max(0.0) + 6.0 * self.sob;
        let low = 6.0 * self.sorrow.max(0.0);
        let inner = p(side * (50.0 - 5.0 * self.sob), -66.0 - lift);
        c.line(
            &[
                inner,
                p(side * 84.0, -74.0 - lift * 0.25),
                p(side * 116.0, -62.0 + low),
            ],
            10.0,
            hair.alpha(0.9),
        );
    }

    fn nose(&self, c: &mut Canvas, skin: Ink) {
        c.line(
            &[p(-11.0, 54.0), p(0.0, 61.0), p(11.0, 54.0)],
            5.0,
            skin.dim(0.78),
        );
        c.haze(p(-4.0, 42.0), 12.0, ink(0xffffff).alpha(0.35));
    }

    fn mouth(&self, c: &mut Canvas, light: Ink) {
        let lip = ink(0x9c4d46).lit(light);
        let shiver = 3.0 * self.tremble * self.sorrow.max(0.0);
        let y = 112.0;
        let corner = 15.0 * self.sorrow;
        if self.sob > 0.12 {
            let open = 34.0 * self.sob;
            c.blob(
                &[
                    p(-46.0, y + corner + 6.0),
                    p(-20.0, y - 8.0),
                    p(0.0, y - 6.0),
                    p(20.0, y - 8.0),
                    p(46.0, y + corner + 6.0),
                    p(26.0, y + 8.0 + open),
                    p(0.0, y + 4.0 + open + shiver),
                    p(-26.0, y + 8.0 + open),
                ],
                ink(0x6d2b30).lit(light),
            );
            c.shadow(
                p(0.0, y + open * 0.75),
                p(24.0, 9.0 + open * 0.2),
                ink(0xd9756e).lit(light),
            );
        } else {
            c.line(
                &[
                    p(-36.0, y + corner),
                    p(-16.0, y + corner * 0.1 + shiver),
                    p(0.0, y - corner * 0.1 - shiver * 0.6),
                    p(16.0, y + corner * 0.1 + shiver),
                    p(36.0, y + corner),
                ],
                6.5,
                lip,
            );
            c.line(
                &[
                    p(-13.0, y + 21.0 + shiver),
                    p(0.0, y + 24.0 - corner * 0.4 + shiver),
                    p(13.0, y + 21.0 + shiver),
                ],
                4.0,
                SKIN.lit(light).dim(0.84),
            );
        }
    }
}

/// Coat and shoulders below the face; `heave` lifts them with a breath or a sob, in pixels.
pub fn shoulders(c: &mut Canvas, heave: f32, light: Ink) {
    let coat = COAT.lit(light);
    let up = -heave;
    c.blob(
        &[
            p(-420.0, 640.0),
            p(-395.0, 300.0 + up),
            p(-290.0, 216.0 + up),
            p(-120.0, 176.0 + up * 0.6),
            p(120.0, 176.0 + up * 0.6),
            p(290.0, 216.0 + up),
            p(395.0, 300.0 + up),
            p(420.0, 640.0),
        ],
        coat,
    );
    c.blob(
        &[
            p(-150.0, 190.0 + up * 0.7),
            p(0.0, 158.0 + up * 0.5),
            p(150.0, 190.0 + up * 0.7),
            p(120.0, 262.0 + up * 0.7),
            p(0.0, 286.0 + up * 0.7),
            p(-120.0, 262.0 + up * 0.7),
        ],
        coat.dim(0.86),
    );
    c.line(
        &[p(0.0, 286.0 + up * 0.7), p(2.0, 400.0), p(0.0, 620.0)],
        4.0,
        coat.dim(0.76),
    );
    for y in [330.0, 410.0] {
        c.circle(p(24.0, y + up * 0.5), 11.0, coat.dim(0.62));
    }
}

/// The way of a tear over the cheek, `k` 0 at the lid to 1 at the jaw.
fn cheek(side: f32, k: f32) -> P {
    p(side * (86.0 + 34.0 * k - 46.0 * k * k), 28.0 + 142.0 * k)
}

fn drop(c: &mut Canvas, tear: Tear) {
    // It swells at the lid, runs over the cheek, hesitates, and falls from the jaw.
    let swell = ramp(tear.age, 0.0, 0.2);
    let run = ramp(tear.age, 0.16, 0.8);
    let fall = ((tear.age - 0.82) / 0.18).max(0.0);
    let at = cheek(tear.side, run) + p(0.0, 330.0 * fall * fall);
    let size = 15.0 * swell;
    let long = 1.0 + 0.55 * run + 0.4 * fall;
    let outline = |k: f32| {
        [
            p(0.0, -size * 1.25 * long * k),
            p(size * 0.62 * k, -size * 0.1),
            p(size * 0.72 * k, size * 0.45 * k),
            p(0.0, size * k),
            p(-size * 0.72 * k, size * 0.45 * k),
            p(-size * 0.62 * k, -size * 0.1),
        ]
    };
    c.place(at, p(1.0, 1.0), 0.0, |c| {
        c.blob(&outline(1.0), ink(0x9cc3dd).alpha(0.95));
        c.blob(&outline(0.8), ink(0xe2f3ff).alpha(0.85));
        c.oval(
            p(-size * 0.22, size * 0.12),
            p(size * 0.2, size * 0.32),
            0.2,
            ink(0xffffff),
        );
    });
}

fn fringe(c: &mut Canvas, hair: Ink) {
    c.blob(
        &[
            p(-196.0, -20.0),
            p(-176.0, -130.0),
            p(0.0, -190.0),
            p(176.0, -130.0),
            p(196.0, -20.0),
            p(168.0, -62.0),
            p(120.0, -100.0),
            p(60.0, -112.0),
            p(20.0, -96.0),
            p(-20.0, -112.0),
            p(-80.0, -96.0),
            p(-130.0, -92.0),
            p(-170.0, -56.0),
        ],
        hair,
    );
}

fn cap(c: &mut Canvas, light: Ink) {
    let wool = CAP.lit(light);
    let white = ink(0xe9eef2).lit(light);
    for n in 0..12 {
        c.circle(
            p(0.0, -308.0) + P::polar(n as f32 * std::f32::consts::FRAC_PI_6) * 34.0,
            22.0,
            white.dim(0.94 + 0.005 * n as f32),
        );
    }
    c.circle(p(0.0, -310.0), 42.0, white);
    c.blob(
        &[
            p(-226.0, -120.0),
            p(-204.0, -206.0),
            p(-116.0, -276.0),
            p(0.0, -296.0),
            p(116.0, -276.0),
            p(204.0, -206.0),
            p(226.0, -120.0),
            p(0.0, -150.0),
        ],
        wool,
    );
    for n in 0..9 {
        let x = -168.0 + 42.0 * n as f32;
        c.line(
            &[
                p(x, -160.0 + x * x * 0.0011),
                p(x * 0.85, -222.0),
                p(x * 0.5, -284.0),
            ],
            3.0,
            wool.dim(0.86),
        );
    }
    let band = wool.mix(ink(0xffffff).lit(light), 0.32);
    c.line(
        &[
            p(-212.0, -104.0),
            p(-110.0, -142.0),
            p(0.0, -152.0),
            p(110.0, -142.0),
            p(212.0, -104.0),
        ],
        62.0,
        band,
    );
    for n in 0..15 {
        let x = -203.0 + 29.0 * n as f32;
        let y = -152.0 + x * x * 0.00108;
        c.line(&[p(x, y - 24.0), p(x, y + 24.0)], 3.0, band.dim(0.88));
    }
}
