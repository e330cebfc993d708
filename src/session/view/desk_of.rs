//! Makes the desk's view from a session's state.

use super::blinding::{condition, hidden_until, in_condition, is_blinded, label, masked};
use super::desk::{
    Announce, BoutView, Caution, CautionKind, DeskView, KeyCap, KeyRole, Lane, Now, PointView,
    ScheduleView, StepState, StepView,
};
use super::scheme::{name, scheme};
use crate::protocol::{Channel, Id, Key, PointGroup, Presence, Quality, Setting, Step, StepKind};
use crate::session::Engine;
use crate::session::event::{Alarm, EndedBy, ProbeStatus};
use crate::session::setup::Header;
use crate::session::state::{Bout, Course, Phase, State};

use super::asked::asked;
use crate::time::{FilmTime, Micros, SessionTime};

/// What the experimenter's window shows at session time `t`.
pub(in crate::session) fn desk_view(engine: &Engine, t: SessionTime) -> DeskView {
    let (header, state) = (engine.header(), engine.state());
    DeskView {
        participant: header.participant.clone(),
        condition: condition(header, state),
        hidden_until: hidden_until(header, state),
        blinded: is_blinded(header, state),
        setting: setting(header, state),
        asked: asked(engine),
        unrated: unrated(header, state),
        unsourced: engine.unsourced(),
        mode: header.mode,
        title: header.protocol.title.get("en").to_owned(),
        now: now(engine, t),
        steps: steps(engine),
        schedule: schedule(engine),
        coding: state.coding.on,
        lanes: header
            .protocol
            .coding
            .channels
            .iter()
            .map(|channel| lane(channel, state))
            .collect(),
        points: state
            .coding
            .points
            .iter()
            .map(|point| PointView {
                code: point.code.clone(),
                t: point.t + point.nudge,
            })
            .collect(),
        keys: keys(header, state),
        scheme: scheme(&header.protocol.coding),
        cautions: cautions(header, state),
        notices: state
            .notices
            .iter()
            .map(|(t, text)| Announce {
                t: *t,
                text: masked(header, state, text),
            })
            .collect(),
        allowed: engine.allowed(),
    }
}

fn now(engine: &Engine, t: SessionTime) -> Now {
    let (header, state) = (engine.header(), engine.state());
    let step = engine.current_step();
    let probe = step.and_then(|_| state.current_probe());
    let media = state.media.as_ref();
    let length = media.and_then(|media| {
        let plan = header.protocol.stimuli.get(&media.stimulus)?;
        let file = header
            .stimuli
            .iter()
            .find(|facts| facts.id == media.stimulus)
            .and_then(|facts| facts.duration_s);
        Some(Micros::from_s(plan.to_s.or(file)? - plan.from_s))
    });
    Now {
        t,
        step: step.map(|step| label(header, state, step)),
        step_since: state
            .current
            .as_ref()
            .map_or(SessionTime::ZERO, |current| current.since),
        step_until: engine
            .step_until()
            .or_else(|| match step.map(|step| &step.kind) {
                Some(StepKind::Wait(wait)) if wait.fill => engine.next_probe_due(),
                Some(StepKind::Probe(_))
                    if probe.is_none_or(|probe| probe.phase == Phase::Waiting) =>
                {
                    engine.next_probe_due()
                }
                _ => None,
            }),
        film: media.map(|media| from_start(header, &media.stimulus, media.film_time(t))),
        film_runs: media.is_some_and(|media| media.runs.is_some()),
        film_length: length,
        paused: state
            .current
            .as_ref()
            .is_some_and(|current| current.paused.is_some()),
        ended: state.over,
        waiting_touch_since: probe
            .filter(|probe| probe.phase == Phase::Due)
            .and_then(|probe| probe.scheduled),
        answering: state.wish.is_some()
            || step.is_some_and(asks_to_press)
            || (probe.is_some_and(|probe| probe.phase == Phase::Open)
                && !engine.asks_experimenter()),
    }
}

fn setting(header: &Header, state: &State) -> Setting {
    let mut setting = header.setting.clone();
    if let Some((n_present, relation)) = state.presence {
        setting.n_present = n_present;
        setting.relation = relation;
    }
    setting
}

fn unrated(header: &Header, state: &State) -> Option<(u64, Vec<(Id, String)>)> {
    let qualities = &header.protocol.coding.qualities;
    let bout = state.coding.unrated().filter(|_| !qualities.is_empty())?;
    let named = |quality: &Quality| {
        (
            quality.id.clone(),
            name(quality.label.as_ref(), &quality.id),
        )
    };
    Some((bout, qualities.iter().map(named).collect()))
}

/// Whether the participant is to press something that is no item.
fn asks_to_press(step: &Step) -> bool {
    matches!(
        step.kind,
        StepKind::Consent(_)
            | StepKind::Screening(_)
            | StepKind::Recall(_)
            | StepKind::PracticeStop(_)
            | StepKind::DataChoice(_)
    )
}

/// Film time counted from the beginning of the part that is shown.
fn from_start(header: &Header, stimulus: &Id, film: FilmTime) -> FilmTime {
    let from_s = header
        .protocol
        .stimuli
        .get(stimulus)
        .map_or(0.0, |plan| plan.from_s);
    FilmTime(film.0.saturating_sub(FilmTime::from_s(from_s).0))
}

fn steps(engine: &Engine) -> Vec<StepView> {
    let (header, state) = (engine.header(), engine.state());
    let main = header.protocol.steps.iter().map(|step| (step, false));
    let closing = header
        .protocol
        .on_stop
        .iter()
        .filter(|_| state.course == Course::Stopped)
        .map(|step| (step, true));
    let declined = header
        .protocol
        .on_decline
        .iter()
        .filter(|_| matches!(state.course, Course::Refused | Course::ScreenedOut))
        .map(|step| (step, true));
    main.chain(closing)
        .chain(declined)
        // What is left out in this condition gives the condition away.
        .filter(|(step, _)| condition(header, state).is_some() || in_condition(header, step))
        .map(|(step, on_stop)| StepView {
            label: label(header, state, step),
            kind: step.kind.name(),
            state: match step_state(state, step) {
                // Whether a step was left out for an answer says what the answer was.
                StepState::LeftOut if is_blinded(header, state) => StepState::Done,
                seen => seen,
            },
            due: state.probes.get(&step.id).and_then(|probe| probe.scheduled),
            delay_s: step.after().map(|after| after.delay_s),
            on_stop,
        })
        .collect()
}

fn step_state(state: &State, step: &Step) -> StepState {
    if state.current_id() == Some(&step.id) {
        return StepState::Current;
    }
    let Some(record) = state.steps.get(&step.id) else {
        return StepState::Todo;
    };
    let missed =
        state.probes.get(&step.id).and_then(|probe| probe.status) == Some(ProbeStatus::Missed);
    match record.ended_by {
        _ if missed => StepState::Missed,
        _ if record.left_out => StepState::LeftOut,
        Some(EndedBy::Skip) => StepState::LeftOut,
        Some(_) => StepState::Done,
        None => StepState::Todo,
    }
}

fn schedule(engine: &Engine) -> ScheduleView {
    let (header, state) = (engine.header(), engine.state());
    let next = engine
        .next_scheduled()
        .and_then(|(step, _)| Some((label(header, state, step), engine.next_probe_due()?)));
    let presence = match engine.current_step().map(|step| &step.kind) {
        Some(StepKind::Wait(wait)) => wait.presence,
        _ => Presence::Stay,
    };
    ScheduleView {
        next,
        held: state.held,
        away: state.away,
        presence,
    }
}

fn lane(channel: &Channel, state: &State) -> Lane {
    let bouts = state
        .coding
        .bouts
        .iter()
        .filter(|bout| bout.channel == channel.id);
    Lane {
        channel: channel.id.clone(),
        label: name(channel.label.as_ref(), &channel.id),
        levels: channel.levels,
        bouts: bouts.map(bout_view).collect(),
    }
}

/// With the onset as corrected; levels that would lie before it begin with it.
fn bout_view(bout: &Bout) -> BoutView {
    let onset = bout.onset() + bout.nudge;
    let levels = bout.levels.iter().enumerate().map(|(i, (t, level))| {
        let t = if i == 0 { onset } else { onset.max(*t) };
        (t, *level)
    });
    BoutView {
        onset,
        raw_onset: bout.onset(),
        offset: bout.offset,
        levels: levels.collect(),
    }
}

fn keys(header: &Header, state: &State) -> Vec<KeyCap> {
    let mut caps = Vec::new();
    for channel in &header.protocol.coding.channels {
        let open = state.coding.open_bout(&channel.id);
        let label = name(channel.label.as_ref(), &channel.id);
        let mut cap = |key: &Key, role: KeyRole, lit: bool| {
            caps.push(KeyCap {
                key: key.clone(),
                label: label.clone(),
                channel: Some(channel.id.clone()),
                point: None,
                role,
                group: match role {
                    KeyRole::Hold => PointGroup::Main,
                    _ => PointGroup::More,
                },
                lit,
            });
        };
        if let Some(key) = &channel.hold_key {
            cap(
                key,
                KeyRole::Hold,
                open.is_some_and(|bout| bout.held && bout.key == *key),
            );
        }
        for (key, level) in channel.level_keys.iter().zip(1..) {
            cap(
                key,
                KeyRole::Level(level),
                open.map(Bout::level) == Some(level),
            );
        }
        if let Some(key) = &channel.off_key {
            cap(key, KeyRole::Off, false);
        }
    }
    for point in &header.protocol.coding.points {
        let label = name(point.label.as_ref(), &point.id);
        caps.push(KeyCap {
            key: point.key.clone(),
            label,
            channel: None,
            point: Some(point.id.clone()),
            role: KeyRole::Point,
            group: point.group,
            lit: false,
        });
    }
    for source in &header.protocol.coding.sources {
        caps.push(KeyCap {
            key: source.key.clone(),
            label: name(source.label.as_ref(), &source.id),
            channel: None,
            point: None,
            role: KeyRole::Source,
            group: PointGroup::Social,
            lit: false,
        });
    }
    caps
}

fn cautions(header: &Header, state: &State) -> Vec<Caution> {
    let alarms = state.alarms.iter().map(|(number, (since, what))| Caution {
        kind: CautionKind::Alarm(*number, *what),
        text: alarm_text(*what).to_owned(),
        since: *since,
    });
    let faults = state.faults.iter().map(|(id, (since, text))| Caution {
        kind: CautionKind::Fault(id.clone()),
        text: masked(header, state, text),
        since: *since,
    });
    let mut cautions: Vec<Caution> = alarms.chain(faults).collect();
    cautions.sort_by_key(|caution| std::cmp::Reverse(caution.since));
    cautions
}

fn alarm_text(alarm: Alarm) -> &'static str {
    match alarm {
        Alarm::ParticipantStopped => "The participant stopped the session. Go to them.",
        Alarm::ParticipantCalls => "The participant asks for you. Go to them.",
        Alarm::MediaFailed => {
            "The film or sound can't go on. Look in on the participant, then go on with the next step."
        }
        Alarm::ParticipantWishes => "The participant would like you to come. Go to them.",
        Alarm::ParticipantNotWell => {
            "The participant may not be well. Talk to them before they leave."
        }
        Alarm::ConsentRefused => "The participant does not agree to take part. Go to them.",
        Alarm::ScreenedOut => {
            "The participant can't take part today. Go to them, and offer the contact sheet: nobody knows which point applied."
        }
        Alarm::DataDeletion => {
            "The participant wants the data of this session to be deleted. After the session, withdraw it on the home window."
        }
        Alarm::ProbeMissed => "A probe was missed. Open it late, or wait for the next one.",
        Alarm::StageLost => {
            "The participant's window was lost and is being started again. Look in on the participant."
        }
    }
}
