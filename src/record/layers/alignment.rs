//! Where a video lies in the session: from marks that both know, a line from media time to session time.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::time::{FilmTime, SessionTime};

/// Cameras' clocks differ from a computer's by less than this, as a share.
const MOST_DRIFT: f64 = 0.001;
/// Marks nearer than this to each other say nothing about the rate, in seconds: a flash is known to a frame or two, and within a minute
/// that would be a drift that no camera has.
const LEAST_APART_S: f64 = 120.0;
/// How far two marks may be off together, in seconds: a frame each at 25 a second.
const FRAMES_S: f64 = 0.08;
/// Marks of one recording never miss each other by more, in ms.
const MOST_MISS_MS: f64 = 500.0;

/// No video begins further from a session than this, in seconds: ten days.
const MOST_OFFSET_S: f64 = 864_000.0;

/// A drift from here on is unusual, in parts a million.
const MUCH_PPM: f64 = 200.0;
/// A miss from here on is worth a word, in ms.
const MUCH_MS: f64 = 100.0;

/// One instant in both times, in seconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Pair {
    /// What it is, such as `flash 1`.
    pub what: String,
    /// Media time of the video.
    pub video_s: f64,
    /// Session time.
    pub session_s: f64,
    /// How far the line misses it: session time by the line less the true one.
    #[serde(default)]
    pub residual_ms: f64,
}

/// Session time = `offset_s` + `rate` · media time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Alignment {
    /// Session time of the video's beginning; negative when the video began earlier.
    pub offset_s: f64,
    /// Seconds of session a second of video; 1 where the marks lie too near to each other to tell.
    pub rate: f64,
    /// What it was made of, with what each is missed by.
    pub pairs: Vec<Pair>,
}

impl Alignment {
    /// The line that misses the pairs least (least squares). Pairs closer together than two minutes give an offset alone.
    ///
    /// # Errors
    /// One sentence when there is no pair, or the pairs can't be of one recording.
    pub fn of(pairs: &[Pair]) -> Result<Self, String> {
        let n = pairs.len() as f64;
        if pairs.is_empty() {
            return Err(
                "Mark at least one instant of the video that the session knows.".to_owned(),
            );
        }
        let mean = |f: &dyn Fn(&Pair) -> f64| pairs.iter().map(f).sum::<f64>() / n;
        let (video, session) = (mean(&|pair| pair.video_s), mean(&|pair| pair.session_s));
        let spread: f64 = pairs
            .iter()
            .map(|pair| (pair.video_s - video).powi(2))
            .sum();
        let shared: f64 = pairs
            .iter()
            .map(|pair| (pair.video_s - video) * (pair.session_s - session))
            .sum();
        let rate = if apart_s(pairs) < LEAST_APART_S {
            1.0
        } else {
            shared / spread
        };
        let most = MOST_DRIFT + FRAMES_S / apart_s(pairs).max(LEAST_APART_S);
        if !rate.is_finite() || (rate - 1.0).abs() > most {
            return Err(format!(
                "These marks can't be of one recording: a second of video would be {rate:.4} s of session. Mark them again."
            ));
        }
        let offset_s = session - rate * video;
        let pairs = pairs.iter().map(|pair| Pair {
            residual_ms: (offset_s + rate * pair.video_s - pair.session_s) * 1000.0,
            ..pair.clone()
        });
        let aligned = Self {
            offset_s,
            rate,
            pairs: pairs.collect(),
        };
        let worst = aligned.worst_ms();
        if worst > MOST_MISS_MS {
            return Err(format!(
                "These marks can't be of one recording: they miss each other by up to {:.1} s. Mark them again.",
                worst / 1000.0
            ));
        }
        Ok(aligned)
    }

    /// Session time of a media time.
    pub fn session(&self, video: FilmTime) -> SessionTime {
        SessionTime::from_s(self.offset_s + self.rate * video.as_s())
    }

    /// Media time of a session time.
    pub fn video(&self, session: SessionTime) -> FilmTime {
        FilmTime::from_s((session.as_s() - self.offset_s) / self.rate)
    }

    /// The largest miss, in ms.
    pub fn worst_ms(&self) -> f64 {
        let misses = self.pairs.iter().map(|pair| pair.residual_ms.abs());
        misses.fold(0.0, f64::max)
    }

    /// Whether it can be true at all; a file can say anything.
    pub fn is_possible(&self) -> bool {
        let is_near = (self.rate - 1.0).abs() <= 10.0 * MOST_DRIFT;
        is_near && self.offset_s.abs() <= MOST_OFFSET_S
    }

    /// Whether its pairs lie far enough apart to tell how the clocks drift.
    pub fn tells_drift(&self) -> bool {
        apart_s(&self.pairs) >= LEAST_APART_S
    }

    /// Whether the pairs could miss it: one never does, and two don't where they gave the drift as well.
    pub fn tells_misses(&self) -> bool {
        self.pairs.len() > if self.tells_drift() { 2 } else { 1 }
    }

    /// By how many parts a million the session's clock runs faster than the video's: `(rate − 1) · 10⁶`.
    pub fn drift_ppm(&self) -> f64 {
        (self.rate - 1.0) * 1e6
    }

    /// What speaks against it, one sentence each. Two pairs miss nothing whatever they are, so that only their drift can tell.
    pub fn doubts(&self) -> Vec<String> {
        let mut doubts = Vec::new();
        if !self.tells_drift() {
            doubts.push(
                "Marks less than two minutes apart tell nothing of the clocks' drift: an hour away times may be off by some tenths of a second."
                    .to_owned(),
            );
        }
        let drift = self.drift_ppm();
        if drift.abs() > MUCH_PPM {
            let marks = match self.pairs.len() {
                2 => "two marks leave".to_owned(),
                n => format!("{n} marks leave"),
            };
            doubts.push(format!(
                "The {marks} a clock drift of {drift:.0} ppm between video and session; more than {MUCH_PPM:.0} is unusual: check the pairs."
            ));
        }
        let worst = self.worst_ms();
        if worst > MUCH_MS {
            doubts.push(format!(
                "The marks miss each other by up to {worst:.0} ms: look at each frame again."
            ));
        }
        doubts
    }
}

/// From the first pair to the last, in seconds of the video.
fn apart_s(pairs: &[Pair]) -> f64 {
    let times = || pairs.iter().map(|pair| pair.video_s);
    times().fold(f64::MIN, f64::max) - times().fold(f64::MAX, f64::min)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(video_s: f64, session_s: f64) -> Pair {
        Pair {
            what: String::new(),
            video_s,
            session_s,
            residual_ms: 0.0,
        }
    }

    #[test]
    fn one_mark_gives_an_offset_and_two_a_rate_with_what_they_miss() {
        let one = Alignment::of(&[pair(5.0, 65.0)]).unwrap();
        assert_eq!((one.offset_s, one.rate), (60.0, 1.0));
        // A camera that is 100 ppm slow; the chirp of the end is heard 4 ms late.
        let marks = [
            pair(5.0, 65.0),
            pair(5.05, 65.05),
            pair(605.0, 665.06),
            pair(605.05, 665.114),
        ];
        let line = Alignment::of(&marks).unwrap();
        assert!((line.rate - 1.0001).abs() < 1e-5, "{}", line.rate);
        assert!(
            line.worst_ms() < 4.0 && line.worst_ms() > 1.0,
            "{}",
            line.worst_ms()
        );
        let there = line.session(FilmTime::from_s(100.0));
        assert!((line.video(there).as_s() - 100.0).abs() < 1e-5);
    }

    #[test]
    fn marks_of_two_recordings_are_refused() {
        assert!(Alignment::of(&[]).is_err());
        let why = Alignment::of(&[pair(5.0, 65.0), pair(605.0, 700.0)]).unwrap_err();
        assert!(why.contains("one recording"), "{why}");
    }

    #[test]
    fn the_frame_of_a_flash_is_no_drift() {
        // The marks of a short session, each within a frame of where it was.
        let short = Alignment::of(&[pair(2.02, 1.413), pair(21.34, 20.709)]).unwrap();
        assert_eq!(short.rate, 1.0);
        assert!(short.worst_ms() < 13.0, "{}", short.worst_ms());
        let why = Alignment::of(&[pair(2.0, 1.4), pair(21.0, 22.0)]).unwrap_err();
        assert!(why.contains("miss each other"), "{why}");
    }

    #[test]
    fn two_marks_are_doubted_by_their_drift_and_more_by_what_they_miss() {
        let ppm = |ppm: f64| {
            let pairs = [pair(0.0, 60.0), pair(600.0, 660.0 + 600.0 * ppm / 1e6)];
            Alignment::of(&pairs).unwrap()
        };
        let (calm, odd) = (ppm(150.0), ppm(-400.0));
        assert_eq!(
            (calm.worst_ms() < 1e-6, odd.worst_ms() < 1e-6),
            (true, true)
        );
        assert_eq!(calm.doubts(), Vec::<String>::new());
        let told = odd.doubts();
        assert_eq!(told.len(), 1);
        assert!(told[0].contains("The two marks leave a clock drift of -400 ppm"));
        let missed = [pair(0.0, 60.0), pair(300.0, 360.4), pair(600.0, 660.0)];
        let told = Alignment::of(&missed).unwrap().doubts();
        assert!(
            told.len() == 1 && told[0].contains("up to 267 ms"),
            "{told:?}"
        );
        let one = Alignment::of(&[pair(5.0, 65.0)]).unwrap().doubts();
        assert!(one[0].contains("less than two minutes apart"), "{one:?}");
    }
}
