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
use crate::record::layers::{self, FORMAT, Header, Kind, VERSION, What};
use crate::session::Coder;
use crate::time;

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
        // What was agreed upon is corrected for no single coder's lag.
        coder: Coder {
            id: who,
            lag_s: 0.0,
            lag_calibrated: true,
            lags: std::collections::BTreeMap::new(),
        },
        blind: false,
        of: a.journal_sha256.clone(),
        video: None,
        from: from.to_vec(),
    };
    let mut writer = layers::begin(folder, header, time::utc_now())?;
    for (t, fact) in consensus(a, b, decisions) {
        let coded = What::Coded {
            video_s: None,
            t_s: Some(t),
            fact,
            why: None,
        };
        writer.add(coded, time::utc_now())?;
    }
    writer.add(What::Finished, time::utc_now())?;
    Ok(writer.id().clone())
}
