//! The drawing vocabulary of the clips: soft shapes in soft inks, seen through a camera.

use crate::motion::{P, p};
use tiny_skia::{
    BlendMode, Color, FillRule, GradientStop, LineCap, LineJoin, Paint, Path, PathBuilder, Pixmap,
    Point, RadialGradient, Shader, SpreadMode, Stroke, Transform,
};

pub const WIDTH: u32 = 1280;
pub const HEIGHT: u32 = 720;

/// A colour with opacity, all parts from 0 to 1, not premultiplied.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ink {
    pub r: f32,
    pub g: f32,
    pub b: f32,
    pub a: f32,
}

/// An opaque ink from `0xRRGGBB`.
pub const fn ink(hex: u32) -> Ink {
    Ink {
        r: ((hex >> 16) & 255) as f32 / 255.0,
        g: ((hex >> 8) & 255) as f32 / 255.0,
        b: (hex & 255) as f32 / 255.0,
        a: 1.0,
    }
}

impl Ink {
    pub fn alpha(self, a: f32) -> Self {
        Self {
            a: self.a * a.clamp(0.0, 1.0),
            ..self
        }
    }

    pub fn mix(self, other: Self, k: f32) -> Self {
        let m = |x: f32, y: f32| x + (y - x) * k.clamp(0.0, 1.0);
        Self {
            r: m(self.r, other.r),
            g: m(self.g, other.g),
            b: m(self.b, other.b),
            a: m(self.a, other.a),
        }
    }

    /// The colour under a coloured light.
    pub fn lit(self, light: Self) -> Self {
        let part = |x: f32, y: f32| (x * y).clamp(0.0, 1.0);
        Self {
            r: part(self.r, light.r),
            g: part(self.g, light.g),
            b: part(self.b, light.b),
            a: self.a,
        }
    }

    /// Nearer to black for `k` below 1.
    pub fn dim(self, k: f32) -> Self {
        self.lit(Self {
            r: k,
            g: k,
            b: k,
            a: 1.0,
        })
    }

    fn color(self) -> Color {
        let part = |x: f32| x.clamp(0.0, 1.0);
        Color::from_rgba(part(self.r), part(self.g), part(self.b), part(self.a))
            .unwrap_or(Color::BLACK)
    }
}

/// Where the picture is seen from: the point of the world in the middle of the screen, and the magnification.
#[derive(Clone, Copy, Debug)]
pub struct Camera {
    pub centre: P,
    pub zoom: f32,
}

impl Camera {
    /// The transform of a layer at `depth`: 0 is infinitely far, 1 is where the characters are, above 1 is nearer.
    pub fn view(self, depth: f32) -> Transform {
        let middle = p(WIDTH as f32 / 2.0, HEIGHT as f32 / 2.0);
        let centre = middle.mix(self.centre, depth);
        let zoom = 1.0 + (self.zoom - 1.0) * depth;
        Transform::from_row(
            zoom,
            0.0,
            0.0,
            zoom,
            middle.x - centre.x * zoom,
            middle.y - centre.y * zoom,
        )
    }
}

/// One frame under the brush.
pub struct Canvas {
    pub pixmap: Pixmap,
    pub view: Transform,
}

impl Canvas {
    pub fn new(pixmap: Pixmap) -> Self {
        Self {
            pixmap,
            view: Transform::identity(),
        }
    }

    /// Draws `part` with its origin moved to `at`, scaled by `size` (negative x mirrors) and turned by `angle` radians.
    pub fn place(&mut self, at: P, size: P, angle: f32, part: impl FnOnce(&mut Self)) {
        let outer = self.view;
        self.view = outer
            .pre_translate(at.x, at.y)
            .pre_concat(Transform::from_rotate(angle.to_degrees()))
            .pre_scale(size.x, size.y);
        part(self);
        self.view = outer;
    }

    pub fn fill(&mut self, path: Option<Path>, ink: Ink) {
        self.fill_with(path, Shader::SolidColor(ink.color()), BlendMode::SourceOver);
    }

    pub fn circle(&mut self, centre: P, radius: f32, ink: Ink) {
        self.fill(
            PathBuilder::from_circle(centre.x, centre.y, radius.max(0.01)),
            ink,
        );
    }

    pub fn oval(&mut self, centre: P, radii: P, angle: f32, ink: Ink) {
        self.place(centre, radii, angle, |c| c.circle(P::default(), 1.0, ink));
    }

    /// A closed soft outline through all points.
    pub fn blob(&mut self, points: &[P], ink: Ink) {
        self.fill(closed_curve(points), ink);
    }

    pub fn polygon(&mut self, points: &[P], ink: Ink) {
        let mut path = PathBuilder::new();
        for (i, at) in points.iter().enumerate() {
            if i == 0 {
                path.move_to(at.x, at.y)
            } else {
                path.line_to(at.x, at.y)
            }
        }
        path.close();
        self.fill(path.finish(), ink);
    }

    /// A limb: two circles and what lies between them.
    pub fn limb(&mut self, a: P, ra: f32, b: P, rb: f32, ink: Ink) {
        let along = b - a;
        let length = along.length();
        if length > (ra - rb).abs() + 0.01 {
            let base = along.y.atan2(along.x);
            let open = ((ra - rb) / length).clamp(-1.0, 1.0).acos();
            let corner = |c: P, r: f32, angle: f32| c + P::polar(angle) * r;
            self.polygon(
                &[
                    corner(a, ra, base + open),
                    corner(b, rb, base + open),
                    corner(b, rb, base - open),
                    corner(a, ra, base - open),
                ],
                ink,
            );
        }
        self.circle(a, ra, ink);
        self.circle(b, rb, ink);
    }

    /// A round-ended line that runs softly through all points.
    pub fn line(&mut self, points: &[P], width: f32, ink: Ink) {
        let Some(path) = open_curve(points) else {
            return;
        };
        let stroke = Stroke {
            width,
            line_cap: LineCap::Round,
            line_join: LineJoin::Round,
            ..Stroke::default()
        };
        let paint = Paint {
            shader: Shader::SolidColor(ink.color()),
            anti_alias: true,
            ..Paint::default()
        };
        self.pixmap
            .stroke_path(&path, &paint, &stroke, self.view, None);
    }

    /// Light that fades out towards `radius`; it adds to what is there.
    pub fn glow(&mut self, centre: P, radius: f32, ink: Ink) {
        self.soft(centre, radius, ink, BlendMode::Plus);
    }

    /// A patch of ink that fades out towards `radius`: mist, shadow, a cheek's blush.
    pub fn haze(&mut self, centre: P, radius: f32, ink: Ink) {
        self.soft(centre, radius, ink, BlendMode::SourceOver);
    }

    /// Haze squeezed to an ellipse.
    pub fn shadow(&mut self, centre: P, radii: P, ink: Ink) {
        self.place(centre, p(1.0, radii.y / radii.x), 0.0, |c| {
            c.haze(P::default(), radii.x, ink)
        });
    }

    /// Fills the whole screen with a vertical gradient: pairs of height (0 top, 1 bottom) and ink, in order.
    pub fn sky(&mut self, stops: &[(f32, Ink)]) {
        let width = WIDTH as usize;
        for (y, row) in self.pixmap.pixels_mut().chunks_exact_mut(width).enumerate() {
            let color = along(stops, y as f32 / HEIGHT as f32)
                .color()
                .premultiply()
                .to_color_u8();
            row.fill(color);
        }
    }

    /// Multiplies the whole picture by a light: dusk falls, the sun comes out.
    pub fn light(&mut self, light: Ink) {
        let factor = |x: f32| (x.clamp(0.0, 1.0) * 256.0) as u16;
        let factors = [factor(light.r), factor(light.g), factor(light.b), 256];
        for pixel in self.pixmap.data_mut().chunks_exact_mut(4) {
            for (part, k) in pixel.iter_mut().zip(factors) {
                *part = ((u16::from(*part) * k) >> 8) as u8;
            }
        }
    }

    fn soft(&mut self, centre: P, radius: f32, ink: Ink, blend: BlendMode) {
        let at = Point::from_xy(centre.x, centre.y);
        // Three stops follow a bell better than a straight fall, so that no edge is seen.
        let stops = [(0.0, 1.0), (0.35, 0.62), (0.7, 0.16), (1.0, 0.0)]
            .map(|(place, k)| GradientStop::new(place, ink.alpha(k).color()))
            .to_vec();
        let shader = RadialGradient::new(
            at,
            0.0,
            at,
            radius.max(0.1),
            stops,
            SpreadMode::Pad,
            Transform::identity(),
        );
        if let Some(shader) = shader {
            self.fill_with(
                PathBuilder::from_circle(centre.x, centre.y, radius.max(0.1)),
                shader,
                blend,
            );
        }
    }

    fn fill_with(&mut self, path: Option<Path>, shader: Shader<'_>, blend_mode: BlendMode) {
        let Some(path) = path else { return };
        let paint = Paint {
            shader,
            blend_mode,
            anti_alias: true,
            ..Paint::default()
        };
        self.pixmap
            .fill_path(&path, &paint, FillRule::Winding, self.view, None);
    }
}

fn along(stops: &[(f32, Ink)], at: f32) -> Ink {
    let mut ink = stops.first().map_or(
        Ink {
            r: 0.0,
            g: 0.0,
            b: 0.0,
            a: 1.0,
        },
        |stop| stop.1,
    );
    for pair in stops.windows(2) {
        if let [(from, a), (to, b)] = *pair
            && at >= from
        {
            ink = a.mix(b, (at - from) / (to - from));
        }
    }
    ink
}

/// Catmull–Rom through the points, as cubic Béziers.
fn open_curve(points: &[P]) -> Option<Path> {
    let (first, last) = (*points.first()?, *points.last()?);
    let padded: Vec<P> = [first]
        .into_iter()
        .chain(points.iter().copied())
        .chain([last])
        .collect();
    curve(&padded, false)
}

fn closed_curve(points: &[P]) -> Option<Path> {
    let last = *points.last()?;
    let padded: Vec<P> = [last]
        .into_iter()
        .chain(points.iter().copied())
        .chain(points.iter().copied().take(2))
        .collect();
    curve(&padded, true)
}

fn curve(padded: &[P], close: bool) -> Option<Path> {
    let start = *padded.get(1)?;
    let mut path = PathBuilder::new();
    path.move_to(start.x, start.y);
    for four in padded.windows(4) {
        if let [a, b, c, d] = *four {
            let (one, two) = (b + (c - a) * (1.0 / 6.0), c - (d - b) * (1.0 / 6.0));
            path.cubic_to(one.x, one.y, two.x, two.y, c.x, c.y);
        }
    }
    if close {
        path.close();
    }
    path.finish()
}
