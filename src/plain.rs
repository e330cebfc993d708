//! Words from files and for terminals, made safe to print: whatever a file is called or says, it can't move the cursor, colour the
//! screen or turn a line around, and a terminal that is gone ends nobody's work.

use std::fmt::Display;
use std::io::{self, Write};

/// Whether a character only shows itself: no control character, and none that turns the direction of the text around.
pub fn is_plain(c: char) -> bool {
    !c.is_control() && !turns(c) && !matches!(c, '\u{2028}' | '\u{2029}')
}

/// Whether a character overrides the direction of what follows, so that a text reads otherwise than it is written.
pub fn turns(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The text as one line: what is not plain becomes a blank.
pub fn plain(text: &str) -> String {
    text.chars()
        .map(|c| if is_plain(c) { c } else { ' ' })
        .collect()
}

/// The text as one line of at most `most` characters, cut with a mark when it is longer.
pub fn shortened(text: &str, most: usize) -> String {
    let mut chars = text.chars();
    let mut line: String = chars
        .by_ref()
        .take(most)
        .map(|c| if is_plain(c) { c } else { ' ' })
        .collect();
    if chars.next().is_some() {
        line.push('…');
    }
    line
}

/// Prints one line to standard output. Whoever reads it may have seen enough and closed the pipe.
pub fn say(line: impl Display) {
    let _ = writeln!(io::stdout(), "{}", plain(&line.to_string()));
}

/// Prints one line to standard error.
pub fn complain(line: impl Display) {
    let _ = writeln!(io::stderr(), "{}", plain(&line.to_string()));
}

/// Passes text on, line by line as it is, without what a terminal would obey.
pub struct Plain<W> {
    out: W,
    /// In JSON such a character can stand in a string only, where it is escaped instead of lost.
    is_json: bool,
    /// The beginning of a character whose end is still to come.
    cut: Vec<u8>,
}

impl<W: Write> Plain<W> {
    /// For people.
    pub fn text(out: W) -> Self {
        Self {
            out,
            is_json: false,
            cut: Vec::new(),
        }
    }

    /// For programs that read JSON.
    pub fn json(out: W) -> Self {
        Self {
            is_json: true,
            ..Self::text(out)
        }
    }

    fn pass(&mut self, text: &str) -> io::Result<()> {
        let mut clean = String::with_capacity(text.len());
        for c in text.chars() {
            match c {
                c if c == '\n' || is_plain(c) => clean.push(c),
                // What is not plain lies in the first 65536 characters, so that four digits do.
                c if self.is_json => clean.push_str(&format!("\\u{:04x}", u32::from(c))),
                _ => clean.push(' '),
            }
        }
        self.out.write_all(clean.as_bytes())
    }
}

impl<W: Write> Write for Plain<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut all = std::mem::take(&mut self.cut);
        all.extend_from_slice(bytes);
        let mut rest = all.as_slice();
        loop {
            match std::str::from_utf8(rest) {
                Ok(text) => {
                    self.pass(text)?;
                    return Ok(bytes.len());
                }
                Err(error) => {
                    let (good, bad) = rest.split_at(error.valid_up_to());
                    self.pass(std::str::from_utf8(good).unwrap_or_default())?;
                    let Some(length) = error.error_len() else {
                        self.cut = bad.to_vec();
                        return Ok(bytes.len());
                    };
                    self.pass("\u{fffd}")?;
                    rest = bad.get(length..).unwrap_or_default();
                }
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Asks on standard error, without ending the line; whether anybody can see it.
pub fn ask(question: impl Display) -> bool {
    let mut out = io::stderr();
    write!(out, "{} ", plain(&question.to_string()))
        .and_then(|()| out.flush())
        .is_ok()
}

/// Says on standard error how far a long work is, on one line until it is done.
pub fn progress(done: usize, of: usize) {
    let end = if done < of { "" } else { "\n" };
    let mut out = io::stderr();
    let _ = write!(out, "\r{done} of {of} sessions{end}").and_then(|()| out.flush());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_becomes_blank() {
        assert_eq!(
            plain("a\u{1b}[31mb\r\nc\u{9b}\u{202e}d\u{7f}"),
            "a [31mb  c  d "
        );
        assert_eq!(plain("Gračanin – ok"), "Gračanin – ok");
    }

    #[test]
    fn a_long_text_is_cut_at_a_character() {
        assert_eq!(shortened("žžž", 2), "žž…");
        assert_eq!(shortened("žžž", 3), "žžž");
        assert_eq!(shortened(&"x".repeat(1 << 20), 5), "xxxxx…");
    }

    #[test]
    fn nothing_that_a_terminal_obeys_gets_through() {
        let mut out = Vec::new();
        let mut plain = Plain::text(&mut out);
        // The two bytes of ž come in two writes.
        for part in [
            &b"a\x1b[31mb\n\xc5"[..],
            b"\xbe\xff",
            "\u{9b}\u{202e}".as_bytes(),
        ] {
            plain.write_all(part).unwrap();
        }
        assert_eq!(String::from_utf8(out).unwrap(), "a [31mb\nž\u{fffd}  ");
    }

    #[test]
    fn in_json_it_is_escaped_and_keeps_its_meaning() {
        let text = "x\u{9b}\u{202e}\u{1b}\ny";
        let mut out = Vec::new();
        serde_json::to_writer(Plain::json(&mut out), text).unwrap();
        let written = String::from_utf8(out).unwrap();
        assert!(written.chars().all(is_plain), "{written}");
        assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
    }
}
