//! Shows frames that are already RGB by copying them into the window: four times cheaper than a shader when OpenGL
//! runs in software.
#![allow(
    unsafe_code,
    reason = "OpenGL is called through raw functions; the context is current inside a paint callback"
)]

use eframe::glow::{self, HasContext as _, PixelUnpackData};

use super::fit::Place;
use crate::media::Plane;

/// A texture and the frame buffer through which it is copied. Lives as long as the window.
pub(super) struct BlitPainter {
    texture: glow::Texture,
    source: glow::Framebuffer,
    size: (i32, i32),
}

impl BlitPainter {
    /// Makes both; the error is the driver's text.
    pub fn new(gl: &glow::Context) -> Result<Self, String> {
        // SAFETY: called from a paint callback, where this context is current.
        unsafe {
            Ok(Self {
                texture: gl.create_texture()?,
                source: gl.create_framebuffer()?,
                size: (0, 0),
            })
        }
    }

    /// Uploads a frame of four bytes a pixel.
    pub fn upload(&mut self, gl: &glow::Context, plane: &Plane<'_>) {
        let size = (plane.width as i32, plane.height as i32);
        let (width, height) = size;
        let data = PixelUnpackData::Slice(Some(plane.bytes));
        let (two, bgra, byte) = (glow::TEXTURE_2D, glow::BGRA, glow::UNSIGNED_BYTE);
        // SAFETY: the context is current; `Frame::pixels` guarantees that the plane covers the rectangle.
        unsafe {
            gl.bind_texture(two, Some(self.texture));
            gl.pixel_store_i32(glow::UNPACK_ALIGNMENT, 4);
            gl.pixel_store_i32(glow::UNPACK_ROW_LENGTH, (plane.stride / 4) as i32);
            if self.size == size {
                gl.tex_sub_image_2d(two, 0, 0, 0, width, height, bgra, byte, data);
            } else {
                // Unsized: the driver then stores the bytes as they come, which lets it copy them without a shader.
                let inner = glow::RGBA as i32;
                gl.tex_image_2d(two, 0, inner, width, height, 0, bgra, byte, data);
                self.size = size;
            }
            gl.pixel_store_i32(glow::UNPACK_ROW_LENGTH, 0);
        }
    }

    /// Copies the uploaded frame to `place`, counted from the window's lower left corner.
    pub fn draw(&self, gl: &glow::Context, place: Place, window: Option<glow::Framebuffer>) {
        let (width, height) = self.size;
        let exact = (place.width, place.height) == self.size;
        let filter = if exact { glow::NEAREST } else { glow::LINEAR };
        let (right, top) = (place.x + place.width, place.y + place.height);
        let (two, colour) = (glow::TEXTURE_2D, glow::COLOR_ATTACHMENT0);
        // SAFETY: the context is current, the names belong to it; the window's own frame buffer is bound again.
        unsafe {
            // egui's scissor would forbid a plain copy; egui sets its state anew after a callback.
            gl.disable(glow::SCISSOR_TEST);
            gl.bind_framebuffer(glow::READ_FRAMEBUFFER, Some(self.source));
            let texture = Some(self.texture);
            gl.framebuffer_texture_2d(glow::READ_FRAMEBUFFER, colour, two, texture, 0);
            // Rows of a film run from the top down, those of a window from the bottom up.
            gl.blit_framebuffer(
                0,
                height,
                width,
                0,
                place.x,
                place.y,
                right,
                top,
                glow::COLOR_BUFFER_BIT,
                filter,
            );
            gl.bind_framebuffer(glow::FRAMEBUFFER, window);
        }
    }
}

/// Whether this context draws on the processor and can copy between frame buffers.
pub(super) fn runs_in_software(gl: &glow::Context) -> bool {
    // SAFETY: the context is current when the window is made.
    let name = unsafe { gl.get_parameter_string(glow::RENDERER) }.to_lowercase();
    let version = gl.version();
    let copies = version.major >= 3 && !version.is_embedded;
    copies
        && ["llvmpipe", "softpipe", "swrast", "software"]
            .iter()
            .any(|word| name.contains(word))
}
