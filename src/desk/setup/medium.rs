//! One film, sound or picture looked at before a session: its facts, what forbids it, and what is worth knowing.

use std::path::PathBuf;
use std::time::Duration;

use super::checks::{Check, State};
use crate::desk::words;
use crate::desk::worker::Progress;
use crate::media::{self, MediaInfo};
use crate::protocol::{self, Id, Stimulus, StimulusKind};
use crate::session::MediaFacts;
use crate::time::Micros;

/// How long a file may keep silent while it is looked at.
const SILENCE: Duration = Duration::from_secs(20);
/// By which share the shown part may differ from the length that the protocol asks for.
const TOLERANCE: f64 = 0.2;

/// A file that is to be looked at.
pub(super) struct File {
    pub id: Id,
    pub stimulus: Stimulus,
    pub path: PathBuf,
    pub subtitles: Option<PathBuf>,
    /// A demonstration clip in an empty slot, which cannot be what the protocol says of the film.
    pub stands_in: bool,
}

/// What looking at one file gave.
#[derive(Debug)]
pub(super) struct Examined {
    pub facts: MediaFacts,
    pub has_sound: bool,
    about: String,
    concerns: Vec<Concern>,
}

/// Something that is not as the protocol says.
#[derive(Clone, Debug, PartialEq)]
struct Concern {
    sentence: String,
    /// In study mode the session can't start.
    grave: bool,
}

impl Examined {
    /// One line of the list of checks.
    pub fn check(&self, label: &str, study: bool) -> Check {
        let grave = |concern: &&Concern| study && concern.grave;
        let sentences: Vec<&str> = match self.concerns.iter().find(grave) {
            Some(grave) => vec![&grave.sentence],
            None => self.concerns.iter().map(|c| c.sentence.as_str()).collect(),
        };
        if sentences.is_empty() {
            return Check::new(label, State::Well, self.about.clone());
        }
        let bad = self.concerns.iter().any(|concern| grave(&concern));
        let state = if bad { State::Bad } else { State::Warn };
        Check::new(label, state, sentences.join(" "))
    }
}

impl File {
    /// Looks through the whole file.
    pub fn examine(&self, progress: &Progress) -> Result<Examined, String> {
        let (path, stimulus) = (&self.path, &self.stimulus);
        let name = path.file_name().unwrap_or_default();
        let file = name.to_string_lossy().into_owned();
        if stimulus.kind == StimulusKind::Image {
            protocol::picture_size(path)?;
        }
        let known = protocol::facts(path, &mut |done, of| {
            progress.set(0.5 * done as f32 / of.max(1) as f32)
        })
        .map_err(|why| format!("{file} can't be read ({why}): choose another file."))?;
        let mut facts = MediaFacts {
            id: self.id.clone(),
            kind: stimulus.kind,
            file: known.name,
            sha256: known.sha256,
            duration_s: None,
            width: None,
            height: None,
            fps: None,
        };
        let mut concerns = Vec::new();
        if !self.stands_in {
            concerns.extend(other_file(stimulus, &facts));
        }
        if stimulus.kind == StimulusKind::Image {
            // All of it is decoded, so that a picture that is broken further on is found now.
            let picture = protocol::decode_picture(path)?;
            let (width, height) = (picture.width(), picture.height());
            (facts.width, facts.height) = (Some(width), Some(height));
            return Ok(Examined {
                facts,
                has_sound: false,
                about: format!("{width} × {height}"),
                concerns,
            });
        }
        let info = media::ask_with_progress(path, true, SILENCE, &mut |part| {
            progress.set(0.5 + 0.5 * part)
        })?;
        fits(stimulus, &info, &file)?;
        facts.duration_s = info.duration_s;
        if let Some(picture) = &info.picture {
            (facts.width, facts.height, facts.fps) =
                (Some(picture.width), Some(picture.height), picture.fps);
        }
        if !self.stands_in {
            concerns.extend(other_length(stimulus, &facts));
        }
        let mut about = about(&info);
        if let Some(subtitles) = &self.subtitles {
            let count = media::ask_subtitles(subtitles, SILENCE)?;
            about = format!("{about} · {count} subtitles");
        }
        Ok(Examined {
            facts,
            has_sound: info.has_audio,
            about,
            concerns,
        })
    }
}

/// The protocol names the file by its digest, and this is another one.
fn other_file(stimulus: &Stimulus, facts: &MediaFacts) -> Option<Concern> {
    let wanted = stimulus.sha256.as_ref()?;
    let sentence = format!(
        "{} is not the file that the protocol names (its SHA-256 is another): choose that file or correct `sha256`.",
        facts.file
    );
    let grave = true;
    (!wanted.eq_ignore_ascii_case(&facts.sha256)).then_some(Concern { sentence, grave })
}

/// The protocol says how long the shown part should be, and it is much shorter or longer.
fn other_length(stimulus: &Stimulus, facts: &MediaFacts) -> Option<Concern> {
    let target_s = stimulus.target_s.filter(|target_s| *target_s > 0.0)?;
    let shown_s = stimulus.to_s.or(facts.duration_s)? - stimulus.from_s;
    let sentence = format!(
        "{} is shown for {}, and the protocol asks for about {}: check the file, or `from_s` and `to_s`.",
        facts.file,
        words::length(Micros::from_s(shown_s)),
        words::length(Micros::from_s(target_s)),
    );
    let grave = false;
    ((shown_s - target_s).abs() > TOLERANCE * target_s).then_some(Concern { sentence, grave })
}

fn fits(stimulus: &Stimulus, info: &MediaInfo, file: &str) -> Result<(), String> {
    if stimulus.kind == StimulusKind::Film && !info.has_video {
        return Err(format!("{file} holds no picture: choose a film."));
    }
    if stimulus.kind == StimulusKind::Sound && !info.has_audio {
        return Err(format!("{file} holds no sound: choose another file."));
    }
    if let Some(wanted) = stimulus.audio_track
        && wanted >= info.audio_tracks
    {
        return Err(format!(
            "{file} has {} (counted from 0), but the protocol plays track {wanted}: choose another file or correct `audio_track`.",
            match info.audio_tracks {
                0 => "no audio track".to_owned(),
                1 => "one audio track".to_owned(),
                several => format!("{several} audio tracks"),
            }
        ));
    }
    let Some(duration_s) = info.duration_s else {
        return Ok(());
    };
    let to_s = stimulus.to_s.unwrap_or(duration_s);
    // Containers round their lengths; half a second is no reason to refuse.
    if stimulus.from_s >= duration_s || to_s > duration_s + 0.5 {
        return Err(format!(
            "{file} lasts {}, but the protocol shows it from {} to {}: choose another file or change the protocol.",
            words::length(Micros::from_s(duration_s)),
            words::length(Micros::from_s(stimulus.from_s)),
            words::length(Micros::from_s(to_s)),
        ));
    }
    Ok(())
}

fn about(info: &MediaInfo) -> String {
    let mut parts = Vec::new();
    if let Some(duration_s) = info.duration_s {
        parts.push(words::length(Micros::from_s(duration_s)));
    }
    if let Some(picture) = &info.picture {
        parts.push(format!("{} × {}", picture.width, picture.height));
        if let Some(fps) = picture.fps {
            parts.push(format!("{} frames/s", (fps * 100.0).round() / 100.0));
        }
    }
    parts.push(
        if info.has_audio {
            "with sound"
        } else {
            "without sound"
        }
        .to_owned(),
    );
    parts.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::Container;

    fn stimulus(fields: &str) -> Stimulus {
        let text = format!(r#"{{"kind": "film", "file": "sad.mp4", {fields}}}"#);
        serde_json::from_str(&text).unwrap()
    }

    fn facts(duration_s: f64) -> MediaFacts {
        MediaFacts {
            id: "sad".into(),
            kind: StimulusKind::Film,
            file: "sad.mp4".to_owned(),
            sha256: "ab".repeat(32),
            duration_s: Some(duration_s),
            width: None,
            height: None,
            fps: None,
        }
    }

    fn check(concerns: Vec<Concern>, study: bool) -> Check {
        let examined = Examined {
            facts: facts(60.0),
            has_sound: true,
            about: "1:00".to_owned(),
            concerns,
        };
        examined.check("Film", study)
    }

    #[test]
    fn another_file_than_the_protocols_stops_a_study_and_warns_elsewhere() {
        let same = stimulus(&format!(r#""sha256": "{}""#, "AB".repeat(32)));
        assert_eq!(other_file(&same, &facts(60.0)), None);
        assert_eq!(other_file(&stimulus(r#""gain_db": 0"#), &facts(60.0)), None);
        let other = stimulus(&format!(r#""sha256": "{}""#, "cd".repeat(32)));
        let concern = other_file(&other, &facts(60.0)).unwrap();
        assert!(concern.sentence.starts_with("sad.mp4 is not the file"));
        assert_eq!(check(vec![concern.clone()], true).state, State::Bad);
        assert_eq!(check(vec![concern], false).state, State::Warn);
        assert_eq!(check(Vec::new(), true).state, State::Well);
    }

    #[test]
    fn a_part_of_another_length_than_asked_for_is_a_warning() {
        let asked = |fields: &str, duration_s| other_length(&stimulus(fields), &facts(duration_s));
        assert_eq!(asked(r#""target_s": 60"#, 71.0), None);
        assert_eq!(asked(r#""target_s": 60, "from_s": 30"#, 80.0), None);
        let short = asked(r#""target_s": 60, "from_s": 30"#, 60.0).unwrap();
        assert!(
            short.sentence.contains("shown for 0:30"),
            "{}",
            short.sentence
        );
        assert!(asked(r#""target_s": 60, "to_s": 100"#, 200.0).is_some());
        assert_eq!(check(vec![short], true).state, State::Warn);
    }

    #[test]
    fn an_audio_track_that_the_file_lacks_is_named() {
        let info = |audio_tracks| MediaInfo {
            container: Container::Mp4,
            duration_s: Some(60.0),
            picture: None,
            video_codec: None,
            audio_codec: None,
            has_video: true,
            has_audio: audio_tracks > 0,
            audio_tracks,
            audio_track: None,
        };
        let second = stimulus(r#""audio_track": 1"#);
        assert_eq!(fits(&second, &info(2), "sad.mp4"), Ok(()));
        for (tracks, words) in [(1, "has one audio track"), (0, "has no audio track")] {
            let why = fits(&second, &info(tracks), "sad.mp4").unwrap_err();
            assert!(
                why.contains(words) && why.contains("plays track 1"),
                "{why}"
            );
        }
    }
}
