//! Finds what ships with the program: clips in `assets/` and protocols in `protocols/`.
//!
//! Both folders lie beside the executable, or in `lacrima/` of a data folder (`XDG_DATA_HOME`, `XDG_DATA_DIRS`), or, last,
//! where the program was built. A program that runs from its own build folder looks there first.

use std::env;
use std::path::{Component, Path, PathBuf};

/// The folder in which the program was built.
const BUILT_IN: &str = env!("CARGO_MANIFEST_DIR");

/// The shipped clip `name`, such as `demo-sad.webm`, if it is installed.
pub fn find(name: &str) -> Option<PathBuf> {
    is_plain(name)
        .then(|| first_file(&roots(), "assets", name))
        .flatten()
}

/// Names of the shipped clips that are installed.
pub fn names() -> Vec<String> {
    let mut names: Vec<String> = files(&roots(), "assets")
        .iter()
        .filter(|path| {
            let extension = path.extension().and_then(|extension| extension.to_str());
            matches!(extension, Some("webm" | "png" | "jpg" | "ogg" | "wav"))
        })
        .filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()))
        .collect();
    names.sort();
    names
}

/// The shipped protocol files, by name; of two with the same name the first found counts.
pub fn shipped_protocols() -> Vec<PathBuf> {
    let mut protocols: Vec<PathBuf> = files(&roots(), "protocols")
        .into_iter()
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .collect();
    protocols.sort_by(|a, b| a.file_name().cmp(&b.file_name()));
    protocols.dedup_by(|later, first| later.file_name() == first.file_name());
    protocols
}

/// The folders that may hold `assets/` and `protocols/`, in the order in which they are searched.
fn roots() -> Vec<PathBuf> {
    let built_in = PathBuf::from(BUILT_IN);
    let exe = env::current_exe().ok();
    let mut roots = Vec::new();
    if exe.as_ref().is_some_and(|exe| exe.starts_with(&built_in)) {
        roots.push(built_in.clone());
    }
    roots.extend(exe.as_deref().and_then(Path::parent).map(Path::to_owned));
    roots.extend(data_folders().map(|folder| folder.join("lacrima")));
    roots.push(built_in);
    roots
}

/// `XDG_DATA_HOME` and `XDG_DATA_DIRS` with their defaults.
fn data_folders() -> impl Iterator<Item = PathBuf> {
    let home = directories::BaseDirs::new().map(|dirs| dirs.data_dir().to_owned());
    let shared = env::var_os("XDG_DATA_DIRS")
        .filter(|value| !value.is_empty())
        .unwrap_or_else(|| "/usr/local/share:/usr/share".into());
    let shared: Vec<PathBuf> = env::split_paths(&shared).collect();
    home.into_iter()
        .chain(shared)
        .filter(|folder| folder.is_absolute())
}

fn first_file(roots: &[PathBuf], folder: &str, name: &str) -> Option<PathBuf> {
    roots
        .iter()
        .map(|root| root.join(folder).join(name))
        .find(|path| path.is_file())
}

fn files(roots: &[PathBuf], folder: &str) -> Vec<PathBuf> {
    roots
        .iter()
        .filter_map(|root| root.join(folder).read_dir().ok())
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.is_file())
        .collect()
}

/// Whether `name` is one file name, without folders.
fn is_plain(name: &str) -> bool {
    let mut components = Path::new(name).components();
    matches!(components.next(), Some(Component::Normal(_)))
        && components.next().is_none()
        && !name.ends_with(['/', '\\'])
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "tests write their own files")]
mod tests {
    use super::*;

    #[test]
    fn the_first_root_that_has_the_file_wins() {
        let folder = tempfile::tempdir().unwrap();
        let roots = [folder.path().join("a"), folder.path().join("b")];
        for root in &roots {
            std::fs::create_dir_all(root.join("assets")).unwrap();
        }
        let second = roots[1].join("assets/x.webm");
        std::fs::write(&second, "").unwrap();
        assert_eq!(first_file(&roots, "assets", "x.webm"), Some(second));
        let first = roots[0].join("assets/x.webm");
        std::fs::write(&first, "").unwrap();
        assert_eq!(first_file(&roots, "assets", "x.webm"), Some(first));
        assert_eq!(first_file(&roots, "assets", "y.webm"), None);
    }

    #[test]
    fn a_name_with_folders_is_no_asset() {
        for name in ["../Cargo.toml", "/etc/hostname", "a/b", "", ".", "..", "x/"] {
            assert!(!is_plain(name), "{name}");
        }
        assert!(is_plain("demo-sad.webm"));
    }
}
