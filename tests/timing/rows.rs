//! The rows of the report: what was seen of one showing, each figure with its aim and its meaning.

use super::figures::{Picture, mean, percentile, sd, stamp_minus_press};
use super::measure::Bench;
use super::showing::Showing;

impl Bench<'_> {
    pub(super) fn add_picture(&mut self, program: &'static str, seen: &Picture) {
        let mut add = |words, value| self.report.add(program, words, value);
        add(
            [
                "frames shown, 720p",
                "of 600",
                "600",
                "different frames that were seen on the screen",
            ],
            Some(seen.shown as f64),
        );
        add(
            [
                "onset jitter SD",
                "ms",
                "≤ 1.0",
                "spread of (time seen − the frame's place in the film), after the first 1.5 s",
            ],
            seen.jitter_sd_ms,
        );
        add(
            [
                "onset lateness p99",
                "ms",
                "≤ 5",
                "one frame in a hundred is later than this, against the film's own early edge",
            ],
            seen.late_p99_ms,
        );
        add(
            ["onset lateness max", "ms", "", "the latest frame"],
            seen.late_max_ms,
        );
        add(
            [
                "longest gap",
                "ms",
                "",
                "longest time without a new frame (33.3 is even)",
            ],
            seen.longest_gap_ms,
        );
        add(
            [
                "sound − picture",
                "ms",
                "within 5 of mpv's",
                "burst heard minus flash seen; the encoder of the clip adds a constant, so only the distance to mpv counts",
            ],
            seen.sound_minus_picture_ms,
        );
        add(
            [
                "sound − picture SD",
                "ms",
                "",
                "its spread over the seconds of the clip",
            ],
            seen.sound_minus_picture_sd_ms,
        );
        add(
            [
                "first frame after start",
                "s",
                "",
                "from the start of the program; Lacrima opens two windows and asks a probe before",
            ],
            seen.first_frame_s,
        );
    }

    pub(super) fn add_cost(&mut self, program: &'static str, showing: &Showing) {
        let mut add = |words, value| self.report.add(program, words, value);
        add(
            [
                "CPU",
                "s",
                "≤ 12",
                "user and system time of all its processes, from start to end",
            ],
            Some(showing.cpu_s),
        );
        add(
            [
                "memory (PSS)",
                "MB",
                "≤ 210",
                "the largest proportional set size of all its processes together",
            ],
            Some(showing.memory_mb),
        );
    }

    pub(super) fn add_session(&mut self, showing: &Showing, seen: &Picture) {
        let Some(session) = &showing.session else {
            return;
        };
        let mut add = |words, value| self.report.add("lacrima", words, value);
        let late = stamp_minus_press(&showing.presses, &session.stamps());
        add(
            [
                "keys stamped",
                "of presses",
                "1",
                "share of key presses that are in the session document",
            ],
            (!showing.presses.is_empty()).then(|| late.len() as f64 / showing.presses.len() as f64),
        );
        add(
            [
                "key → stamp",
                "ms",
                "≤ 1",
                "mean from the press to its time in the session document, while the film plays",
            ],
            mean(&late),
        );
        add(["key → stamp SD", "ms", "≤ 1.5", "its spread"], sd(&late));
        add(
            ["key → stamp max", "ms", "", "the slowest press"],
            percentile(&late, 1.0),
        );
        let written: Vec<f64> = showing
            .presses
            .iter()
            .filter_map(|press| {
                showing
                    .written
                    .iter()
                    .map(|at| at - press)
                    .find(|late| *late >= 0.0)
            })
            .map(|late| late * 1e3)
            .collect();
        add(
            [
                "key → in the journal",
                "ms",
                "≤ 50",
                "the slowest press, until the journal file grew (seen from outside, 1 ms steps)",
            ],
            percentile(&written, 1.0),
        );
        let began = session.event("step_started", "film");
        add(
            [
                "step → first film frame",
                "s",
                "≤ 1.1",
                "from the beginning of the film's step to its first frame on the screen",
            ],
            seen.first_frame_at_s
                .zip(began)
                .map(|(seen, began)| seen - began),
        );
    }
}
