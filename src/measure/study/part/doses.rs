//! Dose and response: net change by how much was cried during the stimulus.

use super::Measured;
use crate::measure::session::ANY;
use crate::measure::study::result::{Correlation, Dose, Quadratic, Slope, Wave};
use crate::measure::study::row::{Channel, Coding};
use crate::measure::study::statistics::{least_squares, mean, sd, spearman};

/// The channel, and the code of the points, of sobbing.
const SOB: &str = "sob";

/// A figure of a channel by its name.
type Of = (&'static str, fn(&Channel) -> Option<f64>);

/// What counts as a dose.
const DOSES: [Of; 4] = [
    ("dose", |channel| channel.dose),
    ("total_s", |channel| channel.total_s),
    ("mean_active", |channel| channel.mean_active),
    ("peak", |channel| channel.peak),
];

/// What comes of doses.
pub struct Doses {
    pub correlations: Vec<Correlation>,
    pub slopes: Vec<Slope>,
    pub sob_duration: Vec<Quadratic>,
    /// For each session the mean of its channels' z values.
    pub z: Vec<Option<f64>>,
}

/// All of them; sessions in which too little was seen are left out.
pub fn doses(sessions: &[Measured], waves: &[Wave]) -> Doses {
    let channels = channels(sessions);
    let after = || waves.iter().filter(|wave| wave.is_after);
    let mut told = Doses {
        correlations: Vec::new(),
        slopes: Vec::new(),
        sob_duration: Vec::new(),
        z: z(sessions, &channels),
    };
    for wave in after() {
        for channel in &channels {
            for (name, figure) in DOSES {
                let dose = |coding: &Coding| figure(of(coding, channel)?);
                told.correlations
                    .push(correlation(sessions, wave, channel, name, &dose));
            }
            told.slopes.push(slope(sessions, wave, channel));
        }
        let cv = |coding: &Coding| coding.sobs.cv;
        told.correlations
            .push(correlation(sessions, wave, SOB, "cv", &cv));
        told.sob_duration.push(quadratic(sessions, wave));
    }
    told
}

/// The channels that were coded, in their order.
fn channels(sessions: &[Measured]) -> Vec<String> {
    let mut channels: Vec<String> = Vec::new();
    for channel in sessions
        .iter()
        .filter_map(|session| session.coding)
        .flat_map(|coding| &coding.stimulus)
    {
        if !channels.contains(&channel.channel) {
            channels.push(channel.channel.clone());
        }
    }
    channels
}

fn of<'c>(coding: &'c Coding, channel: &str) -> Option<&'c Channel> {
    coding.stimulus.iter().find(|own| own.channel == channel)
}

/// The sessions with a dose and a net change, of which enough was seen.
fn points(
    sessions: &[Measured],
    wave: &Wave,
    dose: &dyn Fn(&Coding) -> Option<f64>,
) -> Vec<(Dose, f64)> {
    sessions
        .iter()
        .filter(|session| session.is_classifiable)
        .filter_map(|session| {
            let point = Dose {
                row: session.place,
                x: dose(session.coding?)?,
                y: session.change(wave)?,
                is_crier: session.is_crier,
            };
            Some((point, session.baseline?))
        })
        .collect()
}

fn correlation(
    sessions: &[Measured],
    wave: &Wave,
    channel: &str,
    name: &'static str,
    dose: &dyn Fn(&Coding) -> Option<f64>,
) -> Correlation {
    let points: Vec<Dose> = points(sessions, wave, dose)
        .into_iter()
        .map(|(point, _)| point)
        .collect();
    let (x, y): (Vec<f64>, Vec<f64>) = points.iter().map(|point| (point.x, point.y)).unzip();
    let told = spearman(&x, &y);
    let criers = points.iter().filter(|point| point.is_crier);
    let (cx, cy): (Vec<f64>, Vec<f64>) = criers.map(|point| (point.x, point.y)).unzip();
    let among = spearman(&cx, &cy).ok();
    Correlation {
        probe: wave.probe.clone(),
        delay_s: wave.delay_s,
        channel: channel.to_owned(),
        dose: name,
        n: points.len(),
        zeros: x.iter().filter(|x| **x == 0.0).count(),
        n_criers: cx.len(),
        rho_criers: among.map(|(rho, _)| rho),
        p_criers: among.map(|(_, p)| p),
        rho: told.as_ref().ok().map(|(rho, _)| *rho),
        p: told.as_ref().ok().map(|(_, p)| *p),
        why: told.err(),
        points,
    }
}

fn slope(sessions: &[Measured], wave: &Wave, channel: &str) -> Slope {
    let dose = |coding: &Coding| of(coding, channel)?.dose;
    let points = points(sessions, wave, &dose);
    let baselines: Vec<f64> = points.iter().map(|(_, baseline)| *baseline).collect();
    let (x, y): (Vec<f64>, Vec<f64>) = points.iter().map(|(point, _)| (point.x, point.y)).unzip();
    let fit = least_squares(&[&baselines, &x], &y);
    let coefficient = |n: usize| fit.as_ref().ok().and_then(|fit| fit.get(n)).copied();
    Slope {
        probe: wave.probe.clone(),
        channel: channel.to_owned(),
        n: points.len(),
        slope: coefficient(2).map(|own| own.b),
        ci: coefficient(2).map(|own| own.ci),
        p: coefficient(2).map(|own| own.p),
        of_baseline: coefficient(1).map(|own| own.b),
        intercept: coefficient(0).map(|own| own.b),
        why: fit.err(),
    }
}

/// Net change by minutes of sobbing, those who never sobbed at 0 (R36).
fn quadratic(sessions: &[Measured], wave: &Wave) -> Quadratic {
    let minutes = |coding: &Coding| Some(of(coding, SOB)?.total_s? / 60.0);
    let points = points(sessions, wave, &minutes);
    let (x, y): (Vec<f64>, Vec<f64>) = points.iter().map(|(point, _)| (point.x, point.y)).unzip();
    let squares: Vec<f64> = x.iter().map(|x| x * x).collect();
    let fit = least_squares(&[&x, &squares], &y);
    let coefficient = |n: usize| fit.as_ref().ok().and_then(|fit| fit.get(n)).copied();
    Quadratic {
        probe: wave.probe.clone(),
        n: points.len(),
        intercept: coefficient(0).map(|own| own.b),
        linear: coefficient(1).map(|own| own.b),
        quadratic: coefficient(2).map(|own| own.b),
        quadratic_ci: coefficient(2).map(|own| own.ci),
        quadratic_p: coefficient(2).map(|own| own.p),
        why: fit.err(),
    }
}

/// The mean of the z values of the channels' doses; channels in which the dose does not vary say nothing and are left out.
fn z(sessions: &[Measured], channels: &[String]) -> Vec<Option<f64>> {
    let dose = |session: &Measured, channel: &str| {
        let coding = session.coding.filter(|_| session.is_classifiable)?;
        of(coding, channel)?.dose
    };
    let scales: Vec<(&String, f64, f64)> = channels
        .iter()
        .filter(|channel| *channel != ANY)
        .filter_map(|channel| {
            let doses: Vec<f64> = sessions
                .iter()
                .filter_map(|session| dose(session, channel))
                .collect();
            let sd = sd(&doses).filter(|sd| *sd > 0.0)?;
            Some((channel, mean(&doses)?, sd))
        })
        .collect();
    let one = |session: &Measured| {
        let z: Option<Vec<f64>> = scales
            .iter()
            .map(|(channel, mean, sd)| Some((dose(session, channel)? - mean) / sd))
            .collect();
        mean(&z?)
    };
    sessions.iter().map(one).collect()
}
