//! Small files beside the databases, written whole or not at all, and readable by their owner only.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

use market::{Code, Refusal};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A refusal for a fault of the file system.
pub(crate) fn refused(error: &io::Error, path: &Path) -> Refusal {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    match error.kind() {
        io::ErrorKind::NotFound => Refusal::field("path", format!("There is no file “{name}”.")),
        io::ErrorKind::PermissionDenied => Refusal::field("path", format!("“{name}” may not be opened.")),
        io::ErrorKind::IsADirectory => Refusal::field("path", format!("“{name}” is a folder.")),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            Refusal::new(Code::DiskFull, "The disk is full. Make room and try again.")
        }
        _ => Refusal::field("path", format!("“{name}” cannot be read or written: {error}.")),
    }
}

/// Makes a folder for data and sees whether one may write there: better said now than at the first change.
pub(crate) fn open_folder(path: &Path) -> Result<(), Refusal> {
    fs::create_dir_all(path).map_err(|error| no_folder(&error, path))?;
    let probe = path.join(".probe");
    match fs::write(&probe, []).and_then(|()| fs::remove_file(&probe)) {
        Err(error) if is_forbidden(&error) => Err(no_folder(&error, path)),
        // A full disk can still be read, and another program may have tried at the same moment.
        _ => Ok(()),
    }
}

fn is_forbidden(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}

fn no_folder(error: &io::Error, path: &Path) -> Refusal {
    let path = path.display();
    match error.kind() {
        _ if is_forbidden(error) => {
            Refusal::new(Code::Broken, format!("Tradepost may not write to its folder, {path}."))
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            Refusal::new(Code::DiskFull, format!("The disk is full. There is no room for {path}."))
        }
        _ => Refusal::new(Code::Broken, format!("Tradepost cannot use the folder {path}: {error}.")),
    }
}

/// Reads a file of at most so many bytes.
pub(crate) fn read(path: &Path, most: u64) -> Result<Vec<u8>, Refusal> {
    let known = fs::metadata(path).map_err(|error| refused(&error, path))?;
    if known.is_dir() {
        return Err(Refusal::field("path", "This is a folder; choose a file."));
    }
    // A device or a pipe may never end, or never begin.
    if !known.is_file() {
        return Err(Refusal::field("path", "This is not a file one can read to its end."));
    }
    let mut bytes = Vec::new();
    if known.len() <= most {
        let file = File::open(path).map_err(|error| refused(&error, path))?;
        file.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| refused(&error, path))?;
    }
    // It may have grown since it was looked at.
    if known.len() > most || u64::try_from(bytes.len()).is_ok_and(|size| size > most) {
        let sentence = format!("The file is larger than {} MB.", most / 1_000_000);
        return Err(Refusal::new(Code::TooLarge, sentence.clone()).with("path", sentence));
    }
    Ok(bytes)
}

/// Writes a file whole: another name first, then made durable, then renamed.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Refusal> {
    let mut draft = path.as_os_str().to_owned();
    draft.push(".part");
    let draft = Path::new(&draft);
    let done = write_draft(draft, bytes).and_then(|()| fs::rename(draft, path));
    if done.is_err() {
        let _ = fs::remove_file(draft);
    }
    done.map_err(|error| refused(&error, path))
}

fn write_draft(draft: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file: File = options.open(draft)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Reads a value kept as JSON; what is not there is the default.
pub(crate) fn load<T: DeserializeOwned + Default>(path: &Path) -> Result<T, Refusal> {
    match fs::read(path) {
        Ok(bytes) => Ok(serde_json::from_slice(&bytes).unwrap_or_default()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(T::default()),
        Err(error) => Err(refused(&error, path)),
    }
}

/// Keeps a value as JSON.
pub(crate) fn save<T: Serialize>(path: &Path, value: &T) -> Result<(), Refusal> {
    write(path, &serde_json::to_vec_pretty(value)?)
}
