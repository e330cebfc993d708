//! How much of a video was watched, in words.

use crate::desk::words;
use crate::record::layers::{Alignment, Stretch};
use crate::time::{FilmTime, Micros, SessionTime};

/// A time of the session, from and to.
pub type Span = (SessionTime, SessionTime);
/// What is missing of a whole and not worth a word: the film's last frames.
const WHOLE: f64 = 0.995;

/// Of what was coded live, where the video is aligned with a session in which something was; else of the whole video.
pub fn told(
    watched: &[Stretch],
    live: &[Span],
    aligned: Option<&Alignment>,
    length_s: f64,
) -> String {
    let of_live = aligned
        .filter(|aligned| !aligned.pairs.is_empty())
        .map(|aligned| {
            let film = |(from, to): &Span| (aligned.video(*from), aligned.video(*to));
            live.iter().map(film).collect::<Vec<Stretch>>()
        })
        .filter(|live| length(live) > 0);
    let all = [(FilmTime(0), FilmTime::from_s(length_s))];
    let (of, what) = match &of_live {
        Some(live) => (live.as_slice(), "that were coded live"),
        None => (all.as_slice(), "of the video"),
    };
    let whole = length(of).max(1);
    let seen = shared(watched, of);
    let part = seen as f64 / whole as f64;
    let told = format!(
        "Watched: {} of the {} {what} ({:.0} %).",
        words::length(Micros(seen)),
        words::length(Micros(whole)),
        100.0 * part
    );
    if part >= WHOLE {
        told
    } else {
        format!("{told} What was not watched counts as not coded.")
    }
}

fn length(stretches: &[Stretch]) -> i64 {
    stretches.iter().map(|(from, to)| (*to - *from).0).sum()
}

fn shared(one: &[Stretch], other: &[Stretch]) -> i64 {
    let pairs = one
        .iter()
        .flat_map(|a| other.iter().map(move |b| (a.0.max(b.0), a.1.min(b.1))));
    pairs.map(|(from, to)| (to - from).0.max(0)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::layers::Pair;

    #[test]
    fn the_share_is_of_live_coding_where_that_is_known() {
        let pair = Pair {
            what: "hand".to_owned(),
            video_s: 10.0,
            session_s: 110.0,
            residual_ms: 0.0,
        };
        let aligned = Alignment::of(&[pair]).unwrap();
        let live = [(SessionTime::from_s(200.0), SessionTime::from_s(400.0))];
        let watched = [(FilmTime(0), FilmTime::from_s(250.0))];
        let share = |aligned| told(&watched, &live, aligned, 1000.0);
        assert_eq!(
            share(Some(&aligned)),
            "Watched: 2:30 of the 3:20 that were coded live (75 %). What was not watched counts as not coded."
        );
        assert_eq!(
            share(None),
            "Watched: 4:10 of the 16:40 of the video (25 %). What was not watched counts as not coded."
        );
        let all = [(FilmTime(0), FilmTime::from_s(999.0))];
        let all = told(&all, &live, None, 1000.0);
        assert_eq!(all, "Watched: 16:39 of the 16:40 of the video (100 %).");
    }
}
