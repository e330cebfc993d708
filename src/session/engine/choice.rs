//! What the participant decides: consent, whether they may take part, how to go on after a stop; and the practice of stopping.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::{Engine, Outcome, refuse};
use crate::protocol::{Id, StepKind};
use crate::session::Screen;
use crate::session::event::{Alarm, DataChoice, EndedBy, Fact, Status};
use crate::session::state::Course;

impl Engine {
    pub(super) fn consent(
        &mut self,
        serial: u64,
        agreed: bool,
        ticks: BTreeMap<Id, bool>,
    ) -> Outcome {
        let step = self.need_current()?;
        let StepKind::Consent(consent) = &step.kind else {
            return Ok(());
        };
        if serial != self.state.screen {
            return Ok(());
        }
        let language = self.header.language.clone();
        let (version, sha256) = (consent.version.clone(), digest(&self.stage_view().screen));
        if agreed {
            let ticked = |id: &Id| ticks.get(id).copied().unwrap_or(false);
            if consent
                .ticks
                .iter()
                .any(|tick| tick.required && !ticked(&tick.id))
            {
                return refuse("The participant has not agreed to everything that is required.");
            }
            let ticks = consent
                .ticks
                .iter()
                .map(|tick| (tick.id.clone(), ticked(&tick.id)));
            self.emit(Fact::ConsentGiven {
                step: step.id.clone(),
                version,
                sha256,
                language,
                ticks: ticks.collect(),
            });
        } else {
            self.emit(Fact::ConsentRefused {
                step: step.id.clone(),
                version,
                sha256,
                language,
            });
            self.alarm(if consent.renewed {
                Alarm::DataDeletion
            } else {
                Alarm::ConsentRefused
            });
        }
        self.end_step(EndedBy::Participant);
        Ok(())
    }

    pub(super) fn screening(&mut self, serial: u64, passed: bool) -> Outcome {
        let step = self.need_current()?;
        if serial != self.state.screen || !matches!(step.kind, StepKind::Screening(_)) {
            return Ok(());
        }
        self.emit(Fact::Screened {
            step: step.id,
            passed,
        });
        if !passed {
            self.alarm(Alarm::ScreenedOut);
        }
        self.end_step(EndedBy::Participant);
        Ok(())
    }

    pub(super) fn data_choice(&mut self, serial: u64, choice: DataChoice) -> Outcome {
        let step = self.need_current()?;
        let StepKind::DataChoice(offered) = &step.kind else {
            return Ok(());
        };
        if serial != self.state.screen {
            return Ok(());
        }
        if choice == DataChoice::GoOn && !self.state.may_go_on(&self.header.protocol, offered) {
            return refuse("Going on is not offered here.");
        }
        self.emit(Fact::DataChosen {
            step: step.id,
            choice,
        });
        self.end_step(EndedBy::Participant);
        match choice {
            DataChoice::GoOn if self.state.coding.was_on => self.emit(Fact::CodingStarted),
            DataChoice::Delete => self.alarm(Alarm::DataDeletion),
            DataChoice::GoOn | DataChoice::Keep => {}
        }
        Ok(())
    }

    /// Whether the current step asks whether the participant takes part.
    pub(super) fn is_decision(&self) -> bool {
        self.current_step()
            .is_some_and(|step| matches!(step.kind, StepKind::Consent(_) | StepKind::Screening(_)))
    }

    /// Whether the current step practises stopping.
    pub(super) fn is_practice(&self) -> bool {
        self.current_step()
            .is_some_and(|step| matches!(step.kind, StepKind::PracticeStop(_)))
    }

    pub(super) fn practised(&mut self) -> Outcome {
        let step = self.need_current()?.id;
        self.emit(Fact::StopPractised { step });
        self.end_step(EndedBy::Participant);
        Ok(())
    }

    /// How the session ends when the list that runs has come to its end.
    pub(super) fn status_at_end(&self) -> Status {
        match self.state.course {
            _ if self.state.delete => Status::Withdrawn,
            Course::Main => Status::Completed,
            Course::Stopped | Course::ScreenedOut => Status::Stopped,
            Course::Refused => Status::Withdrawn,
        }
    }
}

/// Digest of what the participant read: the text with its content notice and then each tick's text, a line feed between them, in UTF-8.
fn digest(screen: &Screen) -> String {
    let Screen::Consent { text, ticks, .. } = screen else {
        return String::new();
    };
    let ticks = ticks.iter().map(|tick| tick.text.as_str());
    let texts: Vec<&str> = std::iter::once(text.as_str()).chain(ticks).collect();
    let digest = Sha256::digest(texts.join("\n").as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
