//! Quantiles of plain numbers.

/// A quantile (0 to 1) of sorted values by linear interpolation (Hyndman and Fan's type 7); `None` of nothing.
pub fn quantile(sorted: &[f64], part: f64) -> Option<f64> {
    let place = part * (sorted.len().checked_sub(1)?) as f64;
    let below = sorted.get(place.floor() as usize)?;
    let above = sorted.get(place.ceil() as usize)?;
    Some(below + (above - below) * place.fract())
}
