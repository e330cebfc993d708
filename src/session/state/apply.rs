//! The only place where a session's state changes: one fact at a time.

mod doing;

use super::{Bout, Course, Current, MediaState, Phase, SelfKeyState, State, mark};
use crate::session::event::{Alarm, BoutEnd, Event, Fact, Presented, ProbeStatus, StopBy};
use crate::time::{Micros, SessionTime};

impl State {
    /// Makes `event` true.
    pub fn apply(&mut self, event: &Event) {
        self.seq = event.seq;
        self.t = event.t_s;
        let (t, at) = (event.t_s, event.instant());
        match &event.fact {
            Fact::SessionStarted { .. } => self.begun = true,
            Fact::SessionEnded { status } => {
                self.over = Some(*status);
                self.current = None;
                self.after_stop = false;
                self.screen = event.seq;
            }
            Fact::StepStarted { .. }
            | Fact::StepShown { .. }
            | Fact::StepEnded { .. }
            | Fact::StepLeftOut { .. } => {
                self.apply_step(event, at);
            }
            Fact::CodingStarted => {
                self.coding.on = true;
                self.mark.apply(event);
            }
            Fact::CodingEnded { by } => {
                self.coding.on = false;
                self.coding.was_on = *by == BoutEnd::Stop;
                self.mark.apply(event);
            }
            Fact::MarkAsked { .. } => {
                self.mark.apply(event);
                self.screen = event.seq;
            }
            Fact::MarkGiven { reason, .. } => {
                self.mark.apply(event);
                self.screen = event.seq;
                self.notice(t, mark::words(reason.as_deref()));
            }
            Fact::MarkLeftOut { reason, .. } => {
                self.mark.apply(event);
                self.notice(t, mark::words(Some(reason)));
            }
            Fact::BoutOpened {
                bout,
                channel,
                level,
                key,
                held,
            } => self.coding.open(Bout {
                id: *bout,
                channel: channel.clone(),
                levels: vec![(at, *level)],
                offset: None,
                key: key.clone(),
                held: *held,
                nudge: Micros(0),
            }),
            Fact::LevelSet { bout, level } => self.coding.set_level(*bout, at, *level),
            Fact::BoutClosed { bout, by } => self.coding.close(*bout, at, *by),
            Fact::Point { point, code } => self.coding.add_point(*point, code.clone(), at),
            Fact::Undone { what } => {
                self.coding.undo(*what);
                self.notice(t, "The last code was taken back");
            }
            Fact::LateRelease { key } => {
                self.coding.orphans.remove(key);
            }
            Fact::ProbeScheduled { .. }
            | Fact::Warned { .. }
            | Fact::ProbeDue { .. }
            | Fact::Chimed { .. }
            | Fact::ProbeOpened { .. }
            | Fact::ProbeTouched { .. }
            | Fact::ProbeMissed { .. }
            | Fact::ProbeReopened { .. }
            | Fact::ItemsOrdered { .. }
            | Fact::ItemShown { .. }
            | Fact::Answered { .. }
            | Fact::Declined { .. }
            | Fact::Cleared { .. }
            | Fact::PageDone { .. }
            | Fact::ProbeEnded { .. } => self.apply_probe(event, at),
            Fact::MediaPrepared { .. }
            | Fact::MediaOnset { .. }
            | Fact::MediaHalted { .. }
            | Fact::MediaLost { .. }
            | Fact::MediaEnded { .. }
            | Fact::MediaFailed { .. } => {
                self.apply_media(event, at);
            }
            Fact::Paused { .. } => {
                if let Some(current) = &mut self.current {
                    current.paused = Some(at);
                }
            }
            Fact::Resumed { .. } => {
                if let Some(current) = &mut self.current
                    && let Some(since) = current.paused.take()
                {
                    current.paused_for =
                        Micros(current.paused_for.0.saturating_add((at - since).0.max(0)));
                }
            }
            Fact::Stopped { by } => {
                self.after_stop = true;
                self.screen = event.seq;
                self.notice(
                    t,
                    match by {
                        StopBy::Participant => "The participant stopped the session",
                        StopBy::Experimenter => "The experimenter stopped the session",
                    },
                );
            }
            Fact::ClosingStarted => {
                // A second stop, within `on_stop`, goes on with the step after the one that was stopped.
                self.turn_to(Course::Stopped);
                self.held = false;
            }
            Fact::CalmEnded => {
                self.after_stop = false;
                self.screen = event.seq;
            }
            Fact::AlarmRaised { alarm, what } => {
                self.last_alarm = *alarm;
                self.alarms.insert(*alarm, (at, *what));
                if *what == Alarm::ParticipantCalls {
                    self.notice(t, "The participant asks for the experimenter");
                }
            }
            Fact::AlarmSeen { alarm } => {
                self.alarms.remove(alarm);
            }
            Fact::Note { text } => self.notice(t, format!("Note: {text}")),
            Fact::Deviation { what, reason, .. } => {
                match what.as_str() {
                    "hold" => self.held = true,
                    "unhold" => self.held = false,
                    _ => {}
                }
                self.notice(t, format!("{what}: {reason}"));
            }
            Fact::Left { .. } => {
                self.away = true;
                self.notice(t, "The participant left the room");
            }
            Fact::Returned => {
                self.away = false;
                self.notice(t, "The participant is back");
            }
            Fact::Restless { what, times: 1 } => self.notice(t, format!("Stage: {what}")),
            Fact::Restless { what, times } => {
                self.notice(t, format!("Stage: {what}, {times} times"));
            }
            Fact::Fault { id, text } => {
                self.faults.insert(id.clone(), (at, text.clone()));
            }
            Fact::FaultCleared { id } => {
                self.faults.remove(id);
                self.notice(t, format!("Mended: {id}"));
            }
            Fact::StageLost { why } => {
                if let Some(media) = &mut self.media {
                    media.position = media.film_time(at);
                    media.start_at = media.position;
                    media.runs = None;
                }
                self.notice(t, format!("The stage was lost: {why}"));
            }
            Fact::StageBack => self.notice(t, "The stage is back"),
            Fact::Nudged { what, by_ms } => {
                self.coding.nudge(*what, Micros(by_ms.saturating_mul(1000)));
                self.notice(
                    t,
                    format!("Onset moved by {:+.1} s", *by_ms as f64 / 1000.0),
                );
            }
            Fact::SourceSet { point, source } => self.coding.set_source(*point, source),
            Fact::EpisodeRated { bout, quality } => {
                self.coding.rated.insert(*bout);
                self.notice(t, format!("The last episode: {quality}"));
            }
            Fact::ConsentGiven { .. }
            | Fact::ConsentRefused { .. }
            | Fact::Screened { .. }
            | Fact::DataChosen { .. } => self.apply_choice(event),
            Fact::StopPractised { .. } => self.notice(t, "The participant has practised stopping"),
            Fact::Recalled { .. }
            | Fact::SelfPressed { .. }
            | Fact::SelfReleased { .. }
            | Fact::TaskStarted { .. }
            | Fact::TaskStopped { .. }
            | Fact::TaskReason { .. }
            | Fact::Applied { .. }
            | Fact::SampleTaken { .. }
            | Fact::SampleScheduled { .. } => self.apply_doing(event, at),
            Fact::Debriefed { .. } => {
                self.debriefed = true;
                self.notice(t, "The participant was debriefed");
            }
            Fact::LeftEarly { reason } => {
                self.debriefed = true;
                self.notice(t, format!("Left before the debriefing: {reason}"));
            }
            Fact::WishAsked { step } => {
                self.wish = Some(step.clone());
                self.screen = event.seq;
            }
            Fact::WishAnswered { .. } => self.wish = None,
            Fact::Distressed { note, .. } => {
                self.notice(t, format!("Participant distressed. {note}"));
            }
            Fact::PresenceSet {
                n_present,
                relation,
            } => {
                self.presence = Some((*n_present, *relation));
                self.notice(t, format!("Others with the participant: {n_present}"));
            }
            Fact::ConditionRevealed => self.revealed = true,
            Fact::Unblinded { reason } => {
                self.unblinded = true;
                self.notice(t, format!("Blinding lifted: {reason}"));
            }
            Fact::ClockChanged { why, .. } => self.notice(t, format!("Clock: {why}")),
            Fact::TakenUp { last_s, .. } => {
                self.taken_up = Some(t);
                self.notice(
                    t,
                    format!("Taken up again after {:.0} s", (t - *last_s).0 as f64 / 1e6),
                );
            }
        }
    }

    fn apply_step(&mut self, event: &Event, at: SessionTime) {
        match &event.fact {
            Fact::StepStarted { step, step_kind } => {
                self.entered += 1;
                self.screen = event.seq;
                // Steps of `on_stop` come again after a second stop.
                if self
                    .steps
                    .get(step)
                    .is_some_and(|record| record.ended.is_some())
                {
                    self.steps.remove(step);
                    self.probes.remove(step);
                    self.applied.remove(step);
                    self.task = self.task.take().filter(|task| task.step != *step);
                }
                match step_kind.as_str() {
                    "recall" => self.recall = Some((step.clone(), event.seq)),
                    "film" | "sound" => {
                        self.self_key = Some(SelfKeyState {
                            step: step.clone(),
                            serial: event.seq,
                            down: false,
                        });
                    }
                    _ => {}
                }
                self.current = Some(Current {
                    id: step.clone(),
                    since: at,
                    paused: None,
                    paused_for: Micros(0),
                    failed: false,
                });
                self.steps.entry(step.clone()).or_default().started = Some(at);
            }
            Fact::StepShown { step } => {
                self.steps
                    .entry(step.clone())
                    .or_default()
                    .shown
                    .get_or_insert(at);
            }
            Fact::StepEnded { step, ended_by } => {
                self.screen = event.seq;
                self.current = None;
                self.wish = None;
                let record = self.steps.entry(step.clone()).or_default();
                record.ended = Some(at);
                record.ended_by = Some(*ended_by);
            }
            Fact::StepLeftOut { step } => {
                self.entered += 1;
                self.steps.entry(step.clone()).or_default().left_out = true;
            }
            _ => {}
        }
    }

    fn apply_probe(&mut self, event: &Event, at: SessionTime) {
        match &event.fact {
            Fact::ProbeScheduled {
                step, scheduled_s, ..
            } => {
                self.probes.entry(step.clone()).or_default().scheduled = Some(*scheduled_s);
            }
            Fact::Warned { step } => self.probes.entry(step.clone()).or_default().warned = true,
            Fact::ProbeDue { step } => {
                self.probes.entry(step.clone()).or_default().phase = Phase::Due;
                self.screen = event.seq;
                self.notice(at, format!("Probe {step} is due"));
            }
            Fact::ProbeOpened { step } => {
                self.probes.entry(step.clone()).or_default().opened = true
            }
            Fact::ProbeTouched { step } => {
                let probe = self.probes.entry(step.clone()).or_default();
                probe.touched.get_or_insert(at);
                if probe.phase == Phase::Due {
                    probe.phase = Phase::Open;
                    self.screen = event.seq;
                }
            }
            Fact::ProbeMissed { step } => {
                self.probes.entry(step.clone()).or_default().phase = Phase::Missed;
                self.screen = event.seq;
                self.notice(at, format!("Probe {step} was missed"));
            }
            Fact::ProbeReopened { step } => {
                let probe = self.probes.entry(step.clone()).or_default();
                probe.phase = Phase::Due;
                probe.reopened = true;
                self.screen = event.seq;
            }
            Fact::ItemsOrdered { step, items, .. } => {
                let probe = self.probes.entry(step.clone()).or_default();
                probe.remaining = items.clone();
                // A probe without a schedule opens with its items; a scheduled one was opened by the touch.
                if probe.phase == Phase::Waiting {
                    probe.phase = Phase::Open;
                    self.screen = event.seq;
                }
            }
            Fact::ItemShown { step, item } => {
                self.probes
                    .entry(step.clone())
                    .or_default()
                    .shown
                    .insert(item.clone());
            }
            Fact::Answered {
                step, item, value, ..
            } => {
                let probe = self.probes.entry(step.clone()).or_default();
                probe.answers.insert(item.clone(), Some(value.clone()));
            }
            Fact::Declined { step, item, .. } => {
                self.probes
                    .entry(step.clone())
                    .or_default()
                    .answers
                    .insert(item.clone(), None);
            }
            Fact::Cleared { step, item, .. } => {
                self.probes
                    .entry(step.clone())
                    .or_default()
                    .answers
                    .remove(item);
            }
            Fact::PageDone { step, items } => {
                let probe = self.probes.entry(step.clone()).or_default();
                probe.remaining.retain(|item| !items.contains(item));
                self.screen = event.seq;
            }
            Fact::ProbeEnded { step, status } => {
                let probe = self.probes.entry(step.clone()).or_default();
                probe.phase = Phase::Ended;
                probe.status = Some(*status);
                if *status == ProbeStatus::Late {
                    self.notice(at, format!("Probe {step} was answered late"));
                }
            }
            _ => {}
        }
    }

    fn apply_media(&mut self, event: &Event, at: SessionTime) {
        match &event.fact {
            Fact::MediaPrepared {
                step,
                stimulus,
                film,
            } => {
                self.media = Some(MediaState {
                    step: step.clone(),
                    stimulus: stimulus.clone(),
                    serial: self.screen,
                    start_at: *film,
                    runs: None,
                    position: *film,
                });
            }
            Fact::MediaOnset { film, .. } => {
                if let Some(media) = &mut self.media {
                    media.runs = Some((at, *film));
                    media.position = *film;
                }
            }
            Fact::MediaHalted { film, .. } => {
                if let Some(media) = &mut self.media {
                    media.runs = None;
                    media.position = *film;
                }
            }
            Fact::MediaLost { next, .. } => {
                if let Some(media) = &mut self.media {
                    media.runs = None;
                    media.position = *next;
                }
            }
            Fact::MediaEnded { step, how, .. } => {
                self.media = None;
                // The film's end is its last shown frame, also when the step was cut before that was known.
                if let Some(record) = self.steps.get_mut(step)
                    && record.ended.is_some()
                    && *how != Presented::Whole
                {
                    record.ended = Some(at);
                }
            }
            Fact::MediaFailed { step, why, .. } => {
                self.screen = event.seq;
                if let Some(current) = &mut self.current
                    && current.id == *step
                {
                    current.failed = true;
                }
                self.notice(at, why.clone());
            }
            _ => {}
        }
    }
}
