//! The harness itself: a window on a private screen is found, focused, typed into, photographed and closed.

use super::support::{Program, Screen, wait_for};

/// A small window that prints the keys and clicks that it gets and whose picture changes: zenity's text entry.
fn entry(screen: &Screen) -> Program {
    let mut command = screen.command("zenity");
    command.args([
        "--entry",
        "--title",
        "Harness window",
        "--text",
        "Type here",
    ]);
    Program::start(command)
}

#[test]
fn a_window_gets_real_keys_and_clicks() {
    let screen = Screen::start_sized("1024x768");
    let mut program = entry(&screen);
    let robot = screen.robot();
    let window = screen.window("Harness window");
    robot.focus(&window);
    let drawn = wait_for("the window to draw itself", || {
        let picture = robot.screenshot(&screen.window("Harness window"), "harness");
        (picture.drawn() > 0.01).then_some(picture)
    });
    assert!(drawn.brightness() > 1.0, "a grey window is not black");
    robot.type_text("tears 7");
    robot.tap("Return");
    assert_eq!(program.wait().code(), Some(0), "{}", program.log());
    assert_eq!(program.log().lines().last(), Some("tears 7"));
    screen.wait_gone("Harness window");
}

#[test]
fn a_window_is_asked_to_close() {
    let screen = Screen::start_sized("1024x768");
    let mut program = entry(&screen);
    let window = screen.window("Harness window");
    screen.robot().close(&window);
    assert_eq!(
        program.wait().code(),
        Some(1),
        "zenity says 1 when it is closed"
    );
}

#[test]
fn a_screen_has_a_sound_server_of_its_own() {
    let screen = Screen::start_sized("640x480");
    let mut command = screen.command("pactl");
    command.args(["list", "short", "sinks"]);
    let mut listing = Program::start(command);
    assert_eq!(listing.wait().code(), Some(0), "{}", listing.log());
    assert!(listing.log().contains("silent"), "{}", listing.log());
}
