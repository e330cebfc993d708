//! Any bytes on the wire are messages, or one sentence and the end; what a stage may say moves the engine only as facts that replay.

use std::path::Path;
use std::sync::OnceLock;

use lacrima::conductor::simulate;
use lacrima::link::frame::{self, BadFrame};
use lacrima::link::{ToDesk, ToStage};
use lacrima::protocol::load;
use lacrima::session::{Engine, Event, Input, When};
use lacrima::time::{SessionTime, Stamp};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::common::{one_sentence, plan};

/// The property: of the bytes as frames, and of each of their lines as the content of a frame.
pub fn holds(bytes: &[u8]) {
    let (_, rest) = bytes.split_first().unwrap_or((&0, &[]));
    let mut framed = Vec::new();
    for line in rest.split(|b| *b == b'\n') {
        let length = u32::try_from(line.len()).expect("a short line");
        framed.extend_from_slice(&length.to_le_bytes());
        framed.extend_from_slice(line);
    }
    for stream in [rest, &framed] {
        said::<ToStage>(stream);
        heard(bytes.first().copied().unwrap_or(0), &said::<ToDesk>(stream));
    }
}

/// The messages up to the first bad frame, each the same when it is sent on.
fn said<T: DeserializeOwned + Serialize + PartialEq + std::fmt::Debug>(mut from: &[u8]) -> Vec<T> {
    let mut messages = Vec::new();
    loop {
        match frame::read::<T>(&mut from) {
            Ok(Some(message)) => {
                let mut sent = Vec::new();
                frame::write(&mut sent, &message).expect("a message can be sent on");
                let again = frame::read::<T>(&mut sent.as_slice()).expect("and be read");
                assert_eq!(again.as_ref(), Some(&message));
                messages.push(message);
            }
            Ok(None) => return messages,
            Err(bad) => {
                one_sentence(&bad.to_string());
                if let BadFrame::TooLong(length) = bad {
                    assert!(length > frame::MAX_FRAME);
                }
                return messages;
            }
        }
    }
}

/// What a stage says reaches an engine in the middle of a session: it answers with facts that follow upon those before.
fn heard(place: u8, messages: &[ToDesk]) {
    let lived = lived();
    let begun = 1 + usize::from(place) * (lived.len() - 1) / 255;
    let mut events: Vec<Event> = lived.get(..begun).expect("a beginning").to_vec();
    let mut engine = Engine::replay(&events).expect("it begins");
    let start = events.last().map(|event| event.t_s).unwrap_or_default();
    for (n, message) in (1..).zip(messages) {
        match message {
            ToDesk::Input { at, input } => {
                let t = SessionTime(start.0 + n * 1000);
                // As the conductor does with a stamp from the future.
                let at = SessionTime::from_stamp(*at, Stamp(0)).min(t);
                let input = Input::Stage(input.clone());
                if let Ok(turn) = engine.handle(When::stamped(t, at), input) {
                    events.extend(turn.events);
                }
            }
            ToDesk::Frames { frames, .. } => {
                for line in frames {
                    let _ = line.in_session(Stamp(1 << 40));
                }
            }
            _ => {}
        }
    }
    let replayed = Engine::replay(&events).expect("it begins");
    let t = SessionTime(start.0 + 10_000_000);
    assert_eq!(replayed.desk_view(t), engine.desk_view(t));
    assert_eq!(replayed.stage_view(), engine.stage_view());
    assert_eq!(replayed.next_deadline(), engine.next_deadline());
}

/// The facts of one session, in which everything is asked that a stage can answer.
fn lived() -> &'static [Event] {
    static LIVED: OnceLock<Vec<Event>> = OnceLock::new();
    LIVED.get_or_init(|| {
        let text = include_bytes!("../seeds/protocol/everything.json");
        let (protocol, _) =
            load::parse("everything.json", text, Path::new(".")).expect("the seed has no problems");
        let condition = protocol.conditions.first().expect("a condition").id.clone();
        simulate(&plan(&protocol, condition), 0.0).events
    })
}
