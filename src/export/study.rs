//! Writing a study.
use crate::measure::study::Settings;
use std::path::Path;
/// Writes.
pub fn write(_: &Path, _: &Path, _: &Settings, _: impl FnMut(f32)) -> Result<String, String> {
    Err("not yet".into())
}
