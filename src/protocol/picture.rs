//! Pictures from strangers: judged by their first bytes before anything is decoded, and decoded within bounds.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use image::{DynamicImage, ImageFormat, ImageReader, Limits};

use super::regular_file;

/// Most bytes of a picture file (64 MB), and most pixels in all and a side. A decoded picture of that many takes 256 MB.
const MOST_BYTES: u64 = 64 << 20;
const MOST_PIXELS: u64 = 1 << 26;
const LONGEST_SIDE: u32 = 16_384;
/// Memory that decoding may take, with what the decoder itself needs.
const MEMORY: u64 = 640 << 20;
/// A JPEG's last marker lies in its last so many bytes; editors may put remarks behind it.
const TAIL: u64 = 64 << 10;

/// Width and height in pixels of the PNG or JPEG at `path`, without decoding it.
///
/// # Errors
/// One sentence that names the file, never its folder, and says what to do.
pub fn picture_size(path: &Path) -> Result<(u32, u32), String> {
    let picture = Picture::open(path)?;
    let name = picture.name.clone();
    let format = picture.format;
    let reader = picture.reader();
    let (width, height) = reader
        .into_dimensions()
        .map_err(|why| cannot(&name, &why))?;
    let pixels = u64::from(width) * u64::from(height);
    if width > LONGEST_SIDE || height > LONGEST_SIDE || pixels > MOST_PIXELS {
        return Err(format!(
            "The picture “{name}” has {width} × {height} pixels, far more than a screen shows: make it smaller, at most 8000 × 8000."
        ));
    }
    if format == ImageFormat::Jpeg && !has_end(path) {
        return Err(cannot(&name, &"it is cut off before its end"));
    }
    Ok((width, height))
}

/// The picture itself; takes as much memory as [`picture_size`] allows, and not more whatever the file claims.
///
/// # Errors
/// As [`picture_size`].
pub fn decode_picture(path: &Path) -> Result<DynamicImage, String> {
    picture_size(path)?;
    let picture = Picture::open(path)?;
    let name = picture.name.clone();
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MEMORY);
    let mut reader = picture.reader();
    reader.limits(limits);
    reader.decode().map_err(|why| cannot(&name, &why))
}

fn cannot(name: &str, why: &dyn std::fmt::Display) -> String {
    format!("The picture “{name}” can't be shown ({why}): save it as PNG or JPEG again.")
}

struct Picture {
    name: String,
    format: ImageFormat,
    file: File,
}

impl Picture {
    /// Opens a regular file of a size and kind that is taken.
    fn open(path: &Path) -> Result<Self, String> {
        let name = path.file_name().unwrap_or_default();
        let name = name.to_string_lossy().into_owned();
        let (mut file, bytes) =
            regular_file::open(path).map_err(|why| format!("The picture “{name}”: {why}"))?;
        if bytes > MOST_BYTES {
            return Err(format!(
                "The picture “{name}” is a file of {} MB, at most {} MB are taken: save it smaller.",
                bytes >> 20,
                MOST_BYTES >> 20
            ));
        }
        let mut head = [0; 16];
        let read = file.read(&mut head).map_err(|why| cannot(&name, &why))?;
        file.seek(SeekFrom::Start(0))
            .map_err(|why| cannot(&name, &why))?;
        let format = image::guess_format(head.get(..read).unwrap_or_default());
        let format = format
            .ok()
            .filter(|format| matches!(format, ImageFormat::Png | ImageFormat::Jpeg));
        let format = format.ok_or_else(|| cannot(&name, &"it is no PNG or JPEG picture"))?;
        Ok(Self { name, format, file })
    }

    fn reader(self) -> ImageReader<BufReader<File>> {
        ImageReader::with_format(BufReader::new(self.file), self.format)
    }
}

/// Whether a JPEG's end is there: its last marker, behind the last scan. Without it a decoder fills the rest with grey and says nothing.
fn has_end(path: &Path) -> bool {
    let tail = || -> std::io::Result<Vec<u8>> {
        let mut file = File::open(path)?;
        let length = file.seek(SeekFrom::End(0))?;
        file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
        let mut tail = Vec::new();
        file.take(TAIL).read_to_end(&mut tail)?;
        Ok(tail)
    };
    let tail = tail().unwrap_or_default();
    let last = |marker: [u8; 2]| tail.windows(2).rposition(|two| two == marker);
    let (end, scan) = (last([0xFF, 0xD9]), last([0xFF, 0xDA]));
    end.is_some() && end >= scan
}
