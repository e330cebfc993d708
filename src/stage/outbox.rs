//! What the stage has to tell the desk, in order, until the wire takes it.

use std::collections::VecDeque;

use crossbeam_channel::{Sender, TrySendError};

use crate::link::ToDesk;
use crate::session::StageInput;
use crate::time::Stamp;

/// Messages not yet sent. Nothing in it ever blocks.
#[derive(Debug, Default)]
pub struct Outbox(VecDeque<ToDesk>);

impl Outbox {
    /// Something happened at `at` that the engine must know.
    pub fn input(&mut self, at: Stamp, input: StageInput) {
        self.message(ToDesk::Input { at, input });
    }

    /// Any message.
    pub fn message(&mut self, message: ToDesk) {
        self.0.push_back(message);
    }

    /// A message that goes before all others.
    pub fn first(&mut self, message: ToDesk) {
        self.0.push_front(message);
    }

    /// Hands over as much as the wire takes now. False when the desk is gone.
    pub fn send(&mut self, wire: &Sender<ToDesk>) -> bool {
        while let Some(message) = self.0.pop_front() {
            match wire.try_send(message) {
                Ok(()) => {}
                Err(TrySendError::Full(message)) => {
                    self.0.push_front(message);
                    return true;
                }
                Err(TrySendError::Disconnected(_)) => return false,
            }
        }
        true
    }

    /// Whether messages wait because the wire was full.
    pub fn is_waiting(&self) -> bool {
        !self.0.is_empty()
    }

    /// Takes everything, instead of sending it.
    pub fn take(&mut self) -> Vec<ToDesk> {
        self.0.drain(..).collect()
    }
}
