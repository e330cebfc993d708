//! Where things are on the participant's window: always the same column, always the same place for the button.

use egui::{Pos2, Rect, pos2, vec2};

use crate::look::tokens::STAGE_COLUMN;

/// The window cut into its places, in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Places {
    /// The whole window.
    pub window: Rect,
    /// The column, from below the corners to above the button.
    pub column: Rect,
    /// Centre of the button that goes on.
    pub button: Pos2,
}

impl Places {
    pub fn of(window: Rect) -> Self {
        let width = STAGE_COLUMN.min(window.width() - 2.0 * MARGIN).max(1.0);
        let button = pos2(window.center().x, window.bottom() - BUTTON_UP);
        let top = window.top() + CORNERS;
        let height = (button.y - BUTTON_ROOM - top).max(1.0);
        let left = window.center().x - width / 2.0;
        Self {
            window,
            column: Rect::from_min_size(pos2(left.round(), top), vec2(width, height)),
            button,
        }
    }

    /// The column down to where a button would end, for screens whose buttons are part of it.
    pub fn long_column(&self) -> Rect {
        self.column.with_max_y(self.button.y + BUTTON_ROOM / 2.0)
    }

    /// Where a block of that height begins: a little above the middle, which looks like the middle.
    pub fn top_of(&self, height: f32) -> f32 {
        let free = (self.column.height() - height).max(0.0);
        (self.column.top() + free * OPTICAL_CENTRE).round()
    }
}

/// Least distance of the column from the window's sides.
const MARGIN: f32 = 32.0;
/// Height of the strip with the corner buttons.
const CORNERS: f32 = 72.0;
/// Distance of the button's centre from the window's bottom.
const BUTTON_UP: f32 = 72.0;
/// From the button's centre up to the column's end.
const BUTTON_ROOM: f32 = 60.0;
/// Which part of the free room lies above a block: a little less than half looks like the middle.
pub(super) const OPTICAL_CENTRE: f32 = 0.44;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_column_is_constant_and_centred_on_every_window() {
        for size in [
            vec2(1024.0, 600.0),
            vec2(1280.0, 720.0),
            vec2(1920.0, 1080.0),
        ] {
            let places = Places::of(Rect::from_min_size(Pos2::ZERO, size));
            assert_eq!(places.column.width(), STAGE_COLUMN);
            assert_eq!(places.column.center().x, size.x / 2.0);
            assert!(places.column.bottom() < places.button.y);
        }
    }
}
