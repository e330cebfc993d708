#!/usr/bin/env bash
# Pilots the demo protocol in the real windows of a virtual display, photographs them, and says where everything lies.
# Run by run.sh inside display.sh; further arguments go to the program.
set -euo pipefail

target=${CARGO_TARGET_DIR:-target}
room=$(realpath -m "$target")/pilot
rm -rf "$room"
mkdir -p "$room/screenshots"

echo "There is no display here, so a simulated participant and coder go through the demo protocol on a virtual one."
echo "This takes about three minutes."
"$target/release/lacrima" run protocols/demo.json --mode demo --start --pilot 1 --speed 20 \
  --stage-rect 2560,360,1280,720 --data "$room/data" "$@" &
program=$!
trap 'kill $program 2>/dev/null || true' EXIT

# Both windows every two seconds, as long as the program runs; a picture like the one before it is dropped.
shot=0
while kill -0 $program 2>/dev/null; do
  for window in $(xprop -root _NET_CLIENT_LIST 2>/dev/null | grep -o '0x[0-9a-f]*'); do
    # A window may close while we look; then it has no title, and no picture is taken.
    title=$(xprop -id "$window" _NET_WM_NAME 2>/dev/null | sed -n 's/.*= "\(.*\)"/\1/p' \
      | tr -cs 'A-Za-z0-9\n' '-' | tr '[:upper:]' '[:lower:]') || continue
    title=${title%-}
    picture=$room/screenshots/$(printf '%03d' $shot)-${title:-window}.png
    gst-launch-1.0 -q ximagesrc xid="$window" num-buffers=1 use-damage=false show-pointer=false \
      ! videoconvert ! pngenc ! filesink location="$picture" >/dev/null 2>&1 || { rm -f "$picture"; continue; }
    last=$room/last-${title:-window}.png
    if cmp -s "$picture" "$last"; then rm "$picture"; else cp "$picture" "$last"; fi
  done
  shot=$((shot + 1))
  sleep 2
done
status=0
wait $program || status=$?
trap - EXIT
rm -f "$room"/last-*.png

session=$(find "$room/data" -name session.json 2>/dev/null | head -n 1 || true)
if [ $status -ne 0 ] || [ -z "$session" ]; then
  echo "The pilot did not finish (status $status); what it left lies in $room." >&2
  exit 1
fi
echo "Session:     $session"
echo "Screenshots: $room/screenshots ($(find "$room/screenshots" -name '*.png' | wc -l) pictures of both windows)"
