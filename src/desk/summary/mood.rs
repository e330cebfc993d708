//! Mood over true time: every outcome as a quiet line, the chosen one strong.

use egui::{RichText, Stroke, Ui};
use egui_plot::{HLine, Line, MarkerShape, Plot, PlotPoints, Points, Polygon, VLine};

use crate::desk::page;
use crate::desk::words;
use crate::export::words::number;
use crate::look::{Channel, palette};
use crate::measure::{Measures, Spans, TOLERANCE};
use crate::protocol::{Id, NOT_VISIBLE, Scale};
use crate::record::Document;
use crate::record::document::Answer;
use crate::session::{ProbeStatus, Value};
use crate::time::SessionTime;

use super::probes::status;

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
    /// Whether more of it is worse: then it is drawn upside down, so that up is better in every plot (SCIENCE.md 5.1).
    is_negative: bool,
    points: Vec<Rated>,
}

/// A rating: minutes, value, and how its probe went.
#[derive(Clone, Copy)]
struct Rated {
    t: f64,
    value: f64,
    status: ProbeStatus,
}

impl Outcome {
    /// −1 where more is worse.
    fn up(&self) -> f64 {
        if self.is_negative { -1.0 } else { 1.0 }
    }

    /// Where the ratings of some probes are drawn.
    fn places(&self, wanted: impl Fn(ProbeStatus) -> bool) -> Vec<[f64; 2]> {
        let points = self.points.iter().filter(|rated| wanted(rated.status));
        points
            .map(|rated| [rated.t, rated.value * self.up()])
            .collect()
    }
}

/// How mood went in a session; minutes since it began.
pub struct Curves {
    outcomes: Vec<Outcome>,
    film: Option<(f64, f64)>,
    /// When crying was coded, stretched to what can be seen.
    crying: Spans,
    /// Probes that were due and nobody answered: minutes, and how they went.
    unanswered: Vec<(f64, ProbeStatus)>,
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
        let unanswered = document.probes.iter().filter(|probe| {
            let is_rated = |answer: &Answer| answer.value.is_some();
            !probe.answers.iter().any(is_rated)
        });
        Self {
            film,
            crying: Spans::new(crying).merged(SEEN_MIN),
            end: times.map(|rated| rated.t).fold(0.0, f64::max),
            unanswered: unanswered
                .filter_map(|probe| {
                    let t = probe.scheduled_s.or(probe.opened_s)?;
                    Some((minutes(t), probe.status))
                })
                .collect(),
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
    let Some(strong) = outcomes
        .iter()
        .find(|outcome| chosen.0.as_ref() == Some(&outcome.id))
    else {
        return;
    };
    plot_ui(ui, curves, strong);
    legend_ui(ui, curves, strong);
}

fn plot_ui(ui: &mut Ui, curves: &Curves, strong: &Outcome) {
    let palette = palette(ui);
    let hue = Channel::at(ui, 0).hue;
    let up = strong.up();
    let foot = if strong.is_negative { -100.0 } else { 0.0 };
    let band = |name: &str, corners: [[f64; 2]; 4], fill| {
        let band = Polygon::new(name, PlotPoints::from(corners.to_vec()));
        band.fill_color(fill).stroke(Stroke::NONE)
    };
    Plot::new("mood")
        .height(240.0)
        .include_y(0.0)
        .include_y(100.0 * up)
        .include_x(0.0)
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .show_grid(false)
        .show_background(false)
        .show_crosshair(false)
        .x_axis_label("Minutes since the session began")
        .y_axis_formatter(move |mark, _| number(mark.value * up, usize::from(mark.step_size < 1.0)))
        .show(ui, |plot| {
            for value in [0.0, 50.0, 100.0] {
                plot.hline(HLine::new("", value * up).color(palette.line).width(1.0));
            }
            if let Some(baseline) = strong.baseline {
                let (low, high) = (baseline - TOLERANCE, baseline + TOLERANCE);
                let corners = [
                    [0.0, low],
                    [0.0, high],
                    [curves.end, high],
                    [curves.end, low],
                ];
                plot.polygon(band(
                    "Within 5 points of the baseline",
                    corners.map(|[t, y]| [t, y * up]),
                    palette.line.gamma_multiply(0.5),
                ));
            }
            for (from, to) in curves.crying.iter() {
                let corners = [[from, 0.0], [from, 100.0], [to, 100.0], [to, 0.0]];
                plot.polygon(band(
                    "Crying was coded",
                    corners.map(|[t, y]| [t, y * up]),
                    hue.gamma_multiply(0.25),
                ));
            }
            if let Some((onset, offset)) = curves.film {
                for (name, t) in [("Film begins", onset), ("Film ends", offset)] {
                    plot.vline(VLine::new(name, t).color(palette.faint).width(1.0));
                }
            }
            // One axis can't show both what is better above and what is better below.
            let others = curves
                .outcomes
                .iter()
                .filter(|other| other.id != strong.id && other.is_negative == strong.is_negative);
            for outcome in others {
                let line = PlotPoints::from(outcome.places(|_| true));
                let line = Line::new(outcome.id.to_string(), line);
                plot.line(line.color(palette.faint.gamma_multiply(0.6)).width(1.0));
            }
            let line = Line::new(
                strong.id.to_string(),
                PlotPoints::from(strong.places(|_| true)),
            );
            plot.line(line.color(palette.accent).width(2.0));
            for (wanted, color, shape) in [
                (true, palette.accent, MarkerShape::Circle),
                (false, palette.caution, MarkerShape::Diamond),
            ] {
                let places = strong.places(|status| (status == ProbeStatus::OnTime) == wanted);
                let points = Points::new(strong.id.to_string(), PlotPoints::from(places));
                plot.points(points.color(color).radius(5.0).shape(shape));
            }
            for (t, probe) in &curves.unanswered {
                let cross = Points::new(status(*probe), PlotPoints::from(vec![[*t, foot]]));
                let cross = cross.color(palette.caution).radius(5.0);
                plot.points(cross.shape(MarkerShape::Cross));
            }
        });
}

/// What the marks mean, only where they occur.
fn legend_ui(ui: &mut Ui, curves: &Curves, strong: &Outcome) {
    let palette = palette(ui);
    ui.horizontal_wrapped(|ui| {
        let mut say = |mark: &str, color, text: &str| {
            ui.label(RichText::new(mark).color(color));
            ui.label(RichText::new(text).color(palette.faint));
            ui.add_space(8.0);
        };
        let is_late = |rated: &Rated| rated.status != ProbeStatus::OnTime;
        say("●", palette.accent, "on time");
        if strong.points.iter().any(is_late) {
            say("◆", palette.caution, "not on time");
        }
        if !curves.unanswered.is_empty() {
            say("×", palette.caution, "due, and not answered");
        }
        if strong.is_negative {
            say(
                "",
                palette.faint,
                "More of this is worse: the axis is turned, so that up is better.",
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
    let is_negative = |id: &Id| {
        let mood = measures.mood.iter().find(|mood| mood.outcome == *id);
        mood.is_some_and(|mood| mood.negative)
    };
    let mut outcomes: Vec<Outcome> = Vec::new();
    let mut add = |id: &Id, t: SessionTime, value: f64, status: ProbeStatus| {
        let point = Rated {
            t: minutes(t),
            value,
            status,
        };
        match outcomes.iter_mut().find(|outcome| outcome.id == *id) {
            Some(outcome) => outcome.points.push(point),
            None => outcomes.push(Outcome {
                id: id.clone(),
                baseline: baseline(id),
                is_negative: is_negative(id),
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
                add(&answer.item, t, *value, probe.status);
            }
        }
        for (score, value) in &probe.scores {
            if let Some(value) = value {
                add(score, t, *value, probe.status);
            }
        }
    }
    outcomes
}
