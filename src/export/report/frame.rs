//! What all figures share: a sheet with a plot area, axes with ticks, marks and words.

use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::super::words::number;
use super::palette::{GROUND, LINE, QUIET, TEXT};

/// Width of a figure, in pixels.
pub const WIDTH: u32 = 900;
const LEFT: i32 = 78;
const RIGHT: i32 = 24;
const TOP: i32 = 44;
const BOTTOM: i32 = 60;
/// Height of a line below the figure.
const NOTE: u32 = 18;
/// Family of all text; a renderer without it takes its own sans serif.
pub const FAMILY: &str = "Inter, Helvetica, Arial, sans-serif";

/// What a figure's making gives: its SVG, or why it can't be drawn.
pub type Drawn = Result<String, String>;
type Sheet<'s> = DrawingArea<SVGBackend<'s>, Shift>;
type Coord = Cartesian2d<RangedCoordf64, RangedCoordf64>;

/// An axis: its range, its ticks with their words, and its name.
#[derive(Clone, Debug)]
pub struct Axis {
    /// From.
    pub from: f64,
    /// To.
    pub to: f64,
    /// Places and words.
    pub ticks: Vec<(f64, String)>,
    /// Name with unit.
    pub name: String,
}

impl Axis {
    /// A range with some room around it, and ticks at round numbers.
    pub fn around(values: impl IntoIterator<Item = f64>, name: &str) -> Self {
        let ends = values.into_iter().filter(|value| value.is_finite());
        let (low, high) = ends.fold((f64::MAX, f64::MIN), |(low, high), value| {
            (low.min(value), high.max(value))
        });
        let (low, high) = if low > high { (0.0, 1.0) } else { (low, high) };
        let room = ((high - low) * 0.05).max(1e-6);
        Self::between(low - room, high + room, name)
    }

    /// The same axis, with ticks that name `factor` times the place where they stand: −1 for values drawn upside down.
    pub fn times(mut self, factor: f64) -> Self {
        for (at, word) in &mut self.ticks {
            let decimals = word.split_once('.').map_or(0, |(_, after)| after.len());
            *word = number(*at * factor, decimals);
        }
        self
    }

    /// This very range.
    pub fn between(from: f64, to: f64, name: &str) -> Self {
        let step = round_step((to - from) / 6.0);
        let first = (from / step).ceil() as i64;
        let last = (to / step).floor() as i64;
        let decimals = if step < 0.1 {
            2
        } else {
            usize::from(step < 1.0)
        };
        let ticks = (first..=last).take(40).map(|n| {
            let at = n as f64 * step;
            (at, number(at, decimals))
        });
        Self {
            from,
            to,
            ticks: ticks.collect(),
            name: name.to_owned(),
        }
    }
}

/// 1, 2 or 5 times a power of ten.
fn round_step(rough: f64) -> f64 {
    let rough = rough.max(1e-9);
    let power = 10f64.powf(rough.log10().floor());
    let of = [1.0, 2.0, 5.0].into_iter().find(|of| of * power >= rough);
    of.unwrap_or(10.0) * power
}

/// A sheet with one plot area.
pub struct Frame<'s> {
    sheet: Sheet<'s>,
    plot: DrawingArea<SVGBackend<'s>, Coord>,
}

/// Draws a figure of this height (pixels) with its axes; `draw` adds what it shows. `notes` stand below it, one line each, so that they
/// go wherever the figure goes.
pub fn figure(
    height: u32,
    x: &Axis,
    y: &Axis,
    notes: &[String],
    draw: impl FnOnce(&Frame<'_>) -> Result<(), String>,
) -> Drawn {
    let mut svg = String::new();
    {
        let foot = NOTE * u32::try_from(notes.len()).unwrap_or(0);
        let sheet = SVGBackend::with_string(&mut svg, (WIDTH, height + foot)).into_drawing_area();
        sheet.fill(&GROUND).map_err(cant)?;
        let (width, tall) = (WIDTH as i32, height as i32);
        let inner = sheet.clone().shrink(
            (LEFT, TOP),
            (
                WIDTH - (LEFT + RIGHT) as u32,
                height - (TOP + BOTTOM) as u32,
            ),
        );
        let plot = inner.apply_coord_spec(Cartesian2d::<RangedCoordf64, RangedCoordf64>::new(
            x.from..x.to,
            y.from..y.to,
            (LEFT..width - RIGHT, tall - BOTTOM..TOP),
        ));
        let frame = Frame { sheet, plot };
        frame.axes(x, y, tall)?;
        for (note, place) in notes.iter().zip(0..) {
            let at = (LEFT, tall + place * NOTE as i32);
            frame.words(note, at, 12, QUIET, HPos::Left, VPos::Top)?;
        }
        draw(&frame)?;
        frame.sheet.present().map_err(cant)?;
    }
    Ok(svg)
}

fn cant(error: impl std::fmt::Display) -> String {
    format!("The figure can't be drawn: {error}.")
}

fn style(size: i32, color: RGBColor, h: HPos, v: VPos) -> TextStyle<'static> {
    TextStyle {
        font: (FAMILY, size).into_font(),
        color: color.to_backend_color(),
        pos: Pos::new(h, v),
    }
}

impl Frame<'_> {
    fn axes(&self, x: &Axis, y: &Axis, tall: i32) -> Result<(), String> {
        for (at, word) in &y.ticks {
            self.path(&[(x.from, *at), (x.to, *at)], LINE, 1)?;
            let (_, py) = self.pixel(x.from, *at);
            self.words(word, (LEFT - 10, py), 13, QUIET, HPos::Right, VPos::Center)?;
        }
        for (at, word) in &x.ticks {
            let (px, _) = self.pixel(*at, y.from);
            let foot = tall - BOTTOM;
            let tick = PathElement::new(vec![(px, foot), (px, foot + 5)], TEXT.stroke_width(1));
            self.sheet.draw(&tick).map_err(cant)?;
            self.words(word, (px, foot + 10), 13, QUIET, HPos::Center, VPos::Top)?;
        }
        self.path(&[(x.from, y.from), (x.to, y.from)], TEXT, 1)?;
        let middle = LEFT + (WIDTH as i32 - LEFT - RIGHT) / 2;
        self.words(
            &x.name,
            (middle, tall - 14),
            14,
            TEXT,
            HPos::Center,
            VPos::Bottom,
        )?;
        let turned = style(14, TEXT, HPos::Center, VPos::Top).transform(FontTransform::Rotate270);
        let at = (14, TOP + (tall - TOP - BOTTOM) / 2);
        self.sheet
            .draw(&Text::new(y.name.clone(), at, turned))
            .map_err(cant)
    }

    /// Where a point lies on the sheet.
    pub fn pixel(&self, x: f64, y: f64) -> (i32, i32) {
        use plotters::coord::CoordTranslate as _;
        self.plot.as_coord_spec().translate(&(x, y))
    }

    /// A line through points.
    pub fn path(&self, points: &[(f64, f64)], color: RGBColor, width: u32) -> Result<(), String> {
        self.faint_path(points, color, 1.0, width)
    }

    /// The same, seen through by this much, from 0 to 1.
    pub fn faint_path(
        &self,
        points: &[(f64, f64)],
        color: RGBColor,
        strength: f64,
        width: u32,
    ) -> Result<(), String> {
        let style = color.mix(strength).stroke_width(width);
        self.plot
            .draw(&PathElement::new(points.to_vec(), style))
            .map_err(cant)
    }

    /// A filled box between two corners.
    pub fn fill(
        &self,
        corners: [(f64, f64); 2],
        color: RGBColor,
        strength: f64,
    ) -> Result<(), String> {
        let style = color.mix(strength).filled();
        self.plot
            .draw(&Rectangle::new(corners, style))
            .map_err(cant)
    }

    /// A line with a light edge, which is seen on top of many others.
    pub fn strong_path(&self, points: &[(f64, f64)], color: RGBColor) -> Result<(), String> {
        self.path(points, GROUND, 7)?;
        self.path(points, color, 3)
    }

    /// A dot that may lie among many: seen through by this much, from 0 to 1.
    pub fn dot(
        &self,
        at: (f64, f64),
        color: RGBColor,
        strength: f64,
        size: i32,
    ) -> Result<(), String> {
        let at = self.pixel(at.0, at.1);
        let dot = Circle::new(at, size, color.mix(strength).filled());
        self.sheet.draw(&dot).map_err(cant)
    }

    /// A mark that tells the group at this place from others, also without hues.
    pub fn mark(
        &self,
        at: (f64, f64),
        place: usize,
        color: RGBColor,
        size: i32,
    ) -> Result<(), String> {
        self.mark_at(self.pixel(at.0, at.1), place, color, size)
    }

    fn mark_at(
        &self,
        (x, y): (i32, i32),
        place: usize,
        color: RGBColor,
        size: i32,
    ) -> Result<(), String> {
        let fill = color.filled();
        match place % 3 {
            0 => self.sheet.draw(&Circle::new((x, y), size, fill)),
            1 => {
                let half = size - 1;
                let corners = [(x - half, y - half), (x + half, y + half)];
                self.sheet.draw(&Rectangle::new(corners, fill))
            }
            _ => self.sheet.draw(&Polygon::new(
                vec![
                    (x, y - size - 1),
                    (x + size + 1, y + size),
                    (x - size - 1, y + size),
                ],
                fill,
            )),
        }
        .map_err(cant)
    }

    /// Words at a place of the sheet, in pixels.
    pub fn words(
        &self,
        text: &str,
        at: (i32, i32),
        size: i32,
        color: RGBColor,
        h: HPos,
        v: VPos,
    ) -> Result<(), String> {
        let words = Text::new(text.to_owned(), at, style(size, color, h, v));
        self.sheet.draw(&words).map_err(cant)
    }

    /// Names of groups with their marks, above the plot.
    pub fn legend(&self, names: &[(String, RGBColor)]) -> Result<(), String> {
        let mut x = LEFT;
        for (place, (name, color)) in names.iter().enumerate() {
            self.mark_at((x + 6, 20), place, *color, 5)?;
            self.words(name, (x + 18, 20), 14, TEXT, HPos::Left, VPos::Center)?;
            x += 44 + 8 * i32::try_from(name.chars().count()).unwrap_or(40);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_within() {
        let axis = Axis::around([-41.0, 21.0], "y");
        let words: Vec<&str> = axis.ticks.iter().map(|(_, word)| word.as_str()).collect();
        assert_eq!(words, ["−40", "−20", "0", "20"]);
        assert!(
            axis.ticks
                .iter()
                .all(|(at, _)| axis.from <= *at && *at <= axis.to)
        );
        let turned = axis.times(-1.0);
        let words: Vec<&str> = turned.ticks.iter().map(|(_, word)| word.as_str()).collect();
        assert_eq!(words, ["40", "20", "0", "−20"]);
        assert!(!Axis::around([], "nothing").ticks.is_empty());
        assert!(!Axis::around([3.0, 3.0], "one").ticks.is_empty());
    }
}
