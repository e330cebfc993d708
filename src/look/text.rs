//! Text measured and broken into lines and pages before it is painted.

use std::sync::Arc;

use egui::text::LayoutJob;
use egui::{Align, Color32, Galley, Ui};

use super::fonts::plain;

/// The text broken into lines of at most `width` points.
pub fn lines(ui: &Ui, text: &str, size: f32, width: f32) -> Arc<Galley> {
    aligned(ui, text, size, Color32::PLACEHOLDER, width, Align::Min)
}

/// The same with a colour and an alignment; painted at the left, centre or right anchor accordingly.
pub(super) fn aligned(
    ui: &Ui,
    text: &str,
    size: f32,
    color: Color32,
    width: f32,
    align: Align,
) -> Arc<Galley> {
    let mut job = LayoutJob::simple(text.to_owned(), plain(size), color, width);
    job.halign = align;
    // A word that is longer than its line is broken rather than cut off.
    job.wrap.break_anywhere = false;
    for section in &mut job.sections {
        section.format.line_height = Some(line_height(size));
    }
    ui.fonts_mut(|fonts| fonts.layout_job(job))
}

/// Breaks a long text into pages of at most `height` points: at the largest of `sizes` with which it fits on one page,
/// else at the smallest over several, parted between paragraphs where that is possible.
/// Returns the size and the pages; never an empty list.
pub fn fit_pages(
    ui: &Ui,
    text: &str,
    sizes: &[f32],
    width: f32,
    height: f32,
) -> (f32, Vec<String>) {
    let text = text.trim();
    for &size in sizes {
        if lines(ui, text, size, width).size().y <= height {
            return (size, vec![text.to_owned()]);
        }
    }
    let size = sizes
        .last()
        .copied()
        .unwrap_or(super::tokens::STAGE_TEXT_MIN);
    let fits = |page: &str| lines(ui, page, size, width).size().y <= height;
    let mut pages: Vec<String> = Vec::new();
    for paragraph in paragraphs(text) {
        match pages.last_mut() {
            Some(page) if fits(&format!("{page}\n\n{paragraph}")) => {
                page.push_str("\n\n");
                page.push_str(paragraph);
            }
            _ => pages.extend(fill(paragraph, &fits)),
        }
    }
    if pages.is_empty() {
        pages.push(String::new());
    }
    (size, pages)
}

/// Distance from line to line for a type size, in points.
fn line_height(size: f32) -> f32 {
    (size * 1.4).round()
}

fn paragraphs(text: &str) -> impl Iterator<Item = &str> {
    text.split("\n\n").map(str::trim).filter(|p| !p.is_empty())
}

/// One paragraph, broken between words where it is longer than a page.
fn fill(paragraph: &str, fits: &dyn Fn(&str) -> bool) -> Vec<String> {
    let mut pages = vec![String::new()];
    for word in paragraph.split_inclusive(char::is_whitespace) {
        let Some(page) = pages.last_mut() else { break };
        if page.is_empty() || fits(&format!("{page}{word}")) {
            page.push_str(word);
        } else {
            pages.push(word.to_owned());
        }
    }
    pages
}

/// Half the width of a time beside an axis, in points.
const HALF_TIME: f32 = 20.0;

/// How a time at `x` is aligned so that it stays between an axis's ends.
pub fn kept_within(x: f32, left: f32, right: f32) -> Align {
    if x - left < HALF_TIME {
        Align::LEFT
    } else if right - x < HALF_TIME {
        Align::RIGHT
    } else {
        Align::Center
    }
}

#[cfg(test)]
mod tests {
    use super::super::theme::{Look, install};
    use super::*;

    fn with_ui(check: impl Fn(&Ui)) {
        let ctx = egui::Context::default();
        install(&ctx, Look::Participant);
        let mut drawn = ctx.run_ui(egui::RawInput::default(), |ui| check(ui));
        // egui insists that textures are taken; here nobody paints.
        drawn.textures_delta.clear();
    }

    #[test]
    fn a_short_text_keeps_the_largest_size() {
        with_ui(|ui| {
            let (size, pages) = fit_pages(ui, "Welcome.", &[26.0, 22.0], 680.0, 400.0);
            assert_eq!((size, pages), (26.0, vec!["Welcome.".to_owned()]));
        });
    }

    #[test]
    fn a_long_text_is_spread_over_pages_and_no_word_is_lost() {
        with_ui(|ui| {
            let paragraph =
                "Vielen Dank für Ihre Bereitschaft zur Aufmerksamkeitsübung. ".repeat(12);
            let text = [paragraph.clone(), paragraph.clone(), paragraph.repeat(4)].join("\n\n");
            let (size, pages) = fit_pages(ui, &text, &[26.0, 24.0, 22.0], 680.0, 300.0);
            assert_eq!(size, 22.0);
            assert!(pages.len() > 3);
            for page in &pages {
                assert!(lines(ui, page, size, 680.0).size().y <= 300.0);
            }
            let words = |text: &str| {
                text.split_whitespace()
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            };
            assert_eq!(words(&pages.join(" ")), words(&text));
        });
    }

    #[test]
    fn an_empty_text_is_one_empty_page() {
        with_ui(|ui| assert_eq!(fit_pages(ui, " \n", &[26.0], 680.0, 300.0).1, [""]));
    }
}
