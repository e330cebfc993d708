#!/usr/bin/env bash
# Builds the program and opens it; on a machine without a display, pilots the demo protocol on a virtual one.
set -euo pipefail
here=$(dirname "$0")

# macOS and Windows have a display without saying so.
if [ "$(uname -s)" = Linux ] && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  bash "$here/packages.sh" test
  cargo build --release --locked
  # The window manager centres the experimenter's window; on so wide a display the participant's stands beside it.
  exec bash "$here/display.sh" --size 3840x1440 bash "$here/pilot.sh" "$@"
fi
bash "$here/packages.sh" run
exec cargo run --release --locked -- "$@"
