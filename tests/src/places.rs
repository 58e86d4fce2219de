//! Where the tests find what was built, and what the machine offers.

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU32, Ordering::Relaxed},
};

use crate::{Fallible, fail};

/// The folder Cargo builds into (`target/debug`): a test runs from `deps` below it, a tool from the folder itself.
pub fn build_dir() -> Fallible<PathBuf> {
    let here = std::env::current_exe()?;
    let folder = here.parent().ok_or_else(|| fail("this program has no folder"))?;
    let above = if folder.ends_with("deps") { folder.parent() } else { Some(folder) };
    Ok(above.unwrap_or(folder).to_owned())
}

/// The top of the repository.
pub fn repository() -> &'static Path {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap_or(tests)
}

/// A program by name; servers hide in folders that are not on everybody's path.
pub fn program(name: &str) -> Fallible<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let hidden = ["/usr/sbin", "/usr/local/sbin", "/usr/libexec"].map(PathBuf::from);
    let mut candidates = std::env::split_paths(&path).chain(hidden).map(|folder| folder.join(name));
    candidates
        .find(|file| file.is_file())
        .ok_or_else(|| fail(format!("{name} is missing: run scripts/setup --tests")))
}

/// A free port below 32768, where no outgoing connection takes it away between this look and its use.
pub fn free_port() -> Fallible<u16> {
    const FIRST: u32 = 15_000;
    const COUNT: u32 = 17_000;
    // Tests that look at the same time get different answers; test processes begin at different places.
    static LOOKS: AtomicU32 = AtomicU32::new(0);
    for _ in 0..COUNT {
        let step = process::id().wrapping_mul(37).wrapping_add(LOOKS.fetch_add(1, Relaxed)) % COUNT;
        let port = u16::try_from(FIRST + step)?;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return Ok(port);
        }
    }
    Err(fail("no free port below 32768"))
}
