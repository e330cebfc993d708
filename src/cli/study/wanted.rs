//! What the arguments want: the settings, and who settles which statuses.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::cli::arguments::StudyArguments;
use crate::measure::study::{Reliability, Settings};
use crate::plain::complain;
use crate::protocol::Id;
use crate::record::unlocking::Unlocking;
use crate::study::{By, settled_rule};

/// Gaps that are in use (SCIENCE.md 4.2).
const GAPS_S: [f64; 4] = [5.0, 10.0, 20.0, 30.0];

/// The settings; once statuses were settled by a rule it holds, whatever rule is named (settling by another one is refused).
///
/// # Errors
/// One sentence that says what may be written.
pub fn settings(arguments: &StudyArguments, fixed: &Unlocking) -> Result<Settings, String> {
    let mut settings = Settings::default();
    let settled = settled_rule(fixed);
    if let Some(rule) = &arguments.rule {
        settings.rule = named(
            rule,
            "rule",
            "tears_strict, tears_any, any_component or self_report",
        )?;
        if let Some(holds) = settled.filter(|settled| *settled != settings.rule)
            && !arguments.fix_criers
        {
            complain(format_args!(
                "Who cried was settled by the rule {}: what was settled stands, and new sessions are told by it too, whatever --rule says.",
                word_of(holds)
            ));
            settings.rule = holds;
        }
    } else if let Some(settled) = settled {
        settings.rule = settled;
    }
    if let Some(gap) = arguments.merge_gap {
        if !GAPS_S.contains(&gap) {
            return Err(format!(
                "{gap} is no merge gap: give --merge-gap 5, 10, 20 or 30."
            ));
        }
        settings.merge_gap_s = gap;
    }
    if let Some(baseline) = &arguments.baseline {
        settings.baseline = named(baseline, "baseline", "mean or last")?;
    }
    if let Some(tolerance) = arguments.tolerance {
        if !(0.0..=100.0).contains(&tolerance) {
            return Err("The tolerance is in points: give --tolerance 0 to 100.".to_owned());
        }
        settings.tolerance = tolerance;
    }
    if let (Some(r), Some(source)) = (arguments.reliability, &arguments.reliability_source) {
        if !(0.0..1.0).contains(&r) {
            return Err("A retest correlation is at least 0 and below 1: give --reliability 0.8, for example.".to_owned());
        }
        settings.reliability = Some(Reliability {
            r,
            source: source.clone(),
            sd_before: None,
        });
    }
    if let Some(coding) = &arguments.coding {
        settings.coding = named(coding, "coding", "first or consensus")?;
    }
    settings.outcome = arguments.outcome.as_deref().map(Id::from);
    settings.factor.clone_from(&arguments.group_by);
    settings.seed = arguments.seed.unwrap_or(settings.seed);
    Ok(settings)
}

/// Who settles what; `None` when nothing is to be settled.
///
/// # Errors
/// One sentence that says what may be written.
pub fn by(arguments: &StudyArguments) -> Result<Option<By>, String> {
    if !arguments.fix_criers && arguments.overrides.is_empty() {
        return Ok(None);
    }
    let mut by = By {
        who: arguments.who.clone().unwrap_or_default(),
        why: arguments.why.clone(),
        ..By::default()
    };
    for given in &arguments.overrides {
        let Some((session, status)) = given.split_once('=') else {
            return Err(format!(
                "“{given}” names no status: write --override SESSION=STATUS."
            ));
        };
        let status = named(
            status,
            "status",
            "crier, non_crier, ambiguous or unclassifiable",
        )?;
        by.by_hand.insert(session.to_owned(), status);
    }
    Ok(Some(by))
}

fn named<T: DeserializeOwned>(given: &str, what: &str, known: &str) -> Result<T, String> {
    word(given).ok_or_else(|| format!("“{given}” is no {what}: give {known}."))
}

fn word_of(value: impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

fn word<T: DeserializeOwned>(given: &str) -> Option<T> {
    serde_json::from_value(Value::from(given)).ok()
}
