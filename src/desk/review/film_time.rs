//! Session time and film time, there and back, by the stretches in which a film really ran.

use crate::record::document::{Film, Segment};
use crate::time::{FilmTime, SessionTime};

/// Which film ran at an instant, by its place in the list, and the film's own time then. In a pause, where a picture stood still, the
/// time at which it stood; none before the first frame and after the last.
pub fn film_at(films: &[Film], t: SessionTime) -> Option<(usize, FilmTime)> {
    films.iter().enumerate().rev().find_map(|(place, film)| {
        let first = film.segments.first()?;
        let last = film.segments.last()?;
        if t < first.onset_s || t > last.offset_s {
            return None;
        }
        let begun = |segment: &&Segment| segment.onset_s <= t;
        let segment = film.segments.iter().rev().find(begun)?;
        Some((place, in_segment(segment, t)))
    })
}

/// When a film's own time was on the screen: the latest segment that holds it, since what was shown twice was seen last then. Where
/// no segment holds it, the nearest instant of one.
pub fn session_at(film: &Film, at: FilmTime) -> Option<SessionTime> {
    let holds = |segment: &&Segment| segment.film_from_s <= at && at <= film_end(segment);
    let found = film.segments.iter().rev().find(holds);
    if let Some(segment) = found {
        return Some(segment.onset_s + (at - segment.film_from_s));
    }
    let gap = |segment: &&Segment| {
        let before = (segment.film_from_s - at).0.max(0);
        before.max((at - film_end(segment)).0)
    };
    let nearest = film.segments.iter().min_by_key(gap)?;
    Some(if at < nearest.film_from_s {
        nearest.onset_s
    } else {
        nearest.offset_s
    })
}

fn in_segment(segment: &Segment, t: SessionTime) -> FilmTime {
    let until = t.min(segment.offset_s);
    (segment.film_from_s + (until - segment.onset_s)).min(film_end(segment))
}

/// The film's time at a segment's end, as reported or as far as its length says.
fn film_end(segment: &Segment) -> FilmTime {
    let ran = segment.film_from_s + (segment.offset_s - segment.onset_s);
    segment
        .film_to_s
        .map_or(ran, |to| to.max(segment.film_from_s))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Document;
    use crate::record::testing::whole;

    fn films() -> Vec<Film> {
        Document::from_events(&whole()).unwrap().films
    }

    #[test]
    fn a_pause_holds_the_picture() {
        let films = films();
        for (t, film) in [
            (10.4, None),
            (10.5, Some(0.0)),
            (30.5, Some(20.0)),
            (50.6, Some(40.0)),
            (55.0, Some(40.0)),
            (60.5, Some(40.0)),
            (120.5, Some(100.0)),
            (121.0, None),
        ] {
            let found = film_at(&films, SessionTime::from_s(t));
            assert_eq!(found.map(|(_, film)| film.as_s()), film, "{t}");
        }
    }

    #[test]
    fn the_way_back_leads_to_the_instant_at_which_it_was_seen() {
        let films = films();
        for (film, t) in [
            (0.0, 10.5),
            (20.0, 30.5),
            (41.0, 61.5),
            (100.0, 120.5),
            (400.0, 120.5),
        ] {
            let found = session_at(&films[0], FilmTime::from_s(film));
            assert_eq!(found.map(SessionTime::as_s), Some(t), "{film}");
        }
        // The picture at a pause is one that was on the screen twice; the later instant counts.
        let twice = session_at(&films[0], FilmTime::from_s(40.0));
        assert_eq!(twice.map(SessionTime::as_s), Some(60.5));
    }

    #[test]
    fn there_and_back_is_the_same_while_the_film_runs() {
        let films = films();
        for tenth in 110..500 {
            let t = SessionTime::from_s(f64::from(tenth) / 10.0);
            let (_, film) = film_at(&films, t).unwrap();
            assert_eq!(session_at(&films[0], film), Some(t));
        }
    }

    #[test]
    fn a_film_that_never_began_has_no_time() {
        let mut films = films();
        films[0].segments.clear();
        assert_eq!(film_at(&films, SessionTime::from_s(30.0)), None);
        assert_eq!(session_at(&films[0], FilmTime(0)), None);
    }
}
