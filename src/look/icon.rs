//! Small icons of lines and plain shapes, drawn by the painter so that they follow size, colour and scale.

use egui::{
    Color32, CornerRadius, Painter, Pos2, Rect, Response, Sense, Shape, Stroke, StrokeKind, Ui,
    Vec2, pos2,
};

/// The icons there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// Done, chosen, all right.
    Check,
    /// Something needs attention.
    Caution,
    /// Stop the session.
    Stop,
    /// Play or begin.
    Play,
    /// Pause.
    Pause,
    /// Leave out.
    Skip,
    /// Take back.
    Undo,
    /// Close or remove.
    Cross,
    /// Add.
    Plus,
    /// A call or a chime.
    Bell,
    /// A note.
    Note,
    /// A folder.
    Folder,
    /// A file, a protocol.
    File,
    /// The disk.
    Disk,
    /// A screen.
    Screen,
    /// A film.
    Film,
    /// A sound.
    Sound,
    /// A keyboard.
    Keyboard,
    /// A person.
    Person,
    /// A clock.
    Clock,
    /// Opens to the right.
    Right,
    /// Opens downwards.
    Down,
    /// Back.
    Left,
    /// Light and dark.
    Contrast,
    /// A dot: the current one.
    Dot,
    /// An empty ring: still to come.
    Ring,
}

/// Puts an icon into the layout, `size` points wide and high.
pub fn icon_ui(ui: &mut Ui, icon: Icon, size: f32, color: Color32) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(size), Sense::hover());
    paint_icon(ui.painter(), icon, rect, color);
    response
}

/// Paints an icon into a square.
pub fn paint_icon(painter: &Painter, icon: Icon, rect: Rect, color: Color32) {
    let pen = Pen {
        painter,
        rect,
        color,
        stroke: Stroke::new((rect.width() / 9.0).max(1.2), color),
    };
    match icon {
        Icon::Check => pen.lines(&[(0.08, 0.55), (0.38, 0.84), (0.92, 0.2)]),
        Icon::Caution => {
            pen.closed(&[(0.5, 0.08), (0.97, 0.9), (0.03, 0.9)]);
            pen.lines(&[(0.5, 0.38), (0.5, 0.62)]);
            pen.dot(0.5, 0.76, 0.06);
        }
        Icon::Stop => pen.fill(&[(0.14, 0.14), (0.86, 0.14), (0.86, 0.86), (0.14, 0.86)]),
        Icon::Play => pen.fill(&[(0.22, 0.1), (0.9, 0.5), (0.22, 0.9)]),
        Icon::Pause => {
            pen.fill(&[(0.18, 0.12), (0.4, 0.12), (0.4, 0.88), (0.18, 0.88)]);
            pen.fill(&[(0.6, 0.12), (0.82, 0.12), (0.82, 0.88), (0.6, 0.88)]);
        }
        Icon::Skip => {
            pen.fill(&[(0.1, 0.14), (0.68, 0.5), (0.1, 0.86)]);
            pen.fill(&[(0.74, 0.14), (0.9, 0.14), (0.9, 0.86), (0.74, 0.86)]);
        }
        Icon::Undo => {
            pen.arc(0.54, 0.58, 0.34, -2.5, 2.0);
            pen.lines(&[(0.1, 0.12), (0.22, 0.44), (0.54, 0.34)]);
        }
        Icon::Cross => {
            pen.lines(&[(0.14, 0.14), (0.86, 0.86)]);
            pen.lines(&[(0.86, 0.14), (0.14, 0.86)]);
        }
        Icon::Plus => {
            pen.lines(&[(0.5, 0.08), (0.5, 0.92)]);
            pen.lines(&[(0.08, 0.5), (0.92, 0.5)]);
        }
        Icon::Bell => {
            pen.closed(&[
                (0.2, 0.72),
                (0.26, 0.36),
                (0.5, 0.14),
                (0.74, 0.36),
                (0.8, 0.72),
            ]);
            pen.lines(&[(0.38, 0.9), (0.62, 0.9)]);
        }
        Icon::Note => {
            pen.closed(&[
                (0.14, 0.86),
                (0.2, 0.62),
                (0.72, 0.1),
                (0.9, 0.28),
                (0.38, 0.8),
            ]);
        }
        Icon::Folder => pen.closed(&[
            (0.06, 0.84),
            (0.06, 0.2),
            (0.38, 0.2),
            (0.48, 0.34),
            (0.94, 0.34),
            (0.94, 0.84),
        ]),
        Icon::File => {
            pen.closed(&[
                (0.2, 0.06),
                (0.62, 0.06),
                (0.84, 0.3),
                (0.84, 0.94),
                (0.2, 0.94),
            ]);
            pen.lines(&[(0.36, 0.52), (0.68, 0.52)]);
            pen.lines(&[(0.36, 0.72), (0.68, 0.72)]);
        }
        Icon::Disk => {
            pen.closed(&[(0.1, 0.1), (0.7, 0.1), (0.9, 0.3), (0.9, 0.9), (0.1, 0.9)]);
            pen.lines(&[(0.3, 0.9), (0.3, 0.58), (0.7, 0.58), (0.7, 0.9)]);
        }
        Icon::Screen => {
            pen.frame(0.04, 0.12, 0.96, 0.72);
            pen.lines(&[(0.3, 0.92), (0.7, 0.92)]);
        }
        Icon::Film => {
            pen.frame(0.06, 0.14, 0.94, 0.86);
            pen.fill(&[(0.4, 0.34), (0.68, 0.5), (0.4, 0.66)]);
        }
        Icon::Sound => {
            pen.fill(&[(0.06, 0.36), (0.26, 0.36), (0.26, 0.64), (0.06, 0.64)]);
            pen.fill(&[(0.24, 0.37), (0.5, 0.12), (0.5, 0.88), (0.24, 0.63)]);
            pen.arc(0.5, 0.5, 0.22, -0.9, 0.9);
            pen.arc(0.5, 0.5, 0.42, -0.9, 0.9);
        }
        Icon::Keyboard => {
            pen.frame(0.02, 0.22, 0.98, 0.8);
            for x in [0.22, 0.41, 0.6, 0.79] {
                pen.dot(x, 0.42, 0.05);
            }
            pen.lines(&[(0.28, 0.63), (0.72, 0.63)]);
        }
        Icon::Person => {
            pen.ring(0.5, 0.3, 0.2);
            pen.arc(0.5, 0.98, 0.38, std::f32::consts::PI, std::f32::consts::TAU);
        }
        Icon::Clock => {
            pen.ring(0.5, 0.5, 0.42);
            pen.lines(&[(0.5, 0.24), (0.5, 0.52), (0.68, 0.62)]);
        }
        Icon::Right => pen.lines(&[(0.34, 0.16), (0.68, 0.5), (0.34, 0.84)]),
        Icon::Left => pen.lines(&[(0.66, 0.16), (0.32, 0.5), (0.66, 0.84)]),
        Icon::Down => pen.lines(&[(0.16, 0.34), (0.5, 0.68), (0.84, 0.34)]),
        Icon::Contrast => {
            pen.ring(0.5, 0.5, 0.42);
            let half: Vec<(f32, f32)> = (0..=16)
                .map(|i| {
                    let angle =
                        -std::f32::consts::FRAC_PI_2 + i as f32 * std::f32::consts::PI / 16.0;
                    (0.5 + 0.42 * angle.cos(), 0.5 + 0.42 * angle.sin())
                })
                .collect();
            pen.fill(&half);
        }
        Icon::Dot => pen.dot(0.5, 0.5, 0.26),
        Icon::Ring => pen.ring(0.5, 0.5, 0.24),
    }
}

/// Draws in a square that reaches from (0, 0) to (1, 1).
struct Pen<'a> {
    painter: &'a Painter,
    rect: Rect,
    color: Color32,
    stroke: Stroke,
}

impl Pen<'_> {
    fn at(&self, x: f32, y: f32) -> Pos2 {
        pos2(
            self.rect.left() + x * self.rect.width(),
            self.rect.top() + y * self.rect.height(),
        )
    }

    fn points(&self, points: &[(f32, f32)]) -> Vec<Pos2> {
        points.iter().map(|&(x, y)| self.at(x, y)).collect()
    }

    fn lines(&self, points: &[(f32, f32)]) {
        self.painter
            .add(Shape::line(self.points(points), self.stroke));
    }

    fn closed(&self, points: &[(f32, f32)]) {
        self.painter
            .add(Shape::closed_line(self.points(points), self.stroke));
    }

    fn fill(&self, points: &[(f32, f32)]) {
        let shape = Shape::convex_polygon(self.points(points), self.color, Stroke::NONE);
        self.painter.add(shape);
    }

    fn frame(&self, left: f32, top: f32, right: f32, bottom: f32) {
        let rect = Rect::from_min_max(self.at(left, top), self.at(right, bottom));
        self.painter
            .rect_stroke(rect, CornerRadius::same(2), self.stroke, StrokeKind::Middle);
    }

    fn dot(&self, x: f32, y: f32, radius: f32) {
        self.painter
            .circle_filled(self.at(x, y), radius * self.rect.width(), self.color);
    }

    fn ring(&self, x: f32, y: f32, radius: f32) {
        self.painter
            .circle_stroke(self.at(x, y), radius * self.rect.width(), self.stroke);
    }

    fn arc(&self, x: f32, y: f32, radius: f32, from: f32, to: f32) {
        let points = (0..=20)
            .map(|i| {
                let angle = egui::lerp(from..=to, i as f32 / 20.0);
                self.at(x + radius * angle.cos(), y + radius * angle.sin())
            })
            .collect();
        self.painter.add(Shape::line(points, self.stroke));
    }
}
