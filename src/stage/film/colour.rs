//! Turns a film's colour description into the numbers of the shader.

use crate::media::{ColourMatrix, ColourRange};

/// RGB = `matrix` · (YUV − `offset`), all between 0 and 1; the matrix column by column, as OpenGL wants it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct YuvToRgb {
    pub matrix: [f32; 9],
    pub offset: [f32; 3],
}

/// Source: ITU-R BT.601-7 and BT.709-6, luma weights and quantisation.
pub(super) fn yuv_to_rgb(matrix: ColourMatrix, range: ColourRange) -> YuvToRgb {
    let (kr, kb) = match matrix {
        ColourMatrix::Bt601 => (0.299, 0.114),
        ColourMatrix::Bt709 => (0.2126, 0.0722),
    };
    let kg = 1.0 - kr - kb;
    let (floor, luma, chroma) = match range {
        ColourRange::Limited => (16.0 / 255.0, 255.0 / 219.0, 255.0 / 224.0),
        ColourRange::Full => (0.0, 1.0, 1.0),
    };
    let red_v = 2.0 * (1.0 - kr) * chroma;
    let blue_u = 2.0 * (1.0 - kb) * chroma;
    let green_u = -blue_u * kb / kg;
    let green_v = -red_v * kr / kg;
    YuvToRgb {
        matrix: [luma, luma, luma, 0.0, green_u, blue_u, red_v, green_v, 0.0].map(|x| x as f32),
        offset: [floor, 128.0 / 255.0, 128.0 / 255.0].map(|x| x as f32),
    }
}

impl YuvToRgb {
    /// One pixel on the CPU, for small pictures: bytes in, bytes out.
    pub(super) fn pixel(&self, yuv: [u8; 3]) -> [u8; 3] {
        let [y, u, v] = yuv;
        let [oy, ou, ov] = self.offset;
        let (y, u, v) = (
            f32::from(y) / 255.0 - oy,
            f32::from(u) / 255.0 - ou,
            f32::from(v) / 255.0 - ov,
        );
        let [ry, gy, by, ru, gu, bu, rv, gv, bv] = self.matrix;
        let byte = |x: f32| (x * 255.0).round().clamp(0.0, 255.0) as u8;
        [
            byte(ry * y + ru * u + rv * v),
            byte(gy * y + gu * u + gv * v),
            byte(by * y + bu * u + bv * v),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn black_white_and_primaries_come_out_right() {
        let limited = yuv_to_rgb(ColourMatrix::Bt601, ColourRange::Limited);
        assert_eq!(limited.pixel([16, 128, 128]), [0, 0, 0]);
        assert_eq!(limited.pixel([235, 128, 128]), [255, 255, 255]);
        // Pure red in BT.601 and BT.709, limited range.
        assert_eq!(limited.pixel([81, 90, 240]), [254, 0, 0]);
        let hd = yuv_to_rgb(ColourMatrix::Bt709, ColourRange::Limited);
        assert_eq!(hd.pixel([63, 102, 240]), [255, 1, 0]);
        let full = yuv_to_rgb(ColourMatrix::Bt709, ColourRange::Full);
        assert_eq!(full.pixel([0, 128, 128]), [0, 0, 0]);
        assert_eq!(full.pixel([255, 128, 128]), [255, 255, 255]);
    }
}
