//! How a stored picture must be turned and mirrored to stand upright: telephones only note it in the file.

use serde::{Deserialize, Serialize};

/// First mirrored left to right, then turned clockwise by quarters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Orientation {
    /// Left and right change places.
    pub mirrored: bool,
    /// Quarter turns clockwise, 0 to 3.
    pub quarters: u8,
}

impl Orientation {
    /// From GStreamer's name of it, such as `rotate-90` or `flip-rotate-0`; a name that nobody knows leaves the picture as it is.
    pub(super) fn named(name: &str) -> Self {
        let (mirrored, turn) = match name.strip_prefix("flip-") {
            Some(turn) => (true, turn),
            None => (false, name),
        };
        let quarters = match turn {
            "rotate-0" => 0,
            "rotate-90" => 1,
            "rotate-180" => 2,
            "rotate-270" => 3,
            _ => return Self::default(),
        };
        Self { mirrored, quarters }
    }

    /// Whether width and height change places.
    pub fn lies(self) -> bool {
        self.quarters % 2 == 1
    }

    /// Where in the stored picture the upright picture's corners are, from 0 to 1: left top, right top, right bottom, left bottom.
    pub fn corners(self) -> [[f32; 2]; 4] {
        let mut corners = if self.mirrored {
            [[1.0, 0.0], [0.0, 0.0], [0.0, 1.0], [1.0, 1.0]]
        } else {
            [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]
        };
        corners.rotate_right(usize::from(self.quarters % 4));
        corners
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_that_is_turned_clockwise_has_its_left_bottom_at_the_left_top() {
        let turned = Orientation::named("rotate-90");
        assert_eq!(turned.corners()[0], [0.0, 1.0]);
        assert_eq!(turned.corners()[1], [0.0, 0.0]);
        assert!(turned.lies());
        let mirrored = Orientation::named("flip-rotate-0");
        assert_eq!(mirrored.corners()[0], [1.0, 0.0]);
        assert!(!mirrored.lies());
        assert_eq!(Orientation::named("upside-inside"), Orientation::default());
    }
}
