//! The clips and the icon that ship: they are there, they are what their names say, and the repository stays small.

use std::path::PathBuf;

const MEGABYTE: u64 = 1_000_000;

/// Each clip and the most it may weigh, in bytes.
const CLIPS: [(&str, u64); 3] = [
    ("demo-neutral.webm", 8 * MEGABYTE),
    ("demo-sad.webm", 12 * MEGABYTE),
    ("demo-gentle.webm", 8 * MEGABYTE),
];

fn asset(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("assets")
        .join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn clips_stay_within_their_weight() {
    let mut total = 0;
    for (name, limit) in CLIPS {
        let weight = asset(name).len() as u64;
        assert!(
            weight <= limit,
            "{name} weighs {weight} bytes, more than {limit}"
        );
        total += weight;
    }
    assert!(
        total < 25 * MEGABYTE,
        "the clips together weigh {total} bytes"
    );
}

#[test]
fn clips_are_webm_with_vp9_and_opus() {
    for (name, _) in CLIPS {
        let bytes = asset(name);
        assert!(
            bytes.starts_with(&[0x1a, 0x45, 0xdf, 0xa3]),
            "{name} does not begin as EBML"
        );
        let head = &bytes[..bytes.len().min(4096)];
        for word in ["webm", "V_VP9", "A_OPUS"] {
            let found = head.windows(word.len()).any(|part| part == word.as_bytes());
            assert!(found, "{name} has no {word} in its head");
        }
    }
}

#[test]
fn icon_is_a_png_of_256_by_256() {
    let bytes = asset("icon.png");
    assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n"));
    assert_eq!(bytes.get(16..24), Some(&[0, 0, 1, 0, 0, 0, 1, 0][..]));
}
