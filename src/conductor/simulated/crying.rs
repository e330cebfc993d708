//! How a simulated coder presses the keys of a protocol's coding scheme for one film.

use super::chance::Chance;
use super::person::Person;
use crate::protocol::{Channel, Coding, Key, NOT_VISIBLE, PointGroup};

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
}
