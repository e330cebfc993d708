#!/usr/bin/env bash
# A private virtual display with a window manager, and a private sound server with a silent output.
#
#   display.sh [--size WxH] COMMAND…    runs COMMAND in them and ends with its status
#   display.sh [--size WxH] --serve     prints their settings (KEY=VALUE lines, then "ready") and keeps them up until
#                                       standard input closes, so that they never outlive the program that asked
#
# Nothing of the user's own desktop is touched: neither its display, nor its sound, nor its message bus.
set -euo pipefail

size=2560x1440
serve=no
while [ $# -gt 0 ]; do
  case $1 in
    --size) size=$2; shift 2 ;;
    --serve) serve=yes; shift ;;
    *) break ;;
  esac
done

sound=(pulseaudio)
command -v pulseaudio >/dev/null || ! command -v pipewire-pulse >/dev/null || sound=(dbus-daemon pipewire wireplumber pipewire-pulse)
for tool in Xvfb openbox xprop pactl "${sound[@]}"; do
  command -v "$tool" >/dev/null || {
    echo "The virtual display needs '$tool', which is not installed: run \`bash tests/system/packages.sh test\` once." >&2
    exit 1
  }
done

room=$(mktemp -d "${TMPDIR:-/tmp}/lacrima-display.XXXXXX")
pids=()
close() {
  trap - EXIT INT TERM HUP
  for ((i = ${#pids[@]} - 1; i >= 0; i--)); do kill "${pids[i]}" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
  rm -rf "$room"
}
trap close EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# Waits up to 20 s for a condition.
await() {
  local what=$1; shift
  for ((n = 0; n < 400; n++)); do
    "$@" >/dev/null 2>&1 && return 0
    sleep 0.05
  done
  echo "$what did not start; its log says:" >&2
  cat "$room"/*.log >&2
  exit 1
}

unset WAYLAND_DISPLAY WAYLAND_SOCKET DBUS_SESSION_BUS_ADDRESS XAUTHORITY
mkdir -m 700 "$room/runtime" "$room/framebuffer"
export XDG_RUNTIME_DIR=$room/runtime XDG_SESSION_TYPE=x11 LIBGL_ALWAYS_SOFTWARE=1 NO_AT_BRIDGE=1

# The X server itself chooses a free number. Its picture is mapped from a file, where a virtual photodiode can read it.
Xvfb -displayfd 3 -screen 0 "${size}x24" -fbdir "$room/framebuffer" -nolisten tcp -noreset +extension GLX \
  3>"$room/number" >"$room/xvfb.log" 2>&1 </dev/null &
pids+=($!)
await "The virtual display (Xvfb)" test -s "$room/number"
DISPLAY=:$(tr -d '[:space:]' <"$room/number")
export DISPLAY

openbox --sm-disable >"$room/openbox.log" 2>&1 </dev/null &
pids+=($!)

# The sound server plays into nothing, in real time; `silent.monitor` lets a test listen.
if [ "${sound[0]}" = pulseaudio ]; then
  pulseaudio -n --daemonize=no --use-pid-file=no --exit-idle-time=-1 --disallow-exit --log-target=stderr \
    -L "module-null-sink sink_name=silent rate=48000" \
    -L "module-native-protocol-unix socket=$room/runtime/sound auth-anonymous=1" \
    >"$room/sound.log" 2>&1 </dev/null &
  pids+=($!)
  sound_pid=$!
  export PULSE_SERVER=unix:$room/runtime/sound PULSE_RUNTIME_PATH=$room/runtime
  await "The sound server (PulseAudio)" pactl info
else
  # Where PipeWire is the system's own sound server, PulseAudio cannot be installed beside it; PipeWire takes its part.
  # Its session manager wants a message bus, which only these three get to see.
  dbus-daemon --session --nofork --nopidfile --address="unix:path=$room/runtime/bus" >"$room/bus.log" 2>&1 </dev/null &
  pids+=($!)
  await "The message bus for the sound server" test -S "$room/runtime/bus"
  for part in pipewire wireplumber pipewire-pulse; do
    DBUS_SESSION_BUS_ADDRESS=unix:path=$room/runtime/bus HOME=$room "$part" >"$room/$part.log" 2>&1 </dev/null &
    pids+=($!)
    [ $part != pipewire ] || await "The sound server (PipeWire)" test -S "$room/runtime/pipewire-0"
  done
  export PULSE_SERVER=unix:$room/runtime/pulse/native PULSE_RUNTIME_PATH=$room/runtime/pulse
  await "The sound server (PipeWire)" pactl info
  pactl load-module module-null-sink sink_name=silent rate=48000 >/dev/null
fi
# Programs that speak ALSA (rodio does) reach the same server and never a real sound card.
cat >"$room/alsa.conf" <<'CONF'
</usr/share/alsa/alsa.conf>
pcm.!default { type pulse }
ctl.!default { type pulse }
CONF
export ALSA_CONFIG_PATH=$room/alsa.conf

await "The window manager (openbox)" sh -c 'xprop -root _NET_SUPPORTING_WM_CHECK | grep -q "window id"'

if [ $serve = yes ]; then
  for key in DISPLAY XDG_RUNTIME_DIR XDG_SESSION_TYPE LIBGL_ALWAYS_SOFTWARE NO_AT_BRIDGE PULSE_SERVER PULSE_RUNTIME_PATH ALSA_CONFIG_PATH; do
    echo "$key=${!key}"
  done
  echo "LACRIMA_FRAMEBUFFER=$room/framebuffer/Xvfb_screen0"
  echo "LACRIMA_XVFB_PID=${pids[0]}"
  # Only one that a test can start again by itself.
  [ -z "${sound_pid:-}" ] || echo "LACRIMA_SOUND_PID=$sound_pid"
  echo ready
  while read -r _; do :; done
else
  export LACRIMA_FRAMEBUFFER=$room/framebuffer/Xvfb_screen0 LACRIMA_XVFB_PID=${pids[0]}
  status=0
  "$@" || status=$?
  exit $status
fi
