//! One family of type (Inter) in two weights, and a monospace face for running digits.

use std::sync::Arc;

use egui::{Context, FontData, FontDefinitions, FontFamily, FontId};

/// Body text.
pub fn plain(size: f32) -> FontId {
    FontId::new(size, FontFamily::Proportional)
}

/// The medium weight, for what is current or chosen.
pub fn strong(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(STRONG.into()))
}

/// Digits of equal width, for clocks and counters.
pub fn digits(size: f32) -> FontId {
    FontId::new(size, FontFamily::Monospace)
}

/// Puts our family before egui's own fonts, which stay as a fallback for rare signs.
pub(super) fn install(ctx: &Context) {
    let mut fonts = FontDefinitions::default();
    let fallback = fonts
        .families
        .get(&FontFamily::Proportional)
        .cloned()
        .unwrap_or_default();
    for (name, bytes, family) in [
        ("inter", REGULAR, FontFamily::Proportional),
        ("inter-medium", MEDIUM, FontFamily::Name(STRONG.into())),
    ] {
        fonts
            .font_data
            .insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
        let mut order = vec![name.to_owned()];
        order.extend(fallback.iter().cloned());
        fonts.families.insert(family, order);
    }
    ctx.set_fonts(fonts);
}

const STRONG: &str = "strong";
const REGULAR: &[u8] = include_bytes!("../../assets/fonts/Inter-Regular.otf");
const MEDIUM: &[u8] = include_bytes!("../../assets/fonts/Inter-Medium.otf");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_weights_have_the_letters_of_our_participants() {
        let ctx = Context::default();
        install(&ctx);
        let mut drawn = ctx.run_ui(egui::RawInput::default(), |ui| {
            for font in [plain(26.0), strong(26.0)] {
                let complete = ui.fonts_mut(|fonts| {
                    fonts.has_glyphs(
                        &font,
                        "abcxyz ABC čćđšž ČĆĐŠŽ äöüß ÄÖÜ ëïéèij IJ „“ ‘’ – … · %",
                    )
                });
                assert!(complete, "{font:?}");
            }
        });
        // egui insists that textures are taken; here nobody paints.
        drawn.textures_delta.clear();
    }
}
