//! A process that cannot outlive the test that started it.
//!
//! The process hangs on a shell that waits for its own standard input to end. That happens when the [`Watchdog`] is
//! dropped, and also when this process is killed, so a test that was shot leaves no server, no display and no window.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, ChildStdin, Command, Stdio},
};

use crate::{Fallible, fail};

/// `$1` the log, `$2` what to remove at the end, the rest the command. The command leads a group of its own, so that
/// its children go with it.
const SHELL: &str = r#"
log=$1
litter=$2
shift 2
setsid "$@" </dev/null >"$log" 2>&1 &
child=$!
echo "$child"
read -r word
kill -KILL "-$child" 2>/dev/null || kill -KILL "$child" 2>/dev/null
wait "$child" 2>/dev/null
[ "$word" = keep ] || rm -rf -- "$litter"
"#;

/// Holds a process and everything it started; both end with it.
pub struct Watchdog {
    shell: Child,
    leash: Option<ChildStdin>,
    pid: u32,
}

impl Watchdog {
    /// Starts `command` (its program, arguments and environment), writes what it says to `log`, and removes the folder
    /// `litter` once it has ended.
    pub fn start(command: &Command, log: &Path, litter: &Path) -> Fallible<Self> {
        let mut shell = Command::new("sh");
        shell.args(["-c", SHELL, "watchdog"]).arg(log).arg(litter);
        shell.arg(command.get_program()).args(command.get_args());
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => shell.env(name, value),
                None => shell.env_remove(name),
            };
        }
        // Its own group: Ctrl+C in a terminal ends the test, and the shell then cleans up after it.
        shell.process_group(0).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut shell = shell.spawn()?;
        let leash = shell.stdin.take();
        let mut line = String::new();
        if let Some(said) = shell.stdout.take() {
            BufReader::new(said).read_line(&mut line)?;
        }
        let pid =
            line.trim().parse().map_err(|_| fail("the watchdog did not say which process it started"))?;
        Ok(Self { shell, leash, pid })
    }

    /// The process that was asked for, not the shell that holds it.
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// Ends the process as a power cut would and leaves its files as they are.
    pub fn kill_and_keep_files(mut self) -> Fallible<()> {
        if let Some(mut leash) = self.leash.take() {
            leash.write_all(b"keep\n")?;
        }
        self.shell.wait()?;
        Ok(())
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        self.leash = None;
        // Waiting makes "dropped" mean "gone". There is nobody to tell if it fails.
        drop(self.shell.wait());
    }
}

/// Whether a process runs; one that has ended and waits to be collected does not.
pub fn is_running(pid: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit(')')
        .next()
        .and_then(|rest| rest.trim_start().chars().next())
        .is_some_and(|state| state != 'Z')
}

/// The processes that `pid` started, and those that they started.
pub fn descendants_of(pid: u32) -> Vec<u32> {
    let threads = fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
    let lists = threads.filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok());
    let children: Vec<u32> = lists
        .flat_map(|list| list.split_whitespace().filter_map(|id| id.parse().ok()).collect::<Vec<_>>())
        .collect();
    let below = children.iter().flat_map(|child| descendants_of(*child)).collect::<Vec<_>>();
    [children, below].concat()
}
