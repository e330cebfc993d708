//! A finished session looked at: one zoomable time axis, the film beside it, and what limits its figures.

mod axis;
mod film;
mod film_time;
mod phase;
mod scale;
mod scene;
mod tables;
mod track;

pub use axis::{Axis, Edit, Ghost, Picked, Shown};
pub use film::Screening;
pub use scene::{Scene, end};
pub use tables::{quality_ui, tables_ui};
