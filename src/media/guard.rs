//! Starts GStreamer with everything taken away that could reach beyond the file it is given.

use std::sync::OnceLock;

use gstreamer as gst;
use gstreamer::prelude::*;

use super::error::MediaError;

/// Elements that follow lists or addresses although their class does not say so.
const FOLLOWERS: [&str; 12] = [
    "hlsdemux",
    "hlsdemux2",
    "dashdemux",
    "dashdemux2",
    "mssdemux",
    "mssdemux2",
    "sdpdemux",
    "giosrc",
    "playbin",
    "playbin3",
    "uridecodebin",
    "uridecodebin3",
];

/// Starts GStreamer and loads what every film needs, ahead of the first one. Call it on a thread of its own.
pub fn warm_up() {
    // What is wrong is told when a film is opened.
    if start().is_ok() {
        for name in [
            "filesrc",
            "decodebin",
            "qtdemux",
            "matroskademux",
            "videoconvert",
            "appsink",
            "volume",
            "audioresample",
            "pulsesink",
        ] {
            if let Some(factory) = gst::ElementFactory::find(name) {
                // Loading is all that is wanted of it.
                let _ = factory.load();
            }
        }
        let codecs = gst::ElementFactory::factories_with_type(
            gst::ElementFactoryType::DECODER,
            gst::Rank::PRIMARY,
        );
        drop(codecs);
    }
}

/// Starts GStreamer once in this process and blocks every playlist, adaptive and network element.
pub(super) fn start() -> Result<(), MediaError> {
    static STARTED: OnceLock<Result<(), String>> = OnceLock::new();
    STARTED
        .get_or_init(|| {
            gst::init().map_err(|error| error.to_string())?;
            block_everything_beyond_the_file();
            Ok(())
        })
        .clone()
        .map_err(|why| MediaError::Engine { why })
}

fn block_everything_beyond_the_file() {
    let registry = gst::Registry::get();
    for feature in registry.features(gst::ElementFactory::static_type()) {
        let Some(factory) = feature.downcast_ref::<gst::ElementFactory>() else {
            continue;
        };
        if reaches_beyond(factory) {
            registry.remove_feature(&feature);
        }
    }
}

fn reaches_beyond(factory: &gst::ElementFactory) -> bool {
    let class = factory.metadata("klass").unwrap_or_default();
    let reads_addresses = factory.uri_type() == gst::URIType::Src
        && factory
            .uri_protocols()
            .iter()
            .any(|protocol| protocol != "file");
    FOLLOWERS.contains(&factory.name().as_str())
        || class.contains("Network")
        || class.contains("Adaptive")
        || reads_addresses
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_reaches_beyond_the_file_is_left() {
        start().unwrap();
        for name in FOLLOWERS.iter().chain(&[
            "souphttpsrc",
            "curlhttpsrc",
            "rtspsrc",
            "udpsrc",
            "tcpclientsrc",
        ]) {
            assert!(gst::ElementFactory::find(name).is_none(), "{name}");
        }
        assert!(gst::ElementFactory::find("filesrc").is_some());
        assert!(gst::ElementFactory::find("decodebin").is_some());
    }
}
