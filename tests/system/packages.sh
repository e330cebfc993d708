#!/usr/bin/env bash
# Installs the system packages that are missing, and nothing when none is.
#
#   packages.sh run     to build and run the program
#   packages.sh test    also for the tests and for a machine without a display (virtual display, window manager, sound server)
#   packages.sh bench   also for `make bench` (mpv, to compare with)
#   packages.sh fuzz    to build the fuzz targets, which need no window
set -euo pipefail

run=(
  gcc libc6-dev pkg-config
  libasound2-dev libgstreamer1.0-dev libgstreamer-plugins-base1.0-dev
  gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad gstreamer1.0-plugins-ugly gstreamer1.0-libav
  gstreamer1.0-alsa gstreamer1.0-pulseaudio libasound2-plugins
  libegl1 libgl1 libgl1-mesa-dri libx11-6 libx11-xcb1 libxcursor1 libxi6 libxkbcommon-x11-0
  zenity
)
test=(xvfb openbox x11-utils pulseaudio pulseaudio-utils gstreamer1.0-tools strace)
bench=(mpv)
fuzz=(gcc g++ libc6-dev)

# PulseAudio and PipeWire as a desktop's sound server exclude each other; the tests can use either.
installed() { [ "$(dpkg-query -W -f='${db:Status-Abbrev}' "$1" 2>/dev/null | cut -c1-2)" = ii ]; }
if installed pipewire-audio || installed pipewire-alsa; then
  test=(xvfb openbox x11-utils dbus-daemon pipewire pipewire-pulse wireplumber pulseaudio-utils gstreamer1.0-tools strace)
fi

goal=${1:-run}
sound=pulseaudio
! command -v pipewire-pulse >/dev/null || sound=pipewire-pulse
case $goal in
  run) want=("${run[@]}"); tools=() ;;
  test) want=("${run[@]}" "${test[@]}"); tools=(Xvfb openbox xprop "$sound" pactl) ;;
  bench) want=("${run[@]}" "${test[@]}" "${bench[@]}"); tools=(Xvfb openbox xprop "$sound" pactl mpv) ;;
  fuzz) want=("${fuzz[@]}"); tools=(c++) ;;
  *) echo "usage: packages.sh run|test|bench|fuzz" >&2; exit 2 ;;
esac

sentence() { echo "$*" >&2; exit 1; }

# Rust itself comes from rustup or the system; rust-toolchain.toml names the version.
if ! command -v cargo >/dev/null; then
  sentence "Rust is missing: install it as https://rustup.rs says, open a new terminal and try again."
fi
if ! cargo --version >/dev/null 2>&1; then
  sentence "The Rust toolchain that rust-toolchain.toml names is missing: run \`rustup toolchain install\` in this folder and try again."
fi

if ! command -v apt-get >/dev/null; then
  lacking=()
  for tool in cc pkg-config ${tools[@]+"${tools[@]}"}; do command -v "$tool" >/dev/null || lacking+=("$tool"); done
  if command -v pkg-config >/dev/null; then
    for library in gstreamer-app-1.0 gstreamer-pbutils-1.0 gstreamer-video-1.0; do
      pkg-config --exists "$library" || lacking+=("$library")
    done
    [ "$(uname -s)" != Linux ] || pkg-config --exists alsa || lacking+=(alsa)
  fi
  [ ${#lacking[@]} -eq 0 ] && exit 0
  extra=""
  case $(uname -s) in
    Darwin) how="with Homebrew: brew install pkgconf gstreamer"; [ "$goal" = run ] || extra=" (tests and benches need Linux)" ;;
    MINGW* | MSYS* | CYGWIN*) how="GStreamer's MSVC runtime and development packages from gstreamer.freedesktop.org, and pkg-config"
      [ "$goal" = run ] || extra=" (tests and benches need Linux)" ;;
    *)
      if command -v dnf >/dev/null; then
        how="with dnf: gcc pkgconf alsa-lib-devel alsa-plugins-pulseaudio gstreamer1-devel gstreamer1-plugins-base-devel gstreamer1-plugins-good gstreamer1-plugins-bad-free gstreamer1-plugin-libav mesa-dri-drivers libxkbcommon-x11 zenity"
        [ "$goal" = run ] || how+=" xorg-x11-server-Xvfb openbox xprop pulseaudio pulseaudio-utils"
      elif command -v pacman >/dev/null; then
        how="with pacman: gcc pkgconf alsa-lib alsa-plugins gstreamer gst-plugins-base gst-plugins-good gst-plugins-bad gst-plugins-ugly gst-libav mesa libxkbcommon-x11 zenity"
        [ "$goal" = run ] || how+=" xorg-server-xvfb openbox xorg-xprop pulseaudio"
      else
        how="a C compiler, pkg-config, and the development files of ALSA and GStreamer 1.22 or later with its base, good, bad, ugly and libav plug-ins"
        [ "$goal" = run ] || how+=", and Xvfb, openbox, xprop and PulseAudio"
      fi
      [ "$goal" != bench ] || how+=", and mpv" ;;
  esac
  sentence "Please install $how$extra; missing here: ${lacking[*]}."
fi

missing=()
for package in "${want[@]}"; do
  installed "$package" || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=(env DEBIAN_FRONTEND=noninteractive)
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || sentence "Please ask an administrator to run: apt-get install --no-install-recommends ${missing[*]}"
  as_root=(sudo env DEBIAN_FRONTEND=noninteractive)
fi
echo "Installing ${#missing[@]} missing system packages: ${missing[*]}"
"${as_root[@]}" apt-get -qq update || sentence "The package lists could not be fetched: check the network connection and try again."
# A machine's own packages are never removed for ours; where two exclude each other, the user decides.
"${as_root[@]}" apt-get -qq install --yes --no-install-recommends --no-remove "${missing[@]}" \
  || sentence "Some packages could not be installed (the lines above say why): ${missing[*]}"
