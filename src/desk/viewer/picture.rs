//! Draws a viewer's newest picture, upright and in its own shape on black, or says calmly why there is none.

use std::time::Duration;

use egui::{
    Align2, Color32, ColorImage, FontId, Mesh, Pos2, Rect, Response, Sense, Shape, TextureOptions,
    Ui, Vec2, pos2,
};

use super::{Standing, Viewer};
use crate::look::{palette, tokens};
use crate::media::view::Shown;

/// Pictures are asked for in sizes of whole steps, so that a dragged border doesn't ask for a hundred of them.
const SIZE_STEP: f32 = 32.0;
/// A child that hangs is noticed although nothing else happens.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

pub(super) fn show(viewer: &mut Viewer, ui: &mut Ui, size: Vec2) -> Response {
    let (place, response) = ui.allocate_exact_size(size, Sense::click_and_drag());
    ask_for_size(viewer, ui, size);
    if let Some(shown) = viewer.view.take_picture() {
        take(viewer, ui, shown);
    }
    let painter = ui.painter_at(place);
    painter.rect_filled(place, 0.0, tokens::FILM_GROUND);
    let no_picture = viewer.info().is_some_and(|info| !info.has_video);
    if let (Some(texture), Some((stored, orientation))) = (&viewer.texture, viewer.shape) {
        let shape = if orientation.lies() {
            [stored[1], stored[0]]
        } else {
            stored
        };
        let whole = fit(place, shape);
        let mut mesh = Mesh::with_texture(texture.id());
        let corners = [
            whole.left_top(),
            whole.right_top(),
            whole.right_bottom(),
            whole.left_bottom(),
        ];
        for (corner, [u, v]) in corners.into_iter().zip(orientation.corners()) {
            mesh.vertices.push(egui::epaint::Vertex {
                pos: corner,
                uv: pos2(u, v),
                color: Color32::WHITE,
            });
        }
        mesh.indices.extend([0, 1, 2, 0, 2, 3]);
        painter.add(Shape::mesh(mesh));
    }
    let words = match viewer.standing() {
        Standing::Failed(why) => Some(why.clone()),
        Standing::Opening => Some(format!("Opening {} …", viewer.name())),
        Standing::Ready if no_picture => Some("No picture, only sound".to_owned()),
        Standing::Ready => None,
    };
    if let Some(words) = words {
        say(ui, place, &words);
    }
    if let Some(why) = viewer.silent() {
        let at = place.left_bottom() + Vec2::new(8.0, -8.0);
        note(ui, place, at, &format!("Plays without sound: {why}"));
    }
    let about = format!("Picture of {}", viewer.name());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, about.clone()));
    ui.ctx().request_repaint_after(LOOK_AGAIN);
    response
}

fn ask_for_size(viewer: &mut Viewer, ui: &Ui, size: Vec2) {
    let pixels = size * ui.ctx().pixels_per_point();
    let side = |length: f32| ((length / SIZE_STEP).ceil() * SIZE_STEP).max(SIZE_STEP) as u32;
    let wanted = (side(pixels.x), side(pixels.y));
    if viewer.asked_size != wanted {
        viewer.asked_size = wanted;
        viewer.view.size(wanted.0, wanted.1);
    }
}

fn take(viewer: &mut Viewer, ui: &Ui, shown: Shown) {
    let size = [shown.size.0, shown.size.1];
    if shown.rgba.len() != size[0] * size[1] * 4 {
        return;
    }
    // Every fourth byte is opaque, so nothing needs to be multiplied.
    let image = ColorImage::from_rgba_premultiplied(size, &shown.rgba);
    match &mut viewer.texture {
        Some(texture) => texture.set(image, TextureOptions::LINEAR),
        None => {
            let loaded = ui
                .ctx()
                .load_texture("viewer", image, TextureOptions::LINEAR);
            viewer.texture = Some(loaded);
        }
    }
    viewer.shape = Some((size, shown.orientation));
}

/// The largest rectangle in this shape, in the middle.
fn fit(place: Rect, shape: [usize; 2]) -> Rect {
    let shape = Vec2::new(shape[0].max(1) as f32, shape[1].max(1) as f32);
    let scale = (place.width() / shape.x).min(place.height() / shape.y);
    Rect::from_center_size(place.center(), shape * scale)
}

fn say(ui: &Ui, place: Rect, words: &str) {
    let width = (place.width() - 32.0).clamp(40.0, 520.0);
    let font = FontId::proportional(tokens::DESK_TEXT);
    let text = ui
        .painter()
        .layout(words.to_owned(), font, palette(ui).text, width);
    let at = Align2::CENTER_CENTER.anchor_size(place.center(), text.size());
    ground(ui, place, at);
    let painter = ui.painter_at(place);
    painter.galley(at.min, text, palette(ui).text);
}

fn note(ui: &Ui, place: Rect, left_bottom: Pos2, words: &str) {
    let font = FontId::proportional(tokens::DESK_SMALL);
    let width = (place.width() - 16.0).max(40.0);
    let text = ui
        .painter()
        .layout(words.to_owned(), font, palette(ui).caution, width);
    let at = Align2::LEFT_BOTTOM.anchor_size(left_bottom, text.size());
    ground(ui, place, at);
    let painter = ui.painter_at(place);
    painter.galley(at.min, text, palette(ui).caution);
}

/// Words stand on a ground of their own, for the picture below may have any colour.
fn ground(ui: &Ui, place: Rect, words: Rect) {
    let painter = ui.painter_at(place);
    painter.rect_filled(
        words.expand(8.0),
        f32::from(tokens::RADIUS_SMALL),
        palette(ui).panel,
    );
}
