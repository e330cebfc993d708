//! Subtitles over a film: those that belong to the very picture they are drawn on, whatever the clock says.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, TryRecvError, channel};

use egui::text::LayoutJob;
use egui::{Align, CornerRadius, Rect, Sense, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

use crate::look::tokens::{GRID, RADIUS_SMALL, STAGE_TEXT, SUBTITLE_GROUND};
use crate::look::{palette, plain};
use crate::media::{MediaError, Subtitles};
use crate::time::FilmTime;

/// Lines at the same time; what is more ends in an ellipsis.
const MOST_LINES: usize = 3;
/// Widest line, as a share of the picture and in points.
const WIDTH_SHARE: f32 = 0.86;
const WIDEST: f32 = 960.0;
/// From the picture's lower edge, as a share of its height.
const RISE: f32 = 0.06;

/// The subtitles of one film.
pub(super) struct Titles {
    reading: Option<Receiver<Result<Subtitles, MediaError>>>,
    there: Subtitles,
    fault: Option<String>,
}

impl Titles {
    /// Begins to read them on a thread of its own.
    pub fn read(path: PathBuf, ctx: &egui::Context) -> Self {
        let (tell, reading) = channel();
        let wake = ctx.clone();
        let spawned = std::thread::Builder::new()
            .name("film-subtitles".into())
            .spawn(move || {
                // A film that is over no longer listens.
                let _ = tell.send(Subtitles::read(&path));
                wake.request_repaint();
            });
        let fault = spawned.err().map(|error| {
            format!("this computer cannot start another thread ({error}): close other programs")
        });
        Self {
            reading: Some(reading),
            there: Subtitles::default(),
            fault,
        }
    }

    /// Whether they are still on their way. What can't be read is a fault, and the film goes on without.
    pub fn is_being_read(&mut self) -> bool {
        let Some(reading) = &self.reading else {
            return false;
        };
        match reading.try_recv() {
            Err(TryRecvError::Empty) => return true,
            Ok(Ok(read)) => self.there = read,
            Ok(Err(error)) => self.fault = Some(error.to_string()),
            // The thread's own fault is known, or it could not be started.
            Err(TryRecvError::Disconnected) => {}
        }
        self.reading = None;
        false
    }

    /// What is wrong; taken once.
    pub fn take_fault(&mut self) -> Option<String> {
        self.fault.take()
    }

    /// Draws what belongs to the picture of this film time over its lower part.
    pub fn titles_ui(&self, ui: &Ui, picture: Rect, film: FilmTime) {
        let Some(text) = self.there.at(film) else {
            return;
        };
        let color = palette(ui).text;
        let width = (picture.width() * WIDTH_SHARE).min(WIDEST);
        let mut job = LayoutJob::simple(text.clone(), plain(STAGE_TEXT), color, width);
        job.halign = Align::Center;
        job.wrap.max_rows = MOST_LINES;
        let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
        let bottom = picture.bottom() - picture.height() * RISE;
        let at = pos2(picture.center().x, bottom - galley.size().y);
        let ground = galley
            .rect
            .translate(at.to_vec2())
            .expand2(vec2(1.5 * GRID, 0.5 * GRID));
        let radius = CornerRadius::same(RADIUS_SMALL);
        ui.painter().rect_filled(ground, radius, SUBTITLE_GROUND);
        ui.painter().galley(at, galley, color);
        let id = ui.scope_id().with("subtitles");
        ui.interact(ground, id, Sense::hover())
            .widget_info(|| WidgetInfo::labeled(Role::Label, true, &text));
    }
}
