//! Makes the stage's view from a session's state, in the participant's language.

use super::stage::{Film, ItemView, Page, ScaleView, Screen, StageView, TickView};
use crate::protocol::{
    ActionStep, Advance, Answerer, Id, Item, SampleStep, Scale, Step, StepKind, Store, Text,
};
use crate::session::event::DataChoice;
use crate::session::review;
use crate::session::setup::Header;
use crate::session::state::{Phase, State};
use crate::session::words::{self, choices, notice};
use crate::time::FilmTime;

/// What the participant's window must show.
pub(in crate::session) fn stage_view(header: &Header, state: &State) -> StageView {
    let screen = Maker { header, state }.screen();
    let running = state.begun && state.over.is_none();
    StageView {
        serial: state.screen,
        words: words::of(&header.language),
        can_stop: running && !state.after_stop,
        can_call: running && !matches!(screen, Screen::Film(_)),
        screen,
    }
}

struct Maker<'a> {
    header: &'a Header,
    state: &'a State,
}

impl Maker<'_> {
    fn screen(&self) -> Screen {
        let words = words::of(&self.header.language);
        if self.state.over.is_some() {
            return calm(Some(words::thanks(&self.header.language)));
        }
        if self.state.after_stop {
            let line = Some(words::stopped(&self.header.language));
            return Screen::Calm {
                line,
                go_on: Some(words.go_on),
                still: false,
            };
        }
        if self.state.mark.pending.is_some() {
            let mark = self.header.protocol.mark.as_ref();
            return Screen::Mark {
                flash: mark.is_some_and(|mark| mark.flash),
                chirp: mark.is_some_and(|mark| mark.chirp),
            };
        }
        let (Some(current), Some(step)) = (
            &self.state.current,
            self.state
                .current_id()
                .and_then(|id| self.header.protocol.step(id)),
        ) else {
            return calm(None);
        };
        let film = matches!(step.kind, StepKind::Film(_) | StepKind::Sound(_));
        if current.failed || (current.paused.is_some() && !film) {
            return calm(Some(words.one_moment));
        }
        self.step(step)
    }

    fn step(&self, step: &Step) -> Screen {
        let by_participant = step.ends_by() == Some(Advance::Participant);
        let go_on = by_participant.then(|| words::of(&self.header.language).go_on);
        match &step.kind {
            StepKind::Text(text) => Screen::Text {
                text: self.noticed(&text.text, text.content_notice),
                go_on,
                min_s: text.min_s.unwrap_or(0.0),
            },
            StepKind::Probe(_) | StepKind::Questions(_) => self.probe(step),
            StepKind::Rest(rest) => Screen::Calm {
                line: rest.text.as_ref().map(|text| self.text(text)),
                go_on,
                still: true,
            },
            StepKind::Wait(wait) => {
                let line = match &wait.text {
                    Some(text) => self.text(text),
                    None => words::wait(&self.header.language, wait.presence),
                };
                Screen::Calm {
                    line: Some(line),
                    go_on,
                    still: false,
                }
            }
            StepKind::Film(_) => self.film(true, None),
            StepKind::Sound(sound) => self.film(false, sound.text.as_ref()),
            StepKind::Image(image) => Screen::Image {
                stimulus: image.stimulus.clone(),
                go_on,
            },
            StepKind::End(end) => {
                let line = end.text.as_ref().map_or_else(
                    || words::thanks(&self.header.language),
                    |text| self.text(text),
                );
                Screen::Text {
                    text: line,
                    go_on,
                    min_s: 0.0,
                }
            }
            StepKind::Review(_) => self.review(step),
            StepKind::Consent(consent) => Screen::Consent {
                text: self.noticed(&consent.text, consent.content_notice),
                ticks: consent
                    .ticks
                    .iter()
                    .map(|tick| TickView {
                        id: tick.id.clone(),
                        text: self.text(&tick.text),
                        required: tick.required,
                    })
                    .collect(),
                agree: choices::agree(self.language()),
                refuse: choices::refuse(self.language()),
            },
            StepKind::Screening(screening) => Screen::Screening {
                text: self.text(&screening.text),
                points: screening
                    .points
                    .iter()
                    .map(|point| self.text(point))
                    .collect(),
                none: choices::none_applies(self.language()),
                some: choices::one_applies(self.language()),
            },
            StepKind::Recall(recall) => Screen::Recall {
                text: self.text(&recall.text),
                write: recall.write,
                tell_text: recall.write && recall.store == Store::Text,
                go_on: words::of(self.language()).go_on,
                min_s: recall.min_s.unwrap_or(0.0),
            },
            StepKind::PracticeStop(practice) => Screen::PracticeStop {
                text: self.text_or(practice.text.as_ref(), choices::practise),
            },
            StepKind::Task(task) => Screen::Task {
                text: self.text(&task.text),
                stop: self
                    .state
                    .task
                    .as_ref()
                    .filter(|state| state.step == step.id && state.stopped.is_none())
                    .map(|_| choices::end_task(self.language())),
            },
            StepKind::DataChoice(choice) => Screen::DataChoice {
                text: self.text_or(choice.text.as_ref(), choices::after_stop),
                options: choices::data(self.language())
                    .into_iter()
                    .filter(|(option, _)| {
                        *option != DataChoice::GoOn
                            || self.state.may_go_on(&self.header.protocol, choice)
                    })
                    .collect(),
            },
            StepKind::Debrief(debrief) => Screen::Text {
                text: self.text(&debrief.text),
                go_on: None,
                min_s: 0.0,
            },
            StepKind::Action(ActionStep { text, .. })
            | StepKind::Sample(SampleStep { text, .. }) => {
                calm(text.as_ref().map(|text| self.text(text)))
            }
        }
    }

    /// The items of one moment at a time, under the moment's own text.
    fn review(&self, step: &Step) -> Screen {
        let Screen::Page(mut page) = self.probe(step) else {
            return calm(None);
        };
        let StepKind::Review(review) = &step.kind else {
            return calm(None);
        };
        let moment = page
            .items
            .first()
            .and_then(|item| review::parts(&item.id))
            .map(|(moment, _)| moment);
        page.items
            .retain(|item| review::parts(&item.id).map(|(moment, _)| moment) == moment);
        let text = self
            .header
            .protocol
            .stimuli
            .get(&review.stimulus)
            .into_iter()
            .flat_map(review::moments)
            .find(|(number, _)| Some(*number) == moment)
            .and_then(|(_, moment)| moment.text.as_ref());
        page.stem = text.map(|text| self.text(text)).or(page.stem);
        Screen::Page(page)
    }

    /// A text, with what the stimuli show below it where that is wanted.
    fn noticed(&self, text: &Text, notice: bool) -> String {
        let text = self.text(text);
        match notice
            .then(|| notice::of(&self.header.protocol, self.language()))
            .flatten()
        {
            Some(notice) => format!("{text}\n\n{notice}"),
            None => text,
        }
    }

    fn text_or(&self, text: Option<&Text>, standard: fn(&str) -> String) -> String {
        text.map_or_else(|| standard(self.language()), |text| self.text(text))
    }

    fn language(&self) -> &str {
        &self.header.language
    }

    fn probe(&self, step: &Step) -> Screen {
        let Some(probe) = self.state.probes.get(&step.id) else {
            return self.waiting();
        };
        match probe.phase {
            Phase::Waiting | Phase::Missed => self.waiting(),
            Phase::Due => Screen::Begin,
            Phase::Ended if self.state.wish.is_some() => Screen::Wish {
                text: choices::wish(self.language()),
                yes: choices::yes(self.language()),
                no: choices::no(self.language()),
            },
            Phase::Ended => calm(None),
            Phase::Open if step.answerer() == Some(Answerer::Experimenter) => {
                calm(Some(words::of(self.language()).one_moment))
            }
            Phase::Open => {
                let Some(instrument) = step
                    .instrument()
                    .and_then(|id| self.header.protocol.instruments.get(id))
                else {
                    return calm(None);
                };
                let item = |id: &Id| {
                    let plain = match &step.kind {
                        StepKind::Review(_) => review::parts(id)?.1,
                        _ => id.as_str(),
                    };
                    let item = instrument
                        .items
                        .iter()
                        .find(|item| item.id.as_str() == plain)?;
                    Some(ItemView {
                        id: id.clone(),
                        ..self.item(item, probe.answers.get(id))
                    })
                };
                Screen::Page(Page {
                    stem: instrument.stem.as_ref().map(|stem| self.text(stem)),
                    items: probe.remaining.iter().filter_map(item).collect(),
                })
            }
        }
    }

    fn item(&self, item: &Item, answer: Option<&Option<crate::session::Value>>) -> ItemView {
        item_view(item, answer, self.language())
    }

    fn film(&self, pictures: bool, line: Option<&Text>) -> Screen {
        let Some(media) = &self.state.media else {
            return calm(None);
        };
        let plan = self.header.protocol.stimuli.get(&media.stimulus);
        Screen::Film(Film {
            stimulus: media.stimulus.clone(),
            pictures,
            line: line.map(|line| self.text(line)),
            from: FilmTime::from_s(plan.map_or(0.0, |plan| plan.from_s)),
            to: plan.and_then(|plan| plan.to_s).map(FilmTime::from_s),
            start_at: media.start_at,
            gain_db: plan.map_or(0.0, |plan| plan.gain_db),
            audio_track: plan.and_then(|plan| plan.audio_track),
            subtitles: plan.is_some_and(|plan| plan.subtitles.is_some()),
            self_key: self
                .state
                .current_id()
                .and_then(|id| self.header.protocol.step(id))
                .and_then(Step::self_key)
                .cloned(),
            paused: self
                .state
                .current
                .as_ref()
                .is_some_and(|current| current.paused.is_some()),
        })
    }

    fn waiting(&self) -> Screen {
        calm(Some(words::wait(
            &self.header.language,
            crate::protocol::Presence::Stay,
        )))
    }

    fn text(&self, text: &Text) -> String {
        text.get(&self.header.language).to_owned()
    }
}

fn calm(line: Option<String>) -> Screen {
    Screen::Calm {
        line,
        go_on: None,
        still: false,
    }
}

/// An item in one language, with what was answered so far.
pub(super) fn item_view(
    item: &Item,
    answer: Option<&Option<crate::session::Value>>,
    language: &str,
) -> ItemView {
    let text = |text: &Text| text.get(language).to_owned();
    ItemView {
        id: item.id.clone(),
        text: text(&item.text),
        scale: match &item.scale {
            Scale::Vas { ends } => ScaleView::Vas {
                ends: ends.in_language(language).cloned().unwrap_or_default(),
            },
            Scale::Choice { options } => ScaleView::Choice {
                options: options
                    .iter()
                    .map(|option| (option.id.clone(), text(&option.text)))
                    .collect(),
            },
            Scale::Likert {
                points,
                first,
                ends,
            } => ScaleView::Likert {
                points: *points,
                first: *first,
                ends: ends.in_language(language).cloned().unwrap_or_default(),
            },
            Scale::Multi { options } => ScaleView::Multi {
                options: options
                    .iter()
                    .map(|option| (option.id.clone(), text(&option.text), option.alone))
                    .collect(),
            },
            Scale::Grid { x, y, cells } => ScaleView::Grid {
                x: x.in_language(language).cloned().unwrap_or_default(),
                y: y.in_language(language).cloned().unwrap_or_default(),
                cells: *cells,
            },
            Scale::Number { min, max, unit } => ScaleView::Number {
                min: *min,
                max: *max,
                unit: unit.as_ref().map(text),
            },
            Scale::Text { max_chars } => ScaleView::Text {
                max_chars: *max_chars,
            },
        },
        value: answer.cloned().flatten(),
        declined: matches!(answer, Some(None)),
    }
}
