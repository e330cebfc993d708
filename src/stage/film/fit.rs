//! Where on the screen the picture goes: right shape, as large as fits, one pixel on one pixel where that fits exactly.

/// A place in physical pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub x: i32,
    pub y: i32,
    pub width: i32,
    pub height: i32,
}

/// The largest place of the picture's shape in the middle of a `width` × `height` screen.
/// `pixel_aspect` is the width of a stored pixel over its height.
pub(super) fn fit(picture: (u32, u32), pixel_aspect: f64, screen: (i32, i32)) -> Place {
    let (width, height) = screen;
    let shown_width = f64::from(picture.0) * pixel_aspect;
    let shown_height = f64::from(picture.1);
    if shown_width < 1.0 || shown_height < 1.0 || width < 1 || height < 1 {
        return Place {
            x: 0,
            y: 0,
            width: 0,
            height: 0,
        };
    }
    let scale = (f64::from(width) / shown_width).min(f64::from(height) / shown_height);
    let fitted_width = ((shown_width * scale).round() as i32).clamp(1, width);
    let fitted_height = ((shown_height * scale).round() as i32).clamp(1, height);
    Place {
        x: (width - fitted_width) / 2,
        y: (height - fitted_height) / 2,
        width: fitted_width,
        height: fitted_height,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(x: i32, y: i32, width: i32, height: i32) -> Place {
        Place {
            x,
            y,
            width,
            height,
        }
    }

    #[test]
    fn pictures_keep_their_shape() {
        assert_eq!(fit((1280, 720), 1.0, (1280, 720)), place(0, 0, 1280, 720));
        assert_eq!(
            fit((1280, 720), 1.0, (1920, 1200)),
            place(0, 60, 1920, 1080)
        );
        assert_eq!(
            fit((640, 480), 1.0, (1920, 1080)),
            place(240, 0, 1440, 1080)
        );
        assert_eq!(
            fit((720, 576), 64.0 / 45.0, (1024, 576)),
            place(0, 0, 1024, 576)
        );
        assert_eq!(fit((0, 0), 1.0, (1024, 576)), place(0, 0, 0, 0));
    }
}
