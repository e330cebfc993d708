//! The colours of the hill through the year; seasons mix, so that winter can melt into spring in one shot.

use crate::canvas::{Ink, ink};
use crate::motion::mix;

/// All that changes on the hill with the time of the year and of the day.
#[derive(Clone, Copy, Debug)]
pub struct Season {
    pub sky: [Ink; 3],
    /// Hills from the farthest to the nearest, then the ground's light and its shade.
    pub hills: [Ink; 3],
    pub ground: Ink,
    pub shade: Ink,
    pub trunk: Ink,
    pub leaves: [Ink; 3],
    /// How full the crown is, 0 bare to 1.
    pub crown: f32,
    /// How much snow lies on ground and branches, 0 to 1.
    pub snow: f32,
    /// How many flowers stand in the grass, 0 to 1.
    pub flowers: f32,
    /// How many fallen leaves lie about, 0 to 1.
    pub litter: f32,
    /// The colour of the light on the characters.
    pub light: Ink,
    pub cloud: Ink,
}

impl Season {
    pub fn mix(self, other: Self, k: f32) -> Self {
        let inks = |a: [Ink; 3], b: [Ink; 3]| std::array::from_fn(|i| a[i].mix(b[i], k));
        Self {
            sky: inks(self.sky, other.sky),
            hills: inks(self.hills, other.hills),
            ground: self.ground.mix(other.ground, k),
            shade: self.shade.mix(other.shade, k),
            trunk: self.trunk.mix(other.trunk, k),
            leaves: inks(self.leaves, other.leaves),
            crown: mix(self.crown, other.crown, k),
            snow: mix(self.snow, other.snow, k),
            flowers: mix(self.flowers, other.flowers, k),
            litter: mix(self.litter, other.litter, k),
            light: self.light.mix(other.light, k),
            cloud: self.cloud.mix(other.cloud, k),
        }
    }
}

pub const SPRING: Season = Season {
    sky: [ink(0x7fb8d6), ink(0xbfdfe0), ink(0xf8ecd2)],
    hills: [ink(0xa6c8cf), ink(0x9cc7ae), ink(0x8dbd8a)],
    ground: ink(0x9ccb74),
    shade: ink(0x6ea35e),
    trunk: ink(0x7a5a50),
    leaves: [ink(0xf1b3c4), ink(0xf8d3dc), ink(0xfff1ef)],
    crown: 1.0,
    snow: 0.0,
    flowers: 1.0,
    litter: 0.0,
    light: ink(0xffffff),
    cloud: ink(0xffffff),
};

pub const SUMMER_EVENING: Season = Season {
    sky: [ink(0x566aa0), ink(0xe79a86), ink(0xffdc9c)],
    hills: [ink(0xb0849a), ink(0x88708f), ink(0x5f6a72)],
    ground: ink(0x6f8a52),
    shade: ink(0x3f5a48),
    trunk: ink(0x4d3a3f),
    leaves: [ink(0x41604a), ink(0x5b7d4e), ink(0x93a257)],
    crown: 1.0,
    snow: 0.0,
    flowers: 0.5,
    litter: 0.0,
    light: ink(0xffd9b8),
    cloud: ink(0xffc9a8),
};

pub const AUTUMN: Season = Season {
    sky: [ink(0x9fb2bd), ink(0xd3d3c6), ink(0xf5dfbd)],
    hills: [ink(0xb5b0a6), ink(0xbb9f78), ink(0xad8752)],
    ground: ink(0xc2a159),
    shade: ink(0x93713f),
    trunk: ink(0x5f4740),
    leaves: [ink(0xb9502c), ink(0xdc8330), ink(0xecb846)],
    crown: 0.85,
    snow: 0.0,
    flowers: 0.0,
    litter: 0.65,
    light: ink(0xfff0dc),
    cloud: ink(0xf3ead9),
};

pub const LATE_AUTUMN: Season = Season {
    crown: 0.45,
    litter: 1.0,
    ..AUTUMN
};

pub const WINTER: Season = Season {
    sky: [ink(0x8396ad), ink(0xb4c1d0), ink(0xdfe3e8)],
    hills: [ink(0xaebccb), ink(0xbdc9d6), ink(0xcdd7e1)],
    ground: ink(0xeef2f6),
    shade: ink(0xbccbdc),
    trunk: ink(0x57505a),
    leaves: [ink(0xb9502c), ink(0xdc8330), ink(0xecb846)],
    crown: 0.0,
    snow: 1.0,
    flowers: 0.0,
    litter: 0.0,
    light: ink(0xdfe8f4),
    cloud: ink(0xc6d0db),
};

/// The spring after: warmer and lower light than the first one.
pub const SPRING_AGAIN: Season = Season {
    sky: [ink(0x86b4d2), ink(0xf0d9c0), ink(0xffe6b4)],
    hills: [ink(0xc0bfc0), ink(0xadbf9c), ink(0x97b97c)],
    ground: ink(0xa9cc70),
    shade: ink(0x73a058),
    light: ink(0xfff6e4),
    cloud: ink(0xfff1e0),
    ..SPRING
};
