//! A list of named figures, in which an undefined one is null and says why.

use std::collections::BTreeMap;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

/// A figure, or why there is none.
pub type Figure = Result<f64, String>;

/// Named figures in the order in which they are shown. In JSON each name holds a number or null; `null_because` says why.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures(Vec<(&'static str, Figure)>);

impl Figures {
    /// Adds a figure; one that is not finite is undefined.
    pub fn push(&mut self, name: &'static str, figure: Figure) {
        let figure = figure.and_then(|x| {
            if x.is_finite() {
                // An empty sum is −0.
                Ok(x + 0.0)
            } else {
                Err("it can't be computed from these data".to_owned())
            }
        });
        self.0.push((name, figure));
    }

    /// A figure by its name.
    pub fn get(&self, name: &str) -> Option<f64> {
        let (_, figure) = self.iter().find(|(other, _)| *other == name)?;
        figure.as_ref().ok().copied()
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Figure)> {
        self.0.iter().map(|(name, figure)| (*name, figure))
    }
}

impl Serialize for Figures {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let mut because = BTreeMap::new();
        for (name, figure) in self.iter() {
            map.serialize_entry(name, &figure.as_ref().ok())?;
            if let Err(why) = figure {
                because.insert(name, why);
            }
        }
        map.serialize_entry("null_because", &because)?;
        map.end()
    }
}

/// `numerator / denominator`, undefined for `why` when the denominator is zero.
pub fn ratio(numerator: f64, denominator: f64, why: &str) -> Figure {
    if denominator == 0.0 {
        Err(why.to_owned())
    } else {
        Ok(numerator / denominator)
    }
}
