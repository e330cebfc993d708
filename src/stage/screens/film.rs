//! A film or a sound as a screen: hands over to the film's own component and forwards what it reports.

use std::path::PathBuf;

use egui::Ui;

use super::Scene;
use super::calm::line_ui;
use crate::link::{FileMark, ToDesk};
use crate::media::{FilmRequest, PICTURES_LATER, SoundOut};
use crate::protocol::Id;
use crate::session::{FILM_SOUND, Film, StageInput};
use crate::stage::cues::SOUND_FAULT;
use crate::stage::film::{Canvas, FilmScreen, Report, SwapClock};
use crate::stage::outbox::Outbox;
use crate::stage::own_key::OwnKey;
use crate::stage::place::Places;
use crate::time;

/// A film that is on, or one that is being cut while another screen is already there.
pub(in crate::stage) struct FilmAct {
    serial: u64,
    stimulus: Id,
    paused: bool,
    screen: FilmScreen,
    /// Why nothing of its sound is heard.
    silent: Option<String>,
    without_sound: bool,
    stands: bool,
    /// The experimenter was told that the subtitles can't be shown.
    troubled: bool,
}

impl FilmAct {
    /// Opens it; it starts by itself once it is ready and the window paints.
    pub fn open(
        serial: u64,
        film: &Film,
        (path, mark): (PathBuf, Option<FileMark>),
        canvas: Canvas,
        swaps: SwapClock,
        ctx: &egui::Context,
    ) -> Self {
        let request = FilmRequest {
            path,
            mark,
            start_at: film.start_at,
            to: film.to,
            gain_db: film.gain_db,
            audio_track: film.audio_track,
            sound: SoundOut::Device,
            pictures_later: PICTURES_LATER,
            in_a_hurry: film.start_at > film.from,
        };
        let mut screen = FilmScreen::open(request, canvas, swaps, ctx);
        if film.paused {
            screen.pause();
        }
        Self {
            serial,
            stimulus: film.stimulus.clone(),
            paused: film.paused,
            screen,
            silent: None,
            without_sound: false,
            stands: false,
            troubled: false,
        }
    }

    /// Has its subtitles shown. Call it before the film is first drawn.
    pub fn show_subtitles(&mut self, path: PathBuf) {
        self.screen.show_subtitles(path);
    }

    /// Draws it, or the calm screen over it while it is paused.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        places: &Places,
        film: &Film,
        own_key: &mut OwnKey,
        scene: &mut Scene<'_>,
    ) {
        if film.paused != self.paused {
            self.paused = film.paused;
            if film.paused {
                self.screen.pause();
            } else {
                self.screen.resume();
            }
        }
        if film.pictures && !film.paused {
            self.screen.ui(ui);
        } else {
            self.screen.hidden_ui(ui);
            let line = if film.paused {
                Some(&scene.words.one_moment)
            } else {
                film.line.as_ref()
            };
            if let Some(line) = line {
                line_ui(ui, places, line);
            }
        }
        let reports = self.screen.take_reports();
        if self.screen.is_over() {
            let end = reports.last().map_or_else(time::now, |report| report.at);
            own_key.let_go(end, scene.out);
        }
        self.report(reports, scene.out);
    }

    /// Ends picture and sound now; [`Self::wind_up`] must still be called until it is over.
    pub fn cut(&mut self) {
        self.screen.cut();
    }

    /// Takes care of a film that is no longer on the window. True when nothing more will come.
    pub fn wind_up(&mut self, ui: &Ui, out: &mut Outbox) -> bool {
        self.screen.hidden_ui(ui);
        let reports = self.screen.take_reports();
        self.report(reports, out);
        self.screen.is_over()
    }

    /// Whether picture and sound are over.
    pub fn is_over(&self) -> bool {
        self.screen.is_over()
    }

    fn report(&mut self, reports: Vec<Report>, out: &mut Outbox) {
        self.report_trouble(out);
        let frames = self.screen.take_lines();
        if !frames.is_empty() {
            out.message(ToDesk::Frames {
                frames,
                stimulus: self.stimulus.clone(),
            });
        }
        for report in reports {
            let serial = self.serial;
            let media = report.media;
            out.input(report.at, StageInput::Media { serial, media });
        }
        if let Some(small) = self.screen.take_thumbnail() {
            let rgb = base64(&small.rgb);
            out.message(ToDesk::Thumbnail {
                size: small.size,
                rgb,
            });
        }
    }

    /// A film goes on without its sound; what is wrong with the device outlives the film.
    fn report_sound(&mut self, out: &mut Outbox) {
        let mut tell = |id: &str, text: String| {
            let id = id.to_owned();
            out.message(ToDesk::Trouble { id, text });
        };
        match self.screen.take_sound_news() {
            Some(Err(why)) => {
                tell(
                    FILM_SOUND,
                    format!(
                        "The sound is gone ({why}), and the film goes on without it: connect the loudspeakers or start the sound server again."
                    ),
                );
                self.silent = Some(why);
            }
            Some(Ok(())) => {
                tell(FILM_SOUND, String::new());
                self.silent = None;
            }
            None => {}
        }
        if self.screen.is_over()
            && let Some(why) = self.silent.take()
        {
            tell(FILM_SOUND, String::new());
            tell(
                SOUND_FAULT,
                format!(
                    "There is no sound ({why}): connect the loudspeakers or start the sound server again."
                ),
            );
            self.without_sound = true;
        }
    }

    /// A picture that stands while the sound goes on; it is told as mended when it goes on or the film is over.
    fn report_picture(&mut self, out: &mut Outbox) {
        let mut news = self.screen.take_picture_news();
        if self.stands && self.screen.is_over() {
            news = Some(false);
        }
        let Some(stands) = news else { return };
        self.stands = stands;
        let text = if stands {
            "The film's picture has stood still for 5 s while its sound goes on: go on with the next step if it does not mend."
        } else {
            ""
        };
        out.message(ToDesk::Trouble {
            id: "picture".to_owned(),
            text: text.to_owned(),
        });
    }

    /// Whether the film ended without its sound, so that the device is to be watched; taken once.
    pub fn take_without_sound(&mut self) -> bool {
        std::mem::take(&mut self.without_sound)
    }

    /// The film goes on without subtitles that can't be read; the fault lasts as long as the film.
    fn report_trouble(&mut self, out: &mut Outbox) {
        self.report_sound(out);
        self.report_picture(out);
        let fault = self.screen.take_subtitle_fault();
        let mended = self.troubled && self.screen.is_over();
        if fault.is_none() && !mended {
            return;
        }
        self.troubled = fault.is_some();
        out.message(ToDesk::Trouble {
            id: "subtitles".to_owned(),
            text: fault.unwrap_or_default(),
        });
    }
}

/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group = chunk
            .iter()
            .chain(std::iter::repeat(&0))
            .take(3)
            .fold(0_u32, |group, byte| group << 8 | u32::from(*byte));
        for place in 0..4 {
            let sign = (group >> (18 - 6 * place) & 63) as usize;
            text.push(match SIGNS.get(sign) {
                Some(sign) if place <= chunk.len() => char::from(*sign),
                _ => '=',
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn base64_matches_the_examples_of_its_standard() {
        for (plain, coded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(super::base64(plain.as_bytes()), coded);
        }
    }
}
