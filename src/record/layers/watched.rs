//! What of a video was watched: what was not can't count as coded.

use super::{Alignment, Line, Video, What};
use crate::record::document::CodedSpan;
use crate::session::BoutEnd;
use crate::time::{FilmTime, SessionTime};

/// A stretch of a video, from and to.
pub type Stretch = (FilmTime, FilmTime);

/// Stretches in any order as sorted ones that don't touch; empty ones are left out.
pub fn joined(stretches: impl IntoIterator<Item = Stretch>) -> Vec<Stretch> {
    let mut sorted: Vec<Stretch> = stretches
        .into_iter()
        .filter(|(from, to)| from < to)
        .collect();
    sorted.sort_unstable();
    let mut joined: Vec<Stretch> = Vec::new();
    for (from, to) in sorted {
        match joined.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => joined.push((from, to)),
        }
    }
    joined
}

/// What these lines say was watched; `None` when they say nothing of it.
pub(super) fn of(lines: &[Line]) -> Option<Vec<Stretch>> {
    let mut told = lines.iter().filter_map(|line| match line.what {
        What::Watched { from_s, to_s } => Some((from_s, to_s)),
        _ => None,
    });
    let first = told.next()?;
    Some(joined(std::iter::once(first).chain(told)))
}

/// The same in session time, from its begin on; where nothing is said, all of a video that was aligned. What is not aligned is in session
/// time already, or taken to begin with it.
pub(super) fn spans(
    watched: Option<&[Stretch]>,
    video: Option<&Video>,
    aligned: Option<&Alignment>,
) -> Vec<CodedSpan> {
    let end = video.map(|video| FilmTime::from_s(video.duration_s));
    let all = || {
        let end = end.filter(|_| aligned.is_some())?;
        Some(vec![(FilmTime(0), end)])
    };
    let stretches = watched.map(<[Stretch]>::to_vec).or_else(all);
    let session =
        |film: FilmTime| aligned.map_or(SessionTime(film.0), |aligned| aligned.session(film));
    let spans = stretches.unwrap_or_default().into_iter().map(|(from, to)| {
        let to = end.map_or(to, |end| to.min(end));
        CodedSpan {
            onset_s: session(from).max(SessionTime::ZERO),
            offset_s: session(to),
            closed_by: BoutEnd::CodingEnd,
        }
    });
    spans.filter(|span| span.onset_s < span.offset_s).collect()
}
