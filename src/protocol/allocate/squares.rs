//! Latin and Williams squares: orders of conditions in which each stands once in every position.

/// The cyclic Latin square of `n` conditions: row `r` begins with condition `r` and goes on in turn.
pub fn latin(n: usize) -> Vec<Vec<usize>> {
    (0..n).map(|row| shifted(0..n, row, n)).collect()
}

/// A Williams square: every condition follows every other equally often, so first-order carry-over is balanced.
/// Even `n`: `n` rows; odd `n`: `2n` rows, the second half mirrored (SCIENCE.md section 2, P2; `[F47]`).
pub fn williams(n: usize) -> Vec<Vec<usize>> {
    // 0, 1, n − 1, 2, n − 2, …: neighbours differ by each distance once.
    let zigzag = |place: usize| match place % 2 {
        0 => (n - place / 2) % n,
        _ => place.div_ceil(2),
    };
    let mut rows: Vec<Vec<usize>> = (0..n)
        .map(|row| shifted((0..n).map(zigzag), row, n))
        .collect();
    if n % 2 == 1 && n > 1 {
        let mirrored: Vec<Vec<usize>> = rows
            .iter()
            .map(|row| row.iter().rev().copied().collect())
            .collect();
        rows.extend(mirrored);
    }
    rows
}

fn shifted(row: impl Iterator<Item = usize>, by: usize, n: usize) -> Vec<usize> {
    row.map(|condition| (condition + by) % n).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn each_condition_stands_equally_often_in_each_position() {
        for n in 1..=9 {
            for square in [latin(n), williams(n)] {
                for position in 0..n {
                    let mut column: Vec<usize> = square.iter().map(|row| row[position]).collect();
                    column.sort_unstable();
                    let often = square.len() / n;
                    let whole: Vec<usize> = (0..n)
                        .flat_map(|condition| vec![condition; often])
                        .collect();
                    assert_eq!(column, whole, "{n} conditions, position {position}");
                }
                for row in &square {
                    let mut sorted = row.clone();
                    sorted.sort_unstable();
                    assert_eq!(sorted, (0..n).collect::<Vec<_>>());
                }
            }
        }
    }

    #[test]
    fn in_a_williams_square_each_condition_follows_each_other_equally_often() {
        for n in 2..=8 {
            let square = williams(n);
            assert_eq!(square.len(), if n % 2 == 0 { n } else { 2 * n });
            let mut pairs: BTreeMap<(usize, usize), usize> = BTreeMap::new();
            for pair in square.iter().flat_map(|row| row.windows(2)) {
                *pairs.entry((pair[0], pair[1])).or_default() += 1;
            }
            assert_eq!(pairs.len(), n * (n - 1), "every pair is there");
            let often = if n % 2 == 0 { 1 } else { 2 };
            assert!(
                pairs.values().all(|count| *count == often),
                "{n}: {pairs:?}"
            );
        }
    }

    #[test]
    fn two_conditions_cross_over() {
        assert_eq!(williams(2), [[0, 1], [1, 0]]);
    }
}
