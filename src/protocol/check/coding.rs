//! The coding scheme: keys that exist and are used once, levels that can be reached, and coding that begins.

use std::collections::BTreeMap;

use super::placed;
use crate::protocol::problem::{Findings, listed, shown};
use crate::protocol::{Channel, Coding, CodingSwitch, Key, PointCode, PointGroup, Protocol};

/// Levels that a channel may have.
const MOST_LEVELS: u8 = 5;

pub(super) fn check(protocol: &Protocol, found: &mut Findings) {
    let coding = &protocol.coding;
    check_keys(protocol, found);
    let social = |point: &PointCode| point.group == PointGroup::Social;
    if !coding.sources.is_empty() && !coding.points.iter().any(social) {
        found.warning(
            "/coding/sources",
            "Sources name who a social event came from, but no point is in the group `social`; add one or delete these.",
        );
    }
    for (index, channel) in coding.channels.iter().enumerate() {
        check_channel(&format!("/coding/channels/{index}"), channel, found);
    }
    check_switches(protocol, found);
}

/// Every key of the coder with its place.
fn keys(coding: &Coding) -> Vec<(String, &Key)> {
    let mut keys = Vec::new();
    for (index, channel) in coding.channels.iter().enumerate() {
        let at = |key: &str| format!("/coding/channels/{index}/{key}");
        keys.extend(channel.hold_key.iter().map(|key| (at("hold_key"), key)));
        let levels = channel.level_keys.iter().enumerate();
        keys.extend(levels.map(|(level, key)| (at(&format!("level_keys/{level}")), key)));
        keys.extend(channel.off_key.iter().map(|key| (at("off_key"), key)));
    }
    let points = coding.points.iter().enumerate();
    keys.extend(points.map(|(index, point)| (format!("/coding/points/{index}/key"), &point.key)));
    let sources = coding.sources.iter().enumerate();
    keys.extend(sources.map(|(index, source)| {
        let pointer = format!("/coding/sources/{index}/key");
        (pointer, &source.key)
    }));
    keys
}

fn check_keys(protocol: &Protocol, found: &mut Findings) {
    let mut first: BTreeMap<&Key, String> = BTreeMap::new();
    for (pointer, key) in keys(&protocol.coding) {
        if !key.is_bindable() {
            found.error(pointer, unbindable(key));
        } else if let Some(earlier) = first.get(key) {
            found.error(
                pointer,
                format!(
                    "The key {} is used already ({earlier}); choose another one.",
                    key.0
                ),
            );
        } else {
            first.insert(key, pointer);
        }
    }
    // The participant's key is on a keyboard of their own, so it may be one of the coder's too.
    for placed in placed(protocol) {
        if let Some(key) = placed.step.self_key().filter(|key| !key.is_bindable()) {
            found.error(placed.pointer("self_key"), unbindable(key));
        }
    }
}

fn unbindable(key: &Key) -> String {
    let upper = Key(key.0.to_uppercase());
    let named = Key::NAMED
        .iter()
        .find(|name| name.eq_ignore_ascii_case(&key.0));
    let advice = match named {
        Some(name) => format!("write `{name}`."),
        None if upper.is_bindable() => format!("write `{}`.", upper.0),
        None => format!(
            "choose a letter A to Z, a digit, or one of {}.",
            listed(Key::NAMED)
        ),
    };
    format!("The key `{}` can't be used here; {advice}", shown(&key.0))
}

fn check_channel(here: &str, channel: &Channel, found: &mut Findings) {
    let levels = channel.levels;
    if !(1..=MOST_LEVELS).contains(&levels) {
        found.error(
            format!("{here}/levels"),
            format!("A channel has 1 to {MOST_LEVELS} levels."),
        );
    } else if !channel.level_keys.is_empty() && channel.level_keys.len() != usize::from(levels) {
        found.error(
            format!("{here}/level_keys"),
            format!(
                "There are {levels} levels but {} level keys; write one key a level, lowest first.",
                channel.level_keys.len()
            ),
        );
    }
    if channel.anchors.len() > usize::from(levels) {
        found.error(
            format!("{here}/anchors"),
            format!(
                "There are {levels} levels but {} anchors; write one a level, lowest first.",
                channel.anchors.len()
            ),
        );
    }
    if let Some(level) = channel.hold_level {
        let at = format!("{here}/hold_level");
        if channel.hold_key.is_none() {
            found.error(at, "There is no hold key; add `hold_key` or delete this.");
        } else if !(1..=levels).contains(&level) {
            found.error(
                at,
                format!("The channel has the levels 1 to {levels}; write one of them."),
            );
        }
    }
    if channel.hold_key.is_none() && channel.level_keys.is_empty() {
        found.error(
            here,
            format!(
                "No key codes `{}`; add `hold_key` or `level_keys`.",
                channel.id
            ),
        );
    }
}

fn check_switches(protocol: &Protocol, found: &mut Findings) {
    let coding = &protocol.coding;
    let nothing = coding.channels.is_empty() && coding.points.is_empty();
    let mut started = false;
    for placed in placed(protocol) {
        match placed.step.coding {
            Some(CodingSwitch::Start) if nothing => found.warning(
                placed.pointer("coding"),
                "Coding starts here but there is nothing to code; add channels or points, or delete this.",
            ),
            Some(CodingSwitch::Stop) if !started => found.warning(
                placed.pointer("coding"),
                "Coding was not started before this step; add \"coding\": \"start\" to an earlier one.",
            ),
            _ => {}
        }
        started |= placed.step.coding == Some(CodingSwitch::Start);
    }
    if !nothing && !started {
        found.warning(
            "/coding",
            "Coding never starts; add \"coding\": \"start\" to the film's step.",
        );
    }
}
