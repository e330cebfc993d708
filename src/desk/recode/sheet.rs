//! What is coded on this page: a pass over the video, and each of its facts on its way to the disk.

use super::keeper::{Keeper, Kept};
use super::share;
use super::watch::{Seen, Watching};
use crate::protocol::{Coding, Id, Key};
use crate::record::layers::{Alignment, Stretch, What, Writer, joined};
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
    watching: Watching,
    /// What was watched and is told to the layer.
    watched: Vec<Stretch>,
    /// Whether the layer says what was watched.
    tells_watched: bool,
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
        let mut watched = Vec::new();
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
                What::Watched { from_s, to_s } => {
                    watched.push((*from_s, *to_s));
                    last = last.max(*to_s);
                }
                _ => {}
            }
        }
        let keeper = keep(writer)?;
        let mut sheet = Self {
            pass,
            keeper,
            aligned,
            watching: Watching::default(),
            tells_watched: !watched.is_empty(),
            watched: joined(watched),
            selected: None,
            said: None,
        };
        sheet.close(last, BoutEnd::Interrupted);
        Ok(sheet)
    }

    /// This picture is shown. Open bouts end where another one of their channel stands, and where the film begins anew.
    pub fn see(&mut self, at: FilmTime, is_playing: bool) {
        match self.watching.see(at, is_playing) {
            Seen::On => {}
            Seen::More(more) => self.tell(Some(more)),
            Seen::Left(last, stretch) => {
                if at < last {
                    self.close(last, BoutEnd::CodingEnd);
                }
                self.tell(stretch);
            }
        }
        self.meet(at);
    }

    /// Another place of the video is looked at from now on, or none: what lies between was not seen.
    pub fn leave(&mut self, at: FilmTime) {
        self.close(at, BoutEnd::CodingEnd);
        self.look_away();
    }

    /// Nothing is shown now.
    pub fn look_away(&mut self) {
        let stretch = self.watching.leave();
        self.tell(stretch);
    }

    /// How much was watched of what was coded live, or of the video where that lies elsewhere; one sentence or two.
    pub fn share(&self, live: &[share::Span], length_s: f64) -> String {
        let so_far = self.watching.so_far();
        let watched = joined(self.watched.iter().copied().chain(so_far));
        share::told(&watched, live, self.aligned.as_ref(), length_s)
    }

    /// Nothing more comes: what is left is written aside.
    pub fn end(&mut self) {
        self.look_away();
        self.keeper.end();
    }

    fn tell(&mut self, stretch: Option<Stretch>) {
        let Some((from_s, to_s)) = stretch else {
            return;
        };
        self.tells_watched = true;
        let before = std::mem::take(&mut self.watched);
        self.watched = joined(before.into_iter().chain([(from_s, to_s)]));
        self.keeper.add(What::Watched { from_s, to_s });
    }

    fn meet(&mut self, at: FilmTime) {
        for (there, fact) in self.pass.meeting(at) {
            self.take(there, None, fact);
        }
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

    /// A coding key went down or up while this was seen, of a video that played at this rate or, at 0, stood.
    pub fn key(&mut self, at: FilmTime, rate: f64, key: &Key, down: bool) {
        self.meet(at);
        match self.pass.key(at, key, down) {
            Ok(Some(fact)) => {
                self.watching.mark();
                self.take(at, Some(rate), fact);
            }
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
        self.meet(at);
        for fact in self.pass.closing(by) {
            self.take(at, None, fact);
        }
    }

    /// Finishes the layer.
    pub fn finish(&mut self, at: FilmTime) {
        self.leave(at);
        if !self.tells_watched {
            // A layer that says nothing of it would count as watched to the end.
            self.tell(Some((FilmTime(0), FilmTime(0))));
        }
        self.keeper.add(What::Finished);
    }

    /// The bouts of a channel.
    pub fn bouts<'a>(&'a self, channel: &'a Id) -> impl Iterator<Item = Coded> + 'a {
        self.pass.bouts().filter(|bout| bout.channel == *channel)
    }

    fn try_take(&mut self, at: FilmTime, fact: Result<Fact, String>) {
        match fact {
            Ok(fact) => self.take(at, None, fact),
            Err(why) => self.said = Some(why),
        }
    }

    fn take(&mut self, at: FilmTime, rate: Option<f64>, fact: Fact) {
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
            rate,
            fact,
            why: None,
        });
    }

    /// A level within a bout that stands is set where it is seen, and never before its onset. Whoever steps back before an open bout's onset and lets the key go means a bout without length, never one that ends before it
    /// begins.
    fn not_before_its_onset(&self, at: FilmTime, fact: &Fact) -> FilmTime {
        let (Fact::BoutClosed { bout: id, .. } | Fact::LevelSet { bout: id, .. }) = fact else {
            return at;
        };
        let is_it = |bout: &Coded| bout.bout == *id && bout.offset.is_none();
        let bout = self.pass.bouts().find(is_it);
        let last = bout.and_then(|bout| bout.levels.last().map(|(t, _)| *t));
        last.map_or(at, |last| at.max(last))
    }
}

impl Drop for Sheet {
    /// The program is closed while it codes.
    fn drop(&mut self) {
        self.look_away();
    }
}

#[cfg(test)]
mod tests;
