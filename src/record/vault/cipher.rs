//! The passphrase and what it locks: an age file with one scrypt recipient, which any age program opens too.

use std::io::{self, BufRead, Seek, Write};
use std::path::Path;

use age::secrecy::{ExposeSecret, SecretString};
use age::stream::{StreamReader, StreamWriter};
use age::{DecryptError, Decryptor, Encryptor, scrypt};

/// A new passphrase has at least so many characters.
pub const LEAST_CHARACTERS: usize = 10;
/// Nobody types a longer one.
const MOST_BYTES: usize = 1024;
/// The scrypt work that a guess costs: 2^18, 256 MB and about a second.
const WORK: u8 = 18;
/// A file that asks for more is not opened: 2^20 needs 1 GB.
const MOST_WORK: u8 = 20;

/// What opens an encrypted session. It is wiped from memory when it goes, and never shown.
#[derive(Clone)]
pub struct Passphrase {
    secret: SecretString,
    work: u8,
}

/// An archive that the passphrase opened.
pub type Opened<R> = StreamReader<R>;

impl Passphrase {
    /// One that opens what is there already.
    ///
    /// # Errors
    /// One sentence when it is empty or far too long.
    pub fn new(text: String) -> Result<Self, String> {
        let secret = SecretString::from(text);
        match secret.expose_secret().len() {
            0 => Err("Type the passphrase: an empty one opens nothing.".to_owned()),
            n if n > MOST_BYTES => Err(format!(
                "A passphrase has at most {MOST_BYTES} bytes: this can't be one."
            )),
            _ => Ok(Self { secret, work: WORK }),
        }
    }

    /// A new one, to encrypt with; typed twice, since nobody can recover it.
    ///
    /// # Errors
    /// One sentence when it is too short, blank, or the two differ.
    pub fn chosen(text: String, again: String) -> Result<Self, String> {
        let (chosen, again) = (Self::new(text)?, SecretString::from(again));
        if chosen.secret.expose_secret() != again.expose_secret() {
            return Err("The two passphrases differ: type the same one twice.".to_owned());
        }
        if chosen
            .secret
            .expose_secret()
            .chars()
            .all(char::is_whitespace)
        {
            return Err(format!(
                "The passphrase is blank: use at least {LEAST_CHARACTERS} characters, best several words."
            ));
        }
        if chosen.secret.expose_secret().chars().count() < LEAST_CHARACTERS {
            return Err(format!(
                "The passphrase is too short: use at least {LEAST_CHARACTERS} characters, best several words."
            ));
        }
        Ok(chosen)
    }

    /// The same with another scrypt work factor, from 1 to 20; tests spare the second that the usual one takes.
    #[must_use]
    pub fn with_work(mut self, work: u8) -> Self {
        self.work = work.clamp(1, MOST_WORK);
        self
    }

    /// What is written to this goes into `out` encrypted.
    pub(super) fn lock<W: Write>(&self, out: W) -> io::Result<StreamWriter<W>> {
        let mut recipient = scrypt::Recipient::new(self.secret.clone());
        recipient.set_work_factor(self.work);
        Encryptor::with_recipients(std::iter::once(&recipient as _))
            .map_err(|error| io::Error::other(error.to_string()))?
            .wrap_output(out)
    }

    /// Opens what was locked with this passphrase; `path` is named when it can't be.
    pub(super) fn open<R: BufRead + Seek>(
        &self,
        input: R,
        path: &Path,
    ) -> Result<Opened<R>, String> {
        let mut identity = scrypt::Identity::new(self.secret.clone());
        identity.set_max_work_factor(MOST_WORK);
        Decryptor::new_buffered(input)
            .and_then(|decryptor| decryptor.decrypt(std::iter::once(&identity as _)))
            .map_err(|error| {
                let path = path.display();
                match error {
                    DecryptError::DecryptionFailed => format!(
                        "The passphrase does not open {path}: type it again; nothing was changed."
                    ),
                    DecryptError::ExcessiveWork { .. } => format!(
                        "{path} asks for more work than any archive of Lacrima: it is not opened."
                    ),
                    DecryptError::NoMatchingKeys => format!(
                        "{path} was encrypted for a key and not with a passphrase: open it with the program that made it."
                    ),
                    _ => damaged(path),
                }
            })
    }
}

/// The sentence for an archive that is not what it was.
pub fn damaged(path: impl std::fmt::Display) -> String {
    format!(
        "{path} was changed or cut off since it was encrypted: it can't be trusted and is left as it is; take it from a backup."
    )
}

impl std::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passphrase")
    }
}
