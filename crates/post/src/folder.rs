//! Letters as files: `<utc time>-<id>.eml`, complete or not there at all.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU64, Ordering},
};

use crate::{Failure, Letter, Receipt};

/// Sets two drafts of one process apart; the process id sets apart those of two.
static DRAFTS: AtomicU64 = AtomicU64::new(0);

/// Writes the letter into the folder. The name comes from the letter alone, so a retry replaces the same file.
pub(crate) async fn deliver(folder: PathBuf, letter: &Letter, message: Vec<u8>) -> Result<Receipt, Failure> {
    let time = letter.sent_at()?.format("%Y%m%dT%H%M%S%6fZ");
    let name = format!("{time}-{}.eml", letter.checked_id()?);
    let answer = format!("Kept as {name}.");
    let shown = folder.display().to_string();
    let kept =
        tokio::task::spawn_blocking(move || keep(&folder, &name, &message)).await.map_err(io::Error::other);
    kept.and_then(|kept| kept).map_err(|error| unkept(&shown, &error))?;
    Ok(Receipt { answer })
}

fn keep(folder: &Path, name: &str, message: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let draft =
        folder.join(format!(".{name}.{}-{}.draft", process::id(), DRAFTS.fetch_add(1, Ordering::Relaxed)));
    let kept = write_through(&draft, message).and_then(|()| fs::rename(&draft, folder.join(name)));
    if kept.is_err() {
        // The reason is in `kept`; a draft that cannot be removed either has no reader.
        let _ = fs::remove_file(&draft);
    }
    kept.and_then(|()| sync_folder(folder))
}

fn write_through(path: &Path, message: &[u8]) -> io::Result<()> {
    let mut file = only_mine(OpenOptions::new().write(true).create_new(true)).open(path)?;
    file.write_all(message)?;
    file.sync_all()
}

/// Letters hold addresses and links that reset passwords: nobody else on this machine reads them.
#[cfg(unix)]
fn only_mine(options: &mut OpenOptions) -> &mut OpenOptions {
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600)
}

#[cfg(not(unix))]
fn only_mine(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

/// A rename is on the disk once its folder is. Windows has no such call and writes renames through by itself.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// Every reason is passing: disks are emptied and folders come back.
fn unkept(folder: &str, error: &io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            Failure::passing(format!("The disk of the mail folder {folder} is full."))
        }
        _ => Failure::passing(format!("The mail folder {folder} cannot be written: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Error, ErrorKind};

    use super::unkept;
    use crate::Kind;

    #[test]
    fn a_full_disk_is_waited_out() {
        let failure = unkept("mails", &Error::from(ErrorKind::StorageFull));

        assert_eq!(failure.kind, Kind::Passing, "somebody will make room");
        assert_eq!(failure.reason, "The disk of the mail folder mails is full.");
    }
}
