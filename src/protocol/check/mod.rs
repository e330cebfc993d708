//! Checks what a schema can't say: references, order, keys, times, media and wording.

use std::path::Path;

use super::Protocol;
use super::problem::{Finding, Findings};

/// Everything that is wrong or doubtful in `protocol`, whose media lie in `folder`.
pub fn check(_protocol: &Protocol, _folder: &Path) -> Vec<Finding> {
    Findings::default().0
}
