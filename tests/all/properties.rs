//! What the fuzz targets hold, held over real files that were damaged in every way we could think of, the same at every run.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

#[path = "../fuzz/properties/common.rs"]
mod common;
#[path = "../fuzz/properties/document.rs"]
mod document;
#[path = "../fuzz/properties/journal.rs"]
mod journal;
#[path = "../fuzz/properties/link.rs"]
mod link;
#[path = "../fuzz/properties/part.rs"]
mod part;
#[path = "../fuzz/properties/protocol.rs"]
mod protocol;
#[path = "../fuzz/properties/table.rs"]
mod table;

/// What is wrong with a file: a bit, an end, a part that stands twice, or something that does not belong there.
#[derive(Clone, Debug)]
enum Damage {
    Flip(prop::sample::Index, u8),
    Cut(prop::sample::Index),
    Double(prop::sample::Index, usize),
    Insert(prop::sample::Index, usize),
    /// In the place of the next number, text or word of a JSON file.
    Replace(prop::sample::Index, usize),
}

/// Things that readers trip over.
fn strangers() -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = [
        "1e999",
        "-1e999",
        "1e308",
        "-1e-320",
        "1e15",
        "-0",
        "0.0",
        "-1",
        "255",
        "256",
        "1e6",
        "4294967296",
        "18446744073709551615",
        "18446744073709551616",
        "9223372036854775807",
        "-9223372036854775808",
        "NaN",
        "Infinity",
        "-Infinity",
        "null",
        "true",
        "{}",
        "[]",
        "\"\"",
        "[[]]",
        "{\"a\":{}}",
        "[null]",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "\"\\u0000\"",
        "\"\\u001b[31m\"",
        "\"\u{202e}\"",
        "\"\u{9b}31m\"",
        "\"=1+1\"",
        "\"../../x\"",
        "\"/etc/passwd\"",
        "\"CON\"",
        "\"a\\nb\"",
        "\"kind\":\"film\",",
        "\"id\":\"x\",",
        ",",
        ":",
        "\"",
        "}",
        "]",
        "\n",
        "\r\n",
        "\u{feff}",
        "\u{0}",
        "\u{1b}]0;x\u{7}",
        "//",
        "/*",
    ]
    .iter()
    .map(|text| text.as_bytes().to_vec())
    .collect();
    all.push(vec![0xff, 0xfe]);
    all.push(vec![0xe9]);
    all.push(vec![b'['; 300]);
    all.push(b"{\"a\":".repeat(300));
    all.push([b"\"".as_slice(), &vec![b'x'; 30_000], b"\""].concat());
    all.push([b"[".as_slice(), &b"0,".repeat(3000), b"0]"].concat());
    all
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = any::<prop::sample::Index>;
    let stranger = 0..strangers().len();
    prop_oneof![
        1 => (at(), any::<u8>()).prop_map(|(at, mask)| Damage::Flip(at, mask)),
        1 => at().prop_map(Damage::Cut),
        1 => (at(), 1_usize..300).prop_map(|(at, length)| Damage::Double(at, length)),
        1 => (at(), stranger.clone()).prop_map(|(at, which)| Damage::Insert(at, which)),
        4 => (at(), stranger).prop_map(|(at, which)| Damage::Replace(at, which)),
    ]
}

fn damaged(file: &[u8], all: &[Damage]) -> Vec<u8> {
    let mut bytes = file.to_vec();
    for damage in all {
        if bytes.is_empty() {
            break;
        }
        match damage {
            Damage::Flip(at, mask) => {
                let at = at.index(bytes.len());
                bytes[at] ^= mask;
            }
            Damage::Cut(at) => bytes.truncate(at.index(bytes.len())),
            Damage::Double(at, length) => {
                let at = at.index(bytes.len());
                let part = bytes[at..(at + length).min(bytes.len())].to_vec();
                bytes.splice(at..at, part);
            }
            Damage::Insert(at, which) => {
                let at = at.index(bytes.len());
                bytes.splice(at..at, strangers()[*which].clone());
            }
            Damage::Replace(at, which) => {
                let value = value_from(&bytes, at.index(bytes.len()));
                bytes.splice(value, strangers()[*which].clone());
            }
        }
    }
    bytes
}

/// The next value after a colon, comma or bracket at or after `from`, roughly.
fn value_from(bytes: &[u8], from: usize) -> std::ops::Range<usize> {
    let ends = |b: u8| matches!(b, b',' | b']' | b'}' | b'\n' | b';');
    let begins = |b: u8| matches!(b, b':' | b',' | b'[' | b';' | b'\n');
    let start = (from..bytes.len())
        .find(|at| begins(bytes[*at]))
        .map_or(from, |at| at + 1);
    let end = (start..bytes.len())
        .find(|at| ends(bytes[*at]))
        .unwrap_or(bytes.len());
    start..end
}

/// The seed files of a fuzz target, in the order of their names.
fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fuzz/seeds")
        .join(target);
    let mut paths: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    assert!(!paths.is_empty(), "{}", folder.display());
    paths
        .iter()
        .map(|path| std::fs::read(path).unwrap())
        .collect()
}

/// The property holds of every seed, of `cases` damaged seeds and of half as many strings of bytes without any sense.
fn hold(target: &str, cases: u32, property: fn(&[u8])) {
    let files = seeds(target);
    files.iter().for_each(|file| property(file));
    let config = ProptestConfig {
        cases,
        rng_seed: RngSeed::Fixed(4),
        failure_persistence: None,
        max_shrink_iters: 300,
        ..ProptestConfig::default()
    };
    let which = 0..files.len();
    let damages = prop::collection::vec(damage(), 1..4);
    let held = |bytes: &[u8]| {
        catch_unwind(AssertUnwindSafe(|| property(bytes)))
            .map_err(|_| TestCaseError::fail(format!("of {}", bytes.escape_ascii())))
    };
    let mut runner = proptest::test_runner::TestRunner::new(config.clone());
    runner
        .run(&(which, damages), |(which, damages)| {
            held(&damaged(&files[which], &damages))
        })
        .unwrap();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: cases / 2,
        ..config
    });
    runner
        .run(&prop::collection::vec(any::<u8>(), 0..400), |bytes| {
            held(&bytes)
        })
        .unwrap();
}

#[test]
fn a_protocol_is_refused_in_plain_lines_or_lived_to_its_end() {
    hold("protocol", 300, protocol::holds);
}

#[test]
fn a_part_is_refused_in_plain_lines_or_fits() {
    hold("part", 200, part::holds);
}

#[test]
fn a_journal_yields_a_true_beginning() {
    hold("journal", 150, journal::holds);
}

#[test]
fn a_document_is_refused_in_one_sentence_or_means_the_same_again() {
    hold("document", 200, document::holds);
}

#[test]
fn a_wire_ends_in_one_sentence_and_invents_nothing() {
    hold("link", 300, link::holds);
}

#[test]
fn a_table_gives_what_its_scales_allow() {
    hold("table", 300, table::holds);
}

/// The same text as other programs save it.
#[test]
fn other_encodings_are_named_or_read() {
    let text = String::from_utf8(seeds("protocol").swap_remove(0)).unwrap();
    let crlf = text.replace('\n', "\r\n");
    let utf16: Vec<u8> = [0xfeff_u16]
        .into_iter()
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let latin1: Vec<u8> = text
        .replace("Demo", "D\u{e9}mo")
        .chars()
        .map(|c| c as u32 as u8)
        .collect();
    for bytes in [
        crlf.as_bytes(),
        &utf16,
        &latin1,
        &[b"\xef\xbb\xbf", crlf.as_bytes()].concat(),
    ] {
        protocol::holds(bytes);
        table::holds(bytes);
        document::holds(bytes);
    }
    let said = |bytes: &[u8]| {
        lacrima::protocol::load::parse("p.json", bytes, Path::new("protocols"))
            .map(drop)
            .map_err(|problems| problems[0].message.clone())
    };
    assert!(said(&utf16).unwrap_err().contains("not UTF-8"));
    assert!(said(&latin1).is_ok() || said(&latin1).unwrap_err().contains("not UTF-8"));
    assert_eq!(said(crlf.as_bytes()), said(text.as_bytes()));
}

/// Each of these once took memory or time in the square of the file's length.
#[test]
fn what_is_large_is_refused_without_being_taken_apart() {
    let inside = |key: &str, value: &str| {
        format!(r#"{{"format": "lacrima.protocol", "version": 1, "{key}": {value}}}"#)
    };
    let zeros = format!("[{}0]", "0,".repeat(60_000));
    let most = format!("[{}0]", "0,".repeat(500_000));
    let long = "k".repeat(400_000);
    for text in [
        inside("steps", &most),
        inside("cite", &zeros),
        inside(&long, &zeros),
        inside("title", &format!(r#"{{"{long}": {zeros}}}"#)),
        inside("instruments", &format!(r#"{{"{long}": {zeros}}}"#)),
        inside(
            "stimuli",
            &format!("{{{}\"a\": 1}}", "\"a\": 1,".repeat(40_000)),
        ),
        inside("title", &format!(r#"{{"en": "{long}"}}"#)),
        inside("id", &format!(r#""{long}""#)),
        "[".repeat(1_000_000),
        "{\"a\":".repeat(200_000),
        format!("{}1", "-".repeat(500_000)),
        "9".repeat(900_000),
        "\n".repeat(900_000),
    ] {
        protocol::holds(text.as_bytes());
        // A part is tried as four kinds of file.
        if text.len() < 300_000 {
            part::holds(text.as_bytes());
        }
        let problems = lacrima::protocol::load::parse("p", text.as_bytes(), Path::new("."))
            .expect_err("none of these is a protocol");
        assert!(problems.len() <= 200, "{}", problems.len());
    }
    table::holds(format!("participant,{}\n", ",".repeat(100_000)).as_bytes());
    table::holds(format!("participant\n{}", "P001\n".repeat(60_000)).as_bytes());
    let event = format!(r#"{{"seq":1,"t_s":0,"kind":"note","text":"{long}"}}"#);
    journal::holds(event.as_bytes());
    document::holds(
        format!(r#"{{"format": "lacrima.session", "version": 1, "events": {zeros}}}"#).as_bytes(),
    );
}
