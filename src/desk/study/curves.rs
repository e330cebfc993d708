//! Groups over true time: every session a thin line, the group's mean with its interval strong.

use egui::{Color32, Shape, Stroke, Ui, pos2};
use egui_plot::{HLine, Plot, PlotPoint, PlotTransform};

use super::numbers::signed;
use crate::look::{Channel, digits, palette, tokens};

/// Most sessions of a group that are drawn one by one.
const MOST_LINES: usize = 150;

/// A wave of a group: when, its mean and interval, and how many.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wave {
    /// Mean true minutes.
    pub t_min: f64,
    /// The mean.
    pub mean: f64,
    /// The interval around it, where there is one.
    pub interval: Option<(f64, f64)>,
    /// How many sessions.
    pub n: usize,
}

/// A group.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// Each session's ratings: minutes and value, in order.
    pub lines: Vec<Vec<(f64, f64)>>,
    /// Its waves, in order.
    pub waves: Vec<Wave>,
}

/// Draws the groups; `band` is what counts as returned, around zero. Where more is worse the axis is turned, so that up is better
/// in every plot (SCIENCE.md 5.1).
pub fn curves_ui(ui: &mut Ui, groups: &[Group], band: f64, is_turned: bool, height: f32) {
    legend_ui(ui, groups);
    let line = palette(ui).line;
    let up = if is_turned { -1.0 } else { 1.0 };
    let ends = range(groups);
    let (low, high) = (ends.0 * up, ends.1 * up);
    let (low, high) = (low.min(high), low.max(high));
    let (from, to) = times(groups);
    let plot = Plot::new("groups")
        .height(height)
        .include_x(from)
        .include_x(to)
        .include_y(low.min(-band))
        .include_y(high.max(band))
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .show_grid(false)
        .show_background(false)
        .show_crosshair(false)
        .x_axis_label("Minutes from the stimulus's end")
        .y_axis_label(if is_turned {
            "Change from baseline, turned: up is better"
        } else {
            "Change from baseline"
        })
        .y_axis_formatter(move |mark, _| signed(mark.value * up, usize::from(mark.step_size < 1.0)))
        .show(ui, |plot| {
            plot.hline(HLine::new("", 0.0).color(line).width(1.0));
        });
    let painter = ui.painter_at(plot.response.rect);
    let place = Place {
        transform: plot.transform,
        up,
    };
    let palette = palette(ui);
    let at = |t: f64, y: f64| place.at(t, y);
    let (top, bottom) = (at(from, band), at(to, -band));
    painter.rect_filled(
        egui::Rect::from_two_pos(top, bottom),
        0,
        palette.line.gamma_multiply(0.35),
    );
    let hues: Vec<Color32> = (0..groups.len())
        .map(|index| Channel::at(ui, index).hue)
        .collect();
    painter.extend(thin(groups, &place, &hues));
    let ground = palette.ground;
    for (index, (group, hue)) in groups.iter().zip(&hues).enumerate() {
        painter.extend(strong(group, &place, (*hue, ground), index));
        for wave in &group.waves {
            // Groups are set apart, so that their counts don't cover each other.
            let y = plot.response.rect.top() + 4.0 + index as f32 * 13.0;
            painter.text(
                pos2(at(wave.t_min, 0.0).x, y),
                egui::Align2::CENTER_TOP,
                wave.n,
                digits(tokens::DESK_SMALL - 1.5),
                *hue,
            );
        }
    }
}

fn legend_ui(ui: &mut Ui, groups: &[Group]) {
    ui.horizontal_wrapped(|ui| {
        for (index, group) in groups.iter().enumerate() {
            let hue = Channel::at(ui, index).hue;
            let (rect, _) = ui.allocate_exact_size(egui::vec2(22.0, 12.0), egui::Sense::hover());
            let middle = rect.center();
            let stroke = Stroke::new(2.0, hue);
            ui.painter()
                .line_segment([rect.left_center(), rect.right_center()], stroke);
            ui.painter().extend([mark(middle, hue, index)]);
            ui.colored_label(
                palette(ui).quiet,
                format!("{} (n = {})", group.name, group.lines.len()),
            );
            ui.add_space(12.0);
        }
        let most = groups.iter().map(|group| group.lines.len()).max();
        let thin = if most.is_some_and(|most| most > MOST_LINES) {
            format!("thin: {MOST_LINES} sessions of a group, spread over all")
        } else {
            "thin: each session".to_owned()
        };
        ui.colored_label(
            palette(ui).faint,
            format!("{thin} · strong: mean with 95 % interval · above: n of each wave"),
        );
    });
}

/// The shape that tells groups apart where hues don't.
fn mark(at: egui::Pos2, hue: Color32, index: usize) -> Shape {
    const R: f32 = 4.0;
    match index % 3 {
        0 => Shape::circle_filled(at, R, hue),
        1 => Shape::rect_filled(
            egui::Rect::from_center_size(at, egui::Vec2::splat(2.0 * R - 1.0)),
            0,
            hue,
        ),
        _ => Shape::convex_polygon(
            vec![
                at + egui::vec2(0.0, -R - 1.0),
                at + egui::vec2(R + 1.0, R),
                at + egui::vec2(-R - 1.0, R),
            ],
            hue,
            Stroke::NONE,
        ),
    }
}

/// Where minutes and changes lie on the screen.
struct Place {
    transform: PlotTransform,
    /// −1 where more is worse.
    up: f64,
}

impl Place {
    fn at(&self, t: f64, y: f64) -> egui::Pos2 {
        let point = PlotPoint::new(t, y * self.up);
        self.transform.position_from_point(&point)
    }
}

/// Sessions of the groups in turn, so that no group lies on top of another.
fn thin(groups: &[Group], place: &Place, hues: &[Color32]) -> Vec<Shape> {
    let at = |(t, y): &(f64, f64)| place.at(*t, *y);
    let mut shapes = Vec::new();
    for n in 0..MOST_LINES {
        for (group, hue) in groups.iter().zip(hues) {
            let drawn = group.lines.len().min(MOST_LINES);
            // Many lines would become one blot; fainter, they show where most go.
            let strength = (3.0 / (drawn.max(1) as f32).sqrt()).clamp(0.2, 0.45);
            let stroke = Stroke::new(1.0, hue.gamma_multiply(strength));
            // Spread evenly over all, whatever order they are in.
            let chosen = n * group.lines.len() / drawn.max(1);
            if let Some(line) = group.lines.get(chosen).filter(|_| n < drawn) {
                shapes.push(Shape::line(line.iter().map(at).collect(), stroke));
            }
        }
    }
    shapes
}

/// A group's means with their intervals, on an edge of the ground's colour that parts them from what lies below.
fn strong(
    group: &Group,
    place: &Place,
    (hue, ground): (Color32, Color32),
    index: usize,
) -> Vec<Shape> {
    let at = |t: f64, y: f64| place.at(t, y);
    let line: Vec<_> = group.waves.iter().map(|w| at(w.t_min, w.mean)).collect();
    let mut shapes = vec![
        Shape::line(line.clone(), Stroke::new(6.0, ground)),
        Shape::line(line.clone(), Stroke::new(2.5, hue)),
    ];
    for wave in &group.waves {
        if let Some((low, high)) = wave.interval {
            let stroke = Stroke::new(1.5, hue);
            let (low, high) = (at(wave.t_min, low), at(wave.t_min, high));
            shapes.push(Shape::line_segment([low, high], Stroke::new(4.5, ground)));
            shapes.push(Shape::line_segment([low, high], stroke));
            for end in [low, high] {
                let cap = egui::vec2(4.0, 0.0);
                shapes.push(Shape::line_segment([end - cap, end + cap], stroke));
            }
        }
    }
    shapes.extend(line.into_iter().map(|at| mark(at, hue, index)));
    shapes
}

fn range(groups: &[Group]) -> (f64, f64) {
    let lines = groups.iter().flat_map(|group| &group.lines).flatten();
    let waves = groups.iter().flat_map(|group| &group.waves);
    let ends = waves.flat_map(|wave| wave.interval.map_or([wave.mean; 2], |(a, b)| [a, b]));
    lines
        .map(|(_, y)| *y)
        .chain(ends)
        .fold((0.0, 0.0), |(low, high), y| (low.min(y), high.max(y)))
}

fn times(groups: &[Group]) -> (f64, f64) {
    let lines = groups.iter().flat_map(|group| &group.lines).flatten();
    lines.fold((0.0, 1.0), |(from, to): (f64, f64), (t, _)| {
        (from.min(*t), to.max(*t))
    })
}
