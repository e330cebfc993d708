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
mod likert;
mod no_display;
mod square;
mod text;
mod theme;
pub mod tokens;
mod vas;

pub use channel::{Channel, Pattern, level_pips, paint_bar};
pub use choice::{choice, choice_height, choices, tick, tick_height};
pub use decline::{decline, decline_size};
pub use field::{number_field, text_field, text_field_height};
pub use fonts::{digits, plain, strong};
pub use gesture::{Change, device_of_click, device_of_pointer, focus_ring};
pub use icon::{Icon, icon_ui, paint_icon};
pub use key_cap::{KeyCapState, key_cap};
pub use likert::Likert;
pub use no_display::end_with_the_display;
pub use square::{Square, SquareOutput};
pub use text::{fit_pages, kept_within, lines};
pub use theme::{Look, install, palette, wear};
pub use vas::{Vas, VasOutput};
