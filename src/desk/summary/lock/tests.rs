//! The summary of an encrypted session, and a session that is encrypted from its summary.

use std::time::Duration;

use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::*;
use crate::desk::summary::Summary;
use crate::desk::summary::tests::shown;
use crate::record;
use crate::record::testing::{started, whole};
use crate::time::Stamp;

const PASSPHRASE: &str = "seven wet handkerchiefs";

fn kept(data: &Path) -> PathBuf {
    let folder = record::create(data, &"film".into(), &"P01".into(), started()).unwrap();
    let recorder = record::Recorder::start(folder, Stamp(0)).unwrap();
    recorder.append(whole());
    recorder.seal();
    recorder.settle(Duration::from_secs(60)).unwrap();
    recorder.folder()
}

/// Frame after frame until the label is there.
fn until(harness: &mut Harness<'static, Summary>, label: &str) {
    for _ in 0..6000 {
        harness.step();
        if harness.query_all_by_label_contains(label).next().is_some() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("{label} never came");
}

fn write(harness: &mut Harness<'static, Summary>, field: &str, text: &str) {
    // A field whose text is hidden has a role of its own.
    harness
        .get_by_role_and_label(Role::PasswordInput, field)
        .focus();
    harness.step();
    harness
        .get_by_role_and_label(Role::PasswordInput, field)
        .type_text(text);
    harness.step();
    harness.step();
}

fn press(harness: &mut Harness<'static, Summary>, label: &str) {
    harness.get_by_role_and_label(Role::Button, label).click();
    harness.step();
    harness.step();
}

#[test]
fn a_session_is_encrypted_from_its_summary_once_the_passphrase_was_typed_twice() {
    let data = tempfile::tempdir().unwrap();
    let folder = kept(data.path());
    let mut summary = shown(&folder, 1280.0);
    until(&mut summary, "Encrypt…");
    press(&mut summary, "Encrypt…");
    until(&mut summary, "can't be recovered by anybody");
    write(&mut summary, "New passphrase", PASSPHRASE);
    write(&mut summary, "The same again", "seven wet handkerchief");
    press(&mut summary, "Encrypt");
    until(&mut summary, "The two passphrases differ");
    assert!(folder.join("session.json").exists());
    write(&mut summary, "New passphrase", PASSPHRASE);
    write(&mut summary, "The same again", PASSPHRASE);
    press(&mut summary, "Encrypt");
    until(&mut summary, "The session is encrypted.");
    assert!(folder.join(vault::FILE).exists() && !folder.join("session.json").exists());
}

#[test]
fn an_encrypted_session_shows_nothing_until_its_passphrase_is_there() {
    let data = tempfile::tempdir().unwrap();
    let folder = kept(data.path());
    let passphrase = Passphrase::new(PASSPHRASE.to_owned()).unwrap().with_work(4);
    vault::encrypt(&folder, &passphrase).unwrap();
    let mut summary = shown(&folder, 1280.0);
    until(&mut summary, "This session is encrypted.");
    write(&mut summary, "Passphrase", "seven dry handkerchiefs");
    press(&mut summary, "Open");
    until(&mut summary, "The passphrase does not open");
    assert!(
        summary
            .query_all_by_label_contains("Timeline")
            .next()
            .is_none()
    );
    write(&mut summary, "Passphrase", PASSPHRASE);
    press(&mut summary, "Open");
    until(&mut summary, "Timeline");
    until(&mut summary, "P01");
    let files: Vec<_> = std::fs::read_dir(&folder).unwrap().flatten().collect();
    assert_eq!(files.len(), 1, "{files:?}");
}
