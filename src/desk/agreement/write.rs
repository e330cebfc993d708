//! Writing what two coders agreed upon as a layer of its own; neither of their codings changes.

use std::path::Path;

use egui::Ui;

use super::Compared;
use crate::desk::page;
use crate::desk::worker::{Job, Wake};
use crate::look::button;
use crate::measure::agreement::{Decision, consensus};
use crate::protocol::Id;
use crate::record::Document;
use crate::record::document::CodedSpan;
use crate::record::layers::{self, FORMAT, Header, Kind, VERSION, What};
use crate::session::{Coder, Fact};
use crate::time::{self, FilmTime, SessionTime};

/// Who agreed, and how far the writing is.
#[derive(Default)]
pub struct Writing {
    is_asking: bool,
    who: String,
    job: Option<Job<Result<Id, String>>>,
    said: Option<Result<String, String>>,
}

impl Writing {
    /// Asks who agreed, when everything is decided.
    pub fn ask(&mut self, decided: usize, all: usize) {
        self.is_asking = decided == all;
        self.said = (decided < all).then(|| {
            Err(format!(
                "{} disagreements are not decided yet: decide them first.",
                all - decided
            ))
        });
    }

    /// Draws it; true when a consensus was written.
    pub fn writing_ui(
        &mut self,
        ui: &mut Ui,
        wake: &Wake,
        folder: Option<&Path>,
        compared: &Compared,
        from: [Id; 2],
        decided: impl Fn() -> Vec<Decision>,
    ) -> bool {
        let mut is_written = false;
        if let Some(done) = self.job.as_mut().and_then(Job::take) {
            self.job = None;
            is_written = done.is_ok();
            self.is_asking = !is_written;
            self.said = Some(done.map(|id| format!("The consensus was written as layer {id}.")));
        }
        let all = compared.agreement.disagreements.len();
        if !self.is_asking && matches!(self.said, Some(Err(_))) && decided().len() == all {
            self.said = None;
        }
        match &self.said {
            Some(Ok(said)) => drop(page::quiet(ui, said)),
            Some(Err(why)) => page::caution(ui, why),
            None => {}
        }
        if !self.is_asking {
            return is_written;
        }
        page::card(ui, |ui| {
            page::quiet(
                ui,
                "A consensus is one more layer; both codings stay as they are. Differences too small for the list stand as A coded them.",
            );
            page::field(ui, "Who agreed", |ui| {
                page::text_field(ui, "Who agreed", &mut self.who, 160.0)
            });
            let ready = Id::is_valid(self.who.trim()) && self.job.is_none();
            let clicked = ui
                .add_enabled_ui(ready, |ui| {
                    button::compact(ui, None, "Write it", button::Weight::Primary).clicked()
                })
                .inner;
            if let (true, Some(folder)) = (clicked && ready, folder) {
                let (folder, who) = (folder.to_owned(), Id::from(self.who.trim()));
                let (a, b, decisions) = (compared.a.clone(), compared.b.clone(), decided());
                self.job = Some(Job::start("consensus", wake, move |_| {
                    write(&folder, who, &a, &b, from, &decisions)
                }));
            }
        });
        is_written
    }
}

/// Writes the consensus as a layer of the session. Its coder carries A's lags and whether they were measured, so that what is corrected
/// is as right as A's; what both codings cover is what it says was watched.
fn write(
    folder: &Path,
    who: Id,
    a: &Document,
    b: &Document,
    from: [Id; 2],
    decisions: &[Decision],
) -> Result<Id, String> {
    let header = Header {
        format: FORMAT.to_owned(),
        version: VERSION,
        kind: Kind::Consensus,
        coder: agreed_by(who, a),
        blind: false,
        of: a.journal_sha256.clone(),
        video: None,
        from: from.to_vec(),
    };
    let mut writer = layers::begin(folder, header, time::utc_now())?;
    for (from, to) in both(a, b) {
        let watched = What::Watched {
            from_s: FilmTime(from.0),
            to_s: FilmTime(to.0),
        };
        writer.add(watched, time::utc_now())?;
    }
    for (t, fact) in consensus(a, b, decisions) {
        let coded = What::Coded {
            video_s: None,
            t_s: Some(t),
            rate: late([a, b], t, &fact),
            fact,
            why: None,
        };
        writer.add(coded, time::utc_now())?;
    }
    writer.add(What::Finished, time::utc_now())?;
    Ok(writer.id().clone())
}

/// Who agreed, with A's lags: what stood undisputed is as A coded it, and the raw times of it come as late as A's do.
fn agreed_by(who: Id, a: &Document) -> Coder {
    let lags = a.coders.first().cloned();
    let unknown = || Coder {
        id: who.clone(),
        lag_s: 0.0,
        lag_calibrated: false,
        lags: std::collections::BTreeMap::new(),
    };
    Coder {
        id: who.clone(),
        ..lags.unwrap_or_else(unknown)
    }
}

/// How much of A's lag is to be taken off an onset or a point, so that it is corrected as it was in the coding that it is taken from:
/// none of it where a frame stood, B's lag where it is B's, and less what a live coder moved it by. Nothing is said where neither began
/// anything then, or A's lag is nothing.
fn late([a, b]: [&Document; 2], t: SessionTime, fact: &Fact) -> Option<f64> {
    let corrected = |document: &Document| match fact {
        Fact::BoutOpened { channel, .. } => {
            let mut bouts = document.coding.iter();
            let bout = bouts.find(|bout| bout.channel == *channel && bout.onset_s == t)?;
            Some(bout.onset_corrected_s)
        }
        Fact::Point { code, .. } => {
            let mut points = document.points.iter();
            points
                .find(|row| row.code == *code && row.t_s == t)?
                .t_corrected_s
        }
        _ => None,
    };
    let code = match fact {
        Fact::BoutOpened { channel, .. } => channel,
        Fact::Point { code, .. } => code,
        _ => return None,
    };
    let lag_s = a.coders.first()?.lag_of(code);
    let late_s = (t - corrected(a).or_else(|| corrected(b))?).0 as f64 / 1e6;
    (lag_s > 0.0).then(|| (late_s / lag_s).max(0.0))
}

/// What both coded, in session time.
fn both(a: &Document, b: &Document) -> Vec<(SessionTime, SessionTime)> {
    let pairs = a.coded.iter().flat_map(|a| {
        let within = |b: &CodedSpan| (a.onset_s.max(b.onset_s), a.offset_s.min(b.offset_s));
        b.coded.iter().map(within)
    });
    pairs.filter(|(from, to)| from < to).collect()
}

#[cfg(test)]
mod tests;
