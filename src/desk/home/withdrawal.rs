//! Withdrawing a participant's data: what will be removed is named, and the code must be typed before it is.

use std::path::PathBuf;

use egui::Ui;

use crate::desk::page;
use crate::desk::worker::{Job, Wake};
use crate::look::button;
use crate::protocol::Id;
use crate::record::withdrawal::{Whom, Why, Withdrawn};
use crate::record::{self, Listed};
use crate::time;

/// A withdrawal that was asked for and waits for its second gesture, or is being carried out.
pub struct Withdrawal {
    data: PathBuf,
    folder: PathBuf,
    code: Id,
    study: Id,
    sessions: usize,
    only_this: bool,
    why: Why,
    typed: String,
    job: Option<Job<Result<Withdrawn, String>>>,
}

impl Withdrawal {
    /// Of everything that the participant of this session has in its study; of this session alone where only that was wanted.
    pub fn of(session: &Listed, listed: &[Listed], data: PathBuf) -> Self {
        let same = |other: &&Listed| {
            other.participant == session.participant && other.study == session.study
        };
        Self {
            data,
            folder: session.folder.clone(),
            code: session.participant.clone(),
            study: session.study.clone(),
            sessions: if session.wants_deletion {
                1
            } else {
                listed.iter().filter(same).count()
            },
            only_this: session.wants_deletion,
            why: if session.wants_deletion {
                Why::Consent
            } else {
                Why::Participant
            },
            typed: String::new(),
            job: None,
        }
    }

    /// Whether it stands below this session.
    pub fn is_at(&self, session: &Listed) -> bool {
        self.folder == session.folder
    }

    /// What came of it, once it is done.
    pub fn take(&mut self) -> Option<Result<Withdrawn, String>> {
        self.job.as_mut().and_then(Job::take)
    }

    /// Draws it; true when it is called off.
    pub fn withdrawal_ui(&mut self, ui: &mut Ui, wake: &Wake) -> bool {
        if self.job.is_some() {
            page::quiet(ui, "Removing…");
            return false;
        }
        let (code, study) = (&self.code, &self.study);
        let what = match self.sessions {
            0 | 1 => format!("This removes the session of {code} in study {study} for good."),
            n => format!("This removes all {n} sessions of {code} in study {study} for good."),
        };
        page::caution(ui, &what);
        page::quiet(
            ui,
            "A line without code or answers stays in the study's folder. Backups and exported tables are not touched: remove the data there yourself.",
        );
        let prompt = format!("Type {code} to confirm");
        page::faint(ui, &prompt);
        page::text_field(ui, &prompt, &mut self.typed, 200.0);
        let confirmed = self.typed.trim() == self.code.as_str();
        ui.horizontal(|ui| {
            let remove = ui
                .add_enabled_ui(confirmed, |ui| {
                    button::compact(ui, None, "Remove for good", button::Weight::Normal).clicked()
                })
                .inner;
            if remove && confirmed {
                self.begin(wake);
            }
            button::compact(ui, None, "Keep the data", button::Weight::Quiet).clicked()
        })
        .inner
    }

    fn begin(&mut self, wake: &Wake) {
        let (data, why) = (self.data.clone(), self.why);
        let whom = if self.only_this {
            Whom::Session(self.folder.clone())
        } else {
            Whom::Participant {
                code: self.code.clone(),
                study: Some(self.study.clone()),
            }
        };
        self.job = Some(Job::start("withdraw", wake, move |_| {
            record::withdraw(&data, &whom, time::utc_now().date_naive(), why)
        }));
    }
}

/// What is said afterwards.
pub fn said(done: Result<Withdrawn, String>) -> String {
    match done {
        Ok(done) => {
            let sessions = match done.sessions {
                1 => "1 session was removed.".to_owned(),
                n => format!("{n} sessions were removed."),
            };
            std::iter::once(sessions)
                .chain(done.remarks)
                .collect::<Vec<_>>()
                .join(" ")
        }
        Err(why) => why,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;
    use std::time::Duration;

    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    use crate::desk::home::sessions::Sessions;
    use crate::desk::worker::Wake;
    use crate::look::{Look, install};
    use crate::record;
    use crate::record::testing::{started, whole};
    use crate::session::{DataChoice, Event, Fact, Status};
    use crate::time::Stamp;

    /// Writes a session of P01 and returns its folder.
    fn kept(data: &Path, events: Vec<Event>) -> std::path::PathBuf {
        let folder = record::create(data, &"film".into(), &"P01".into(), started()).unwrap();
        let recorder = record::Recorder::start(folder, Stamp(0)).unwrap();
        recorder.append(events);
        recorder.seal();
        recorder.settle(Duration::from_secs(60)).unwrap();
        recorder.folder()
    }

    fn shown(data: &Path) -> Harness<'static, Sessions> {
        let wake: Wake = Arc::new(|| {});
        let sessions = Sessions::new(data.to_owned(), &wake);
        let mut dressed = false;
        Harness::builder().with_size([900.0, 700.0]).build_ui_state(
            move |ui, sessions: &mut Sessions| {
                if !std::mem::replace(&mut dressed, true) {
                    install(ui.ctx(), Look::Dark);
                    return;
                }
                sessions.sessions_ui(ui, &wake);
            },
            sessions,
        )
    }

    /// Frame after frame until the label is there.
    fn until(harness: &mut Harness<'static, Sessions>, label: &str) {
        for _ in 0..1000 {
            harness.step();
            if harness.query_all_by_label_contains(label).next().is_some() {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("{label} never came");
    }

    fn press(harness: &mut Harness<'static, Sessions>, label: &str) {
        until(harness, label);
        harness.get_by_label(label).click();
        harness.step();
        harness.step();
    }

    fn type_code(harness: &mut Harness<'static, Sessions>, text: &str) {
        let field =
            harness.get_by_role_and_label(egui::accesskit::Role::TextInput, "Type P01 to confirm");
        field.focus();
        harness.step();
        let field =
            harness.get_by_role_and_label(egui::accesskit::Role::TextInput, "Type P01 to confirm");
        field.type_text(text);
        harness.step();
        harness.step();
    }

    #[test]
    fn nothing_is_removed_before_the_code_is_typed() {
        let data = tempfile::tempdir().unwrap();
        let folder = kept(data.path(), whole());
        let mut home = shown(data.path());
        press(&mut home, "More");
        press(&mut home, "Withdraw…");
        until(
            &mut home,
            "This removes the session of P01 in study film for good.",
        );
        press(&mut home, "Remove for good");
        assert!(folder.join("session.json").exists());
        type_code(&mut home, "P0");
        press(&mut home, "Remove for good");
        assert!(folder.join("session.json").exists());
        type_code(&mut home, "1");
        press(&mut home, "Remove for good");
        until(&mut home, "1 session was removed.");
        assert!(!folder.exists());
        until(&mut home, "No sessions in this folder yet");
    }

    #[test]
    fn data_that_are_to_be_deleted_are_not_offered_for_a_look() {
        let data = tempfile::tempdir().unwrap();
        let mut events = whole();
        let last = events.last_mut().unwrap();
        let end = Event {
            seq: last.seq + 1,
            fact: Fact::SessionEnded {
                status: Status::Withdrawn,
            },
            ..last.clone()
        };
        last.fact = Fact::DataChosen {
            step: "data".into(),
            choice: DataChoice::Delete,
        };
        events.push(end);
        let folder = kept(data.path(), events);
        let mut home = shown(data.path());
        until(&mut home, "To be deleted");
        assert!(home.query_by_label("Look").is_none() && home.query_by_label("More").is_none());
        press(&mut home, "Withdraw…");
        press(&mut home, "Keep the data");
        assert!(home.query_by_label("Keep the data").is_none());
        assert!(folder.exists());
    }
}
