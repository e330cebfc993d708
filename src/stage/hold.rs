//! The window keeps its place: it refuses to close, comes back when it was put away, and tells that it was tried.

use std::collections::BTreeMap;

use egui::{Context, Pos2, Rect, ViewportCommand, ViewportInfo, pos2, vec2};

use super::outbox::Outbox;
use crate::link::Placement;
use crate::session::StageInput;
use crate::time;

/// What is known of the window's place, and what was told of attempts to take it away.
#[derive(Debug, Default)]
pub(super) struct Hold {
    focused: bool,
    minimized: bool,
    covered: bool,
    /// The window has been where it belongs.
    settled: bool,
    /// How often in a row it was sent back, and when, in the window's seconds: a window manager that knows better is not fought.
    sent_back: (u32, f64),
    told: BTreeMap<&'static str, Told>,
}

/// What was told of one kind of attempt.
#[derive(Debug)]
struct Told {
    /// When it was last told, in the window's seconds.
    at: f64,
    /// How often it was tried since.
    more: u32,
}

impl Hold {
    /// Looks at the window, sends it back where it belongs, and tells of it.
    pub fn keep(&mut self, ctx: &Context, place: Place, out: &mut Outbox) {
        let (window, now) = ctx.input(|input| (input.viewport().clone(), input.time));
        if window.close_requested() {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            self.tell("close", now, out);
        }
        let minimized = window.minimized == Some(true);
        if minimized && !self.minimized {
            ctx.send_viewport_cmd(ViewportCommand::Minimized(false));
            self.tell("minimize", now, out);
        }
        self.minimized = minimized;
        self.keep_in_front(ctx, &window, place, now, out);
        if !minimized {
            self.keep_in_place(ctx, &window, place, now, out);
        }
        self.tell_the_rest(ctx, now, out);
    }

    /// What was counted and not told yet, when the window goes.
    pub fn let_go(&mut self, out: &mut Outbox) {
        for (what, told) in std::mem::take(&mut self.told) {
            if told.more > 0 {
                restless(what, told.more, out);
            }
        }
    }

    fn keep_in_front(
        &mut self,
        ctx: &Context,
        window: &ViewportInfo,
        place: Place,
        now: f64,
        out: &mut Outbox,
    ) {
        let covered = window.occluded == Some(true);
        if covered && !self.covered && place.alone {
            ctx.send_viewport_cmd(ViewportCommand::Focus);
            self.tell("cover", now, out);
        }
        self.covered = covered;
        let focused = window.focused.unwrap_or(false);
        if self.focused && !focused {
            // The experimenter may take the keyboard for the desk with a click. Leaving by the keyboard starts here.
            let by_key = ctx.input(|input| input.modifiers.alt || input.modifiers.command);
            if by_key {
                ctx.send_viewport_cmd(ViewportCommand::Focus);
                self.tell("leave", now, out);
            }
        }
        self.focused = focused;
    }

    fn keep_in_place(
        &mut self,
        ctx: &Context,
        window: &ViewportInfo,
        place: Place,
        now: f64,
        out: &mut Outbox,
    ) {
        if place.is_kept(ctx, window) {
            self.settled = true;
            self.sent_back.0 = 0;
            return;
        }
        let (times, last) = self.sent_back;
        if !self.settled || times >= PATIENCE {
            return;
        }
        if now - last < AGAIN_AFTER_S {
            ctx.request_repaint_after_secs(AGAIN_AFTER_S as f32);
            return;
        }
        if times == 0 {
            self.tell("move", now, out);
        }
        self.sent_back = (times + 1, now);
        place.send_back(ctx);
        ctx.request_repaint_after_secs(AGAIN_AFTER_S as f32);
    }

    fn tell(&mut self, what: &'static str, now: f64, out: &mut Outbox) {
        match self.told.get_mut(what) {
            Some(told) if now - told.at < QUIET_S => told.more = told.more.saturating_add(1),
            told => {
                let more = told.map_or(0, |told| told.more);
                self.told.insert(what, Told { at: now, more: 0 });
                restless(what, more.saturating_add(1), out);
            }
        }
    }

    fn tell_the_rest(&mut self, ctx: &Context, now: f64, out: &mut Outbox) {
        for (what, told) in &mut self.told {
            let left = told.at + QUIET_S - now;
            if told.more == 0 {
                continue;
            }
            if left > 0.0 {
                ctx.request_repaint_after_secs(left as f32);
            } else {
                restless(what, std::mem::take(&mut told.more), out);
                told.at = now;
            }
        }
    }
}

fn restless(what: &str, times: u32, out: &mut Outbox) {
    let what = what.to_owned();
    out.input(time::now(), StageInput::Restless { what, times });
}

/// Where the window belongs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// As the desk asked for it.
    pub placement: Placement,
    /// Nothing else of ours needs that place, so the window may come back to the front.
    pub alone: bool,
}

impl Place {
    fn is_kept(self, ctx: &Context, window: &ViewportInfo) -> bool {
        let scale = ctx.pixels_per_point();
        match self.placement {
            // The window manager places it: what counts is that it fills the monitor.
            Placement::Monitor(_) => window.monitor_size.is_none_or(|monitor| {
                let inside = ctx.content_rect().size();
                ((monitor - inside) * scale).abs().max_elem() < NEAR
            }),
            Placement::Rect(x, y, width, height) => window.inner_rect.is_none_or(|inner| {
                let wanted = Rect::from_min_size(
                    pos2(x as f32, y as f32),
                    vec2(width as f32, height as f32),
                );
                let inner = inner * scale;
                let off = |a: Pos2, b: Pos2| (a - b).abs().max_elem();
                off(inner.min, wanted.min) < NEAR && off(inner.max, wanted.max) < NEAR
            }),
        }
    }

    fn send_back(self, ctx: &Context) {
        let scale = ctx.pixels_per_point();
        match self.placement {
            Placement::Monitor(number) => {
                // The window's library believes that it fills the monitor still.
                ctx.send_viewport_cmd(ViewportCommand::Fullscreen(false));
                ctx.send_viewport_cmd(ViewportCommand::SetMonitor(number));
            }
            Placement::Rect(x, y, width, height) => {
                let at = pos2(x as f32, y as f32) / scale;
                let size = vec2(width as f32, height as f32) / scale;
                ctx.send_viewport_cmd(ViewportCommand::OuterPosition(at));
                ctx.send_viewport_cmd(ViewportCommand::InnerSize(size));
            }
        }
    }
}

/// What differs by less is the same place, in pixels.
const NEAR: f32 = 2.0;
/// How often in a row the window is sent back.
const PATIENCE: u32 = 8;
/// How long the window manager has for it, in seconds.
const AGAIN_AFTER_S: f64 = 0.3;
/// An attempt of one kind is told at once, and those that follow at most this often, in seconds: who hammers at the window for an
/// hour must not flood the journal.
const QUIET_S: f64 = 30.0;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::ToDesk;

    fn told(out: &mut Outbox) -> Vec<(String, u32)> {
        let messages = out.take().into_iter();
        messages
            .filter_map(|message| match message {
                ToDesk::Input {
                    input: StageInput::Restless { what, times },
                    ..
                } => Some((what, times)),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn hammering_is_told_at_once_and_then_counted() {
        let (mut hold, mut out, ctx) = (Hold::default(), Outbox::default(), Context::default());
        for hundredth in 0..6_000 {
            let now = f64::from(hundredth) / 100.0;
            hold.tell("close", now, &mut out);
            if hundredth == 500 {
                hold.tell("minimize", now, &mut out);
            }
            hold.tell_the_rest(&ctx, now, &mut out);
        }
        let now = told(&mut out);
        let wanted = [("close", 1), ("minimize", 1), ("close", 3000)];
        assert_eq!(now, wanted.map(|(what, times)| (what.to_owned(), times)));
        hold.let_go(&mut out);
        assert_eq!(told(&mut out), [("close".to_owned(), 2999)]);
    }
}
