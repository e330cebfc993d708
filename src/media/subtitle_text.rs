//! What may be in a subtitle file before the parser sees it, and what is left of a subtitle once its markup is gone.

use std::fs;
use std::io::Read;
use std::path::Path;

use super::error::MediaError;

/// Largest file: two hours of talk are a tenth of it.
const MOST_BYTES: u64 = 2 << 20;
/// Longest line with the times of a subtitle; GStreamer's parser copies it to a place of 128 bytes.
const TIMES_BYTES: usize = 120;
/// A longer subtitle is cut: nobody reads more, and it is laid out with each picture.
const MOST_SIGNS: usize = 400;

/// How a file of subtitles is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    SubRip,
    WebVtt,
}

impl Form {
    /// What the parser is told.
    pub fn caps(self) -> &'static str {
        match self {
            Self::SubRip => "application/x-subtitle",
            Self::WebVtt => "application/x-subtitle-vtt",
        }
    }
}

/// The text of a regular file of bearable size that is SubRip or WebVTT in UTF-8, without its byte order mark.
pub(super) fn looked_at(path: &Path) -> Result<(String, Form), MediaError> {
    let no = |why: &str| MediaError::Subtitles {
        file: MediaError::name(path),
        why: why.to_owned(),
    };
    let unreadable = |error: std::io::Error| no(&error.kind().to_string());
    let about = fs::metadata(path).map_err(unreadable)?;
    // A pipe or device is refused unopened, for opening one can wait for ever.
    if !about.is_file() {
        return Err(no("not a regular file"));
    }
    let mut bytes = Vec::new();
    fs::File::open(path)
        .and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes))
        .map_err(unreadable)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(no("larger than 2 MB"));
    }
    let text = String::from_utf8(bytes).map_err(|_| no("not UTF-8"))?;
    let text = text.trim_start_matches('\u{feff}').to_owned();
    let form = form_of(&text).ok_or_else(|| no("neither SubRip nor WebVTT"))?;
    let mut times = text.lines().filter(|line| line.contains("-->"));
    if times.any(|line| line.len() > TIMES_BYTES) {
        return Err(no("a line of times is too long"));
    }
    Ok((text, form))
}

/// Tells the form by the first lines; the name is never asked.
fn form_of(text: &str) -> Option<Form> {
    if text.contains('\0') {
        return None;
    }
    if let Some(rest) = text.strip_prefix("WEBVTT") {
        return rest
            .chars()
            .next()
            .is_none_or(char::is_whitespace)
            .then_some(Form::WebVtt);
    }
    let mut lines = text
        .lines()
        .map(str::trim)
        .skip_while(|line| line.is_empty());
    let is_number = |line: &str| !line.is_empty() && line.bytes().all(|b| b.is_ascii_digit());
    let numbered = lines.next().is_some_and(is_number);
    let timed = lines.next().is_some_and(|line| {
        line.starts_with(|first: char| first.is_ascii_digit()) && line.contains("-->")
    });
    (numbered && timed).then_some(Form::SubRip)
}

/// The words of a subtitle: without tags, entities and placement, each line trimmed.
pub(super) fn plain(markup: &str) -> String {
    // The parser escapes what it does not know, so tags and entities of its input are seen in a second round.
    let once = resolved(&without_tags(markup));
    let twice = resolved(&without_tags(&once));
    let text: String = without_placement(&twice).chars().take(MOST_SIGNS).collect();
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

fn without_tags(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, from)) = rest.split_once('<') {
        kept.push_str(before);
        match from.split_once('>') {
            Some((tag, after)) if is_tag(tag) => rest = after,
            _ => {
                kept.push('<');
                rest = from;
            }
        }
    }
    kept.push_str(rest);
    kept
}

/// `i`, `/font`, `v Roger`, `c.yellow`, `00:01.000`; not `3 you, but`.
fn is_tag(inside: &str) -> bool {
    let time = inside.contains(':')
        && inside
            .chars()
            .all(|c| c.is_ascii_digit() || ":.".contains(c));
    time || inside.starts_with(|first: char| first.is_ascii_alphabetic() || first == '/')
}

fn resolved(text: &str) -> String {
    let entities = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&#39;", "'"),
        ("&nbsp;", "\u{a0}"),
        ("&lrm;", ""),
        ("&rlm;", ""),
        ("&amp;", "&"),
    ];
    let start = text.to_owned();
    entities
        .iter()
        .fold(start, |text, (name, sign)| text.replace(name, sign))
}

/// Takes away `{\an8}` and its like, which other players read as a place on the screen.
fn without_placement(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, from)) = rest.split_once("{\\") {
        kept.push_str(before);
        let Some((_, after)) = from.split_once('}') else {
            return kept;
        };
        rest = after;
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_goes_and_words_stay() {
        for (markup, words) in [
            ("Hello <i>there</i> &amp; you", "Hello there & you"),
            ("I &lt;3 it, and 5 &gt; 4", "I <3 it, and 5 > 4"),
            ("&lt;font color=\"red\"&gt;Stop&lt;/font&gt;", "Stop"),
            (
                "<v Roger>Yes</v> <c.loud>no</c> &amp;amp; on",
                "Yes no & on",
            ),
            ("<00:00:01.500>One <00:02.000>two", "One two"),
            ("{\\an8}Up here\n\n  down ", "Up here\ndown"),
            ("<b></b>", ""),
        ] {
            assert_eq!(plain(markup), words, "{markup}");
        }
        assert_eq!(plain(&"long ".repeat(10_000)).len(), MOST_SIGNS - 1);
    }

    #[test]
    fn only_subrip_and_webvtt_are_known() {
        let srt = "\n\r\n1\r\n00:00:01,000 --> 00:00:02,000\r\nHello";
        assert_eq!(form_of(srt), Some(Form::SubRip));
        assert_eq!(
            form_of("WEBVTT\n\n00:01.000 --> 00:02.000\nHi"),
            Some(Form::WebVtt)
        );
        for other in [
            "",
            "WEBVTTX",
            "{10}{20}MicroDVD",
            "<SAMI><BODY><SYNC Start=1>Hi",
            "00:00:01:TMPlayer",
            "[00:01.00]Song",
            "#EXTM3U\nhttp://127.0.0.1/a.ts",
            "1\n00:00:01,000 --> 00:00:02,000\n\0",
        ] {
            assert_eq!(form_of(other), None, "{other}");
        }
    }
}
