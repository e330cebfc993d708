//! Which stretch of the session the axis shows, and where an instant lies in it: zooming and panning as plain arithmetic.

/// The narrowest stretch that is shown: a tenth of a second, in which the frames of a film lie well apart.
const NARROWEST_S: f64 = 0.1;

/// The stretch that is shown, within a session of `whole_s` seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// Its begin, in seconds of session time.
    pub from_s: f64,
    /// Its end.
    pub to_s: f64,
    /// Length of the session, in seconds; more is never shown.
    pub whole_s: f64,
}

impl Scale {
    /// The whole of a session of this length.
    pub fn whole(whole_s: f64) -> Self {
        let whole_s = if whole_s.is_finite() { whole_s } else { 1.0 };
        let whole_s = whole_s.max(1.0);
        Self {
            from_s: 0.0,
            to_s: whole_s,
            whole_s,
        }
    }

    /// Length of what is shown, in seconds.
    pub fn span_s(self) -> f64 {
        self.to_s - self.from_s
    }

    /// Whether everything is shown.
    pub fn is_whole(self) -> bool {
        self.span_s() >= self.whole_s * (1.0 - 1e-9)
    }

    /// Closer by `factor` (above 1) or further away (below 1); what is at `at_s` stays where it is, as far as the session's ends
    /// allow.
    pub fn zoomed(self, at_s: f64, factor: f64) -> Self {
        if !(factor.is_finite() && factor > 0.0 && at_s.is_finite()) {
            return self;
        }
        let narrowest = NARROWEST_S.min(self.whole_s);
        let span = (self.span_s() / factor).clamp(narrowest, self.whole_s);
        let part = (at_s - self.from_s) / self.span_s();
        self.placed(at_s - part * span, span)
    }

    /// Moved by so many seconds, later where that is positive.
    pub fn panned(self, by_s: f64) -> Self {
        if !by_s.is_finite() {
            return self;
        }
        self.placed(self.from_s + by_s, self.span_s())
    }

    /// This stretch with a little air on both sides.
    pub fn around(self, from_s: f64, to_s: f64) -> Self {
        let air = 0.04 * (to_s - from_s).max(NARROWEST_S);
        let span = (to_s - from_s + 2.0 * air).clamp(NARROWEST_S.min(self.whole_s), self.whole_s);
        self.placed(from_s - air, span)
    }

    /// Moved as little as is needed for an instant to be seen.
    pub fn following(self, at_s: f64) -> Self {
        if (self.from_s..=self.to_s).contains(&at_s) {
            return self;
        }
        self.placed(at_s - 0.1 * self.span_s(), self.span_s())
    }

    /// The same stretch of a session that has another length now.
    pub fn of_length(self, whole_s: f64) -> Self {
        let all = Self::whole(whole_s);
        if self.is_whole() {
            return all;
        }
        all.placed(self.from_s, self.span_s().min(all.whole_s))
    }

    /// The part of the width, from 0 to 1 where it is shown, at which an instant lies.
    pub fn part(self, t_s: f64) -> f64 {
        (t_s - self.from_s) / self.span_s()
    }

    /// The instant at this part of the width.
    pub fn at(self, part: f64) -> f64 {
        self.from_s + part * self.span_s()
    }

    fn placed(self, from_s: f64, span: f64) -> Self {
        let from_s = from_s.clamp(0.0, (self.whole_s - span).max(0.0));
        Self {
            from_s,
            to_s: from_s + span,
            ..self
        }
    }
}

/// The distance of the marks on an axis of this length on which at most `most` have room: 1, 2 or 5 of a unit below a second, else
/// what a clock has; in seconds.
pub fn step_s(span_s: f64, most: f64) -> f64 {
    const STEPS: [f64; 19] = [
        0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0,
        600.0, 1200.0, 1800.0, 3600.0,
    ];
    let least = span_s / most.max(1.0);
    let fits = STEPS.into_iter().find(|step| *step >= least);
    fits.unwrap_or_else(|| 3600.0 * (least / 3600.0).ceil().max(1.0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn marks_stand_on_round_times() {
        for (span, step) in [(0.1, 0.01), (10.0, 1.0), (60.0, 5.0), (6000.0, 600.0)] {
            assert_eq!(step_s(span, 12.0), step, "{span}");
        }
        assert_eq!(step_s(1e6, 12.0), 24.0 * 3600.0);
    }

    #[test]
    fn an_odd_length_or_factor_shows_something() {
        let scale = Scale::whole(f64::NAN);
        assert_eq!((scale.from_s, scale.to_s), (0.0, 1.0));
        assert_eq!(scale.zoomed(0.5, f64::NAN), scale);
        assert_eq!(scale.zoomed(0.5, 0.0), scale);
        assert_eq!(scale.panned(f64::INFINITY), scale);
    }

    #[test]
    fn a_film_is_shown_with_air_and_followed_when_it_leaves_the_window() {
        let film = Scale::whole(6000.0).around(400.0, 460.0);
        assert!(
            film.from_s > 390.0 && film.from_s < 400.0 && film.to_s > 460.0 && film.to_s < 470.0
        );
        assert_eq!(film.following(430.0), film);
        let later = film.following(500.0);
        assert!((later.from_s..later.to_s).contains(&500.0));
        assert!((later.span_s() - film.span_s()).abs() < 1e-9);
        assert_eq!(Scale::whole(100.0).of_length(200.0), Scale::whole(200.0));
    }

    fn scale() -> impl Strategy<Value = Scale> {
        (10.0..20_000.0f64, 0.0..1.0f64, 0.0..1.0f64).prop_map(|(whole, a, b)| {
            let (a, b) = (a.min(b) * whole, a.max(b) * whole);
            Scale::whole(whole).around(a, b)
        })
    }

    proptest! {
        #[test]
        fn the_session_is_never_left(scale in scale(), at in 0.0..1.0f64, factor in 0.01..100.0f64, by in -30_000.0..30_000.0f64) {
            for next in [scale.zoomed(scale.at(at), factor), scale.panned(by), scale.following(by)] {
                prop_assert!(next.from_s >= 0.0 && next.to_s <= next.whole_s + 1e-6, "{next:?}");
                prop_assert!(next.span_s() >= NARROWEST_S - 1e-9);
            }
        }

        #[test]
        fn the_pointers_time_stays_under_the_pointer(scale in scale(), at in 0.0..1.0f64, factor in 1.0..100.0f64) {
            let t = scale.at(at);
            let closer = scale.zoomed(t, factor);
            prop_assert!((closer.part(t) - at).abs() < 1e-6, "{closer:?}");
        }

        #[test]
        fn zooming_in_and_out_returns(scale in scale(), at in 0.0..1.0f64, factor in 1.0..20.0f64) {
            prop_assume!(scale.span_s() / factor > NARROWEST_S);
            let t = scale.at(at);
            let back = scale.zoomed(t, factor).zoomed(t, 1.0 / factor);
            prop_assert!((back.from_s - scale.from_s).abs() < 1e-6 && (back.to_s - scale.to_s).abs() < 1e-6);
        }

        #[test]
        fn an_instant_and_its_place_belong_together(scale in scale(), part in -1.0..2.0f64) {
            prop_assert!((scale.part(scale.at(part)) - part).abs() < 1e-6);
        }

        #[test]
        fn panning_there_and_back_returns_within_the_session(scale in scale(), by in -1000.0..1000.0f64) {
            let there = scale.panned(by);
            prop_assume!(there.from_s > 0.0 && there.to_s < there.whole_s - 1e-6);
            let back = there.panned(-by);
            prop_assert!((back.from_s - scale.from_s).abs() < 1e-6);
        }
    }
}
