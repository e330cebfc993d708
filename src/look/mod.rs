//! What both windows share: tokens, type, theme, icons and the widgets of our own.

pub mod button;
mod channel;
mod choice;
mod decline;
mod field;
mod fonts;
mod gesture;
mod icon;
mod key_cap;
mod text;
mod theme;
pub mod tokens;
mod vas;

pub use channel::{Channel, Pattern, level_pips, paint_bar};
pub use choice::{choice, choice_height};
pub use decline::{decline, decline_size};
pub use field::{number_field, text_field};
pub use fonts::{digits, plain, strong};
pub use gesture::{device_of_pointer, focus_ring};
pub use icon::{Icon, icon_ui, paint_icon};
pub use key_cap::{KeyCapState, key_cap};
pub use text::{fit_pages, lines};
pub use theme::{Look, install, palette, wear};
pub use vas::{Vas, VasChange, VasOutput};
