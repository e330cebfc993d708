//! Encryption at rest as a laboratory uses it: the commands, the terminal, what a crash left, withdrawal without a passphrase.

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use lacrima::record::vault::{self, Passphrase};

const PASSPHRASE: &str = "seven wet handkerchiefs";

fn lacrima(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_lacrima"))
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// So many simulated sessions; their folders, oldest first.
fn simulated(data: &Path, sessions: &str) -> Vec<PathBuf> {
    let protocol = Path::new(env!("CARGO_MANIFEST_DIR")).join("protocols/demo.json");
    let done = lacrima(&[
        "simulate",
        protocol.to_str().unwrap(),
        "--sessions",
        sessions,
        "--data",
        data.to_str().unwrap(),
    ]);
    assert!(done.status.success(), "{}", said(&done));
    let mut folders: Vec<PathBuf> = lacrima::record::list(data)
        .into_iter()
        .map(|session| session.folder)
        .collect();
    folders.sort();
    folders
}

/// Encrypted with little work, which any version opens.
fn encrypted(folder: &Path) {
    let passphrase = Passphrase::new(PASSPHRASE.to_owned()).unwrap();
    vault::encrypt(folder, &passphrase.with_work(2)).unwrap();
}

fn passphrase_file(folder: &Path, text: &str) -> String {
    let path = folder.join("passphrase");
    std::fs::write(&path, format!("{text}\nsecond line\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn a_passphrase_typed_twice_on_the_terminal_encrypts_and_a_file_opens_again() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    let folder = simulated(&data, "1").remove(0);
    let folder_text = folder.to_str().unwrap();
    let plain = std::fs::read(folder.join("session.json")).unwrap();
    let no_terminal = Command::new("setsid")
        .args(["-w", env!("CARGO_BIN_EXE_lacrima"), "encrypt", folder_text])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(no_terminal.status.code(), Some(1));
    assert!(
        said(&no_terminal).contains("--passphrase-file"),
        "{}",
        said(&no_terminal)
    );

    // `script` gives the program a terminal of its own.
    let typed = |lines: &str| {
        let mut child = Command::new("script")
            .arg("-qec")
            .arg(format!(
                "'{}' encrypt '{folder_text}'",
                env!("CARGO_BIN_EXE_lacrima")
            ))
            .arg("/dev/null")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(lines.as_bytes())
            .unwrap();
        child.wait_with_output().unwrap()
    };
    let differ = typed(&format!("{PASSPHRASE}\n{PASSPHRASE}x\n"));
    assert_eq!(differ.status.code(), Some(1), "{}", said(&differ));
    assert!(folder.join("session.json").exists());
    let done = typed(&format!("{PASSPHRASE}\n{PASSPHRASE}\n"));
    assert!(done.status.success(), "{}", said(&done));
    assert!(!folder.join("session.json").exists() && folder.join(vault::FILE).exists());

    let file = passphrase_file(home.path(), PASSPHRASE);
    let decrypted = lacrima(&["decrypt", folder_text, "--passphrase-file", &file]);
    assert!(decrypted.status.success(), "{}", said(&decrypted));
    assert_eq!(std::fs::read(folder.join("session.json")).unwrap(), plain);
}

#[test]
fn encrypted_sessions_are_shown_exported_and_decrypted_with_the_passphrase_alone() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    let folders = simulated(&data, "2");
    encrypted(&folders[0]);
    encrypted(&folders[1]);
    let (data, first) = (data.to_str().unwrap(), folders[0].to_str().unwrap());
    let wrong = passphrase_file(home.path(), "seven dry handkerchiefs");
    let refused = lacrima(&["show", first, "--passphrase-file", &wrong]);
    assert_eq!(refused.status.code(), Some(1));
    assert_eq!(said(&refused).lines().count(), 1, "{}", said(&refused));
    assert!(
        said(&refused).contains("The passphrase does not open"),
        "{}",
        said(&refused)
    );
    let right = passphrase_file(home.path(), PASSPHRASE);
    let shown = lacrima(&["show", first, "--passphrase-file", &right]);
    assert!(shown.status.success() && said(&shown).contains("participant sim000001"));
    let out = home.path().join("tables");
    let exported = lacrima(&[
        "export",
        data,
        "--format",
        "csv",
        "--out",
        out.to_str().unwrap(),
        "--passphrase-file",
        &right,
    ]);
    assert!(exported.status.success(), "{}", said(&exported));
    let rows = std::fs::read_to_string(out.join("sessions.csv")).unwrap();
    assert!(
        rows.contains("sim000001") && rows.contains("sim000002"),
        "{rows}"
    );
    for folder in &folders {
        let names: Vec<_> = std::fs::read_dir(folder).unwrap().flatten().collect();
        assert_eq!(names.len(), 1, "nothing plain came to the disk: {names:?}");
    }
    let all = lacrima(&["decrypt", data, "--passphrase-file", &right]);
    assert!(
        all.status.success() && said(&all).contains("2 of 2"),
        "{}",
        said(&all)
    );
    assert!(
        folders
            .iter()
            .all(|folder| folder.join("session.json").exists())
    );
}

#[test]
fn recover_asks_for_the_passphrase_where_a_crash_left_both() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    let folders = simulated(&data, "2");
    let plain = std::fs::read(folders[0].join("frames.csv")).unwrap();
    encrypted(&folders[0]);
    std::fs::write(folders[0].join("frames.csv"), &plain).unwrap();
    std::fs::write(folders[1].join("session.age.part"), "half").unwrap();
    let data = data.to_str().unwrap();
    let without = Command::new("setsid")
        .args(["-w", env!("CARGO_BIN_EXE_lacrima"), "recover", data])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(without.status.code(), Some(1), "{}", said(&without));
    assert!(said(&without).contains("both stay"), "{}", said(&without));
    assert!(folders[0].join("frames.csv").exists() && folders[0].join(vault::FILE).exists());
    assert!(
        !folders[1].join("session.age.part").exists() && folders[1].join("session.json").exists()
    );
    let right = passphrase_file(home.path(), PASSPHRASE);
    let with = lacrima(&["recover", data, "--passphrase-file", &right]);
    assert!(with.status.success(), "{}", said(&with));
    assert!(!folders[0].join("frames.csv").exists() && folders[0].join(vault::FILE).exists());
    assert!(said(&lacrima(&["recover", data])).contains("Nothing to recover"));
}

#[test]
fn an_encrypted_session_is_withdrawn_without_a_passphrase() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    let folders = simulated(&data, "2");
    encrypted(&folders[0]);
    let removed = lacrima(&[
        "withdraw",
        data.to_str().unwrap(),
        "--participant",
        "sim000001",
        "--yes",
    ]);
    assert!(removed.status.success(), "{}", said(&removed));
    assert!(
        said(&removed).contains("adverse events"),
        "{}",
        said(&removed)
    );
    assert!(!folders[0].exists() && folders[1].exists());
    let stone = folders[1].parent().unwrap().join("withdrawn.jsonl");
    let stone = std::fs::read_to_string(stone).unwrap();
    assert!(
        stone.contains("\"unread\":1") && !stone.contains("sim000001"),
        "{stone}"
    );
}

/// What the shell makes of this, with the program in `$LACRIMA`.
fn shell(line: &str) -> Output {
    Command::new("bash")
        .args(["-c", line])
        .env("LACRIMA", env!("CARGO_BIN_EXE_lacrima"))
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

#[test]
fn a_passphrase_comes_through_a_pipe_however_late_and_is_never_blank() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    let folder = simulated(&data, "1").remove(0);
    encrypted(&folder);
    let show = format!("\"$LACRIMA\" show '{}' --passphrase-file", folder.display());
    let fifo = home.path().join("fifo");
    let fifo = fifo.display();
    for line in [
        format!("{show} <(sleep 0.3; echo '{PASSPHRASE}')"),
        format!("(sleep 0.3; echo '{PASSPHRASE}') | {show} /dev/stdin"),
        format!("mkfifo '{fifo}'; (sleep 0.3; echo '{PASSPHRASE}' > '{fifo}') & {show} '{fifo}'"),
        format!("{show} <(printf '\\xef\\xbb\\xbf{PASSPHRASE}\\r\\n')"),
    ] {
        let shown = shell(&line);
        assert!(shown.status.success(), "{line}: {}", said(&shown));
    }
    let endless = shell(&format!("{show} /dev/zero"));
    assert_eq!(endless.status.code(), Some(1));
    let plain = simulated(&home.path().join("more"), "1").remove(0);
    let blank = passphrase_file(home.path(), "            ");
    let refused = lacrima(&[
        "encrypt",
        plain.to_str().unwrap(),
        "--passphrase-file",
        &blank,
    ]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(said(&refused).contains("is blank"), "{}", said(&refused));
    assert!(plain.join("session.json").exists());
}

#[test]
fn files_that_the_program_set_aside_are_encrypted_with_the_rest() {
    let home = tempfile::tempdir().unwrap();
    let folder = simulated(&home.path().join("data"), "1").remove(0);
    let aside = [
        "amendments.damaged-1",
        "journal.damaged-12",
        "frames.damaged-2",
        "moved",
    ];
    for name in aside {
        std::fs::write(folder.join(name), name).unwrap();
    }
    encrypted(&folder);
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
    let passphrase = Passphrase::new(PASSPHRASE.to_owned()).unwrap();
    vault::decrypt(&folder, &passphrase).unwrap();
    for name in aside {
        assert_eq!(std::fs::read_to_string(folder.join(name)).unwrap(), name);
    }
}

#[test]
fn what_is_no_archive_is_neither_taken_for_one_nor_for_none() {
    use lacrima::record::Progress;
    let home = tempfile::tempdir().unwrap();
    let folder = simulated(&home.path().join("data"), "1").remove(0);
    let archive = folder.join(vault::FILE);
    let text = folder.to_str().unwrap();
    let right = passphrase_file(home.path(), PASSPHRASE);
    let decrypt = || lacrima(&["decrypt", text, "--passphrase-file", &right]);
    let progress = || lacrima::record::look(&folder).unwrap().progress;

    // Beside a finished session, then beside one that was broken off.
    std::fs::write(&archive, "").unwrap();
    assert!(matches!(progress(), Progress::Finished(_)));
    let journal = folder.join("journal.jsonl");
    let whole = std::fs::read_to_string(&journal).unwrap();
    let begun: String = whole.split_inclusive('\n').take(9).collect();
    std::fs::write(&journal, begun).unwrap();
    std::fs::remove_file(folder.join("session.json")).unwrap();
    for stray in ["", "age", "age-encryption.org/v1\n-> scrypt"] {
        std::fs::write(&archive, stray).unwrap();
        assert!(matches!(progress(), Progress::Unfinished { .. }), "{stray}");
        assert!(lacrima::conductor::look(&folder).is_ok());
        let refused = decrypt();
        assert_eq!(refused.status.code(), Some(1));
        let why = said(&refused);
        assert!(
            why.contains("not the archive of the session beside it"),
            "{why}"
        );
    }
    std::fs::remove_file(&archive).unwrap();
    std::fs::remove_file(&journal).unwrap();
    let none = decrypt();
    assert_eq!(none.status.code(), Some(1));
    assert!(
        said(&none).contains("neither an archive nor plain files"),
        "{}",
        said(&none)
    );
    type Make = fn(&Path);
    let makes: [(&str, Make); 3] = [
        ("a folder", |path| std::fs::create_dir(path).unwrap()),
        ("a link", |path| {
            std::os::unix::fs::symlink("/dev/zero", path).unwrap()
        }),
        ("a pipe", |path| {
            assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
        }),
    ];
    for (what, make) in makes {
        make(&archive);
        let refused = decrypt();
        assert_eq!(refused.status.code(), Some(1));
        assert!(said(&refused).contains(what), "{}", said(&refused));
        if archive.is_dir() && what == "a folder" {
            std::fs::remove_dir(&archive).unwrap();
        } else {
            std::fs::remove_file(&archive).unwrap();
        }
    }
}

#[test]
fn an_export_that_opens_no_session_leaves_the_earlier_tables() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    let folder = simulated(&data, "1").remove(0);
    let out = home.path().join("tables");
    let (data, out_text) = (data.to_str().unwrap(), out.to_str().unwrap());
    let export = |more: &[&str]| {
        let arguments = [&["export", data, "--format", "csv", "--out"], more].concat();
        lacrima(&arguments)
    };
    assert!(export(&[out_text]).status.success());
    let before = super::export::files(&out);
    encrypted(&folder);
    let wrong = passphrase_file(home.path(), "seven dry handkerchiefs");
    let failed = export(&[out_text, "--force", "--passphrase-file", &wrong]);
    assert_eq!(failed.status.code(), Some(1));
    assert!(
        said(&failed).contains("is left as it was"),
        "{}",
        said(&failed)
    );
    assert_eq!(super::export::files(&out), before);
    // Nor does one ever go into a session's own folder, by whatever way.
    let link = home.path().join("link");
    std::os::unix::fs::symlink(&folder, &link).unwrap();
    for out in [folder.join("tables"), link.join("a/b"), folder.clone()] {
        let refused = export(&[out.to_str().unwrap(), "--force"]);
        assert_eq!(refused.status.code(), Some(1));
        assert!(
            said(&refused).contains("lies in the folder of session"),
            "{}",
            said(&refused)
        );
    }
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
}
