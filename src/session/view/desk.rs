//! What the experimenter's window shows of a running session.

use crate::protocol::{Id, Key, Material, PointGroup, Presence, Setting};
use crate::session::{Alarm, Mode, Status};

use super::scheme::Scheme;
use super::stage::ItemView;
use crate::time::{FilmTime, Micros, SessionTime};

/// The whole of it.
#[derive(Clone, Debug, PartialEq)]
pub struct DeskView {
    /// The participant's code.
    pub participant: Id,
    /// The condition; `None` while the coder is blind to it, or until it is due to be revealed.
    pub condition: Option<Id>,
    /// The step at whose beginning the condition is shown, while it is hidden until then; its label as in the list of steps.
    pub hidden_until: Option<String>,
    /// Whether the coder is blind to condition and ratings.
    pub blinded: bool,
    /// Who is with the participant now.
    pub setting: Setting,
    /// What the current step asks of the experimenter.
    pub asked: Option<Asked>,
    /// Bouts whose episode has no quality yet: the number of the last one, and the qualities that it can be given.
    pub unrated: Option<(u64, Vec<(Id, String)>)>,
    /// The last social event that has no source yet.
    pub unsourced: Option<u64>,
    /// Why the session is run.
    pub mode: Mode,
    /// The protocol's title.
    pub title: String,
    /// Where the session stands.
    pub now: Now,
    /// Main steps, and after a stop the steps of `on_stop`.
    pub steps: Vec<StepView>,
    /// Probes to come and the participant's whereabouts.
    pub schedule: ScheduleView,
    /// Whether coding keys count.
    pub coding: bool,
    /// One lane a channel.
    pub lanes: Vec<Lane>,
    /// Point events.
    pub points: Vec<PointView>,
    /// The keys of the coding scheme.
    pub keys: Vec<KeyCap>,
    /// What counts as what, for the coder's help.
    pub scheme: Scheme,
    /// Alarms not yet seen and faults not yet mended, newest first.
    pub cautions: Vec<Caution>,
    /// What happened lately, newest last (at most 50).
    pub notices: Vec<Announce>,
    /// What the experimenter may do now.
    pub allowed: Allowed,
}

/// What the current step asks of the experimenter.
#[derive(Clone, Debug, PartialEq)]
pub enum Asked {
    /// Answers to these items.
    Rate {
        /// A line above the items.
        stem: Option<String>,
        /// The items, in English.
        items: Vec<ItemView>,
    },
    /// To do something to the participant and mark each application.
    Apply {
        /// What to do.
        instruction: String,
        /// How often it was done.
        done: u32,
        /// How often it is planned.
        planned: Option<u32>,
    },
    /// To take a sample.
    Sample {
        /// What to do.
        instruction: String,
        /// What is taken.
        material: Material,
        /// When it should be taken, once known.
        due: Option<SessionTime>,
        /// When it was taken.
        taken: Option<SessionTime>,
    },
    /// To start a timed task's clock.
    TaskStart {
        /// What must be heeded.
        safety: Option<String>,
    },
    /// To stop a timed task's clock.
    TaskStop {
        /// Since when it runs.
        since: SessionTime,
        /// When it is ended at the latest.
        until: SessionTime,
    },
    /// To say why a task was ended.
    TaskReason,
    /// To debrief the participant and tick off these points.
    Debrief {
        /// The points.
        points: Vec<(Id, String)>,
    },
}

/// Where the session stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Now {
    /// Session time of this view; the window adds what has passed since.
    pub t: SessionTime,
    /// The current step's id, masked when blinded.
    pub step: Option<String>,
    /// Since when the current step is on.
    pub step_since: SessionTime,
    /// When time will end it.
    pub step_until: Option<SessionTime>,
    /// Film time at `t`.
    pub film: Option<FilmTime>,
    /// Whether the film runs, so that the window may let its time run on.
    pub film_runs: bool,
    /// Length of the film's shown part.
    pub film_length: Option<Micros>,
    /// Whether the step is paused.
    pub paused: bool,
    /// How the session ended, when it has.
    pub ended: Option<Status>,
    /// A due probe waits for the participant's touch since then.
    pub waiting_touch_since: Option<SessionTime>,
    /// The participant is answering now.
    pub answering: bool,
}

/// One step in the list.
#[derive(Clone, Debug, PartialEq)]
pub struct StepView {
    /// Id, or a masked label when blinded.
    pub label: String,
    /// Name of the step's kind.
    pub kind: &'static str,
    /// Where it stands.
    pub state: StepState,
    /// When a scheduled probe falls due, once known.
    pub due: Option<SessionTime>,
    /// Delay of a scheduled probe from its anchor, in seconds.
    pub delay_s: Option<f64>,
    /// Whether the step belongs to `on_stop`.
    pub on_stop: bool,
}

/// Where a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// Still to come.
    Todo,
    /// On now.
    Current,
    /// Over.
    Done,
    /// Left out or skipped.
    LeftOut,
    /// A probe that was missed.
    Missed,
}

/// The schedule.
#[derive(Clone, Debug, PartialEq)]
pub struct ScheduleView {
    /// The next scheduled probe: label and due time, once known.
    pub next: Option<(String, SessionTime)>,
    /// The experimenter keeps it from opening.
    pub held: bool,
    /// The participant has left the room.
    pub away: bool,
    /// Whether the current wait lets the participant leave.
    pub presence: Presence,
}

/// One channel's bouts.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    /// The channel.
    pub channel: Id,
    /// What the lane is called.
    pub label: String,
    /// Highest level.
    pub levels: u8,
    /// Bouts that stand, in order of onset.
    pub bouts: Vec<BoutView>,
}

/// One bout.
#[derive(Clone, Debug, PartialEq)]
pub struct BoutView {
    /// When it began, as corrected by the coder.
    pub onset: SessionTime,
    /// When its key went down.
    pub raw_onset: SessionTime,
    /// When it ended; `None` while open.
    pub offset: Option<SessionTime>,
    /// The level from each instant on; the first entry is the onset.
    pub levels: Vec<(SessionTime, u8)>,
}

/// One point event.
#[derive(Clone, Debug, PartialEq)]
pub struct PointView {
    /// Its code.
    pub code: Id,
    /// When.
    pub t: SessionTime,
}

/// One key of the coding scheme.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyCap {
    /// The key.
    pub key: Key,
    /// What it codes.
    pub label: String,
    /// The channel, for keys of a channel.
    pub channel: Option<Id>,
    /// The code, for keys of point events.
    pub point: Option<Id>,
    /// What it does.
    pub role: KeyRole,
    /// Among which keys it stands; level keys stand among those that need not be used.
    pub group: PointGroup,
    /// Whether it is lit: held, or its level is the current one.
    pub lit: bool,
}

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyRole {
    /// The behaviour lasts while it is held.
    Hold,
    /// Sets this level.
    Level(u8),
    /// Closes the bout.
    Off,
    /// A point event.
    Point,
    /// Names the source of the last social event.
    Source,
}

/// An alarm not yet seen or a fault not yet mended.
#[derive(Clone, Debug, PartialEq)]
pub struct Caution {
    /// What kind.
    pub kind: CautionKind,
    /// One sentence that says what to do.
    pub text: String,
    /// Since when.
    pub since: SessionTime,
}

/// What kind of caution.
#[derive(Clone, Debug, PartialEq)]
pub enum CautionKind {
    /// The experimenter is called; `AlarmSeen` with this number clears it.
    Alarm(u64, Alarm),
    /// A fault; it clears when mended.
    Fault(String),
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Announce {
    /// When.
    pub t: SessionTime,
    /// One line.
    pub text: String,
}

/// What the experimenter may do now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Allowed {
    /// End the current step.
    pub advance: bool,
    /// Pause it.
    pub pause: bool,
    /// Go on after a pause.
    pub resume: bool,
    /// Stop the session.
    pub stop: bool,
    /// Keep the next probe from opening.
    pub hold: bool,
    /// Let it open.
    pub unhold: bool,
    /// Leave out the current step or due probe.
    pub skip: bool,
    /// Play the chime again.
    pub repeat_chime: bool,
    /// Open a missed probe.
    pub open_missed: bool,
    /// The participant left.
    pub mark_left: bool,
    /// The participant is back.
    pub mark_returned: bool,
    /// End the schedule early.
    pub end_early: bool,
    /// End coding.
    pub end_coding: bool,
    /// Take back the last coded act.
    pub undo: bool,
    /// Do what the step asks (see [`Asked`]) with one press.
    pub act: bool,
    /// Move the onset of the last coded act.
    pub nudge: bool,
    /// Lift the blinding.
    pub unblind: bool,
    /// Record that the participant left before the debriefing.
    pub leave_early: bool,
}
