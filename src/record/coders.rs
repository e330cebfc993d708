//! What is known of the coders of a data folder: `DATA/coders/<coder id>.jsonl`, one calibration a line, appended and never changed.

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::disk;
use super::folders::cant_write;
use crate::protocol::{Id, Sense};
use crate::session::Lag;

/// The folder of the coders in a data folder.
const FOLDER: &str = "coders";
/// No line and no file is longer.
const LONGEST_FILE: u64 = 64 << 20;
/// Fewer answered targets say too little about a coder's lag.
pub const ENOUGH: u32 = 10;

/// One measurement of a coder's reaction lag (SCIENCE.md 4.4). Times in seconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// When it ended, in RFC 3339.
    pub utc: String,
    /// Program version.
    pub app_version: String,
    /// Seed of the order and of the gaps.
    pub seed: u64,
    /// To what the coder sees.
    pub seen: SenseLag,
    /// To what the coder hears.
    pub heard: SenseLag,
    /// Presses that belong to no target.
    pub strays: u32,
    /// Where the stamps of the presses come from.
    pub stamp_source: String,
    /// How uncertain such a stamp is.
    pub stamp_uncertainty_ms: f64,
    /// Where the visual onsets come from.
    pub visual_onset: String,
    /// Where the auditory onsets come from.
    pub auditory_onset: String,
    /// The device's buffer, already added to the auditory onsets; null when it is not known.
    pub output_buffer_s: Option<f64>,
    /// What the sound takes from the buffer to the ear is not known, so auditory lags hold it too.
    pub output_latency_unknown: bool,
    /// Every target, in the order in which they came.
    pub targets: Vec<TargetRow>,
}

/// The lag of one sense.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SenseLag {
    /// Median of the lags; null without any.
    pub median_s: Option<f64>,
    /// Their interquartile range; null without any.
    pub iqr_s: Option<f64>,
    /// How many targets were answered.
    pub n: u32,
    /// Targets answered too early to be answers; left out.
    pub anticipations: u32,
    /// Targets not answered in time; left out.
    pub misses: u32,
    /// Further presses after an answer; left out.
    pub doubles: u32,
}

/// One target and what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TargetRow {
    /// By which sense it is noticed.
    pub sense: Sense,
    /// Its onset, since the first target's.
    pub onset_s: f64,
    /// From its onset to the press; null when it was missed.
    pub lag_s: Option<f64>,
    /// Answered, anticipated or missed.
    pub outcome: Outcome,
}

/// What came of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It counts.
    Answered,
    /// The press came too early to be an answer.
    Anticipated,
    /// Nobody pressed in time.
    Missed,
}

/// A coder's calibrations, oldest first, and in one sentence what could not be read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calibrations {
    /// Those that can be read.
    pub all: Vec<Calibration>,
    /// What is wrong with the others.
    pub notice: Option<String>,
}

impl SenseLag {
    /// The lag that may be taken off; `None` when too few targets were answered.
    pub fn usable(&self) -> Option<Lag> {
        (self.n >= ENOUGH).then_some(Lag {
            median_s: self.median_s?,
            iqr_s: self.iqr_s?,
            n: self.n,
        })
    }
}

impl Calibration {
    /// The lag of one sense.
    pub fn of(&self, sense: Sense) -> &SenseLag {
        match sense {
            Sense::Seen => &self.seen,
            Sense::Heard => &self.heard,
        }
    }
}

/// Adds a calibration as the last line of the coder's file and returns when it is on the disk.
///
/// # Errors
/// One sentence: an id that can't name a file, or a folder that can't be written to.
pub fn keep_calibration(data: &Path, coder: &Id, calibration: &Calibration) -> Result<(), String> {
    let path = file_of(data, coder)?;
    append(&path, calibration).map_err(|error| cant_write(data, &error))
}

fn append(path: &Path, calibration: &Calibration) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        disk::make_folder(folder)?;
    }
    let mut file = disk::open_end(path)?;
    let mut line = Vec::new();
    // A line that was torn by a crash must not swallow this one.
    if file.seek(SeekFrom::End(0))? > 0 {
        file.seek(SeekFrom::End(-1))?;
        let mut last = [0];
        file.read_exact(&mut last)?;
        if last != *b"\n" {
            line.push(b'\n');
        }
    }
    serde_json::to_writer(&mut line, calibration)?;
    line.push(b'\n');
    file.write_all(&line)?;
    file.sync_all()?;
    path.parent().map_or(Ok(()), disk::sync_folder)
}

/// The coder's calibrations; a coder whom nobody has measured has none.
///
/// # Errors
/// One sentence: an id that can't name a file, or a file that can't be read.
pub fn calibrations(data: &Path, coder: &Id) -> Result<Calibrations, String> {
    let path = file_of(data, coder)?;
    let cant = |error: io::Error| format!("{} can't be read: {error}.", path.display());
    let mut bytes = Vec::new();
    match disk::open_plain(&path, LONGEST_FILE) {
        Ok(mut file) => drop(file.read_to_end(&mut bytes).map_err(cant)?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Ok(Calibrations::default());
        }
        Err(error) => return Err(cant(error)),
    }
    let mut found = Calibrations::default();
    let mut damaged = Vec::new();
    for (number, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        if line.is_empty() {
            continue;
        }
        match serde_json::from_slice(line) {
            Ok(calibration) => found.all.push(calibration),
            Err(_) => damaged.push((number + 1).to_string()),
        }
    }
    if !damaged.is_empty() {
        found.notice = Some(format!(
            "Of the calibrations in {} some can't be read and were left out (line {}).",
            path.display(),
            damaged.join(", ")
        ));
    }
    Ok(found)
}

/// The coders of a data folder, by name.
pub fn coders(data: &Path) -> Vec<Id> {
    let mut coders: Vec<Id> = std::fs::read_dir(data.join(FOLDER))
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            Some(
                entry
                    .file_name()
                    .to_str()?
                    .strip_suffix(".jsonl")?
                    .to_owned(),
            )
        })
        .filter(|name| Id::is_valid(name))
        .map(Id)
        .collect();
    coders.sort();
    coders
}

fn file_of(data: &Path, coder: &Id) -> Result<PathBuf, String> {
    if !Id::is_valid(coder.as_str()) {
        return Err(
            "The coder's id may hold 1 to 64 letters, digits, _ and -: choose another.".to_owned(),
        );
    }
    Ok(data.join(FOLDER).join(format!("{coder}.jsonl")))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn calibration(median_s: f64) -> Calibration {
        let lag = SenseLag {
            median_s: Some(median_s),
            iqr_s: Some(0.09),
            n: 19,
            misses: 1,
            ..SenseLag::default()
        };
        Calibration {
            utc: "2026-01-02T03:04:05Z".to_owned(),
            app_version: "0.1.0".to_owned(),
            seed: 7,
            seen: lag,
            heard: lag,
            strays: 0,
            stamp_source: "x11_raw".to_owned(),
            stamp_uncertainty_ms: 1.0,
            visual_onset: "swap".to_owned(),
            auditory_onset: "handed_to_device".to_owned(),
            output_buffer_s: None,
            output_latency_unknown: true,
            targets: vec![TargetRow {
                sense: Sense::Seen,
                onset_s: 0.0,
                lag_s: Some(median_s),
                outcome: Outcome::Answered,
            }],
        }
    }

    #[test]
    fn calibrations_are_appended_privately_and_read_back_in_order() {
        let data = tempfile::tempdir().unwrap();
        let data = data.path().join("not/yet/there");
        let coder = Id::from("C-1");
        assert_eq!(calibrations(&data, &coder), Ok(Calibrations::default()));
        assert!(coders(&data).is_empty());
        keep_calibration(&data, &coder, &calibration(0.4)).unwrap();
        let path = data.join("coders/C-1.jsonl");
        let first = std::fs::read(&path).unwrap();
        keep_calibration(&data, &coder, &calibration(0.5)).unwrap();
        let both = std::fs::read(&path).unwrap();
        assert!(both.starts_with(&first), "what was written stays as it was");
        let read = calibrations(&data, &coder).unwrap();
        assert_eq!(read.all, [calibration(0.4), calibration(0.5)]);
        assert_eq!((read.notice, coders(&data)), (None, vec![coder]));
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(&data.join("coders"))), (0o600, 0o700));
    }

    #[test]
    fn damaged_lines_are_left_out_and_named_and_a_torn_one_swallows_nothing() {
        let data = tempfile::tempdir().unwrap();
        let coder = Id::from("C1");
        keep_calibration(data.path(), &coder, &calibration(0.4)).unwrap();
        let path = data.path().join("coders/C1.jsonl");
        let mut file = std::fs::OpenOptions::new()
            .append(true)
            .open(&path)
            .unwrap();
        file.write_all(b"{\"utc\": \xff}\n{\"utc\": \"2026")
            .unwrap();
        keep_calibration(data.path(), &coder, &calibration(0.6)).unwrap();
        let read = calibrations(data.path(), &coder).unwrap();
        assert_eq!(read.all, [calibration(0.4), calibration(0.6)]);
        assert!(read.notice.unwrap().contains("line 2, 3"));
    }

    #[test]
    fn a_hostile_id_reaches_no_file() {
        let data = tempfile::tempdir().unwrap();
        for id in [
            "",
            "../x",
            "a/b",
            ".",
            "..",
            "/etc/passwd",
            "a\0b",
            "é",
            &"a".repeat(65),
        ] {
            let id = Id::from(id);
            assert!(
                keep_calibration(data.path(), &id, &calibration(0.4)).is_err(),
                "{id}"
            );
            assert!(calibrations(data.path(), &id).is_err(), "{id}");
        }
        assert_eq!(std::fs::read_dir(data.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_link_or_a_file_in_the_way_is_one_sentence() {
        let data = tempfile::tempdir().unwrap();
        let coder = Id::from("C1");
        std::fs::create_dir(data.path().join("coders")).unwrap();
        let secret = data.path().join("secret");
        std::fs::write(&secret, "").unwrap();
        std::os::unix::fs::symlink(&secret, data.path().join("coders/C1.jsonl")).unwrap();
        assert!(keep_calibration(data.path(), &coder, &calibration(0.4)).is_err());
        assert!(calibrations(data.path(), &coder).is_err());
        assert_eq!(std::fs::read(&secret).unwrap(), b"");
        let blocked = keep_calibration(&secret, &coder, &calibration(0.4)).unwrap_err();
        assert!(blocked.contains("can't be used"), "{blocked}");
    }

    #[test]
    fn too_few_answers_give_no_lag() {
        let mut lag = calibration(0.4).seen;
        assert_eq!(lag.usable().unwrap().median_s, 0.4);
        lag.n = ENOUGH - 1;
        assert_eq!(lag.usable(), None);
    }
}
