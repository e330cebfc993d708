//! A channel of crying with what could be coded of it.

use super::told::{ANY, Told};
use crate::measure::figures::Figures;
use crate::measure::level::{Late, Levels, STRICT, strict_of};
use crate::measure::spans::{Span, Spans};
use crate::protocol::NOT_VISIBLE;

/// A channel over the whole session.
#[derive(Clone)]
pub(in crate::measure) struct Lane {
    pub channel: String,
    pub levels: Levels,
    /// When it could be coded.
    pub codable: Spans,
    /// From which level on an onset is strict.
    pub strict: u8,
}

pub(in crate::measure) fn lane(told: Told, (channel, highest): (&str, u8)) -> Lane {
    Lane {
        channel: channel.to_owned(),
        levels: told.levels(channel),
        codable: told.codable(channel),
        strict: strict_of(highest),
    }
}

impl Lane {
    /// Only what could be coded within the span.
    pub fn within(&self, span: Span) -> Self {
        let codable = self.codable.and(&Spans::new([span]));
        Self {
            levels: self.levels.within(&codable),
            codable,
            ..self.clone()
        }
    }

    /// All of these channels together: what could be coded in any of them, at the highest level.
    pub fn any(lanes: &[Self]) -> Self {
        let codable = lanes.iter().map(|lane| &lane.codable);
        Self {
            channel: ANY.to_owned(),
            levels: Levels::highest(lanes.iter().map(|lane| &lane.levels)),
            codable: codable.fold(Spans::default(), |all, own| all.or(own)),
            strict: lanes.iter().map(|lane| lane.strict).max().unwrap_or(STRICT),
        }
    }

    /// Its figures in a phase that it was cut to.
    pub fn figures(&self, told: Told, span: Span, gap_s: f64) -> Figures {
        let first = self.levels.at_least(1).iter().next();
        let late = late(told, &self.channel, first.map(|(from, _)| from));
        self.levels
            .measures(span, &self.codable, late, self.strict, gap_s)
    }
}

/// By how much onsets were coded late: the coder's reaction lag on the channel, of the first one less what the coder moved it afterwards.
fn late(told: Told, channel: &str, first: Option<f64>) -> Late {
    let first = told
        .coding
        .iter()
        .filter(|bout| match bout.channel.as_str() {
            NOT_VISIBLE => false,
            other => channel == ANY || other == channel,
        })
        .find(|bout| first.is_some_and(|first| (bout.onset_s.as_s() - first).abs() < 1e-6));
    let corrected = first.map(|bout| bout.onset_s.as_s() - bout.onset_corrected_s.as_s());
    let lag_s = told.lag_s(channel);
    let onset_s = corrected.unwrap_or(lag_s);
    Late {
        onset_s,
        // A video that stood or went slowly at the onset did so, as a rule, at the level after it.
        level_s: if told.is_layer { onset_s } else { lag_s },
    }
}
