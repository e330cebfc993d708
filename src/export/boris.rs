//! Codings as a BORIS project, one observation a coding, so that a laboratory can check agreement with BORIS itself.
//!
//! BORIS tells starts from stops by counting, so every state is written as a pair. A level is a modifier of its state; where it changes
//! within a bout the state ends and begins again, and BORIS counts two.

use std::path::Path;

use serde_json::{Map, Value, json};

use super::Place;
use crate::measure::agreement::{states, to_milliseconds};
use crate::protocol::{Coding, Text};
use crate::record::Document;
use crate::record::exports::Kind;

/// Version of BORIS's project format.
const VERSION: &str = "7.0";
/// Said in every project and to whoever exports.
pub const REMARK: &str = "An intensity change within a bout is written as stop and start at one instant, so BORIS counts two bouts there.";

/// Projects that are being written, one file a session.
pub struct Boris {
    place: Place,
}

impl Boris {
    /// Begins the files in this folder.
    ///
    /// # Errors
    /// One sentence when the folder can't be used.
    pub fn begin(folder: &Path, force: bool) -> Result<Self, String> {
        let place = Place::begin(folder, Kind::Boris, force)?;
        Ok(Self { place })
    }

    /// Adds a session with its codings, each under a name of its own.
    ///
    /// # Errors
    /// One sentence when the disk fails.
    pub fn add(&mut self, codings: &[(String, Document)]) -> Result<(), String> {
        let Some((_, first)) = codings.first() else {
            return Ok(());
        };
        let name = format!("{}.boris", first.session.id);
        let mut bytes = serde_json::to_vec_pretty(&project(codings))
            .map_err(|error| self.place.cant(&error))?;
        bytes.push(b'\n');
        self.place.write(&name, &bytes)
    }

    /// Ends the files: only now they take the place of earlier ones.
    ///
    /// # Errors
    /// One sentence when the disk fails.
    pub fn finish(self) -> Result<(), String> {
        self.place.finish()
    }
}

/// A project of one session's codings; times are seconds since the session began, as they were coded, to
/// the millisecond that BORIS keeps.
pub fn project(codings: &[(String, Document)]) -> Value {
    let mut behaviours: Vec<Behaviour> = Vec::new();
    for (_, document) in codings {
        for behaviour in Behaviour::of(&document.protocol.coding) {
            let same = |other: &Behaviour| {
                (&other.id, other.is_point) == (&behaviour.id, behaviour.is_point)
            };
            if !behaviours.iter().any(same) {
                behaviours.push(behaviour);
            }
        }
    }
    let subject = codings
        .first()
        .map_or_else(String::new, |(_, first)| first.participant.code.to_string());
    let numbered = |values: Vec<Value>| -> Value {
        let values = values.into_iter().enumerate();
        Value::Object(
            values
                .map(|(n, value)| (n.to_string(), value))
                .collect::<Map<_, _>>(),
        )
    };
    let observations = codings.iter().map(|(name, document)| {
        let date = document.session.started_utc.get(..19).unwrap_or_default();
        let observation = json!({
            "file": {}, "type": "LIVE", "date": date, "description": REMARK, "time offset": 0.0,
            "events": events(document, &behaviours, &subject),
            "observation time interval": [0, 0], "independent_variables": {}, "visualize_spectrogram": false,
            "visualize_waveform": false, "close_behaviors_between_videos": false, "scan_sampling_time": 0,
            "start_from_current_time": false, "start_from_current_epoch_time": false, "media_info": {},
        });
        (name.clone(), observation)
    });
    json!({
        "time_format": "hh:mm:ss",
        "project_date": codings.first().and_then(|(_, first)| first.session.started_utc.get(..19)),
        "project_name": codings.first().map(|(_, first)| first.session.id.to_string()),
        "project_description": REMARK,
        "project_format_version": VERSION,
        "subjects_conf": {"0": {"key": "", "name": subject, "description": ""}},
        "behaviors_conf": numbered(behaviours.iter().map(Behaviour::json).collect()),
        "observations": observations.collect::<Map<_, _>>(),
        "behavioral_categories": [],
        "behavioral_categories_config": {},
        "independent_variables": {},
        "coding_map": {},
        "behaviors_coding_map": [],
        "converters": {},
    })
}

struct Behaviour {
    /// The channel's or point code's id.
    id: String,
    /// BORIS has one list of codes: a point that is called as a channel is has another name in it.
    code: String,
    description: String,
    is_point: bool,
    levels: u8,
}

impl Behaviour {
    fn of(scheme: &Coding) -> Vec<Self> {
        let told = |text: &Option<Text>| {
            let text = text.as_ref();
            text.map_or_else(String::new, |text| text.get("en").to_owned())
        };
        let channels = scheme.channels.iter().map(|channel| Self {
            id: channel.id.to_string(),
            code: channel.id.to_string(),
            description: told(&channel.label),
            is_point: false,
            levels: channel.levels.max(1),
        });
        let points = scheme.points.iter().map(|point| Self {
            id: point.id.to_string(),
            code: match scheme.channels.iter().any(|channel| channel.id == point.id) {
                true => format!("{}_point", point.id),
                false => point.id.to_string(),
            },
            description: told(&point.label),
            is_point: true,
            levels: 1,
        });
        channels.chain(points).collect()
    }

    fn json(&self) -> Value {
        let modifiers = if self.has_levels() {
            let levels: Vec<String> = (1..=self.levels).map(|level| level.to_string()).collect();
            json!({"0": {"name": "level", "description": "", "type": 0, "ask at stop": false, "values": levels}})
        } else {
            json!({})
        };
        json!({
            "type": if self.is_point { "Point event" } else { "State event" },
            "key": "", "code": self.code, "description": self.description, "color": "", "category": "",
            "modifiers": modifiers, "excluded": "", "coding map": "",
        })
    }

    fn has_levels(&self) -> bool {
        !self.is_point && self.levels > 1
    }
}

/// `[time, subject, code, modifiers, comment]`, in order of time; of events at one instant stops come first.
fn events(document: &Document, behaviours: &[Behaviour], subject: &str) -> Vec<Value> {
    let mut events: Vec<(i64, u8, Value)> = Vec::new();
    let mut add = |t: i64, rank: u8, behaviour: &Behaviour, modifier: &str| {
        let t = to_milliseconds(t);
        let row = json!([t as f64 / 1e6, subject, behaviour.code, modifier, ""]);
        events.push((t, rank, row));
    };
    for behaviour in behaviours {
        if behaviour.is_point {
            let points = document.points.iter();
            for point in points.filter(|point| point.code == *behaviour.id) {
                add(point.t_s.0, 2, behaviour, "");
            }
        } else {
            for (from, to, level) in states(document, &behaviour.id) {
                let modifier = if behaviour.has_levels() {
                    level.to_string()
                } else {
                    String::new()
                };
                add(from, 1, behaviour, &modifier);
                add(to, 0, behaviour, &modifier);
            }
        }
    }
    events.sort_by_key(|(t, rank, _)| (*t, *rank));
    events.into_iter().map(|(_, _, row)| row).collect()
}
