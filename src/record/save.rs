//! A session that is complete already, such as a simulated one, put on disk at once.

use std::io;
use std::path::{Path, PathBuf};

use super::document::{self, Document};
use super::{disk, folders, frames, journal, trouble};
use crate::session::{Event, Fact};

/// Writes journal, empty frame list and document of a whole session into a new folder of `data`, named by the session's id. Returns the
/// document's path.
///
/// # Errors
/// One sentence when the facts do not begin with the session's start or the folder can't be written to.
pub fn save(data: &Path, events: &[Event]) -> Result<PathBuf, String> {
    let Some(Fact::SessionStarted { header }) = events.first().map(|event| &event.fact) else {
        return Err("The session has no beginning, so it can't be saved.".to_owned());
    };
    let folder = folders::create_as(data, &header.study, &header.participant, &header.session)?;
    write(folder.path(), events).map_err(|error| trouble::sentence(&error))
}

fn write(folder: &Path, events: &[Event]) -> io::Result<PathBuf> {
    let mut chain = journal::Chain::default();
    let mut image = Vec::new();
    for event in events {
        chain.append(event, &mut image).map_err(io::Error::from)?;
    }
    disk::replace(&folder.join(journal::FILE), |out| out.write_all(&image))?;
    disk::replace(&folder.join(frames::FILE), |out| {
        out.write_all(frames::HEAD.as_bytes())
    })?;
    let path = folder.join(document::FILE);
    let document = Document::from_events(events)
        .ok_or_else(|| io::Error::other("the session has no beginning"))?;
    document.write(&path)?;
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::whole;

    #[test]
    fn the_same_facts_give_the_same_bytes() {
        let data = tempfile::tempdir().unwrap();
        let first = save(data.path(), &whole()).unwrap();
        let second = save(data.path(), &whole()).unwrap();
        assert!(first.ends_with("film/20260102T030405Z_P01/session.json"));
        assert!(second.ends_with("film/20260102T030405Z_P01_2/session.json"));
        assert_eq!(
            std::fs::read(&first).unwrap(),
            std::fs::read(&second).unwrap()
        );
        let (document, notices) = Document::read(&first).unwrap();
        assert_eq!(
            (document, notices),
            (Document::from_events(&whole()).unwrap(), Vec::new())
        );
    }
}
