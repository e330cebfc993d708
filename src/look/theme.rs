//! Dresses a window: which palette, which type sizes, which distances.

use std::collections::BTreeMap;

use egui::style::{Selection, WidgetVisuals, Widgets};
use egui::{
    Color32, Context, CornerRadius, FontId, Id, Margin, Shadow, Stroke, Style, TextStyle, Theme,
    Ui, Vec2, Visuals,
};

use super::fonts::{self, digits, plain, strong};
use super::tokens::{
    DARK, DESK_SMALL, DESK_TEXT, DESK_TITLE, GRID, LIGHT, MOTION_S, PARTICIPANT, Palette, RADIUS,
    RADIUS_SMALL, ROW, STAGE_SMALL, STAGE_TEXT,
};

/// Whose window it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// The participant's.
    Participant,
    /// The experimenter's, in a dark room.
    #[default]
    Dark,
    /// The experimenter's, in a bright room.
    Light,
}

impl Look {
    /// Its colours.
    pub fn palette(self) -> &'static Palette {
        match self {
            Self::Participant => &PARTICIPANT,
            Self::Dark => &DARK,
            Self::Light => &LIGHT,
        }
    }
}

/// Loads the fonts and dresses the window; once, when it is made.
pub fn install(ctx: &Context, look: Look) {
    fonts::install(ctx);
    wear(ctx, look);
}

/// Changes the look of a window whose fonts are loaded.
pub fn wear(ctx: &Context, look: Look) {
    ctx.data_mut(|data| data.insert_temp(Id::NULL, look));
    let style = match look {
        Look::Participant => participant_style(),
        Look::Dark | Look::Light => desk_style(look),
    };
    let theme = if look == Look::Light {
        Theme::Light
    } else {
        Theme::Dark
    };
    ctx.set_theme(theme);
    ctx.set_style_of(theme, style);
    if look == Look::Participant {
        // A slow or shaky press is still a press: nobody who cries should have to hit a button twice.
        ctx.options_mut(|options| {
            options.input_options.max_click_duration = f64::INFINITY;
            options.input_options.max_click_dist = 3.0 * GRID;
            options.zoom_with_keyboard = false;
        });
    }
}

/// The palette that the window wears.
pub fn palette(ui: &Ui) -> &'static Palette {
    ui.data(|data| data.get_temp::<Look>(Id::NULL))
        .unwrap_or_default()
        .palette()
}

fn participant_style() -> Style {
    let mut style = style_from(&PARTICIPANT, true);
    style.text_styles = sizes(STAGE_TEXT, STAGE_SMALL, STAGE_TEXT);
    style.spacing.item_spacing = Vec2::splat(GRID);
    style.spacing.button_padding = Vec2::new(3.0 * GRID, GRID);
    style.spacing.interact_size.y = 48.0;
    style.interaction.selectable_labels = false;
    style.interaction.show_tooltips_only_when_still = true;
    style.interaction.tooltip_delay = f32::INFINITY;
    // The participant's widgets say themselves how they look when they can't be used yet.
    style.visuals.disabled_alpha = 1.0;
    style
}

fn desk_style(look: Look) -> Style {
    let mut style = style_from(look.palette(), look != Look::Light);
    style.text_styles = sizes(DESK_TEXT, DESK_SMALL, DESK_TITLE);
    style.spacing.item_spacing = Vec2::new(GRID, GRID / 2.0);
    style.spacing.button_padding = Vec2::new(GRID, GRID / 4.0);
    style.spacing.interact_size = Vec2::new(ROW, ROW);
    style.spacing.window_margin = Margin::same(16);
    style.spacing.menu_margin = Margin::same(8);
    style.interaction.selectable_labels = false;
    style
}

fn sizes(text: f32, small: f32, title: f32) -> BTreeMap<TextStyle, FontId> {
    BTreeMap::from([
        (TextStyle::Small, plain(small)),
        (TextStyle::Body, plain(text)),
        (TextStyle::Button, plain(text)),
        (TextStyle::Heading, strong(title)),
        (TextStyle::Monospace, digits(text)),
    ])
}

fn style_from(palette: &Palette, dark: bool) -> Style {
    let base = if dark {
        Visuals::dark()
    } else {
        Visuals::light()
    };
    let shadow = Shadow {
        offset: [0, 8],
        blur: 24,
        spread: 0,
        color: palette.shadow,
    };
    let visuals = Visuals {
        widgets: Widgets {
            noninteractive: widget(palette.ground, palette.line, palette.text),
            inactive: widget(palette.raised, Color32::TRANSPARENT, palette.text),
            hovered: widget(palette.hover, Color32::TRANSPARENT, palette.text),
            active: widget(palette.pressed, Color32::TRANSPARENT, palette.text),
            open: widget(palette.hover, Color32::TRANSPARENT, palette.text),
        },
        selection: Selection {
            bg_fill: palette.accent.gamma_multiply(0.35),
            stroke: Stroke::new(1.0, palette.accent),
        },
        weak_text_color: Some(palette.quiet),
        hyperlink_color: palette.accent,
        faint_bg_color: palette.panel,
        extreme_bg_color: palette.raised,
        text_edit_bg_color: Some(palette.raised),
        code_bg_color: palette.raised,
        warn_fg_color: palette.caution,
        error_fg_color: palette.caution,
        window_corner_radius: CornerRadius::same(RADIUS),
        window_shadow: shadow,
        window_fill: palette.panel,
        window_stroke: Stroke::new(1.0, palette.line),
        menu_corner_radius: CornerRadius::same(RADIUS),
        panel_fill: palette.ground,
        popup_shadow: shadow,
        // Resting buttons have neither fill nor stroke; the widgets that need one paint it themselves.
        button_frame: true,
        ..base
    };
    Style {
        visuals,
        animation_time: MOTION_S,
        ..Style::default()
    }
}

fn widget(fill: Color32, stroke: Color32, text: Color32) -> WidgetVisuals {
    WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(
            if stroke == Color32::TRANSPARENT {
                0.0
            } else {
                1.0
            },
            stroke,
        ),
        corner_radius: CornerRadius::same(RADIUS_SMALL),
        fg_stroke: Stroke::new(1.0, text),
        expansion: 0.0,
    }
}
