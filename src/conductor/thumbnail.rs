//! The small picture of the stage, as it comes over the wire: RGB bytes in base 64.

use super::feed::Thumbnail;

/// Wider or higher pictures are not small.
const MOST: u16 = 640;

/// The picture; `None` when the bytes are not `3 · width · height`, or not base 64.
pub(super) fn decode(size: (u16, u16), rgb: &str) -> Option<Thumbnail> {
    let (width, height) = size;
    if width > MOST || height > MOST {
        return None;
    }
    let wanted = 3 * usize::from(width) * usize::from(height);
    let bytes = from_base64(rgb)?;
    (bytes.len() == wanted).then_some(Thumbnail { size, rgb: bytes })
}

/// RFC 4648 with padding.
fn from_base64(text: &str) -> Option<Vec<u8>> {
    let digits = text.trim_end_matches('=');
    if !text.len().is_multiple_of(4) || text.len() - digits.len() > 2 {
        return None;
    }
    let mut bytes = Vec::with_capacity(digits.len() * 3 / 4);
    let (mut bits, mut held) = (0_u32, 0);
    for digit in digits.bytes() {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
            bits &= (1 << held) - 1;
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_of_rfc_4648() {
        for (plain, coded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(from_base64(coded).as_deref(), Some(plain.as_bytes()));
        }
        for bad in ["Zg", "Z===", "Zm8-", "Zm 8"] {
            assert_eq!(from_base64(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_picture_has_three_bytes_a_pixel() {
        assert!(decode((1, 2), "AAECAwQF").is_some());
        assert!(decode((2, 2), "AAECAwQF").is_none());
        assert!(decode((9999, 1), "AAECAwQF").is_none());
    }
}
