//! The desk's end of the wire: views and commands out, reports in, and a Stop that overtakes everything else.

use std::io;
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};

use super::draft::Draft;
use super::frame;
use super::message::ToStage;
use crate::protocol::Id;
use crate::session::StageView;

const OUTGOING: usize = 1024;
/// A stage that reads nothing for so long hangs, and its wire is closed.
const WRITE_TIMEOUT: Duration = Duration::from_millis(100);

/// What goes out to whichever stage process is there: it outlives the processes.
#[derive(Debug, Default)]
pub(super) struct Outgoing {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Only the newest view counts: one that was not yet written is replaced by the next.
    view: Option<StageView>,
    /// Stops that the engine has not yet answered: until then every view is older than the stop and is withheld.
    unanswered_stops: u32,
    wire: Option<Arc<Wire>>,
    /// What the participant has begun on the screen that is on, for the next stage process.
    draft: Option<Draft>,
    /// The screen that was shown last.
    serial: Option<u64>,
}

#[derive(Debug)]
struct Wire {
    stream: Mutex<UnixStream>,
    queue: Sender<Item>,
}

#[derive(Debug)]
enum Item {
    Message(ToStage),
    NewestView,
}

impl Outgoing {
    /// Takes up the wire to a new stage process and sends it `first`, then the view that was shown since the last process ended:
    /// a film goes on the sooner, the sooner its stage knows of it.
    ///
    /// # Errors
    /// When the stream or a thread can't be had.
    pub(super) fn connect(
        self: &Arc<Self>,
        stream: UnixStream,
        first: Vec<ToStage>,
    ) -> io::Result<()> {
        stream.set_write_timeout(Some(WRITE_TIMEOUT))?;
        let (queue, items) = bounded(OUTGOING);
        let wire = Arc::new(Wire {
            stream: Mutex::new(stream),
            queue,
        });
        let outgoing = Arc::clone(self);
        // The thread holds the wire weakly: the queue closes, and the thread ends, with `disconnect`.
        let weak = Arc::downgrade(&wire);
        std::thread::Builder::new()
            .name("stage-write".to_owned())
            .spawn(move || outgoing.write_all(&weak, &items))?;
        for message in first {
            wire.enqueue(Item::Message(message));
        }
        let mut state = self.state();
        if let Some(draft) = &state.draft {
            wire.enqueue(Item::Message(ToStage::Draft(Box::new(draft.clone()))));
        }
        if state.view.is_some() {
            wire.enqueue(Item::NewestView);
        }
        state.wire = Some(wire);
        Ok(())
    }

    /// Keeps what the participant has begun, until the screen changes.
    pub(super) fn keep(&self, draft: Draft) {
        let mut state = self.state();
        // One that comes late belongs to a screen that is gone.
        if state.serial == Some(draft.serial) {
            state.draft = Some(draft).filter(|draft| !draft.is_empty());
        }
    }

    /// Forgets what was begun on an item: it was answered, declined or cleared since.
    pub(super) fn settle(&self, item: &Id) {
        let mut state = self.state();
        if let Some(draft) = &mut state.draft {
            draft.items.retain(|begun| begun.item != *item);
        }
    }

    /// Gives up the wire. What was shown on it and not yet sent is forgotten.
    pub(super) fn disconnect(&self) {
        let wire = {
            let mut state = self.state();
            state.view = None;
            state.wire.take()
        };
        if let Some(wire) = wire {
            wire.close();
        }
    }

    /// Sends a message in its turn. False when there is no stage or it takes nothing more.
    pub(super) fn send(&self, message: ToStage) -> bool {
        let wire = self.state().wire.clone();
        wire.is_some_and(|wire| wire.enqueue(Item::Message(message)))
    }

    /// Sends a view, in place of one that is still waiting.
    pub(super) fn show(&self, view: StageView) {
        let wire = {
            let mut state = self.state();
            state.serial = Some(view.serial);
            let serial = view.serial;
            state.draft = state.draft.take().filter(|draft| draft.serial == serial);
            state.view = Some(view);
            state.wire.clone()
        };
        if let Some(wire) = wire {
            wire.enqueue(Item::NewestView);
        }
    }

    /// Writes Stop at once, from the calling thread. Views are withheld until [`Self::stop_answered`].
    pub(super) fn stop(&self) {
        let wire = {
            let mut state = self.state();
            state.unanswered_stops += 1;
            state.view = None;
            state.wire.clone()
        };
        if let Some(wire) = wire
            && frame::write(&mut *wire.stream(), &ToStage::Stop).is_err()
        {
            // A stage that can't be told to stop loses its wire, and with it its life.
            wire.close();
        }
    }

    /// The engine has answered a stop: views made from now on may be shown.
    pub(super) fn stop_answered(&self) {
        let mut state = self.state();
        state.unanswered_stops = state.unanswered_stops.saturating_sub(1);
    }

    fn write_all(&self, wire: &std::sync::Weak<Wire>, items: &Receiver<Item>) {
        for item in items {
            let Some(wire) = wire.upgrade() else { return };
            // The stream stays locked from the look at the stops to the end of writing, so no view can slip past a Stop.
            let mut stream = wire.stream();
            let message = match item {
                Item::Message(message) => Some(message),
                Item::NewestView => self.newest_view(),
            };
            let written =
                message.is_none_or(|message| frame::write(&mut *stream, &message).is_ok());
            drop(stream);
            if !written {
                wire.close();
                return;
            }
        }
    }

    fn newest_view(&self) -> Option<ToStage> {
        let mut state = self.state();
        if state.unanswered_stops > 0 {
            return None;
        }
        state.view.take().map(|view| ToStage::View(Box::new(view)))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Wire {
    fn stream(&self) -> MutexGuard<'_, UnixStream> {
        self.stream.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn enqueue(&self, item: Item) -> bool {
        match self.queue.try_send(item) {
            Ok(()) => true,
            Err(TrySendError::Full(_)) => {
                self.close();
                false
            }
            Err(TrySendError::Disconnected(_)) => false,
        }
    }

    /// The other side and our reader see the end of the stream.
    fn close(&self) {
        let _ = self.stream().shutdown(Shutdown::Both);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{Screen, Words};

    fn view(serial: u64) -> StageView {
        StageView {
            serial,
            screen: Screen::Begin,
            words: Words {
                go_on: String::new(),
                begin: String::new(),
                decline: String::new(),
                stop: String::new(),
                call: String::new(),
                called: String::new(),
                one_moment: String::new(),
                stop_hint: String::new(),
            },
            can_stop: true,
            can_call: true,
        }
    }

    fn connected() -> (Arc<Outgoing>, UnixStream) {
        let (desk, stage) = UnixStream::pair().unwrap();
        let outgoing = Arc::new(Outgoing::default());
        outgoing.connect(desk, vec![ToStage::Chime]).unwrap();
        (outgoing, stage)
    }

    fn next(stage: &mut UnixStream) -> ToStage {
        frame::read(stage).unwrap().unwrap()
    }

    #[test]
    fn views_go_out_after_what_comes_first() {
        let (outgoing, mut stage) = connected();
        outgoing.show(view(1));
        assert_eq!(next(&mut stage), ToStage::Chime);
        assert_eq!(next(&mut stage), ToStage::View(Box::new(view(1))));
    }

    #[test]
    fn a_new_stage_is_shown_what_came_since_the_last_one_ended() {
        let (outgoing, _) = connected();
        outgoing.show(view(1));
        outgoing.disconnect();
        outgoing.show(view(2));
        let (desk, mut stage) = UnixStream::pair().unwrap();
        outgoing.connect(desk, vec![ToStage::Chime]).unwrap();
        assert_eq!(next(&mut stage), ToStage::Chime);
        assert_eq!(next(&mut stage), ToStage::View(Box::new(view(2))));
        outgoing.disconnect();
        let (desk, mut stage) = UnixStream::pair().unwrap();
        outgoing.connect(desk, vec![ToStage::Chime]).unwrap();
        outgoing.send(ToStage::Ping { id: 1 });
        assert_eq!(next(&mut stage), ToStage::Chime);
        assert_eq!(next(&mut stage), ToStage::Ping { id: 1 });
    }

    #[test]
    fn no_view_passes_a_stop_that_is_not_answered() {
        let (outgoing, mut stage) = connected();
        assert_eq!(next(&mut stage), ToStage::Chime);
        outgoing.stop();
        outgoing.show(view(1));
        outgoing.send(ToStage::Ping { id: 1 });
        assert_eq!(next(&mut stage), ToStage::Stop);
        assert_eq!(next(&mut stage), ToStage::Ping { id: 1 });
        outgoing.stop_answered();
        outgoing.show(view(2));
        assert_eq!(next(&mut stage), ToStage::View(Box::new(view(2))));
    }

    #[test]
    fn a_stage_that_reads_nothing_loses_its_wire() {
        let (outgoing, mut stage) = connected();
        let long = ToStage::Media {
            id: "film".into(),
            path: "x".repeat(1 << 16).into(),
            mark: None,
        };
        while outgoing.send(long.clone()) {}
        outgoing.stop();
        let mut sink = Vec::new();
        io::Read::read_to_end(&mut stage, &mut sink).unwrap();
        assert!(!sink.is_empty());
    }

    #[test]
    fn what_was_begun_is_given_to_the_next_stage_and_forgotten_with_its_screen() {
        let draft = |serial, written: &str| Draft {
            serial,
            written: written.to_owned(),
            ..Draft::default()
        };
        let (outgoing, _) = connected();
        outgoing.show(view(7));
        outgoing.keep(draft(7, "Once"));
        outgoing.keep(draft(7, "Once there"));
        // The same screen may be shown again.
        outgoing.show(view(7));
        let reconnect = || {
            let (desk, stage) = UnixStream::pair().unwrap();
            outgoing.connect(desk, vec![ToStage::Chime]).unwrap();
            stage
        };
        let mut stage = reconnect();
        assert_eq!(next(&mut stage), ToStage::Chime);
        let told = draft(7, "Once there");
        assert_eq!(next(&mut stage), ToStage::Draft(Box::new(told)));
        outgoing.show(view(8));
        let mut stage = reconnect();
        outgoing.show(view(8));
        assert_eq!(next(&mut stage), ToStage::Chime);
        assert_eq!(next(&mut stage), ToStage::View(Box::new(view(8))));
        // What comes late of a screen that is gone is not kept.
        outgoing.keep(draft(7, "Once there was"));
        assert!(outgoing.state().draft.is_none());
    }

    #[test]
    fn what_was_begun_on_an_item_gives_way_to_its_answer() {
        let item = |id: &str| crate::link::ItemDraft {
            item: id.into(),
            typed: String::new(),
            value: Some(crate::session::Value::Number(42.0)),
            device: crate::session::Device::Mouse,
        };
        let draft = Draft {
            serial: 7,
            items: vec![item("sad"), item("tense")],
            ..Draft::default()
        };
        let outgoing = Outgoing::default();
        outgoing.show(view(7));
        outgoing.keep(draft);
        outgoing.settle(&"sad".into());
        let left = outgoing.state().draft.clone().unwrap().items;
        assert_eq!(left, [item("tense")]);
    }

    #[test]
    fn without_a_stage_nothing_is_sent() {
        let outgoing = Outgoing::default();
        assert!(!outgoing.send(ToStage::Chime));
        outgoing.stop();
        outgoing.show(view(1));
    }
}
