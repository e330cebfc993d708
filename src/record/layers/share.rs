//! Which sessions are to be coded twice: a share of them, chosen by a seed and never by hand.

use sha2::{Digest, Sha256};

/// Whether this session is among the `share` (0 to 1) that are to be coded twice. It depends on the seed and the session alone, so
/// that sessions that come later change nothing for those that are there.
pub fn is_chosen(session: &str, seed: u64, share: f64) -> bool {
    let mut hash = Sha256::new();
    hash.update(b"lacrima.double-coding.1\n");
    hash.update(seed.to_le_bytes());
    hash.update(session.as_bytes());
    let hash = hash.finalize();
    let first = hash
        .iter()
        .take(8)
        .fold(0u64, |all, byte| all << 8 | u64::from(*byte));
    // 53 bits are what a float holds exactly.
    ((first >> 11) as f64 / (1u64 << 53) as f64) < share
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_is_met_on_the_whole_and_the_same_seed_chooses_the_same() {
        let ids: Vec<String> = (0..2000)
            .map(|n| format!("20260101T000000Z_P{n}"))
            .collect();
        let chosen = |seed, share| {
            let chosen = ids.iter().filter(|id| is_chosen(id, seed, share));
            chosen.collect::<Vec<_>>()
        };
        let fifth = chosen(1, 0.2);
        assert!((340..460).contains(&fifth.len()), "{}", fifth.len());
        assert_eq!(chosen(1, 0.2), fifth);
        assert_ne!(chosen(2, 0.2), fifth);
        assert_eq!((chosen(1, 0.0).len(), chosen(1, 1.0).len()), (0, 2000));
        let more = chosen(1, 0.3);
        assert!(
            fifth.iter().all(|id| more.contains(id)),
            "a larger share keeps those of the smaller"
        );
    }
}
