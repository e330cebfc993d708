//! Everything that set-up settled, as the plan of a session.

use super::Ready;
use crate::conductor::Plan;
use crate::desk::house::House;
use crate::desk::start::Options;
use crate::protocol::Id;
use crate::protocol::covariates;
use crate::session::Mode;

/// Twenty minutes of waiting are one minute of rehearsal.
const REHEARSAL: f64 = 20.0;

impl Ready {
    /// The plan.
    ///
    /// # Errors
    /// One sentence when something is not settled.
    pub(super) fn plan(&mut self, options: &Options, house: &House) -> Result<Plan, String> {
        self.keyboards.apply(&house.keyboards);
        let protocol = &self.loaded.protocol;
        let own_speed = if self.form.mode == Mode::Rehearsal {
            REHEARSAL
        } else {
            1.0
        };
        let covariates = covariates::to_json(protocol, &self.form.noted(protocol));
        // The place in the study's list is taken last, when nothing else is in the way.
        let given = self.form.give_condition(protocol, options.seed)?;
        Ok(Plan {
            visit: self.form.visit(&protocol.study.id),
            protocol: protocol.clone(),
            protocol_sha256: self.loaded.sha256.clone(),
            mode: self.form.mode,
            participant: Id(self.form.participant.trim().to_owned()),
            covariates,
            allocation: given.method,
            allocated: given.allocated,
            setting: self.form.setting.settled(),
            subtitles: self.media.subtitles(),
            condition: given.condition,
            coder: self.lag.coder(
                Id(self.form.coder.trim().to_owned()),
                &self.loaded.protocol.coding,
            ),
            language: self.form.language.clone(),
            blinded: self.form.blinded,
            // Other programs read numbers exactly up to 2^53.
            seed: options
                .seed
                .unwrap_or_else(|| rand::random_range(0..1 << 53)),
            speed: if self.form.is_study() {
                1.0
            } else {
                options.speed.unwrap_or(own_speed)
            },
            places: self.media.places(),
            media: self.media.facts(),
            data: self.form.data.path(),
            placement: self.screens.placement(),
            warn_before_probes: self.form.warn,
            pilot: options.pilot,
            stamps: house.keyboards.source(),
        })
    }
}
