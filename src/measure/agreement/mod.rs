//! Agreement of two codings of one session, and of many (SCIENCE.md 4.7; Bakeman, Quera and Gnisci 2009): time and events both, over the
//! declared window, with what was assumed in words.

mod across;
mod assumptions;
mod boris;
mod cells;
mod channel;
mod consensus;
mod disagreements;
mod icc;
mod links;
mod point;
mod scope;
mod track;
mod units;

use serde::Serialize;

pub use across::{Across, ChannelAcross, Estimate, PointAcross, across};
pub use boris::{Boris, Sampled, boris, to_milliseconds};
pub use cells::{Cells, NO_VARIATION, NOTHING};
pub use channel::ChannelAgreement;
pub use consensus::{Decision, Verdict, consensus};
pub use disagreements::{Differs, Disagreement};
pub use icc::{Icc, icc};
pub use point::PointAgreement;
pub use scope::{Window, film_s, states};

use super::crier::{CrierRule, CrierStatus, Signs, classify};
use super::session::{Told, signs};
use crate::protocol::NOT_VISIBLE;
use crate::record::Document;
use crate::session::Coder;
use scope::Scope;

pub use super::session::ANY;

/// By what two codings are compared.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Settings {
    /// Length of a time unit, in seconds.
    pub unit_s: f64,
    /// How far apart units, points and borders may lie and still agree, in seconds.
    pub tolerance_s: f64,
    /// Overlap ÷ union from which two bouts are the same one.
    pub overlap: f64,
    /// Distance of the samples of the BORIS-compatible kappa, in seconds.
    pub boris_unit_s: f64,
    /// Whether onsets count as the coder corrected them, less the reaction lag, instead of as they were coded.
    pub corrected: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            unit_s: 1.0,
            tolerance_s: 2.0,
            overlap: 0.6,
            boris_unit_s: 1.0,
            corrected: false,
        }
    }
}

/// How far two codings of one session agree. In JSON an undefined figure is null and says why.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Agreement {
    /// The session.
    pub session: String,
    /// Who coded A.
    pub a: String,
    /// Who coded B.
    pub b: String,
    /// By what they are compared.
    pub settings: Settings,
    /// What time is compared.
    pub window: Window,
    /// Crying of any kind (`any`), each channel, and `not_visible`.
    pub channels: Vec<ChannelAgreement>,
    /// Point codes.
    pub points: Vec<PointAgreement>,
    /// Whether the participant cried, by A's coding.
    pub crier_a: CrierStatus,
    /// By B's.
    pub crier_b: CrierStatus,
    /// Kappa as BORIS computes it.
    pub boris: Boris,
    /// Where they differ, the longest first.
    pub disagreements: Vec<Disagreement>,
    /// What the figures assume.
    pub assumptions: Vec<String>,
}

/// What a coder's signs alone say, whatever the participant said.
fn cried(document: &Document) -> CrierStatus {
    let signs = Signs {
        self_report: None,
        ..signs(Told::first(document))
    };
    classify(CrierRule::default(), &signs).status
}

impl Agreement {
    /// Compares two codings of one session: the session as it stands, or `layer.over(&document)`.
    ///
    /// # Errors
    /// One sentence when they are of different sessions or a setting is no use.
    pub fn of(a: &Document, b: &Document, settings: Settings) -> Result<Self, String> {
        if a.session.id != b.session.id {
            return Err(format!(
                "{} and {} are different sessions: agreement needs two codings of the same one.",
                a.session.id, b.session.id
            ));
        }
        settings.check()?;
        let scope = Scope::of(a, b, &settings);
        let mut channels: Vec<ChannelAgreement> = Vec::new();
        let mut disagreements = Vec::new();
        for lane in scope.lanes() {
            let compared = channel::Compared::of(&lane, &scope, &settings);
            if lane.id != ANY {
                disagreements.extend(disagreements::of_bouts(&lane, &compared, &scope, &settings));
            }
            channels.push(compared.agreement);
        }
        let mut points = Vec::new();
        for code in scope.codes() {
            let compared = point::Compared::of(&code, &settings);
            disagreements.extend(disagreements::of_points(&code, &compared, &scope));
            points.push(compared.agreement);
        }
        disagreements::sort(&mut disagreements);
        Ok(Self {
            session: a.session.id.to_string(),
            a: coder(a),
            b: coder(b),
            settings,
            channels,
            points,
            crier_a: cried(a),
            crier_b: cried(b),
            boris: boris(
                &scope.sampled(a),
                &scope.sampled(b),
                micros(settings.boris_unit_s),
            ),
            disagreements,
            assumptions: assumptions::of_one(&scope.window, &settings),
            window: scope.window,
        })
    }
}

impl Settings {
    fn check(&self) -> Result<(), String> {
        let unit = |s: f64| (0.001..=3600.0).contains(&s);
        if !unit(self.unit_s) || !unit(self.boris_unit_s) {
            return Err("A time unit must last from 0.001 to 3600 s.".to_owned());
        }
        if !(0.0..=3600.0).contains(&self.tolerance_s) {
            return Err("The tolerance must be from 0 to 3600 s.".to_owned());
        }
        if !(0.01..=1.0).contains(&self.overlap) {
            return Err("The overlap must be from 0.01 to 1.".to_owned());
        }
        Ok(())
    }
}

fn coder(document: &Document) -> String {
    let ids = document
        .coders
        .iter()
        .map(|coder: &Coder| coder.id.as_str());
    ids.collect::<Vec<_>>().join(", ")
}

fn micros(s: f64) -> i64 {
    (s * 1e6).round() as i64
}

fn is_crying(channel: &str) -> bool {
    channel != NOT_VISIBLE
}
