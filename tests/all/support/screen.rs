//! A private virtual display with window manager and sound server, and the windows on it.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{self, AtomEnum, ConnectionExt};
use x11rb::rust_connection::RustConnection;

use super::patience::wait_for;
use super::program::Program;
use super::robot::Robot;

/// A display, a window manager and a sound server that live as long as this value.
pub struct Screen {
    server: Child,
    settings: Vec<(String, String)>,
    connection: RustConnection,
    root: xproto::Window,
    /// Stands in for the user's home, so that a test never meets real settings or sessions.
    home: TempDir,
}

/// A window with a title, and where its content lies on the screen (pixels).
#[derive(Clone, Debug)]
pub struct Window {
    pub id: xproto::Window,
    pub title: String,
    pub x: i16,
    pub y: i16,
    pub width: u16,
    pub height: u16,
}

impl Screen {
    /// A screen of 2560 × 1440: room for both windows side by side.
    pub fn start() -> Self {
        Self::start_sized("2560x1440")
    }

    /// A screen of `size`, such as `1280x720`. Panics with the reason when a tool is missing.
    pub fn start_sized(size: &str) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/system/display.sh");
        let mut server = Command::new("bash")
            .arg(script)
            .args(["--size", size, "--serve"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("bash is needed for the tests");
        let lines = BufReader::new(server.stdout.take().expect("stdout is piped")).lines();
        let mut settings = Vec::new();
        let mut ready = false;
        for line in lines.map_while(Result::ok) {
            if let Some((key, value)) = line.split_once('=') {
                settings.push((key.to_owned(), value.to_owned()));
            } else {
                ready = line == "ready";
                break;
            }
        }
        assert!(
            ready,
            "the virtual screen did not start; its message stands above, and `make test` installs what it needs"
        );
        let display = &settings
            .iter()
            .find(|(key, _)| key == "DISPLAY")
            .expect("a display")
            .1;
        let (connection, number) =
            RustConnection::connect(Some(display)).expect("the display answers");
        let root = connection.setup().roots[number].root;
        let home = TempDir::with_prefix("lacrima-home-").expect("a folder for the tests' home");
        Self {
            server,
            settings,
            connection,
            root,
            home,
        }
    }

    /// One of the settings of `tests/system/display.sh`, such as `DISPLAY` or `LACRIMA_FRAMEBUFFER`.
    pub fn setting(&self, key: &str) -> &str {
        &self
            .settings
            .iter()
            .find(|(k, _)| k == key)
            .unwrap_or_else(|| panic!("no setting {key}"))
            .1
    }

    /// Ends the sound server as a crash would. False where it is one that can't be started again ([`Self::start_sound`]).
    pub fn kill_sound(&self) -> bool {
        let id = self
            .settings
            .iter()
            .find(|(key, _)| key == "LACRIMA_SOUND_PID")
            .and_then(|(_, id)| rustix::process::Pid::from_raw(id.parse().ok()?));
        let Some(id) = id else { return false };
        rustix::process::kill_process(id, rustix::process::Signal::KILL).is_ok()
    }

    /// Starts another sound server where the first one was; it ends when dropped.
    pub fn start_sound(&self) -> Program {
        let socket = self.setting("PULSE_SERVER").trim_start_matches("unix:");
        let _ = std::fs::remove_file(socket);
        let mut command = self.command("pulseaudio");
        command.args([
            "-n",
            "--daemonize=no",
            "--use-pid-file=no",
            "--exit-idle-time=-1",
            "--disallow-exit",
            "-L",
            "module-null-sink sink_name=silent rate=48000",
            "-L",
            &format!("module-native-protocol-unix socket={socket} auth-anonymous=1"),
        ]);
        Program::start(command)
    }

    /// The folder that stands in for the user's home.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// A command that, when run, sees this screen, its sound server, and an empty home.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .envs(self.settings.iter().map(|(key, value)| (key, value)))
            .env("HOME", self.home.path())
            // GStreamer looks through all its plug-ins once a home, which takes seconds; all homes share what it found.
            .env(
                "GST_REGISTRY",
                Path::new(env!("CARGO_TARGET_TMPDIR")).join("gstreamer-registry.bin"),
            )
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .stdin(Stdio::null());
        for key in [
            "WAYLAND_DISPLAY",
            "WAYLAND_SOCKET",
            "DBUS_SESSION_BUS_ADDRESS",
            "XAUTHORITY",
            "XDG_DATA_HOME",
            "XDG_CONFIG_HOME",
            "XDG_CACHE_HOME",
            "XDG_STATE_HOME",
        ] {
            command.env_remove(key);
        }
        command
    }

    /// Starts the program of this repository with `arguments`; relative paths start at the repository's root.
    pub fn lacrima(&self, arguments: &[&str]) -> Program {
        let mut command = self.command(env!("CARGO_BIN_EXE_lacrima"));
        command.args(arguments);
        Program::start(command)
    }

    /// A finger and an eye for this screen, on a connection of their own.
    pub fn robot(&self) -> Robot {
        Robot::on(self.setting("DISPLAY"))
    }

    /// The first window whose title contains `title`; waits for it.
    pub fn window(&self, title: &str) -> Window {
        wait_for(&format!("a window titled “{title}”"), || {
            self.windows()
                .into_iter()
                .find(|window| window.title.contains(title))
        })
    }

    /// Waits until no window has a title that contains `title`.
    pub fn wait_gone(&self, title: &str) {
        wait_for(&format!("the window “{title}” to close"), || {
            self.windows()
                .iter()
                .all(|window| !window.title.contains(title))
                .then_some(())
        });
    }

    /// All windows of programs, as the window manager lists them.
    pub fn windows(&self) -> Vec<Window> {
        let clients = self
            .property(self.root, "_NET_CLIENT_LIST", AtomEnum::WINDOW.into())
            .map(|reply| {
                reply
                    .value32()
                    .map(|ids| ids.collect::<Vec<_>>())
                    .unwrap_or_default()
            })
            .unwrap_or_default();
        // A window that closes while we look is simply not there.
        clients
            .into_iter()
            .filter_map(|id| self.describe(id))
            .collect()
    }

    fn describe(&self, id: xproto::Window) -> Option<Window> {
        let utf8 = self.atom("UTF8_STRING")?;
        let title = self
            .property(id, "_NET_WM_NAME", utf8)
            .or_else(|| self.property(id, "WM_NAME", AtomEnum::STRING.into()))
            .map(|reply| String::from_utf8_lossy(&reply.value).into_owned())
            .unwrap_or_default();
        let size = self.connection.get_geometry(id).ok()?.reply().ok()?;
        let place = self
            .connection
            .translate_coordinates(id, self.root, 0, 0)
            .ok()?
            .reply()
            .ok()?;
        Some(Window {
            id,
            title,
            x: place.dst_x,
            y: place.dst_y,
            width: size.width,
            height: size.height,
        })
    }

    fn property(
        &self,
        window: xproto::Window,
        name: &str,
        kind: xproto::Atom,
    ) -> Option<xproto::GetPropertyReply> {
        let name = self.atom(name)?;
        let reply = self
            .connection
            .get_property(false, window, name, kind, 0, 4096)
            .ok()?
            .reply()
            .ok()?;
        (reply.type_ == kind).then_some(reply)
    }

    fn atom(&self, name: &str) -> Option<xproto::Atom> {
        Some(
            self.connection
                .intern_atom(false, name.as_bytes())
                .ok()?
                .reply()
                .ok()?
                .atom,
        )
    }
}

impl Drop for Screen {
    /// Closing its standard input ends the server and all that it started.
    fn drop(&mut self) {
        drop(self.server.stdin.take());
        let _ = self.server.wait();
    }
}

/// Where screenshots go: `target/screenshots`.
pub fn screenshot_folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../screenshots");
    std::fs::create_dir_all(&folder).expect("target is writable");
    folder
}
