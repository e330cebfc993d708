//! Tests of the axis under a hand: what is pressed, dragged and turned comes out as a stretch, a cursor or a correction.

use egui::{Event, Modifiers, MouseWheelUnit, PointerButton, Pos2, TouchPhase, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use egui::Key;

use super::*;
use crate::desk::review::scene::Scene;
use crate::look::{Look, install};
use crate::record::Document;
use crate::record::document::Bout;
use crate::record::testing::whole;

/// An axis in a window, and everything that came of it.
struct Page {
    axis: Axis,
    scene: Scene,
    hidden: bool,
    editable: bool,
    cursors: Vec<SessionTime>,
    edits: Vec<Edit>,
    at: Rect,
}

type Window = Harness<'static, Page>;

const SIZE: [f32; 2] = [1132.0, 320.0];

fn window(scene: Scene, hidden: bool, editable: bool) -> Window {
    let mut axis = Axis::default();
    axis.renew(&scene);
    let page = Page {
        axis,
        scene,
        hidden,
        editable,
        cursors: Vec::new(),
        edits: Vec::new(),
        at: Rect::NOTHING,
    };
    let mut dressed = false;
    let mut window = Harness::builder()
        .with_step_dt(1.0 / 60.0)
        .with_size(SIZE)
        .build_ui_state(
            move |ui, page: &mut Page| {
                if !std::mem::replace(&mut dressed, true) {
                    install(ui.ctx(), Look::Dark);
                    return;
                }
                page.at = ui.available_rect_before_wrap();
                let shown = Shown {
                    scene: &page.scene,
                    hidden: page.hidden,
                    editable: page.editable,
                    picked: None,
                    ghost: None,
                };
                let touched = page.axis.axis_ui(ui, &shown);
                page.cursors.extend(touched.cursor);
                page.edits.extend(touched.edit);
            },
            page,
        );
    window.step();
    window.step();
    window
}

fn document() -> Document {
    Document::from_events(&whole()).unwrap()
}

fn open() -> Window {
    window(Scene::new(&document(), &[]), false, true)
}

fn scale(window: &Window) -> Scale {
    window.state().axis.scale.unwrap()
}

/// Where an instant lies in the row of this kind.
fn place(window: &Window, kind: rows::Kind, t_s: f64) -> Pos2 {
    let page = window.state();
    let rows = rows::rows(&page.scene, page.hidden, page.at);
    let row = rows.iter().find(|row| row.kind == kind).unwrap();
    let across = Across {
        scale: scale(window),
        left: row.rect.left(),
        right: row.rect.right(),
    };
    pos2(across.x(t_s), row.rect.center().y)
}

fn button(window: &mut Window, at: Pos2, pressed: bool) {
    window.event(Event::PointerButton {
        pos: at,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    });
    window.step();
}

fn point(window: &mut Window, at: Pos2) {
    window.event(Event::PointerMoved(at));
    window.step();
}

fn click(window: &mut Window, at: Pos2) {
    point(window, at);
    button(window, at, true);
    button(window, at, false);
}

/// Long enough that the next click belongs to no earlier one.
fn rest(window: &mut Window) {
    for _ in 0..40 {
        window.step();
    }
}

fn drag(window: &mut Window, from: Pos2, to: Pos2) {
    point(window, from);
    button(window, from, true);
    for part in 1..=5 {
        point(window, from + (to - from) * (part as f32 / 5.0));
    }
    button(window, to, false);
    window.step();
}

fn turn(window: &mut Window, at: Pos2, by: f32) {
    point(window, at);
    window.event(Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: vec2(0.0, by),
        phase: TouchPhase::Move,
        modifiers: Modifiers::NONE,
        source: egui::MouseWheelSource::Unknown,
    });
    // The wheel is smoothed over some frames.
    for _ in 0..60 {
        window.step();
    }
}

const TEARS: rows::Kind = rows::Kind::Lane(0);
const SOBS: rows::Kind = rows::Kind::Code(0);

/// Within what a pixel of this window says of an instant.
fn near(t: SessionTime, wanted_s: f64) -> bool {
    (t.as_s() - wanted_s).abs() < 0.25
}

#[test]
fn the_wheel_brings_closer_what_is_under_the_pointer() {
    let mut window = open();
    let at = place(&window, TEARS, 50.0);
    turn(&mut window, at, 200.0);
    let closer = scale(&window);
    assert!(closer.span_s() < 100.0, "{closer:?}");
    let under = place(&window, TEARS, 50.0);
    assert!((under.x - at.x).abs() < 1.0, "{under:?} {at:?}");
    turn(&mut window, at, -900.0);
    assert!(scale(&window).is_whole());
}

#[test]
fn a_drag_between_bouts_pans_and_corrects_nothing() {
    let mut window = open();
    window.state_mut().axis.show(Some((60.0, 110.0)));
    let before = scale(&window);
    let (from, to) = (place(&window, TEARS, 100.0), place(&window, TEARS, 90.0));
    drag(&mut window, from, to);
    let after = scale(&window);
    assert!(
        (after.from_s - before.from_s - 10.0).abs() < 0.5,
        "{after:?}"
    );
    assert!((after.span_s() - before.span_s()).abs() < 1e-6);
    assert_eq!(window.state().edits, []);
}

#[test]
fn a_dragged_edge_proposes_a_new_onset_or_offset_of_that_bout() {
    let mut window = open();
    let (from, to) = (place(&window, TEARS, 30.5), place(&window, TEARS, 25.0));
    drag(&mut window, from, to);
    let (from, to) = (place(&window, TEARS, 70.5), place(&window, TEARS, 80.0));
    drag(&mut window, from, to);
    let edits = &window.state().edits;
    let [Edit::Onset(1, onset), Edit::Offset(1, offset)] = edits.as_slice() else {
        panic!("{edits:?}");
    };
    assert!(near(*onset, 25.0) && near(*offset, 80.0), "{edits:?}");
    assert!(scale(&window).is_whole());
}

#[test]
fn a_point_is_dragged_picked_and_added() {
    let mut window = open();
    let (from, to) = (place(&window, SOBS, 45.5), place(&window, SOBS, 55.0));
    drag(&mut window, from, to);
    click(&mut window, from);
    let free = place(&window, SOBS, 100.0);
    rest(&mut window);
    click(&mut window, free);
    click(&mut window, free);
    let edits = &window.state().edits;
    let [
        Edit::Time(2, moved),
        Edit::Pick(Picked::Point(2)),
        Edit::AddPoint(code, added),
    ] = edits.as_slice()
    else {
        panic!("{edits:?}");
    };
    assert!(near(*moved, 55.0) && near(*added, 100.0), "{edits:?}");
    assert_eq!(code.as_str(), "sob");
}

#[test]
fn a_click_picks_a_bout_and_sets_the_cursor_there() {
    let mut window = open();
    let at = place(&window, TEARS, 50.0);
    click(&mut window, at);
    assert_eq!(window.state().edits, [Edit::Pick(Picked::Bout(1))]);
    assert!(near(window.state().cursors[0], 50.0));
    assert!(near(window.state().axis.cursor(), 50.0));
}

#[test]
fn a_double_click_adds_a_bout_in_a_lane_and_shows_the_whole_elsewhere() {
    let mut window = open();
    let at = place(&window, TEARS, 100.0);
    click(&mut window, at);
    click(&mut window, at);
    let edits = &window.state().edits;
    let [Edit::AddBout(channel, from, to)] = edits.as_slice() else {
        panic!("{edits:?}");
    };
    assert_eq!(channel.as_str(), "tears");
    assert!(near(*from, 100.0) && to > from, "{edits:?}");
    window.state_mut().axis.show(Some((60.0, 110.0)));
    rest(&mut window);
    let at = place(&window, rows::Kind::Steps, 80.0);
    click(&mut window, at);
    click(&mut window, at);
    assert!(scale(&window).is_whole());
    assert_eq!(window.state().edits.len(), 1);
}

#[test]
fn dragging_on_the_times_moves_the_cursor_all_the_way() {
    let mut window = open();
    let ruler = rows::Kind::Ruler;
    let (from, to) = (place(&window, ruler, 20.0), place(&window, ruler, 90.0));
    drag(&mut window, from, to);
    let cursors = &window.state().cursors;
    assert!(cursors.len() >= 5 && cursors.is_sorted(), "{cursors:?}");
    assert!(near(*cursors.last().unwrap(), 90.0));
    assert!(scale(&window).is_whole());
    assert_eq!(window.state().edits, []);
}

#[test]
fn keys_zoom_pan_and_show_the_whole() {
    let mut window = open();
    for key in [Key::Plus, Key::Plus, Key::ArrowRight] {
        window.key_press(key);
        window.step();
    }
    let closer = scale(&window);
    assert!((closer.span_s() - 150.0 / 2.56).abs() < 0.1, "{closer:?}");
    window.key_press(Key::ArrowLeft);
    window.step();
    assert!(scale(&window).from_s < closer.from_s);
    window.key_press(Key::Minus);
    window.step();
    assert!((scale(&window).span_s() - 150.0 / 1.6).abs() < 0.1);
    window.key_press(Key::Home);
    window.step();
    assert!(scale(&window).is_whole());
}

#[test]
fn what_cannot_be_corrected_is_not_corrected() {
    let mut window = window(Scene::new(&document(), &[]), false, false);
    let (edge, to) = (place(&window, TEARS, 70.5), place(&window, TEARS, 80.0));
    drag(&mut window, edge, to);
    for (kind, t_s) in [(TEARS, 50.0), (SOBS, 45.5), (TEARS, 100.0), (SOBS, 100.0)] {
        let at = place(&window, kind, t_s);
        click(&mut window, at);
        click(&mut window, at);
    }
    assert_eq!(window.state().edits, []);
    assert!(!window.state().cursors.is_empty());
}

#[test]
fn every_row_says_what_it_holds() {
    let window = open();
    for text in [
        "Steps: 4",
        "Film: 0 moments",
        "tears: 2 bouts, 1:00",
        "sob: 1",
        "Beside the plan: 1",
        "Probes: 2",
    ] {
        let found = window.query_all(egui_kittest::kittest::By::new().predicate(move |node| {
            let label = node.label();
            label.is_some_and(|label| label.eq_ignore_ascii_case(text))
        }));
        assert_eq!(found.count(), 1, "{text}");
    }
}

#[test]
fn a_blind_session_names_neither_steps_nor_moments() {
    let mut document = document();
    let moment = crate::protocol::Moment {
        label: "loss".to_owned(),
        text: None,
        from_s: 0.0,
        to_s: 40.0,
    };
    document.protocol.stimuli.get_mut("sad").unwrap().moments = vec![moment];
    let scene = Scene::new(&document, &[]);
    for (hidden, step, moment) in [
        (
            false,
            "Film · Film, 1:50",
            Some("Loss · film 0.0 to 40.0 s"),
        ),
        (true, "Film 1 · Film, 1:50", None),
    ] {
        let shown = Shown {
            scene: &scene,
            hidden,
            editable: true,
            picked: None,
            ghost: None,
        };
        let told = |found: Hit| tell::hover(&shown, &found, 30.0);
        assert_eq!(told(Hit::Step(1)).as_deref(), Some(step));
        assert_eq!(told(Hit::Moment(0)).as_deref(), moment);
        let probe = told(Hit::Probe(1)).unwrap();
        assert_eq!(probe.starts_with("M20"), !hidden, "{probe}");
    }
}

#[test]
fn an_empty_session_is_an_axis_still() {
    let mut window = window(Scene::default(), false, true);
    let at = window.state().at.center();
    turn(&mut window, at, 200.0);
    drag(&mut window, at, at + vec2(80.0, 0.0));
    assert_eq!(window.state().edits, []);
    assert_eq!(scale(&window).whole_s, 1.0);
}

#[test]
fn a_hundred_thousand_stretches_are_painted_in_no_more_bars_than_there_are_points() {
    let mut document = document();
    let first = document.coding[0].clone();
    let bout = |n: u64| {
        let onset_s = SessionTime::from_s(n as f64 * 0.06);
        let mut levels = first.levels.clone();
        levels.truncate(1);
        levels[0].t_s = onset_s;
        Bout {
            bout: n,
            onset_s,
            offset_s: SessionTime::from_s(n as f64 * 0.06 + 0.03),
            levels,
            ..first.clone()
        }
    };
    document.coding = (1..=100_000).map(bout).collect();
    let mut window = window(Scene::new(&document, &[]), false, true);
    let bars = |window: &Window| window.state().axis.detail.lanes[0].len();
    let width = SIZE[0] as usize;
    assert!((1..=width).contains(&bars(&window)), "{}", bars(&window));
    window.state_mut().axis.show(Some((3000.0, 3000.6)));
    window.step();
    assert!((8..=16).contains(&bars(&window)), "{}", bars(&window));
    // What is still is not made anew: another edition would be.
    let kept = window.state().axis.detail.lanes[0].as_ptr();
    window.step();
    assert_eq!(window.state().axis.detail.lanes[0].as_ptr(), kept);
}
