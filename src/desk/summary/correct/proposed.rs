//! What a correction that is being written would look like on the time axis.

use super::{Form, Kind};
use crate::desk::review::{Ghost, Picked};
use crate::protocol::Id;
use crate::record::Document;

impl Form {
    /// What it is about, and what would be there if it were kept.
    pub fn proposed(&self, document: &Document) -> (Option<Picked>, Option<Ghost>) {
        let value = |text: &str| text.trim().replace(',', ".").parse::<f64>().ok();
        let number = self.which.parse::<u64>().unwrap_or(0);
        let ghost = |row: &Id, from_s: f64, to_s: f64| Ghost {
            row: row.clone(),
            from_s,
            to_s,
        };
        let bout = document.coding.iter().find(|bout| bout.bout == number);
        let point = document.points.iter().find(|point| point.point == number);
        let set = value(&self.value);
        let [first, second, _] = &self.more;
        let picked = match self.kind {
            _ if self.undo.is_some() => None,
            Kind::Onset
            | Kind::Offset
            | Kind::Channel
            | Kind::Level
            | Kind::Quality
            | Kind::RemoveBout => bout.map(|_| Picked::Bout(number)),
            Kind::Time | Kind::Code | Kind::RemovePoint => point.map(|_| Picked::Point(number)),
            _ => None,
        };
        let there = match self.kind {
            _ if self.undo.is_some() => None,
            Kind::Onset => bout
                .zip(set)
                .map(|(bout, t)| ghost(&bout.channel, t, bout.offset_s.as_s())),
            Kind::Offset => bout
                .zip(set)
                .map(|(bout, t)| ghost(&bout.channel, bout.onset_s.as_s(), t)),
            Kind::Time => point.zip(set).map(|(point, t)| ghost(&point.code, t, t)),
            Kind::AddBout => value(first)
                .zip(value(second))
                .map(|(from, to)| ghost(&Id::from(self.value.as_str()), from, to)),
            Kind::AddPoint => value(first).map(|t| ghost(&Id::from(self.value.as_str()), t, t)),
            _ => None,
        };
        (picked, there)
    }
}
