//! On which screen the participant's window goes.

use egui::{DragValue, Ui};
use winit::window::Window;

use super::checks::{Check, State};
use crate::conductor::Placement;
use crate::desk::page;
use crate::look::{Icon, button};

/// The monitors, and which of them is the participant's.
pub struct Screens {
    monitors: Vec<Monitor>,
    desk: Option<usize>,
    chosen: Placement,
}

#[derive(Clone, Debug, PartialEq)]
struct Monitor {
    name: String,
    size: (u32, u32),
    at: (i32, i32),
    hz: Option<f64>,
}

impl Screens {
    /// The participant's screen is the one where this window is not, where there are two.
    pub fn new(window: Option<&Window>, wanted: Option<Placement>) -> Self {
        let monitors = window.map(monitors).unwrap_or_default();
        let desk = window.and_then(|window| {
            let current = window.current_monitor()?;
            window
                .available_monitors()
                .position(|monitor| monitor == current)
        });
        let other = (0..monitors.len()).find(|index| Some(*index) != desk);
        let chosen = wanted.unwrap_or(match (monitors.as_slice(), other) {
            ([_, _, ..], Some(other)) => Placement::Monitor(other),
            ([only], _) => beside(only),
            _ => Placement::Rect(0, 0, 1280, 720),
        });
        Self {
            monitors,
            desk,
            chosen,
        }
    }

    /// Where the stage's window goes.
    pub fn placement(&self) -> Placement {
        self.chosen
    }

    /// Whether the place makes sense.
    pub fn check(&self) -> Check {
        let check = |state, text: String| Check::new("Participant's screen", state, text);
        match self.chosen {
            Placement::Monitor(index) => match self.monitors.get(index) {
                None => check(
                    State::Bad,
                    format!("There is no monitor {}: choose another.", index + 1),
                ),
                Some(_) if Some(index) == self.desk && self.monitors.len() > 1 => check(
                    State::Warn,
                    "The participant's window will cover this one: choose the other monitor."
                        .to_owned(),
                ),
                Some(monitor) => check(State::Well, monitor.describe()),
            },
            Placement::Rect(_, _, width, height) if width < 640 || height < 360 => check(
                State::Bad,
                "The participant's window must be at least 640 × 360.".to_owned(),
            ),
            Placement::Rect(x, y, width, height) => check(
                State::Warn,
                format!("A window of {width} × {height} at {x}, {y}; a second monitor is better."),
            ),
        }
    }

    /// The choice.
    pub fn screens_ui(&mut self, ui: &mut Ui, window: Option<&Window>) {
        page::heading(ui, "Participant's screen");
        for (index, monitor) in self.monitors.iter().enumerate() {
            let here = if Some(index) == self.desk {
                " · this window"
            } else {
                ""
            };
            let label = format!("Monitor {}: {}{here}", index + 1, monitor.describe());
            ui.radio_value(&mut self.chosen, Placement::Monitor(index), label);
        }
        let rect = match self.chosen {
            rect @ Placement::Rect(..) => rect,
            Placement::Monitor(_) => self
                .monitors
                .first()
                .map_or(Placement::Rect(0, 0, 1280, 720), beside),
        };
        ui.horizontal(|ui| {
            ui.radio_value(&mut self.chosen, rect, "A window");
            if let Placement::Rect(x, y, width, height) = &mut self.chosen {
                ui.add(DragValue::new(x).prefix("x "));
                ui.add(DragValue::new(y).prefix("y "));
                ui.add(DragValue::new(width).range(320..=16_384).prefix("width "));
                ui.add(DragValue::new(height).range(240..=16_384).prefix("height "));
            }
        });
        if button::compact(
            ui,
            Some(Icon::Screen),
            "Look for monitors again",
            button::Weight::Quiet,
        )
        .clicked()
        {
            let chosen = self.chosen;
            *self = Self::new(window, Some(chosen));
        }
    }
}

impl Monitor {
    fn describe(&self) -> String {
        let (width, height) = self.size;
        match self.hz {
            Some(hz) => format!("{} {width} × {height}, {hz:.0} Hz", self.name),
            None => format!("{} {width} × {height}, refresh rate unknown", self.name),
        }
    }
}

fn monitors(window: &Window) -> Vec<Monitor> {
    window
        .available_monitors()
        .map(|monitor| Monitor {
            name: monitor.name().unwrap_or_default(),
            size: monitor.size().into(),
            at: monitor.position().into(),
            hz: monitor
                .refresh_rate_millihertz()
                .map(|mhz| f64::from(mhz) / 1000.0),
        })
        .collect()
}

/// A 16:9 window in the upper right corner of the only monitor.
fn beside(monitor: &Monitor) -> Placement {
    let (width, height) = monitor.size;
    let w = (width / 2).clamp(640, 1280).min(width.max(640));
    let h = (w * 9 / 16).min(height.max(360));
    let x = monitor.at.0 + i32::try_from(width.saturating_sub(w)).unwrap_or(0);
    Placement::Rect(x, monitor.at.1, w, h)
}
