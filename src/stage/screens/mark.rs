//! The mark for a camera: the whole screen white for an instant, and two soft chirps with it.
//!
//! One flash and never a series: what may harm people who are sensitive to light begins at three flashes a second (WCAG 2.3.1).

use egui::Ui;

use super::Scene;
use crate::look::tokens::MARK_FLASH;
use crate::media::{MarkNews, MarkSound};
use crate::session::{MarkInput, StageInput};
use crate::stage::place::Places;
use crate::time::{self, Micros, Stamp};

/// How long the screen is white: three frames of a camera that takes 25 a second.
const LIT_S: f64 = 0.12;
/// Without a chirp the flash comes after this much of the neutral ground.
const BEFORE_S: f64 = 0.3;
/// A chirp that is not on its way by then is not waited for.
const CHIRP_WITHIN_S: f64 = 2.4;
/// A swap that is not confirmed by then never will be.
const SWAP_WITHIN_S: f64 = 0.5;
/// After this everything is told as far as it is known.
const OVER_WITHIN_S: f64 = 3.4;
/// How exactly the sound device's clock is read, in milliseconds.
const SOUND_MS: f64 = 2.0;
/// A refresh interval where the monitor's is not known, in milliseconds.
const FRAME_MS: f64 = 1000.0 / 60.0;

/// One mark.
pub(in crate::stage) struct MarkAct {
    chirp: Chirp,
    flash: Flash,
    /// Since when its screen is drawn.
    since: Option<Stamp>,
    told: bool,
}

enum Chirp {
    /// Not asked for.
    None,
    Asked,
    Opening(MarkSound),
    Coming(MarkSound, Stamp),
    Heard(Stamp),
    Failed(String),
}

enum Flash {
    /// Not asked for.
    None,
    Asked,
    /// Drawn in a pass that began at this instant.
    Drawn(Stamp),
    /// On the display since this swap.
    Lit(Stamp),
    /// Was on the display from this swap on, if one was confirmed.
    Over(Option<Stamp>),
}

impl MarkAct {
    pub fn new(flash: bool, chirp: bool) -> Self {
        Self {
            chirp: if chirp { Chirp::Asked } else { Chirp::None },
            flash: if flash { Flash::Asked } else { Flash::None },
            since: None,
            told: false,
        }
    }

    /// Draws the neutral ground or the flash, and tells what was confirmed once both are over. `swap` is the window's last one.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        places: &Places,
        swap: Stamp,
        refresh_hz: Option<f64>,
        scene: &mut Scene<'_>,
    ) {
        if self.told {
            return;
        }
        let now = time::now();
        let since = *self.since.get_or_insert(now);
        let past_s = seconds(now, since);
        self.listen(ui, past_s);
        let frame_s = refresh_hz.map_or(FRAME_MS, |hz| 1000.0 / hz.max(1.0)) / 1000.0;
        self.follow(now, swap, frame_s, past_s);
        if matches!(self.flash, Flash::Drawn(_) | Flash::Lit(_)) {
            ui.painter().rect_filled(places.window, 0.0, MARK_FLASH);
        }
        let heard = matches!(self.chirp, Chirp::None | Chirp::Heard(_) | Chirp::Failed(_));
        let seen = matches!(self.flash, Flash::None | Flash::Over(_));
        if (heard && seen) || past_s > OVER_WITHIN_S {
            self.tell(now, frame_s, scene);
        }
        ui.ctx().request_repaint();
    }

    fn listen(&mut self, ui: &Ui, past_s: f64) {
        if matches!(self.chirp, Chirp::Asked) {
            let ctx = ui.ctx().clone();
            self.chirp = Chirp::Opening(MarkSound::play(move || ctx.request_repaint()));
        }
        let (Chirp::Opening(sound) | Chirp::Coming(sound, _)) = &self.chirp else {
            return;
        };
        let mut news = sound.take_news();
        if news.is_none() && past_s > CHIRP_WITHIN_S && matches!(self.chirp, Chirp::Opening(_)) {
            let why = "The sound device did not get ready for the chirp in time.";
            news = Some(MarkNews::Failed(why.to_owned()));
        }
        self.chirp = match (news, std::mem::replace(&mut self.chirp, Chirp::None)) {
            (Some(MarkNews::Coming(at)), Chirp::Opening(sound) | Chirp::Coming(sound, _)) => {
                Chirp::Coming(sound, at)
            }
            (Some(MarkNews::Heard(at)), _) => Chirp::Heard(at),
            (Some(MarkNews::Failed(why)), _) => Chirp::Failed(why),
            (_, chirp) => chirp,
        };
    }

    /// Takes the flash on: it is drawn so that it appears with the chirp, and stays until it has been lit for long enough.
    fn follow(&mut self, now: Stamp, swap: Stamp, frame_s: f64, past_s: f64) {
        match self.flash {
            Flash::Asked => {
                let due = match &self.chirp {
                    Chirp::Coming(_, at) => seconds(now, *at) >= -frame_s,
                    Chirp::Asked | Chirp::Opening(_) => false,
                    Chirp::None | Chirp::Heard(_) | Chirp::Failed(_) => past_s >= BEFORE_S,
                };
                if due {
                    self.flash = Flash::Drawn(now);
                }
            }
            Flash::Drawn(drawn) if swap >= drawn => {
                self.flash = Flash::Lit(swap);
                self.follow(now, swap, frame_s, past_s);
            }
            Flash::Drawn(drawn) if seconds(now, drawn) > SWAP_WITHIN_S => {
                self.flash = Flash::Over(None);
            }
            // What is drawn now appears a frame later.
            Flash::Lit(lit) if seconds(now, lit) >= LIT_S - frame_s => {
                self.flash = Flash::Over(Some(lit));
            }
            _ => {}
        }
    }

    fn tell(&mut self, now: Stamp, frame_s: f64, scene: &mut Scene<'_>) {
        self.told = true;
        let flash = match self.flash {
            Flash::Lit(at) | Flash::Over(Some(at)) => Some(at),
            _ => None,
        };
        let chirp = match self.chirp {
            Chirp::Heard(at) => Some(at),
            _ => None,
        };
        let mut reasons = Vec::new();
        match &self.chirp {
            Chirp::None | Chirp::Heard(_) => {}
            Chirp::Failed(why) => reasons.push(why.clone()),
            _ => reasons.push("The chirp was not confirmed in time.".to_owned()),
        }
        if flash.is_none() && !matches!(self.flash, Flash::None) {
            reasons.push("The display did not confirm the flash.".to_owned());
        }
        let at = flash.or(chirp).unwrap_or(now);
        let distance = |instant: Stamp| Micros(instant.ns_since(at) / 1000);
        let exact = flash
            .map(|_| 1000.0 * frame_s)
            .into_iter()
            .chain(chirp.map(|_| SOUND_MS));
        let given = MarkInput {
            flash: flash.map(distance),
            chirp: chirp.map(distance),
            uncertainty_ms: exact.reduce(f64::max),
            reason: (!reasons.is_empty()).then(|| reasons.join(" ")),
        };
        let serial = scene.serial;
        scene.out.input(at, StageInput::Mark { serial, given });
        // Its thread lets the sound device go before the film needs it.
        self.chirp = Chirp::None;
    }
}

fn seconds(now: Stamp, since: Stamp) -> f64 {
    now.ns_since(since) as f64 / 1e9
}
