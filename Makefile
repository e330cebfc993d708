# `make run` opens the program, `make test` checks it; both install the system packages that are missing (Debian, Ubuntu).
# The toolchain stands in rust-toolchain.toml; CARGO_TARGET_DIR is respected.

SHELL := bash
export PATH := $(PATH):$(HOME)/.cargo/bin

.PHONY: help run test soak bench fuzz restless clips fmt

help:
	@echo 'make run     install what is missing, build, open Lacrima (without a display: pilot the demo protocol)'
	@echo 'make test    install what is missing, check formatting and lints, run every test'
	@echo 'make soak    kill 200 real runs at random instants and count what is lost (about 20 minutes)'
	@echo 'make restless  a robot hammers at the participant'"'"'s window; MINUTES=N for how long'
	@echo 'make bench   measure timing against mpv: picture, sound, keys, memory (about 15 minutes)'
	@echo 'make fuzz    feed hostile bytes to every reader, a minute each (about 8 minutes)'
	@echo 'make clips   make the shipped clips in assets/ again'
	@echo 'make fmt     format the code'

# ARGS="…" goes to the program.
run:
	@bash tests/system/run.sh $(ARGS)

test:
	@bash tests/system/packages.sh test
	cargo fmt --all --check
	cargo clippy --all-targets --locked -- -D warnings
	bash tests/system/display.sh cargo test --locked

# ARGS="--kills 20 --seed 1 --parallel 3"
soak:
	@bash tests/system/packages.sh test
	cargo test --locked --test soak -- $(ARGS)
# Session after session, each of about three minutes and with a seed of its own.
MINUTES ?= 6
restless:
	@bash tests/system/packages.sh test
	RESTLESS_MINUTES=$(MINUTES) bash tests/system/display.sh cargo test --locked --test all restless:: -- --nocapture

# ARGS="--help" lists what can be measured alone.
bench:
	@bash tests/system/packages.sh bench
	cargo bench --locked --bench timing -- $(ARGS)

# ARGS="[--seconds N] [TARGET…]"; the compiler of rust-toolchain.toml will do.
fuzz:
	@bash tests/system/packages.sh fuzz
	bash tests/fuzz/run.sh $(ARGS)

clips:
	@bash tests/system/packages.sh run
	cargo run --release --locked --example make-clips

fmt:
	cargo fmt --all
