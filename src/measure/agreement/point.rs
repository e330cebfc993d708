//! One point code of two codings.

use serde::Serialize;

use super::channel::events;
use super::links;
use super::scope::Code;
use super::track::seconds;
use super::{Settings, micros};
use crate::measure::figures::Figures;

/// How far two codings of a point code agree.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PointAgreement {
    /// The code.
    pub code: String,
    /// Its name.
    pub label: String,
    /// Points that are linked one to one.
    pub points: Figures,
    /// Linked, only A, only B.
    #[serde(skip)]
    pub links: [usize; 3],
    /// B's instant less A's of each link, in seconds.
    #[serde(skip)]
    pub onsets: Vec<f64>,
}

/// A code's agreement and its links.
pub struct Compared {
    /// The figures.
    pub agreement: PointAgreement,
    /// Which are the same.
    pub links: Vec<links::Link>,
}

impl Compared {
    /// Compares a code.
    pub fn of(code: &Code, settings: &Settings) -> Self {
        let links = links::points(&code.a, &code.b, micros(settings.tolerance_s));
        let apart = links.iter().filter_map(|(i, j)| {
            let (a, b) = (code.a.get(*i)?, code.b.get(*j)?);
            Some(seconds(b - a))
        });
        let onsets: Vec<f64> = apart.collect();
        let counts = [
            links.len(),
            code.a.len() - links.len(),
            code.b.len() - links.len(),
        ];
        Self {
            agreement: PointAgreement {
                code: code.id.clone(),
                label: code.label.clone(),
                points: events(counts, &onsets),
                links: counts,
                onsets,
            },
            links,
        }
    }
}
