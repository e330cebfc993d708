//! Which program's window has the keyboard on X11: ours, the stage's, or another's.

use x11rb::errors::ReplyOrIdError;
use x11rb::protocol::xproto::{Atom, AtomEnum, ConnectionExt as _, PropertyNotifyEvent, Window};
use x11rb::rust_connection::RustConnection;

use super::gate::Focus;

/// Looks up the active window and to which process it belongs.
pub struct ActiveWindow {
    root: Window,
    active: Atom,
    pid: Atom,
    announced: bool,
}

impl ActiveWindow {
    /// Looks at the windows under `root`.
    pub fn new(conn: &RustConnection, root: Window) -> Result<Self, ReplyOrIdError> {
        let active = conn.intern_atom(false, b"_NET_ACTIVE_WINDOW")?;
        let pid = conn.intern_atom(false, b"_NET_WM_PID")?;
        Ok(Self {
            root,
            active: active.reply()?.atom,
            pid: pid.reply()?.atom,
            announced: false,
        })
    }

    /// Whether a window manager announces the active window; without one it must be asked for.
    pub fn is_announced(&self) -> bool {
        self.announced
    }

    /// Whether the event says that another window is active.
    pub fn is_told_by(&self, event: &PropertyNotifyEvent) -> bool {
        event.window == self.root && event.atom == self.active
    }

    /// Whose window has the keyboard now.
    pub fn look(&mut self, conn: &RustConnection) -> Result<Focus, ReplyOrIdError> {
        let announced = self.number(conn, self.root, self.active, AtomEnum::WINDOW)?;
        self.announced = announced.is_some();
        let window = match announced {
            Some(window) => window,
            None => conn.get_input_focus()?.reply()?.focus,
        };
        // 0 and 1 stand for "none" and "wherever the pointer is".
        let owner = if window > 1 {
            self.owner(conn, window)
        } else {
            None
        };
        Ok(owner.map_or(Focus::Elsewhere, |pid| belongs_to(pid, std::process::id())))
    }

    /// The process of a window or of the nearest window around it that names one. The window may be gone already, which
    /// is no reason to stop listening.
    fn owner(&self, conn: &RustConnection, mut window: Window) -> Option<u32> {
        for _ in 0..8 {
            if let Some(pid) = self
                .number(conn, window, self.pid, AtomEnum::CARDINAL)
                .ok()
                .flatten()
            {
                return Some(pid);
            }
            window = conn.query_tree(window).ok()?.reply().ok()?.parent;
            if window == 0 {
                break;
            }
        }
        None
    }

    fn number(
        &self,
        conn: &RustConnection,
        window: Window,
        property: Atom,
        kind: AtomEnum,
    ) -> Result<Option<u32>, ReplyOrIdError> {
        let reply = conn
            .get_property(false, window, property, kind, 0, 1)?
            .reply()?;
        Ok(reply.value32().and_then(|mut values| values.next()))
    }
}

/// Ours, a child's of ours (the stage), or another's.
fn belongs_to(pid: u32, own: u32) -> Focus {
    if pid == own {
        return Focus::Desk;
    }
    let mut ancestor = pid;
    for _ in 0..4 {
        match parent(ancestor) {
            Some(next) if next == own => return Focus::Stage,
            Some(next) if next > 1 => ancestor = next,
            _ => break,
        }
    }
    Focus::Elsewhere
}

/// From `/proc`: the name in brackets may hold anything, so the fields count from the last bracket.
fn parent(pid: u32) -> Option<u32> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, fields) = stat.rsplit_once(')')?;
    fields.split_whitespace().nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_is_the_stage_and_its_parent_is_not() {
        let own = std::process::id();
        assert_eq!(belongs_to(own, own), Focus::Desk);
        let parent = parent(own).unwrap();
        assert_eq!(belongs_to(own, parent), Focus::Stage);
        assert_eq!(belongs_to(parent, own), Focus::Elsewhere);
        assert_eq!(belongs_to(u32::MAX, own), Focus::Elsewhere);
    }
}
