//! What was measured, said with what it means: a table for people, JSON for programs.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

use super::figures::median;

/// One figure: what it is, what it should be, and each run's value.
#[derive(Clone, Debug, Serialize)]
pub struct Figure {
    pub name: &'static str,
    pub unit: &'static str,
    /// What it should be, in words.
    pub goal: &'static str,
    /// What the number means.
    pub meaning: &'static str,
    /// Values by program, one a run, in order; runs in which nothing was seen are left out.
    pub values: BTreeMap<&'static str, Vec<f64>>,
}

/// All figures of one call.
#[derive(Default, Serialize)]
pub struct Report {
    figures: Vec<Figure>,
}

impl Report {
    /// Adds a run's value of a figure for `program`; the words are kept from the first time.
    pub fn add(
        &mut self,
        program: &'static str,
        [name, unit, goal, meaning]: [&'static str; 4],
        value: Option<f64>,
    ) {
        let place = self
            .figures
            .iter()
            .position(|figure| figure.name == name)
            .unwrap_or_else(|| {
                self.figures.push(Figure {
                    name,
                    unit,
                    goal,
                    meaning,
                    values: BTreeMap::new(),
                });
                self.figures.len() - 1
            });
        let values = self.figures[place].values.entry(program).or_default();
        values.extend(value);
    }

    /// The table: medians, and the ratio where both programs were measured.
    pub fn print(&self) {
        println!(
            "\n{:<34} {:>10} {:>10} {:>7}  goal",
            "median of all runs", "lacrima", "mpv", "ratio"
        );
        for figure in &self.figures {
            let middle = |program| figure.values.get(program).and_then(|values| median(values));
            let (ours, theirs) = (middle("lacrima"), middle("mpv"));
            let ratio = ours
                .zip(theirs)
                .filter(|(_, theirs)| *theirs > 0.0)
                .map(|(ours, theirs)| ours / theirs);
            let name = format!("{} ({})", figure.name, figure.unit);
            println!(
                "{name:<34} {:>10} {:>10} {:>7}  {}",
                shown(ours),
                shown(theirs),
                shown(ratio),
                figure.goal
            );
        }
        println!("\nWhat the numbers mean:");
        for figure in &self.figures {
            println!("- {}: {}", figure.name, figure.meaning);
        }
        println!(
            "\nA virtual display has no graphics card, no vertical sync and no sound card: the numbers rank what software adds, \
             they are not a laboratory's accuracy.\nMeasure a laboratory's own machine with a photodiode and a microphone."
        );
    }

    /// Writes every run's value.
    pub fn save(&self, path: &Path) {
        let text = serde_json::to_string_pretty(self).expect("figures are plain data");
        std::fs::write(path, text).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
        println!("\nEvery run's value: {}", path.display());
    }
}

fn shown(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.2}"))
}
