//! What a crash left: the journal read back as far as it can be trusted, mended, and closed as interrupted.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::journal::{self, Journal};
use super::{AtHand, Recorder, disk, folders, frames};
use crate::session::{Event, Fact};
use crate::time::{self, Micros, SessionTime};

/// More is no journal.
const MOST: u64 = 1 << 30;
/// What of a damaged journal is set aside is named so, with a number.
pub(super) const DAMAGED: &str = "journal.damaged-";
/// No film is longer.
const A_DAY: Micros = Micros(86_400_000_000);
/// The wall clock and the session's may differ by this.
const SLACK_US: i64 = 60_000_000;
/// How long closing may wait for the disk.
const LONGEST: Duration = Duration::from_secs(30);

/// Reads the journal in a session's folder: the longest prefix that can be trusted, and what was left out.
///
/// # Errors
/// One sentence when there is no journal or it can't be read; garbage in it is no error.
pub fn read(folder: &Path) -> Result<Journal, String> {
    open(folder).and_then(|file| parse(folder, file))
}

/// Closes a session that has no end: what is open is closed as censored, the end is journaled as interrupted and the
/// document is written. A session that ended but was not sealed is sealed. Returns the document and what was left out.
///
/// # Errors
/// One sentence when the session is open elsewhere, has no readable beginning or can't be written.
pub fn close_interrupted(folder: &Path) -> Result<(PathBuf, Option<String>), String> {
    if folder.join(folders::MOVED).exists() {
        return Err(format!(
            "Session {} went on in another data folder, under the same name: close it there. If that folder is lost, remove the file “{}” in {} and try again.",
            folder.file_name().unwrap_or_default().to_string_lossy(),
            folders::MOVED,
            folder.display()
        ));
    }
    let held = folders::reopen_to_close(folder)?;
    let journal = read(folder)?;
    if !matches!(
        journal.events.first(),
        Some(Event {
            fact: Fact::SessionStarted { .. },
            ..
        })
    ) {
        return Err(format!(
            "The journal in {} has no readable beginning: nothing can be made of it, and it is left as it is.",
            folder.display()
        ));
    }
    let (recorder, events, dropped) = Recorder::reopen_to_close(held, time::now())?;
    let alive = frames::last_shown(folder, latest(&events));
    recorder.append(super::document::closing(&events, alive));
    recorder.seal();
    recorder.settle(LONGEST)?;
    AtHand::forget(folder);
    let document = recorder.document().unwrap_or_default();
    Ok((document, dropped))
}

/// Makes the journal's file end with its last trusted line, and the list of frames with its last whole one; what follows is set aside
/// in a file beside each. Returns the trusted bytes of the journal too.
pub(super) fn mend(folder: &Path) -> Result<(Vec<u8>, Journal), String> {
    let mut journal = read(folder)?;
    let path = folder.join(journal::FILE);
    let cant = |error| cant_read(folder, &error);
    let mut image = disk::read_head(&path, journal.bytes).map_err(cant)?;
    if image.last().is_some_and(|byte| *byte != b'\n') {
        image.push(b'\n');
    }
    set_aside(folder, &path, journal.bytes).map_err(cant)?;
    let frames = frames::mend(folder).map_err(|error| {
        format!(
            "{} in {} can't be mended: {error}.",
            frames::FILE,
            folder.display()
        )
    })?;
    let told: Vec<String> = journal.dropped.take().into_iter().chain(frames).collect();
    journal.dropped = (!told.is_empty()).then(|| told.join(" "));
    Ok((image, journal))
}

fn set_aside(folder: &Path, path: &Path, trusted: u64) -> io::Result<()> {
    let mut file = disk::open_plain(path, MOST)?;
    if file.metadata()?.len() <= trusted {
        return Ok(());
    }
    let (aside, _) = disk::free_name(folder, DAMAGED);
    disk::set_aside(path, &mut file, trusted, &aside)
}

/// The latest time at which the session with these facts may have shown a frame: nobody shows one after now, by the wall clock as far
/// as that can be trusted, or longer than a day after the newest fact.
fn latest(events: &[Event]) -> SessionTime {
    let newest = events.last().map_or(SessionTime::ZERO, |event| event.t_s);
    let most = newest + A_DAY;
    let pair = events.iter().rev().find_map(|event| match &event.fact {
        Fact::ClockChanged { utc, .. } => Some((event.instant(), utc)),
        Fact::SessionStarted { header } => Some((SessionTime::ZERO, &header.started_utc)),
        _ => None,
    });
    let by_clock = pair.and_then(|(t, utc)| {
        let utc: DateTime<Utc> = utc.parse().ok()?;
        let since = (time::utc_now() - utc).num_microseconds()?;
        Some(t + Micros(since.saturating_add(SLACK_US)))
    });
    // A wall clock that was set back since says nothing.
    by_clock
        .filter(|now| *now > newest)
        .map_or(most, |now| now.min(most))
}

fn open(folder: &Path) -> Result<File, String> {
    disk::open_plain(&folder.join(journal::FILE), MOST).map_err(|error| cant_read(folder, &error))
}

fn parse(folder: &Path, file: File) -> Result<Journal, String> {
    journal::read(BufReader::with_capacity(1 << 16, file.take(MOST)))
        .map_err(|error| cant_read(folder, &error))
}

fn cant_read(folder: &Path, error: &io::Error) -> String {
    format!(
        "The journal in {} can't be read: {error}.",
        folder.display()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::document::Document;
    use crate::record::testing::{started, whole};
    use crate::record::{Progress, list};
    use crate::session::Status;

    /// A session that was left after `count` events, `tail` behind its last line.
    fn left(data: &Path, count: usize, tail: &[u8]) -> PathBuf {
        let folder = folders::create(data, &"film".into(), &"P01".into(), started()).unwrap();
        let mut image = Vec::new();
        let mut chain = journal::Chain::default();
        for event in &whole()[..count] {
            chain.append(event, &mut image).unwrap();
        }
        image.extend_from_slice(tail);
        std::fs::write(folder.path().join(journal::FILE), image).unwrap();
        folder.path().to_owned()
    }

    #[test]
    fn an_interrupted_session_is_closed_with_its_data_and_the_torn_tail_set_aside() {
        let data = tempfile::tempdir().unwrap();
        let folder = left(data.path(), 20, b"{\"chain\":\"12");
        std::fs::write(
            folder.join(frames::FILE),
            format!("{}film,sad,0,0.0,1.0,1.0\nfilm,sa", frames::HEAD),
        )
        .unwrap();
        let listed = list(data.path());
        assert!(
            matches!(
                listed[0].progress,
                Progress::Unfinished {
                    last_seq: Some(20),
                    ..
                }
            ),
            "{listed:?}"
        );
        let (path, dropped) = close_interrupted(&folder).unwrap();
        assert!(
            dropped
                .unwrap()
                .contains("line 21 (12 bytes left out): it was not written to its end")
        );
        let (document, notices) = Document::read(&path).unwrap();
        assert_eq!(notices, Vec::<String>::new());
        assert_eq!(document.session.status, Status::Interrupted);
        assert_eq!(document.events[..20], whole()[..20]);
        assert_eq!(
            std::fs::read(folder.join("journal.damaged-1")).unwrap(),
            b"{\"chain\":\"12"
        );
        let frames = std::fs::read_to_string(folder.join(frames::FILE)).unwrap();
        assert!(frames.ends_with("film,sad,0,0.0,1.0,1.0\n"));
        assert_eq!(
            list(data.path())[0].progress,
            Progress::Finished(Status::Interrupted)
        );
        // Once more changes nothing.
        let before = std::fs::read(folder.join(journal::FILE)).unwrap();
        close_interrupted(&folder).unwrap();
        assert_eq!(std::fs::read(folder.join(journal::FILE)).unwrap(), before);
    }

    #[test]
    fn a_session_that_ended_but_was_not_sealed_is_sealed_as_it_ended() {
        let data = tempfile::tempdir().unwrap();
        let folder = left(data.path(), whole().len(), b"");
        let (path, dropped) = close_interrupted(&folder).unwrap();
        assert_eq!(dropped, None);
        let document = Document::read(&path).unwrap().0;
        let frames = document.frames_sha256.clone();
        assert!(frames.is_some());
        let lived = Document::from_events(&whole()).unwrap();
        assert_eq!(document, lived.with_frames(frames));
    }

    #[test]
    fn nothing_is_made_of_a_journal_without_a_beginning_or_of_no_session() {
        let data = tempfile::tempdir().unwrap();
        let folder = left(data.path(), 0, b"garbage");
        assert!(
            close_interrupted(&folder)
                .unwrap_err()
                .contains("no readable beginning")
        );
        assert_eq!(
            std::fs::read(folder.join(journal::FILE)).unwrap(),
            b"garbage"
        );
        assert!(
            close_interrupted(data.path())
                .unwrap_err()
                .contains("not the folder of a session")
        );
        assert_eq!(list(data.path())[0].progress, Progress::Unreadable);
    }

    #[test]
    fn a_session_that_is_open_elsewhere_is_left_alone() {
        let data = tempfile::tempdir().unwrap();
        let folder = left(data.path(), 10, b"");
        let _held = folders::reopen(&folder).unwrap();
        assert_eq!(list(data.path())[0].progress, Progress::Running);
        assert!(
            close_interrupted(&folder)
                .unwrap_err()
                .contains("is running in this data folder")
        );
    }
}
