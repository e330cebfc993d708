//! What the participant's window must show, already in the participant's language.

use serde::{Deserialize, Serialize};

use crate::protocol::{Id, Key};
use crate::session::{DataChoice, Value};
use crate::time::FilmTime;

/// One screen and the words around it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StageView {
    /// Changes when a new screen begins; stays while one screen only changes its state (pause, answers).
    pub serial: u64,
    /// What is shown.
    pub screen: Screen,
    /// Fixed words in the participant's language.
    pub words: Words,
    /// Whether the corner button and the held Escape key stop the session now.
    pub can_stop: bool,
    /// Whether "Call the experimenter" is offered now.
    pub can_call: bool,
}

/// The kinds of screens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Screen {
    /// The neutral grey and at most one calm line; a button when the participant may go on.
    Calm {
        /// The line.
        line: Option<String>,
        /// The button's label.
        go_on: Option<String>,
        /// Whether the pointer is hidden.
        still: bool,
    },
    /// A page of text; a button when the participant may go on.
    Text {
        /// The text; blank lines part paragraphs.
        text: String,
        /// The button's label.
        go_on: Option<String>,
        /// The button comes this long after the text, in seconds.
        min_s: f64,
    },
    /// What the participant agrees to.
    Consent {
        /// The text; blank lines part paragraphs.
        text: String,
        /// What is agreed to one by one; the required ones must be ticked to agree.
        ticks: Vec<TickView>,
        /// The button that agrees.
        agree: String,
        /// The button that does not.
        refuse: String,
    },
    /// Reasons not to take part, as a list with two buttons.
    Screening {
        /// The text above the list.
        text: String,
        /// The reasons.
        points: Vec<String>,
        /// The button for "none of them applies".
        none: String,
        /// The button for "at least one applies".
        some: String,
    },
    /// The participant practises stopping: the held gesture is told as a stop.
    PracticeStop {
        /// The text.
        text: String,
    },
    /// Remembering, imagining or writing.
    Recall {
        /// The text.
        text: String,
        /// Whether there is a field to write in.
        write: bool,
        /// Whether the text itself is told, or only how long it is.
        tell_text: bool,
        /// The button's label.
        go_on: String,
        /// The button comes this long after the text, in seconds.
        min_s: f64,
    },
    /// A timed task.
    Task {
        /// The text.
        text: String,
        /// The button that ends the task, while its clock runs.
        stop: Option<String>,
    },
    /// A question with a few buttons and nothing else: how to go on after a stop.
    DataChoice {
        /// The text.
        text: String,
        /// What can be chosen, with the buttons' labels.
        options: Vec<(DataChoice, String)>,
    },
    /// Whether the experimenter should come.
    Wish {
        /// The question.
        text: String,
        /// The button for yes.
        yes: String,
        /// The button for no.
        no: String,
    },
    /// A due probe waits for the first touch.
    Begin,
    /// Items to answer.
    Page(Page),
    /// A film or a sound.
    Film(Film),
    /// A white screen for an instant and two short chirps, as asked for; then the neutral ground.
    Mark {
        /// Whether the screen turns white.
        flash: bool,
        /// Whether the chirps sound.
        chirp: bool,
    },
    /// A picture.
    Image {
        /// The stimulus.
        stimulus: Id,
        /// The button's label, when the participant may go on.
        go_on: Option<String>,
    },
}

/// The items that are still to be answered, in this participant's order; the stage shows as many at once as fit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// A line above the items.
    pub stem: Option<String>,
    /// Items of pages that are not finished yet.
    pub items: Vec<ItemView>,
}

/// Something that is agreed to on its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TickView {
    /// Names it.
    pub id: Id,
    /// What the participant reads.
    pub text: String,
    /// Whether nobody can take part without it.
    pub required: bool,
}

/// One item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ItemView {
    /// Names the item.
    pub id: Id,
    /// The question.
    pub text: String,
    /// How it is answered.
    pub scale: ScaleView,
    /// The answer so far, so that a restarted stage shows what was given on this page.
    pub value: Option<Value>,
    /// Whether the participant prefers not to answer.
    pub declined: bool,
}

/// How an item is answered, in one language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ScaleView {
    /// A bare line between two words; 0 to 100.
    Vas {
        /// The words at the left and the right end.
        ends: [String; 2],
    },
    /// One of several options: id and label.
    Choice {
        /// The options.
        options: Vec<(Id, String)>,
    },
    /// A row of boxes from one end to the other.
    Likert {
        /// How many boxes.
        points: u8,
        /// The number of the first box.
        first: i32,
        /// The words at the left and the right end.
        ends: [String; 2],
    },
    /// Any number of several options: id, label, and whether it excludes the others.
    Multi {
        /// The options.
        options: Vec<(Id, String, bool)>,
    },
    /// A place on a square; 0 to 100 in both directions.
    Grid {
        /// The words at the left and the right edge.
        x: [String; 2],
        /// The words at the lower and the upper edge.
        y: [String; 2],
        /// How many cells a side; any place when `None`.
        cells: Option<u8>,
    },
    /// A number.
    Number {
        /// Smallest number allowed.
        min: f64,
        /// Largest number allowed.
        max: f64,
        /// A word behind the field.
        unit: Option<String>,
    },
    /// Free text.
    Text {
        /// Longest answer, in characters.
        max_chars: usize,
    },
}

/// A film or sound and how it must run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Film {
    /// The stimulus; the stage knows where it lies.
    pub stimulus: Id,
    /// Whether there are pictures.
    pub pictures: bool,
    /// A line on the screen of a sound.
    pub line: Option<String>,
    /// Where the part that is shown begins in the file.
    pub from: FilmTime,
    /// Where it ends; at the file's end when `None`.
    pub to: Option<FilmTime>,
    /// Where playing starts: `from`, or later after a restart of the stage.
    pub start_at: FilmTime,
    /// Louder or softer than the file.
    pub gain_db: f64,
    /// Halted, with a calm screen over it.
    pub paused: bool,
    /// Which audio track of the file plays; the file's own choice when `None`.
    pub audio_track: Option<u32>,
    /// Whether the subtitles that belong to the stimulus are shown.
    pub subtitles: bool,
    /// The key that the participant holds while feeling like crying.
    pub self_key: Option<Key>,
}

/// The fixed words of the participant's window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Words {
    /// Button that goes on.
    pub go_on: String,
    /// Screen before a due probe.
    pub begin: String,
    /// Beside each item.
    pub decline: String,
    /// Corner button that stops.
    pub stop: String,
    /// Button that calls the experimenter.
    pub call: String,
    /// After the call.
    pub called: String,
    /// Holding screen.
    pub one_moment: String,
    /// While Escape is held or after a tap on Stop.
    pub stop_hint: String,
}
