//! Archives that open again, archives that were tampered with, and crashes at every point of encrypting and decrypting.

use std::os::unix::fs::PermissionsExt;

use std::path::PathBuf;

use super::*;
use crate::record::amendments::open_encrypted;
use crate::record::document::Document;
use crate::record::testing::{started, whole};
use crate::record::{Recorder, list};
use crate::session::{DataChoice, Event, Fact, Status};
use crate::time::Stamp;

type Files = BTreeMap<String, Vec<u8>>;

fn passphrase() -> Passphrase {
    Passphrase::new("nine small onions".to_owned())
        .unwrap()
        .with_work(1)
}

fn kept_with(data: &Path, events: Vec<Event>) -> PathBuf {
    let folder = folders::create(data, &"film".into(), &"P01".into(), started()).unwrap();
    let recorder = Recorder::start(folder, Stamp(0)).unwrap();
    recorder.append(events);
    recorder.seal();
    recorder.settle(std::time::Duration::from_secs(60)).unwrap();
    recorder.folder()
}

/// A finished session with a second coder's layer.
fn kept(data: &Path) -> PathBuf {
    let folder = kept_with(data, whole());
    std::fs::create_dir(folder.join("layers")).unwrap();
    std::fs::write(folder.join("layers/C2.jsonl"), "{}\n").unwrap();
    folder
}

/// Every file below a folder, by name; locks aside.
fn files(folder: &Path) -> Files {
    let mut found = Files::new();
    let mut places = vec![folder.to_owned()];
    while let Some(place) = places.pop() {
        for entry in std::fs::read_dir(&place).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                places.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap();
                let bytes = std::fs::read(&path).unwrap();
                found.insert(name.to_string_lossy().into_owned(), bytes);
            }
        }
    }
    found
}

fn restore(folder: &Path, files: &Files) {
    for (name, bytes) in files {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

#[test]
fn a_session_is_one_private_archive_and_comes_back_byte_for_byte() {
    let data = tempfile::tempdir().unwrap();
    let folder = kept(data.path());
    let before = files(&folder);
    assert_eq!(encrypt(&folder, &passphrase()), Ok(Done::Now));
    let archive = files(&folder);
    assert_eq!(archive.keys().collect::<Vec<_>>(), [FILE]);
    let text = String::from_utf8_lossy(&archive[FILE]);
    assert!(!text.contains("valence") && !text.contains("journal"));
    let mode = folder.join(FILE).metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let listed = list(data.path());
    assert_eq!(listed[0].progress, Progress::Encrypted);
    assert_eq!(listed[0].participant.as_str(), "P01");
    let why = Document::read(&folder).unwrap_err();
    assert!(
        why.ends_with("is encrypted: its passphrase is needed."),
        "{why}"
    );
    let opened = open_encrypted(&folder, &passphrase()).unwrap();
    assert_eq!(
        (opened.recorded.events, opened.changes),
        (whole(), Vec::new())
    );
    assert_eq!(files(&folder), archive, "reading writes nothing");
    assert_eq!(encrypt(&folder, &passphrase()), Ok(Done::Before));
    assert_eq!(decrypt(&folder, &passphrase()), Ok(Done::Now));
    assert_eq!(files(&folder), before);
    assert_eq!(decrypt(&folder, &passphrase()), Ok(Done::Before));
}

#[test]
fn a_wrong_passphrase_or_a_changed_archive_is_one_sentence_and_touches_nothing() {
    let data = tempfile::tempdir().unwrap();
    let folder = kept(data.path());
    encrypt(&folder, &passphrase()).unwrap();
    let path = folder.join(FILE);
    let archive = std::fs::read(&path).unwrap();
    let wrong = Passphrase::new("nine small unions".to_owned()).unwrap();
    for refused in [
        decrypt(&folder, &wrong).unwrap_err(),
        read(&folder, &wrong).unwrap_err(),
        finish(&folder, &wrong).unwrap_err(),
    ] {
        assert!(
            refused.contains("The passphrase does not open"),
            "{refused}"
        );
    }
    let header = 400.min(archive.len());
    let places = (0..header).chain((header..archive.len()).step_by(509));
    for at in places.chain([archive.len() - 1]) {
        for changed in [archive[..at].to_vec(), {
            let mut flipped = archive.clone();
            flipped[at] ^= 1;
            flipped
        }] {
            std::fs::write(&path, &changed).unwrap();
            let why = decrypt(&folder, &passphrase()).unwrap_err();
            assert!(why.ends_with('.') && why.contains(FILE), "{at}: {why}");
            assert!(read(&folder, &passphrase()).is_err(), "{at}");
            assert_eq!(files(&folder), Files::from([(FILE.to_owned(), changed)]));
        }
    }
    let mut longer = archive.clone();
    longer.push(0);
    std::fs::write(&path, longer).unwrap();
    assert!(decrypt(&folder, &passphrase()).is_err());
    std::fs::write(&path, &archive).unwrap();
    assert_eq!(decrypt(&folder, &passphrase()), Ok(Done::Now));
}

#[test]
fn a_crash_at_any_point_loses_nothing_and_is_put_in_order() {
    let data = tempfile::tempdir().unwrap();
    let folder = kept(data.path());
    let plain = files(&folder);
    encrypt(&folder, &passphrase()).unwrap();
    let archive = std::fs::read(folder.join(FILE)).unwrap();

    // While the archive is written: it has another name, and goes.
    decrypt(&folder, &passphrase()).unwrap();
    std::fs::write(folder.join(PART), &archive[..archive.len() / 2]).unwrap();
    assert_eq!(leftover(&folder), Some(Leftover::Begun));
    assert!(matches!(
        list(data.path())[0].progress,
        Progress::Finished(_)
    ));
    clear_begun(&folder).unwrap();
    assert_eq!((leftover(&folder), files(&folder)), (None, plain.clone()));

    // While the plain files go, or come back: some of them lie beside the archive, one may be half written.
    for gone in 0..plain.len() {
        restore(&folder, &plain);
        std::fs::write(folder.join(FILE), &archive).unwrap();
        for name in plain.keys().take(gone) {
            std::fs::remove_file(folder.join(name)).unwrap();
        }
        std::fs::write(folder.join("frames.csv.part"), "step,sti").unwrap();
        assert_eq!(list(data.path())[0].progress, Progress::Encrypted);
        assert_eq!(leftover(&folder), Some(Leftover::Both));
        if gone % 2 == 0 {
            finish(&folder, &passphrase()).unwrap();
        } else {
            assert_eq!(encrypt(&folder, &passphrase()), Ok(Done::Before));
        }
        assert_eq!(files(&folder).keys().collect::<Vec<_>>(), [FILE]);
        assert_eq!(leftover(&folder), None);
        decrypt(&folder, &passphrase()).unwrap();
        assert_eq!(files(&folder), plain);
    }

    // Decrypting broke off in the middle: it is done again.
    std::fs::write(folder.join(FILE), &archive).unwrap();
    std::fs::remove_file(folder.join("session.json")).unwrap();
    assert_eq!(decrypt(&folder, &passphrase()), Ok(Done::Now));
    assert_eq!(files(&folder), plain);

    // Plain files that say something else are nobody's to remove.
    std::fs::write(folder.join(FILE), &archive).unwrap();
    std::fs::write(folder.join("frames.csv"), "other\n").unwrap();
    let both = files(&folder);
    for refused in [
        finish(&folder, &passphrase()).unwrap_err(),
        decrypt(&folder, &passphrase()).map(drop).unwrap_err(),
        encrypt(&folder, &passphrase()).map(drop).unwrap_err(),
    ] {
        assert!(refused.starts_with("frames.csv in "), "{refused}");
        assert!(refused.contains("both are kept"), "{refused}");
    }
    assert_eq!(files(&folder), both);
}

#[test]
fn what_is_running_unfinished_or_to_be_deleted_is_not_encrypted() {
    let data = tempfile::tempdir().unwrap();
    let folder = kept(data.path());
    let held = folders::reopen(&folder).unwrap();
    let why = encrypt(&folder, &passphrase()).unwrap_err();
    assert!(why.contains("is open in another window"), "{why}");
    drop(held);
    std::fs::remove_file(folder.join("session.json")).unwrap();
    let why = encrypt(&folder, &passphrase()).unwrap_err();
    assert!(why.contains("is not finished"), "{why}");

    let data = tempfile::tempdir().unwrap();
    let mut events = whole();
    let last = events.last_mut().unwrap();
    let end = Event {
        seq: last.seq + 1,
        fact: Fact::SessionEnded {
            status: Status::Withdrawn,
        },
        ..last.clone()
    };
    last.fact = Fact::DataChosen {
        step: "data".into(),
        choice: DataChoice::Delete,
    };
    events.push(end);
    let folder = kept_with(data.path(), events);
    let why = encrypt(&folder, &passphrase()).unwrap_err();
    assert!(why.contains("withdraw it instead"), "{why}");
    assert!(!folder.join(FILE).exists() && !folder.join(PART).exists());
}

#[test]
fn strange_files_stop_an_encryption_before_it_begins() {
    let data = tempfile::tempdir().unwrap();
    let folder = kept(data.path());
    let elsewhere = data.path().join("elsewhere");
    std::fs::write(&elsewhere, "1").unwrap();
    type Make = fn(&Path, &Path);
    let makes: [(&str, Make); 4] = [
        ("notes.odt", |path, _| std::fs::write(path, "x").unwrap()),
        ("more", |path, _| std::fs::create_dir(path).unwrap()),
        ("amendments.jsonl", |path, to| {
            std::os::unix::fs::symlink(to, path).unwrap();
        }),
        ("layers/deeper", |path, _| {
            std::fs::create_dir(path).unwrap()
        }),
    ];
    for (name, make) in makes {
        let path = folder.join(name);
        make(&path, &elsewhere);
        let before = files(&folder);
        let why = encrypt(&folder, &passphrase()).unwrap_err();
        assert!(
            why.contains(name) && why.contains("put it elsewhere first"),
            "{why}"
        );
        assert_eq!(files(&folder), before);
        if path.is_dir() {
            std::fs::remove_dir(path).unwrap();
        } else {
            std::fs::remove_file(path).unwrap();
        }
    }
    assert_eq!(encrypt(&folder, &passphrase()), Ok(Done::Now));
}

/// An archive that this passphrase opens, with one entry.
fn hostile(name: &str, kind: tar::EntryType, twice: bool) -> Vec<u8> {
    let mut out = passphrase().lock(Vec::new()).unwrap();
    for _ in 0..=usize::from(twice) {
        let mut header = tar::Header::new_ustar();
        let bytes = header.as_mut_bytes();
        bytes[..name.len()].copy_from_slice(name.as_bytes());
        header.set_entry_type(kind);
        header.set_size(3);
        header.set_mode(0o600);
        header.set_cksum();
        out.write_all(header.as_bytes()).unwrap();
        let mut block = [0; 512];
        block[..3].copy_from_slice(b"abc");
        out.write_all(&block).unwrap();
    }
    out.write_all(&[0; 1024]).unwrap();
    out.finish().unwrap()
}

#[test]
fn an_archive_puts_nothing_but_a_sessions_files_into_its_folder() {
    use tar::EntryType;
    let data = tempfile::tempdir().unwrap();
    let folder = kept(data.path());
    encrypt(&folder, &passphrase()).unwrap();
    let path = folder.join(FILE);
    for (name, kind, twice) in [
        ("../journal.jsonl", EntryType::Regular, false),
        ("/tmp/journal.jsonl", EntryType::Regular, false),
        ("layers/../../x", EntryType::Regular, false),
        ("layers/.hidden", EntryType::Regular, false),
        ("other", EntryType::Regular, false),
        (".lock", EntryType::Regular, false),
        ("session.age", EntryType::Regular, false),
        ("journal.jsonl", EntryType::Symlink, false),
        ("journal.jsonl", EntryType::Link, false),
        ("layers", EntryType::Directory, false),
        ("journal.jsonl", EntryType::Char, false),
        ("journal.jsonl", EntryType::GNULongName, false),
        ("journal.jsonl", EntryType::Regular, true),
    ] {
        std::fs::write(&path, hostile(name, kind, twice)).unwrap();
        let before = files(data.path());
        let why = decrypt(&folder, &passphrase()).map(drop).unwrap_err();
        assert!(
            why.contains("something that no session holds"),
            "{name}: {why}"
        );
        assert!(read(&folder, &passphrase()).is_err(), "{name}");
        assert_eq!(files(data.path()), before, "{name}");
    }
    std::fs::write(&path, hostile("journal.jsonl", EntryType::Regular, false)).unwrap();
    assert_eq!(
        read(&folder, &passphrase()).unwrap()["journal.jsonl"],
        b"abc"
    );
}

#[test]
fn an_archive_that_asks_for_gigabytes_of_work_is_not_opened() {
    let data = tempfile::tempdir().unwrap();
    let folder = kept(data.path());
    encrypt(&folder, &passphrase()).unwrap();
    let path = folder.join(FILE);
    let archive = std::fs::read(&path).unwrap();
    let head = String::from_utf8_lossy(&archive[..120]).into_owned();
    let line = head
        .lines()
        .find(|line| line.starts_with("-> scrypt"))
        .unwrap();
    let end = head.find(line).unwrap() + line.len();
    let mut greedy = archive[..end - 1].to_vec();
    greedy.extend_from_slice(b"30");
    greedy.extend_from_slice(&archive[end..]);
    std::fs::write(&path, greedy).unwrap();
    let why = read(&folder, &passphrase()).unwrap_err();
    assert!(why.contains("asks for more work"), "{why}");
}

#[test]
fn a_passphrase_is_long_enough_typed_twice_and_never_shown() {
    let chosen = |a: &str, b: &str| Passphrase::chosen(a.to_owned(), b.to_owned());
    assert!(chosen("short", "short").unwrap_err().contains("too short"));
    assert!(
        chosen("long enough 1", "long enough 2")
            .unwrap_err()
            .contains("differ")
    );
    assert!(Passphrase::new(String::new()).is_err());
    assert!(Passphrase::new("x".repeat(2000)).is_err());
    let fine = chosen("seven wet hankies", "seven wet hankies").unwrap();
    assert_eq!(format!("{fine:?}"), "Passphrase");
}
