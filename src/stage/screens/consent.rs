//! What the participant agrees to: a text, points that are ticked one by one, and two buttons that are equally easy to reach.

use std::collections::BTreeMap;

use egui::Ui;

use super::Scene;
use super::buttons::{Side, pair};
use super::leaves::{Leaves, Sheet};
use crate::look::button::Face;
use crate::look::{tick, tick_height};
use crate::protocol::Id;
use crate::session::{StageInput, TickView};
use crate::stage::place::Places;
use crate::stage::targets::Target;

/// Where in the text the participant is, and what is ticked. Nothing is before the participant ticks it.
#[derive(Debug, Default)]
pub(in crate::stage) struct ConsentAct {
    pub(in crate::stage) leaves: Leaves,
    ticked: Vec<Id>,
}

impl ConsentAct {
    /// Draws the current page. Refusing is possible from the first page on, agreeing on the last.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        places: &Places,
        (text, ticks): (&str, &[TickView]),
        (agree, refuse): (&str, &str),
        scene: &mut Scene<'_>,
    ) {
        let go_on = scene.words.go_on.clone();
        let (sides, column) = pair(ui, places, &[agree, refuse, &go_on]);
        let rows: Vec<&str> = ticks.iter().map(|tick| tick.text.as_str()).collect();
        let sheet = Sheet {
            rows: &rows,
            row_height: tick_height,
            ..Sheet::of(text)
        };
        let spread = self.leaves.ui(ui, &sheet, column, scene.now);
        for (row, rect) in spread.rows {
            if let Some(tick) = ticks.get(row) {
                self.tick_ui(ui, tick, (rect, spread.size), scene);
            }
        }
        let turning = !self.leaves.is_last();
        let (label, ready, target) = if turning {
            (go_on.as_str(), true, Target::Turn)
        } else {
            (agree, self.may_agree(ticks), Target::Button(0))
        };
        let buttons = [
            Side {
                label,
                face: Face::Raised,
                ready,
                target,
            },
            Side {
                label: refuse,
                face: Face::Outlined,
                ready: true,
                target: Target::Button(1),
            },
        ];
        let pressed = scene.pair_ui(ui, sides, buttons);
        match pressed {
            Some(0) if turning => self.leaves.turn(ui, scene.now),
            Some(button) => self.tell(ui, button == 0, ticks, scene),
            None => {}
        }
    }

    /// What is ticked.
    pub fn ticked(&self) -> &[Id] {
        &self.ticked
    }

    /// Takes up what was ticked in a stage process that ended.
    pub fn take_up(&mut self, ticked: Vec<Id>) {
        self.ticked = ticked;
    }

    fn tick_ui(
        &mut self,
        ui: &mut Ui,
        view: &TickView,
        (rect, size): (egui::Rect, f32),
        scene: &mut Scene<'_>,
    ) {
        let id = egui::Id::unique(("tick", view.id.as_str(), scene.serial));
        let on = self.ticked.contains(&view.id);
        let response = tick(ui, id, &view.text, size, rect, on);
        if view.required {
            ui.ctx()
                .accesskit_node_builder(response.id, |node| node.set_required());
        }
        let target = Target::Tick(view.id.clone());
        scene.targets.put_marked(target, response.rect, on);
        if response.clicked() {
            if on {
                self.ticked.retain(|ticked| *ticked != view.id);
            } else {
                self.ticked.push(view.id.clone());
            }
            ui.ctx().request_repaint();
        }
    }

    fn may_agree(&self, ticks: &[TickView]) -> bool {
        ticks
            .iter()
            .all(|tick| !tick.required || self.ticked.contains(&tick.id))
    }

    fn tell(&self, ui: &Ui, agreed: bool, ticks: &[TickView], scene: &mut Scene<'_>) {
        let ticks: BTreeMap<Id, bool> = ticks
            .iter()
            .map(|tick| (tick.id.clone(), self.ticked.contains(&tick.id)))
            .collect();
        let (at, serial) = (scene.clicked_at(ui), scene.serial);
        scene.out.input(
            at,
            StageInput::Consent {
                serial,
                agreed,
                ticks,
            },
        );
    }
}
