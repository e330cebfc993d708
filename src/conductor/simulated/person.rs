//! A simulated person: whether they cry, and how their mood falls with a sad film and recovers after it.
//!
//! The course follows the finding that the protocol exists for: lower at once, back after about 20 minutes, and for
//! people who cried higher than before after 90 minutes (Gračanin et al. 2015). It serves to try out the program, not to predict anybody.

use super::chance::Chance;
use crate::protocol::{CRYING_LEVEL, Id, Protocol, Valence};
use crate::session::ItemView;
use crate::session::{ScaleView, Value};
use crate::time::SessionTime;

/// Who is simulated. Participant and coder share one person: what the one feels the other sees.
#[derive(Clone, Debug)]
pub struct Person {
    /// Whether the person cries at sad films.
    pub cries: bool,
    base: f64,
    drop: f64,
    relief: f64,
    /// By how much everything after the film goes faster, as the waits of the protocol do.
    speed: f64,
}

/// A film as the person lived it.
#[derive(Clone, Copy, Debug)]
pub struct Exposure {
    /// What kind of film it was.
    pub sad: bool,
    /// When it began.
    pub from: SessionTime,
    /// When it ended.
    pub to: Option<SessionTime>,
}

impl Person {
    /// The person of this seed.
    pub fn new(seed: u64, speed: f64) -> Self {
        let mut chance = Chance::new(seed, 0);
        let cries = chance.happens(0.55);
        Self {
            cries,
            base: chance.normal(62.0, 10.0).clamp(35.0, 85.0),
            drop: chance.normal(if cries { 32.0 } else { 18.0 }, 7.0).max(4.0),
            relief: chance.normal(if cries { 9.0 } else { 1.0 }, 3.0),
            speed: speed.max(0.01),
        }
    }

    /// How good the mood is at `t`, from 0 to 100.
    pub fn mood(&self, t: SessionTime, lived: &[Exposure]) -> f64 {
        let change: f64 = lived.iter().map(|film| self.change(t, film)).sum();
        (self.base + change).clamp(2.0, 98.0)
    }

    fn change(&self, t: SessionTime, film: &Exposure) -> f64 {
        let drop = if film.sad { self.drop } else { -2.0 };
        let watched_s = (film.to.unwrap_or(t).min(t) - film.from).0.max(0) as f64 / 1e6;
        let since_s = film
            .to
            .map_or(0.0, |to| (t - to).0.max(0) as f64 / 1e6 * self.speed);
        let fallen = drop * (1.0 - (-watched_s / 30.0).exp());
        let relief = if film.sad { self.relief } else { 0.0 };
        -fallen * (-since_s / 480.0).exp() + relief * (1.0 - (-since_s / 2400.0).exp())
    }

    /// An answer to `item` in this mood; `cried` is what they would say of themselves.
    pub fn answer(&self, item: &ItemView, mood: f64, cried: bool, chance: &mut Chance) -> Value {
        match &item.scale {
            // What is said of crying agrees with what the coder sees, or half of all simulated people would be ambiguous.
            ScaleView::Choice { options } if item.id == *CRYING_LEVEL => {
                let half = options.len().div_ceil(2);
                let chosen = if cried {
                    half + chance.pick(options.len() - half)
                } else {
                    chance.pick(options.len() / 2)
                };
                options
                    .get(chosen)
                    .map_or(Value::Text(String::new()), |(id, _)| {
                        Value::Text(id.to_string())
                    })
            }
            ScaleView::Vas { ends } => Value::Number(self.level(item, ends, mood, chance)),
            ScaleView::Choice { options } => options
                .get(chance.pick(options.len()))
                .map_or(Value::Text(String::new()), |(id, _)| {
                    Value::Text(id.to_string())
                }),
            ScaleView::Likert {
                points,
                first,
                ends,
            } => {
                let steps = f64::from(points.saturating_sub(1));
                let place = (self.level(item, ends, mood, chance) / 100.0 * steps).round();
                Value::Number(f64::from(*first) + place)
            }
            ScaleView::Multi { options } => {
                let chosen: Vec<&(Id, String, bool)> = options
                    .iter()
                    .filter(|(_, _, alone)| !alone && chance.happens(0.3))
                    .collect();
                let alone = options.iter().find(|(_, _, alone)| *alone);
                let chosen = match (chosen.is_empty(), alone.or(options.first())) {
                    (true, Some(one)) => vec![one],
                    _ => chosen,
                };
                Value::Many(chosen.into_iter().map(|(id, ..)| id.clone()).collect())
            }
            ScaleView::Grid { x, y, cells } => {
                let mut place = |ends| {
                    let at = self.level(item, ends, mood, chance);
                    match cells {
                        // The middle of a cell.
                        Some(cells) => {
                            let cells = f64::from(*cells);
                            let cell = (at / 100.0 * cells).floor().min(cells - 1.0);
                            ((cell + 0.5) / cells * 1000.0).round() / 10.0
                        }
                        None => at,
                    }
                };
                let x = place(x);
                Value::Place { x, y: place(y) }
            }
            ScaleView::Number { min, max, .. } => {
                let x = chance.between(*min, min + (max - min).min(80.0));
                Value::Number(x.round().clamp(*min, *max))
            }
            ScaleView::Text { max_chars } => {
                let said = ["Nothing else.", "It was moving.", "I thought of home."];
                let text = said.get(chance.pick(said.len())).copied().unwrap_or("");
                Value::Text(text.chars().take(*max_chars).collect())
            }
        }
    }

    /// A place between two end words in this mood, 0 to 100 in tenths.
    fn level(&self, item: &ItemView, ends: &[String; 2], mood: f64, chance: &mut Chance) -> f64 {
        let level = match tone(item, ends) {
            Tone::Good => mood,
            Tone::Bad => 100.0 - mood,
            Tone::Neither => 50.0,
        };
        let x = chance.normal(level, 6.0).clamp(0.0, 100.0);
        (x * 10.0).round() / 10.0
    }
}

/// Whether a film is meant to sadden.
pub fn is_sad(protocol: &Protocol, stimulus: &Id) -> bool {
    protocol
        .stimuli
        .get(stimulus)
        .and_then(|stimulus| stimulus.tags.as_ref())
        .is_some_and(|tags| matches!(tags.valence, Valence::Negative | Valence::Mixed))
}

enum Tone {
    Good,
    Bad,
    Neither,
}

/// What a high answer says of the mood, told from the words of the item.
fn tone(item: &ItemView, ends: &[String; 2]) -> Tone {
    const BAD: [&str; 16] = [
        "sad", "upset", "tense", "tension", "anxi", "ang", "lonel", "distress", "nerv", "guilt",
        "asham", "hopeless", "irrit", "neg", "afraid", "helpless",
    ];
    const GOOD: [&str; 14] = [
        "good", "happy", "happi", "calm", "content", "relax", "joy", "cheer", "pleas", "relie",
        "pos", "valence", "mood", "better",
    ];
    let says = |words: &[&str], text: &str| {
        let text = text.to_lowercase();
        words.iter().any(|word| text.contains(word))
    };
    let [low, high] = ends;
    if says(&BAD, high) || says(&GOOD, low) {
        Tone::Bad
    } else if says(&GOOD, high) || says(&BAD, low) {
        Tone::Good
    } else if says(&BAD, item.id.as_str()) || says(&BAD, &item.text) {
        Tone::Bad
    } else if says(&GOOD, item.id.as_str()) || says(&GOOD, &item.text) {
        Tone::Good
    } else {
        Tone::Neither
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mood_after(minutes: f64) -> f64 {
        let seed = (0..).find(|seed| Person::new(*seed, 1.0).cries).unwrap();
        let film = Exposure {
            sad: true,
            from: SessionTime::ZERO,
            to: Some(SessionTime::from_s(90.0)),
        };
        Person::new(seed, 1.0).mood(SessionTime::from_s(90.0 + minutes * 60.0), &[film])
    }

    #[test]
    fn a_crier_is_worse_at_once_and_better_after_ninety_minutes() {
        let seed = (0..).find(|seed| Person::new(*seed, 1.0).cries).unwrap();
        let before = Person::new(seed, 1.0).mood(SessionTime::ZERO, &[]);
        assert!(mood_after(0.0) < before - 10.0);
        assert!(mood_after(20.0) > mood_after(0.0) + 10.0);
        assert!(mood_after(90.0) > before);
    }

    #[test]
    fn what_is_said_of_crying_is_what_happened() {
        let options = [
            "none",
            "lump",
            "moist",
            "filled",
            "ran_down",
            "with_sound",
            "sobbing",
        ];
        let item = ItemView {
            id: CRYING_LEVEL.into(),
            text: String::new(),
            scale: ScaleView::Choice {
                options: options.map(|id| (Id::from(id), id.to_owned())).to_vec(),
            },
            value: None,
            declined: false,
        };
        let mut chance = Chance::new(1, 9);
        let person = Person::new(1, 1.0);
        for cried in [true, false].repeat(50) {
            let Value::Text(said) = person.answer(&item, 50.0, cried, &mut chance) else {
                panic!("an option is chosen");
            };
            let place = options.iter().position(|id| *id == said).unwrap();
            assert!(if cried { place > 3 } else { place < 3 }, "{said}");
        }
    }

    #[test]
    fn words_tell_what_a_high_answer_means() {
        let item = |id: &str, low: &str, high: &str| ItemView {
            id: id.into(),
            text: String::new(),
            scale: ScaleView::Vas {
                ends: [low.to_owned(), high.to_owned()],
            },
            value: None,
            declined: false,
        };
        let person = Person::new(1, 1.0);
        let mut chance = Chance::new(1, 9);
        let mut high = |item: &ItemView| match person.answer(item, 90.0, false, &mut chance) {
            Value::Number(x) => x > 50.0,
            _ => panic!("a scale is answered with a number"),
        };
        assert!(high(&item("q", "very bad", "very good")));
        assert!(!high(&item("sad", "not at all", "very much")));
        assert!(!high(&item("q", "relaxed", "tense")));
    }
}
