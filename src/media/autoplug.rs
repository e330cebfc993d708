//! Which elements may take part in decoding: the container's own demultiplexer, parsers and software decoders.

use std::sync::{Arc, Mutex};

use gstreamer as gst;
use gstreamer::glib;
use gstreamer::prelude::*;

use super::container::Container;
use super::graph::{Found, lock};

/// Lets decodebin plug only the container's own demultiplexer, parsers and software decoders.
pub(super) fn allow_only_local_decoding(
    decode: &gst::Element,
    container: Container,
    found: &Arc<Mutex<Found>>,
) {
    let found = Arc::clone(found);
    decode.connect("autoplug-select", false, move |arguments| {
        let caps = arguments
            .get(2)
            .and_then(|value| value.get::<gst::Caps>().ok());
        let factory = arguments
            .get(3)
            .and_then(|value| value.get::<gst::ElementFactory>().ok());
        let allowed =
            factory.is_some_and(|factory| may_plug(&factory, container, caps.as_ref(), &found));
        select_answer(if allowed { "try" } else { "skip" })
    });
}

fn may_plug(
    factory: &gst::ElementFactory,
    container: Container,
    caps: Option<&gst::Caps>,
    found: &Arc<Mutex<Found>>,
) -> bool {
    let class = factory.metadata("klass").unwrap_or_default();
    if container.demuxers().contains(&factory.name().as_str()) {
        return true;
    }
    let local = !["Demuxer", "Hardware", "Subtitle", "Network", "Source"]
        .iter()
        .any(|word| class.contains(word));
    if !local || !(class.contains("Decoder") || class.contains("Parser")) {
        return false;
    }
    if class.contains("Decoder")
        && let Some(codec) = caps.and_then(|caps| caps.structure(0)).map(codec_name)
    {
        let mut found = lock(found);
        if class.contains("Video") || class.contains("Image") {
            found.video_codec.get_or_insert(codec);
        } else {
            found.audio_codec.get_or_insert(codec);
        }
    }
    true
}

/// A short name for a codec: `h264`, `vp9`, `aac`, `opus`, `mp3` …
fn codec_name(caps: &gst::StructureRef) -> String {
    let name = caps.name().as_str();
    let version = caps.get::<i32>("mpegversion").ok();
    match (name, version) {
        ("audio/mpeg", Some(2 | 4)) => "aac".into(),
        ("audio/mpeg", _) => "mp3".into(),
        ("video/mpeg", Some(version)) => format!("mpeg{version}"),
        _ => name
            .rsplit('/')
            .next()
            .unwrap_or(name)
            .trim_start_matches("x-")
            .to_owned(),
    }
}

/// The value of decodebin's private enumeration, found by its nickname.
fn select_answer(nick: &str) -> Option<glib::Value> {
    let kind = glib::Type::from_name("GstAutoplugSelectResult")?;
    glib::EnumClass::with_type(kind)?.to_value_by_nick(nick)
}
