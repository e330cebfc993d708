//! Mood over true time: every outcome as a quiet line, the chosen one strong.

use egui::{Stroke, Ui};
use egui_plot::{HLine, Line, MarkerShape, Plot, PlotPoints, Points, Polygon, VLine};

use crate::desk::page;
use crate::desk::words;
use crate::look::{Channel, palette};
use crate::measure::{Measures, Spans, TOLERANCE};
use crate::protocol::{Id, NOT_VISIBLE, Scale};
use crate::record::Document;
use crate::session::Value;
use crate::time::SessionTime;

/// Shorter stretches would not be seen, in minutes.
const SEEN_MIN: f64 = 0.1;

/// Which outcome is drawn strong.
#[derive(Default)]
pub struct Chosen(Option<Id>);

/// One outcome over the session: instants and values.
struct Outcome {
    id: Id,
    /// What it was before the stimulus, as the figures have it.
    baseline: Option<f64>,
    points: Vec<[f64; 2]>,
}

/// How mood went in a session; minutes since it began.
pub struct Curves {
    outcomes: Vec<Outcome>,
    film: Option<(f64, f64)>,
    /// When crying was coded, stretched to what can be seen.
    crying: Spans,
    /// The last minute that was rated.
    end: f64,
}

impl Curves {
    /// Of a session with its figures.
    pub fn of(document: &Document, measures: &Measures) -> Self {
        let outcomes = outcomes(document, measures);
        let film = document
            .films
            .iter()
            .find_map(|film| Some((minutes(film.onset_s?), minutes(film.offset_s?))));
        let crying = document
            .coding
            .iter()
            .filter(|bout| bout.channel.as_str() != NOT_VISIBLE);
        // A moment of crying is seen in an hour, too.
        let crying = crying.map(|bout| {
            let (from, to) = (minutes(bout.onset_s), minutes(bout.offset_s));
            (from, to.max(from + SEEN_MIN))
        });
        let times = outcomes.iter().flat_map(|outcome| &outcome.points);
        Self {
            film,
            crying: Spans::new(crying).merged(SEEN_MIN),
            end: times.map(|[t, _]| *t).fold(0.0, f64::max),
            outcomes,
        }
    }
}

/// The chips and the curve.
pub fn mood_ui(ui: &mut Ui, curves: &Curves, chosen: &mut Chosen) {
    let outcomes = &curves.outcomes;
    if outcomes.is_empty() {
        page::quiet(ui, "Nothing was rated.");
        return;
    }
    let known = |id: &Id| outcomes.iter().any(|outcome| outcome.id == *id);
    if chosen.0.as_ref().is_none_or(|id| !known(id)) {
        chosen.0 = outcomes.first().map(|outcome| outcome.id.clone());
    }
    ui.horizontal_wrapped(|ui| {
        for outcome in outcomes {
            let id = Some(outcome.id.clone());
            ui.selectable_value(&mut chosen.0, id, words::sentence_case(outcome.id.as_str()));
        }
    });
    let palette = palette(ui);
    let hue = Channel::at(ui, 0).hue;
    let strong = outcomes
        .iter()
        .find(|outcome| chosen.0.as_ref() == Some(&outcome.id));
    let baseline = strong.and_then(|outcome| outcome.baseline);
    Plot::new("mood")
        .height(240.0)
        .include_y(0.0)
        .include_y(100.0)
        .include_x(0.0)
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .show_grid(false)
        .show_background(false)
        .show_crosshair(false)
        .x_axis_label("Minutes since the session began")
        .show(ui, |plot| {
            for value in [0.0, 50.0, 100.0] {
                plot.hline(HLine::new("", value).color(palette.line).width(1.0));
            }
            if let Some(baseline) = baseline {
                let end = curves.end;
                let corners = [
                    [0.0, baseline - TOLERANCE],
                    [0.0, baseline + TOLERANCE],
                    [end, baseline + TOLERANCE],
                    [end, baseline - TOLERANCE],
                ];
                let band = Polygon::new(
                    "Within 5 points of the baseline",
                    PlotPoints::from(corners.to_vec()),
                );
                plot.polygon(
                    band.fill_color(palette.line.gamma_multiply(0.5))
                        .stroke(Stroke::NONE),
                );
            }
            for (from, to) in curves.crying.iter() {
                let corners = [[from, 0.0], [from, 100.0], [to, 100.0], [to, 0.0]];
                let bout = Polygon::new("Crying was coded", PlotPoints::from(corners.to_vec()));
                plot.polygon(
                    bout.fill_color(hue.gamma_multiply(0.25))
                        .stroke(Stroke::NONE),
                );
            }
            if let Some((onset, offset)) = curves.film {
                for (name, t) in [("Film begins", onset), ("Film ends", offset)] {
                    plot.vline(VLine::new(name, t).color(palette.faint).width(1.0));
                }
            }
            for outcome in outcomes
                .iter()
                .filter(|outcome| chosen.0.as_ref() != Some(&outcome.id))
            {
                let line = Line::new(
                    outcome.id.to_string(),
                    PlotPoints::from(outcome.points.clone()),
                );
                plot.line(line.color(palette.faint.gamma_multiply(0.6)).width(1.0));
            }
            if let Some(outcome) = strong {
                let name = outcome.id.to_string();
                let line = Line::new(name.clone(), PlotPoints::from(outcome.points.clone()));
                plot.line(line.color(palette.accent).width(2.0));
                let points = Points::new(name, PlotPoints::from(outcome.points.clone()));
                plot.points(
                    points
                        .color(palette.accent)
                        .radius(4.0)
                        .shape(MarkerShape::Circle),
                );
            }
        });
}

fn minutes(t: SessionTime) -> f64 {
    t.as_s() / 60.0
}

/// Scores, and the analogue items that enter no score. True time is the first touch, where there was one.
fn outcomes(document: &Document, measures: &Measures) -> Vec<Outcome> {
    let baseline = |id: &Id| {
        let mood = measures.mood.iter().find(|mood| mood.outcome == *id)?;
        mood.figures.get("baseline")
    };
    let mut outcomes: Vec<Outcome> = Vec::new();
    let mut add = |id: &Id, t: SessionTime, value: f64| {
        let point = [minutes(t), value];
        match outcomes.iter_mut().find(|outcome| outcome.id == *id) {
            Some(outcome) => outcome.points.push(point),
            None => outcomes.push(Outcome {
                id: id.clone(),
                baseline: baseline(id),
                points: vec![point],
            }),
        }
    };
    for probe in &document.probes {
        let Some(t) = probe.first_touch_s.or(probe.opened_s) else {
            continue;
        };
        let instrument = probe
            .instrument
            .as_ref()
            .and_then(|id| document.protocol.instruments.get(id));
        for answer in &probe.answers {
            let analogue = instrument.is_some_and(|instrument| {
                let scored = instrument
                    .scores
                    .iter()
                    .any(|score| score.items.contains(&answer.item));
                let item = instrument.items.iter().find(|item| item.id == answer.item);
                !scored && item.is_some_and(|item| matches!(item.scale, Scale::Vas { .. }))
            });
            if let (true, Some(Value::Number(value))) = (analogue, &answer.value) {
                add(&answer.item, t, *value);
            }
        }
        for (score, value) in &probe.scores {
            if let Some(value) = value {
                add(score, t, *value);
            }
        }
    }
    outcomes
}
