//! CPU time and memory of a program with all its children.

use std::collections::HashMap;
use std::fs;

/// The kernel shows times to programs in hundredths of a second (`USER_HZ`, the same on every Linux machine).
const TICKS_PER_S: f64 = 100.0;

/// Sums over a process tree, also over children that have ended in the meantime.
pub struct Processes {
    root: u32,
    /// CPU seconds by process number and start time, as last seen.
    cpu_s: HashMap<(u32, u64), f64>,
    peak_kb: u64,
}

impl Processes {
    /// Watches the tree below the process `root`.
    pub fn of(root: u32) -> Self {
        Self {
            root,
            cpu_s: HashMap::new(),
            peak_kb: 0,
        }
    }

    /// Looks once; call it a few times a second while the program runs.
    pub fn look(&mut self) {
        let all: Vec<Stat> = fs::read_dir("/proc")
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
            .filter_map(stat)
            .collect();
        let mut family = vec![self.root];
        let mut next = 0;
        while let Some(&parent) = family.get(next) {
            family.extend(
                all.iter()
                    .filter(|one| one.parent == parent)
                    .map(|one| one.id),
            );
            next += 1;
        }
        let mut memory_kb = 0;
        for one in all.iter().filter(|one| family.contains(&one.id)) {
            self.cpu_s.insert((one.id, one.started), one.cpu_s);
            memory_kb += pss_kb(one.id).unwrap_or(0);
        }
        self.peak_kb = self.peak_kb.max(memory_kb);
    }

    /// CPU seconds, user and system.
    pub fn cpu_s(&self) -> f64 {
        self.cpu_s.values().sum()
    }

    /// The largest proportional set size of the whole tree, in MB of 1024 kB.
    pub fn peak_mb(&self) -> f64 {
        self.peak_kb as f64 / 1024.0
    }
}

struct Stat {
    id: u32,
    parent: u32,
    started: u64,
    cpu_s: f64,
}

/// Reads `/proc/ID/stat` (see `man 5 proc`); `None` when the process has gone.
fn stat(id: u32) -> Option<Stat> {
    let text = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The name in brackets may hold spaces; the fields after it are counted from the third.
    let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
    let number = |field: usize| fields.get(field - 3)?.parse::<u64>().ok();
    let ticks = number(14)? + number(15)?;
    Some(Stat {
        id,
        parent: u32::try_from(number(4)?).ok()?,
        started: number(22)?,
        cpu_s: ticks as f64 / TICKS_PER_S,
    })
}

fn pss_kb(id: u32) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{id}/smaps_rollup")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    line.split_whitespace().next()?.parse().ok()
}
