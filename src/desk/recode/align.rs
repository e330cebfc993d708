//! Step three: where the video lies in the session, from frames that are paired with instants that the session knows.

use egui::{Grid, RichText, Ui};

use super::blind::{Blind, Instant};
use super::found;
use crate::desk::page;
use crate::desk::viewer::{Standing, Viewer};
use crate::desk::worker::{Job, Wake};
use crate::look::{Icon, button, digits, palette, tokens};
use crate::media::{self, MarksFound};
use crate::record::layers::{Alignment, Pair};
use crate::time::SessionTime;

/// The pairs so far.
#[derive(Default)]
pub struct Aligning {
    pairs: Vec<Pair>,
    typed: String,
    searching: Option<Job<Result<MarksFound, String>>>,
    said: Option<String>,
}

impl Aligning {
    /// Goes on from an alignment that stands.
    pub fn from(alignment: Option<&Alignment>) -> Self {
        Self {
            pairs: alignment.map_or_else(Vec::new, |alignment| alignment.pairs.clone()),
            ..Self::default()
        }
    }

    /// Draws it; gives the alignment that is settled upon.
    pub fn align_ui(
        &mut self,
        ui: &mut Ui,
        blind: &Blind,
        viewer: &Viewer,
        wake: &Wake,
    ) -> Option<Alignment> {
        let instants = &blind.instants;
        self.search_ui(ui, blind, viewer, wake);
        page::quiet(
            ui,
            "Go to a frame in which an instant of the session can be seen or heard, then say which it is. Two that lie some minutes apart give the camera's rate as well.",
        );
        let made = Alignment::of(&self.pairs).ok();
        let ready = *viewer.standing() == Standing::Ready && viewer.is_settled();
        Grid::new("instants")
            .num_columns(4)
            .spacing([16.0, 4.0])
            .show(ui, |ui| {
                for instant in instants {
                    self.instant_ui(ui, instant, viewer, ready, made.as_ref());
                }
            });
        self.typed_ui(ui, viewer, ready);
        self.others_ui(ui, instants, made.as_ref());
        self.settle_ui(ui)
    }

    /// Looks for the session's flashes and chirps in the file.
    fn search_ui(&mut self, ui: &mut Ui, blind: &Blind, viewer: &Viewer, wake: &Wake) {
        if blind.marks.is_empty() {
            return;
        }
        if let Some(done) = self.searching.as_mut().and_then(Job::take) {
            self.searching = None;
            self.said = Some(match done {
                Ok(found) => self.take(&found, blind),
                Err(why) => why,
            });
        }
        if let Some(searching) = &self.searching {
            page::quiet(ui, "Looking for the flash and the chirp…");
            ui.add(egui::ProgressBar::new(searching.progress()).desired_width(320.0));
        } else if button::compact(
            ui,
            None,
            "Look for the flash and the chirp",
            button::Weight::Normal,
        )
        .clicked()
        {
            let path = viewer.path().clone();
            self.searching = Some(Job::start("marks", wake, move |progress| {
                media::ask_marks(&path, &mut |part| {
                    progress.set(part);
                    true
                })
            }));
        }
        if let Some(said) = &self.said {
            page::quiet(ui, said);
        }
    }

    fn take(&mut self, found: &MarksFound, blind: &Blind) -> String {
        let pairs = found::pairs(&blind.marks, found);
        let told = match pairs.len() {
            0 => "None of the session's marks was found: mark frames by hand.".to_owned(),
            1 => "One mark was found; look at its frame before you code.".to_owned(),
            n => format!("{n} marks were found; look at what is said of them below."),
        };
        if !pairs.is_empty() {
            self.pairs = pairs;
        }
        let notes = found.notes.iter().map(String::as_str);
        std::iter::once(told.as_str())
            .chain(notes)
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn instant_ui(
        &mut self,
        ui: &mut Ui,
        instant: &Instant,
        viewer: &Viewer,
        ready: bool,
        made: Option<&Alignment>,
    ) {
        ui.label(&instant.what);
        numbers(ui, &format!("{:.3} s", instant.at.as_s()));
        let place = self.pairs.iter().position(|pair| pair.what == instant.what);
        ui.add_enabled_ui(ready, |ui| {
            let label = format!("This frame: {}", lower(&instant.what));
            if button::compact(ui, None, &label, button::Weight::Normal).clicked() && ready {
                self.pair(&instant.what, instant.at, viewer);
            }
        });
        ui.horizontal(|ui| {
            if let Some(place) = place {
                self.pair_ui(ui, place, made);
            }
        });
        ui.end_row();
    }

    /// Where a pair lies in the video, what it is missed by, and a way to take it back.
    fn pair_ui(&mut self, ui: &mut Ui, place: usize, made: Option<&Alignment>) {
        let Some(pair) = self.pairs.get(place) else {
            return;
        };
        let made = made.filter(|made| made.tells_misses());
        let residual = made.and_then(|made| made.pairs.get(place));
        let missed = residual.map_or_else(String::new, |pair| {
            format!(", missed by {:.0} ms", pair.residual_ms)
        });
        numbers(
            ui,
            &format!("at {:.3} s of the video{missed}", pair.video_s),
        );
        let name = format!("Forget {}", lower(&pair.what));
        let cross = button::compact(ui, Some(Icon::Cross), "", button::Weight::Quiet);
        cross.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
        if cross.clicked() {
            self.pairs.remove(place);
        }
    }

    fn pair(&mut self, what: &str, at: SessionTime, viewer: &Viewer) {
        self.pairs.retain(|pair| pair.what != what);
        self.pairs.push(Pair {
            what: what.to_owned(),
            video_s: viewer.position().as_s(),
            session_s: at.as_s(),
            residual_ms: 0.0,
        });
    }

    fn typed_ui(&mut self, ui: &mut Ui, viewer: &Viewer, ready: bool) {
        ui.horizontal(|ui| {
            ui.label("Session second");
            page::text_field(ui, "Session second", &mut self.typed, 90.0);
            let typed = self.typed.trim().replace(',', ".").parse::<f64>();
            let at = typed.ok().filter(|s| s.is_finite() && s.abs() < 1e6);
            ui.add_enabled_ui(ready && at.is_some(), |ui| {
                let clicked = button::compact(
                    ui,
                    None,
                    "This frame is at that second",
                    button::Weight::Normal,
                )
                .clicked();
                if let Some(at) = at.filter(|_| clicked && ready) {
                    self.pair(
                        &format!("Typed: {at:.3} s"),
                        SessionTime::from_s(at),
                        viewer,
                    );
                    self.typed.clear();
                }
            });
        });
    }

    /// Pairs of seconds that were typed.
    fn others_ui(&mut self, ui: &mut Ui, instants: &[Instant], made: Option<&Alignment>) {
        for place in (0..self.pairs.len()).rev() {
            let what = self.pairs.get(place).map(|pair| pair.what.clone());
            let Some(what) = what.filter(|what| !instants.iter().any(|one| one.what == *what))
            else {
                continue;
            };
            ui.horizontal(|ui| {
                ui.label(what);
                self.pair_ui(ui, place, made);
            });
        }
    }

    fn settle_ui(&mut self, ui: &mut Ui) -> Option<Alignment> {
        let mut settled = None;
        if !self.pairs.is_empty() {
            match Alignment::of(&self.pairs) {
                Ok(made) => {
                    page::quiet(ui, &told(&made));
                    for doubt in made.doubts() {
                        page::caution(ui, &doubt);
                    }
                    if button::compact(
                        ui,
                        None,
                        "Code with this alignment",
                        button::Weight::Primary,
                    )
                    .clicked()
                    {
                        settled = Some(made);
                    }
                }
                Err(why) => page::caution(ui, &why),
            }
        }
        let label = "Not aligned: the video begins with the session";
        if button::compact(ui, None, label, button::Weight::Quiet).clicked() {
            settled = Some(Alignment {
                offset_s: 0.0,
                rate: 1.0,
                pairs: Vec::new(),
            });
        }
        settled
    }
}

/// An alignment in words.
pub fn told(made: &Alignment) -> String {
    if made.pairs.is_empty() {
        return "Not aligned: the video is taken to begin with the session".to_owned();
    }
    let mut told = format!("The video begins at {:.3} s of the session", made.offset_s);
    // What two marks gave they meet, whatever they are: only the drift can tell that one of them is wrong.
    if made.tells_drift() {
        told += &format!("; clock drift {:.0} ppm", drift(made));
    }
    if made.tells_misses() {
        let (n, worst) = (made.pairs.len(), made.worst_ms());
        told += &format!("; {n} marks missed by {worst:.0} ms at most");
    }
    told
}

/// Whole parts a million; never a zero below zero.
fn drift(made: &Alignment) -> f64 {
    made.drift_ppm().round() + 0.0
}

fn numbers(ui: &mut Ui, text: &str) {
    let color = palette(ui).quiet;
    ui.label(
        RichText::new(text)
            .font(digits(tokens::DESK_SMALL))
            .color(color),
    );
}

fn lower(what: &str) -> String {
    let mut letters = what.chars();
    let first = letters.next().map(|first| first.to_lowercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}
