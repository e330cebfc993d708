//! What was noted beside the coding, under amendment: covariates, the visit, answers that the experimenter wrote down.

use serde_json::{Value, json};

use super::{Sheet, known};
use crate::protocol::{Answerer, Covariate, Id, Instrument, Item, Step};
use crate::record::amendments::answer;
use crate::record::amendments::values;
use crate::record::document::{AmendedPart, Response};
use crate::session::on_scale;

/// Where an amended covariate comes from, beside `form` and `table`.
const SOURCE: &str = "amendment";
/// No participant comes more often.
const MOST_VISITS: u32 = 999;

impl Sheet {
    pub(super) fn covariate(&self, name: &Id) -> Result<Value, String> {
        self.planned(name)?;
        let noted = self.document.participant.covariates.get(name.as_str());
        // Older sessions keep the bare value.
        let bare = |noted: &Value| noted.get("value").unwrap_or(noted).clone();
        Ok(noted.map_or(Value::Null, bare))
    }

    pub(super) fn set_covariate(
        &mut self,
        name: &Id,
        new: &Value,
        utc: &str,
    ) -> Result<(), String> {
        let covariate = self.planned(name)?;
        let instrument = covariate.instrument.clone();
        let text = match new {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        };
        let value = text.map(|text| covariate.read(&text)).transpose()?;
        let noted = &mut self.document.participant.covariates;
        match value {
            None => drop(noted.remove(name.as_str())),
            Some(value) => {
                let day = utc.get(..10);
                let row = json!({"value": value, "instrument": instrument, "source": SOURCE, "date": day});
                noted.insert(name.to_string(), row);
            }
        }
        Ok(())
    }

    fn planned(&self, name: &Id) -> Result<&Covariate, String> {
        let covariates = &self.document.protocol.covariates;
        known(name, covariates.iter().map(|known| &known.id), "covariate")?;
        let found = covariates.iter().find(|covariate| covariate.id == *name);
        found.ok_or_else(|| format!("The protocol has no covariate “{name}”."))
    }

    pub(super) fn set_visit(&mut self, new: &Value) -> Result<(), String> {
        let visit: u32 = values::from(new, "the number of the visit")?;
        if !(1..=MOST_VISITS).contains(&visit) {
            return Err(format!(
                "There is no visit {visit}: give a number from 1 to {MOST_VISITS}."
            ));
        }
        self.document.session.visit = visit;
        Ok(())
    }

    pub(super) fn answer(&self, step: &Id, item: &Id) -> Result<Value, String> {
        let (item, _) = self.item(step, item)?;
        let row = self.response(step, &item.id)?;
        Ok(values::json(&row.answer.value))
    }

    pub(super) fn set_answer(&mut self, step: &Id, item: &Id, new: &Value) -> Result<(), String> {
        let (item, _) = self.item(step, item)?;
        let value = serde_json::from_value(new.clone())
            .ok()
            .and_then(|value| on_scale(&item.scale, value))
            .ok_or_else(|| answer::may_be(item))?;
        let id = item.id.clone();
        self.response(step, &id)?;
        let rows = &mut self.document.responses;
        let row = rows
            .iter_mut()
            .find(|row| row.step == *step && row.answer.item == id);
        if let Some(row) = row {
            row.answer.value = Some(value);
            row.answer.reason = None;
            row.amended = vec![AmendedPart::Answer];
        }
        Ok(())
    }

    /// The item that the experimenter answered in this step. A participant's answer is what it was.
    fn item(&self, step: &Id, item: &Id) -> Result<(&Item, &Step), String> {
        let protocol = &self.document.protocol;
        let asked = protocol.step(step);
        let by_experimenter = |step: &&Step| step.answerer() == Some(Answerer::Experimenter);
        let Some(asked) = asked else {
            let steps = protocol.steps.iter().filter(by_experimenter);
            let steps = super::listed(steps.map(|step| &step.id));
            return Err(format!(
                "The protocol has no step “{step}”; the experimenter answered in these: {steps}."
            ));
        };
        if !by_experimenter(&asked) {
            return Err(format!(
                "What the participant answered in {step} can't be amended: it is their own word; add a note that says what is known of it."
            ));
        }
        let instrument = asked.instrument();
        let instrument: Option<&Instrument> =
            instrument.and_then(|id| protocol.instruments.get(id));
        let items = instrument.map_or(&[][..], |instrument| &instrument.items);
        known(item, items.iter().map(|item| &item.id), "question")?;
        let found = items.iter().find(|known| known.id == *item);
        found
            .map(|item| (item, asked))
            .ok_or_else(|| format!("The protocol has no question “{item}”."))
    }

    fn response(&self, step: &Id, item: &Id) -> Result<&Response, String> {
        let rows = self.document.responses.iter();
        let mut rows = rows.filter(|row| row.step == *step && row.answer.item == *item);
        rows.next().ok_or_else(|| {
            format!("{step} was not reached in this session, so there is no answer to {item}.")
        })
    }
}
