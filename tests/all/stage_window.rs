//! The participant's window as it really is: its own process on a real display, touched by real events, asked over the wire.

use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::process::ExitStatus;

use crossbeam_channel::{Receiver, unbounded};
use lacrima::link::{Gesture, ToDesk, ToStage, frame};
use lacrima::protocol::Id;
use lacrima::session::{MediaInput, ScaleView, Screen as View, StageInput, TickView, Value};

use super::stage_harness::{item, page, vas, view};
use super::subtitles::silent_film;
use super::support::{Program, Screen, Window, wait_for};

/// A stage process and the desk's end of its wire.
pub struct Stage {
    program: Program,
    wire: Option<UnixStream>,
    news: Receiver<ToDesk>,
    heard: Vec<ToDesk>,
}

impl Stage {
    pub fn start(screen: &Screen) -> Self {
        let (desk, stage) = UnixStream::pair().expect("sockets");
        let mut command = screen.command(env!("CARGO_BIN_EXE_lacrima"));
        command
            .args(["stage", "--link-fd", "0", "--stage-rect", "0,0,1280,720"])
            .stdin(OwnedFd::from(stage));
        let program = Program::start(command);
        let mut read_half = desk.try_clone().expect("a second hold on the wire");
        let (tell, news) = unbounded();
        std::thread::Builder::new()
            .name("desk".to_owned())
            .spawn(move || {
                while let Ok(Some(message)) = frame::read::<ToDesk>(&mut read_half) {
                    if tell.send(message).is_err() {
                        break;
                    }
                }
            })
            .expect("a thread");
        let mut stage = Self {
            program,
            wire: Some(desk),
            news,
            heard: Vec::new(),
        };
        stage.hear("its greeting", |message| {
            matches!(message, ToDesk::Hello { .. })
        });
        stage
    }

    pub fn say(&mut self, message: &ToStage) {
        let wire = self.wire.as_mut().expect("the wire is there");
        frame::write(wire, message).expect("the stage listens");
    }

    pub fn show(&mut self, serial: u64, screen: View) {
        self.say(&ToStage::View(Box::new(view(serial, screen))));
        self.input("the screen to be shown", |input| {
            *input == StageInput::Shown { serial }
        });
    }

    /// Waits for a message that has not been asked for yet.
    pub fn hear(&mut self, what: &str, wanted: impl Fn(&ToDesk) -> bool) -> ToDesk {
        wait_for(what, || {
            self.heard.extend(self.news.try_iter());
            let place = self.heard.iter().position(&wanted)?;
            Some(self.heard.remove(place))
        })
    }

    fn input(&mut self, what: &str, wanted: impl Fn(&StageInput) -> bool) -> StageInput {
        let message = self.hear(
            what,
            |message| matches!(message, ToDesk::Input { input, .. } if wanted(input)),
        );
        match message {
            ToDesk::Input { input, .. } => input,
            other => panic!("an input was asked for: {other:?}"),
        }
    }

    fn answer(&mut self) -> StageInput {
        self.input("an answer", |input| {
            matches!(input, StageInput::Answer { .. })
        })
    }

    fn ended(&mut self) -> ExitStatus {
        self.program.wait()
    }
}

pub fn calm(line: &str) -> View {
    let line = Some(line.to_owned());
    View::Calm {
        line,
        go_on: None,
        still: false,
    }
}

pub fn window(screen: &Screen) -> Window {
    let window = screen.window("Lacrima – stage");
    assert_eq!(
        (window.x, window.y, window.width, window.height),
        (0, 0, 1280, 720)
    );
    window
}

#[test]
fn a_real_mouse_answers_a_real_key_stops_and_the_window_stays_until_the_desk_closes_it() {
    let screen = Screen::start_sized("1280x720");
    let robot = screen.robot();
    let mut stage = Stage::start(&screen);
    stage.show(1, page(vec![vas("sad")]));
    let window = window(&screen);
    robot.focus(&window);
    let picture = robot.screenshot(&window, "stage-page");
    assert!(picture.drawn() > 0.001, "something is drawn");

    // The line begins at 300 and is 680 wide; where it lies in height is looked for from the top.
    let mut y = 250;
    wait_for("a click to hit the line", || {
        robot.click_in(&window, 300 + 170, y);
        y += 16;
        stage.heard.extend(stage.news.try_iter());
        let is_answer = |message: &ToDesk| {
            matches!(
                message,
                ToDesk::Input {
                    input: StageInput::Answer { .. },
                    ..
                }
            )
        };
        stage.heard.iter().any(is_answer).then_some(())
    });
    match stage.answer() {
        StageInput::Answer {
            item,
            value: Value::Number(value),
            ..
        } => {
            assert_eq!(item.as_str(), "sad");
            assert!((value - 25.0).abs() < 0.3, "a quarter of the line: {value}");
        }
        other => panic!("{other:?}"),
    }

    robot.close(&window);
    stage.input("the refusal to close", |input| {
        *input
            == StageInput::Restless {
                what: "close".to_owned(),
                times: 1,
            }
    });
    stage.say(&ToStage::Ping { id: 5 });
    stage.hear("an answer to the ping", |message| {
        *message == ToDesk::Pong { id: 5 }
    });

    robot.focus(&window);
    robot.press("Escape");
    stage.input("the stop", |input| *input == StageInput::StopHeld);
    robot.release("Escape");
    stage.say(&ToStage::Close);
    assert!(stage.ended().success(), "{}", stage.program.log());
    screen.wait_gone("Lacrima – stage");
}

#[test]
fn a_pilot_goes_through_begin_items_and_button_like_a_participant() {
    let screen = Screen::start_sized("1280x720");
    let mut stage = Stage::start(&screen);
    stage.show(1, View::Begin);
    stage.say(&ToStage::Gesture(Gesture::Begin));
    stage.input("the first touch", |input| {
        *input == StageInput::Begun { serial: 1 }
    });
    stage.show(2, page(vec![vas("sad"), vas("calm")]));
    for (item, value) in [("sad", 12.5), ("calm", 87.0)] {
        let value = Value::Number(value);
        stage.say(&ToStage::Gesture(Gesture::Answer {
            item: item.into(),
            value,
        }));
        match stage.answer() {
            StageInput::Answer {
                item: given,
                value: Value::Number(x),
                ..
            } => {
                assert_eq!(given.as_str(), item);
                let wanted = if item == "sad" { 12.5 } else { 87.0 };
                assert!((x - wanted).abs() < 0.2, "{x}");
            }
            other => panic!("{other:?}"),
        }
    }
    stage.say(&ToStage::Gesture(Gesture::GoOn));
    stage.input("the page's end", |input| {
        *input
            == StageInput::PageDone {
                items: vec!["sad".into(), "calm".into()],
            }
    });
    stage.show(3, calm("Please wait."));
    stage.say(&ToStage::Gesture(Gesture::Stop));
    stage.input("the stop", |input| *input == StageInput::StopHeld);
}

#[test]
fn a_pilot_ticks_chooses_writes_and_answers_on_the_new_scales() {
    let screen = Screen::start_sized("1280x720");
    let mut stage = Stage::start(&screen);
    let make = |gesture: Gesture| ToStage::Gesture(gesture);
    // What is looked for comes on a later page: the pilot turns to it.
    let text = "A calm sentence about the study. ".repeat(40);
    let text = [text.clone(), text].join("\n\n");
    let ticks = ["part", "video"].map(|id| TickView {
        id: id.into(),
        text: format!("I allow {id}."),
        required: id == "part",
    });
    let (agree, refuse) = ("I agree".to_owned(), "I do not agree".to_owned());
    let consent = View::Consent {
        text,
        ticks: ticks.to_vec(),
        agree,
        refuse,
    };
    stage.show(1, consent);
    stage.say(&make(Gesture::Tick { id: "part".into() }));
    stage.say(&make(Gesture::Choose { button: 0 }));
    stage.input("consent", |input| {
        *input
            == StageInput::Consent {
                serial: 1,
                agreed: true,
                ticks: [("part".into(), true), ("video".into(), false)].into(),
            }
    });

    let written = "Ein trüber Tag im Herbst. ".repeat(40);
    let recall = View::Recall {
        text: "Remember.".to_owned(),
        write: true,
        tell_text: true,
        go_on: "Continue".to_owned(),
        min_s: 0.0,
    };
    stage.show(2, recall);
    let text = written.clone();
    stage.say(&make(Gesture::Write { text }));
    stage.say(&make(Gesture::GoOn));
    stage.input("what was written", |input| {
        matches!(input, StageInput::Recalled { words: 200, text: Some(text), .. } if *text == written.trim())
    });

    let options = [("a", false), ("b", false), ("none", true)];
    let options = options.map(|(id, alone)| (id.into(), format!("Option {id}"), alone));
    let mut why = item(
        "why",
        ScaleView::Multi {
            options: options.to_vec(),
        },
    );
    why.value = Some(Value::Many(vec!["none".into()]));
    let ends = || ["low".to_owned(), "high".to_owned()];
    let likert = ScaleView::Likert {
        points: 7,
        first: 1,
        ends: ends(),
    };
    stage.show(3, page(vec![why, item("moved", likert)]));
    let grid = ScaleView::Grid {
        x: ends(),
        y: ends(),
        cells: None,
    };
    let many = Value::Many(vec!["a".into(), "b".into()]);
    let place = Value::Place { x: 20.0, y: 80.0 };
    for (id, value) in [("why", many), ("moved", Value::Number(6.0))] {
        answered(&mut stage, id, &value);
    }
    stage.show(4, page(vec![item("mood", grid)]));
    answered(&mut stage, "mood", &place);
}

/// Has an item answered, and waits until it is.
fn answered(stage: &mut Stage, id: &str, wanted: &Value) {
    stage.say(&ToStage::Gesture(Gesture::Answer {
        item: id.into(),
        value: wanted.clone(),
    }));
    stage.input(id, |input| {
        matches!(input, StageInput::Answer { item, value, .. } if item.as_str() == id && is_near(value, wanted))
    });
}

/// Places are hit to within a pixel.
fn is_near(value: &Value, wanted: &Value) -> bool {
    match (value, wanted) {
        (Value::Place { x, y }, Value::Place { x: to_x, y: to_y }) => {
            (x - to_x).abs() < 0.4 && (y - to_y).abs() < 0.4
        }
        _ => value == wanted,
    }
}

#[test]
fn a_film_has_its_subtitles_on_the_picture_and_a_real_key_is_the_participants_own() {
    let screen = Screen::start_sized("1280x720");
    let robot = screen.robot();
    let (film, mut shown) = silent_film(screen.home(), 250);
    let subtitles = screen.home().join("words.srt");
    let words = "Where have you been all this time?\n– Nowhere.";
    let text = format!("1\n00:00:00,000 --> 00:00:10,000\n{words}\n");
    std::fs::write(&subtitles, text).expect("the home can be written");
    let mut stage = Stage::start(&screen);
    let id: Id = "sad".into();
    stage.say(&ToStage::Media {
        mark: None,
        id: id.clone(),
        path: film,
    });
    stage.say(&ToStage::Subtitles {
        id,
        path: subtitles,
    });
    shown.subtitles = true;
    shown.self_key = Some("Space".into());
    stage.say(&ToStage::View(Box::new(view(4, View::Film(shown)))));
    stage.input("the first frame", |input| {
        matches!(
            input,
            StageInput::Media {
                media: MediaInput::Onset { .. },
                ..
            }
        )
    });
    let window = window(&screen);
    robot.focus(&window);
    let picture = robot.screenshot(&window, "stage-subtitles");
    // The picture is 960 points wide in the middle; its white is dimmed under the words, and only there.
    let bright = |x, y| picture.at(x, y)[1] > 200;
    assert!(bright(640, 300) && bright(200, 640) && bright(640, 560));
    assert!(picture.at(640, 615)[1] < 120, "{:?}", picture.at(640, 615));

    robot.press("space");
    let own = |down| StageInput::SelfKey { serial: 4, down };
    stage.input("the own key to go down", |input| *input == own(true));
    robot.release("space");
    stage.input("the own key to come up", |input| *input == own(false));
    robot.press("space");
    stage.input("the own key to go down again", |input| *input == own(true));
    stage.say(&ToStage::Stop);
    stage.input("its release by the stop", |input| *input == own(false));
    robot.release("space");
}

#[test]
fn a_stage_whose_desk_is_gone_ends_by_itself() {
    let screen = Screen::start_sized("1280x720");
    let mut stage = Stage::start(&screen);
    stage.show(1, calm("Please wait."));
    if let Some(wire) = stage.wire.take() {
        wire.shutdown(std::net::Shutdown::Both)
            .expect("the wire can be cut");
    }
    stage.ended();
    screen.wait_gone("Lacrima – stage");
}

#[test]
fn a_stage_without_a_desk_says_what_to_start_instead() {
    let screen = Screen::start_sized("640x480");
    let mut program = screen.lacrima(&["stage", "--link-fd", "0"]);
    assert_eq!(program.wait().code(), Some(1));
    assert!(
        program.log().contains("start `lacrima` instead"),
        "{}",
        program.log()
    );
}
