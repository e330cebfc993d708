//! What is coded on this page: a pass over the video, and each of its facts on its way to the disk.

use super::keeper::{Keeper, Kept};
use crate::protocol::{Coding, Id, Key};
use crate::record::layers::{Alignment, What, Writer};
use crate::session::{BoutEnd, Coded, Fact, Nudged, Pass, Undone};
use crate::time::{FilmTime, Micros};

/// A bout or a point that was clicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selected {
    /// A bout, by its number.
    Bout(u64),
    /// A point, by its number.
    Point(u64),
}

/// The coding of one layer.
pub struct Sheet {
    pass: Pass,
    keeper: Keeper,
    aligned: Option<Alignment>,
    /// What is being looked at.
    pub selected: Option<Selected>,
    /// Why the last act did nothing.
    pub said: Option<String>,
}

impl Sheet {
    /// What these lines of a layer make true, before its writer is handed to a keeper. Bouts that nobody closed (the program was
    /// killed) end where the last fact stands, as interrupted ones do.
    pub fn of(
        scheme: Coding,
        writer: Writer,
        keep: impl FnOnce(Writer) -> Result<Keeper, String>,
    ) -> Result<Self, String> {
        let mut pass = Pass::new(scheme);
        let mut aligned = None;
        let mut last = FilmTime(0);
        for line in writer.lines() {
            match &line.what {
                What::Coded {
                    video_s: Some(at),
                    fact,
                    ..
                } => {
                    pass.apply(*at, fact);
                    last = *at;
                }
                What::Aligned { alignment } => aligned = Some(alignment.clone()),
                _ => {}
            }
        }
        let keeper = keep(writer)?;
        let mut sheet = Self {
            pass,
            keeper,
            aligned,
            selected: None,
            said: None,
        };
        sheet.close(last, BoutEnd::Interrupted);
        Ok(sheet)
    }

    /// The pass.
    pub fn pass(&self) -> &Pass {
        &self.pass
    }

    /// How far what was coded is on the disk.
    pub fn kept(&self) -> Kept {
        self.keeper.kept()
    }

    /// Where the video lies in the session.
    pub fn aligned(&self) -> Option<&Alignment> {
        self.aligned.as_ref()
    }

    /// From now on the video lies there, for all that was and will be coded.
    pub fn align(&mut self, alignment: Alignment) {
        self.aligned = Some(alignment.clone());
        self.keeper.add(What::Aligned { alignment });
    }

    /// A coding key went down or up while this was seen.
    pub fn key(&mut self, at: FilmTime, key: &Key, down: bool) {
        match self.pass.key(key, down) {
            Ok(Some(fact)) => self.take(at, fact),
            Ok(None) => {}
            Err(why) => self.said = Some(why.0),
        }
    }

    /// Takes the last act back.
    pub fn undo(&mut self, at: FilmTime) {
        let fact = self.pass.undo().map_err(|why| why.0);
        self.try_take(at, fact);
    }

    /// Takes what is selected back.
    pub fn delete(&mut self, at: FilmTime) {
        let Some(selected) = self.selected.take() else {
            return;
        };
        let what = match selected {
            Selected::Bout(id) => Undone::Bout(id),
            Selected::Point(id) => Undone::Point(id),
        };
        let fact = self.pass.take_back(what).map_err(|why| why.0);
        self.try_take(at, fact);
    }

    /// Moves the onset of what is selected.
    pub fn nudge(&mut self, at: FilmTime, by: Micros) {
        let Some(selected) = self.selected else {
            return;
        };
        let what = match selected {
            Selected::Bout(id) => Nudged::Bout(id),
            Selected::Point(id) => Nudged::Point(id),
        };
        let fact = self.pass.nudge_of(what, by).map_err(|why| why.0);
        self.try_take(at, fact);
    }

    /// Closes every open bout at this media time: before another place is looked at, and at the end.
    pub fn close(&mut self, at: FilmTime, by: BoutEnd) {
        for fact in self.pass.closing(by) {
            self.take(at, fact);
        }
    }

    /// Finishes the layer.
    pub fn finish(&mut self, at: FilmTime) {
        self.close(at, BoutEnd::CodingEnd);
        self.keeper.add(What::Finished);
    }

    /// The bouts of a channel, with the onset as it was moved.
    pub fn bouts<'a>(&'a self, channel: &'a Id) -> impl Iterator<Item = Coded> + 'a {
        let of_channel = self.pass.bouts().filter(|bout| bout.channel == *channel);
        of_channel.map(|mut bout| {
            let by = Micros(self.pass.moved_ms(Nudged::Bout(bout.bout)) * 1000);
            if let Some((onset, _)) = bout.levels.first_mut() {
                *onset = *onset + by;
            }
            bout
        })
    }

    fn try_take(&mut self, at: FilmTime, fact: Result<Fact, String>) {
        match fact {
            Ok(fact) => self.take(at, fact),
            Err(why) => self.said = Some(why),
        }
    }

    fn take(&mut self, at: FilmTime, fact: Fact) {
        let at = self.not_before_its_onset(at, &fact);
        self.said = None;
        self.pass.apply(at, &fact);
        let gone = match self.selected {
            Some(Selected::Bout(id)) => !self.pass.bouts().any(|bout| bout.bout == id),
            Some(Selected::Point(id)) => !self.pass.points().any(|(point, ..)| point == id),
            None => false,
        };
        if gone {
            self.selected = None;
        }
        self.keeper.add(What::Coded {
            video_s: Some(at),
            t_s: None,
            fact,
            why: None,
        });
    }

    /// Whoever steps back before an open bout's onset and lets the key go means a bout without length, never one that ends before it
    /// begins.
    fn not_before_its_onset(&self, at: FilmTime, fact: &Fact) -> FilmTime {
        let (Fact::BoutClosed { bout: id, .. } | Fact::LevelSet { bout: id, .. }) = fact else {
            return at;
        };
        let bout = self.pass.bouts().find(|bout| bout.bout == *id);
        let last = bout.and_then(|bout| bout.levels.last().map(|(t, _)| *t));
        last.map_or(at, |last| at.max(last))
    }
}
