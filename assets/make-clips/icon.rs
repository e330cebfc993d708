//! The app's icon: a calm drop on a dark round square.

use crate::canvas::{Canvas, ink};
use crate::motion::{P, p};
use tiny_skia::{Pixmap, Transform};

pub const SIZE: u32 = 256;

/// Draws the icon; none only if there is no memory for it.
pub fn icon() -> Option<Pixmap> {
    let mut c = Canvas::new(Pixmap::new(SIZE, SIZE)?);
    let corner = 56.0;
    let square: Vec<P> = [
        (200.0, 200.0, 0.0),
        (56.0, 200.0, 90.0),
        (56.0, 56.0, 180.0),
        (200.0, 56.0, 270.0),
    ]
    .into_iter()
    .flat_map(|(x, y, from): (f32, f32, f32)| {
        (0..=12)
            .map(move |n| p(x, y) + P::polar((from + 7.5 * n as f32).to_radians()) * (corner - 6.0))
    })
    .collect();
    c.polygon(&square, ink(0x242527));
    c.fill(drop(0.0), ink(0x56b4e9).mix(ink(0x2f6f9c), 0.35));
    c.fill(drop(9.0), ink(0x7cc4ec));
    c.haze(p(128.0, 168.0), 46.0, ink(0x2f7fb2).alpha(0.4));
    c.oval(
        p(104.0, 152.0),
        p(10.0, 22.0),
        0.32,
        ink(0xffffff).alpha(0.72),
    );
    Some(c.pixmap)
}

fn drop(inset: f32) -> Option<tiny_skia::Path> {
    let mut path = tiny_skia::PathBuilder::new();
    path.move_to(128.0, 40.0);
    path.cubic_to(140.0, 78.0, 188.0, 112.0, 188.0, 156.0);
    path.cubic_to(188.0, 191.0, 161.0, 214.0, 128.0, 214.0);
    path.cubic_to(95.0, 214.0, 68.0, 191.0, 68.0, 156.0);
    path.cubic_to(68.0, 112.0, 116.0, 78.0, 128.0, 40.0);
    path.close();
    let scale = 1.0 - inset / 87.0;
    let shrink = Transform::from_row(
        scale,
        0.0,
        0.0,
        scale,
        128.0 * (1.0 - scale),
        136.0 * (1.0 - scale),
    );
    path.finish()?.transform(shrink)
}
