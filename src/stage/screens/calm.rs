//! The calm screen: neutral grey and at most one line.

use egui::Ui;

use super::Scene;
use crate::look::tokens::STAGE_TEXT;
use crate::look::{lines, palette};
use crate::session::StageInput;
use crate::stage::place::Places;

/// Draws it.
pub(in crate::stage) fn calm_ui(
    ui: &mut Ui,
    places: &Places,
    line: Option<&str>,
    go_on: Option<&str>,
    scene: &mut Scene<'_>,
) {
    if let Some(line) = line {
        line_ui(ui, places, line);
    }
    if let Some(label) = go_on
        && scene.go_on_ui(ui, places, label, true)
    {
        let serial = scene.serial;
        let at = scene.clicked_at(ui);
        scene.out.input(at, StageInput::Continue { serial });
    }
}

/// One line or a few, centred.
pub(super) fn line_ui(ui: &mut Ui, places: &Places, line: &str) {
    let text = lines(ui, line, STAGE_TEXT, places.column.width());
    let size = text.size();
    let top = places.top_of(size.y);
    let at = egui::pos2(places.column.center().x - size.x / 2.0, top);
    let rect = egui::Rect::from_min_size(at, size);
    let color = palette(ui).text;
    ui.painter()
        .galley_with_override_text_color(at, text, color);
    describe(ui, rect, line);
}

/// Lets assistive technology read a text that was painted.
pub(super) fn describe(ui: &mut Ui, rect: egui::Rect, text: &str) {
    let id = ui.scope_id().with(("text", text));
    ui.interact(rect, id, egui::Sense::hover())
        .widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, text));
}
