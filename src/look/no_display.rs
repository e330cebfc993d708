//! The display may go while a window is being drawn: then the window's library panics, or the X library leaves the process by itself.
//! Both are to end in the same way, without a panic's message.

use x11rb::rust_connection::RustConnection;

/// From now on a panic of this thread, which must be the window's, ends the process at once where it comes of the display being gone.
/// What the thread has to do at its end is still done.
pub fn end_with_the_display() {
    let window = std::thread::current().id();
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let on_x11 = std::env::var_os("DISPLAY").is_some();
        if on_x11 && std::thread::current().id() == window && RustConnection::connect(None).is_err()
        {
            #[allow(
                clippy::disallowed_methods,
                reason = "as the X library does; what is to be saved is saved by `desk::last_act`"
            )]
            std::process::exit(1);
        }
        usual(panic);
    }));
}
