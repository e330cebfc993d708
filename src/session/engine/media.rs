//! Films and sounds: asked for, confirmed, halted, over or broken.

use super::{Engine, Outcome};
use crate::protocol::{Id, Step};
use crate::session::event::{Alarm, EndedBy, Fact, Presented};
use crate::session::input::MediaInput;
use crate::time::{FilmTime, Micros};

/// How far a film may be from where the clock expects it before its film time is taken anew.
const DRIFT: Micros = Micros(200_000);

impl Engine {
    pub(super) fn prepare_media(&mut self, step: &Step) {
        let Some(stimulus) = step.stimulus().cloned() else {
            return;
        };
        let from = self
            .header
            .protocol
            .stimuli
            .get(&stimulus)
            .map_or(0.0, |stimulus| stimulus.from_s);
        let film = FilmTime::from_s(from);
        self.emit_at(
            Fact::MediaPrepared {
                step: step.id.clone(),
                stimulus,
                film,
            },
            None,
        );
    }

    pub(super) fn media(&mut self, serial: u64, input: MediaInput) -> Outcome {
        // A report of a film that is no longer known comes from a stage that did not know it yet.
        let Some(media) = self
            .state
            .media
            .as_ref()
            .filter(|media| media.serial == serial)
        else {
            return Ok(());
        };
        let (step, stimulus) = (media.step.clone(), media.stimulus.clone());
        let on = self.state.current_id() == Some(&step);
        match input {
            MediaInput::Onset { film } => {
                self.emit(Fact::MediaOnset {
                    step: step.clone(),
                    stimulus,
                    film,
                });
                if self
                    .state
                    .steps
                    .get(&step)
                    .is_none_or(|record| record.shown.is_none())
                {
                    self.emit(Fact::StepShown { step });
                }
            }
            MediaInput::Progress { film } => self.follow(step, stimulus, film),
            MediaInput::Paused { film } => self.emit(Fact::MediaHalted { step, film }),
            MediaInput::Ended { film, stats } => {
                self.emit(Fact::MediaEnded {
                    step,
                    stimulus,
                    film,
                    how: Presented::Whole,
                    stats,
                });
                if on {
                    self.end_step(EndedBy::Stimulus);
                }
            }
            MediaInput::Lost { film, next, stats } => self.emit(Fact::MediaLost {
                step,
                stimulus,
                film,
                next,
                stats,
            }),
            MediaInput::Cut { film, stats } => {
                self.emit(Fact::MediaEnded {
                    step,
                    stimulus,
                    film,
                    how: Presented::Cut,
                    stats,
                });
            }
            MediaInput::Failed { film, why, stats } => {
                self.emit(Fact::MediaFailed {
                    step: step.clone(),
                    stimulus: stimulus.clone(),
                    film,
                    why,
                });
                self.emit(Fact::MediaEnded {
                    step,
                    stimulus,
                    film,
                    how: Presented::Failed,
                    stats,
                });
                self.alarm(Alarm::MediaFailed);
            }
        }
        Ok(())
    }

    /// A film that fell behind the clock (a starved or stalled machine) goes on in a new segment, so that film time stays true.
    fn follow(&mut self, step: Id, stimulus: Id, film: FilmTime) {
        let expected = self
            .state
            .media
            .as_ref()
            .filter(|media| media.runs.is_some());
        let expected = expected.map(|media| media.film_time(self.when.instant()));
        if expected.is_some_and(|expected| (expected - film).0.saturating_abs() > DRIFT.0) {
            self.emit(Fact::MediaOnset {
                step,
                stimulus,
                film,
            });
        }
    }
}
