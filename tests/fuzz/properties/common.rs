//! What the properties share: sentences that may be printed, and a plan for a simulated session.
#![allow(dead_code, reason = "each property takes what it needs")]

use std::collections::BTreeMap;

use lacrima::conductor::{Placement, Plan};
use lacrima::protocol::{Id, Problem, Protocol};
use lacrima::session::{Coder, MediaFacts, Mode};

/// Every problem is one bounded line, and none says that the program's own checks missed something.
pub fn plain(problems: &[Problem]) {
    for problem in problems {
        let line = problem.to_string();
        assert!(!line.chars().any(obeyed), "{line:?}");
        assert!(line.len() < 4000, "{line}");
        assert!(
            !line.contains("not fit the protocol format") && !line.contains("not fit its format"),
            "{line}"
        );
        assert!(problem.line >= 1 && problem.column >= 1);
    }
}

/// One sentence of bounded length that a terminal shows as it is.
pub fn one_sentence(why: &str) {
    assert!(!why.chars().any(obeyed), "{why:?}");
    assert!(!why.is_empty() && why.len() < 2000, "{why}");
}

/// Control characters, and those that turn the direction of a text around.
pub fn obeyed(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A simulated session of the protocol.
pub fn plan(protocol: &Protocol, condition: Id) -> Plan {
    let media = protocol.stimuli.iter().map(|(id, stimulus)| MediaFacts {
        id: id.clone(),
        kind: stimulus.kind,
        file: "simulated".to_owned(),
        sha256: String::new(),
        duration_s: Some(stimulus.to_s.unwrap_or(stimulus.from_s + 60.0)),
        width: None,
        height: None,
        fps: None,
    });
    Plan {
        media: media.collect(),
        condition,
        protocol: protocol.clone(),
        protocol_sha256: "00".repeat(32),
        mode: Mode::Simulated,
        participant: "P1".into(),
        covariates: BTreeMap::new(),
        visit: 1,
        allocation: "manual".into(),
        allocated: None,
        setting: protocol.setting.clone(),
        coder: Coder {
            id: "simulated".into(),
            lag_s: 0.8,
            lag_calibrated: false,
            lags: BTreeMap::new(),
        },
        language: "en".into(),
        blinded: false,
        seed: 1,
        speed: 1.0,
        places: BTreeMap::new(),
        subtitles: BTreeMap::new(),
        data: "unused".into(),
        placement: Placement::Monitor(0),
        warn_before_probes: false,
        pilot: None,
        stamps: ("simulated".into(), 0.0),
    }
}
