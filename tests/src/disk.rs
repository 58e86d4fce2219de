//! A small disk of a story's own, to be filled or locked.

#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a story that cannot be set up fails at once, with the reason it names"
)]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A disk in memory; it is gone when this is dropped.
pub struct Disk(PathBuf);

impl Disk {
    /// Puts a disk of a size such as `24m` at a folder; `None` where only root may do that.
    pub fn mount(at: &Path, size: &str) -> Option<Self> {
        fs::create_dir_all(at).expect("a folder to mount at");
        let size = format!("size={size}");
        let done = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(at).output();
        done.is_ok_and(|done| done.status.success()).then(|| Self(at.to_owned()))
    }

    /// Leaves no room at all.
    pub fn fill(&self) {
        let mut size = 1 << 20;
        for number in 0.. {
            let file = self.0.join(format!("filler-{number}"));
            if fs::write(file, vec![7; size]).is_err() {
                size /= 2;
                if size < 512 {
                    return;
                }
            }
        }
    }

    /// Takes away what filled it.
    pub fn make_room(&self) {
        for entry in fs::read_dir(&self.0).expect("the disk is there") {
            let path = entry.expect("an entry").path();
            if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("filler")) {
                fs::remove_file(path).expect("a filler goes");
            }
        }
    }

    /// Lets nobody write to it any more, not even root.
    pub fn lock(&self) {
        let done = Command::new("mount").args(["-o", "remount,ro"]).arg(&self.0).status();
        assert!(done.is_ok_and(|done| done.success()), "the disk is locked");
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Whoever still has a file open keeps it; nobody else finds it.
        drop(Command::new("umount").arg("-l").arg(&self.0).status());
    }
}

/// Says that a story was left out, and why.
pub fn skipped() {
    drop(writeln!(std::io::stdout(), "skipped: only root may mount a small disk"));
}
