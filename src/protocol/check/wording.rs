//! Every text of a protocol, with its place and who reads it.

use std::collections::BTreeSet;

use super::placed;
use crate::protocol::{Coding, Item, Protocol, Scale, Step, StepKind, Text};

/// Who reads a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reader {
    /// The participant, in the language of the session.
    Participant,
    /// The experimenter, who reads English too.
    Experimenter,
}

use Reader::{Experimenter, Participant};

/// Texts as they are gathered.
#[derive(Default)]
pub(super) struct Wording<'p>(pub Vec<(String, &'p Text, Reader)>);

impl<'p> Wording<'p> {
    fn add(&mut self, reader: Reader, pointer: impl Into<String>, text: Option<&'p Text>) {
        self.0
            .extend(text.map(|text| (pointer.into(), text, reader)));
    }
}

/// Every text that somebody reads, end words of scales aside.
pub(super) fn all(protocol: &Protocol) -> Wording<'_> {
    let mut texts = Wording::default();
    texts.add(Experimenter, "/title", Some(&protocol.title));
    texts.add(Experimenter, "/notice", protocol.notice.as_ref());
    for (index, condition) in protocol.conditions.iter().enumerate() {
        let at = format!("/conditions/{index}/title");
        texts.add(Experimenter, at, condition.title.as_ref());
    }
    of_stimuli(protocol, &mut texts);
    of_coding(&protocol.coding, &mut texts);
    for (index, covariate) in protocol.covariates.iter().enumerate() {
        let here = format!("/covariates/{index}");
        texts.add(Experimenter, format!("{here}/text"), Some(&covariate.text));
        of_scale(Experimenter, &here, &covariate.scale, &mut texts);
    }
    for (id, instrument) in &protocol.instruments {
        let here = format!("/instruments/{id}");
        texts.add(
            Participant,
            format!("{here}/stem"),
            instrument.stem.as_ref(),
        );
        for (index, item) in instrument.items.iter().enumerate() {
            of_item(&format!("{here}/items/{index}"), item, &mut texts);
        }
    }
    for placed in placed(protocol) {
        let at = |key: &str| placed.pointer(key);
        of_step(placed.step, &at, &mut texts);
    }
    texts
}

/// The languages of everything that the participant reads, end words included.
pub(super) fn languages(protocol: &Protocol) -> BTreeSet<String> {
    let texts = all(protocol).0.into_iter();
    let words = texts
        .filter(|(_, _, reader)| *reader == Participant)
        .flat_map(|(_, text, _)| text.0.keys());
    let items = protocol.instruments.values().flat_map(|i| &i.items);
    let ends = items
        .flat_map(|item| ends(&item.scale))
        .flat_map(|(_, ends)| ends.0.keys());
    words.chain(ends).cloned().collect()
}

/// The end words of a scale by their keys.
pub(super) fn ends(scale: &Scale) -> Vec<(&'static str, &Text<[String; 2]>)> {
    match scale {
        Scale::Vas { ends } | Scale::Likert { ends, .. } => vec![("ends", ends)],
        Scale::Grid { x, y, .. } => vec![("x", x), ("y", y)],
        Scale::Choice { .. } | Scale::Multi { .. } | Scale::Number { .. } | Scale::Text { .. } => {
            Vec::new()
        }
    }
}

/// The text that a step shows to the participant.
pub(super) fn on_screen(kind: &StepKind) -> Option<&Text> {
    match kind {
        StepKind::Text(step) => Some(&step.text),
        StepKind::Rest(step) => step.text.as_ref(),
        StepKind::Wait(step) => step.text.as_ref(),
        StepKind::Sound(step) => step.text.as_ref(),
        StepKind::End(step) => step.text.as_ref(),
        StepKind::Consent(step) => Some(&step.text),
        StepKind::Screening(step) => Some(&step.text),
        StepKind::Recall(step) => Some(&step.text),
        StepKind::Task(step) => Some(&step.text),
        StepKind::Action(step) => step.text.as_ref(),
        StepKind::Sample(step) => step.text.as_ref(),
        StepKind::PracticeStop(step) => step.text.as_ref(),
        StepKind::DataChoice(step) => step.text.as_ref(),
        StepKind::Debrief(step) => Some(&step.text),
        StepKind::Probe(_)
        | StepKind::Questions(_)
        | StepKind::Review(_)
        | StepKind::Film(_)
        | StepKind::Image(_) => None,
    }
}

fn of_stimuli<'p>(protocol: &'p Protocol, texts: &mut Wording<'p>) {
    for (id, stimulus) in &protocol.stimuli {
        let here = format!("/stimuli/{id}");
        texts.add(
            Experimenter,
            format!("{here}/about"),
            stimulus.about.as_ref(),
        );
        for (index, moment) in stimulus.moments.iter().enumerate() {
            let at = format!("{here}/moments/{index}/text");
            texts.add(Participant, at, moment.text.as_ref());
        }
    }
}

fn of_coding<'p>(coding: &'p Coding, texts: &mut Wording<'p>) {
    texts.add(Experimenter, "/coding/notice", coding.notice.as_ref());
    for (index, channel) in coding.channels.iter().enumerate() {
        let here = format!("/coding/channels/{index}");
        texts.add(
            Experimenter,
            format!("{here}/label"),
            channel.label.as_ref(),
        );
        let definition = channel.definition.as_ref();
        texts.add(Experimenter, format!("{here}/definition"), definition);
        for (level, anchor) in channel.anchors.iter().enumerate() {
            texts.add(
                Experimenter,
                format!("{here}/anchors/{level}"),
                Some(anchor),
            );
        }
    }
    for (index, point) in coding.points.iter().enumerate() {
        let here = format!("/coding/points/{index}");
        texts.add(Experimenter, format!("{here}/label"), point.label.as_ref());
        let definition = point.definition.as_ref();
        texts.add(Experimenter, format!("{here}/definition"), definition);
    }
    for (index, source) in coding.sources.iter().enumerate() {
        let at = format!("/coding/sources/{index}/label");
        texts.add(Experimenter, at, source.label.as_ref());
    }
    for (index, quality) in coding.qualities.iter().enumerate() {
        let at = format!("/coding/qualities/{index}/label");
        texts.add(Experimenter, at, quality.label.as_ref());
    }
}

fn of_item<'p>(here: &str, item: &'p Item, texts: &mut Wording<'p>) {
    texts.add(Participant, format!("{here}/text"), Some(&item.text));
    of_scale(Participant, here, &item.scale, texts);
}

fn of_scale<'p>(reader: Reader, here: &str, scale: &'p Scale, texts: &mut Wording<'p>) {
    match scale {
        Scale::Number { unit, .. } => {
            texts.add(reader, format!("{here}/scale/unit"), unit.as_ref());
        }
        Scale::Choice { options } | Scale::Multi { options } => {
            for (index, option) in options.iter().enumerate() {
                let at = format!("{here}/scale/options/{index}/text");
                texts.add(reader, at, Some(&option.text));
            }
        }
        Scale::Vas { .. } | Scale::Likert { .. } | Scale::Grid { .. } | Scale::Text { .. } => {}
    }
}

fn of_step<'p>(step: &'p Step, at: &dyn Fn(&str) -> String, texts: &mut Wording<'p>) {
    texts.add(Participant, at("text"), on_screen(&step.kind));
    match &step.kind {
        StepKind::Consent(consent) => {
            for (index, tick) in consent.ticks.iter().enumerate() {
                let at = at(&format!("ticks/{index}/text"));
                texts.add(Participant, at, Some(&tick.text));
            }
        }
        StepKind::Screening(screening) => {
            for (index, point) in screening.points.iter().enumerate() {
                texts.add(Participant, at(&format!("points/{index}")), Some(point));
            }
        }
        StepKind::Debrief(debrief) => {
            for (index, point) in debrief.points.iter().enumerate() {
                let at = at(&format!("points/{index}/text"));
                texts.add(Experimenter, at, Some(&point.text));
            }
        }
        StepKind::Task(task) => texts.add(Experimenter, at("safety"), task.safety.as_ref()),
        StepKind::Action(action) => {
            texts.add(Experimenter, at("instruction"), Some(&action.instruction));
        }
        StepKind::Sample(sample) => {
            texts.add(Experimenter, at("instruction"), sample.instruction.as_ref());
        }
        _ => {}
    }
}
