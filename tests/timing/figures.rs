//! From what was seen and heard to figures: frames, jitter, lateness, sound against picture, keys against stamps.

use serde::Serialize;

use super::clip::FPS;
use super::photodiode::Sight;

/// The first second and a half counts as start-up; steadiness is judged after it.
const STEADY_FROM: u32 = (FPS * 3 / 2) as u32;
/// How far a burst may be from its flash and still belong to it, in seconds.
const SAME_S: f64 = 0.5;

/// What one showing of the clip came to. Times in the unit of their suffix; `None` where nothing was seen or heard.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Picture {
    /// Different frames that were on the screen.
    pub shown: usize,
    /// Standard deviation of (time seen − frame's place in the film), steady part.
    pub jitter_sd_ms: Option<f64>,
    /// 99th percentile of that difference against its own early edge (5th percentile).
    pub late_p99_ms: Option<f64>,
    /// Its maximum.
    pub late_max_ms: Option<f64>,
    /// Longest time without a new frame, steady part.
    pub longest_gap_ms: Option<f64>,
    /// From the program's start to the first frame on the screen.
    pub first_frame_s: Option<f64>,
    /// When that was, `CLOCK_MONOTONIC`.
    #[serde(skip)]
    pub first_frame_at_s: Option<f64>,
    /// Mean of (burst heard − flash seen): negative when the sound is early.
    pub sound_minus_picture_ms: Option<f64>,
    /// Its standard deviation over the seconds of the clip.
    pub sound_minus_picture_sd_ms: Option<f64>,
}

/// Judges one showing that began at `started_s` and was to show frames `0..frames`.
pub fn picture(sights: &[Sight], bursts: &[f64], started_s: f64, frames: usize) -> Picture {
    let showing = showing(sights, started_s, frames);
    let mut numbers: Vec<u32> = showing.iter().map(|(_, frame)| *frame).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let steady: Vec<(f64, u32)> = showing
        .iter()
        .copied()
        .filter(|(_, frame)| *frame >= STEADY_FROM)
        .collect();
    let offsets: Vec<f64> = steady
        .iter()
        .map(|(at, frame)| (at - f64::from(*frame) / FPS as f64) * 1e3)
        .collect();
    let edge = percentile(&offsets, 0.05);
    let lateness = |share| Some(percentile(&offsets, share)? - edge?);
    let gaps: Vec<f64> = steady
        .windows(2)
        .map(|pair| (pair[1].0 - pair[0].0) * 1e3)
        .collect();
    let differences = sound_minus_picture(&steady, bursts);
    Picture {
        shown: numbers.len(),
        jitter_sd_ms: sd(&offsets),
        late_p99_ms: lateness(0.99),
        late_max_ms: lateness(1.0),
        longest_gap_ms: percentile(&gaps, 1.0),
        first_frame_s: showing.first().map(|(at, _)| at - started_s),
        first_frame_at_s: showing.first().map(|(at, _)| *at),
        sound_minus_picture_ms: mean(&differences),
        sound_minus_picture_sd_ms: sd(&differences),
    }
}

/// The longest stretch in which the frame number does not jump back: the film itself, without what stood there before.
fn showing(sights: &[Sight], started_s: f64, frames: usize) -> Vec<(f64, u32)> {
    let mut stretches: Vec<Vec<(f64, u32)>> = vec![Vec::new()];
    for sight in sights.iter().filter(|sight| sight.at_s >= started_s) {
        let Some(frame) = sight.frame.filter(|frame| (*frame as usize) < frames) else {
            continue;
        };
        let last = stretches.last().and_then(|stretch| stretch.last());
        if last.is_some_and(|(_, before)| frame + 5 < *before) {
            stretches.push(Vec::new());
        }
        if let Some(stretch) = stretches.last_mut() {
            stretch.push((sight.at_s, frame));
        }
    }
    stretches
        .into_iter()
        .max_by_key(Vec::len)
        .unwrap_or_default()
}

/// For each second's flash, the burst that belongs to it, in milliseconds after it.
fn sound_minus_picture(steady: &[(f64, u32)], bursts: &[f64]) -> Vec<f64> {
    let fps = FPS as u32;
    let mut differences = Vec::new();
    let mut done = None;
    for (at, frame) in steady.iter().filter(|(_, frame)| frame % fps < 2) {
        // When the flash's first frame was missed, its second tells when it would have been.
        if done.replace(frame / fps) == Some(frame / fps) {
            continue;
        }
        let flash = at - f64::from(frame % fps) / FPS as f64;
        let nearest = bursts
            .iter()
            .map(|burst| burst - flash)
            .min_by(|a, b| a.abs().total_cmp(&b.abs()));
        differences.extend(
            nearest
                .filter(|difference| difference.abs() < SAME_S)
                .map(|difference| difference * 1e3),
        );
    }
    differences
}

/// For each press its nearest stamp, in milliseconds after it; a press without a stamp within 0.4 s is left out.
pub fn stamp_minus_press(presses: &[f64], stamps: &[f64]) -> Vec<f64> {
    presses
        .iter()
        .filter_map(|press| {
            let near = stamps
                .iter()
                .map(|stamp| stamp - press)
                .filter(|late| (-0.05..0.4).contains(late));
            near.min_by(|a, b| a.abs().total_cmp(&b.abs()))
        })
        .map(|late| late * 1e3)
        .collect()
}

/// The arithmetic mean; `None` of nothing.
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// The standard deviation of the values themselves (not of a sample); `None` of nothing.
pub fn sd(values: &[f64]) -> Option<f64> {
    let mean = mean(values)?;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    Some((squares / values.len() as f64).sqrt())
}

/// The middle value; `None` of nothing.
pub fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let upper = *sorted.get(sorted.len() / 2)?;
    let lower = *sorted.get((sorted.len() - 1) / 2)?;
    Some(f64::midpoint(lower, upper))
}

/// The value below which `share` (0 to 1) of the values lie; `None` of nothing.
pub fn percentile(values: &[f64], share: f64) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = (sorted.len() as f64 * share) as usize;
    sorted
        .get(place.min(sorted.len().saturating_sub(1)))
        .copied()
}
