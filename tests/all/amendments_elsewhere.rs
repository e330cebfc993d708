//! Amendments seen from elsewhere: in a copied document, and in exported tables.

use lacrima::record::amendments;

use super::amendments::{amend, kept};

#[test]
fn a_document_that_was_copied_elsewhere_is_shown_as_it_was_recorded() {
    let data = tempfile::tempdir().unwrap();
    let folder = kept(data.path());
    amend(&folder, "visit 3").unwrap();
    let copy = data.path().join("copy.json");
    std::fs::copy(folder.join("session.json"), &copy).unwrap();
    let opened = amendments::open(&copy).unwrap();
    assert_eq!((opened.amended.session.visit, opened.notices.len()), (1, 0));
    let beside = amendments::open(&folder.join("session.json")).unwrap();
    assert_eq!(beside.amended.session.visit, 3);
}

#[test]
fn exported_rows_say_what_of_them_was_amended() {
    let data = tempfile::tempdir().unwrap();
    let folder = kept(data.path());
    let bout = amendments::open(&folder).unwrap().amended.coding[0].clone();
    let onset = bout.onset_s.as_s() + 0.1;
    amend(&folder, &format!("bout {} onset {onset:.3}", bout.bout)).unwrap();
    let out = data.path().join("out");
    let program = env!("CARGO_BIN_EXE_lacrima");
    let export = std::process::Command::new(program)
        .args(["export", "--format", "csv", "--out"])
        .args([&out, &folder])
        .output()
        .unwrap();
    assert!(export.status.success(), "{export:?}");
    let said = String::from_utf8(export.stderr).unwrap();
    assert!(said.contains("--format anonymous"), "{said}");
    let mut table = csv::Reader::from_path(out.join("bouts.csv")).unwrap();
    let at = |name: &str, heads: &csv::StringRecord| heads.iter().position(|h| h == name).unwrap();
    let heads = table.headers().unwrap().clone();
    let (number, amended) = (at("bout", &heads), at("amended", &heads));
    for row in table.records().map(Result::unwrap) {
        let wanted = if row[number] == bout.bout.to_string() {
            "onset"
        } else {
            ""
        };
        assert_eq!(&row[amended], wanted, "{row:?}");
    }
}
