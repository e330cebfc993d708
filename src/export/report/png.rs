//! Figures as pixels: the same SVG, drawn at twice its size, with the program's own letters.

use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb::Database};

const FONT: &[u8] = include_bytes!("../../../assets/fonts/Inter-Regular.otf");
const SCALE: f32 = 2.0;

static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    fonts.load_font_data(FONT.to_vec());
    fonts.set_sans_serif_family("Inter");
    Arc::new(fonts)
});

/// The PNG of an SVG.
///
/// # Errors
/// One sentence when it is no SVG or too large.
pub fn png(svg: &str) -> Result<Vec<u8>, String> {
    let options = Options {
        fontdb: FONTS.clone(),
        font_family: "Inter".to_owned(),
        ..Options::default()
    };
    let cant = |why: String| format!("A figure can't be drawn as PNG: {why}.");
    let tree = Tree::from_str(svg, &options).map_err(|error| cant(error.to_string()))?;
    let size = tree.size();
    let (width, height) = (
        (size.width() * SCALE) as u32,
        (size.height() * SCALE) as u32,
    );
    let mut pixels =
        Pixmap::new(width, height).ok_or_else(|| cant("it is too large".to_owned()))?;
    resvg::render(
        &tree,
        Transform::from_scale(SCALE, SCALE),
        &mut pixels.as_mut(),
    );
    pixels.encode_png().map_err(|error| cant(error.to_string()))
}
