//! Time as an animator sees it: easing, key frames, repeatable chance and points in the plane.

use std::ops::{Add, Mul, Sub};

/// A point or an offset in the plane, in pixels, y downwards.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct P {
    pub x: f32,
    pub y: f32,
}

pub const fn p(x: f32, y: f32) -> P {
    P { x, y }
}

impl Add for P {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        p(self.x + other.x, self.y + other.y)
    }
}

impl Sub for P {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        p(self.x - other.x, self.y - other.y)
    }
}

impl Mul<f32> for P {
    type Output = Self;
    fn mul(self, k: f32) -> Self {
        p(self.x * k, self.y * k)
    }
}

impl P {
    pub fn length(self) -> f32 {
        self.x.hypot(self.y)
    }

    /// The unit vector at `angle` radians, clockwise on the screen from "right".
    pub fn polar(angle: f32) -> Self {
        p(angle.cos(), angle.sin())
    }

    pub fn mix(self, other: Self, k: f32) -> Self {
        self + (other - self) * k
    }
}

pub fn mix(a: f32, b: f32, k: f32) -> f32 {
    a + (b - a) * k
}

/// 0 before `from`, 1 after `to`, a soft S between.
pub fn ramp(t: f32, from: f32, to: f32) -> f32 {
    let k = ((t - from) / (to - from)).clamp(0.0, 1.0);
    k * k * (3.0 - 2.0 * k)
}

/// 0 outside `[from, to]`, 1 inside, with soft edges of `edge` seconds.
pub fn window(t: f32, from: f32, to: f32, edge: f32) -> f32 {
    ramp(t, from, from + edge) * (1.0 - ramp(t, to - edge, to))
}

/// A value that eases from key to key: pairs of seconds and value, in order of time.
pub fn track(t: f32, keys: &[(f32, f32)]) -> f32 {
    let mut value = keys.first().map_or(0.0, |key| key.1);
    for pair in keys.windows(2) {
        if let [(t0, _), (t1, v1)] = *pair
            && t > t0
        {
            value = mix(value, v1, ramp(t, t0, t1));
        }
    }
    value
}

/// A repeatable chance in `[0, 1)`: the same seed and number always give the same value.
pub fn chance(seed: u32, n: u32) -> f32 {
    let mut h = seed.wrapping_mul(0x9e37_79b9) ^ n.wrapping_mul(0x85eb_ca6b);
    h = (h ^ (h >> 16)).wrapping_mul(0x7feb_352d);
    h = (h ^ (h >> 15)).wrapping_mul(0x846c_a68b);
    ((h ^ (h >> 16)) >> 8) as f32 / 16_777_216.0
}

/// The same spread evenly over `[-1, 1)`.
pub fn spread(seed: u32, n: u32) -> f32 {
    chance(seed, n) * 2.0 - 1.0
}

/// A smooth wandering value in about `[-1, 1]` that never jumps.
pub fn drift(seed: u32, t: f32) -> f32 {
    let cell = t.floor();
    let k = ramp(t - cell, 0.0, 1.0);
    let n = (cell as i32 + 4096) as u32;
    mix(spread(seed, n), spread(seed, n + 1), k)
}
