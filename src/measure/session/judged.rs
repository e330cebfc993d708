//! Whether the participant cried, by every rule.

use super::told::{Told, stimulus_film};
use crate::measure::crier::{Crier, CrierRule, Signs, classify, together};
use crate::measure::figures::ratio;
use crate::measure::level::Levels;
use crate::measure::spans::Spans;
use crate::protocol::{CRYING_LEVEL, Id, Instrument, Scale};
use crate::record::Document;
use crate::record::layers::{Kind, Layer};
use crate::session::Value;

/// The channel of tears.
const TEARS: &str = "tears";

/// What the rules look at: from the stimulus's onset to the end of coding, with the participant's own word.
pub(in crate::measure) fn signs(told: Told) -> Signs {
    let self_report = self_report(told.document);
    let coded = told.coded();
    let film = stimulus_film(told)
        .map(|(_, span)| span)
        .filter(|span| coded.and(&Spans::new([*span])).length() > 0.0);
    let (Some(stimulus), Some(last)) = (film, coded.iter().next_back()) else {
        return Signs {
            self_report,
            ..Signs::default()
        };
    };
    let film = Spans::new([stimulus]);
    let since = Spans::new([(stimulus.0, last.1)]);
    // As in the figures: what a hidden face can't have shown is no sign.
    let channel = |(id, highest): (&str, u8)| -> (Levels, u8) {
        let codable = told.codable(id).and(&since);
        (told.levels(id).within(&codable), highest)
    };
    Signs {
        tears: told.channels().find(|(id, _)| *id == TEARS).map(channel),
        others: told
            .channels()
            .filter(|(id, _)| *id != TEARS)
            .map(channel)
            .collect(),
        visible: ratio(told.visible().and(&film).length(), film.length(), "").unwrap_or_default(),
        self_report,
    }
}

/// By this rule, for the first coding and finished layers of other coders.
pub(super) fn crier(document: &Document, layers: &[Layer], rule: CrierRule) -> Crier {
    let own = classify(rule, &signs(Told::first(document)));
    let others = layers
        .iter()
        .filter(|layer| layer.is_finished && layer.kind == Kind::Coding)
        .map(|layer| classify(rule, &signs(Told::layer(document, layer))));
    let all: Vec<Crier> = std::iter::once(own.clone()).chain(others).collect();
    // Where nobody coded live, the first coding has nothing to say against a second coder.
    let coded = all.get(usize::from(document.coded.is_empty())..);
    together(coded.unwrap_or_default().iter()).unwrap_or(own)
}

/// The last answer to the self-report of crying, 0 to 6: the place of the chosen option, or the number itself.
pub(in crate::measure) fn self_report(document: &Document) -> Option<f64> {
    let response = document
        .responses
        .iter()
        .rev()
        .find(|response| response.answer.item == *CRYING_LEVEL)?;
    let instrument = document
        .protocol
        .instruments
        .get(response.instrument.as_ref()?)?;
    place(
        instrument,
        &response.answer.item,
        response.answer.value.as_ref()?,
    )
}

/// A number that was answered, or the place of the chosen option, from 0.
fn place(instrument: &Instrument, item: &Id, value: &Value) -> Option<f64> {
    let item = instrument.items.iter().find(|own| own.id == *item)?;
    match (value, &item.scale) {
        (Value::Number(x), _) => Some(*x),
        (Value::Text(chosen), Scale::Choice { options }) => options
            .iter()
            .position(|option| option.id == **chosen)
            .map(|n| n as f64),
        _ => None,
    }
}
