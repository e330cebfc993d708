//! A journal of any bytes yields a true beginning of itself; one whose hashes fit but whose facts nobody lived is told without a fault.

use lacrima::cli::table;
use lacrima::measure;
use lacrima::record::Document;
use lacrima::record::journal::{self, Chain, Journal};
use lacrima::session::{Engine, Event};
use sha2::{Digest, Sha256};

use super::common::one_sentence;

/// The property.
pub fn holds(bytes: &[u8]) {
    let journal = is_a_beginning(bytes);
    told(&journal);
    // The same lines as facts whose hashes fit: what whoever can compute a hash may write.
    let forged = forged(bytes.split(|b| *b == b'\n'));
    let journal = is_a_beginning(&forged);
    assert_eq!(journal.bytes, forged.len() as u64);
    told(&journal);
}

/// Lines with these bodies and the hashes that they need.
pub fn forged<'l>(bodies: impl Iterator<Item = &'l [u8]>) -> Vec<u8> {
    let mut chain = journal::GENESIS.to_owned();
    let mut image = Vec::new();
    for body in bodies.filter(|body| !body.is_empty()) {
        chain = journal::hex(
            &Sha256::new()
                .chain_update(&chain)
                .chain_update(body)
                .finalize(),
        );
        image.extend_from_slice(format!("{{\"chain\":\"{chain}\",\"event\":").as_bytes());
        image.extend_from_slice(body);
        image.extend_from_slice(b"}\n");
    }
    image
}

/// What is read is a prefix of the bytes, read alone it is read the same, and what was left out is named.
fn is_a_beginning(bytes: &[u8]) -> Journal {
    let journal = journal::read(bytes).expect("memory can be read");
    let length = usize::try_from(journal.bytes).expect("a length");
    let trusted = bytes.get(..length).expect("a prefix");
    assert_eq!(journal.sha256, journal::sha256(trusted));
    assert!(length == bytes.len() || journal.dropped.is_some());
    let again = journal::read(trusted).expect("memory can be read");
    assert_eq!(
        (&again.events, &again.chain, again.bytes),
        (&journal.events, &journal.chain, journal.bytes)
    );
    assert!(journal.events.len() <= trusted.split(|b| *b == b'\n').count());
    if let Some(why) = &journal.dropped {
        one_sentence(why);
    }
    journal
}

/// The facts can be written and read again, replayed, measured and shown.
fn told(journal: &Journal) {
    let mut chain = Chain::default();
    let mut image = Vec::new();
    for event in &journal.events {
        chain
            .append(event, &mut image)
            .expect("a fact can be written");
    }
    let again = journal::read(image.as_slice()).expect("memory can be read");
    assert_eq!(again.events, journal.events);
    assert_eq!(again.dropped, None);
    if let Some(engine) = Engine::replay(&journal.events) {
        let last = journal.events.last().map(|event: &Event| event.t_s);
        drop(engine.desk_view(last.unwrap_or_default()));
        drop(engine.stage_view());
        let _ = engine.next_deadline();
    }
    if let Some(document) = Document::of_journal(journal) {
        let text = serde_json::to_string(&document).expect("a document can be written");
        let read: Document = serde_json::from_str(&text).expect("a document can be read");
        assert_eq!(read, document);
        let mut shown = Vec::new();
        table::table(&mut shown, &measure::measures(&document)).expect("memory can be written");
    }
}
