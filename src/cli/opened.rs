//! A session opened for a verb: plainly, or with the passphrase that it was encrypted with.

use std::path::Path;

use super::passphrase::Asked;
use crate::record::amendments::{self, Opened};
use crate::record::vault;

/// Opens a session with its amendments; the passphrase is asked for where it is encrypted.
///
/// # Errors
/// One sentence when it can't be opened.
pub fn open(path: &Path, asked: &Asked) -> Result<Opened, String> {
    match vault::needs_passphrase(path) {
        true => amendments::open_encrypted(path, asked.known()?),
        false => amendments::open(path),
    }
}
