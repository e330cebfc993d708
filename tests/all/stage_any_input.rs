//! Every kind of screen under every kind of input, with seeds: keys with and without modifiers, clicks, drags, several fingers,
//! scrolling, pasting, an input method, a lost focus, another window size. What is told belongs to something that was touched.

use egui::accesskit::Role;
use egui::{
    Event, ImeEvent, Key, Modifiers, MouseWheelUnit, PointerButton, Pos2, Rect, pos2, vec2,
};
use egui_kittest::kittest::Queryable as _;
use lacrima::protocol::Id;
use lacrima::session::{Film, ScaleView, Screen, StageInput};
use lacrima::stage::Target;
use lacrima::time::FilmTime;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::stage_fuzz::deciding_screens;
use super::stage_harness::*;

#[test]
fn whatever_comes_only_what_was_touched_is_told() {
    let mut decided = 0;
    for (kind, screen) in screens().into_iter().enumerate() {
        for round in 0..2 {
            let seed = 1_000 + 10 * kind as u64 + round;
            decided += Hand::new(seed, screen.clone()).play();
        }
    }
    assert!(decided > 20, "so many touches hit something: {decided}");
}

struct Hand {
    seed: u64,
    random: ChaCha8Rng,
    stage: Stage,
    /// Where the latest press began, and whether the button is down.
    pressed: Option<Pos2>,
    down: bool,
    /// The keyboard may have been led to anything.
    tabbed: bool,
    keyed: bool,
    /// Something was typed at any time.
    typed: bool,
    /// What was ever touched, with its item where it belongs to one; an item moves when the window changes.
    touched: Vec<(Option<Id>, Rect)>,
}

impl Hand {
    fn new(seed: u64, screen: Screen) -> Self {
        let stage = stage(MIDDLE, screen);
        // As in the real window: the harness alone makes an error of a sign that no font has.
        stage
            .ctx
            .set_missing_glyph_policy(egui::MissingGlyphPolicy::Tofu);
        Self {
            seed,
            random: ChaCha8Rng::seed_from_u64(seed),
            stage,
            pressed: None,
            down: false,
            tabbed: false,
            keyed: false,
            typed: false,
            touched: Vec::new(),
        }
    }

    /// How much was decided or answered.
    fn play(mut self) -> usize {
        let mut decided = 0;
        for _ in 0..160 {
            // Only every second seed leads the keyboard about, so that in the others a key can do nothing by itself.
            self.act();
            self.stage.step();
            let rects = self.rects();
            for input in told(&mut self.stage) {
                decided += usize::from(self.check(&input, &rects));
            }
        }
        decided
    }

    fn act(&mut self) {
        let size = MIDDLE;
        let at = if self.random.random_bool(0.4) {
            let rects = self.rects();
            let any = self.random.random_range(0..rects.len().max(1));
            rects
                .get(any)
                .map_or(pos2(9.0, 99.0), |(_, rect)| rect.center())
        } else {
            pos2(
                self.random.random_range(0.0..size.x),
                self.random.random_range(0.0..size.y),
            )
        };
        match self.random.random_range(0..14) {
            0..=3 => {
                self.press(at);
                if self.random.random_bool(0.6) {
                    self.release(at);
                }
            }
            4 => self.release(at),
            5 => self.stage.event(Event::PointerMoved(at)),
            6 => {
                let button = [PointerButton::Secondary, PointerButton::Middle]
                    [self.random.random_range(0..2)];
                // A field takes the keyboard whichever button is pressed on it.
                self.touch(at);
                for pressed in [true, false] {
                    self.stage.event(Event::PointerButton {
                        pos: at,
                        button,
                        pressed,
                        modifiers: Modifiers::NONE,
                    });
                }
            }
            7 => self.fingers(at),
            8 => self.stage.event(Event::MouseWheel {
                source: egui::MouseWheelSource::Wheel,
                unit: MouseWheelUnit::Line,
                delta: vec2(0.0, self.random.random_range(-9.0..9.0)),
                modifiers: Modifiers::NONE,
                phase: egui::TouchPhase::Move,
            }),
            9 => {
                let text = ["zu Hause", "7", "=1+1", "\u{202e}\u{0}x", "🙂"];
                let text = text[self.random.random_range(0..text.len())].to_owned();
                (self.keyed, self.typed) = (true, true);
                self.stage.event(match self.random.random_range(0..3) {
                    0 => Event::Paste(text),
                    1 => Event::Text(text),
                    _ => Event::Ime(ImeEvent::Commit(text)),
                });
            }
            10 => self
                .stage
                .event(Event::WindowFocused(self.random.random_bool(0.5))),
            11 if self.random.random_bool(0.2) => {
                let sizes = [SIZES[0], SIZES[2], vec2(320.0, 240.0), MIDDLE];
                self.stage.set_size(sizes[self.random.random_range(0..4)]);
                self.stage.step();
                self.stage.set_size(MIDDLE);
                self.stage.step();
            }
            12 if self.seed.is_multiple_of(2) => {
                self.tabbed = true;
                self.key(Key::Tab, Modifiers::NONE);
            }
            _ => {
                let keys = [
                    Key::Space,
                    Key::Enter,
                    Key::Num5,
                    Key::ArrowRight,
                    Key::Home,
                    Key::F4,
                    Key::W,
                    Key::Q,
                    Key::C,
                    Key::V,
                    Key::F11,
                    Key::Backspace,
                    Key::Escape,
                ];
                let modifiers = [
                    Modifiers::NONE,
                    Modifiers::ALT,
                    Modifiers::CTRL,
                    Modifiers::COMMAND,
                    Modifiers::SHIFT,
                ];
                let key = keys[self.random.random_range(0..keys.len())];
                let modifiers = modifiers[self.random.random_range(0..5)];
                self.key(key, modifiers);
            }
        }
    }

    fn key(&mut self, key: Key, modifiers: Modifiers) {
        (self.keyed, self.typed) = (true, true);
        self.stage.key_press_modifiers(modifiers, key);
        self.stage.step();
    }

    fn press(&mut self, at: Pos2) {
        self.stage.event(Event::PointerMoved(at));
        self.stage.step();
        // A real button comes up before it goes down again.
        if self.down {
            self.release(at);
        }
        self.pressed = Some(at);
        self.keyed = false;
        self.down = true;
        self.touch(at);
        press(&mut self.stage, at, true);
    }

    fn touch(&mut self, at: Pos2) {
        let here = self.rects();
        let hit = here.into_iter().filter(|(_, rect)| rect.contains(at));
        self.touched.extend(hit);
    }

    fn release(&mut self, at: Pos2) {
        self.down = false;
        press(&mut self.stage, at, false);
    }

    /// Two fingers, as a touch screen tells them beside the pointer that the first one moves.
    fn fingers(&mut self, at: Pos2) {
        for phase in [
            egui::TouchPhase::Start,
            egui::TouchPhase::Move,
            egui::TouchPhase::End,
        ] {
            for finger in 0..2 {
                self.stage.event(Event::Touch {
                    device_id: egui::TouchDeviceId(1),
                    id: egui::TouchId(finger),
                    phase,
                    pos: at + vec2(60.0 * finger as f32, 0.0),
                    force: None,
                });
            }
        }
    }

    /// What can be touched now, with its item where it belongs to one.
    fn rects(&self) -> Vec<(Option<Id>, Rect)> {
        let targets = &self.stage.state().targets;
        let mut rects = Vec::new();
        for name in ITEMS {
            let id = Id::from(name);
            let own = [Target::Item(id.clone()), Target::Decline(id.clone())];
            let boxes = (0..12).map(|number| Target::Box(id.clone(), number));
            let options = targets.options(&id).map(|(target, _)| target.clone());
            let all = own.into_iter().chain(boxes).chain(options);
            rects.extend(
                all.filter_map(|target| targets.rect(&target))
                    .map(|rect| (Some(id.clone()), rect.expand(24.0))),
            );
        }
        let others = self.stage.query_all_by(|node| {
            matches!(
                node.role(),
                Role::Button | Role::CheckBox | Role::MultilineTextInput
            )
        });
        rects.extend(others.map(|node| (None, node.rect().expand(8.0))));
        rects
    }

    /// Whether it decides or answers something; then it must belong to a touch, or to the keyboard after it was led there.
    fn check(&self, input: &StageInput, rects: &[(Option<Id>, Rect)]) -> bool {
        let at = self.pressed;
        let hit = |wanted: Option<&Id>| {
            let began = |rect: &Rect| at.is_some_and(|at| rect.contains(at));
            let own = rects
                .iter()
                .filter(|(item, _)| item.as_ref() == wanted)
                .any(|(_, rect)| began(rect));
            let before = |(item, rect): &(Option<Id>, Rect)| match wanted {
                Some(wanted) => item.as_ref() == Some(wanted),
                // A button may be gone with the page that it ended.
                None => began(rect),
            };
            own || self.touched.iter().any(before)
        };
        let by_keyboard = self.tabbed && self.keyed;
        match input {
            StageInput::Answer { item, .. }
            | StageInput::Decline { item, .. }
            | StageInput::Clear { item, .. } => {
                // What was typed is told when its field is left, which a press elsewhere does.
                let field = item == "slept" || item == "words";
                let left = field && self.tabbed && self.typed;
                assert!(
                    by_keyboard || left || hit(Some(item)),
                    "seed {}: {input:?}",
                    self.seed
                );
                true
            }
            StageInput::Begun { .. }
            | StageInput::Continue { .. }
            | StageInput::PageDone { .. }
            | StageInput::Consent { .. }
            | StageInput::Screening { .. }
            | StageInput::Recalled { .. }
            | StageInput::TaskStop { .. }
            | StageInput::DataChoice { .. }
            | StageInput::Wish { .. }
            | StageInput::CallExperimenter
            | StageInput::StopHeld => {
                assert!(
                    by_keyboard || hit(None),
                    "seed {}: {input:?} {at:?}",
                    self.seed
                );
                true
            }
            StageInput::Restless { .. } | StageInput::SelfKey { .. } => {
                panic!("seed {}: nobody asked for {input:?}", self.seed)
            }
            StageInput::Shown { .. }
            | StageInput::ItemShown { .. }
            | StageInput::Media { .. }
            | StageInput::Mark { .. } => false,
        }
    }
}

const ITEMS: [&str; 7] = ["sad", "seen", "moved", "slept", "why", "mood", "words"];

/// One of each kind.
fn screens() -> Vec<Screen> {
    let word = str::to_owned;
    let ends = || [word("low"), word("high")];
    let go_on = || Some(word("Continue"));
    let calm = |go_on, still| Screen::Calm {
        line: Some(word("Please wait.")),
        go_on,
        still,
    };
    let likert = ScaleView::Likert {
        points: 7,
        first: 1,
        ends: ends(),
    };
    let multi = ScaleView::Multi {
        options: vec![
            ("a".into(), word("Option a"), false),
            ("none".into(), word("None"), true),
        ],
    };
    let grid = |cells| ScaleView::Grid {
        x: ends(),
        y: ends(),
        cells,
    };
    let number = ScaleView::Number {
        min: 0.0,
        max: 24.0,
        unit: None,
    };
    let text = ScaleView::Text { max_chars: 40 };
    let mut all = vec![
        calm(None, true),
        calm(go_on(), false),
        Screen::Text {
            text: word("Read this."),
            go_on: go_on(),
            min_s: 0.0,
        },
        Screen::Text {
            text: "A long sentence about the study. ".repeat(150),
            go_on: None,
            min_s: 0.0,
        },
        Screen::PracticeStop {
            text: word("Try to stop."),
        },
        Screen::Begin,
        page(vec![
            vas("sad"),
            choice("seen", &["yes", "no"]),
            item("moved", likert),
        ]),
        page(vec![
            item("slept", number),
            item("why", multi),
            item("words", text),
        ]),
        page(vec![item("mood", grid(None))]),
        page(vec![item("mood", grid(Some(9)))]),
        Screen::Film(Film {
            stimulus: "gone".into(),
            pictures: true,
            line: None,
            from: FilmTime::from_s(0.0),
            to: None,
            start_at: FilmTime::from_s(0.0),
            gain_db: 0.0,
            paused: false,
            audio_track: None,
            subtitles: false,
            self_key: None,
        }),
        Screen::Image {
            stimulus: "gone".into(),
            go_on: go_on(),
        },
    ];
    all.extend(deciding_screens());
    all
}
