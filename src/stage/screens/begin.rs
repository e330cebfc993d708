//! The screen before a due probe: one button that waits for the first touch.

use egui::{Id, Ui, pos2};

use super::Scene;
use crate::look::button;
use crate::session::StageInput;
use crate::stage::place::Places;
use crate::stage::targets::Target;

/// Draws it. Lateness counts to the press, not to the release.
pub(in crate::stage) fn begin_ui(ui: &mut Ui, places: &Places, scene: &mut Scene<'_>) {
    let center = pos2(places.button.x, places.top_of(0.0));
    let response = button::big(ui, Id::unique("begin"), &scene.words.begin, center, true);
    scene.targets.put(Target::Begin, response.rect);
    if response.clicked() {
        let by_pointer = ui.input(|input| input.pointer.any_released());
        let at = if by_pointer {
            scene.stamps.press()
        } else {
            scene.stamps.key()
        };
        let serial = scene.serial;
        scene.out.input(at, StageInput::Begun { serial });
    }
}
