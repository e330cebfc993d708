//! Two codings of one session, made by hand or by seed, for the tests of agreement.

use lacrima::measure::agreement::{Agreement, ChannelAgreement, Settings};
use lacrima::record::Document;
use lacrima::record::document::CodedSpan;
use lacrima::record::layers::{Kind, Layer};
use lacrima::session::{BoutEnd, Coder};
use lacrima::time::SessionTime;
use serde_json::{Value, json};

use super::export::session;

/// A coding in tenths of a second, as the oracles' programs have it.
#[derive(Clone, Debug, Default)]
pub struct Coding {
    /// Channel, offset, levels since.
    pub bouts: Vec<(String, i64, Vec<(i64, u8)>)>,
    /// Code, instant.
    pub points: Vec<(String, i64)>,
}

impl Coding {
    /// As it is stored.
    pub fn read(value: &Value) -> Self {
        Self {
            bouts: serde_json::from_value(value["bouts"].clone()).unwrap(),
            points: serde_json::from_value(value["points"].clone()).unwrap(),
        }
    }

    /// As it is to be stored.
    pub fn json(&self) -> Value {
        json!({"bouts": self.bouts, "points": self.points})
    }

    /// One level over these stretches.
    pub fn spans(channel: &str, spans: &[(i64, i64)]) -> Self {
        let bout = |(from, to): &(i64, i64)| (channel.to_owned(), *to, vec![(*from, 1)]);
        Self {
            bouts: spans.iter().map(bout).collect(),
            points: Vec::new(),
        }
    }

    /// As another coder's layer.
    pub fn layer(&self, coder: &str, window: (i64, i64)) -> Layer {
        let s = |tenths: i64| tenths as f64 / 10.0;
        let bout = |(number, (channel, offset, levels)): (
            usize,
            &(String, i64, Vec<(i64, u8)>),
        )| {
            let onset = s(levels[0].0);
            let levels: Vec<Value> = levels
                .iter()
                .map(|(t, level)| json!({"t_s": s(*t), "level": level}))
                .collect();
            serde_json::from_value(json!({
                "coder": coder, "channel": channel, "bout": number, "onset_s": onset, "offset_s": s(*offset),
                "onset_corrected_s": onset - 0.8, "onset_film_s": null, "offset_film_s": null, "levels": levels,
                "closed_by": "key", "censored": false,
            }))
            .unwrap()
        };
        let point = |(number, (code, t)): (usize, &(String, i64))| {
            serde_json::from_value(json!({
                "coder": coder, "point": number, "code": code, "t_s": s(*t), "film_s": null,
            }))
            .unwrap()
        };
        Layer {
            id: coder.into(),
            kind: Kind::Coding,
            begun_utc: String::new(),
            coder: Coder {
                id: coder.into(),
                lag_s: 0.8,
                lag_calibrated: false,
                lags: Default::default(),
            },
            is_finished: true,
            coding: self.bouts.iter().enumerate().map(bout).collect(),
            points: self.points.iter().enumerate().map(point).collect(),
            coded: vec![CodedSpan {
                onset_s: SessionTime::from_s(s(window.0)),
                offset_s: SessionTime::from_s(s(window.1)),
                closed_by: BoutEnd::CodingEnd,
            }],
            tells_watched: true,
            alignment: None,
        }
    }
}

/// A session with tears in three levels, sobbing in one, and sobs; without a film, so that the window is what was coded.
pub fn base() -> Document {
    let mut document = session("P01", 1, Vec::new());
    document.films.clear();
    document.protocol.coding = serde_json::from_value(json!({
        "channels": [
            {"id": "tears", "levels": 3, "hold_key": "J"},
            {"id": "sobbing", "levels": 1, "hold_key": "K"},
            {"id": "not_visible", "levels": 1, "hold_key": "L"},
        ],
        "points": [{"id": "sob", "key": "Space"}],
    }))
    .unwrap();
    document
}

/// Both codings compared over a window in tenths of a second.
pub fn compare(a: &Coding, b: &Coding, window: (i64, i64), settings: Settings) -> Agreement {
    let document = base();
    let a = a.layer("A", window).over(&document);
    let b = b.layer("B", window).over(&document);
    Agreement::of(&a, &b, settings).unwrap()
}

/// A channel's figures.
pub fn channel<'a>(agreement: &'a Agreement, id: &str) -> &'a ChannelAgreement {
    let found = agreement.channels.iter().find(|x| x.channel == id);
    found.unwrap()
}

/// The generator that the oracles' script has as well.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: i64) -> i64 {
        let x = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = x.wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as i64 % n
    }
}

/// A coding and another like it, the same for the same seed in every program.
pub fn random_pair(seed: u64) -> (Coding, Coding) {
    let mut chance = Chance(seed);
    let (mut a, mut b) = (Coding::default(), Coding::default());
    for channel in ["tears", "sobbing", "not_visible"] {
        let mut t = 0;
        loop {
            t += 25 + chance.below(150);
            let long = 25 + chance.below(80);
            if t + long > 1150 {
                break;
            }
            if channel == "not_visible" && chance.below(3) > 0 {
                t += long;
                continue;
            }
            let highest = if channel == "tears" { 3 } else { 1 };
            let mut level = 1 + chance.below(highest) as u8;
            let later = 1 + chance.below(highest) as u8;
            let levels = vec![(t, level), (t + long / 2, later)];
            a.bouts.push((channel.to_owned(), t + long, levels));
            let (early, late) = (chance.below(21) - 10, chance.below(21) - 10);
            let dropped = chance.below(5) == 0;
            if chance.below(3) == 0 {
                level = 1 + chance.below(highest) as u8;
            }
            if !dropped {
                let levels = vec![(t + early, level)];
                b.bouts.push((channel.to_owned(), t + long + late, levels));
            }
            t += long;
        }
    }
    let mut t = 0;
    while t < 1100 {
        t += 8 + chance.below(60);
        a.points.push(("sob".to_owned(), t));
        if chance.below(4) > 0 {
            b.points.push(("sob".to_owned(), t + chance.below(31) - 15));
        }
    }
    (a, b)
}
