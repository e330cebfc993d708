//! Tests of the page by label: the empty state, blindness, the list that jumps, decisions.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::*;
use crate::desk::testing::{self, texts, until};
use crate::measure::agreement::Verdict;
use crate::record::testing::whole;
use crate::time::Micros;

type Commands = Arc<Mutex<Vec<AgreementCommand>>>;
type Window = Harness<'static, Comparison>;

/// The first coding, and a second one whose tears begin 5 s later and whose last bout is missing.
fn codings(is_finished: bool) -> Codings {
    let document = Document::from_events(&whole()).unwrap();
    let mut coding = document.coding.clone();
    for bout in &mut coding {
        bout.onset_s = bout.onset_s + Micros(5_000_000);
        for level in &mut bout.levels {
            level.t_s = level.t_s + Micros(5_000_000);
        }
        bout.offset_s = bout.offset_s + Micros(5_000_000);
    }
    let mut coder = document.coders[0].clone();
    coder.id = "C2".into();
    let layer = Layer {
        begun_utc: String::new(),
        id: "second".into(),
        kind: Kind::Coding,
        coder,
        is_finished,
        coding,
        points: Vec::new(),
        coded: document.coded.clone(),
        tells_watched: true,
        alignment: None,
    };
    Codings {
        document,
        layers: vec![layer],
        notices: Vec::new(),
    }
}

fn shown(codings: Codings) -> (Window, Commands) {
    let wake: Wake = Arc::new(|| {});
    let commands = Commands::default();
    let heard = commands.clone();
    let page = Comparison::of(&wake, codings);
    let window = testing::window([1280.0, 1400.0], page, move |ui, page| {
        if let Some(command) = page.comparison_ui(ui) {
            heard.lock().unwrap().push(command);
        }
    });
    (window, commands)
}

#[test]
fn one_coding_alone_is_said_calmly() {
    let mut codings = codings(true);
    codings.layers.clear();
    let (mut window, commands) = shown(codings);
    until(&mut window, "There is one coding of this session.");
    assert!(!texts(&window).contains("Kappa"));
    window.get_by_label("Back").click();
    window.step();
    window.step();
    assert_eq!(*commands.lock().unwrap(), [AgreementCommand::Back]);
}

#[test]
fn whoever_still_codes_sees_nothing_of_the_other_coding() {
    let (mut window, _) = shown(codings(false));
    until(&mut window, "C2 has not finished coding this session.");
    for _ in 0..30 {
        window.step();
        std::thread::sleep(Duration::from_millis(5));
    }
    let told = texts(&window);
    assert!(
        !told.contains("Kappa") && !told.contains("only A"),
        "{told}"
    );
}

#[test]
fn the_list_jumps_to_the_moment_and_collects_decisions() {
    let (mut window, commands) = shown(codings(true));
    until(&mut window, "Write a consensus…");
    let told = texts(&window);
    for part in [
        "Kappa",
        "Guidance, not a gate",
        "BORIS-compatible kappa",
        "Where both coders coded the same all the time kappa is undefined, not 1.",
        "First coding, by C1",
        "second, by C2",
    ] {
        assert!(told.contains(part), "{part} is not in\n{told}");
    }
    let list = match &window.state().compared {
        Some(Ok(compared)) => compared.agreement.disagreements.clone(),
        _ => panic!("nothing compared"),
    };
    let first = &list[0];
    window.get_by_label(&list::sentence(first)).click();
    window.step();
    window.step();
    assert_eq!(*commands.lock().unwrap(), []);
    let view = &window.state().view;
    assert_eq!(view.selected, Some(0));
    assert!(view.from_s < first.from_s && first.to_s < view.to_s);
    let look = window.get_all_by_label("Look at this moment").nth(1);
    look.unwrap().click();
    window.step();
    window.step();
    let jump = AgreementCommand::Jump(SessionTime::from_s(list[1].from_s));
    assert_eq!(*commands.lock().unwrap(), [jump]);
    assert_eq!(window.state().view.selected, Some(1));
    window.get_all_by_label("Both").next().unwrap().click();
    window.step();
    window.step();
    until(&mut window, &format!("1 of {} decided", list.len()));
    window.get_by_label("Write a consensus…").click();
    window.step();
    window.step();
    until(&mut window, "are not decided yet");
    while !texts(&window).contains(&format!("{0} of {0} decided", list.len())) {
        let open = (0..list.len()).find(|place| window.state().decisions.of(*place).is_none());
        let place = open.unwrap();
        window.state_mut().decisions.decide(place, Verdict::A);
        window.step();
    }
    window.get_by_label("Write a consensus…").click();
    window.step();
    window.step();
    until(&mut window, "Who agreed");
}

#[test]
fn a_consensus_is_compared_with_only_when_somebody_chooses_it() {
    let mut codings = codings(true);
    let mut consensus = codings.layers[0].clone();
    consensus.id = "agreed".into();
    consensus.kind = Kind::Consensus;
    // By their ids it comes first.
    codings.layers.insert(0, consensus);
    let (mut window, _) = shown(codings);
    until(&mut window, "Write a consensus…");
    let told = texts(&window);
    assert!(told.contains("second, by C2"), "{told}");
    assert!(!told.contains("agreed, consensus"), "{told}");
    assert_eq!(window.state().chosen, (0, 2));
    // Of a consensus alone there is nothing to compare.
    let mut alone = self::codings(true);
    alone.layers[0].kind = Kind::Consensus;
    let (mut window, _) = shown(alone);
    until(&mut window, "There is one coding of this session.");
}
