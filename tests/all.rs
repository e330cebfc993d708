//! The one integration test binary: the program and its library through their public faces.

#[path = "all/media.rs"]
mod media;
#[path = "all/support/mod.rs"]
mod support;
#[path = "all/windows.rs"]
mod windows;
