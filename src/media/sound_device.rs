//! Finds a sound sink that really answers: a missing device must be a clear fault, never silence.

use gstreamer as gst;
use gstreamer::prelude::*;

use super::error::MediaError;
use super::guard;

/// Whether a sound device can be opened now. Only for child processes.
pub fn sound_device_answers() -> Result<(), MediaError> {
    guard::start()?;
    let sink = open_sink()?;
    // The device is only tried; a failure to close it would change nothing.
    let _ = sink.set_state(gst::State::Null);
    Ok(())
}

/// The best-ranked sink whose device opens, in READY. GStreamer's own automatic choice falls back to silence
/// without an error, so it is not used.
pub(super) fn open_sink() -> Result<gst::Element, MediaError> {
    let kind = gst::ElementFactoryType::SINK | gst::ElementFactoryType::MEDIA_AUDIO;
    let mut factories: Vec<_> = gst::ElementFactory::factories_with_type(kind, gst::Rank::MARGINAL)
        .into_iter()
        .filter(|factory| factory.name() != "autoaudiosink" && !factory.name().contains("fake"))
        .collect();
    factories.sort_by_key(|factory| std::cmp::Reverse(factory.rank()));
    for factory in factories {
        let Ok(sink) = factory.create().build() else {
            continue;
        };
        if sink.set_state(gst::State::Ready).is_ok() {
            return Ok(sink);
        }
        let _ = sink.set_state(gst::State::Null);
    }
    Err(MediaError::NoSoundDevice)
}
