//! The tree on the hill: it sways, blossoms, loses its leaves and carries snow.

use crate::canvas::{Canvas, Ink, ink};
use crate::motion::{P, chance, p, spread};
use crate::season::Season;

/// Where the trunk stands.
pub const FOOT: P = p(880.0, 506.0);

/// The limb from which the scarf hangs at the end.
pub const SCARF_LIMB: P = p(772.0, 345.0);

struct Branch {
    from: P,
    to: P,
    widths: [f32; 2],
    level: u32,
}

/// Draws the tree at `t` seconds; `wind` is 0 for a calm day, 1 for a storm.
pub fn tree(c: &mut Canvas, season: &Season, t: f32, wind: f32) {
    let mut branches = Vec::new();
    let sway = (0.5 + wind) * 0.012;
    grow(
        &mut branches,
        FOOT,
        -1.63,
        112.0,
        25.0,
        0,
        1,
        &|level, n| {
            sway * (level as f32 + 0.4)
                * ((t * 1.1 + n as f32 * 0.7).sin() + 0.6 * (t * 2.3 + n as f32).sin())
        },
    );
    let crown: Vec<(P, u32)> = branches
        .iter()
        .enumerate()
        .filter(|(_, b)| b.level >= 3)
        .map(|(i, b)| (b.to, i as u32))
        .collect();
    leaves(c, season, &crown, 0, t);
    roots(c, season.trunk);
    for branch in &branches {
        c.limb(
            branch.from,
            branch.widths[0],
            branch.to,
            branch.widths[1],
            season.trunk,
        );
    }
    // The low limb that reaches out over the place where they sit.
    let limb = [
        FOOT + p(-8.0, -92.0),
        FOOT + p(-48.0, -136.0),
        SCARF_LIMB + p(0.0, 0.0),
        SCARF_LIMB + p(-26.0, -12.0),
    ];
    c.line(&limb, 9.0, season.trunk);
    snow(c, season, &branches);
    bark(c, season.trunk);
    leaves(c, season, &crown, 1, t);
    leaves(c, season, &crown, 2, t);
}

#[allow(
    clippy::too_many_arguments,
    reason = "a branch is just these eight things, and a struct would name them twice"
)]
fn grow(
    out: &mut Vec<Branch>,
    from: P,
    angle: f32,
    length: f32,
    width: f32,
    level: u32,
    n: u32,
    sway: &dyn Fn(u32, u32) -> f32,
) {
    let angle = angle + sway(level, n);
    let to = from + P::polar(angle) * length;
    let thin = width * 0.66;
    out.push(Branch {
        from,
        to,
        widths: [width, thin],
        level,
    });
    if level >= 5 {
        return;
    }
    let children = if level == 0 { 3 } else { 2 };
    for child in 0..children {
        let key = n * 3 + child;
        let fan = if children == 3 {
            child as f32 - 1.0
        } else {
            child as f32 * 2.0 - 1.0
        };
        let turn = fan * (0.36 + 0.22 * chance(11, key)) + 0.1 * spread(12, key);
        let shorter = length * (0.7 + 0.14 * chance(13, key));
        grow(
            out,
            to,
            angle + turn,
            shorter,
            thin * if fan == 0.0 { 0.95 } else { 0.8 },
            level + 1,
            key,
            sway,
        );
    }
}

fn roots(c: &mut Canvas, trunk: Ink) {
    c.blob(
        &[
            FOOT + p(-52.0, 14.0),
            FOOT + p(-26.0, -8.0),
            FOOT + p(-17.0, -50.0),
            FOOT + p(17.0, -50.0),
            FOOT + p(25.0, -10.0),
            FOOT + p(54.0, 10.0),
            FOOT + p(0.0, 18.0),
        ],
        trunk,
    );
}

fn bark(c: &mut Canvas, trunk: Ink) {
    let dark = trunk.dim(0.78).alpha(0.6);
    for n in 0..5 {
        let x = FOOT.x - 15.0 + 7.0 * n as f32;
        let y = FOOT.y - 92.0 + 60.0 * chance(21, n);
        c.line(
            &[
                p(x, y),
                p(x + 3.0 * spread(22, n), y + 18.0),
                p(x - 1.0, y + 34.0),
            ],
            2.0,
            dark,
        );
    }
}

fn snow(c: &mut Canvas, season: &Season, branches: &[Branch]) {
    if season.snow < 0.02 {
        return;
    }
    for branch in branches.iter().filter(|b| b.level > 0) {
        let lift = p(0.0, -branch.widths[1] * 0.75);
        let along = (branch.to - branch.from) * 0.12;
        let width = branch.widths[1] * 0.95 * season.snow;
        // Steep branches hold no snow.
        let flat = 1.0 - ((branch.to.y - branch.from.y) / (branch.to - branch.from).length()).abs();
        c.line(
            &[branch.from + along + lift, branch.to - along + lift],
            width,
            ink(0xf4f7fa).alpha((flat * 2.2).min(1.0) * season.snow),
        );
    }
    let limb = [
        SCARF_LIMB + p(60.0, 0.0),
        SCARF_LIMB + p(0.0, -5.0),
        SCARF_LIMB + p(-25.0, -17.0),
    ];
    c.line(&limb, 5.0 * season.snow, ink(0xf4f7fa).alpha(season.snow));
}

/// One of three coats of leaves: 0 the shade behind the branches, 2 the light on top.
fn leaves(c: &mut Canvas, season: &Season, crown: &[(P, u32)], coat: u32, t: f32) {
    let ink = season.leaves[coat as usize];
    for (tip, n) in crown {
        let key = n * 4 + coat;
        // Each tuft has its own moment when it opens or falls.
        let full = ((season.crown - 0.75 * chance(31, key)) * 4.0).clamp(0.0, 1.0);
        if full <= 0.0 || (coat == 2 && chance(32, key) < 0.35) {
            continue;
        }
        let flutter = p((t * 1.7 + key as f32).sin(), (t * 1.3 + key as f32).cos()) * 1.2;
        let offset = p(
            spread(33, key) * 22.0 - coat as f32 * 5.0,
            spread(34, key) * 16.0 - coat as f32 * 11.0 + 6.0,
        );
        let radius = full * (26.0 - 6.5 * coat as f32) * (0.7 + 0.5 * chance(35, key));
        let tone = ink.mix(
            season.leaves[(coat as usize + 1).min(2)],
            0.5 * chance(36, key),
        );
        // Three lobes make a tuft where one circle would be a balloon.
        for lobe in 0..3 {
            let around = P::polar(lobe as f32 * 2.094 + 6.0 * chance(38, key)) * (radius * 0.42);
            c.oval(
                *tip + offset + flutter + around,
                p(radius * 0.72, radius * 0.6),
                spread(37, key),
                tone,
            );
        }
    }
}
