//! When what has been heard: a line through the readings of a sound device's own clock.

use crate::time::Stamp;

/// Translates positions in what was sent to the device into instants. All in nanoseconds.
#[derive(Debug, Default)]
pub(super) struct Heard {
    opened: Option<Stamp>,
    steady_since: Option<Stamp>,
    last: Option<Stamp>,
    read_ns: f64,
    used_ns: Option<i64>,
}

/// A device that wakes up jumps; a jump larger than this begins the line anew.
const JUMP_NS: f64 = 2e6;
/// Readings count once they have been steady for this long …
const STEADY_NS: i64 = 150_000_000;
/// … and the device has been awake for this long: its first readings are guesses.
const AWAKE_NS: i64 = 350_000_000;
/// Readings come in small steps; this time constant smooths them.
const SMOOTH_S: f64 = 3.0;
/// While a film runs, its due instants move at most this fast: far below what anyone can see or hear.
const SLEW: f64 = 0.002;

impl Heard {
    /// The device says that it has played `played_ns`, read at `at`.
    pub fn observe(&mut self, played_ns: i64, at: Stamp) {
        self.opened.get_or_insert(at);
        let offset = (at.0 - played_ns) as f64;
        let dt_s = self
            .last
            .map_or(0.0, |last| at.ns_since(last).max(0) as f64 / 1e9);
        self.last = Some(at);
        if self.steady_since.is_none() || (offset - self.read_ns).abs() > JUMP_NS {
            self.steady_since = Some(at);
            self.read_ns = offset;
        } else {
            let awake_s = self
                .steady_since
                .map_or(0.0, |since| at.ns_since(since) as f64 / 1e9);
            // At first a plain mean, later an ever slower one.
            let weight = dt_s / awake_s.clamp(dt_s.max(1e-6), SMOOTH_S);
            self.read_ns += (offset - self.read_ns) * weight.min(1.0);
        }
        if let Some(used) = &mut self.used_ns {
            let most = dt_s * 1e9 * SLEW;
            *used += (self.read_ns - *used as f64).clamp(-most, most).round() as i64;
        }
    }

    /// Whether readings may be believed.
    pub fn is_steady(&self) -> bool {
        let long = |since: Option<Stamp>, ns: i64| {
            since
                .zip(self.last)
                .is_some_and(|(since, last)| last.ns_since(since) >= ns)
        };
        long(self.steady_since, STEADY_NS) && long(self.opened, AWAKE_NS)
    }

    /// Begins to use the readings; from now on instants move only slowly.
    pub fn use_now(&mut self) {
        self.used_ns = Some(self.read_ns.round() as i64);
    }

    /// When the sound at this position is or was heard; `None` before the first reading.
    pub fn instant(&self, position_ns: i64) -> Option<Stamp> {
        self.last?;
        let offset = self.used_ns.unwrap_or(self.read_ns.round() as i64);
        Some(Stamp(position_ns + offset))
    }

    /// The position that is heard at an instant.
    pub fn position_ns(&self, at: Stamp) -> Option<i64> {
        let zero = self.instant(0)?;
        Some(at.ns_since(zero))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: i64 = 1_000_000;

    fn read(heard: &mut Heard, from_ms: i64, to_ms: i64, offset: i64) {
        for at in (from_ms..to_ms).step_by(10) {
            heard.observe(at * MS - offset, Stamp(at * MS));
        }
    }

    #[test]
    fn a_device_that_wakes_up_is_not_believed() {
        let mut heard = Heard::default();
        read(&mut heard, 0, 200, 0);
        assert!(!heard.is_steady(), "not awake for long enough");
        read(&mut heard, 200, 300, 77 * MS);
        assert!(!heard.is_steady(), "it has just jumped");
        read(&mut heard, 300, 400, 77 * MS);
        assert!(heard.is_steady());
        assert_eq!(heard.instant(0), Some(Stamp(77 * MS)));
        assert_eq!(heard.position_ns(Stamp(100 * MS)), Some(23 * MS));
    }

    #[test]
    fn a_jump_while_the_film_runs_moves_its_instants_slowly() {
        let mut heard = Heard::default();
        read(&mut heard, 0, 500, 0);
        heard.use_now();
        read(&mut heard, 500, 1500, 40 * MS);
        let moved = heard.instant(0).unwrap().0;
        assert!((moved - 2 * MS).abs() < MS / 10, "{moved}");
    }

    #[test]
    fn drift_is_followed() {
        let mut heard = Heard::default();
        read(&mut heard, 0, 500, 0);
        heard.use_now();
        // 50 parts in a million, for ten minutes.
        for at in (500..600_000).step_by(33) {
            heard.observe(at * MS - at * 50, Stamp(at * MS));
        }
        let error = heard.instant(0).unwrap().0 - 600_000 * 50;
        assert!(error.abs() < MS, "{error}");
    }
}
