//! Writing a layer: each line is on the disk before the next one is taken.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, SecondsFormat, Utc};

use super::lines::{self, Log};
use super::{FOLDER, Header, Layer, Line, What};
use crate::protocol::Id;
use crate::record::amendments;
use crate::record::disk;
use crate::record::document::wants_deletion;
use crate::record::folders::{self, Alone, Progress};

/// A layer that is being written. Nobody else writes to its session meanwhile.
pub struct Writer {
    id: Id,
    path: PathBuf,
    file: File,
    log: Log,
    _alone: Alone,
}

/// Begins a layer in this session's folder. Its id is the coder's, or the kind of a consensus, numbered where that is taken.
///
/// # Errors
/// One sentence: the session has no end yet, is encrypted, was changed, is open elsewhere, or the disk fails.
pub fn begin(session: &Path, header: Header, now: DateTime<Utc>) -> Result<Writer, String> {
    let folder = folders::folder_of(session);
    let alone = may_be_coded(&folder, &header)?;
    let within = folder.join(FOLDER);
    let cant = |error: io::Error| cant_keep(&folder, &error);
    disk::make_folder(&within).map_err(cant)?;
    let stem = match header.kind {
        super::Kind::Coding => header.coder.id.to_string(),
        super::Kind::Consensus => "consensus".to_owned(),
    };
    let id = (1..)
        .map(|n| {
            if n == 1 {
                stem.clone()
            } else {
                format!("{stem}-{n}")
            }
        })
        .find(|id| !lines::path(&folder, &Id::from(id.as_str())).exists())
        .unwrap_or_default();
    if !Id::is_valid(&id) {
        return Err(format!(
            "“{id}” can't name a layer: choose a shorter id for the coder."
        ));
    }
    let id = Id::from(id.as_str());
    let path = lines::path(&folder, &id);
    let file = disk::make_new(&path).map_err(cant)?;
    disk::sync_folder(&within).map_err(cant)?;
    let log = lines::read(&path).map_err(cant)?;
    let mut writer = Writer {
        id,
        path,
        file,
        log,
        _alone: alone,
    };
    writer.add(
        What::Begun {
            header: Box::new(header),
        },
        now,
    )?;
    Ok(writer)
}

/// Goes on with an unfinished layer.
///
/// # Errors
/// One sentence, as [`begin`]; a finished or damaged one is left as it is.
pub fn take_up(session: &Path, id: &Id) -> Result<Writer, String> {
    let folder = folders::folder_of(session);
    let path = lines::path(&folder, id);
    let cant = |error: io::Error| cant_keep(&folder, &error);
    let log = lines::read(&path).map_err(cant)?;
    let Some(What::Begun { header }) = log.lines.first().map(|line| &line.what) else {
        return Err(format!("Layer {id} has no beginning: begin a new one."));
    };
    let alone = may_be_coded(&folder, header)?;
    if log
        .lines
        .last()
        .is_some_and(|line| line.what == What::Finished)
    {
        return Err(format!("Layer {id} is finished: begin a new one."));
    }
    if let Some(dropped) = log.dropped.as_ref().filter(|_| !log.is_torn) {
        return Err(format!(
            "{dropped} Put back layers/{id}.jsonl from a copy before you go on."
        ));
    }
    let mut file = disk::open_own(&path).map_err(cant)?;
    if log.is_torn {
        let (aside, _) = disk::free_name(&folder, "layer.damaged-");
        disk::set_aside(&path, &mut file, log.bytes, &aside).map_err(cant)?;
    }
    file.seek(SeekFrom::End(0)).map_err(cant)?;
    Ok(Writer {
        id: id.clone(),
        path,
        file,
        log,
        _alone: alone,
    })
}

/// Removes a layer in which nothing was coded or watched yet; any other stays.
///
/// # Errors
/// One sentence when the disk fails.
pub fn remove_unfinished(writer: Writer) -> Result<(), String> {
    let holds = |line: &Line| {
        matches!(
            line.what,
            What::Coded { .. } | What::Watched { .. } | What::Finished
        )
    };
    if writer.log.lines.iter().any(holds) {
        return Ok(());
    }
    std::fs::remove_file(&writer.path)
        .map_err(|error| format!("{} can't be removed: {error}.", writer.path.display()))
}

fn may_be_coded(folder: &Path, header: &Header) -> Result<Alone, String> {
    let listed = folders::look(folder).filter(|_| folder.is_dir());
    let is_finished = listed.is_some_and(|one| matches!(one.progress, Progress::Finished(_)));
    if !is_finished {
        return Err(format!(
            "{} holds no finished session in plain files: close or decrypt it first.",
            folder.display()
        ));
    }
    let alone = folders::alone(folder)?;
    let opened = amendments::open(folder)?;
    if let Some(change) = opened.changes.first() {
        return Err(format!(
            "{change} Only a session as it was sealed can be coded again: put back the files from a copy."
        ));
    }
    if wants_deletion(&opened.recorded) {
        return Err(
            "The participant wants the data of this session to be deleted: withdraw it instead of coding it again."
                .to_owned(),
        );
    }
    if header.of != opened.recorded.journal_sha256 {
        return Err("This layer belongs to another session: it stays as it is.".to_owned());
    }
    Ok(alone)
}

impl Writer {
    /// Its id.
    pub fn id(&self) -> &Id {
        &self.id
    }

    /// Its lines so far.
    pub fn lines(&self) -> &[Line] {
        &self.log.lines
    }

    /// How it stands.
    pub fn layer(&self) -> Option<Layer> {
        Layer::of(self.id.clone(), &self.log.lines)
    }

    /// Adds a line and returns its number when it is on the disk.
    ///
    /// # Errors
    /// One sentence when the disk fails; the line is not there then and may be added again.
    pub fn add(&mut self, what: What, now: DateTime<Utc>) -> Result<u64, String> {
        let line = Line {
            n: self.log.lines.len() as u64 + 1,
            utc: now.to_rfc3339_opts(SecondsFormat::Millis, true),
            what,
        };
        let before = self.log.chain.clone();
        let written = self.write(&line);
        if let Err(error) = written {
            self.log.chain = before;
            // A part of a line would be named as damage when the layer is read again.
            drop(self.file.set_len(self.log.bytes));
            drop(self.file.seek(SeekFrom::Start(self.log.bytes)));
            return Err(cant_keep(&self.path, &error));
        }
        let n = line.n;
        self.log.lines.push(line);
        Ok(n)
    }

    fn write(&mut self, line: &Line) -> io::Result<()> {
        let bytes = self.log.line(line)?;
        self.file.write_all(&bytes)?;
        self.file.sync_data()?;
        self.log.bytes += bytes.len() as u64;
        Ok(())
    }
}

fn cant_keep(path: &Path, error: &io::Error) -> String {
    let why = if disk::is_full(error) {
        "the disk is full; free some space".to_owned()
    } else {
        error.to_string()
    };
    format!(
        "The layer is not kept in {} ({why}): mend that, then try again.",
        path.display()
    )
}
