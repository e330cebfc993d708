//! The codings of one session: the first, its layers, and a coding in another file of the same session.

use std::path::Path;

use crate::cli::opened;
use crate::cli::passphrase::Asked;
use crate::record::Document;
use crate::record::layers::{Kind, Layer};

/// The name of the first coding.
const FIRST: &str = "first";
/// The name of a coding in another file.
const OTHER: &str = "other";

/// Every coding of a session.
pub struct Codings {
    /// The session.
    pub session: String,
    /// What could not be read to its end.
    pub notices: Vec<String>,
    first: Document,
    layers: Vec<Layer>,
    other: Option<Document>,
}

impl Codings {
    /// Reads a session with its layers; `with` is another file of the same session.
    ///
    /// # Errors
    /// One sentence when one of them can't be opened, or is of another session.
    pub fn read(path: &Path, with: Option<&Path>, asked: &Asked) -> Result<Self, String> {
        let opened = opened::open(path, asked)?;
        let mut notices = opened.changes;
        notices.extend(opened.notices);
        let first = opened.amended;
        let other = match with {
            None => None,
            Some(with) => {
                let other = opened::open(with, asked)?;
                notices.extend(other.changes);
                notices.extend(other.notices);
                if other.amended.session.id != first.session.id {
                    return Err(format!(
                        "{} is session {}, not {}: name another coding of the same session.",
                        with.display(),
                        other.amended.session.id,
                        first.session.id
                    ));
                }
                Some(other.amended)
            }
        };
        Ok(Self {
            session: first.session.id.to_string(),
            notices,
            layers: opened
                .layers
                .into_iter()
                .filter(|layer| layer.is_finished)
                .collect(),
            first,
            other,
        })
    }

    /// Whether nothing can be compared.
    pub fn is_single(&self) -> bool {
        self.other.is_none() && !self.layers.iter().any(|layer| layer.kind == Kind::Coding)
    }

    /// The two that these names (`A,B`) choose; else the first and the other file's, or the first and the first layer that is no
    /// consensus.
    ///
    /// # Errors
    /// One sentence that lists the names.
    pub fn chosen(&self, names: Option<&(String, String)>) -> Result<(Document, Document), String> {
        if let Some((a, _)) = names.filter(|(a, b)| a == b) {
            return Err(format!(
                "{a} agrees with itself: name two codings of session {}.",
                self.session
            ));
        }
        if let Some((a, b)) = names {
            return Ok((self.named(a)?, self.named(b)?));
        }
        let second = self.layers.iter().find(|layer| layer.kind == Kind::Coding);
        let second = match (&self.other, second) {
            (Some(other), _) => other.clone(),
            (None, Some(layer)) => layer.over(&self.first),
            (None, None) => {
                return Err(format!(
                    "Session {} has one finished coding only: code it again, or name another file of it with --with.",
                    self.session
                ));
            }
        };
        Ok((self.first.clone(), second))
    }

    /// What is to be known of the times of those that [`Self::chosen`] gives.
    pub fn cautions(&self, names: Option<&(String, String)>) -> impl Iterator<Item = String> {
        let second = self.layers.iter().find(|layer| layer.kind == Kind::Coding);
        let second = second.filter(|_| self.other.is_none());
        let is_chosen = |layer: &&Layer| match names {
            Some((a, b)) => layer.id == **a || layer.id == **b,
            None => second.is_some_and(|second| second.id == layer.id),
        };
        let chosen = self.layers.iter().filter(is_chosen);
        chosen
            .flat_map(Layer::cautions)
            .collect::<Vec<_>>()
            .into_iter()
    }

    /// All of them with their names.
    pub fn all(&self) -> Vec<(String, Document)> {
        let first = [(FIRST.to_owned(), self.first.clone())];
        let layers = self.layers.iter();
        let layers = layers.map(|layer| (layer.id.to_string(), layer.over(&self.first)));
        let other = self
            .other
            .iter()
            .map(|other| (OTHER.to_owned(), other.clone()));
        first.into_iter().chain(layers).chain(other).collect()
    }

    fn named(&self, name: &str) -> Result<Document, String> {
        if name == FIRST {
            return Ok(self.first.clone());
        }
        if let Some(other) = self.other.as_ref().filter(|_| name == OTHER) {
            return Ok(other.clone());
        }
        let layer = self.layers.iter().find(|layer| layer.id == *name);
        layer.map(|layer| layer.over(&self.first)).ok_or_else(|| {
            let other = self.other.as_ref().map(|_| OTHER.to_owned());
            let layers = self.layers.iter().map(|layer| layer.id.to_string());
            let names: Vec<String> = layers.chain(other).collect();
            format!(
                "Session {} has no finished coding {name}: it has {FIRST}{}{}.",
                self.session,
                if names.is_empty() { "" } else { ", " },
                names.join(", ")
            )
        })
    }
}
