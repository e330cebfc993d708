//! What is said of stimuli fits them: digests, lengths, audio tracks, and behaviour that is known to be in them.

use crate::protocol::problem::Findings;
use crate::protocol::{KnownBout, Protocol, Stimulus, StimulusKind};

use super::references::unknown;
use super::times::MOST_S;

/// Highest number of an audio track.
const LAST_TRACK: u32 = 31;
/// Digits of a SHA-256.
const SHA256_DIGITS: usize = 64;

pub(super) fn check(protocol: &Protocol, found: &mut Findings) {
    for (id, stimulus) in &protocol.stimuli {
        let here = format!("/stimuli/{id}");
        check_facts(&here, stimulus, found);
        for (index, bout) in stimulus.known.iter().enumerate() {
            let at = format!("{here}/known/{index}");
            check_known(protocol, &at, stimulus, bout, found);
        }
    }
}

fn check_facts(here: &str, stimulus: &Stimulus, found: &mut Findings) {
    if let Some(sha256) = &stimulus.sha256
        && !(sha256.len() == SHA256_DIGITS && sha256.bytes().all(|b| b.is_ascii_hexdigit()))
    {
        found.error(
            format!("{here}/sha256"),
            format!(
                "A SHA-256 has {SHA256_DIGITS} digits 0–9 and a–f; copy all that `sha256sum` prints before the file's name."
            ),
        );
    }
    if stimulus
        .target_s
        .is_some_and(|target_s| !(target_s > 0.0 && target_s <= MOST_S))
    {
        found.error(
            format!("{here}/target_s"),
            format!("A length is more than 0 and at most {MOST_S} seconds (7 days); correct or delete it."),
        );
    }
    if stimulus.audio_track.is_some_and(|track| track > LAST_TRACK) {
        found.error(
            format!("{here}/audio_track"),
            format!("Audio tracks are counted from 0 to {LAST_TRACK}; correct the number."),
        );
    }
    if stimulus.audio_track.is_some() && stimulus.kind == StimulusKind::Image {
        found.warning(
            format!("{here}/audio_track"),
            "A picture has no sound, so this has no effect; delete it.",
        );
    }
}

fn check_known(
    protocol: &Protocol,
    at: &str,
    stimulus: &Stimulus,
    bout: &KnownBout,
    found: &mut Findings,
) {
    let channels = &protocol.coding.channels;
    match channels.iter().find(|channel| channel.id == bout.channel) {
        None => found.error(
            format!("{at}/channel"),
            unknown("channel", &bout.channel, channels.iter().map(|c| &c.id)),
        ),
        Some(channel) if !(1..=channel.levels).contains(&bout.level) => found.error(
            format!("{at}/level"),
            format!(
                "The channel `{}` has the levels 1 to {}; write one of them.",
                channel.id, channel.levels
            ),
        ),
        Some(_) => {}
    }
    let end_s = stimulus.to_s.unwrap_or(MOST_S);
    if !(bout.from_s >= 0.0 && bout.to_s > bout.from_s) {
        found.error(
            at,
            "A bout ends later than it begins, and begins at 0 or later; correct its times.",
        );
    } else if bout.from_s < stimulus.from_s || bout.to_s > end_s {
        found.error(
            at,
            "This bout lies outside the part that is shown; correct its times or those of the stimulus.",
        );
    }
}
