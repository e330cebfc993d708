//! Which of A's events is which of B's: one-to-one links.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashSet};

use super::track::Stretch;

/// A link: the place of A's event and of B's in their lists.
pub type Link = (usize, usize);

/// Links points of two sorted lists that are at most `tolerance` apart, the closest first, of equally close ones the earliest. On a line
/// the closest pair that is left always lies side by side, so a heap of neighbours finds it.
pub fn points(a: &[i64], b: &[i64], tolerance: i64) -> Vec<Link> {
    let mut all: Vec<(i64, bool, usize)> = a
        .iter()
        .enumerate()
        .map(|(i, t)| (*t, false, i))
        .chain(b.iter().enumerate().map(|(i, t)| (*t, true, i)))
        .collect();
    all.sort_unstable();
    let count = all.len();
    let mut next: Vec<usize> = (1..=count).collect();
    let mut before: Vec<Option<usize>> = (0..count).map(|i| i.checked_sub(1)).collect();
    let mut gone = vec![false; count];
    let mut heap = BinaryHeap::new();
    let offer = |heap: &mut BinaryHeap<Reverse<(i64, usize, usize)>>, i: usize, j: usize| {
        if let (Some(one), Some(other)) = (all.get(i), all.get(j))
            && one.1 != other.1
            && other.0 - one.0 <= tolerance
        {
            heap.push(Reverse((other.0 - one.0, i, j)));
        }
    };
    for i in 1..count {
        offer(&mut heap, i - 1, i);
    }
    let mut links = Vec::new();
    while let Some(Reverse((_, i, j))) = heap.pop() {
        let is_gone = |i: usize| gone.get(i).copied().unwrap_or(true);
        if is_gone(i) || is_gone(j) {
            continue;
        }
        for k in [i, j] {
            if let Some(gone) = gone.get_mut(k) {
                *gone = true;
            }
        }
        if let (Some(one), Some(other)) = (all.get(i), all.get(j)) {
            links.push(if one.1 {
                (other.2, one.2)
            } else {
                (one.2, other.2)
            });
        }
        let left = before.get(i).copied().flatten();
        let right = next.get(j).copied().filter(|k| *k < count);
        if let Some(slot) = left.and_then(|left| next.get_mut(left)) {
            *slot = right.unwrap_or(count);
        }
        if let Some(slot) = right.and_then(|right| before.get_mut(right)) {
            *slot = left;
        }
        if let (Some(left), Some(right)) = (left, right) {
            offer(&mut heap, left, right);
        }
    }
    links.sort_unstable();
    links
}

/// Links stretches of two sorted, disjoint lists whose overlap is at least `least` of their union, the most alike first. Above one half
/// no stretch has two such partners.
pub fn stretches(a: &[Stretch], b: &[Stretch], least: f64) -> Vec<Link> {
    let mut found: Vec<(f64, usize, usize)> = Vec::new();
    let mut first = 0;
    for (i, one) in a.iter().enumerate() {
        while b.get(first).is_some_and(|other| other.1 <= one.0) {
            first += 1;
        }
        let reached = b.iter().enumerate().skip(first);
        for (j, other) in reached.take_while(|(_, other)| other.0 < one.1) {
            let overlap = (one.1.min(other.1) - one.0.max(other.0)) as f64;
            let union = (one.1.max(other.1) - one.0.min(other.0)) as f64;
            // The border itself counts, whatever the last binary digit says.
            if overlap / union >= least - 1e-12 {
                found.push((overlap / union, i, j));
            }
        }
    }
    found.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    let (mut taken_a, mut taken_b) = (HashSet::new(), HashSet::new());
    let mut links = Vec::new();
    for (_, i, j) in found {
        if !taken_a.contains(&i) && !taken_b.contains(&j) {
            taken_a.insert(i);
            taken_b.insert(j);
            links.push((i, j));
        }
    }
    links.sort_unstable();
    links
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closest_points_are_linked_first_and_each_once() {
        assert_eq!(points(&[0, 20], &[19, 39], 20), [(1, 0)]);
        assert_eq!(points(&[10, 21], &[11, 20, 60], 5), [(0, 0), (1, 1)]);
        assert_eq!(points(&[0, 1, 2], &[1], 5), [(1, 0)]);
        // After the innermost pair the next neighbours are those around it.
        assert_eq!(points(&[0, 10], &[11, 21], 30), [(0, 1), (1, 0)]);
        assert_eq!(points(&[], &[1], 5), []);
    }

    #[test]
    fn stretches_are_linked_when_overlap_is_enough_of_their_union() {
        assert_eq!(stretches(&[(0, 10)], &[(0, 6)], 0.6), [(0, 0)]);
        assert_eq!(stretches(&[(0, 10)], &[(0, 5)], 0.6), []);
        assert_eq!(stretches(&[(0, 10), (20, 30)], &[(1, 22)], 0.2), [(0, 0)]);
        assert_eq!(stretches(&[(0, 4), (20, 30)], &[(1, 30)], 0.2), [(1, 0)]);
    }
}
