//! Questions whose answers would tell who the participant is.

use crate::protocol::identity::asked_for;
use crate::protocol::problem::Findings;
use crate::protocol::{Protocol, Scale};

pub(super) fn check(protocol: &Protocol, found: &mut Findings) {
    for (index, covariate) in protocol.covariates.iter().enumerate() {
        // An age as a number or a choice tells nobody; a date is always a text here.
        if let Scale::Text { .. } = covariate.scale
            && let Some(what) = asked_for(covariate.id.as_str(), &covariate.text)
        {
            warn(found, format!("/covariates/{index}"), "covariate", what);
        }
    }
    for (name, instrument) in &protocol.instruments {
        for (index, item) in instrument.items.iter().enumerate() {
            if let Scale::Text { .. } = item.scale
                && let Some(what) = asked_for(item.id.as_str(), &item.text)
            {
                warn(
                    found,
                    format!("/instruments/{name}/items/{index}"),
                    "item",
                    what,
                );
            }
        }
    }
}

fn warn(found: &mut Findings, pointer: String, kind: &str, what: &str) {
    found.warning(
        pointer,
        format!(
            "This {kind} seems to ask for {what}, and session files must not tell who somebody is: leave it out, and keep the list of codes and persons outside the program."
        ),
    );
}
