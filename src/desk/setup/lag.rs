//! The coder's measured reaction lag: read beside the window, told in the list of checks, put into the plan.

use std::path::{Path, PathBuf};

use super::checks::{Check, State};
use crate::desk::coder::{ASSUMED_S, day};
use crate::desk::worker::{Job, Wake};
use crate::protocol::{Coding, Id, Sense};
use crate::record::coders::{self, Calibration, Calibrations};
use crate::session::Coder;

/// What is known of the coder who is typed now.
#[derive(Default)]
pub struct CoderLag {
    read: Option<(PathBuf, Id, Job<Result<Calibrations, String>>)>,
}

impl CoderLag {
    /// Reads again when it is another coder or another data folder.
    pub fn follow(&mut self, data: &Path, coder: &str, wake: &Wake) {
        let coder = Id(coder.trim().to_owned());
        let same = |(path, id, _): &(PathBuf, Id, _)| path == data && *id == coder;
        if !self.read.as_ref().is_some_and(same) {
            let (path, id) = (data.to_owned(), coder.clone());
            let job = Job::start("coder lag", wake, move |_| coders::calibrations(&path, &id));
            self.read = Some((data.to_owned(), coder, job));
        }
    }

    /// Whether it has been read.
    pub fn is_known(&mut self) -> bool {
        let read = self.read.as_mut().and_then(|(_, _, job)| job.look());
        read.is_some()
    }

    /// How it stands. Nobody is kept from starting by it.
    pub fn check(&mut self, coding: &Coding) -> Check {
        let check = |state, text: String| Check::new("Reaction lag", state, text);
        if senses(coding).next().is_none() {
            return check(State::Well, "This protocol codes nothing.".to_owned());
        }
        let read = self.read.as_mut().and_then(|(_, _, job)| job.look());
        let newest = match read {
            None => return check(State::Working(0.0), "Looking for the coder…".to_owned()),
            Some(Err(why)) => return check(State::Warn, why.clone()),
            Some(Ok(read)) => match (&read.notice, read.all.last()) {
                (Some(notice), None) => return check(State::Warn, notice.clone()),
                (_, newest) => newest,
            },
        };
        match newest {
            Some(newest) if senses(coding).all(|sense| newest.of(sense).usable().is_some()) => {
                check(State::Well, told(newest, coding))
            }
            Some(_) => check(
                State::Warn,
                format!(
                    "The last measurement had too few answers, so {ASSUMED_S} s is assumed where it failed: measure again in the home window under Coders."
                ),
            ),
            None => check(
                State::Warn,
                format!(
                    "Nobody has measured this coder's reaction lag, so {ASSUMED_S} s is assumed: measure it in the home window under Coders, which takes two minutes."
                ),
            ),
        }
    }

    /// The coder as the plan has them.
    pub fn coder(&mut self, id: Id, coding: &Coding) -> Coder {
        let newest = match self.read.as_mut().and_then(|(_, _, job)| job.look()) {
            Some(Ok(read)) => read.all.last(),
            _ => None,
        };
        coder(id, coding, newest)
    }
}

/// Each channel and each point code gets the lag of its sense, where that was measured.
fn coder(id: Id, coding: &Coding, newest: Option<&Calibration>) -> Coder {
    let lag = |sense| newest.and_then(|newest| newest.of(sense).usable());
    let lags = codes(coding)
        .filter_map(|(code, sense)| Some((code.clone(), lag(sense)?)))
        .collect();
    let first = senses(coding).next().and_then(lag);
    // A sense that was not measured keeps the assumed lag, whatever the other one's is.
    let all = first.filter(|_| senses(coding).all(|sense| lag(sense).is_some()));
    Coder {
        id,
        lag_s: all.map_or(ASSUMED_S, |lag| lag.median_s),
        lag_calibrated: all.is_some(),
        lags,
    }
}

fn codes(coding: &Coding) -> impl Iterator<Item = (&Id, Sense)> {
    let channels = coding
        .channels
        .iter()
        .map(|channel| (&channel.id, channel.sense));
    let points = coding.points.iter().map(|point| (&point.id, point.sense));
    // A point code may bear a channel's name; the channel's onsets are what a lag is taken off.
    points.chain(channels)
}

fn senses(coding: &Coding) -> impl Iterator<Item = Sense> {
    let used = |sense| codes(coding).any(move |(_, other)| other == sense);
    [Sense::Seen, Sense::Heard]
        .into_iter()
        .filter(move |sense| used(*sense))
}

fn told(newest: &Calibration, coding: &Coding) -> String {
    let one = |sense| {
        let lag = newest.of(sense).usable()?;
        let name = match sense {
            Sense::Seen => "seen",
            Sense::Heard => "heard",
        };
        Some(format!("{:.2} s for what is {name}", lag.median_s))
    };
    let lags: Vec<String> = senses(coding).filter_map(one).collect();
    format!("Measured on {}: {}.", day(newest), lags.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coding() -> Coding {
        serde_json::from_value(serde_json::json!({
            "channels": [{"id": "tears", "levels": 3, "hold_key": "J"},
                         {"id": "vocal", "levels": 3, "hold_key": "K", "sense": "heard"}],
            "points": [{"id": "sniff", "key": "P", "sense": "heard"}]
        }))
        .unwrap()
    }

    fn calibration(seen: u32, heard: u32) -> Calibration {
        serde_json::from_value(serde_json::json!({
            "utc": "2026-01-02T03:04:05Z", "app_version": "0.1.0", "seed": 1,
            "seen": {"median_s": 0.41, "iqr_s": 0.09, "n": seen, "anticipations": 0, "misses": 0, "doubles": 0},
            "heard": {"median_s": 0.33, "iqr_s": 0.05, "n": heard, "anticipations": 0, "misses": 0, "doubles": 0},
            "strays": 0, "stamp_source": "x11_raw", "stamp_uncertainty_ms": 1.0, "visual_onset": "swap",
            "auditory_onset": "handed_to_device", "output_buffer_s": null, "output_latency_unknown": true, "targets": []
        }))
        .unwrap()
    }

    #[test]
    fn each_code_gets_the_lag_of_its_sense() {
        let made = coder("C1".into(), &coding(), Some(&calibration(19, 20)));
        assert!(made.lag_calibrated);
        let lags: Vec<f64> = ["tears", "vocal", "sniff", "other"]
            .map(|code| made.lag_of(&code.into()))
            .to_vec();
        assert_eq!(lags, [0.41, 0.33, 0.33, 0.41]);
        assert_eq!(made.lags[&Id::from("tears")].n, 19);
    }

    #[test]
    fn without_a_measurement_the_lag_is_assumed_and_said_to_be() {
        let made = coder("C1".into(), &coding(), None);
        assert!(!made.lag_calibrated && made.lags.is_empty());
        assert_eq!(made.lag_of(&"vocal".into()), 0.8);
        // Nine answers are too few: that sense alone stays assumed.
        let half = coder("C1".into(), &coding(), Some(&calibration(9, 20)));
        assert!(!half.lag_calibrated);
        assert_eq!(half.lag_of(&"tears".into()), 0.8);
        assert_eq!(half.lag_of(&"vocal".into()), 0.33);
        let other = coder("C1".into(), &coding(), Some(&calibration(20, 9)));
        assert_eq!(other.lag_of(&"tears".into()), 0.41);
        assert_eq!(other.lag_of(&"vocal".into()), 0.8);
    }

    fn check(data: &Path) -> Check {
        let wake: Wake = std::sync::Arc::new(|| {});
        let mut lag = CoderLag::default();
        lag.follow(data, " C1 ", &wake);
        loop {
            let check = lag.check(&coding());
            if check.state != State::Working(0.0) {
                return check;
            }
            std::thread::yield_now();
        }
    }

    #[test]
    fn the_list_of_checks_says_what_to_do_and_never_blocks() {
        let data = tempfile::tempdir().unwrap();
        let none = check(data.path());
        assert_eq!(none.state, State::Warn);
        assert!(
            none.text.contains("0.8 s is assumed: measure it"),
            "{}",
            none.text
        );
        coders::keep_calibration(data.path(), &"C1".into(), &calibration(19, 20)).unwrap();
        let measured = check(data.path());
        assert_eq!(measured.state, State::Well);
        assert_eq!(
            measured.text,
            "Measured on 2026-01-02: 0.41 s for what is seen, 0.33 s for what is heard."
        );
        coders::keep_calibration(data.path(), &"C1".into(), &calibration(19, 2)).unwrap();
        assert!(check(data.path()).text.contains("too few answers"));
    }
}
