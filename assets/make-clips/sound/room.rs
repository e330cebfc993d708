//! A hall: eight delays that feed each other, damped in the treble.

const DELAYS: [usize; 8] = [1559, 1831, 2099, 2417, 2741, 3083, 3461, 3907];

/// Seconds until the hall's answer has fallen by 60 dB.
const T60_S: f32 = 2.6;

/// What the hall answers to `send`, of the same length.
pub fn reverberate(send: &[[f32; 2]]) -> Vec<[f32; 2]> {
    let mut lines: Vec<Vec<f32>> = DELAYS.iter().map(|n| vec![0.0; *n]).collect();
    let gains = DELAYS.map(|n| 10.0f32.powf(-3.0 * n as f32 / 48_000.0 / T60_S));
    let mut dull = [0.0f32; 8];
    let mut out = Vec::with_capacity(send.len());
    for (n, input) in send.iter().enumerate() {
        let mut taps = [0.0f32; 8];
        for (i, line) in lines.iter().enumerate() {
            dull[i] += 0.42 * (line[n % DELAYS[i]] - dull[i]);
            taps[i] = dull[i] * gains[i];
        }
        out.push([
            0.32 * (taps[0] + taps[2] - taps[4] + taps[6]),
            0.32 * (taps[1] - taps[3] + taps[5] + taps[7]),
        ]);
        // A Householder matrix: every line hears all others, and no energy is made.
        let mean = taps.iter().sum::<f32>() * 0.25;
        for (i, line) in lines.iter_mut().enumerate() {
            line[n % DELAYS[i]] = taps[i] - mean + input[i % 2] * 0.5;
        }
    }
    out
}
