//! A protocol file of any bytes is refused in plain lines, or can be simulated to its end, kept and read back.

use std::path::Path;

use lacrima::conductor::simulate;
use lacrima::protocol::{Protocol, Severity, load};
use lacrima::record::Document;
use lacrima::session::Fact;

use super::common::{plain, plan};

/// The property.
pub fn holds(bytes: &[u8]) {
    // The shipped instruments, so that references to parts are followed; every run begins at the top of the repository.
    let folder = Path::new("protocols");
    match load::parse("p.json", bytes, folder) {
        Ok((protocol, warnings)) => {
            plain(&warnings);
            assert!(warnings.iter().all(|p| p.severity == Severity::Warning));
            lives(&protocol);
        }
        Err(problems) => {
            plain(&problems);
            assert!(problems.iter().any(|p| p.severity == Severity::Error));
        }
    }
}

/// An accepted protocol means the same when it is written and read, and a session of it comes to its end.
fn lives(protocol: &Protocol) {
    let again = serde_json::to_value(protocol).and_then(serde_json::from_value::<Protocol>);
    assert_eq!(again.ok().as_ref(), Some(protocol));
    for condition in protocol.conditions.iter().take(2) {
        let session = simulate(&plan(protocol, condition.id.clone()), 0.0);
        let ends = session.events.iter();
        let ends = ends.filter(|event| matches!(event.fact, Fact::SessionEnded { .. }));
        assert_eq!(ends.count(), 1);
        let document = Document::from_events(&session.events).expect("a session has a document");
        let text = serde_json::to_string(&document).expect("a document can be written");
        let read: Document = serde_json::from_str(&text).expect("a document can be read");
        assert_eq!(read, document);
    }
}
