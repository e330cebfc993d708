//! The newer facts in any order, with steps that no protocol knows: nothing panics, and a journal read back says the same.

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::lived::lived;
use crate::record::document::Document;
use crate::record::journal::{self, Chain};
use crate::time::SessionTime;

fn fact() -> impl Strategy<Value = Json> {
    let step = prop_oneof![
        Just("cold"),
        Just("drops"),
        Just("s1"),
        Just("film"),
        Just("look"),
        Just("m0"),
        Just("again"),
        Just("odd")
    ];
    let kind = prop_oneof![
        Just("task"),
        Just("recall"),
        Just("action"),
        Just("sample"),
        Just("review"),
        Just("film")
    ];
    (0..24u8, step, kind, 0..4u64, -6000..6000i64).prop_map(|(which, step, kind, n, ms)| match which {
        0 | 1 => json!({"kind": "step_started", "step": step, "step_kind": kind}),
        2 => json!({"kind": "step_ended", "step": step, "ended_by": "stop"}),
        3 => json!({"kind": "task_started", "step": step}),
        4 => json!({"kind": "task_stopped", "step": step, "by": "cap"}),
        5 => json!({"kind": "task_reason", "step": step, "reason": "cold"}),
        6 => json!({"kind": "applied", "step": step, "number": n}),
        7 => json!({"kind": "sample_taken", "step": step, "material": "tear", "label": "A", "note": ""}),
        8 => json!({"kind": "sample_scheduled", "step": step, "scheduled_s": ms}),
        9 => json!({"kind": "self_pressed", "step": step}),
        10 => json!({"kind": "self_released", "step": step}),
        11 => json!({"kind": "recalled", "step": step, "characters": n, "words": n, "text": "é"}),
        12 => json!({"kind": "answered", "step": step, "item": format!("{n}-moved"), "value": ms, "device": "touch"}),
        13 => json!({"kind": "cleared", "step": step, "item": format!("{n}-moved"), "device": "touch"}),
        14 => json!({"kind": "page_done", "step": step, "items": [format!("{n}-moved"), "a"]}),
        15 => json!({"kind": "bout_opened", "bout": n, "channel": "tears", "level": 1, "key": "J", "held": true}),
        16 => json!({"kind": "nudged", "what": {"bout": n}, "by_ms": ms}),
        17 => json!({"kind": "point", "point": n, "code": "touch"}),
        18 => json!({"kind": "source_set", "point": n, "source": "friend"}),
        19 => json!({"kind": "episode_rated", "bout": n, "quality": "sad"}),
        20 => json!({"kind": "presence_set", "n_present": n, "relation": null}),
        21 => json!({"kind": "wish_answered", "step": step, "wish": true}),
        22 => json!({"kind": "data_chosen", "step": step, "choice": "delete"}),
        _ => json!({"kind": "media_ended", "step": step, "stimulus": "sad", "film": 3.5, "how": "cut",
                    "stats": {"due": n, "shown": n, "dropped": 0, "longest_gap_ms": 1.0, "jitter_sd_ms": 0.0}}),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn the_document_of_a_journal_read_back_is_the_document_of_what_was_lived(
        facts in prop::collection::vec((fact(), 0.0..200.0f64), 0..60)
    ) {
        let stamps: Vec<f64> = facts.iter().map(|(_, at)| *at).collect();
        let facts: Vec<(f64, Json)> = facts.into_iter().map(|(fact, _)| (200.0, fact)).collect();
        let mut events = lived(&facts);
        for (event, at) in events.iter_mut().skip(1).zip(stamps) {
            event.at_s = Some(SessionTime::from_s(at));
        }
        let document = Document::from_events(&events).unwrap();
        let mut image = Vec::new();
        let mut chain = Chain::default();
        for event in &events {
            chain.append(event, &mut image).unwrap();
        }
        let journal = journal::read(image.as_slice()).unwrap();
        let again = Document::of_journal(&journal);
        prop_assert_eq!(again.as_ref(), Some(&document));
        for row in &document.self_reports {
            prop_assert!(row.onset_s <= row.offset_s);
        }
        for row in &document.tasks {
            prop_assert!(row.endurance_s.is_none_or(|lasted| lasted.0 >= 0));
        }
        let crying = document.coding.len();
        prop_assert_eq!(document.episodes.iter().map(|episode| episode.bouts.len()).sum::<usize>(), crying);
        prop_assert!(document.responses.iter().all(|row| row.step.as_str() != "look"));
        let text = serde_json::to_string(&document).unwrap();
        prop_assert_eq!(serde_json::from_str::<Document>(&text).unwrap(), document);
    }
}
