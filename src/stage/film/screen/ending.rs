//! How a film on the stage ends: whole, or because it can't go on; picture and sound are gone at once.

use std::time::Duration;

use super::{FilmScreen, State};
use crate::media::MediaError;
use crate::time::Stamp;

impl FilmScreen {
    pub(super) fn finish(&mut self, at: Stamp) {
        self.ledger.ended(at);
        self.close();
    }

    /// The sentence for a film that gives nothing.
    pub(super) fn stalled(&self, after: Duration) -> String {
        let file = self.file.clone();
        let seconds = after.as_secs() as u32;
        MediaError::Stalled { file, seconds }.to_string()
    }

    pub(super) fn fail(&mut self, why: String) {
        if self.state != State::Over {
            self.ledger.failed(why);
            self.close();
        }
    }

    fn close(&mut self) {
        self.state = State::Over;
        self.waiting.clear();
        self.drawn = None;
        self.canvas.blacken();
        self.end_player();
    }

    /// Silences the film at once and takes it apart on another thread, because that may take a moment.
    pub(super) fn end_player(&mut self) {
        self.opening = None;
        let Some(player) = self.player.take() else {
            return;
        };
        player.silence();
        // Without a thread it is taken apart here, a little later.
        let _ = std::thread::Builder::new()
            .name("film-close".into())
            .spawn(move || drop(player));
    }
}

impl Drop for FilmScreen {
    fn drop(&mut self) {
        self.end_player();
    }
}
