//! A picture on the neutral ground, decoded on another thread within bounds.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, TryRecvError, channel};

use egui::{Color32, ColorImage, Rect, TextureHandle, TextureOptions, Ui, pos2, vec2};

use super::Scene;
use crate::protocol::decode_picture;
use crate::session::StageInput;
use crate::stage::place::Places;

/// A picture that is being decoded or is there.
pub(in crate::stage) struct ImageAct {
    coming: Option<Receiver<Result<ColorImage, String>>>,
    texture: Option<TextureHandle>,
    failure: Option<String>,
    failed: bool,
}

impl ImageAct {
    /// Begins to decode the picture, no larger than `window` pixels.
    pub fn open(path: PathBuf, window: (u32, u32), ctx: &egui::Context) -> Self {
        let (tell, coming) = channel();
        let wake = ctx.clone();
        let spawned = std::thread::Builder::new()
            .name("image-open".to_owned())
            .spawn(move || {
                // A window that has moved on drops the picture with the channel.
                let _ = tell.send(decode(&path, window));
                wake.request_repaint();
            });
        Self {
            coming: Some(coming),
            texture: None,
            failed: false,
            failure: spawned.err().map(|why| {
                format!("This computer cannot start another thread ({why}): close other programs.")
            }),
        }
    }

    /// Why it can't be shown, told once; one sentence for the experimenter.
    pub fn take_failure(&mut self) -> Option<String> {
        let failure = self.failure.take();
        self.failed |= failure.is_some();
        failure
    }

    /// Whether it could not be shown.
    pub fn has_failed(&self) -> bool {
        self.failed
    }

    /// Draws it once it is there. True when it is on the window.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        places: &Places,
        go_on: Option<&str>,
        scene: &mut Scene<'_>,
    ) -> bool {
        self.listen(ui.ctx());
        let room = if go_on.is_some() {
            places.window.with_max_y(places.column.bottom() + 12.0)
        } else {
            places.window
        };
        if let Some(texture) = &self.texture {
            let rect = fit(texture.size_vec2(), room);
            let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
            ui.painter()
                .image(texture.id(), rect, whole, Color32::WHITE);
        }
        if let Some(label) = go_on
            && scene.go_on_ui(ui, places, label, true)
        {
            let serial = scene.serial;
            let at = scene.clicked_at(ui);
            scene.out.input(at, StageInput::Continue { serial });
        }
        self.texture.is_some()
    }

    fn listen(&mut self, ctx: &egui::Context) {
        let Some(coming) = &self.coming else { return };
        match coming.try_recv() {
            Ok(Ok(image)) => {
                self.texture = Some(ctx.load_texture("stimulus", image, TextureOptions::LINEAR));
                self.coming = None;
            }
            Ok(Err(why)) => {
                self.failure = Some(why);
                self.coming = None;
            }
            Err(TryRecvError::Empty) => {}
            Err(TryRecvError::Disconnected) => {
                self.failure.get_or_insert_with(|| {
                    "The picture could not be opened: choose it again.".to_owned()
                });
                self.coming = None;
            }
        }
    }
}

fn decode(path: &Path, window: (u32, u32)) -> Result<ColorImage, String> {
    let image = decode_picture(path)?;
    let (width, height) = (window.0.max(1), window.1.max(1));
    let image = if image.width() > width || image.height() > height {
        image.resize(width, height, image::imageops::FilterType::CatmullRom)
    } else {
        image
    };
    let rgba = image.to_rgba8();
    let size = [rgba.width() as usize, rgba.height() as usize];
    Ok(ColorImage::from_rgba_unmultiplied(size, rgba.as_raw()))
}

/// The largest rectangle of the picture's shape in the middle of `room`.
fn fit(size: egui::Vec2, room: Rect) -> Rect {
    let scale = (room.width() / size.x.max(1.0)).min(room.height() / size.y.max(1.0));
    Rect::from_center_size(room.center(), vec2(size.x, size.y) * scale)
}
