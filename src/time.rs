//! Session time, film time and the one clock that both processes share; nothing else in the program reads a clock.
#![allow(
    clippy::disallowed_methods,
    reason = "this is the one place that may read clocks"
)]

use std::ops::{Add, Sub};
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

const NS_PER_S: i64 = 1_000_000_000;

/// An instant on the machine's own clock, in nanoseconds since boot, sleep included (Linux `CLOCK_BOOTTIME`).
///
/// Every process of one machine reads the same clock, so stamps need no translation between desk and stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Stamp(pub i64);

/// True elapsed time since the session began, in integer microseconds; written as seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionTime(pub i64);

/// A position in a film, in integer microseconds of media time; written as seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FilmTime(pub i64);

/// The clock now.
pub fn now() -> Stamp {
    Stamp(read(ClockId::Boottime))
}

/// `CLOCK_MONOTONIC` now, in nanoseconds: the clock of the window system and of most recording software.
pub fn monotonic_ns() -> i64 {
    read(ClockId::Monotonic)
}

/// The system's own number for this boot of the computer, where it has one.
pub fn boot_id() -> Option<String> {
    let text = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    Some(text.trim().to_owned()).filter(|id| !id.is_empty())
}

/// The wall clock now.
pub fn utc_now() -> chrono::DateTime<chrono::Utc> {
    chrono::Utc::now()
}

/// How far the local wall clock is ahead of UTC now, in minutes.
pub fn utc_offset_minutes() -> i32 {
    chrono::Local::now().offset().local_minus_utc() / 60
}

/// Sleeps until `until`, or not at all when it has passed.
pub fn sleep_until(until: Stamp) {
    if let Some(wait) = until.since(now()) {
        std::thread::sleep(wait);
    }
}

impl Stamp {
    /// Time from `earlier` to `self`; `None` when `earlier` is later.
    pub fn since(self, earlier: Self) -> Option<Duration> {
        u64::try_from(self.0.saturating_sub(earlier.0))
            .ok()
            .map(Duration::from_nanos)
    }

    /// Signed distance `self − earlier` in nanoseconds.
    pub fn ns_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The instant `duration` later.
    pub fn after(self, duration: Duration) -> Self {
        Self(
            self.0
                .saturating_add(i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX)),
        )
    }
}

impl SessionTime {
    /// The beginning of the session.
    pub const ZERO: Self = Self(0);

    /// The session time of `stamp` in a session whose zero is at `origin`.
    pub fn from_stamp(stamp: Stamp, origin: Stamp) -> Self {
        Self(stamp.ns_since(origin).div_euclid(1000))
    }

    /// The stamp of this session time in a session whose zero is at `origin`.
    pub fn to_stamp(self, origin: Stamp) -> Stamp {
        Stamp(origin.0.saturating_add(self.0.saturating_mul(1000)))
    }
}

/// What session time and film time share: microseconds inside, seconds outside.
macro_rules! microseconds {
    ($name:ident) => {
        impl $name {
            /// From seconds; what is no number becomes zero, what is too large the largest time.
            pub fn from_s(s: f64) -> Self {
                Self((s * 1e6).round() as i64)
            }

            /// In seconds.
            pub fn as_s(self) -> f64 {
                self.0 as f64 / 1e6
            }
        }

        impl Add<Micros> for $name {
            type Output = Self;
            fn add(self, by: Micros) -> Self {
                Self(self.0.saturating_add(by.0))
            }
        }

        impl Sub for $name {
            type Output = Micros;
            fn sub(self, earlier: Self) -> Micros {
                Micros(self.0.saturating_sub(earlier.0))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_f64(self.as_s())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                f64::deserialize(deserializer).map(Self::from_s)
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({"type": "number", "description": "seconds"})
            }
        }
    };
}

microseconds!(SessionTime);
microseconds!(FilmTime);
microseconds!(Micros);

/// A signed span of time in microseconds; written as seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Micros(pub i64);

impl Micros {
    /// As a standard duration; a negative span is zero.
    pub fn to_duration(self) -> Duration {
        Duration::from_micros(u64::try_from(self.0).unwrap_or(0))
    }
}

fn read(clock: ClockId) -> i64 {
    let t = clock_gettime(clock);
    t.tv_sec.saturating_mul(NS_PER_S).saturating_add(t.tv_nsec)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_and_session_times_turn_into_each_other() {
        let origin = Stamp(5_000_000_000);
        let t = SessionTime::from_stamp(Stamp(6_500_000_999), origin);
        assert_eq!(t, SessionTime(1_500_000));
        assert_eq!(t.to_stamp(origin), Stamp(6_500_000_000));
        assert_eq!(
            SessionTime::from_stamp(Stamp(4_999_999_999), origin),
            SessionTime(-1)
        );
    }

    #[test]
    fn seconds_are_written_with_microseconds() {
        assert_eq!(
            serde_json::to_string(&SessionTime(12_500_001)).unwrap(),
            "12.500001"
        );
        assert_eq!(
            serde_json::from_str::<FilmTime>("0.1").unwrap(),
            FilmTime(100_000)
        );
    }

    #[test]
    fn the_clock_runs_forward() {
        let a = now();
        assert!(now() >= a);
        assert!(a.since(Stamp(a.0 + 1)).is_none());
    }
}
