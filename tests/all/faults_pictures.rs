//! Hostile and broken pictures: one clear sentence, little memory and time, at check, at set-up and on the stage.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use image::{ImageFormat, Rgb, RgbImage};
use lacrima::protocol::{decode_picture, picture_size};

/// A PNG of that size whose pixels are all black: a few kilobytes to some megabytes for gigabytes of pixels.
pub fn bomb(path: &Path, width: u32, height: u32, with_pixels: bool) {
    let mut file = File::create(path).unwrap();
    file.write_all(b"\x89PNG\r\n\x1a\n").unwrap();
    let mut chunk = |kind: &[u8; 4], body: &[u8]| {
        let mut crc = 0xFFFF_FFFF_u32;
        for byte in kind.iter().chain(body) {
            crc ^= u32::from(*byte);
            for _ in 0..8 {
                crc = if crc & 1 == 1 {
                    crc >> 1 ^ 0xEDB8_8320
                } else {
                    crc >> 1
                };
            }
        }
        file.write_all(&u32::try_from(body.len()).unwrap().to_be_bytes())
            .unwrap();
        file.write_all(kind).unwrap();
        file.write_all(body).unwrap();
        file.write_all(&(!crc).to_be_bytes()).unwrap();
    };
    let mut head = Vec::new();
    head.extend(width.to_be_bytes());
    head.extend(height.to_be_bytes());
    head.extend([8, 2, 0, 0, 0]);
    chunk(b"IHDR", &head);
    if with_pixels {
        chunk(b"IDAT", &[0x78, 0x01, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01]);
    }
    chunk(b"IEND", &[]);
}

/// A photograph of noise, which does not compress away.
fn photo(path: &Path, format: ImageFormat) {
    let mut seed = 7_u32;
    let picture = RgbImage::from_fn(640, 480, |_, _| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [a, b, c, _] = seed.to_be_bytes();
        Rgb([a, b, c])
    });
    picture.save_with_format(path, format).unwrap();
}

fn refused(path: &Path) -> String {
    let why = decode_picture(path)
        .err()
        .unwrap_or_else(|| panic!("{} was taken", path.display()));
    let folder = path.parent().unwrap().to_string_lossy();
    assert!(
        !why.contains(&*folder) && !why.contains('\n') && why.ends_with('.'),
        "{why}"
    );
    why
}

#[test]
fn pictures_are_taken_and_what_only_looks_like_one_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| -> PathBuf { folder.path().join(name) };
    photo(&at("good.png"), ImageFormat::Png);
    photo(&at("good.jpg"), ImageFormat::Jpeg);
    for good in ["good.png", "good.jpg"] {
        assert_eq!(picture_size(&at(good)), Ok((640, 480)));
        assert_eq!(decode_picture(&at(good)).unwrap().width(), 640);
        let bytes = fs::read(at(good)).unwrap();
        let cut = at(&format!("cut-{good}"));
        fs::write(&cut, &bytes[..bytes.len() * 2 / 3]).unwrap();
        assert!(refused(&cut).contains("save it as PNG or JPEG again"));
    }
    fs::write(at("text.png"), "Dear diary").unwrap();
    assert!(refused(&at("text.png")).contains("it is no PNG or JPEG"));
    fs::write(at("empty.png"), "").unwrap();
    assert!(refused(&at("empty.png")).contains("it is no PNG or JPEG"));
    assert!(refused(&at("missing.png")).contains("no such file"));
    fs::create_dir(at("folder.png")).unwrap();
    assert!(refused(&at("folder.png")).contains("not a file"));
    assert!(refused(Path::new("/dev/zero")).contains("not a file"));
}

#[test]
fn a_bomb_is_refused_by_its_first_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bomb.png");
    for (width, height) in [
        (50_000, 50_000),
        (16_000, 16_000),
        (4_000_000_000, 1),
        (65_536, 65_536),
    ] {
        bomb(&path, width, height, true);
        assert!(fs::metadata(&path).unwrap().len() < 200);
        let why = refused(&path);
        assert!(
            why.contains("make it smaller") || why.contains("PNG or JPEG again"),
            "{why}"
        );
    }
    // Of an allowed size, but without its pixels.
    bomb(&path, 4000, 4000, true);
    assert!(refused(&path).contains("save it as PNG or JPEG again"));
    bomb(&path, 4000, 4000, false);
    assert!(refused(&path).contains("save it as PNG or JPEG again"));
}

#[test]
fn a_file_of_a_gigabyte_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("huge.png");
    photo(&path, ImageFormat::Png);
    // A hole in the file takes no room on the disk.
    let file = fs::OpenOptions::new().write(true).open(&path).unwrap();
    file.set_len(1 << 30).unwrap();
    assert!(refused(&path).contains("a file of 1024 MB"));
}

#[test]
fn a_protocol_with_such_a_picture_is_not_run() {
    let folder = tempfile::tempdir().unwrap();
    bomb(&folder.path().join("card.png"), 50_000, 50_000, true);
    let protocol = r#"{
      "format": "lacrima.protocol", "version": 1, "id": "card", "title": {"en": "Card"}, "study": {"id": "cards"}, "conditions": [{"id": "only"}],
      "stimuli": {"card": {"kind": "image", "file": "card.png", "tags": {"valence": "neutral", "theme": []}}},
      "steps": [{"id": "card", "kind": "image", "stimulus": "card", "duration_s": 5}, {"id": "end", "kind": "end"}]}"#;
    let path = folder.path().join("card.json");
    fs::write(&path, protocol).unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_lacrima"))
        .args(["check", path.to_str().unwrap()])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stdout);
    let about = |line: &&str| line.contains("/stimuli/card/file") && line.contains("50000 × 50000");
    assert_eq!(said.lines().filter(about).count(), 1, "{said}");
}
