//! Words from files, made safe to print: one line of bounded length, with nothing that a terminal obeys.

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
}
