//! The sound of a mark: two short linear chirps, soft enough not to startle and unlike anything that people or rooms sound like.

/// Length of one chirp, in seconds.
pub(super) const LENGTH_S: f64 = 0.05;
/// How long after the first the second one begins, in seconds.
pub(super) const SECOND_S: f64 = 0.15;
/// From here …
pub(super) const FROM_HZ: f64 = 1000.0;
/// … to here, within what small loudspeakers and cameras' microphones reach.
pub(super) const TO_HZ: f64 = 4000.0;
/// How softly each begins and ends, in seconds.
const EDGE_S: f64 = 0.005;
/// 12 dB below the loudest sample that a sound can hold.
const LOUDNESS: f64 = 0.25;

/// One chirp at full loudness (1), `rate` samples a second.
pub(super) fn one(rate: u32) -> Vec<f32> {
    let rate = f64::from(rate);
    let samples = (LENGTH_S * rate).round() as usize;
    let sweep = (TO_HZ - FROM_HZ) / LENGTH_S;
    (0..samples)
        .map(|i| {
            let t = i as f64 / rate;
            let edge = (t.min(LENGTH_S - t) / EDGE_S).clamp(0.0, 1.0);
            let swell = 0.5 - 0.5 * (std::f64::consts::PI * edge).cos();
            let phase = std::f64::consts::TAU * (FROM_HZ + sweep * t / 2.0) * t;
            (swell * phase.sin()) as f32
        })
        .collect()
}

/// The whole sound as it is played, `rate` samples a second.
pub(super) fn both(rate: u32) -> Vec<f32> {
    let chirp = one(rate);
    let second = (SECOND_S * f64::from(rate)).round() as usize;
    let mut sound = vec![0.0; second + chirp.len()];
    for from in [0, second] {
        for (place, sample) in sound.iter_mut().skip(from).zip(&chirp) {
            *place += LOUDNESS as f32 * sample;
        }
    }
    sound
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_short_and_soft_and_begins_and_ends_in_silence() {
        let sound = both(48_000);
        assert_eq!(sound.len(), 9600, "0.2 s");
        let loudest = sound.iter().fold(0.0_f32, |most, x| most.max(x.abs()));
        assert!((0.24..=0.25).contains(&loudest), "{loudest}");
        for edge in [0, 2399, 7200, 9599] {
            assert!(sound[edge].abs() < 0.01, "a click at sample {edge}");
        }
        assert!(sound[2400..7200].iter().all(|x| *x == 0.0));
    }
}
