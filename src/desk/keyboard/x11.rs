//! Raw key events of the X server on a thread and a connection of their own, so that painting can't delay a stamp.

use std::collections::BTreeMap;
use std::sync::Arc;

use x11rb::connection::Connection;
use x11rb::errors::ReplyOrIdError;
use x11rb::protocol::Event;
use x11rb::protocol::xinput::{
    ConnectionExt as _, Device, DeviceType, EventMask, HierarchyMask, RawKeyPressEvent, XIEventMask,
};
use x11rb::protocol::xproto::{ChangeWindowAttributesAux, ConnectionExt as _, EventMask as Core};
use x11rb::rust_connection::RustConnection;

use crate::time::{self, Stamp};

use super::active::ActiveWindow;
use super::gate::Press;
use super::hub::Keyboards;
use super::names::Physical;
use crate::plain::complain;

/// Begins to listen; where that fails the windows' own key events count.
pub fn listen(keyboards: Arc<Keyboards>) {
    let thread = std::thread::Builder::new()
        .name("keyboard".into())
        .spawn(move || {
            let ended = run(&keyboards);
            keyboards.raw_ended();
            // Where the display itself is gone, nobody presses anything any more.
            if let Err(error) = ended
                && RustConnection::connect(None).is_ok()
            {
                complain(format_args!(
                    "Raw key events are not available ({error}); key stamps are less precise."
                ));
            }
        });
    if let Err(error) = thread {
        complain(format_args!(
            "The keyboard's thread could not be started ({error}); key stamps are less precise."
        ));
    }
}

fn run(keyboards: &Keyboards) -> Result<(), Box<dyn std::error::Error>> {
    let (conn, screen) = RustConnection::connect(None)?;
    let Some(root) = conn.setup().roots.get(screen).map(|screen| screen.root) else {
        return Ok(());
    };
    // From version 2.1 on raw events reach us also while another window holds a grab.
    conn.xinput_xi_query_version(2, 2)?.reply()?;
    let keys = XIEventMask::RAW_KEY_PRESS | XIEventMask::RAW_KEY_RELEASE;
    // Keyboards that come and go are told of for all devices only.
    let masks = [
        EventMask {
            deviceid: ALL_MASTERS,
            mask: vec![keys],
        },
        EventMask {
            deviceid: ALL,
            mask: vec![XIEventMask::HIERARCHY],
        },
    ];
    conn.xinput_xi_select_events(root, &masks)?.check()?;
    let properties = ChangeWindowAttributesAux::new().event_mask(Core::PROPERTY_CHANGE);
    conn.change_window_attributes(root, &properties)?.check()?;
    let mut active = ActiveWindow::new(&conn, root)?;
    keyboards.use_raw(names(&conn)?);
    keyboards.set_focus(active.look(&conn)?, time::now());
    loop {
        match conn.wait_for_event()? {
            Event::XinputRawKeyPress(event) => {
                let at = stamp(event.time);
                if !active.is_announced() {
                    keyboards.set_focus(active.look(&conn)?, at);
                }
                take(keyboards, &event, true, at);
            }
            Event::XinputRawKeyRelease(event) => {
                let at = stamp(event.time);
                take(keyboards, &event, false, at);
            }
            Event::PropertyNotify(event) if active.is_told_by(&event) => {
                let at = time::now();
                keyboards.set_focus(active.look(&conn)?, at);
            }
            Event::XinputHierarchy(event)
                if u32::from(event.flags)
                    & u32::from(HierarchyMask::SLAVE_ADDED | HierarchyMask::SLAVE_REMOVED)
                    != 0 =>
            {
                keyboards.use_raw(names(&conn)?);
            }
            _ => {}
        }
    }
}

const ALL: u16 = 0;
/// All master devices; their events name the keyboard itself as their source.
const ALL_MASTERS: u16 = 1;

fn take(keyboards: &Keyboards, event: &RawKeyPressEvent, down: bool, at: Stamp) {
    if let Some(key) = Physical::from_x11(event.detail) {
        keyboards.take(
            Press {
                keyboard: event.sourceid,
                key,
                down,
            },
            at,
        );
    }
}

/// The instant of delivery; when that came late, the end of the millisecond in which the server says the key moved.
fn stamp(server_ms: u32) -> Stamp {
    let now = time::now();
    earlier_of(now, time::monotonic_ns(), server_ms)
}

fn earlier_of(now: Stamp, monotonic_ns: i64, server_ms: u32) -> Stamp {
    // The server counts milliseconds of the monotonic clock in 32 bits; a server on another machine has another clock,
    // whose reading would not lie in the last second.
    let late_ms = ((monotonic_ns / 1_000_000) as u32).wrapping_sub(server_ms);
    if !(1..1000).contains(&late_ms) {
        return now;
    }
    let since_ms_began = monotonic_ns.rem_euclid(1_000_000);
    let late_ns = i64::from(late_ms - 1) * 1_000_000 + since_ms_began;
    Stamp(now.0 - late_ns)
}

fn names(conn: &RustConnection) -> Result<BTreeMap<u16, String>, ReplyOrIdError> {
    let devices = conn.xinput_xi_query_device(Device::ALL)?.reply()?;
    let keyboards = devices.infos.into_iter().filter(|info| {
        matches!(
            info.type_,
            DeviceType::SLAVE_KEYBOARD | DeviceType::FLOATING_SLAVE
        )
    });
    Ok(keyboards
        .map(|info| {
            (
                info.deviceid,
                String::from_utf8_lossy(&info.name).into_owned(),
            )
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: i64 = 1_000_000;

    #[test]
    fn a_prompt_delivery_keeps_its_own_stamp() {
        assert_eq!(
            earlier_of(Stamp(77), 5_000 * MS + 300_000, 5_000),
            Stamp(77)
        );
    }

    #[test]
    fn a_late_delivery_falls_back_on_the_servers_millisecond() {
        let now = Stamp(1_000 * MS);
        let stamped = earlier_of(now, 5_007 * MS + 300_000, 5_000);
        assert_eq!(stamped, Stamp(now.0 - 6 * MS - 300_000));
    }

    #[test]
    fn the_servers_count_may_wrap_around() {
        let monotonic = (i64::from(u32::MAX) + 1 + 1) * MS;
        assert_eq!(
            earlier_of(Stamp(50 * MS), monotonic, u32::MAX),
            Stamp(49 * MS)
        );
    }

    #[test]
    fn a_strange_clock_is_not_believed() {
        assert_eq!(earlier_of(Stamp(9), 50_000 * MS, 100), Stamp(9));
        assert_eq!(earlier_of(Stamp(9), 50_000 * MS, 60_000), Stamp(9));
    }
}
