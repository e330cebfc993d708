//! The design tokens: every colour, distance and size of both windows, and nothing else.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "this is the one place where colours are written down"
)]

use egui::Color32;

/// The colours of one look.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Palette {
    /// The window's ground.
    pub ground: Color32,
    /// Side panels and bars, a step away from the ground.
    pub panel: Color32,
    /// Fields and buttons that must be seen as such.
    pub raised: Color32,
    /// The same under the pointer.
    pub hover: Color32,
    /// The same while pressed.
    pub pressed: Color32,
    /// Lines that part things, and outlines of fields.
    pub line: Color32,
    /// Text that matters now.
    pub text: Color32,
    /// Text that may be read later.
    pub quiet: Color32,
    /// Text that is there when looked for.
    pub faint: Color32,
    /// Selection and focus, nothing else.
    pub accent: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    /// Something needs the experimenter; never decoration.
    pub caution: Color32,
    /// "Not being saved", nothing else.
    pub not_saved: Color32,
    /// Pop-up shadows.
    pub shadow: Color32,
}

/// What the participant sees: a fixed neutral dark grey with soft text, independent of the system's theme, so that
/// luminance does not jump between a film and a probe. No colour at all.
pub const PARTICIPANT: Palette = Palette {
    ground: Color32::from_rgb(0x24, 0x25, 0x27),
    panel: Color32::from_rgb(0x24, 0x25, 0x27),
    raised: Color32::from_rgb(0x34, 0x35, 0x38),
    hover: Color32::from_rgb(0x3d, 0x3e, 0x42),
    pressed: Color32::from_rgb(0x46, 0x47, 0x4b),
    line: Color32::from_rgb(0x84, 0x84, 0x86),
    text: Color32::from_rgb(0xd8, 0xd8, 0xd6),
    quiet: Color32::from_rgb(0xa8, 0xa8, 0xa7),
    faint: Color32::from_rgb(0x90, 0x91, 0x93),
    accent: Color32::from_rgb(0xb4, 0xb8, 0xbe),
    on_accent: Color32::from_rgb(0x24, 0x25, 0x27),
    caution: Color32::from_rgb(0xd8, 0xd8, 0xd6),
    not_saved: Color32::from_rgb(0xd8, 0xd8, 0xd6),
    shadow: Color32::from_black_alpha(0),
};

/// The experimenter's window by default: the second screen must not light the room.
pub const DARK: Palette = Palette {
    ground: Color32::from_rgb(0x14, 0x15, 0x17),
    panel: Color32::from_rgb(0x1b, 0x1c, 0x1f),
    raised: Color32::from_rgb(0x27, 0x29, 0x2d),
    hover: Color32::from_rgb(0x32, 0x34, 0x39),
    pressed: Color32::from_rgb(0x3d, 0x40, 0x46),
    line: Color32::from_rgb(0x36, 0x38, 0x3d),
    text: Color32::from_rgb(0xe6, 0xe7, 0xe9),
    quiet: Color32::from_rgb(0xa6, 0xa9, 0xaf),
    faint: Color32::from_rgb(0x7d, 0x81, 0x88),
    accent: Color32::from_rgb(0x5b, 0x8d, 0xef),
    on_accent: Color32::from_rgb(0x0c, 0x12, 0x20),
    caution: Color32::from_rgb(0xf0, 0xb4, 0x4c),
    not_saved: Color32::from_rgb(0xff, 0x5c, 0x5c),
    shadow: Color32::from_black_alpha(110),
};

/// The experimenter's window in a bright room.
pub const LIGHT: Palette = Palette {
    ground: Color32::from_rgb(0xfb, 0xfb, 0xfa),
    panel: Color32::from_rgb(0xf1, 0xf1, 0xef),
    raised: Color32::from_rgb(0xe5, 0xe5, 0xe3),
    hover: Color32::from_rgb(0xda, 0xda, 0xd8),
    pressed: Color32::from_rgb(0xce, 0xce, 0xcc),
    line: Color32::from_rgb(0xd6, 0xd6, 0xd4),
    text: Color32::from_rgb(0x1d, 0x1e, 0x20),
    quiet: Color32::from_rgb(0x55, 0x57, 0x5b),
    faint: Color32::from_rgb(0x74, 0x76, 0x7b),
    accent: Color32::from_rgb(0x23, 0x62, 0xc9),
    on_accent: Color32::from_rgb(0xff, 0xff, 0xff),
    caution: Color32::from_rgb(0x94, 0x5f, 0x00),
    not_saved: Color32::from_rgb(0xc4, 0x16, 0x16),
    shadow: Color32::from_black_alpha(50),
};

/// Black around and under a film.
pub const FILM_GROUND: Color32 = Color32::BLACK;

/// The flash by which a camera's video is laid on session time.
pub const MARK_FLASH: Color32 = Color32::WHITE;

/// Under subtitles, so that they can be read on any picture.
pub const SUBTITLE_GROUND: Color32 = Color32::from_black_alpha(190);

/// Hues of the coded channels, in their order (Okabe and Ito's set, which colour-blind people tell apart; its vermilion
/// is left out because red has one meaning here). For dark grounds.
pub const CHANNEL_HUES_DARK: [Color32; 6] = [
    Color32::from_rgb(0x56, 0xb4, 0xe9),
    Color32::from_rgb(0xe6, 0x9f, 0x00),
    Color32::from_rgb(0x1a, 0xb3, 0x87),
    Color32::from_rgb(0xcc, 0x79, 0xa7),
    Color32::from_rgb(0xf0, 0xe4, 0x42),
    Color32::from_rgb(0x3f, 0x93, 0xcf),
];

/// The same hues, deeper, for light grounds.
pub const CHANNEL_HUES_LIGHT: [Color32; 6] = [
    Color32::from_rgb(0x00, 0x72, 0xb2),
    Color32::from_rgb(0xb9, 0x7a, 0x00),
    Color32::from_rgb(0x00, 0x7a, 0x59),
    Color32::from_rgb(0xa8, 0x50, 0x80),
    Color32::from_rgb(0x8a, 0x80, 0x00),
    Color32::from_rgb(0x2a, 0x5d, 0x8f),
];

/// The grid, in points; distances are its multiples or its half.
pub const GRID: f32 = 8.0;
/// Height of a row at the desk, in points.
pub const ROW: f32 = 24.0;
/// Corner radius of panels, fields and big buttons, in points.
pub const RADIUS: u8 = 6;
/// Corner radius of small things, in points.
pub const RADIUS_SMALL: u8 = 4;
/// Longest motion, in seconds.
pub const MOTION_S: f32 = 0.15;

/// Text at the desk, in points.
pub const DESK_TEXT: f32 = 13.5;
/// Small text at the desk, in points.
pub const DESK_SMALL: f32 = 11.5;
/// The one larger size at the desk, in points.
pub const DESK_TITLE: f32 = 18.0;

/// The participant's text, in points.
pub const STAGE_TEXT: f32 = 26.0;
/// The participant's second size: end words, "prefer not to answer", the corners; in points.
pub const STAGE_SMALL: f32 = 18.0;
/// Smallest size to which a long text shrinks before it is spread over several pages, in points.
pub const STAGE_TEXT_MIN: f32 = 22.0;
/// Width of the participant's column and length of the analogue line, in points.
pub const STAGE_COLUMN: f32 = 680.0;
/// Soft change between the participant's screens, in seconds.
pub const STAGE_FADE_S: f64 = 0.25;
