//! How large a picture file says that it is, read from its first bytes: a small file may unpack to more than any memory holds.

use std::io::Read;
use std::path::Path;

use super::regular_file;

/// Largest side and most pixels of a picture; the best screens show a fifth of these.
const LARGEST_SIDE: u32 = 16_384;
const MOST_PIXELS: u64 = 50_000_000;
/// Where the size stands in a JPEG file, at the latest; before it come thumbnails and colour profiles.
const HEAD: u64 = 1 << 20;

/// Whether a PNG or JPEG file is small enough to be shown.
///
/// # Errors
/// One sentence when it is not, or when it is no such file.
pub(super) fn fits(path: &Path) -> Result<(), String> {
    match size(path)? {
        Some((width, height)) => bounded(width, height),
        None => Err(
            "This is no PNG or JPEG picture, whatever its name says; save it as one of them."
                .to_owned(),
        ),
    }
}

/// The same for a file that may still be anything else.
pub(super) fn fits_if_known(path: &Path) -> Result<(), String> {
    match size(path) {
        Ok(Some((width, height))) => bounded(width, height),
        _ => Ok(()),
    }
}

fn bounded(width: u32, height: u32) -> Result<(), String> {
    let pixels = u64::from(width) * u64::from(height);
    if width <= LARGEST_SIDE && height <= LARGEST_SIDE && pixels <= MOST_PIXELS {
        return Ok(());
    }
    Err(format!(
        "The picture says that it has {width} × {height} pixels, more than can be shown; save it with at most {} million, or at the size of the screen.",
        MOST_PIXELS / 1_000_000
    ))
}

/// Width and height; `None` when the file is neither PNG nor JPEG.
fn size(path: &Path) -> Result<Option<(u32, u32)>, String> {
    let (file, _) = regular_file::open(path)?;
    let mut head = Vec::new();
    file.take(HEAD)
        .read_to_end(&mut head)
        .map_err(|error| format!("The picture can't be read ({error}); copy it elsewhere."))?;
    Ok(of_png(&head).or_else(|| of_jpeg(&head)))
}

fn of_png(head: &[u8]) -> Option<(u32, u32)> {
    let rest = head.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    // The length of the first chunk, then its name, width and height.
    let rest = rest.get(4..)?.strip_prefix(b"IHDR")?;
    Some((number(rest.get(..4)?), number(rest.get(4..8)?)))
}

fn of_jpeg(head: &[u8]) -> Option<(u32, u32)> {
    let mut rest = head.strip_prefix(&[0xff, 0xd8])?;
    loop {
        let (&[mark, kind], after) = rest.split_first_chunk::<2>()?;
        if mark != 0xff {
            return None;
        }
        rest = match kind {
            // Fillers and marks without content.
            0xff => rest.get(1..)?,
            0x01 | 0xd0..=0xd8 => after,
            // A frame: length, depth, height, width.
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                return Some((number(after.get(5..7)?), number(after.get(3..5)?)));
            }
            _ => after.get(number(after.get(..2)?).max(2) as usize..)?,
        };
    }
}

fn number(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .fold(0, |number, byte| (number << 8) | u32::from(*byte))
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "tests write their own files")]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        png.extend(width.to_be_bytes());
        png.extend(height.to_be_bytes());
        png
    }

    #[test]
    fn a_picture_is_as_large_as_its_head_says() {
        assert_eq!(of_png(&png(640, 480)), Some((640, 480)));
        let jpeg = [
            &[
                0xff, 0xd8, 0xff, 0xe0, 0, 4, 9, 9, 0xff, 0xff, 0xc0, 0, 11, 8,
            ][..],
            &[1, 0, 2, 0, 3],
        ]
        .concat();
        assert_eq!(of_jpeg(&jpeg), Some((512, 256)));
        for length in 0..jpeg.len() - 1 {
            assert_eq!(of_jpeg(&jpeg[..length.min(17)]), None, "{length}");
        }
        // A length of 0 goes on all the same.
        assert_eq!(
            of_jpeg(&[&[0xff, 0xd8][..], &[0xff, 0xe1, 0, 0].repeat(50)].concat()),
            None
        );
    }

    #[test]
    fn a_bomb_is_refused_by_its_size_and_a_text_by_its_head() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("card.png");
        for (bytes, wanted) in [
            (png(1920, 1080), Ok(())),
            (png(50_000, 50_000), Err("50000 × 50000 pixels")),
            (png(u32::MAX, u32::MAX), Err("more than can be shown")),
            (b"x".to_vec(), Err("no PNG or JPEG")),
            (Vec::new(), Err("no PNG or JPEG")),
        ] {
            std::fs::write(&path, bytes).unwrap();
            match (fits(&path), wanted) {
                (Err(why), Err(part)) => assert!(why.contains(part), "{why}"),
                (found, wanted) => assert_eq!(found.is_ok(), wanted.is_ok(), "{found:?}"),
            }
        }
        assert_eq!(fits_if_known(&path), Ok(()));
    }
}
