//! Coding a session again from a video of the participant, without a look at anything that was recorded of it.

mod align;
mod blind;
mod code;
mod found;
mod keeper;
mod keys;
mod lanes;
mod share;
mod sheet;
mod video;
mod watch;
mod who;

use std::path::PathBuf;
use std::sync::Arc;

use egui::{Label, RichText, Ui, vec2};

use super::keyboard::Keyboards;
use super::page;
use super::viewer::{Standing, Viewer, transport};
use super::worker::{Job, Wake};
use crate::look::{Icon, button, palette, strong, tokens};
use crate::record::layers::{self, FORMAT, Header, Kind, VERSION, Video, What, Writer};
use crate::session::Coder;
use crate::time;

use align::Aligning;
use blind::Blind;
use code::{Code, Turn};
use keeper::Keeper;
use sheet::Sheet;
use video::{Choosing, Found};
use who::{Settled, Who};

/// What the page asks of the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecodeCommand {
    /// Away from here; an unfinished coding stays, to be taken up again.
    Back,
}

/// The page.
pub struct Recode {
    folder: PathBuf,
    data: PathBuf,
    wake: Wake,
    /// Another copy of this program, for tests.
    program: Option<PathBuf>,
    reading: Job<Result<Blind, String>>,
    read: Option<Result<Blind, String>>,
    who: Who,
    /// Who begins a new coding, and whether blind.
    coder: Option<(Coder, bool)>,
    opening: Option<Job<Result<Writer, String>>>,
    writer: Option<Writer>,
    choosing: Choosing,
    found: Option<Found>,
    work: Option<Work>,
    /// What is still written before the page is left.
    leaving: Option<Sheet>,
    said: Option<String>,
}

/// The video is there and the layer is open.
struct Work {
    viewer: Viewer,
    sheet: Sheet,
    coder: String,
    video: String,
    /// While the video is aligned.
    aligning: Option<Aligning>,
    code: Code,
}

impl Recode {
    /// Begins to read the session in this folder; `data` is where coders' lags are kept. `unaware` where nothing of the session was
    /// shown on the way here.
    pub fn open(wake: &Wake, folder: PathBuf, data: PathBuf, unaware: bool) -> Self {
        Self::open_by(None, wake, folder, data, unaware)
    }

    /// Like [`Self::open`], with films shown by another copy of this program.
    pub fn open_by(
        program: Option<PathBuf>,
        wake: &Wake,
        folder: PathBuf,
        data: PathBuf,
        unaware: bool,
    ) -> Self {
        let path = folder.clone();
        Self {
            reading: Job::start("recode", wake, move |_| Blind::read(&path)),
            folder,
            data,
            wake: wake.clone(),
            program,
            read: None,
            who: Who::new(unaware),
            coder: None,
            opening: None,
            writer: None,
            choosing: Choosing::default(),
            found: None,
            work: None,
            leaving: None,
            said: None,
        }
    }

    /// Draws it.
    pub fn recode_ui(&mut self, ui: &mut Ui, keyboards: &Arc<Keyboards>) -> Option<RecodeCommand> {
        if let Some(read) = self.reading.take() {
            self.read = Some(read);
        }
        if let Some(sheet) = &self.leaving {
            if sheet.kept().is_over {
                self.leaving = None;
                return Some(RecodeCommand::Back);
            }
            page::column(ui, 860.0, |ui| {
                page::heading(ui, "Saving the coding…");
                let waiting = sheet.kept().waiting;
                page::quiet(ui, &format!("{waiting} facts are not on the disk yet."));
            });
            return None;
        }
        self.follow();
        if let (Some(work), Some(Ok(blind))) = (&mut self.work, &self.read)
            && work.aligning.is_none()
        {
            let heading = format!("{} · coded by {}", blind.participant, work.coder);
            match work.code.code_ui(
                ui,
                &heading,
                &work.video,
                &mut work.viewer,
                &mut work.sheet,
                keyboards,
            ) {
                Turn::On => {}
                Turn::Align => work.aligning = Some(Aligning::from(work.sheet.aligned())),
                Turn::Leave => return self.leave(ui),
            }
            return None;
        }
        let mut command = None;
        page::column(ui, 860.0, |ui| command = self.steps_ui(ui));
        command
    }

    /// Away from here, once all is written: a slow disk must not hold the window up, and nothing may be lost.
    fn leave(&mut self, ui: &Ui) -> Option<RecodeCommand> {
        let Some(mut work) = self.work.take() else {
            return Some(RecodeCommand::Back);
        };
        work.sheet.end();
        self.leaving = Some(work.sheet);
        ui.ctx().request_repaint();
        None
    }

    fn steps_ui(&mut self, ui: &mut Ui) -> Option<RecodeCommand> {
        let title = match &self.read {
            Some(Ok(blind)) => format!("Code {} again", blind.participant),
            _ => "Code again".to_owned(),
        };
        if head_ui(ui, &title) {
            return self.leave(ui);
        }
        let blind = match &self.read {
            None => {
                page::quiet(ui, "Reading the session…");
                return None;
            }
            Some(Err(why)) => {
                page::caution(ui, why);
                return None;
            }
            Some(Ok(blind)) => blind,
        };
        page::faint(
            ui,
            "Ratings, condition and other codings of this session stay hidden on this page.",
        );
        for notice in &blind.notices {
            page::caution(ui, notice);
        }
        if let Some(said) = &self.said {
            page::caution(ui, said);
        }
        if let Some(work) = &mut self.work {
            step(ui, &format!("Coder: {}", work.coder));
            step(ui, &format!("Video: {}", work.video));
            step(ui, "Where the video lies in the session");
            let size = vec2(
                ui.available_width(),
                (ui.available_width() * 0.5).min(360.0),
            );
            work.viewer.picture_ui(ui, size);
            transport(ui, &mut work.viewer, &keys::TRANSPORT);
            code::scrub_ui(ui, &mut work.viewer);
            failed_ui(ui, &mut work.viewer);
            let Some(aligning) = &mut work.aligning else {
                return None;
            };
            if let Some(alignment) = aligning.align_ui(ui, blind, &work.viewer, &self.wake) {
                work.sheet.align(alignment);
                work.aligning = None;
                ui.ctx().request_repaint();
            }
            return None;
        }
        let taken_up = self.writer.as_ref().and_then(header_of);
        let coder = match (&self.coder, taken_up) {
            (Some((coder, _)), _) => Some(coder.id.to_string()),
            (None, Some(header)) => Some(header.coder.id.to_string()),
            (None, None) => None,
        };
        let Some(coder) = coder else {
            step(ui, "Who codes");
            if self.opening.is_some() {
                page::quiet(ui, "Opening the coding…");
                return None;
            }
            match self.who.who_ui(ui, blind, &self.data, &self.wake) {
                Some(Settled::New(coder, unaware)) => self.coder = Some((coder, unaware)),
                Some(Settled::TakeUp(id)) => {
                    self.said = None;
                    let folder = self.folder.clone();
                    self.opening = Some(Job::start("layer", &self.wake, move |_| {
                        layers::take_up(&folder, &id)
                    }));
                }
                None => {}
            }
            return None;
        };
        step(ui, &format!("Coder: {coder}"));
        step(ui, "The video of the participant");
        if self.found.is_some() {
            page::quiet(ui, "Opening the coding…");
            return None;
        }
        let wanted: Option<Video> = taken_up.and_then(|header| header.video.clone());
        let program = self.program.as_deref();
        let found = self
            .choosing
            .choosing_ui(ui, blind, wanted.as_ref(), program, &self.wake);
        if let Some(found) = found {
            if let (None, Some((coder, unaware))) = (&self.writer, &self.coder) {
                let header = header(coder, *unaware, blind, &found.video);
                let folder = self.folder.clone();
                self.opening = Some(Job::start("layer", &self.wake, move |_| {
                    layers::begin(&folder, header, time::utc_now())
                }));
            }
            self.found = Some(found);
        }
        None
    }

    /// Takes what threads have done, and begins to work when everything is there.
    fn follow(&mut self) {
        if let Some(opened) = self.opening.as_mut().and_then(Job::take) {
            self.opening = None;
            match opened {
                Ok(writer) => self.writer = Some(writer),
                Err(why) => {
                    self.said = Some(why);
                    self.coder = None;
                    self.found = None;
                }
            }
        }
        if self.found.is_some()
            && let Some(writer) = self.writer.take()
            && let Some(found) = self.found.take()
        {
            match self.work(writer, found) {
                Ok(work) => self.work = Some(work),
                Err(why) => {
                    self.said = Some(why);
                    self.coder = None;
                }
            }
            (self.wake)();
        }
    }

    fn work(&self, writer: Writer, found: Found) -> Result<Work, String> {
        let Some(Ok(blind)) = &self.read else {
            return Err("The session is not read yet: try again.".to_owned());
        };
        let coder =
            header_of(&writer).map_or_else(String::new, |header| header.coder.id.to_string());
        let wake = self.wake.clone();
        let sheet = Sheet::of(blind.scheme.clone(), writer, |writer| {
            Keeper::start(writer, &wake)
        })?;
        let viewer = Viewer::open_by(self.program.clone(), found.path, found.mark, &self.wake);
        Ok(Work {
            viewer,
            aligning: sheet.aligned().is_none().then(Aligning::default),
            sheet,
            coder,
            video: found.video.file,
            code: Code::new(found.video.duration_s, blind.live.clone()),
        })
    }
}

fn header_of(writer: &Writer) -> Option<&Header> {
    match &writer.lines().first()?.what {
        What::Begun { header } => Some(header),
        _ => None,
    }
}

fn header(coder: &Coder, unaware: bool, blind: &Blind, video: &Video) -> Header {
    Header {
        format: FORMAT.to_owned(),
        version: VERSION,
        kind: Kind::Coding,
        coder: coder.clone(),
        blind: unaware,
        of: blind.journal.clone(),
        video: Some(video.clone()),
        from: Vec::new(),
    }
}

fn head_ui(ui: &mut Ui, title: &str) -> bool {
    ui.horizontal(|ui| {
        let back = button::compact(ui, Some(Icon::Left), "Back", button::Weight::Quiet).clicked();
        let title = RichText::new(title)
            .font(strong(tokens::DESK_TITLE))
            .color(palette(ui).text);
        ui.add(Label::new(title).truncate());
        back
    })
    .inner
}

fn step(ui: &mut Ui, title: &str) {
    ui.add_space(10.0);
    page::heading(ui, title);
}

/// A way on when the video can't be shown any more.
fn failed_ui(ui: &mut Ui, viewer: &mut Viewer) {
    if matches!(viewer.standing(), Standing::Failed(_))
        && button::compact(ui, None, "Open the video again", button::Weight::Normal).clicked()
    {
        viewer.reopen();
    }
}

#[cfg(test)]
mod tests;
