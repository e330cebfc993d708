//! Follows the film of one stage process by what it reports, so that nothing of it is unknown when the process is lost.

use super::message::{FrameLine, ToDesk};
use super::reports::StageNews;
use super::tally::Tally;
use crate::session::{MediaInput, StageInput};
use crate::time::{FilmTime, Micros, Stamp};

/// A frame lasts at most this long; what is longer is a jump.
const LONGEST: Micros = Micros(1_000_000);

/// What is known of the film or sound that is on.
#[derive(Debug, Default)]
pub(super) struct Follower {
    /// Serial of its screen; `None` before its onset and when nothing is on.
    serial: Option<u64>,
    tally: Tally,
    /// The last frame that was shown, or the last position told, and when.
    film: FilmTime,
    at: Stamp,
    /// The frame told last, and the time from frame to frame.
    line: Option<FilmTime>,
    lasts: Micros,
}

impl Follower {
    /// Takes note of one report.
    pub fn follow(&mut self, message: &ToDesk) {
        match message {
            ToDesk::Frames { frames, .. } => frames.iter().for_each(|line| self.frame(line)),
            ToDesk::Input {
                at,
                input: StageInput::Media { serial, media },
            } => self.media(*at, *serial, media),
            _ => {}
        }
    }

    fn frame(&mut self, line: &FrameLine) {
        self.tally.take(line);
        let lasts = self.line.map(|before| line.film - before);
        if let Some(lasts) = lasts.filter(|lasts| lasts.0 > 0 && *lasts < LONGEST) {
            self.lasts = lasts;
        }
        self.line = Some(line.film);
        if let Some(shown) = line.shown {
            (self.film, self.at) = (line.film, shown);
        }
    }

    fn media(&mut self, at: Stamp, serial: u64, media: &MediaInput) {
        match media {
            // A frame is told before what the film reports of it, and more exactly.
            MediaInput::Onset { film } | MediaInput::Progress { film } => {
                self.serial = Some(serial);
                if at > self.at {
                    (self.film, self.at) = (*film, at);
                }
            }
            MediaInput::Paused { film } => {
                (self.film, self.at) = (*film, at);
                self.tally.interrupt();
            }
            _ => *self = Self::default(),
        }
    }

    /// What must be told of the film of a process that has ended.
    pub fn last_news(self) -> Option<StageNews> {
        let serial = self.serial?;
        let media = MediaInput::Lost {
            film: self.film,
            next: self.film + self.lasts,
            stats: self.tally.stats(),
        };
        Some(StageNews::Input {
            at: self.at,
            input: StageInput::Media { serial, media },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(index: i64, shown: bool) -> ToDesk {
        let due = Stamp(index * 40_000_000);
        let line = FrameLine {
            index: index.unsigned_abs(),
            film: FilmTime(index * 40_000),
            due,
            shown: shown.then_some(due),
        };
        ToDesk::Frames {
            frames: vec![line],
            stimulus: "sad".into(),
        }
    }

    fn media(at_ms: i64, media: MediaInput) -> ToDesk {
        ToDesk::Input {
            at: Stamp(at_ms * 1_000_000),
            input: StageInput::Media { serial: 7, media },
        }
    }

    fn followed(messages: &[ToDesk]) -> Option<StageNews> {
        let mut follower = Follower::default();
        messages.iter().for_each(|message| follower.follow(message));
        follower.last_news()
    }

    #[test]
    fn what_was_shown_last_is_known_to_the_frame() {
        let onset = MediaInput::Onset { film: FilmTime(0) };
        let told = [
            frame(0, true),
            media(0, onset),
            frame(1, true),
            frame(2, false),
        ];
        let Some(StageNews::Input {
            at,
            input:
                StageInput::Media {
                    serial: 7,
                    media: MediaInput::Lost { film, next, stats },
                },
        }) = followed(&told)
        else {
            panic!("nothing is known of the film")
        };
        assert_eq!((at, film), (Stamp(40_000_000), FilmTime(40_000)));
        assert_eq!(
            next,
            FilmTime(80_000),
            "the frame that was dropped is shown"
        );
        assert_eq!((stats.due, stats.shown, stats.dropped), (3, 2, 1));
    }

    #[test]
    fn a_film_that_is_over_or_has_not_begun_is_not_lost() {
        let onset = media(0, MediaInput::Onset { film: FilmTime(0) });
        let stats = Tally::default().stats();
        let film = FilmTime(40_000);
        let over = media(80, MediaInput::Ended { film, stats });
        assert_eq!(followed(&[frame(0, true), onset, over]), None);
        assert_eq!(followed(&[]), None);
        assert_eq!(followed(&[frame(0, true)]), None);
    }
}
