//! How a simulated coder presses the keys of a protocol's coding scheme for one film.

use super::chance::Chance;
use super::person::Person;
use crate::protocol::{Channel, Coding, Key, KnownBout, NOT_VISIBLE, PointGroup};

/// A key that goes down or up, in seconds after the film's onset.
#[derive(Clone, Debug, PartialEq)]
pub struct Press {
    /// When.
    pub at_s: f64,
    /// Which key.
    pub key: Key,
    /// Down or up.
    pub down: bool,
}

/// The presses for one film of `length_s` seconds, in order of time. Bouts may outlast the film.
pub fn presses(
    person: &Person,
    coding: &Coding,
    sad: bool,
    length_s: f64,
    chance: &mut Chance,
) -> Vec<Press> {
    let mut presses = Vec::new();
    let mut bouts = Vec::new();
    let channels = coding
        .channels
        .iter()
        .filter(|channel| channel.id.as_str() != NOT_VISIBLE);
    for (place, channel) in channels.enumerate() {
        let share = if !sad {
            0.03
        } else if person.cries {
            [1.0, 0.6, 0.5].get(place).copied().unwrap_or(0.4)
        } else {
            0.08
        };
        if chance.happens(share) {
            bouts.extend(channel_presses(channel, length_s, chance, &mut presses));
        }
    }
    let of_the_participant = coding
        .points
        .iter()
        .filter(|code| code.group != PointGroup::Social);
    for (place, code) in of_the_participant.enumerate() {
        for (from_s, to_s) in &bouts {
            // The first code (sobs, as a rule) comes often while there are tears; the others now and then after them.
            if place > 0 && !chance.happens(0.15) {
                continue;
            }
            let (mut at_s, end_s, every_s) = if place == 0 {
                (*from_s, *to_s, 6.0)
            } else {
                (*to_s, to_s + 8.0, 9.0)
            };
            loop {
                at_s += chance.duration(every_s, 0.6);
                if at_s >= end_s {
                    break;
                }
                tap(&code.key, at_s, chance, &mut presses);
            }
        }
    }
    presses.sort_by(|a, b| a.at_s.total_cmp(&b.at_s));
    presses
}

/// The presses for a clip in which it is known what happens, in order of time: half a second late, as people are, and now
/// and then a bout is not seen. `film_s` is media time when the times of the presses begin.
pub fn practice_presses(
    known: &[KnownBout],
    coding: &Coding,
    film_s: f64,
    chance: &mut Chance,
) -> Vec<Press> {
    let mut presses = Vec::new();
    for channel in &coding.channels {
        let Some(key) = channel.hold_key.as_ref().or(channel.level_keys.first()) else {
            continue;
        };
        let is_held = channel.hold_key.is_some();
        let mut free_s = 0.0_f64;
        for bout in known.iter().filter(|bout| bout.channel == channel.id) {
            let (late_s, end_s) = (lag_s(chance), lag_s(chance));
            if chance.happens(MISSES) || bout.from_s < film_s {
                continue;
            }
            let from_s = (bout.from_s - film_s + late_s).max(free_s);
            let to_s = (bout.to_s - film_s + end_s).max(from_s + 0.2);
            free_s = to_s + 0.15;
            if is_held {
                presses.push(press(key, from_s, true));
                presses.push(press(key, to_s, false));
            } else {
                tap(key, from_s, chance, &mut presses);
                if let Some(off) = &channel.off_key {
                    tap(off, to_s, chance, &mut presses);
                }
            }
            let level_key = channel
                .level_keys
                .get(usize::from(bout.level.saturating_sub(1)));
            let at_s = from_s + chance.duration(1.5, 0.3);
            if let Some(key) = level_key.filter(|_| at_s + 0.3 < to_s && chance.happens(0.7)) {
                tap(key, at_s, chance, &mut presses);
            }
        }
    }
    presses.sort_by(|a, b| a.at_s.total_cmp(&b.at_s));
    presses
}

/// The share of bouts that a simulated coder does not see.
const MISSES: f64 = 0.1;

fn lag_s(chance: &mut Chance) -> f64 {
    chance.duration(0.5, 0.2)
}

/// The bouts of one channel, one after the other: from and to, in seconds.
fn channel_presses(
    channel: &Channel,
    length_s: f64,
    chance: &mut Chance,
    presses: &mut Vec<Press>,
) -> Vec<(f64, f64)> {
    let mut bouts = Vec::new();
    let mut from_s = length_s * chance.between(0.3, 0.75);
    while from_s < length_s * 1.02 && bouts.len() < 8 {
        let to_s = from_s + chance.duration(9.0, 0.6).max(1.5);
        bout(channel, from_s, to_s, chance, presses);
        bouts.push((from_s, to_s));
        from_s = to_s + chance.duration(length_s * 0.12, 0.7).max(1.0);
    }
    bouts
}

fn bout(channel: &Channel, from_s: f64, to_s: f64, chance: &mut Chance, presses: &mut Vec<Press>) {
    let by_hold = channel
        .hold_key
        .as_ref()
        .filter(|_| channel.level_keys.is_empty() || chance.happens(0.5));
    if let Some(key) = by_hold {
        presses.push(press(key, from_s, true));
        presses.push(press(key, to_s, false));
    } else if let Some(key) = channel.level_keys.first() {
        tap(key, from_s, chance, presses);
        // A level key doesn't close its bout: the off key does, or a tap of the hold key.
        if let Some(off) = channel.off_key.as_ref().or(channel.hold_key.as_ref()) {
            tap(off, to_s, chance, presses);
        }
    }
    let mut at_s = from_s;
    for key in channel.level_keys.iter().skip(1) {
        at_s += chance.duration(3.0, 0.4);
        if at_s + 0.5 < to_s && chance.happens(0.6) {
            tap(key, at_s, chance, presses);
        }
    }
}

fn tap(key: &Key, at_s: f64, chance: &mut Chance, presses: &mut Vec<Press>) {
    presses.push(press(key, at_s, true));
    presses.push(press(key, at_s + chance.between(0.05, 0.12), false));
}

fn press(key: &Key, at_s: f64, down: bool) -> Press {
    Press {
        at_s,
        key: key.clone(),
        down,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_held_key_goes_down_before_it_goes_up_and_criers_cry_at_sad_films() {
        let coding: Coding = serde_json::from_value(serde_json::json!({
            "channels": [{"id": "tears", "levels": 1, "hold_key": "J"}]
        }))
        .unwrap();
        for seed in 0..50 {
            let person = Person::new(seed, 1.0);
            let presses = presses(&person, &coding, true, 90.0, &mut Chance::new(seed, 2));
            assert!(!person.cries || !presses.is_empty());
            assert!(presses.windows(2).all(|pair| pair[0].down != pair[1].down));
            assert!(presses.first().is_none_or(|first| first.down));
        }
    }

    #[test]
    fn a_known_bout_is_coded_half_a_second_late_and_now_and_then_missed() {
        let coding: Coding = serde_json::from_value(serde_json::json!({
            "channels": [{"id": "sob", "levels": 3, "hold_key": "L", "level_keys": ["Z", "X", "C"]}]
        }))
        .unwrap();
        let known: Vec<KnownBout> = serde_json::from_value(serde_json::json!([
            {"channel": "sob", "from_s": 52.0, "to_s": 53.0, "level": 1},
            {"channel": "sob", "from_s": 53.5, "to_s": 57.0, "level": 2}
        ]))
        .unwrap();
        let mut onsets = Vec::new();
        for seed in 0..200 {
            let presses = practice_presses(&known, &coding, 50.0, &mut Chance::new(seed, 2));
            let held: Vec<&Press> = presses.iter().filter(|p| p.key == Key::from("L")).collect();
            assert!(held.windows(2).all(|pair| pair[0].down != pair[1].down));
            onsets.extend(
                held.iter()
                    .filter(|p| p.down && p.at_s < 3.4)
                    .map(|p| p.at_s - 2.0),
            );
        }
        assert!(
            (150..200).contains(&onsets.len()),
            "{} of 200",
            onsets.len()
        );
        onsets.sort_by(f64::total_cmp);
        let median = onsets[onsets.len() / 2];
        assert!((0.4..0.6).contains(&median), "{median}");
    }
}
