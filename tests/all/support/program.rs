//! A running program under test: its output kept in a file, its end awaited, ended with the test.

use std::fs::File;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus};

use tempfile::TempDir;

use super::patience::wait_for;

/// A started program; ended when dropped.
pub struct Program {
    child: Child,
    output: TempDir,
}

impl Program {
    /// Starts `command`, with stdout and stderr together in one log.
    pub fn start(mut command: Command) -> Self {
        let output =
            TempDir::with_prefix("lacrima-output-").expect("a folder for the program's output");
        let log = File::create(output.path().join("log")).expect("the log can be written");
        command
            .stdout(log.try_clone().expect("the log can be shared"))
            .stderr(log);
        let child = command
            .spawn()
            .unwrap_or_else(|why| panic!("{command:?} does not start: {why}"));
        Self { child, output }
    }

    /// The process number, for tests that end or stop it from outside.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// What the program wrote so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.output.path().join("log")).unwrap_or_default()
    }

    /// Waits until the program has ended.
    pub fn wait(&mut self) -> ExitStatus {
        wait_for("the program to end", || self.ended())
    }

    /// The status, once it has ended.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child
            .try_wait()
            .expect("the program can be waited for")
    }

    /// Ends the program at once, as a crash would.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Process numbers of its living children, such as the stage.
    pub fn children(&self) -> Vec<u32> {
        let tasks = PathBuf::from(format!("/proc/{}/task", self.child.id()));
        let Ok(tasks) = std::fs::read_dir(tasks) else {
            return Vec::new();
        };
        tasks
            .flatten()
            .filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok())
            .flat_map(|list| {
                list.split_whitespace()
                    .filter_map(|id| id.parse().ok())
                    .collect::<Vec<_>>()
            })
            .collect()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the program's output was:\n{}", self.log());
        }
        self.kill();
    }
}
