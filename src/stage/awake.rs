//! Keeps the screen from blanking and the computer from falling asleep while a stage is there.

use std::io::IoSlice;

use x11rb::connection::{Connection, RequestConnection};
use x11rb::protocol::xproto::{ConnectionExt, ScreenSaver};
use x11rb::rust_connection::RustConnection;

/// Ends what it holds when dropped.
pub(super) struct Awake {
    _done: Option<crossbeam_channel::Sender<()>>,
}

/// Asks desktop, system and X server, each on its own: what one can't do another may. It never blocks; where nobody listens
/// (no desktop, a virtual display) it says so once on standard error and the session goes on.
pub(super) fn keep_awake() -> Awake {
    let (done, until) = crossbeam_channel::bounded::<()>(0);
    let spawned = std::thread::Builder::new()
        .name("keep-awake".to_owned())
        .spawn(move || {
            let reason = |builder: &mut keepawake::Builder| {
                builder
                    .reason("A session is running")
                    .app_name("Lacrima")
                    .app_reverse_domain("org.lacrima.Lacrima")
                    .create()
            };
            let wishes = [
                reason(keepawake::Builder::default().display(true)),
                reason(keepawake::Builder::default().idle(true)),
                reason(keepawake::Builder::default().sleep(true)),
            ];
            let x11 = suspend_screen_saver();
            if wishes.iter().all(Result::is_err) && x11.is_none() {
                crate::plain::complain("Nothing here can keep the screen from blanking; switch blanking off in the system's settings.");
            }
            // Everything is held until the stage ends.
            let _ = until.recv();
            drop((wishes, x11));
        });
    Awake {
        _done: spawned.is_ok().then_some(done),
    }
}

/// Suspends the X server's own screen saver and its power saving for as long as the connection lives.
fn suspend_screen_saver() -> Option<RustConnection> {
    std::env::var_os("DISPLAY")?;
    let (connection, _) = RustConnection::connect(None).ok()?;
    let extension = connection
        .extension_information("MIT-SCREEN-SAVER")
        .ok()??;
    // The request Suspend of the extension, written out: the X crate would need another feature for it.
    let mut request = [0_u8; 8];
    request[0] = extension.major_opcode;
    request[1] = SUSPEND;
    request[2..4].copy_from_slice(&2_u16.to_ne_bytes());
    request[4..8].copy_from_slice(&1_u32.to_ne_bytes());
    connection
        .send_request_without_reply(&[IoSlice::new(&request)], Vec::new())
        .ok()?;
    // Should the screen be blank already, it wakes up.
    connection.force_screen_saver(ScreenSaver::RESET).ok()?;
    connection.flush().ok()?;
    Some(connection)
}

const SUSPEND: u8 = 5;
