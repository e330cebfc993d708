//! Plays a script of stamped inputs through the engine and tells what came of it, one line a fact.

use lacrima::protocol::{Key, Protocol};
use lacrima::session::{
    ClockOrigin, Coder, DeskInput, Device, Engine, Event, FilmStats, Header, Input, MarkInput,
    MediaInput, Mode, Reason, Screen, StageInput, TakeUp, Value, When, WorldInput,
};
use lacrima::time::{FilmTime, Micros, SessionTime};

/// A header for `protocol`, as a session of participant `P1` would have it.
pub fn header(protocol: Protocol) -> Header {
    let condition = protocol.conditions[0].id.clone();
    Header {
        app_version: "test".into(),
        session: "test".into(),
        study: protocol.study.id.clone(),
        visit: 1,
        mode: Mode::Simulated,
        started_utc: "2026-01-01T00:00:00Z".into(),
        utc_offset_minutes: 0,
        stamp_source: "script".into(),
        stamp_uncertainty_ms: 0.0,
        clock: header_clock(),
        participant: "P1".into(),
        covariates: Default::default(),
        condition,
        allocation: "manual".into(),
        allocated: None,
        setting: Default::default(),
        coder: Coder {
            id: "C1".into(),
            lag_s: 0.8,
            lag_calibrated: false,
            lags: Default::default(),
        },
        language: "en".into(),
        seed: 1,
        blinded: false,
        speed: 1.0,
        protocol,
        protocol_sha256: String::new(),
        stimuli: vec![],
    }
}

fn header_clock() -> ClockOrigin {
    ClockOrigin {
        source: "virtual".into(),
        origin_s: 0.0,
        uncertainty_ms: 0.0,
        boot_ns: None,
        boot: None,
    }
}

/// An engine, the facts so far, and what was refused.
pub struct Play {
    pub engine: Engine,
    pub events: Vec<Event>,
    pub effects: Vec<String>,
    pub refusals: Vec<String>,
    /// Serial of the film's screen, which a film names also after its screen is gone.
    film_serial: u64,
}

impl Play {
    /// A session of the protocol in `json`; the script's lines are `SECONDS WORD…`, `#` starts a remark.
    pub fn run(json: &str, script: &str) -> Self {
        let protocol = serde_json::from_str(json).expect("the test's protocol");
        Self::under(header(protocol), script)
    }

    /// A session under this header.
    pub fn under(header: Header, script: &str) -> Self {
        let mut play = Self {
            engine: Engine::new(header),
            events: vec![],
            effects: vec![],
            refusals: vec![],
            film_serial: 0,
        };
        for line in script
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
        {
            play.line(line);
        }
        play
    }

    /// Plays one more line, without waking the engine at the deadlines before it.
    pub fn script(&mut self, line: &str) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let t = SessionTime::from_s(words[0].parse().expect("seconds"));
        let input = self.input(&words[1..]);
        self.give(When::stamped(t, t), input);
    }

    fn line(&mut self, line: &str) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let t = SessionTime::from_s(words[0].parse().expect("seconds"));
        // Whoever drives the engine wakes it at its deadlines; while the program is not running nobody does.
        let driven = words[1] != "take_up";
        while let Some(deadline) = self
            .engine
            .next_deadline()
            .filter(|deadline| driven && *deadline <= t)
        {
            self.give(When::taken(deadline), Input::Tick);
        }
        self.script(line);
    }

    /// Gives one input and keeps what came of it.
    pub fn give(&mut self, when: When, input: Input) {
        match self.engine.handle(when, input) {
            Ok(turn) => {
                self.effects
                    .extend(turn.effects.iter().map(|effect| format!("{:?}", effect)));
                self.events.extend(turn.events);
            }
            Err(refusal) => self.refusals.push(refusal.0),
        }
        let view = self.engine.stage_view();
        if matches!(view.screen, Screen::Film(_)) {
            self.film_serial = view.serial;
        }
    }

    fn input(&self, words: &[&str]) -> Input {
        let serial = self.engine.stage_view().serial;
        let film_serial = self.film_serial;
        let rest = words.get(1..).unwrap_or_default().join(" ");
        let film = |at: usize| {
            FilmTime::from_s(
                words
                    .get(at)
                    .map_or(0.0, |s| s.parse().expect("film seconds")),
            )
        };
        let media = |media| {
            Input::Stage(StageInput::Media {
                serial: film_serial,
                media,
            })
        };
        let stats = FilmStats {
            due: 10,
            shown: 10,
            ..Default::default()
        };
        let device = Device::Mouse;
        match words[0] {
            "begin" => Input::Begin,
            "tick" => Input::Tick,
            "shown" => Input::Stage(StageInput::Shown { serial }),
            "touch" => Input::Stage(StageInput::Begun { serial }),
            "continue" => Input::Stage(StageInput::Continue { serial }),
            "see" => Input::Stage(StageInput::ItemShown {
                item: words[1].into(),
            }),
            "answer" => {
                let value = value(words[2]);
                Input::Stage(StageInput::Answer {
                    item: words[1].into(),
                    value,
                    device,
                })
            }
            "decline" => Input::Stage(StageInput::Decline {
                item: words[1].into(),
                device,
            }),
            "page" => Input::Stage(StageInput::PageDone {
                items: words[1..].iter().map(|&id| id.into()).collect(),
            }),
            // The flash and the chirp lay so many ms before the report; `-` was not confirmed.
            "mark" => {
                let ms = |word: &str| word.parse::<i64>().ok().map(|ms| Micros(-1000 * ms));
                Input::Stage(StageInput::Mark {
                    serial,
                    given: MarkInput {
                        flash: ms(words[1]),
                        chirp: ms(words[2]),
                        uncertainty_ms: Some(16.0),
                        reason: None,
                    },
                })
            }
            "escape" => Input::Stage(StageInput::StopHeld),
            "call" => Input::Stage(StageInput::CallExperimenter),
            "onset" => media(MediaInput::Onset { film: film(1) }),
            "at" => media(MediaInput::Progress { film: film(1) }),
            "halted" => media(MediaInput::Paused { film: film(1) }),
            "ended" => media(MediaInput::Ended {
                film: film(1),
                stats,
            }),
            "cut" => media(MediaInput::Cut {
                film: film(1),
                stats,
            }),
            "failed" => media(MediaInput::Failed {
                film: film(1),
                why: "The film can't be read.".into(),
                stats,
            }),
            "down" => Input::Desk(DeskInput::Key {
                key: Key::from(words[1]),
                down: true,
            }),
            "up" => Input::Desk(DeskInput::Key {
                key: Key::from(words[1]),
                down: false,
            }),
            "release_all" => Input::Desk(DeskInput::ReleaseAll),
            "undo" => Input::Desk(DeskInput::Undo),
            "end_coding" => Input::Desk(DeskInput::EndCoding),
            "advance" => Input::Desk(DeskInput::Advance),
            "pause" => Input::Desk(DeskInput::Pause),
            "resume" => Input::Desk(DeskInput::Resume),
            "stop" => Input::Desk(DeskInput::Stop),
            "hold" => Input::Desk(DeskInput::Hold { reason: rest }),
            "unhold" => Input::Desk(DeskInput::Unhold),
            "skip" => Input::Desk(DeskInput::Skip { reason: rest }),
            "chime" => Input::Desk(DeskInput::RepeatChime { reason: rest }),
            "open_missed" => Input::Desk(DeskInput::OpenMissed { reason: rest }),
            "left" => Input::Desk(DeskInput::MarkLeft { reason: rest }),
            "returned" => Input::Desk(DeskInput::MarkReturned),
            "end_early" => Input::Desk(DeskInput::EndEarly { reason: rest }),
            "note" => Input::Desk(DeskInput::Note { text: rest }),
            "seen" => Input::Desk(DeskInput::Acknowledge {
                alarm: words[1].parse().expect("alarm"),
            }),
            "clear" => Input::Stage(StageInput::Clear {
                item: words[1].into(),
                device,
            }),
            "consent" | "refuse" => Input::Stage(StageInput::Consent {
                serial,
                agreed: words[0] == "consent",
                ticks: words[1..].iter().map(|&id| (id.into(), true)).collect(),
            }),
            "screening" => Input::Stage(StageInput::Screening {
                serial,
                passed: words[1] == "passed",
            }),
            "recalled" => Input::Stage(StageInput::Recalled {
                serial: words.get(2).map_or(serial, |serial| {
                    serial.parse().expect("the serial of a recall")
                }),
                characters: rest.chars().count() as u64,
                words: 1,
                text: Some(words[1].to_owned()),
            }),
            "self" => Input::Stage(StageInput::SelfKey {
                serial: film_serial,
                down: words[1] == "down",
            }),
            "task_stop" => Input::Stage(StageInput::TaskStop { serial }),
            "choose" => Input::Stage(StageInput::DataChoice {
                serial,
                choice: serde_json::from_value(words[1].into()).expect("a choice"),
            }),
            "wish" => Input::Stage(StageInput::Wish {
                serial,
                wish: words[1] == "yes",
            }),
            "act" => Input::Desk(DeskInput::Act),
            "reason" => Input::Desk(DeskInput::TaskReason { reason: rest }),
            "rate" => Input::Desk(DeskInput::Rate {
                answers: words[1..]
                    .iter()
                    .map(|pair| {
                        let (item, given) = pair.split_once('=').expect("item=value");
                        (item.into(), Some(value(given)))
                    })
                    .collect(),
            }),
            "debrief" => Input::Desk(DeskInput::Debrief {
                points: words[1..].iter().map(|&id| id.into()).collect(),
            }),
            "leave_early" => Input::Desk(DeskInput::LeaveEarly { reason: rest }),
            "presence" => Input::Desk(DeskInput::Presence {
                n_present: words[1].parse().expect("how many"),
                relation: words
                    .get(2)
                    .map(|who| serde_json::from_value((*who).into()).expect("a relation")),
            }),
            "nudge" => Input::Desk(DeskInput::Nudge {
                by: Micros::from_s(words[1].parse().expect("seconds")),
            }),
            "quality" => Input::Desk(DeskInput::RateEpisode {
                quality: words[1].into(),
            }),
            "unblind" => Input::Desk(DeskInput::Unblind { reason: rest }),
            "interrupt" => Input::World(WorldInput::Interrupt {
                reason: Reason::Technical,
            }),
            "distress" => Input::Desk(DeskInput::Distress {
                severity: serde_json::from_value(words[1].into()).expect("how badly"),
                actions: vec!["talked".into()],
                note: String::new(),
            }),
            "take_up" => Input::World(WorldInput::TakeUp(Box::new(TakeUp {
                last_s: SessionTime::from_s(words[1].parse().expect("seconds")),
                clock: header_clock(),
                utc: "2026-01-01T01:00:00Z".into(),
                uncertainty_ms: 1.0,
                left_out: None,
            }))),
            "stage_lost" => Input::World(WorldInput::StageLost { why: rest }),
            "stage_back" => Input::World(WorldInput::StageBack),
            other => panic!("the script has no word {other}"),
        }
    }

    /// The facts whose kind is among `kinds` (all of them when empty): instant, kind, and the named details.
    pub fn told(&self, kinds: &[&str]) -> String {
        let lines: Vec<String> = self
            .events
            .iter()
            .filter_map(|event| tell(event, kinds))
            .collect();
        lines.join("\n")
    }
}

/// A number, several options (`a,b`), a place (`x:y`), or a text.
fn value(word: &str) -> Value {
    if let Ok(number) = word.parse() {
        return Value::Number(number);
    }
    if let Some((x, y)) = word.split_once(':') {
        let number = |word: &str| word.parse().expect("a coordinate");
        return Value::Place {
            x: number(x),
            y: number(y),
        };
    }
    if word.contains(',') {
        return Value::Many(
            word.split(',')
                .filter(|part| !part.is_empty())
                .map(Into::into)
                .collect(),
        );
    }
    Value::Text(word.into())
}

fn tell(event: &Event, kinds: &[&str]) -> Option<String> {
    let json = serde_json::to_value(event).expect("an event is JSON");
    let kind = json["kind"].as_str().expect("a kind").to_owned();
    if !kinds.is_empty() && !kinds.contains(&kind.as_str()) {
        return None;
    }
    let skipped = [
        "seq", "t_s", "at_s", "kind", "header", "stats", "stimulus", "key", "device",
    ];
    let details: Vec<String> = json
        .as_object()
        .expect("an object")
        .iter()
        .filter(|(name, _)| !skipped.contains(&name.as_str()))
        .map(|(name, value)| match value {
            serde_json::Value::String(word) => format!("{name}={word}"),
            value => format!("{name}={value}"),
        })
        .collect();
    Some(
        format!("{:.3} {kind} {}", event.instant().as_s(), details.join(" "))
            .trim_end()
            .to_owned(),
    )
}

/// Plays a script and compares the facts of `kinds` with the lines expected.
#[track_caller]
pub fn check(json: &str, script: &str, kinds: &[&str], expected: &str) -> Play {
    let play = Play::run(json, script);
    let expected: Vec<&str> = expected
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    assert_eq!(play.told(kinds), expected.join("\n"));
    play
}
