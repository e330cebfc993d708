//! The colours of figures and of the report: Okabe and Ito's set on a light ground, which colour-blind people tell apart.

use plotters::style::RGBColor;

/// Ground of every figure.
pub const GROUND: RGBColor = RGBColor(0xff, 0xff, 0xff);
/// Text and axes.
pub const TEXT: RGBColor = RGBColor(0x2a, 0x2b, 0x2e);
/// Text that may be read later.
pub const QUIET: RGBColor = RGBColor(0x66, 0x69, 0x70);
/// Lines that guide the eye.
pub const LINE: RGBColor = RGBColor(0xd9, 0xda, 0xdd);
/// A band that something lies within.
pub const BAND: RGBColor = RGBColor(0xef, 0xef, 0xf1);

const HUES: [RGBColor; 6] = [
    RGBColor(0x00, 0x72, 0xb2),
    RGBColor(0xd5, 0x5e, 0x00),
    RGBColor(0x00, 0x7a, 0x59),
    RGBColor(0xa8, 0x50, 0x80),
    RGBColor(0x8a, 0x80, 0x00),
    RGBColor(0x4d, 0x4d, 0x4d),
];

/// The hue of the group at this place.
pub fn hue(place: usize) -> RGBColor {
    HUES.get(place % HUES.len()).copied().unwrap_or(TEXT)
}
