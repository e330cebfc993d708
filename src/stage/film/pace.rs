//! Which of the decoded frames this pass should draw, and when the next pass is needed: pure decisions.

use std::time::Duration;

use crate::time::Stamp;

/// Drawing begins this much before a frame is due: it takes 3 ms, or 12 with a shader in software, and the rest rides
/// out what other programs do meanwhile. Films with more frames begin each one right after the swap before.
pub(super) const LEAD: Duration = Duration::from_millis(26);
/// With nothing decoded yet, look again this soon.
pub(super) const LOOK_AGAIN: Duration = Duration::from_millis(4);

/// What to do in this pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// That many frames at the front of the queue can no longer be shown in time.
    pub drop: usize,
    /// Draw the frame that is then at the front.
    pub draw: bool,
    /// Come back after this long, if no frame was drawn or once it is shown.
    pub wake: Duration,
}

/// Decides from the due instants of the waiting frames, soonest first.
///
/// A frame is given up only when its successor is already due too: one late frame is still better than none.
pub(super) fn step(now: Stamp, dues: &[Stamp]) -> Step {
    let drop = dues.iter().skip(1).take_while(|due| **due <= now).count();
    let Some(front) = dues.get(drop) else {
        return Step {
            drop: 0,
            draw: false,
            wake: LOOK_AGAIN,
        };
    };
    let draw = front.ns_since(now) <= LEAD.as_nanos() as i64;
    let awaited = if draw {
        dues.get(drop + 1)
    } else {
        Some(front)
    };
    let wake = awaited.map_or(LOOK_AGAIN, |due| {
        due.since(now).unwrap_or_default().saturating_sub(LEAD)
    });
    // A delay of zero would make egui paint twice.
    Step {
        drop,
        draw,
        wake: wake.max(Duration::from_micros(50)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> Stamp {
        Stamp(ms * 1_000_000)
    }

    fn decide(now: i64, dues: &[i64]) -> (usize, bool, u128) {
        let dues: Vec<_> = dues.iter().map(|ms| at(*ms)).collect();
        let step = step(at(now), &dues);
        (step.drop, step.draw, step.wake.as_millis())
    }

    #[test]
    fn frames_are_drawn_shortly_before_they_are_due() {
        assert_eq!(decide(1000, &[1040, 1080]), (0, false, 14));
        assert_eq!(decide(1025, &[1040, 1080]), (0, true, 29));
        assert_eq!(decide(1000, &[]), (0, false, 4));
    }

    #[test]
    fn a_late_frame_is_shown_unless_its_successor_is_due() {
        assert_eq!(decide(1050, &[1040, 1080]), (0, true, 4));
        assert_eq!(decide(1090, &[1000, 1040, 1080, 1120]), (2, true, 4));
        assert_eq!(decide(2000, &[1000]), (0, true, 4));
    }
}
