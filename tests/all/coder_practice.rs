//! The practice for coders, from its file to what the summary tells: simulated coders see most of what the clip shows.

use std::path::Path;

use lacrima::conductor::simulate;
use lacrima::measure::{ChannelPractice, measures};
use lacrima::protocol::load;
use lacrima::record::Document;
use lacrima::session::{Fact, Status};

use super::simulate::plan;

fn shipped() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("protocols/coder-practice.json");
    let loaded = load::read(&path).unwrap();
    assert_eq!(loaded.warnings, []);
    serde_json::to_string(&loaded.protocol).unwrap()
}

fn practised(protocol: &str, seed: u64) -> Vec<ChannelPractice> {
    let session = simulate(&plan(protocol, seed), 0.0);
    let completed = |fact: &Fact| {
        matches!(
            fact,
            Fact::SessionEnded {
                status: Status::Completed
            }
        )
    };
    assert!(session.events.iter().any(|event| completed(&event.fact)));
    let document = Document::from_events(&session.events).unwrap();
    measures(&document).practice.unwrap().channels
}

#[test]
fn simulated_coders_see_most_of_it_half_a_second_late() {
    let protocol = shipped();
    let (mut known, mut hits, mut late) = (0, 0, Vec::new());
    for seed in 0..20 {
        for channel in practised(&protocol, seed) {
            assert!(["tears", "sob"].contains(&channel.channel.as_str()));
            assert_eq!(channel.hits + channel.missed, channel.known);
            // The clip comes twice: one weeping and four sobs each time.
            let each = if channel.channel.as_str() == "sob" {
                8
            } else {
                2
            };
            assert_eq!(channel.known, each, "seed {seed}");
            assert_eq!(channel.extra, 0, "seed {seed}");
            known += channel.known;
            hits += channel.hits;
            late.extend(channel.onset_s.map(|onset| onset.median_s));
        }
    }
    let share = hits as f64 / known as f64;
    assert!((0.8..1.0).contains(&share), "{hits} of {known}");
    late.sort_by(f64::total_cmp);
    let median = late[late.len() / 2];
    assert!((0.4..0.65).contains(&median), "{median}");
}

#[test]
fn each_showing_is_held_against_what_is_known_of_its_own_clip() {
    // In the second film only a voice is known.
    let mut protocol: serde_json::Value = serde_json::from_str(&shipped()).unwrap();
    let mut other = protocol["stimuli"]["weeping"].clone();
    other["known"] =
        serde_json::json!([{"channel": "vocal", "from_s": 50.0, "to_s": 52.0, "level": 1}]);
    protocol["stimuli"]["other"] = other;
    protocol["steps"][3]["stimulus"] = "other".into();
    let told: Vec<ChannelPractice> = (0..20)
        .flat_map(|seed| practised(&protocol.to_string(), seed))
        .collect();
    let of = |id: &'static str| told.iter().filter(move |told| told.channel.as_str() == id);
    assert!(of("vocal").all(|vocal| vocal.known == 1 && vocal.sentence().contains("heard")));
    assert!(of("tears").all(|tears| tears.known == 1 && tears.extra == 0));
}
