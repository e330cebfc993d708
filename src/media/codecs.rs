//! Whether this computer can decode what laboratories have: every kind of film and sound that the program accepts.

use gstreamer as gst;

use super::error::MediaError;
use super::guard;

/// What must be decodable, in words, and the form that a decoder is asked for.
const NEEDED: [(&str, &str); 9] = [
    ("H.264", "video/x-h264,stream-format=avc,alignment=au"),
    ("AAC", "audio/mpeg,mpegversion=4,stream-format=raw"),
    ("VP8", "video/x-vp8"),
    ("VP9", "video/x-vp9"),
    ("Opus", "audio/x-opus"),
    ("Vorbis", "audio/x-vorbis"),
    ("MP3", "audio/mpeg,mpegversion=1,layer=3"),
    ("FLAC", "audio/x-flac"),
    ("Theora", "video/x-theora"),
];

/// The codecs that no installed decoder takes. Only for child processes.
pub(super) fn missing_codecs() -> Result<Vec<String>, MediaError> {
    guard::start()?;
    let decoders = gst::ElementFactory::factories_with_type(
        gst::ElementFactoryType::DECODER,
        gst::Rank::MARGINAL,
    );
    let missing = |form: &str| {
        let caps: Option<gst::Caps> = form.parse().ok();
        caps.is_none_or(|caps| {
            !decoders
                .iter()
                .any(|decoder| decoder.can_sink_any_caps(&caps))
        })
    };
    let names = NEEDED.iter().filter(|(_, form)| missing(form));
    Ok(names.map(|(name, _)| (*name).to_owned()).collect())
}
