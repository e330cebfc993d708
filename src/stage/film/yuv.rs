//! Draws I420 frames with OpenGL: three one-byte textures and a small shader. The only unsafe code of the film.
#![allow(
    unsafe_code,
    reason = "OpenGL is called through raw functions; the context is current inside a paint callback"
)]

use eframe::egui_glow::ShaderVersion;
use eframe::glow::{self, HasContext as _, PixelUnpackData};

use super::colour::YuvToRgb;
use super::fit::Place;
use crate::media::Plane;

const VERTEX: &str = include_str!("yuv.vert");
const FRAGMENT: &str = include_str!("yuv.frag");
/// Two triangles as a strip; the corners of the viewport.
const CORNERS: [f32; 8] = [-1.0, -1.0, 1.0, -1.0, -1.0, 1.0, 1.0, 1.0];

/// A shader with its textures. Lives as long as the window.
pub(super) struct YuvPainter {
    program: glow::Program,
    corners: glow::Buffer,
    array: Option<glow::VertexArray>,
    textures: [glow::Texture; 3],
    sizes: [(usize, usize); 3],
    modern: bool,
}

impl YuvPainter {
    /// Compiles the shader; the error is the driver's text.
    pub fn new(gl: &glow::Context) -> Result<Self, String> {
        let version = ShaderVersion::get(gl);
        let modern = version.is_new_shader_interface();
        // SAFETY: called from a paint callback, where this context is current; all names come from the same context.
        unsafe {
            let program = link(gl, version)?;
            let corners = gl.create_buffer()?;
            gl.bind_buffer(glow::ARRAY_BUFFER, Some(corners));
            let bytes: Vec<u8> = CORNERS
                .iter()
                .flat_map(|corner| corner.to_ne_bytes())
                .collect();
            gl.buffer_data_u8_slice(glow::ARRAY_BUFFER, &bytes, glow::STATIC_DRAW);
            let array = if modern {
                Some(gl.create_vertex_array()?)
            } else {
                None
            };
            let textures = [
                gl.create_texture()?,
                gl.create_texture()?,
                gl.create_texture()?,
            ];
            for texture in textures {
                gl.bind_texture(glow::TEXTURE_2D, Some(texture));
                let clamp = glow::CLAMP_TO_EDGE as i32;
                gl.tex_parameter_i32(glow::TEXTURE_2D, glow::TEXTURE_WRAP_S, clamp);
                gl.tex_parameter_i32(glow::TEXTURE_2D, glow::TEXTURE_WRAP_T, clamp);
            }
            Ok(Self {
                program,
                corners,
                array,
                textures,
                sizes: [(0, 0); 3],
                modern,
            })
        }
    }

    /// Uploads the planes of a frame.
    pub fn upload(&mut self, gl: &glow::Context, planes: &[Plane<'_>; 3]) {
        // SAFETY: the context is current; `Frame::planes` guarantees `stride · (height − 1) + width` bytes a plane.
        unsafe {
            gl.pixel_store_i32(glow::UNPACK_ALIGNMENT, 1);
            for ((texture, plane), size) in self.textures.iter().zip(planes).zip(&mut self.sizes) {
                gl.bind_texture(glow::TEXTURE_2D, Some(*texture));
                upload_plane(gl, plane, size, self.modern);
            }
            if self.modern {
                gl.pixel_store_i32(glow::UNPACK_ROW_LENGTH, 0);
            }
        }
    }

    /// Draws the uploaded frame into `place` of the window, counted from the lower left corner.
    pub fn draw(&self, gl: &glow::Context, place: Place, colours: &YuvToRgb) {
        let exact = self.sizes.first() == Some(&(place.width as usize, place.height as usize));
        // SAFETY: the context is current, every name belongs to it; egui restores its own state after a callback.
        unsafe {
            gl.viewport(place.x, place.y, place.width, place.height);
            gl.disable(glow::BLEND);
            gl.use_program(Some(self.program));
            for (unit, name) in ["luma", "blue", "red"].into_iter().enumerate() {
                gl.active_texture(glow::TEXTURE0 + unit as u32);
                gl.bind_texture(glow::TEXTURE_2D, self.textures.get(unit).copied());
                let filter = if exact && unit == 0 {
                    glow::NEAREST
                } else {
                    glow::LINEAR
                } as i32;
                gl.tex_parameter_i32(glow::TEXTURE_2D, glow::TEXTURE_MIN_FILTER, filter);
                gl.tex_parameter_i32(glow::TEXTURE_2D, glow::TEXTURE_MAG_FILTER, filter);
                let uniform = gl.get_uniform_location(self.program, name);
                gl.uniform_1_i32(uniform.as_ref(), unit as i32);
            }
            let uniform = gl.get_uniform_location(self.program, "to_rgb");
            gl.uniform_matrix_3_f32_slice(uniform.as_ref(), false, &colours.matrix);
            let uniform = gl.get_uniform_location(self.program, "offset");
            gl.uniform_3_f32_slice(uniform.as_ref(), &colours.offset);
            gl.bind_vertex_array(self.array);
            gl.bind_buffer(glow::ARRAY_BUFFER, Some(self.corners));
            gl.enable_vertex_attrib_array(0);
            gl.vertex_attrib_pointer_f32(0, 2, glow::FLOAT, false, 0, 0);
            gl.draw_arrays(glow::TRIANGLE_STRIP, 0, 4);
            gl.disable_vertex_attrib_array(0);
            gl.bind_vertex_array(None);
            gl.active_texture(glow::TEXTURE0);
            gl.enable(glow::BLEND);
        }
    }
}

/// Paints the whole callback area black. Scissored to it by egui.
pub(super) fn clear_black(gl: &glow::Context) {
    // SAFETY: the context is current; egui sets its own clear colour before each of its clears.
    unsafe {
        gl.clear_color(0.0, 0.0, 0.0, 1.0);
        gl.clear(glow::COLOR_BUFFER_BIT);
    }
}

/// Waits until everything that was drawn is really there.
pub(super) fn finish(gl: &glow::Context) {
    // SAFETY: the context is current.
    unsafe { gl.finish() }
}

unsafe fn upload_plane(
    gl: &glow::Context,
    plane: &Plane<'_>,
    size: &mut (usize, usize),
    modern: bool,
) {
    let (inner, outer) = if modern {
        (glow::R8, glow::RED)
    } else {
        (glow::LUMINANCE, glow::LUMINANCE)
    };
    let (width, height) = (plane.width as i32, plane.height as i32);
    // Old drivers know no row length: there the rows are packed first.
    let packed: Vec<u8>;
    let bytes = if modern {
        plane.bytes
    } else {
        packed = plane
            .bytes
            .chunks(plane.stride)
            .take(plane.height)
            .flat_map(|row| row.iter().take(plane.width))
            .copied()
            .collect();
        &packed
    };
    // SAFETY: see the caller; the texture is bound and `bytes` covers the rectangle.
    unsafe {
        if modern {
            gl.pixel_store_i32(glow::UNPACK_ROW_LENGTH, plane.stride as i32);
        }
        let data = PixelUnpackData::Slice(Some(bytes));
        if *size == (plane.width, plane.height) {
            gl.tex_sub_image_2d(
                glow::TEXTURE_2D,
                0,
                0,
                0,
                width,
                height,
                outer,
                glow::UNSIGNED_BYTE,
                data,
            );
        } else {
            gl.tex_image_2d(
                glow::TEXTURE_2D,
                0,
                inner as i32,
                width,
                height,
                0,
                outer,
                glow::UNSIGNED_BYTE,
                data,
            );
            *size = (plane.width, plane.height);
        }
    }
}

unsafe fn link(gl: &glow::Context, version: ShaderVersion) -> Result<glow::Program, String> {
    // SAFETY: the context is current; shaders are attached, linked and released in the documented order.
    unsafe {
        let program = gl.create_program()?;
        let mut shaders = Vec::new();
        for (kind, source) in [
            (glow::VERTEX_SHADER, VERTEX),
            (glow::FRAGMENT_SHADER, FRAGMENT),
        ] {
            let shader = gl.create_shader(kind)?;
            let modern = i32::from(version.is_new_shader_interface());
            gl.shader_source(
                shader,
                &format!(
                    "{}#define MODERN {modern}\n{source}",
                    version.version_declaration()
                ),
            );
            gl.compile_shader(shader);
            if !gl.get_shader_compile_status(shader) {
                return Err(gl.get_shader_info_log(shader));
            }
            gl.attach_shader(program, shader);
            shaders.push(shader);
        }
        gl.bind_attrib_location(program, 0, "corner");
        gl.link_program(program);
        if !gl.get_program_link_status(program) {
            return Err(gl.get_program_info_log(program));
        }
        for shader in shaders {
            gl.detach_shader(program, shader);
            gl.delete_shader(shader);
        }
        Ok(program)
    }
}
