//! Point events under amendment: instant, code, whole points.

use serde_json::Value;

use super::{Sheet, known, listed, mark};
use crate::protocol::Id;
use crate::record::amendments::What;
use crate::record::amendments::values::{self, PointValue};
use crate::record::document::{self, AmendedPart, PointRow};
use crate::session::Fact;

impl Sheet {
    pub(super) fn point(&self, number: u64) -> Result<&PointRow, String> {
        let points = &self.document.points;
        let found = points.iter().find(|point| point.point == number);
        found.ok_or_else(|| {
            let mut numbers: Vec<u64> = points.iter().map(|point| point.point).collect();
            numbers.sort_unstable();
            format!(
                "There is no point {number}; there are these: {}.",
                listed(numbers.iter())
            )
        })
    }

    pub(super) fn point_value(&self, what: &What) -> Result<Value, String> {
        Ok(match what {
            What::Point { point } => match self.point(*point) {
                Ok(row) => values::json(&PointValue::from(row)),
                Err(_) => Value::Null,
            },
            What::PointTime { point } => values::json(&self.point(*point)?.t_s),
            What::PointCode { point } => values::json(&self.point(*point)?.code),
            _ => Value::Null,
        })
    }

    /// Adds or removes a whole point.
    pub(super) fn set_point(&mut self, number: u64, new: &Value, who: &Id) -> Result<(), String> {
        if new.is_null() {
            self.document.points.retain(|point| point.point != number);
            return Ok(());
        }
        let is_coded = |fact: &Fact| matches!(fact, Fact::Point { point, .. } if *point == number);
        if self.events().iter().any(|event| is_coded(&event.fact)) || self.point(number).is_ok() {
            return Err(format!(
                "Point {number} was there already: a new point needs a number of its own."
            ));
        }
        let value: PointValue = values::from(new, "code and time")?;
        self.is_code(&value.code)?;
        self.within(value.t_s, "The point")?;
        self.document.points.push(PointRow {
            coder: who.clone(),
            point: number,
            code: value.code,
            t_s: value.t_s,
            t_corrected_s: Some(value.t_s),
            nudge_ms: 0,
            film_s: None,
            source: None,
            amended: vec![AmendedPart::Added],
        });
        Ok(())
    }

    pub(super) fn set_time(&mut self, number: u64, new: &Value) -> Result<(), String> {
        let t = self.instant(new, "The point")?;
        self.point(number)?;
        self.change_point(number, |row| {
            row.t_s = t;
            row.t_corrected_s = Some(t);
            mark(&mut row.amended, AmendedPart::Time);
        });
        Ok(())
    }

    pub(super) fn set_code(&mut self, number: u64, new: &Value) -> Result<(), String> {
        let code: Id = values::from(new, "the code of a point event")?;
        self.is_code(&code)?;
        let row = self.point(number)?;
        let coder = self
            .document
            .coders
            .iter()
            .find(|coder| coder.id == row.coder);
        let is_best = [AmendedPart::Time, AmendedPart::Added]
            .iter()
            .any(|part| row.amended.contains(part));
        // The coder's lag may be another one for another code.
        let corrected = coder
            .filter(|_| !is_best)
            .map(|coder| document::corrected(row.t_s, row.nudge_ms, coder.lag_of(&code)));
        self.change_point(number, |row| {
            row.code = code;
            row.t_corrected_s = corrected.or(row.t_corrected_s);
            mark(&mut row.amended, AmendedPart::Code);
        });
        Ok(())
    }

    fn change_point(&mut self, number: u64, change: impl FnOnce(&mut PointRow)) {
        let points = &mut self.document.points;
        if let Some(row) = points.iter_mut().find(|point| point.point == number) {
            change(row);
        }
    }

    fn is_code(&self, code: &Id) -> Result<(), String> {
        let codes = self.document.protocol.coding.points.iter();
        known(code, codes.map(|point| &point.id), "point event")
    }
}
