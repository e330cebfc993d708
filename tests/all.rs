//! The one integration test binary: the program and its library through their public faces.

#[path = "all/media.rs"]
mod media;
