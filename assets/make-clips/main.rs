//! Makes the clips and the icon that Lacrima ships: `cargo run --release --example make-clips`.
//!
//! `make-clips` alone makes everything; `make-clips sad icon` only these;
//! `make-clips still sad 57.5 picture.png` one frame; `make-clips sound sad` only the sound, as 32-bit samples on stdout.

mod back;
mod canvas;
mod child;
mod dawn;
mod develop;
mod dog;
mod encode;
mod face;
mod hill;
mod icon;
mod motion;
mod neutral;
mod season;
mod sound;
mod story;
mod tree;
mod weather;

use canvas::{Canvas, HEIGHT, WIDTH, ink};
use encode::{Clip, FPS, Failure};
use std::io::Write;
use std::path::Path;

/// One clip of the three: its name, length, pictures and sound.
struct Film {
    name: &'static str,
    length_s: f32,
    draw: fn(&mut Canvas, f32) -> f32,
    score: fn() -> Vec<[f32; 2]>,
    vignette: f32,
}

const FILMS: [Film; 3] = [
    Film {
        name: "neutral",
        length_s: neutral::LENGTH_S,
        draw: neutral::draw,
        score: || sound::calm_scores::neutral(neutral::LENGTH_S),
        vignette: 0.1,
    },
    Film {
        name: "sad",
        length_s: story::LENGTH_S,
        draw: story::draw,
        score: sound::story_score::score,
        vignette: 0.24,
    },
    Film {
        name: "gentle",
        length_s: dawn::LENGTH_S,
        draw: dawn::draw,
        score: || sound::calm_scores::gentle(dawn::LENGTH_S),
        vignette: 0.2,
    },
];

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["still", name, seconds, path] => still(film(name)?, seconds.parse()?, Path::new(path)),
        ["sound", name] => raw_sound(film(name)?),
        [] => make(&["neutral", "sad", "gentle", "icon"]),
        ref chosen => make(chosen),
    }
}

fn film(name: &str) -> Result<&'static Film, Failure> {
    FILMS
        .iter()
        .find(|film| film.name == name)
        .ok_or_else(|| format!("There is no clip {name}; say neutral, sad or gentle.").into())
}

fn make(chosen: &[&str]) -> Result<(), Failure> {
    gstreamer::init()?;
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
    for name in chosen {
        if *name == "icon" {
            icon::icon()
                .ok_or("There is no memory for the icon.")?
                .save_png(assets.join("icon.png"))?;
            continue;
        }
        let film = film(name)?;
        let path = assets.join(format!("demo-{name}.webm"));
        eprintln!("{}: {} s …", path.display(), film.length_s);
        let clip = Clip {
            frames: (film.length_s * FPS as f32).round() as u32,
            draw: &mut |canvas, t| (film.draw)(canvas, t),
            sound: (film.score)(),
            paper: develop::Paper::new(film.vignette),
        };
        encode::encode(clip, &path)?;
    }
    for moment in story::MOMENTS.iter().chain(story::ONSETS) {
        println!(
            "sad  {:<12} from {:>5.1} s to {:>5.1} s",
            moment.label, moment.from_s, moment.to_s
        );
    }
    Ok(())
}

fn still(film: &Film, t: f32, path: &Path) -> Result<(), Failure> {
    let mut canvas = Canvas::new(
        tiny_skia::Pixmap::new(WIDTH, HEIGHT).ok_or("There is no memory for a frame.")?,
    );
    let exposure = (film.draw)(&mut canvas, t);
    canvas.light(ink(0xffffff).dim(exposure));
    canvas.pixmap.save_png(path)?;
    Ok(())
}

fn raw_sound(film: &Film) -> Result<(), Failure> {
    let bytes: Vec<u8> = (film.score)()
        .as_flattened()
        .iter()
        .flat_map(|sample| sample.to_le_bytes())
        .collect();
    std::io::stdout().write_all(&bytes)?;
    Ok(())
}
