//! Lets the desk's software renderer stand back behind the film: without a graphics card both windows are drawn by
//! the processor, and the film's frames are due at their instant while the desk's are not.

use std::fs;
use std::path::Path;

use rustix::process::{Pid, setpriority_process};

/// How far the threads stand back: the scheduler then prefers the stage about nine to one.
const NICE: i32 = 10;

/// Lowers the priority of the threads that draw in software, and of no other: keys are still stamped at once.
pub(super) fn let_software_drawing_stand_back() {
    for thread in drawing_threads(Path::new("/proc/self/task")) {
        // Where it is not allowed, the film only has less room.
        let _ = setpriority_process(Some(thread), NICE);
    }
}

/// Mesa names its software renderer's threads `llvmpipe-0`, `llvmpipe-1` …
fn drawing_threads(tasks: &Path) -> Vec<Pid> {
    let Ok(entries) = fs::read_dir(tasks) else {
        return Vec::new();
    };
    entries
        .flatten()
        .filter(|task| fs::read_to_string(task.path().join("comm")).is_ok_and(|name| draws(&name)))
        .filter_map(|task| task.file_name().to_str()?.parse().ok())
        .filter_map(Pid::from_raw)
        .collect()
}

fn draws(thread_name: &str) -> bool {
    thread_name.starts_with("llvmpipe")
}

#[cfg(test)]
#[allow(
    clippy::disallowed_methods,
    reason = "the test makes a folder as the kernel would"
)]
mod tests {
    use super::*;

    #[test]
    fn only_the_renderers_threads_stand_back() {
        assert!(draws("llvmpipe-0\n") && draws("llvmpipe-13\n"));
        assert!(!draws("lacrima\n") && !draws("keyboards\n"));
        assert!(drawing_threads(Path::new("/nowhere")).is_empty());
    }
}
