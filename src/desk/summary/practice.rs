//! A coder's practice: what is known to happen in the clip, held against what was coded.

use egui::{Grid, RichText, Ui};

use crate::desk::page;
use crate::look::{digits, palette, tokens};
use crate::measure::{ChannelPractice, Middle, Practice, apart};

/// One sentence a channel, and the figures under them.
pub fn practice_ui(ui: &mut Ui, practice: &Practice) {
    if practice.channels.is_empty() {
        page::quiet(
            ui,
            "Nothing was shown of what is known, and nothing was coded.",
        );
        return;
    }
    for channel in &practice.channels {
        ui.label(RichText::new(channel.sentence()).color(palette(ui).text));
    }
    ui.add_space(8.0);
    Grid::new("practice").spacing([24.0, 4.0]).show(ui, |ui| {
        let palette = palette(ui);
        for name in [
            "Channel",
            "Known",
            "Hit",
            "Missed",
            "Extra",
            "Onset (IQR)",
            "Lag taken off",
            "Offset (IQR)",
            "Level right",
        ] {
            ui.label(RichText::new(name).color(palette.faint));
        }
        ui.end_row();
        for channel in &practice.channels {
            ui.label(RichText::new(&channel.label).color(palette.quiet));
            for figure in figures(channel) {
                ui.label(
                    RichText::new(figure)
                        .font(digits(tokens::DESK_SMALL))
                        .color(palette.quiet),
                );
            }
            ui.end_row();
        }
    });
}

fn figures(channel: &ChannelPractice) -> [String; 8] {
    [
        channel.known.to_string(),
        channel.hits.to_string(),
        channel.missed.to_string(),
        channel.extra.to_string(),
        spread(channel.onset_s),
        channel
            .onset_corrected_s
            .map_or_else(none, |middle| apart(middle.median_s)),
        spread(channel.offset_s),
        if channel.hits == 0 {
            none()
        } else {
            format!("{} of {}", channel.levels_right, channel.hits)
        },
    ]
}

fn spread(middle: Option<Middle>) -> String {
    middle.map_or_else(none, |middle| {
        format!("{} ({:.2})", apart(middle.median_s), middle.iqr_s)
    })
}

fn none() -> String {
    "–".to_owned()
}

#[cfg(test)]
mod tests {
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::protocol::Sense;

    #[test]
    fn a_practice_is_told_in_a_sentence_and_in_figures() {
        let middle = |median_s| {
            Some(Middle {
                n: 3,
                median_s,
                iqr_s: 0.2,
            })
        };
        let practice = Practice {
            channels: vec![ChannelPractice {
                channel: "tears".into(),
                label: "Tears".to_owned(),
                sense: Sense::Seen,
                known: 4,
                hits: 3,
                missed: 1,
                extra: 1,
                onset_s: middle(0.62),
                onset_corrected_s: middle(-0.18),
                offset_s: None,
                levels_right: 2,
            }],
        };
        let mut dressed = false;
        let mut harness = Harness::builder()
            .with_size([900.0, 300.0])
            .build_ui(move |ui| {
                if !std::mem::replace(&mut dressed, true) {
                    crate::look::install(ui.ctx(), crate::look::Look::Dark);
                    return;
                }
                practice_ui(ui, &practice);
            });
        harness.step();
        harness.step();
        harness.get_by_label(
            "Tears: 3 of 4 seen, onset 0.62 s late in the median, 1 coded that is not there.",
        );
        for figure in ["0.62 s late (0.20)", "0.18 s early", "2 of 3"] {
            harness.get_by_label(figure);
        }
    }
}
