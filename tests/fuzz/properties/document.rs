//! A session document of any bytes is refused in one sentence, or means the same when it is written and read again.

use std::path::Path;

use lacrima::cli::table;
use lacrima::measure;
use lacrima::record::Document;

use super::common::{obeyed, one_sentence};

/// The property.
pub fn holds(bytes: &[u8]) {
    let folder = tempfile::tempdir().expect("a folder for the document");
    let path = folder.path().join("session.json");
    std::fs::write(&path, bytes).expect("the document can be written");
    let (document, notices) = match Document::read(&path) {
        Ok(read) => read,
        Err(why) => return one_sentence(&why),
    };
    notices.iter().for_each(|notice| one_sentence(notice));
    let mut shown = Vec::new();
    let measures = measure::measures(&document);
    table::table(&mut shown, &measures).expect("memory can be written");
    let shown = String::from_utf8(shown).expect("text");
    assert!(!shown.chars().any(|c| c != '\n' && obeyed(c)), "{shown:?}");
    serde_json::to_string(&measures).expect("measures can be written");
    again(&document, &folder.path().join("again.json"));
}

fn again(document: &Document, path: &Path) {
    document.write(path).expect("the document can be written");
    let (read, _) = Document::read(path).expect("what was written can be read");
    assert_eq!(&read, document);
}
