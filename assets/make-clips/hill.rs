//! The one place of the story: a hill with a tree, distant country, and a cottage with a light.

use crate::canvas::{Camera, Canvas, HEIGHT, Ink, WIDTH, ink};
use crate::motion::{P, chance, drift, p, spread};
use crate::season::Season;
use crate::tree;
use crate::weather::leaf;

/// The height of the ground at `x`; the characters stand on it.
pub fn ground(x: f32) -> f32 {
    let crest = (x - 830.0) / 430.0;
    578.0 - 74.0 * (-crest * crest).exp() + 5.0 * (x / 95.0).sin()
}

/// Everything behind and under the characters.
pub struct Place<'a> {
    pub season: &'a Season,
    pub camera: Camera,
    pub t: f32,
    pub wind: f32,
    /// The sun's place on the screen and its ink; none on a grey day.
    pub sun: Option<(P, Ink)>,
    /// How brightly the cottage window shines, 0 to 1.
    pub window: f32,
}

impl Place<'_> {
    pub fn draw(&self, c: &mut Canvas) {
        let s = self.season;
        c.sky(&[(0.0, s.sky[0]), (0.42, s.sky[1]), (0.78, s.sky[2])]);
        c.view = self.camera.view(0.06);
        if let Some((at, ink)) = self.sun {
            c.haze(at, 470.0, ink.alpha(0.5));
            c.haze(at, 190.0, ink.alpha(0.5));
            c.circle(
                at,
                40.0,
                ink.mix(
                    Ink {
                        a: ink.a,
                        ..crate::canvas::ink(0xfffaee)
                    },
                    0.85,
                ),
            );
            c.glow(at, 90.0, ink.alpha(0.22));
        }
        self.clouds(c);
        c.view = self.camera.view(0.16);
        ridge(c, s.hills[0], 400.0, 62.0, 210.0, 1);
        c.view = self.camera.view(0.3);
        ridge(c, s.hills[1], 452.0, 46.0, 165.0, 2);
        woods(c, s, 2);
        c.view = self.camera.view(0.48);
        ridge(c, s.hills[2], 506.0, 34.0, 190.0, 3);
        self.cottage(c);
        for n in 0..4 {
            // Mist between the hills keeps the distance soft.
            let x = (n as f32 * 420.0 + self.t * 5.0) % 1700.0 - 200.0;
            c.shadow(
                p(x, 520.0 + 12.0 * spread(5, n)),
                p(300.0, 46.0),
                s.sky[2].alpha(0.34),
            );
        }
        c.view = self.camera.view(1.0);
        tree::tree(c, s, self.t, self.wind);
        self.earth(c);
    }

    /// The grass in front of everything, out of focus.
    pub fn foreground(&self, c: &mut Canvas) {
        c.view = self.camera.view(1.35);
        let dark = self
            .season
            .shade
            .mix(self.season.ground, 0.25 + 0.5 * self.season.snow)
            .dim(0.86 + 0.12 * self.season.snow);
        let mut outline = vec![p(-900.0, 1300.0)];
        for n in 0..28 {
            let x = -900.0 + n as f32 * 110.0;
            outline.push(p(x, 712.0 + 15.0 * spread(41, n)));
        }
        outline.push(p(2200.0, 1300.0));
        c.blob(&outline, dark);
        let tall = 1.0 - 0.7 * self.season.snow;
        for n in 0..150 {
            let x = -560.0 + n as f32 * 16.0 + 9.0 * spread(42, n);
            let bend =
                (self.t * 1.3 + x * 0.012).sin() * (5.0 + 8.0 * self.wind) + 6.0 * spread(43, n);
            let h = (26.0 + 34.0 * chance(44, n)) * tall;
            c.line(
                &[
                    p(x, 726.0),
                    p(x + bend * 0.3, 722.0 - h * 0.5),
                    p(x + bend, 720.0 - h),
                ],
                5.5,
                dark,
            );
        }
    }

    fn clouds(&self, c: &mut Canvas) {
        for n in 0..6 {
            let size = 0.6 + 0.8 * chance(51, n);
            let x = (chance(52, n) * 1700.0 + self.t * (5.0 + 5.0 * size)) % 1700.0 - 210.0;
            let y = 70.0 + 210.0 * chance(53, n);
            for puff in 0..6 {
                let key = n * 8 + puff;
                let at = p(
                    x + (puff as f32 - 2.5) * 40.0 * size,
                    y - 16.0 * size * chance(54, key) + 5.0 * drift(key, self.t * 0.1),
                );
                let middle = 1.0 - (puff as f32 - 2.5).abs() / 4.5;
                c.shadow(
                    at,
                    p(82.0 * size * middle, 40.0 * size * middle),
                    self.season.cloud.alpha(0.5),
                );
            }
        }
    }

    fn cottage(&self, c: &mut Canvas) {
        let s = self.season;
        let at = p(285.0, 500.0);
        let wall = s.hills[2].mix(ink(0xf3e6d4), 0.6).lit(s.light);
        let roof = s.hills[2]
            .mix(ink(0x8d5348), 0.65)
            .lit(s.light)
            .mix(ink(0xf0f4f8), 0.85 * s.snow);
        c.polygon(
            &[
                at + p(-30.0, 0.0),
                at + p(-30.0, -26.0),
                at + p(32.0, -26.0),
                at + p(32.0, 0.0),
            ],
            wall,
        );
        c.polygon(
            &[
                at + p(16.0, -62.0),
                at + p(24.0, -62.0),
                at + p(24.0, -40.0),
                at + p(16.0, -40.0),
            ],
            roof.dim(0.85),
        );
        c.polygon(
            &[
                at + p(-38.0, -24.0),
                at + p(-18.0, -52.0),
                at + p(22.0, -52.0),
                at + p(40.0, -24.0),
            ],
            roof,
        );
        let pane = wall.dim(0.62).mix(ink(0xffd27a), self.window);
        for x in [-18.0, 8.0] {
            c.polygon(
                &[
                    at + p(x, -18.0),
                    at + p(x + 11.0, -18.0),
                    at + p(x + 11.0, -7.0),
                    at + p(x, -7.0),
                ],
                pane,
            );
        }
        c.glow(
            at + p(0.0, -13.0),
            70.0,
            ink(0xffb95c).alpha(0.42 * self.window),
        );
        for n in 0..9 {
            let age = (self.t * 0.16 + n as f32 / 9.0).fract();
            let drift = p(
                26.0 * age * (1.0 + self.wind) + 5.0 * (age * 7.0 + n as f32).sin(),
                -58.0 * age,
            );
            c.haze(
                at + p(20.0, -64.0) + drift,
                5.0 + 13.0 * age,
                s.cloud.alpha(0.34 * (1.0 - age)),
            );
        }
    }

    fn earth(&self, c: &mut Canvas) {
        let s = self.season;
        let edge = |lower: f32| {
            let mut outline = vec![p(-700.0, 1400.0)];
            outline.extend((0..68).map(|n| {
                let x = -700.0 + n as f32 * 40.0;
                p(x, ground(x) + lower)
            }));
            outline.push(p(2000.0, 1400.0));
            outline
        };
        c.blob(&edge(0.0), s.ground);
        for n in 1..15 {
            let k = n as f32 / 14.0;
            c.blob(
                &edge(200.0 * k * (0.25 + 0.75 * k)),
                s.ground.mix(s.shade, k * 0.9),
            );
        }
        c.shadow(
            tree::FOOT + p(-20.0, 16.0),
            p(230.0, 30.0),
            s.shade.dim(0.8).alpha(0.34 + 0.3 * s.crown),
        );
        self.grass(c);
        self.litter(c);
        self.flowers(c);
    }

    /// Leaves that have come down already.
    fn litter(&self, c: &mut Canvas) {
        for n in 0..150 {
            if chance(74, n) < self.season.litter {
                let x = 330.0 + 1000.0 * chance(75, n);
                let at = p(x, ground(x) + 6.0 + 96.0 * chance(76, n));
                let tone = self.season.leaves[n as usize % 3].mix(self.season.shade, 0.25);
                leaf(
                    c,
                    at,
                    3.2 + 2.4 * chance(77, n),
                    3.0 * spread(78, n),
                    0.5,
                    tone,
                );
            }
        }
    }

    fn grass(&self, c: &mut Canvas) {
        let s = self.season;
        let tall = 1.0 - 0.8 * s.snow;
        for n in 0..230 {
            let x = -180.0 + n as f32 * 7.2 + 4.0 * spread(61, n);
            let deep = chance(62, n);
            let foot = ground(x) + 2.0 + 70.0 * deep * deep;
            let bend =
                (self.t * 1.6 + x * 0.02).sin() * (1.5 + 4.0 * self.wind) + 3.0 * spread(63, n);
            let h = (6.0 + 9.0 * chance(64, n)) * tall;
            let tone = s
                .ground
                .mix(s.shade, 0.25 + 0.75 * deep * chance(65, n) + 0.2 * deep);
            c.line(
                &[
                    p(x, foot),
                    p(x + bend * 0.4, foot - h * 0.6),
                    p(x + bend, foot - h),
                ],
                2.4,
                tone,
            );
        }
    }

    fn flowers(&self, c: &mut Canvas) {
        let petals = [ink(0xfff6ea), ink(0xf6c453), ink(0xe58aa5), ink(0xb9a4e0)];
        for n in 0..110 {
            let open = ((self.season.flowers - 0.7 * chance(71, n)) * 4.0).clamp(0.0, 1.0);
            if open <= 0.0 {
                continue;
            }
            let x = -60.0 + 1400.0 * chance(72, n);
            let foot = ground(x) + 8.0 + 92.0 * chance(73, n);
            let sway = (self.t * 1.4 + x * 0.03).sin() * (1.0 + 2.0 * self.wind);
            let head = p(x + sway, foot - 9.0 * open);
            c.line(&[p(x, foot), head], 1.4, self.season.shade);
            let petal = petals[n as usize % petals.len()].lit(self.season.light);
            for leaf in 0..5 {
                c.circle(
                    head + P::polar(leaf as f32 * 1.2566 + x) * (2.4 * open),
                    1.9 * open,
                    petal,
                );
            }
            c.circle(head, 1.5 * open, ink(0xe8a93c).lit(self.season.light));
        }
    }
}

fn ridge(c: &mut Canvas, ink: Ink, base: f32, rise: f32, wave: f32, seed: u32) {
    let shift = chance(81, seed) * 900.0;
    let mut outline = vec![p(-600.0, 1200.0)];
    outline.extend((0..52).map(|n| {
        let x = -600.0 + n as f32 * 48.0;
        let u = (x + shift) / wave;
        p(
            x,
            base - rise * (0.55 * u.sin() + 0.3 * (u * 0.53 + 1.0).sin() + 0.15 * (u * 2.1).sin()),
        )
    }));
    outline.push(p(WIDTH as f32 + 600.0, HEIGHT as f32 + 480.0));
    c.blob(&outline, ink);
}

/// Little round trees in rows on the middle hills.
fn woods(c: &mut Canvas, s: &Season, seed: u32) {
    let tone = s.hills[1].mix(s.hills[2], 0.75).dim(0.96);
    for n in 0..26 {
        let x = 420.0 + 900.0 * chance(91, n * 3 + seed);
        let u = (x + chance(81, 2) * 900.0) / 165.0;
        let y =
            452.0 - 46.0 * (0.55 * u.sin() + 0.3 * (u * 0.53 + 1.0).sin() + 0.15 * (u * 2.1).sin());
        let size = 5.0 + 8.0 * chance(92, n);
        c.oval(p(x, y + 3.0 - size * 0.6), p(size * 0.8, size), 0.0, tone);
    }
}
