//! The data folder: where it is by default, whether it can be written to, how much fits, and who copies it away.

use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::record::disk;

/// Parts of folder names by which file-syncing programs are known, and their names.
const NAMES: [(&str, &str); 14] = [
    ("dropbox", "Dropbox"),
    ("onedrive", "OneDrive"),
    ("nextcloud", "Nextcloud"),
    ("owncloud", "ownCloud"),
    ("google drive", "Google Drive"),
    ("googledrive", "Google Drive"),
    ("my drive", "Google Drive"),
    ("icloud", "iCloud"),
    ("mobile documents", "iCloud"),
    ("pcloud", "pCloud"),
    ("syncthing", "Syncthing"),
    ("megasync", "MEGA"),
    ("seafile", "Seafile"),
    ("resilio", "Resilio Sync"),
];

/// Beginnings of the names of files that such programs leave in the folders that they sync.
const MARKS: [(&str, &str); 11] = [
    (".stfolder", "Syncthing"),
    (".dropbox", "Dropbox"),
    (".sync_", "Nextcloud"),
    ("._sync_", "Nextcloud"),
    (".nextcloudsync", "Nextcloud"),
    (".owncloudsync", "ownCloud"),
    (".tmp.drivedownload", "Google Drive"),
    (".tmp.driveupload", "Google Drive"),
    (".849c9593-d756-4e56-8d6e-42412f2a707b", "OneDrive"),
    (".seafile-data", "Seafile"),
    (".megaignore", "MEGA"),
];

/// More files than this are not looked at in one folder.
const MOST_FILES: usize = 5000;

/// `Lacrima` in the user's data folder; the current folder's when the user has none.
pub fn default_data() -> PathBuf {
    directories::BaseDirs::new()
        .map(|user| user.data_dir().to_owned())
        .unwrap_or_default()
        .join("Lacrima")
}

/// Makes the data folder if need be and writes to it.
///
/// # Errors
/// One sentence that says what to do.
pub fn check(data: &Path) -> Result<(), String> {
    try_out(data).map_err(|error| cant_write(data, &error))
}

fn try_out(data: &Path) -> io::Result<()> {
    disk::make_folder(data)?;
    let path = data.join(format!(".try-{}", std::process::id()));
    let tried = disk::make_anew(&path)
        .and_then(|mut file| file.write_all(b"Lacrima").and_then(|()| file.sync_all()));
    let removed = std::fs::remove_file(&path);
    tried.and(removed)
}

/// As [`check`], for another folder in the middle of a session.
///
/// # Errors
/// One sentence that says what to do.
pub fn check_elsewhere(data: &Path) -> Result<(), String> {
    if !data.is_absolute() {
        return Err("Name the other folder with its whole path, as in /media/stick.".to_owned());
    }
    try_out(data).map_err(|error| {
        format!(
            "{} can't be used ({}): choose another folder.",
            data.display(),
            why_not(&error)
        )
    })
}

/// The sentence for a data folder that can't be used.
pub fn cant_write(data: &Path, error: &io::Error) -> String {
    format!(
        "The data folder {} can't be used ({}): choose another one with --data or at set-up.",
        data.display(),
        why_not(error)
    )
}

fn why_not(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "the disk is full".to_owned(),
        io::ErrorKind::PermissionDenied => "it may not be written to".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "its disk is read-only".to_owned(),
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => "it is a file".to_owned(),
        _ => error.to_string(),
    }
}

/// Free space where `data` lies or would lie, in bytes; `None` when it can't be found out.
pub fn free_bytes(data: &Path) -> Option<u64> {
    let there = data.ancestors().find(|folder| folder.is_dir())?;
    let about = rustix::fs::statvfs(there).ok()?;
    about.f_bavail.checked_mul(about.f_frsize)
}

/// Whether other users of this computer can look into the data folder; the sessions' own folders are always private.
pub fn is_open_to_others(data: &Path) -> bool {
    data.metadata()
        .is_ok_and(|about| about.is_dir() && about.permissions().mode() & 0o077 != 0)
}

/// The program that seems to copy this folder to other computers, judged by names and by the files that it leaves.
pub fn synced_by(data: &Path) -> Option<&'static str> {
    let real = data
        .ancestors()
        .find_map(|folder| folder.canonicalize().ok())
        .unwrap_or_default();
    [data, &real]
        .into_iter()
        .flat_map(Path::ancestors)
        .find_map(|folder| by_name(folder).or_else(|| by_mark(folder)))
}

fn by_name(folder: &Path) -> Option<&'static str> {
    let name = folder.file_name()?.to_string_lossy().to_lowercase();
    NAMES
        .iter()
        .find(|(part, _)| name.contains(part))
        .map(|(_, program)| *program)
}

fn by_mark(folder: &Path) -> Option<&'static str> {
    let files = std::fs::read_dir(folder).ok()?;
    files.take(MOST_FILES).flatten().find_map(|file| {
        let name = file.file_name().to_string_lossy().to_lowercase();
        // The home folder holds the settings of Dropbox under this name without being synced.
        if name == ".dropbox" && file.file_type().is_ok_and(|kind| kind.is_dir()) {
            return None;
        }
        MARKS
            .iter()
            .find(|(mark, _)| name.starts_with(mark))
            .map(|(_, program)| *program)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_synced_folder_is_known_by_its_name_or_by_what_lies_in_it() {
        let home = tempfile::tempdir().unwrap();
        let plain = home.path().join("lab/data");
        disk::make_folder(&plain).unwrap();
        assert_eq!(synced_by(&plain), None);
        assert_eq!(
            synced_by(&home.path().join("OneDrive - Lab/data")),
            Some("OneDrive")
        );
        std::fs::write(home.path().join("lab/.stfolder"), "").unwrap();
        assert_eq!(synced_by(&plain), Some("Syncthing"));
        let link = home.path().join("link");
        std::os::unix::fs::symlink(&plain, &link).unwrap();
        assert_eq!(synced_by(&link.join("new")), Some("Syncthing"));
    }

    #[test]
    fn a_file_in_the_way_is_one_sentence() {
        let home = tempfile::tempdir().unwrap();
        assert_eq!(check(&home.path().join("new/data")), Ok(()));
        std::fs::write(home.path().join("file"), "").unwrap();
        let sentence = check(&home.path().join("file/data")).unwrap_err();
        assert!(
            sentence.contains("can't be used (it is a file)"),
            "{sentence}"
        );
        assert!(free_bytes(&home.path().join("file/data")).unwrap() > 0);
    }
}
