//! A screen of its own for one app: nothing on the person's desktop moves, and two tests never share a screen.

use std::{
    fs,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use crate::{
    Fallible, fail,
    places::program,
    watchdog::{Watchdog, is_running},
};

/// A running Xvfb.
pub(super) struct Display {
    process: Watchdog,
    name: String,
}

impl Display {
    /// Starts a screen as large as the largest picture; it keeps its files in `folder`.
    pub(super) fn start(folder: &Path) -> Fallible<Self> {
        fs::create_dir_all(folder)?;
        let log = folder.join("log");
        let mut xvfb = Command::new(program("Xvfb")?);
        // The server picks the number itself: a search for a free one would race with other tests.
        xvfb.args(["-displayfd", "1", "-screen", "0", "1920x1080x24", "-nolisten", "tcp", "-noreset"]);
        let process = Watchdog::start(&xvfb, &log, folder)?;
        let until = Instant::now() + Duration::from_secs(30);
        loop {
            let said = fs::read_to_string(&log).unwrap_or_default();
            if let Some(number) = said.lines().find_map(|line| line.trim().parse::<u32>().ok()) {
                return Ok(Self { process, name: format!(":{number}") });
            }
            if !is_running(process.pid()) || Instant::now() > until {
                return Err(fail(format!("no screen: {said}")));
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// What goes into `DISPLAY`.
    pub(super) fn name(&self) -> &str {
        debug_assert!(is_running(self.process.pid()), "the screen lasts as long as its app");
        &self.name
    }
}
