#!/usr/bin/env bash
# Builds the fuzz targets and runs each for a minute, or those that are named, or for other times:
#
#   run.sh [--seconds N] [TARGET…]
#
# What is found stays in target/fuzz/found/, with the command that shows it again.
set -euo pipefail
cd "$(dirname "$0")/../.."

seconds=60
targets=()
while [ $# -gt 0 ]; do
  case $1 in
    --seconds) seconds=${2:?--seconds needs a number}; shift 2 ;;
    -*) echo "usage: run.sh [--seconds N] [TARGET…]" >&2; exit 2 ;;
    *) targets+=("$1"); shift ;;
  esac
done
known=(protocol part journal document link table)
[ ${#targets[@]} -gt 0 ] || targets=("${known[@]}")
for target in "${targets[@]}"; do
  [[ " ${known[*]} " == *" $target "* ]] || { echo "There is no target $target; there are: ${known[*]}." >&2; exit 2; }
done

# What a nightly compiler does for fuzzers with -Z flags, the stable one does with the options of LLVM's own pass. With a target
# named, build scripts stay as they are.
export RUSTFLAGS="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares"
host=$(rustc -vV | sed -n 's/^host: //p')
cargo build --locked -p lacrima-fuzz --profile fuzz --target "$host" --target-dir target/fuzz --bins
bin=target/fuzz/$host/fuzz

export TMPDIR=${TMPDIR:-/tmp}
[ ! -d /dev/shm ] || export TMPDIR=/dev/shm
failed=0
for target in "${targets[@]}"; do
  grown=target/fuzz/corpus/$target
  found=target/fuzz/found/$target
  mkdir -p "$grown" "$found"
  case $target in
    protocol | part | link | table) longest=32768 ;;
    *) longest=131072 ;;
  esac
  echo "== $target: $seconds s"
  log=target/fuzz/$target.log
  # The limits stand for what `bounded` means: a second or two of a slow machine, and a few hundred MB.
  if "$bin/$target" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=1500 -max_len=$longest -dict=tests/fuzz/words.dict -print_final_stats=1 \
    -artifact_prefix="$found/" "$grown" "tests/fuzz/seeds/$target" >"$log" 2>&1; then
    grep -E 'INITED|stat::number_of_executed_units|stat::peak_rss_mb' "$log" | sed 's/^/   /'
    grep -E 'cov: ' "$log" | tail -1 | sed 's/^/   /'
  else
    failed=1
    tail -25 "$log"
    echo "FOUND by $target; see it again with: $bin/$target $(ls -t "$found"/* 2>/dev/null | head -1)"
  fi
done
exit $failed
