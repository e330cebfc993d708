//! How coded channels are told apart: a hue and, for those who don't see hues, a pattern.

use egui::{Color32, CornerRadius, Painter, Pos2, Rect, Stroke, Ui, pos2, vec2};

use super::theme::palette;
use super::tokens::{CHANNEL_HUES_DARK, CHANNEL_HUES_LIGHT, RADIUS_SMALL};

/// The look of one channel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Channel {
    /// Its hue.
    pub hue: Color32,
    /// Its pattern.
    pub pattern: Pattern,
}

/// What lies over the hue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// Nothing.
    Plain,
    /// Lines that rise.
    Rising,
    /// Dots.
    Dots,
    /// Lines that fall.
    Falling,
    /// Upright lines.
    Upright,
    /// Lines both ways.
    Crossed,
}

impl Channel {
    /// The look of the channel at this place in the coding scheme; it begins again after six.
    pub fn at(ui: &Ui, index: usize) -> Self {
        let hues = if ui.visuals().dark_mode {
            &CHANNEL_HUES_DARK
        } else {
            &CHANNEL_HUES_LIGHT
        };
        let place = index % hues.len();
        Self {
            hue: hues.get(place).copied().unwrap_or(palette(ui).text),
            pattern: PATTERNS.get(place).copied().unwrap_or(Pattern::Plain),
        }
    }
}

/// Paints a stretch of a lane in the channel's hue and pattern. The level fills it from the ground up: `strength`, from
/// 0 to 1, is level ÷ highest level.
pub fn paint_bar(painter: &Painter, rect: Rect, channel: Channel, strength: f32) {
    let height = rect.height() * (0.35 + 0.65 * strength.clamp(0.0, 1.0));
    let bar = Rect::from_min_max(pos2(rect.left(), rect.bottom() - height), rect.max);
    let radius = CornerRadius::same(RADIUS_SMALL.min((bar.width() / 2.0) as u8));
    painter.rect_filled(bar, radius, channel.hue);
    let ink = Stroke::new(1.5, Color32::from_black_alpha(90));
    let clip = painter.with_clip_rect(bar.intersect(painter.clip_rect()));
    let visible = bar.intersect(clip.clip_rect());
    match channel.pattern {
        Pattern::Plain => {}
        Pattern::Rising => slanted(&clip, bar, visible, ink, 1.0),
        Pattern::Falling => slanted(&clip, bar, visible, ink, -1.0),
        Pattern::Crossed => {
            slanted(&clip, bar, visible, ink, 1.0);
            slanted(&clip, bar, visible, ink, -1.0);
        }
        Pattern::Upright => {
            for x in steps(bar.left(), visible, 5.0) {
                clip.line_segment([pos2(x, bar.top()), pos2(x, bar.bottom())], ink);
            }
        }
        Pattern::Dots => {
            for x in steps(bar.left(), visible, 6.0) {
                for y in [0.3, 0.75] {
                    let at = pos2(x + 3.0, egui::lerp(bar.y_range(), y));
                    clip.circle_filled(at, 1.3, ink.color);
                }
            }
        }
    }
}

/// Small upright marks, one a level, as many lit as the level is high; 5 points a mark.
pub fn level_pips(
    painter: &Painter,
    left_center: Pos2,
    level: u8,
    levels: u8,
    hue: Color32,
    unlit: Color32,
) {
    for pip in 0..levels {
        let height = 6.0 + 3.0 * f32::from(pip);
        let x = left_center.x + 5.0 * f32::from(pip);
        let base = left_center.y + (6.0 + 3.0 * f32::from(levels.saturating_sub(1))) / 2.0;
        let rect = Rect::from_min_max(pos2(x, base - height), pos2(x, base) + vec2(3.0, 0.0));
        let color = if pip < level { hue } else { unlit };
        painter.rect_filled(rect, CornerRadius::same(1), color);
    }
}

const PATTERNS: [Pattern; 6] = [
    Pattern::Plain,
    Pattern::Rising,
    Pattern::Dots,
    Pattern::Upright,
    Pattern::Falling,
    Pattern::Crossed,
];

/// Positions from the bar's own left edge on, so that a pattern moves with its bar, of which only the visible are drawn.
fn steps(left: f32, visible: Rect, step: f32) -> impl Iterator<Item = f32> {
    let first = left + ((visible.left() - left) / step).floor().max(0.0) * step;
    let count = (visible.width().max(0.0) / step) as usize + 2;
    (0..count.min(4000)).map(move |i| first + i as f32 * step)
}

fn slanted(painter: &Painter, bar: Rect, visible: Rect, ink: Stroke, direction: f32) {
    let reach = bar.height();
    let wide = visible.expand2(vec2(reach, 0.0));
    for x in steps(bar.left() - reach, wide, 7.0) {
        let (from, to) = if direction > 0.0 {
            (bar.bottom(), bar.top())
        } else {
            (bar.top(), bar.bottom())
        };
        painter.line_segment([pos2(x, from), pos2(x + reach, to)], ink);
    }
}
