//! Keeps account of one film: every frame due, shown or lost, the position, and what the engine must be told.

use std::time::Duration;

use crate::link::{FrameLine, Tally};
use crate::media::Frame;
use crate::session::{FilmStats, MediaInput};
use crate::time::{self, FilmTime, Micros, Stamp};

/// How often the position is reported.
const PROGRESS_EVERY: Duration = Duration::from_millis(250);

/// Something that the engine must know, with its own instant.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// When it happened.
    pub at: Stamp,
    /// What.
    pub media: MediaInput,
}

/// A frame without its pixels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shadow {
    pub film: FilmTime,
    pub due: Stamp,
    pub lasts: Micros,
}

impl Shadow {
    pub fn of(frame: &Frame) -> Self {
        Self {
            film: frame.film,
            due: frame.due,
            lasts: frame.lasts,
        }
    }
}

/// The account of one film.
pub(super) struct Ledger {
    /// The position of the last shown frame, or of the sound.
    pub film: FilmTime,
    last: Option<(Stamp, Shadow)>,
    onset_told: bool,
    next_progress: Stamp,
    reports: Vec<Report>,
    lines: Vec<FrameLine>,
    tally: Tally,
    index: u64,
}

impl Ledger {
    pub fn starting_at(film: FilmTime) -> Self {
        Self {
            film,
            last: None,
            onset_told: false,
            next_progress: Stamp(0),
            reports: Vec::new(),
            lines: Vec::new(),
            tally: Tally::default(),
            index: 0,
        }
    }

    pub fn shown(&mut self, frame: Shadow, at: Stamp) {
        self.line(frame, Some(at));
        self.last = Some((at, frame));
        self.position(frame.film, at);
    }

    pub fn lost(&mut self, frame: Shadow) {
        self.line(frame, None);
    }

    /// The film is at this position: the onset is told once, progress now and then.
    pub fn position(&mut self, film: FilmTime, at: Stamp) {
        self.film = film;
        if !self.onset_told {
            self.onset_told = true;
            self.report(at, MediaInput::Onset { film });
        } else if at >= self.next_progress {
            self.report(at, MediaInput::Progress { film });
            self.next_progress = at.after(PROGRESS_EVERY);
        }
    }

    pub fn onset_is_told(&self) -> bool {
        self.onset_told
    }

    /// Playing halts; the next frame is a new onset, and the time until then is no gap.
    pub fn paused(&mut self) {
        self.report(time::now(), MediaInput::Paused { film: self.film });
        self.tally.interrupt();
        self.onset_told = false;
    }

    pub fn ended(&mut self, at: Stamp) {
        let (film, stats) = (self.film, self.stats());
        self.report(at, MediaInput::Ended { film, stats });
    }

    pub fn failed(&mut self, why: String) {
        let (film, stats) = (self.film, self.stats());
        self.report(time::now(), MediaInput::Failed { film, why, stats });
    }

    pub fn cut(&mut self, at: Stamp) {
        let (film, stats) = (self.film, self.stats());
        self.report(at, MediaInput::Cut { film, stats });
    }

    /// When the last frame was shown, and until when it stands.
    pub fn last_shown(&self) -> Option<(Stamp, Stamp)> {
        self.last
            .map(|(at, frame)| (at, frame.due.after(frame.lasts.to_duration())))
    }

    /// The position behind the last shown frame.
    pub fn after_last(&self) -> FilmTime {
        let lasts = self.last.map_or(Micros(0), |(_, frame)| frame.lasts);
        self.film + lasts
    }

    pub fn stats(&self) -> FilmStats {
        self.tally.stats()
    }

    pub fn take_reports(&mut self) -> Vec<Report> {
        std::mem::take(&mut self.reports)
    }

    pub fn take_lines(&mut self) -> Vec<FrameLine> {
        std::mem::take(&mut self.lines)
    }

    fn line(&mut self, frame: Shadow, shown: Option<Stamp>) {
        let line = FrameLine {
            index: self.index,
            film: frame.film,
            due: frame.due,
            shown,
        };
        self.index += 1;
        self.tally.take(&line);
        self.lines.push(line);
    }

    fn report(&mut self, at: Stamp, media: MediaInput) {
        self.reports.push(Report { at, media });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(index: i64) -> Shadow {
        Shadow {
            film: FilmTime(index * 40_000),
            due: Stamp(index * 40_000_000),
            lasts: Micros(40_000),
        }
    }

    fn show(ledger: &mut Ledger, index: i64) {
        ledger.shown(frame(index), Stamp(index * 40_000_000 + 1_000_000));
    }

    #[test]
    fn an_onset_after_each_pause_and_a_line_for_every_frame() {
        let mut ledger = Ledger::starting_at(FilmTime(0));
        show(&mut ledger, 0);
        ledger.lost(frame(1));
        show(&mut ledger, 2);
        ledger.paused();
        show(&mut ledger, 3);
        ledger.ended(Stamp(5));
        let told: Vec<_> = ledger
            .take_reports()
            .into_iter()
            .map(|report| report.media)
            .collect();
        assert_eq!(told[0], MediaInput::Onset { film: FilmTime(0) });
        assert_eq!(
            told[1],
            MediaInput::Progress {
                film: FilmTime(80_000)
            }
        );
        assert_eq!(
            told[2],
            MediaInput::Paused {
                film: FilmTime(80_000)
            }
        );
        assert_eq!(
            told[3],
            MediaInput::Onset {
                film: FilmTime(120_000)
            }
        );
        assert!(
            matches!(told[4], MediaInput::Ended { film: FilmTime(120_000), stats } if (stats.due, stats.shown) == (4, 3))
        );
        let lines = ledger.take_lines();
        assert_eq!(
            lines.iter().map(|line| line.index).collect::<Vec<_>>(),
            [0, 1, 2, 3]
        );
        assert_eq!(lines[1].shown, None);
        assert_eq!(ledger.after_last(), FilmTime(160_000));
    }
}
