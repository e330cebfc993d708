//! A session in two lines: whether and how it was cried, and where the mood went.

use egui::Ui;

use crate::desk::page;
use crate::desk::words::sentence_case;
use crate::measure::{Measures, Mood, Phase};

/// The lines; while they are hidden the mood is left out, and the step's name, which could tell the condition.
pub fn brief_ui(ui: &mut Ui, measures: &Measures, hidden: bool) {
    if let Some(line) = cried(measures, hidden) {
        page::quiet(ui, &line);
    }
    if let Some(line) = measures.mood.first().and_then(went).filter(|_| !hidden) {
        page::quiet(ui, &line);
    }
}

/// Of the first film in which crying was coded, or else of the first one.
fn cried(measures: &Measures, hidden: bool) -> Option<String> {
    let is_film = |phase: &&Phase| phase.phase != "all" && !phase.phase.starts_with("after_");
    let films = || measures.phases.iter().filter(is_film);
    let film = films()
        .find(|phase| phase.onset.is_some())
        .or_else(|| films().next())?;
    let name = match hidden {
        true => "Film".to_owned(),
        false => sentence_case(&film.phase),
    };
    let Some(onset) = &film.onset else {
        return Some(format!("{name}: no sign of crying was coded."));
    };
    let any = film
        .channels
        .iter()
        .find(|channel| channel.channel == "any")?;
    let (peak, total) = (any.figures.get("peak")?, any.figures.get("total_s")?);
    Some(format!(
        "{name}: crying began after {:.0} s in {}, reached level {peak:.0} and lasted {total:.1} s in all.",
        onset.latency_s,
        onset.channel.replace('_', " ")
    ))
}

/// Before, at once and at last.
fn went(mood: &Mood) -> Option<String> {
    let before = mood.figures.get("baseline")?;
    let after = mood.probes.iter().filter(|rating| rating.change.is_some());
    let after: Vec<(f64, f64)> = after
        .filter_map(|rating| Some((rating.t_min?, rating.value?)))
        .collect();
    let (first, last) = (after.first()?, after.last()?);
    let name = sentence_case(mood.outcome.as_str());
    let mut line = format!(
        "{name}: {before:.0} before, {:.0} after {:.0} min",
        first.1, first.0
    );
    if after.len() > 1 {
        line += &format!(", {:.0} after {:.0} min", last.1, last.0);
    }
    let direction = if mood.negative { "; more is worse" } else { "" };
    Some(format!("{line}{direction}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::measures;
    use crate::record::Document;
    use crate::record::testing::whole;

    #[test]
    fn a_hidden_session_does_not_tell_its_condition_by_a_steps_name() {
        let mut measures = measures(&Document::from_events(&whole()).unwrap());
        measures.phases[0].phase = "suppress_film".to_owned();
        let told = "Suppress film: crying began after 30 s in tears, reached level 2 and lasted 40.0 s in all.";
        assert_eq!(cried(&measures, false).as_deref(), Some(told));
        let hidden = cried(&measures, true).unwrap();
        assert!(hidden.starts_with("Film: crying began"), "{hidden}");
    }
}
