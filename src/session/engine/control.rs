//! What the experimenter may do to the session's course, and what each act leaves in the data.

use super::{Effect, Engine, Outcome, refuse};
use crate::protocol::{Advance, Step, StepKind};
use crate::session::event::{Alarm, BoutEnd, EndedBy, Fact, StopBy};
use crate::session::input::DeskInput;
use crate::session::state::{Course, Phase};
use crate::session::view::Allowed;

const NOT_DEBRIEFED: &str =
    "Debrief the participant first, or record that they left before the debriefing.";

impl Engine {
    pub(super) fn desk(&mut self, input: DeskInput) -> Outcome {
        let allowed = self.allowed();
        match input {
            DeskInput::Key { key, down } => self.key(&key, down),
            DeskInput::ReleaseAll => self.release_all(),
            DeskInput::Undo => self.undo(),
            DeskInput::EndCoding if !allowed.end_coding => refuse("Coding is not on now."),
            DeskInput::EndCoding => {
                self.end_coding(BoutEnd::CodingEnd);
                Ok(())
            }
            DeskInput::Advance if self.awaits_debriefing(self.current_step()) => {
                refuse(NOT_DEBRIEFED)
            }
            DeskInput::Advance if self.is_called_for(self.current_step()) => {
                refuse("The participant may not be well: see to them and confirm the alarm first.")
            }
            DeskInput::Advance if !allowed.advance => {
                refuse("This step ends by itself. To leave it out, choose Skip and give a reason.")
            }
            DeskInput::Advance => {
                self.advance();
                Ok(())
            }
            DeskInput::Pause if !allowed.pause => refuse("This step can't be paused."),
            DeskInput::Pause => self.on_current(|step| Fact::Paused {
                step: step.id.clone(),
            }),
            DeskInput::Resume if !allowed.resume => refuse("Nothing is paused."),
            DeskInput::Resume => self.on_current(|step| Fact::Resumed {
                step: step.id.clone(),
            }),
            DeskInput::Stop => self.stop(StopBy::Experimenter),
            DeskInput::Note { text } => {
                self.emit(Fact::Note { text });
                Ok(())
            }
            DeskInput::Hold { .. } if !allowed.hold => refuse("No probe is waiting for its time."),
            DeskInput::Hold { reason } => self.deviate("hold", reason),
            DeskInput::Unhold if !allowed.unhold => refuse("The schedule is not held."),
            DeskInput::Unhold => self.deviate("unhold", String::new()),
            DeskInput::Skip { .. } if self.awaits_debriefing(self.current_step()) => {
                refuse(NOT_DEBRIEFED)
            }
            DeskInput::Skip { .. } if self.is_decision() => refuse(
                "Whether they take part is for the participant to say. To end here, choose End early.",
            ),
            DeskInput::Skip { .. } if !allowed.skip => {
                refuse("The participant is answering. Wait for the answers, or stop the session.")
            }
            DeskInput::Skip { reason } => {
                self.deviate("skip", reason)?;
                self.end_step(EndedBy::Skip);
                Ok(())
            }
            DeskInput::RepeatChime { .. } if !allowed.repeat_chime => {
                refuse("No probe waits for the participant.")
            }
            DeskInput::RepeatChime { reason } => {
                self.deviate("repeat_chime", reason)?;
                let step = self.need_current()?;
                self.chime(&step);
                Ok(())
            }
            DeskInput::OpenMissed { .. } if !allowed.open_missed => {
                refuse("No probe was missed just now.")
            }
            DeskInput::OpenMissed { reason } => {
                self.deviate("open_missed", reason)?;
                let step = self.need_current()?;
                self.emit(Fact::ProbeReopened {
                    step: step.id.clone(),
                });
                self.chime(&step);
                Ok(())
            }
            DeskInput::MarkLeft { .. } if !allowed.mark_left => {
                refuse("The participant has already left.")
            }
            DeskInput::MarkLeft { reason } => {
                self.emit(Fact::Left { reason });
                Ok(())
            }
            DeskInput::MarkReturned if !allowed.mark_returned => {
                refuse("The participant has not left.")
            }
            DeskInput::MarkReturned => {
                self.emit(Fact::Returned);
                Ok(())
            }
            DeskInput::EndEarly { reason } => self.end_early(reason),
            DeskInput::Acknowledge { alarm } => self.acknowledge(alarm),
            DeskInput::Act if !allowed.act => refuse("This step asks for nothing to be marked."),
            DeskInput::Act => self.act(),
            DeskInput::TaskReason { reason } => self.task_reason(reason),
            DeskInput::Rate { answers } => self.rate(answers),
            DeskInput::Debrief { points } => self.debrief(points),
            DeskInput::LeaveEarly { .. } if !allowed.leave_early => {
                refuse("There is no debriefing to come.")
            }
            DeskInput::LeaveEarly { reason } => self.leave_early(reason),
            DeskInput::Sample {
                material,
                label,
                note,
            } => {
                self.emit(Fact::SampleTaken {
                    step: None,
                    material,
                    label,
                    note,
                });
                Ok(())
            }
            DeskInput::Distress {
                severity,
                actions,
                note,
            } => {
                self.emit(Fact::Distressed {
                    severity,
                    actions,
                    note,
                });
                Ok(())
            }
            DeskInput::Presence {
                n_present,
                relation,
            } => {
                self.emit(Fact::PresenceSet {
                    n_present,
                    relation: relation.filter(|_| n_present > 0),
                });
                Ok(())
            }
            DeskInput::Nudge { by } => self.nudge(by),
            DeskInput::RateEpisode { quality } => self.rate_episode(quality),
            DeskInput::Unblind { .. } if !allowed.unblind => refuse("Coding is not blinded."),
            DeskInput::Unblind { reason } => {
                self.emit(Fact::Unblinded { reason });
                Ok(())
            }
        }
    }

    /// What the experimenter may do now.
    pub(in crate::session) fn allowed(&self) -> Allowed {
        let state = &self.state;
        if state.over.is_some() || !state.begun {
            return Allowed::default();
        }
        let current = state.current.as_ref();
        let step = self.current_step();
        let phase = step
            .and_then(Step::instrument)
            .and(state.current_probe())
            .map(|probe| probe.phase);
        let paused = current.is_some_and(|current| current.paused.is_some());
        let failed = current.is_some_and(|current| current.failed);
        let by_hand = step
            .and_then(Step::ends_by)
            .is_some_and(|by| by != Advance::Time);
        let pausable = step.is_some_and(|step| {
            matches!(
                step.kind,
                StepKind::Film(_)
                    | StepKind::Sound(_)
                    | StepKind::Rest(_)
                    | StepKind::Image(_)
                    | StepKind::Text(_)
            )
        });
        Allowed {
            advance: state.after_stop
                || failed
                || (by_hand
                    && !paused
                    && !self.awaits_debriefing(step)
                    && !self.is_called_for(step)),
            pause: pausable && !paused && !failed,
            resume: paused,
            stop: !state.after_stop,
            hold: !state.held && !state.after_stop && self.next_scheduled().is_some(),
            unhold: state.held,
            skip: step.is_some()
                && !state.after_stop
                && phase != Some(Phase::Open)
                && !self.is_decision(),
            repeat_chime: phase == Some(Phase::Due),
            open_missed: phase == Some(Phase::Missed),
            mark_left: !state.away,
            mark_returned: state.away,
            end_early: true,
            end_coding: state.coding.on,
            undo: !state.coding.acts.is_empty(),
            act: self.can_act(),
            nudge: !state.coding.acts.is_empty(),
            unblind: self.header.blinded && !state.unblinded,
            leave_early: self.has_debriefing() && !state.debriefed,
        }
    }

    /// Stops the session: the step ends, open bouts are closed, a calm screen appears, then come the steps of `on_stop`.
    pub(super) fn stop(&mut self, by: StopBy) -> Outcome {
        if self.state.after_stop {
            return Ok(());
        }
        if by == StopBy::Participant && self.is_practice() {
            return self.practised();
        }
        // Whatever else follows, picture and sound end first.
        self.effect(Effect::StopMedia);
        self.leave_out_mark(super::mark::STOPPED);
        self.end_coding(BoutEnd::Stop);
        self.end_step(EndedBy::Stop);
        self.emit(Fact::Stopped { by });
        self.emit_at(Fact::ClosingStarted, None);
        if by == StopBy::Participant {
            self.alarm(Alarm::ParticipantStopped);
        }
        Ok(())
    }

    /// Ends the schedule for a reason: to `on_stop`, or out of it.
    fn end_early(&mut self, reason: String) -> Outcome {
        if self.state.course != Course::Main && self.owes_debriefing() {
            return refuse(NOT_DEBRIEFED);
        }
        self.deviate("end_early", reason)?;
        if self.state.course != Course::Main {
            self.end_session(self.status_at_end());
            return Ok(());
        }
        if self.state.current.is_some() {
            self.end_step(EndedBy::Experimenter);
        }
        self.emit(Fact::ClosingStarted);
        Ok(())
    }

    fn advance(&mut self) {
        if self.state.after_stop {
            self.emit(Fact::CalmEnded);
        } else {
            self.end_step(EndedBy::Experimenter);
        }
    }

    fn deviate(&mut self, what: &str, reason: String) -> Outcome {
        self.emit(Fact::Deviation {
            what: what.to_owned(),
            step: self.current_id(),
            reason,
        });
        Ok(())
    }

    fn on_current(&mut self, fact: impl Fn(&Step) -> Fact) -> Outcome {
        let step = self.need_current()?;
        self.emit(fact(&step));
        Ok(())
    }

    pub(super) fn alarm(&mut self, what: Alarm) {
        let alarm = self.state.last_alarm + 1;
        self.emit(Fact::AlarmRaised { alarm, what });
        self.effect(Effect::Alarm(alarm));
    }

    pub(super) fn acknowledge(&mut self, alarm: u64) -> Outcome {
        if self.state.alarms.contains_key(&alarm) {
            self.emit(Fact::AlarmSeen { alarm });
        }
        Ok(())
    }
}
