//! The coding scheme as a coder reads it: what counts as what, and by which key.

use crate::protocol::{Channel, Coding, Id, Key, PointGroup, Text};

/// Definitions and keys of everything that can be coded, in English.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scheme {
    /// What is to be known of the scheme, such as that nobody has validated it.
    pub notice: Option<String>,
    /// The channels.
    pub channels: Vec<ChannelHelp>,
    /// The point events.
    pub points: Vec<PointHelp>,
    /// Whether episodes of crying are given a quality.
    pub rates_episodes: bool,
}

/// One channel.
#[derive(Clone, Debug, PartialEq)]
pub struct ChannelHelp {
    /// The channel.
    pub id: Id,
    /// What it is called.
    pub label: String,
    /// What counts as this behaviour.
    pub definition: Option<String>,
    /// Held down while it lasts.
    pub hold_key: Option<Key>,
    /// Closes its bout.
    pub off_key: Option<Key>,
    /// Its levels, from 1 on.
    pub levels: Vec<LevelHelp>,
}

/// One level of a channel.
#[derive(Clone, Debug, PartialEq)]
pub struct LevelHelp {
    /// Its number.
    pub level: u8,
    /// Its key.
    pub key: Option<Key>,
    /// What it looks or sounds like.
    pub anchor: Option<String>,
}

/// One point event.
#[derive(Clone, Debug, PartialEq)]
pub struct PointHelp {
    /// Its key.
    pub key: Key,
    /// What it is called.
    pub label: String,
    /// What counts as this.
    pub definition: Option<String>,
    /// Where its key stands.
    pub group: PointGroup,
}

/// The scheme of a protocol.
pub(super) fn scheme(coding: &Coding) -> Scheme {
    Scheme {
        notice: coding.notice.as_ref().map(english),
        channels: coding.channels.iter().map(channel).collect(),
        points: coding
            .points
            .iter()
            .map(|point| PointHelp {
                key: point.key.clone(),
                label: name(point.label.as_ref(), &point.id),
                definition: point.definition.as_ref().map(english),
                group: point.group,
            })
            .collect(),
        rates_episodes: !coding.qualities.is_empty(),
    }
}

/// What the experimenter reads; the id when there is no label.
pub(super) fn name(label: Option<&Text>, id: &Id) -> String {
    label.map_or_else(|| id.to_string(), english)
}

fn channel(channel: &Channel) -> ChannelHelp {
    let level = |level: u8| {
        let place = usize::from(level) - 1;
        LevelHelp {
            level,
            key: channel.level_keys.get(place).cloned(),
            anchor: channel.anchors.get(place).map(english),
        }
    };
    ChannelHelp {
        id: channel.id.clone(),
        label: name(channel.label.as_ref(), &channel.id),
        definition: channel.definition.as_ref().map(english),
        hold_key: channel.hold_key.clone(),
        off_key: channel.off_key.clone(),
        levels: (1..=channel.levels).map(level).collect(),
    }
}

fn english(text: &Text) -> String {
    text.get("en").to_owned()
}
