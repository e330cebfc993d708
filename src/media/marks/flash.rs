//! Finds a flash in the brightness of a video's frames: a step up, and a step down again after the length of a flash.

/// One frame: when it is shown, in seconds, and its mean luma, 0 to 255.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Brightness {
    pub t: f64,
    pub luma: f32,
}

/// A flash that was seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Flash {
    /// Halfway between the last dark and the first bright frame.
    pub at: f64,
    /// Half the distance of these two.
    pub within: f64,
    /// How far it stands out of what the picture does otherwise; 1 is just enough.
    pub clear: f32,
}

/// A flash lasts an eighth of a second; frames make it look shorter or longer by up to two of them.
const SHORTEST_S: f64 = 0.03;
const LONGEST_S: f64 = 0.32;
/// What the picture does otherwise is taken from this long before and behind it.
const AROUND_S: f64 = 1.0;
/// Least step, in levels of luma: less is noise of the camera.
const LEAST_STEP: f32 = 0.6;
/// Least step, in medians of what the brightness changes from frame to frame there.
const LEAST_CHANGES: f32 = 6.0;
/// A step up that leads nowhere is this much of the flash at most.
const BACK: f32 = 0.5;

/// The clearest flash that begins between `from` and `to` (seconds). Frames are in order of time.
pub(super) fn clearest(frames: &[Brightness], from: f64, to: f64) -> Option<Flash> {
    let begin = frames.partition_point(|frame| frame.t < from);
    let end = frames.partition_point(|frame| frame.t <= to);
    (begin.max(1)..end)
        .filter_map(|at| flash_at(frames, at))
        .max_by(|one, other| one.clear.total_cmp(&other.clear))
}

/// Every flash that is at least this clear, the clearest within each second.
pub(super) fn all(frames: &[Brightness], least: f32) -> Vec<Flash> {
    let mut found: Vec<Flash> = Vec::new();
    let seen = (1..frames.len()).filter_map(|at| flash_at(frames, at));
    for flash in seen.filter(|flash| flash.clear >= least) {
        match found.last_mut() {
            Some(last) if flash.at - last.at < 1.0 => {
                if flash.clear > last.clear {
                    *last = flash;
                }
            }
            _ => found.push(flash),
        }
    }
    found
}

/// The flash whose first bright frame is frame `at`, if one begins there.
fn flash_at(frames: &[Brightness], at: usize) -> Option<Flash> {
    let (before, first) = (frames.get(at.checked_sub(1)?)?, frames.get(at)?);
    let step = first.luma - before.luma;
    if step < LEAST_STEP / 2.0 {
        return None;
    }
    // The first bright frame may have caught only a part of the light.
    let top = frames
        .get(at..(at + 2).min(frames.len()))?
        .iter()
        .map(|frame| frame.luma)
        .fold(f32::MIN, f32::max);
    let rise = top - before.luma;
    if step < rise * BACK {
        return None;
    }
    let dark = before.luma + rise * BACK;
    let behind = frames
        .iter()
        .skip(at)
        .take_while(|frame| frame.t - first.t <= 2.0 * LONGEST_S);
    let end = behind.clone().find(|frame| frame.luma < dark)?;
    let lasts = end.t - first.t;
    if !(SHORTEST_S..=LONGEST_S).contains(&lasts) {
        return None;
    }
    let usual = usual_change(frames, at, first.t, end.t);
    let needed = LEAST_STEP.max(LEAST_CHANGES * usual);
    let clear = rise / needed;
    (clear >= 1.0).then_some(Flash {
        at: (before.t + first.t) / 2.0,
        within: (first.t - before.t) / 2.0,
        clear,
    })
}

/// The median of the changes from frame to frame around a flash that lasts from `first` to `end`, without its own.
fn usual_change(frames: &[Brightness], at: usize, first: f64, end: f64) -> f32 {
    let begin = frames.partition_point(|frame| frame.t < first - AROUND_S);
    let changes = frames
        .get(begin..)
        .unwrap_or_default()
        .windows(2)
        .zip(begin + 1..)
        .filter_map(|(two, place)| match two {
            [one, other] if other.t <= end + AROUND_S => {
                let own = place == at || (other.t >= first && one.t <= end);
                Some((!own).then_some((other.luma - one.luma).abs()))
            }
            _ => None,
        });
    let mut changes: Vec<f32> = changes.take(400).flatten().collect();
    changes.sort_by(f32::total_cmp);
    changes.get(changes.len() / 2).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng, rngs::StdRng};

    use super::*;

    /// Ten seconds at `fps`, a drifting exposure, noise, and a flash of an eighth of a second that adds `rise`.
    fn film(fps: f64, flash: f64, rise: f32) -> Vec<Brightness> {
        let mut random = StdRng::seed_from_u64(3);
        (0..(10.0 * fps) as usize)
            .map(|i| {
                let t = i as f64 / fps;
                let lit = (flash..flash + 0.125).contains(&t);
                let noise = random.random::<f32>() * 0.1;
                let luma = 60.0 + 3.0 * t as f32 + noise + if lit { rise } else { 0.0 };
                Brightness { t, luma }
            })
            .collect()
    }

    #[test]
    fn a_flash_is_seen_to_half_a_frame() {
        for fps in [15.0, 25.0, 29.97, 50.0, 60.0] {
            let frames = film(fps, 4.321, 2.0);
            let seen = clearest(&frames, 3.9, 4.7).unwrap();
            assert!(
                (seen.at - 4.321).abs() <= 0.5 / fps + 1e-9,
                "{fps}: {seen:?}"
            );
            assert!((seen.within - 0.5 / fps).abs() < 1e-9);
            assert_eq!(all(&frames, 1.0), [seen], "{fps}: nothing else");
        }
    }

    #[test]
    fn a_light_that_stays_on_or_a_single_bright_frame_at_a_high_rate_is_none() {
        let mut on = film(25.0, 20.0, 0.0);
        for frame in on.iter_mut().skip(100) {
            frame.luma += 30.0;
        }
        assert_eq!(all(&on, 1.0), []);
        let mut spark = film(60.0, 20.0, 0.0);
        spark[100].luma += 30.0;
        assert_eq!(all(&spark, 1.0), []);
        assert_eq!(clearest(&[], 0.0, 1.0), None);
    }
}
