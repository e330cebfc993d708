//! The one integration test binary: the program and its library through their public faces.
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking, and makes and breaks files as a laboratory would"
)]

#[path = "all/agreement.rs"]
mod agreement;
#[path = "all/agreement_cli.rs"]
mod agreement_cli;
#[path = "all/agreement_laws.rs"]
mod agreement_laws;
#[path = "all/allocation.rs"]
mod allocation;
#[path = "all/amendments.rs"]
mod amendments;
#[path = "all/amendments_disk.rs"]
mod amendments_disk;
#[path = "all/amendments_elsewhere.rs"]
mod amendments_elsewhere;
#[path = "all/amendments_random.rs"]
mod amendments_random;
#[path = "all/assets.rs"]
mod assets;
#[path = "all/camera.rs"]
mod camera;
#[path = "all/coder_practice.rs"]
mod coder_practice;
#[path = "all/codings.rs"]
mod codings;
#[path = "all/crash.rs"]
mod crash;
#[path = "all/desk_run.rs"]
mod desk_run;
#[path = "all/desk_run_asked.rs"]
mod desk_run_asked;
#[path = "all/desk_run_coding.rs"]
mod desk_run_coding;
#[path = "all/desk_run_disk.rs"]
mod desk_run_disk;
#[path = "all/desk_run_feed.rs"]
mod desk_run_feed;
#[path = "all/desk_run_sheets.rs"]
mod desk_run_sheets;
#[path = "all/encryption.rs"]
mod encryption;
#[path = "all/engine.rs"]
mod engine;
#[path = "all/engine_doing.rs"]
mod engine_doing;
#[path = "all/engine_ethics.rs"]
mod engine_ethics;
#[path = "all/engine_mark.rs"]
mod engine_mark;
#[path = "all/export.rs"]
mod export;
#[path = "all/export_anonymous.rs"]
mod export_anonymous;
#[path = "all/faults.rs"]
mod faults;
#[path = "all/faults_clock.rs"]
mod faults_clock;
#[path = "all/faults_disk.rs"]
mod faults_disk;
#[path = "all/faults_media.rs"]
mod faults_media;
#[path = "all/faults_pictures.rs"]
mod faults_pictures;
#[path = "all/faults_player.rs"]
mod faults_player;
#[path = "all/faults_sound.rs"]
mod faults_sound;
#[path = "all/faults_stage.rs"]
mod faults_stage;
#[path = "all/full_disk.rs"]
mod full_disk;
#[path = "all/hostile.rs"]
mod hostile;
#[path = "all/hostile_data.rs"]
mod hostile_data;
#[path = "all/hostile_files.rs"]
mod hostile_files;
#[path = "all/house.rs"]
mod house;
#[path = "soak/lab.rs"]
mod lab;
#[path = "all/layers.rs"]
mod layers;
#[path = "soak/life.rs"]
mod life;
#[path = "all/marks_found.rs"]
mod marks_found;
#[path = "all/media.rs"]
mod media;
#[path = "all/paper_table.rs"]
mod paper_table;
#[path = "all/pilot.rs"]
mod pilot;
#[path = "all/player.rs"]
mod player;
#[path = "all/privacy.rs"]
mod privacy;
#[path = "all/properties.rs"]
mod properties;
#[path = "all/protocol_files.rs"]
mod protocol_files;
#[path = "all/protocol_parts.rs"]
mod protocol_parts;
#[path = "all/protocol_problems.rs"]
mod protocol_problems;
#[path = "all/protocol_rules.rs"]
mod protocol_rules;
#[path = "all/recode.rs"]
mod recode;
#[path = "all/record.rs"]
mod record;
#[path = "all/record_older.rs"]
mod record_older;
#[path = "all/record_withdrawal.rs"]
mod record_withdrawal;
#[path = "all/recover_odd.rs"]
mod recover_odd;
#[path = "all/report.rs"]
mod report;
#[path = "all/restless.rs"]
mod restless;
#[path = "all/script.rs"]
mod script;
#[path = "all/shipped_protocols.rs"]
mod shipped_protocols;
#[path = "all/simulate.rs"]
mod simulate;
#[path = "all/stage_any_input.rs"]
mod stage_any_input;
#[path = "all/stage_consent.rs"]
mod stage_consent;
#[path = "all/stage_fuzz.rs"]
mod stage_fuzz;
#[path = "all/stage_harness.rs"]
mod stage_harness;
#[path = "all/stage_items.rs"]
mod stage_items;
#[path = "all/stage_mirror.rs"]
mod stage_mirror;
#[path = "all/stage_own_key.rs"]
mod stage_own_key;
#[path = "all/stage_recall.rs"]
mod stage_recall;
#[path = "all/stage_scales.rs"]
mod stage_scales;
#[path = "all/stage_screens.rs"]
mod stage_screens;
#[path = "all/stage_window.rs"]
mod stage_window;
#[path = "all/study.rs"]
mod study;
#[path = "all/study_laws.rs"]
mod study_laws;
#[path = "all/study_moments.rs"]
mod study_moments;
#[path = "all/study_recall.rs"]
mod study_recall;
#[path = "all/study_rules.rs"]
mod study_rules;
#[path = "all/study_statistics.rs"]
mod study_statistics;
#[path = "all/subtitles.rs"]
mod subtitles;
#[path = "all/support/mod.rs"]
mod support;
#[path = "all/take_up.rs"]
mod take_up;
#[path = "all/tidy.rs"]
mod tidy;
#[path = "all/trust.rs"]
mod trust;
#[path = "all/two_at_once.rs"]
mod two_at_once;
#[path = "all/viewer.rs"]
mod viewer;
#[path = "all/windows.rs"]
mod windows;
