//! Where session time has its zero: at the start, and when a session is taken up again, maybe after the computer was started anew.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use sha2::{Digest, Sha256};

use super::clockwatch::Reading;
use crate::session::{ClockOrigin, Event, Fact, Header};
use crate::time::{self, SessionTime, Stamp};

/// How exactly the wall clock and the session clock are read together.
const UNCERTAINTY_MS: f64 = 1.0;
/// How exactly a wall clock that nobody watched is trusted: what a time server corrects at a start of the computer.
const UNWATCHED_MS: f64 = 1000.0;
/// Enough of a digest to tell boots apart.
const DIGITS: usize = 16;

/// The clock of a session that begins now.
pub(super) fn begin(session: &str, zero: Reading) -> ClockOrigin {
    of(session, zero.boot, zero, UNCERTAINTY_MS)
}

/// A session's clock as it goes on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct GoesOn {
    /// The session clock's zero on the clock of this boot.
    pub origin: Stamp,
    /// The same for the record.
    pub clock: ClockOrigin,
    /// The wall clock now, RFC 3339.
    pub utc: String,
    /// The computer was started anew meanwhile, so that session time goes on by the wall clock.
    pub new_boot: bool,
}

/// The clock of the session with these facts, taken up at `now`: in the same boot it never stood still; after a new one it goes on by UTC.
/// It never runs backwards, however the wall clock was set.
pub(super) fn go_on(header: &Header, events: &[Event], now: Reading) -> GoesOn {
    let session = &header.session;
    let before = events.iter().rev().find_map(|event| match &event.fact {
        Fact::TakenUp { clock, .. } => Some(clock),
        _ => None,
    });
    let before = before.unwrap_or(&header.clock);
    let boot = before
        .boot
        .clone()
        .filter(|boot| Some(boot) == boot_of(session).as_ref());
    let last = events.last().map_or(SessionTime::ZERO, |event| event.t_s);
    let same = boot.and(before.boot_ns).map(Stamp);
    let (origin, uncertainty_ms) = match same {
        Some(origin) => (origin, before.uncertainty_ms),
        None => {
            let (origin, uncertainty_ms) = by_utc(header, events, now);
            (origin, before.uncertainty_ms + uncertainty_ms)
        }
    };
    // The wall clock may have been set back meanwhile.
    let t = SessionTime::from_stamp(now.boot, origin);
    let behind: i64 = last.0.saturating_sub(t.0).max(0);
    let origin = Stamp(origin.0.saturating_sub(behind.saturating_mul(1000)));
    let uncertainty_ms = uncertainty_ms + behind as f64 / 1000.0;
    GoesOn {
        origin,
        clock: of(session, origin, now, uncertainty_ms),
        utc: utc(now.utc),
        new_boot: same.is_none(),
    }
}

/// UTC as the session's facts write it.
pub(super) fn utc(now: DateTime<Utc>) -> String {
    now.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// By the newest pair of session time and UTC.
fn by_utc(header: &Header, events: &[Event], now: Reading) -> (Stamp, f64) {
    let start = (SessionTime::ZERO, header.started_utc.as_str());
    let later = events.iter().filter_map(|event| match &event.fact {
        Fact::ClockChanged { utc, .. } => Some((event.instant(), utc.as_str())),
        _ => None,
    });
    let mut pairs = std::iter::once(start).chain(later).filter_map(|(t, utc)| {
        let utc: DateTime<Utc> = DateTime::parse_from_rfc3339(utc).ok()?.into();
        Some((t, utc))
    });
    let (t, utc) = pairs.next_back().unwrap_or((SessionTime::ZERO, now.utc));
    let zero = utc
        .checked_sub_signed(TimeDelta::microseconds(t.0))
        .unwrap_or(utc);
    let elapsed_ns = (now.utc - zero).num_nanoseconds().unwrap_or(0);
    (Stamp(now.boot.0.saturating_sub(elapsed_ns)), UNWATCHED_MS)
}

fn of(session: &str, origin: Stamp, now: Reading, uncertainty_ms: f64) -> ClockOrigin {
    let monotonic_ns = now.monotonic_ns.saturating_sub(now.boot.ns_since(origin));
    ClockOrigin {
        source: "CLOCK_BOOTTIME".to_owned(),
        origin_s: monotonic_ns as f64 / 1e9,
        uncertainty_ms,
        boot_ns: Some(origin.0),
        boot: boot_of(session),
    }
}

fn boot_of(session: &str) -> Option<String> {
    let digest = Sha256::digest(format!("{session} {}", time::boot_id()?));
    let digits: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.get(..DIGITS).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::header;

    const SESSION: &str = "20260101T000000Z_P1";

    fn at(boot_s: i64, utc: &str) -> Reading {
        Reading {
            boot: Stamp(boot_s * 1_000_000_000),
            monotonic_ns: boot_s * 1_000_000_000,
            utc: DateTime::parse_from_rfc3339(utc).unwrap().into(),
        }
    }

    /// A session that began 100 s after the start of the computer, and was last heard of at 50 s.
    fn left(boot: Option<&str>) -> (Header, Vec<Event>) {
        let mut header = header();
        header.session = SESSION.to_owned();
        header.started_utc = "2026-01-01T00:00:00Z".to_owned();
        header.clock.boot_ns = Some(100_000_000_000);
        header.clock.boot = boot.map_or_else(|| boot_of(SESSION), |boot| Some(boot.to_owned()));
        let last = Event {
            seq: 1,
            t_s: SessionTime::from_s(50.0),
            at_s: None,
            fact: Fact::SessionStarted {
                header: Box::new(header.clone()),
            },
        };
        (header, vec![last])
    }

    #[track_caller]
    fn check(boot: Option<&str>, now: Reading, t_s: f64, uncertainty_ms: f64) {
        let (header, events) = left(boot);
        let on = go_on(&header, &events, now);
        let t = SessionTime::from_stamp(now.boot, on.origin);
        assert_eq!(t, SessionTime::from_s(t_s));
        assert_eq!(
            on.clock.uncertainty_ms,
            header.clock.uncertainty_ms + uncertainty_ms
        );
        assert_eq!(on.clock.boot_ns, Some(on.origin.0));
    }

    #[test]
    fn in_the_same_boot_the_wall_clock_has_no_say() {
        check(None, at(400, "2026-01-01T00:05:00Z"), 300.0, 0.0);
        check(None, at(400, "2031-01-01T00:00:00Z"), 300.0, 0.0);
    }

    #[test]
    fn after_a_new_start_of_the_computer_it_goes_on_by_utc() {
        check(
            Some("another"),
            at(20, "2026-01-01T00:10:00Z"),
            600.0,
            1000.0,
        );
    }

    #[test]
    fn it_never_runs_backwards_and_says_how_little_is_known() {
        check(
            Some("another"),
            at(20, "2025-12-31T23:59:50Z"),
            50.0,
            61_000.0,
        );
    }
}
