//! The first window: protocols to run, sessions to look at, sessions that were left unfinished.

mod offers;
mod sessions;
mod template_form;
mod withdrawal;

use std::path::PathBuf;

use egui::{Align, Layout, RichText, ScrollArea, Ui, vec2};

use super::page::{self, Kind, PathField};
use super::start::Options;
use super::worker::{Job, Wake};
use crate::look::{Icon, button, palette, strong, tokens};
use crate::protocol::{assets, load};
use crate::record;

use offers::{Offer, offer_ui};
use sessions::Sessions;
use template_form::TemplateForm;

/// What the home window asks of the program.
#[derive(Clone, Debug, PartialEq)]
pub enum HomeCommand {
    /// Set up a session of this protocol.
    SetUp(PathBuf),
    /// Look at the session in this folder.
    Summary(PathBuf),
    /// Code the session in this folder again.
    CodeAgain(PathBuf),
    /// The page on which an unfinished session is taken up again.
    Resume(PathBuf),
    /// Look in another data folder.
    Data(PathBuf),
    /// Look at the study in this folder.
    Study(PathBuf),
    /// Measure a coder's reaction lag, or practise coding.
    Coders,
    /// Dark or light.
    Look,
}

/// The home window's own state.
pub struct Home {
    shipped: Job<Vec<Offer>>,
    opened: Vec<Offer>,
    opening: Option<Job<Offer>>,
    path: PathField,
    template: TemplateForm,
    sessions: Sessions,
}

impl Home {
    /// Nothing is read before the first frame; the disk is looked at on threads of their own.
    pub fn new(wake: &Wake, options: &Options) -> Self {
        let data = options.data.clone().unwrap_or_else(record::default_data);
        Self {
            shipped: Job::start("protocols", wake, |_| {
                assets::shipped_protocols().into_iter().map(read).collect()
            }),
            opened: Vec::new(),
            opening: None,
            path: PathField::new(Kind::Protocol, String::new()),
            template: TemplateForm::default(),
            sessions: Sessions::new(data, wake),
        }
    }

    /// Draws it; at most one thing is asked of the program in a frame.
    pub fn home_ui(&mut self, ui: &mut Ui, wake: &Wake) -> Option<HomeCommand> {
        let mut command = self.take_opened();
        self.take_dropped(ui, wake);
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            let width = ui.available_width().min(1160.0);
            let margin = ((ui.available_width() - width) / 2.0).max(24.0);
            ui.add_space(20.0);
            ui.horizontal_top(|ui| {
                ui.add_space(margin);
                ui.vertical(|ui| {
                    ui.set_width(width - 48.0);
                    command = command.take().or(title_ui(ui));
                    ui.add_space(16.0);
                    ui.spacing_mut().item_spacing.x = 32.0;
                    ui.columns(2, |columns| {
                        if let [left, right] = columns {
                            left.spacing_mut().item_spacing = vec2(8.0, 8.0);
                            right.spacing_mut().item_spacing = vec2(8.0, 8.0);
                            command = command.take().or(self.protocols_ui(left, wake));
                            command = command.take().or(self.sessions.sessions_ui(right, wake));
                        }
                    });
                    ui.add_space(32.0);
                });
            });
        });
        command
    }

    fn protocols_ui(&mut self, ui: &mut Ui, wake: &Wake) -> Option<HomeCommand> {
        let mut command = None;
        page::heading(ui, "Protocols");
        let shipped: &[Offer] = match self.shipped.look() {
            Some(shipped) => shipped,
            None => {
                page::quiet(ui, "Reading the protocols…");
                &[]
            }
        };
        for offer in self.opened.iter().rev().chain(shipped) {
            if offer_ui(ui, offer) {
                command = Some(HomeCommand::SetUp(offer.path.clone()));
            }
        }
        ui.add_space(8.0);
        page::heading(ui, "Open a protocol file");
        page::faint(ui, "Type its path, choose it, or drop it on this window.");
        let mut open = self.path.show(ui, "Path of a protocol file", wake);
        let ready = !self.path.text.trim().is_empty() && self.opening.is_none();
        ui.add_enabled_ui(ready, |ui| {
            open |= button::compact(ui, Some(Icon::File), "Open", button::Weight::Normal).clicked();
        });
        if open && ready {
            self.open(self.path.path(), wake);
        }
        if self.opening.is_some() {
            page::quiet(ui, "Reading…");
        }
        ui.add_space(8.0);
        if let Some(path) = self.template.template_ui(ui, wake) {
            self.open(path, wake);
        }
        command
    }

    fn open(&mut self, path: PathBuf, wake: &Wake) {
        self.opening = Some(Job::start("protocol", wake, move |_| read(path)));
    }

    /// A protocol without problems goes straight to set-up; another stays here with its problems listed.
    fn take_opened(&mut self) -> Option<HomeCommand> {
        let offer = self.opening.as_mut()?.take()?;
        self.opening = None;
        if offer.read.is_ok() {
            return Some(HomeCommand::SetUp(offer.path));
        }
        self.opened.retain(|other| other.path != offer.path);
        self.opened.push(offer);
        None
    }

    fn take_dropped(&mut self, ui: &Ui, wake: &Wake) {
        let dropped = ui.input(|input| {
            input
                .raw
                .dropped_files
                .first()
                .map(|file| file.path().to_owned())
        });
        if let Some(path) = dropped {
            self.open(path, wake);
        }
    }
}

fn read(path: PathBuf) -> Offer {
    let read = load::read(&path);
    Offer {
        path,
        read: read.map(Box::new),
    }
}

fn title_ui(ui: &mut Ui) -> Option<HomeCommand> {
    ui.horizontal(|ui| {
        let palette = palette(ui);
        ui.label(
            RichText::new("Lacrima")
                .font(strong(tokens::DESK_TITLE + 6.0))
                .color(palette.text),
        );
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let quiet = |ui: &mut Ui, icon, label| {
                button::compact(ui, Some(icon), label, button::Weight::Quiet).clicked()
            };
            let look = quiet(ui, Icon::Contrast, "Dark or light");
            let coders = quiet(ui, Icon::Person, "Coders");
            match (look, coders) {
                (true, _) => Some(HomeCommand::Look),
                (_, true) => Some(HomeCommand::Coders),
                _ => None,
            }
        })
        .inner
    })
    .inner
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::look::{Look, install};

    /// The home window over an empty data folder, with the last command that it gave.
    fn open() -> (
        tempfile::TempDir,
        Harness<'static, (Home, Option<HomeCommand>)>,
    ) {
        let data = tempfile::tempdir().unwrap();
        let options = Options {
            data: Some(data.path().to_owned()),
            ..Options::default()
        };
        let wake: Wake = Arc::new(|| {});
        let home = Home::new(&wake, &options);
        let mut dressed = false;
        let harness = Harness::builder()
            .with_size([1280.0, 900.0])
            .build_ui_state(
                move |ui, (home, last): &mut (Home, Option<HomeCommand>)| {
                    if !std::mem::replace(&mut dressed, true) {
                        install(ui.ctx(), Look::Dark);
                        return;
                    }
                    if let Some(command) = home.home_ui(ui, &wake) {
                        *last = Some(command);
                    }
                },
                (home, None),
            );
        (data, harness)
    }

    /// Frame after frame until the label is there.
    fn until(harness: &mut Harness<'static, (Home, Option<HomeCommand>)>, label: &str) {
        for _ in 0..1000 {
            harness.step();
            if harness.query_all_by_label_contains(label).next().is_some() {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("{label} never came");
    }

    #[test]
    fn shipped_protocols_and_an_empty_data_folder_are_shown() {
        let (_data, mut home) = open();
        until(&mut home, "Demonstration");
        until(&mut home, "No sessions in this folder yet");
        until(&mut home, "New from a template");
    }

    #[test]
    fn a_broken_protocol_stays_here_with_its_problems_and_their_places() {
        let (data, mut home) = open();
        let path = data.path().join("broken.json");
        #[allow(
            clippy::disallowed_methods,
            reason = "a test makes the file that it reads"
        )]
        std::fs::write(&path, "{\"format\": 3}").unwrap();
        home.state_mut().0.path.text = path.display().to_string();
        home.step();
        home.step();
        home.get_by_label("Open").click();
        until(&mut home, "Can't be run");
        assert!(
            home.query_all_by_label_contains("Line 1, column")
                .next()
                .is_some()
        );
        assert_eq!(home.state().1, None);
    }

    #[test]
    fn coders_have_an_entry_of_their_own() {
        let (_data, mut home) = open();
        until(&mut home, "Demonstration");
        home.get_by_label("Coders").click();
        home.step();
        home.step();
        assert_eq!(home.state().1, Some(HomeCommand::Coders));
    }

    #[test]
    fn a_protocol_without_problems_goes_to_set_up() {
        let (_data, mut home) = open();
        until(&mut home, "Demonstration");
        let set_up = home.query_all_by_label("Set up").next().unwrap();
        set_up.click();
        home.step();
        home.step();
        assert!(matches!(home.state().1, Some(HomeCommand::SetUp(_))));
    }
}
