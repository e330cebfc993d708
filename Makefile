# `make run` opens the program, `make test` checks it; both install the system packages that are missing (Debian, Ubuntu).
# The toolchain stands in rust-toolchain.toml; CARGO_TARGET_DIR is respected.

SHELL := bash
export PATH := $(PATH):$(HOME)/.cargo/bin

.PHONY: help run test restless bench clips fmt

help:
	@echo 'make run     install what is missing, build, open Lacrima (without a display: pilot the demo protocol)'
	@echo 'make test    install what is missing, check formatting and lints, run every test'
	@echo 'make restless  a robot hammers at the participant'"'"'s window; MINUTES=N for how long'
	@echo 'make bench   measure timing against mpv: picture, sound, keys, memory (about 15 minutes)'
	@echo 'make clips   make the shipped clips in assets/ again'
	@echo 'make fmt     format the code'

# ARGS="…" goes to the program.
run:
	@bash tests/system/run.sh $(ARGS)

test:
	@bash tests/system/packages.sh test
	cargo fmt --check
	cargo clippy --all-targets --locked -- -D warnings
	bash tests/system/display.sh cargo test --locked

# Session after session, each of about three minutes and with a seed of its own.
MINUTES ?= 6
restless:
	@bash tests/system/packages.sh test
	RESTLESS_MINUTES=$(MINUTES) bash tests/system/display.sh cargo test --locked --test all restless:: -- --nocapture

# ARGS="--help" lists what can be measured alone.
bench:
	@bash tests/system/packages.sh bench
	cargo bench --locked --bench timing -- $(ARGS)

clips:
	@bash tests/system/packages.sh run
	cargo run --release --locked --example make-clips

fmt:
	cargo fmt
