//! The participant's window without a display: made, touched, and asked what it told.

use egui::accesskit::Role;
use egui::{Event, Modifiers, PointerButton, Pos2, Shape, Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use lacrima::link::ToDesk;
use lacrima::look::{Look, install};
use lacrima::protocol::Id;
use lacrima::session::{ItemView, Page, ScaleView, Screen, StageInput, StageView, Words};
use lacrima::stage::Participant;

pub const SIZES: [Vec2; 3] = [
    vec2(1024.0, 600.0),
    vec2(1280.0, 720.0),
    vec2(1920.0, 1080.0),
];

pub const MIDDLE: Vec2 = SIZES[1];

pub type Stage = Harness<'static, Participant>;

pub fn words() -> Words {
    let word = str::to_owned;
    Words {
        go_on: word("Continue"),
        begin: word("Touch to begin"),
        decline: word("Prefer not to answer"),
        stop: word("Stop"),
        call: word("Call the experimenter"),
        called: word("The experimenter has been called."),
        one_moment: word("One moment, please."),
        stop_hint: word("Keep holding to stop"),
    }
}

pub fn view(serial: u64, screen: Screen) -> StageView {
    StageView {
        serial,
        screen,
        words: words(),
        can_stop: true,
        can_call: true,
    }
}

pub fn item(id: &str, scale: ScaleView) -> ItemView {
    ItemView {
        id: id.into(),
        text: format!("How {id}?"),
        scale,
        value: None,
        declined: false,
    }
}

pub fn vas(id: &str) -> ItemView {
    let ends = ["not at all".to_owned(), "extremely".to_owned()];
    item(id, ScaleView::Vas { ends })
}

pub fn choice(id: &str, options: &[&str]) -> ItemView {
    let options = options
        .iter()
        .map(|option| (Id::from(*option), format!("Option {option}")))
        .collect();
    item(id, ScaleView::Choice { options })
}

pub fn page(items: Vec<ItemView>) -> Screen {
    Screen::Page(Page { stem: None, items })
}

/// A window of that size on this screen, after presses have begun to count.
pub fn stage(size: Vec2, screen: Screen) -> Stage {
    let mut participant = Participant::default();
    participant.show(view(1, screen));
    let mut stage = Harness::builder()
        .with_size(size)
        .with_context_setup(|ctx| install(ctx, Look::Participant))
        .with_max_steps(64)
        .build_ui_state(|ui, stage: &mut Participant| stage.ui(ui), participant);
    settle(&mut stage);
    stage
}

/// Lets a second pass.
pub fn settle(stage: &mut Stage) {
    stage.run_steps(4);
}

pub fn told(stage: &mut Stage) -> Vec<StageInput> {
    let messages = stage.state_mut().out.take();
    messages
        .into_iter()
        .filter_map(|message| match message {
            ToDesk::Input { input, .. } => Some(input),
            _ => None,
        })
        .collect()
}

/// What was told of answers, as short words.
pub fn answers(stage: &mut Stage) -> Vec<String> {
    told(stage)
        .into_iter()
        .filter_map(|input| match input {
            StageInput::Answer {
                item,
                value,
                device,
            } => Some(format!("{item}={value:?} {device:?}")),
            StageInput::Decline { item, .. } => Some(format!("{item} declined")),
            StageInput::PageDone { items } => Some(format!("done {}", items.len())),
            _ => None,
        })
        .collect()
}

pub fn press(stage: &mut Stage, pos: Pos2, pressed: bool) {
    stage.event(Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    });
    stage.step();
}

pub fn move_to(stage: &mut Stage, pos: Pos2) {
    stage.event(Event::PointerMoved(pos));
    stage.step();
}

pub fn click(stage: &mut Stage, pos: Pos2) {
    move_to(stage, pos);
    press(stage, pos, true);
    press(stage, pos, false);
    stage.step();
}

pub fn circles(stage: &Stage) -> usize {
    fn count(shape: &Shape) -> usize {
        match shape {
            Shape::Circle(_) => 1,
            Shape::Vec(shapes) => shapes.iter().map(count).sum(),
            _ => 0,
        }
    }
    stage
        .output()
        .shapes
        .iter()
        .map(|clipped| count(&clipped.shape))
        .sum()
}

pub fn line(stage: &Stage) -> egui::Rect {
    stage.get_by_role(Role::Slider).rect()
}

pub fn button_works(stage: &Stage, label: &str) -> bool {
    let node = stage.get_by_role_and_label(Role::Button, label);
    !node.accesskit_node().is_disabled()
}

pub fn go_on(stage: &mut Stage) {
    let at = stage
        .get_by_role_and_label(Role::Button, "Continue")
        .rect()
        .center();
    click(stage, at);
}
