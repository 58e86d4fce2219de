//! What commands are given besides words: small files, secrets from the environment or standard input, and the file a
//! secret is written to. None of it goes into a log.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};

use accounts::Seal;
use market::domain::ids::hex;
use market::{Code, Refusal};

use crate::arguments::Options;

/// Bytes a certificate, key or address file may have.
const MOST_BYTES: u64 = 1_000_000;

/// An option that must be given.
pub(crate) fn need<'a>(options: &'a Options, name: &str) -> Result<&'a str, Refusal> {
    options.get(name).ok_or_else(|| missing(name))
}

/// What is not there.
pub(crate) fn missing(name: &str) -> Refusal {
    Refusal::field(name, "This is needed; \"tradepost-hub --help\" says what for.")
}

/// A small file named by an option.
pub(crate) fn read(option: &str, file: &str) -> Result<Vec<u8>, Refusal> {
    let size = std::fs::metadata(file).map(|known| known.len());
    if size.as_ref().is_ok_and(|size| *size > MOST_BYTES) {
        return Err(Refusal::field(option, "This file is too large."));
    }
    std::fs::read(file).map_err(|error| Refusal::field(option, format!("{file} cannot be read: {error}.")))
}

/// The same as text.
pub(crate) fn read_text(option: &str, file: &str) -> Result<String, Refusal> {
    String::from_utf8(read(option, file)?).map_err(|_| Refusal::field(option, "This file is not text."))
}

/// Where the database is, with the application's account and password.
pub(crate) fn database_url(options: &Options) -> Result<String, Refusal> {
    let url = match (options.get("--url"), options.get("--url-file")) {
        (Some(url), _) => url.to_owned(),
        (None, Some(file)) => read_text("--url-file", file)?,
        (None, None) => secret("TRADEPOST_DATABASE_URL").ok_or_else(|| missing("--url-file"))?,
    };
    Ok(url.trim().to_owned())
}

/// A secret from the environment.
pub(crate) fn secret(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The first line of standard input.
pub(crate) fn first_line() -> Result<String, Refusal> {
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line);
    read.map_err(|error| Refusal::field("password", format!("It could not be read: {error}.")))?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// The key second factors are kept under, where one is given.
pub(crate) fn seal(options: &Options) -> Result<Option<Seal>, Refusal> {
    let key = match options.get("--seal-key") {
        Some(file) => Some(read_text("--seal-key", file)?),
        None => secret("TRADEPOST_SEAL_KEY"),
    };
    let Some(key) = key else { return Ok(None) };
    let no_key = || Refusal::field("--seal-key", "This is no key. \"tradepost-hub init\" writes one.");
    Seal::read(&key).map(Some).ok_or_else(no_key)
}

/// 256 random bits.
pub(crate) fn draw() -> Result<String, Refusal> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| Refusal::broken(&error))?;
    Ok(hex(&bytes))
}

/// A new file that only its owner can read. Until it is kept it goes away again.
pub(crate) struct NewFile {
    path: PathBuf,
    file: Option<File>,
    is_kept: bool,
}

impl NewFile {
    /// Makes it; one that is there already is left alone.
    pub(crate) fn at(option: &str, path: &str) -> Result<Self, Refusal> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => {
                Refusal::new(Code::Conflict, format!("{path} is there already; it is left alone."))
            }
            _ => Refusal::field(option, format!("{path} cannot be written: {error}.")),
        })?;
        Ok(Self { path: path.into(), file: Some(file), is_kept: false })
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes into it.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), Refusal> {
        let written = self.file.as_mut().map_or(Ok(()), |file| file.write_all(bytes));
        written.map_err(|error| self.failed(&error))
    }

    /// It stays, on the disk itself.
    pub(crate) fn keep(self) -> Result<(), Refusal> {
        let path = self.path.clone();
        self.keep_as(&path)
    }

    /// It stays under another name, which nothing has yet.
    pub(crate) fn keep_as(mut self, path: &Path) -> Result<(), Refusal> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let synced = self.file.take().map_or(Ok(()), |file| file.sync_all());
        let renamed = synced.and_then(|()| std::fs::rename(&self.path, path));
        renamed.map_err(|error| self.failed(&error))?;
        self.is_kept = true;
        let folder = File::open(folder.unwrap_or(Path::new("."))).and_then(|folder| folder.sync_all());
        folder.map_err(|error| self.failed(&error))
    }

    fn failed(&self, error: &std::io::Error) -> Refusal {
        let path = self.path.display();
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
                Refusal::new(Code::DiskFull, format!("The disk is full. There is no room for {path}."))
            }
            _ => Refusal::new(Code::Broken, format!("{path} cannot be written: {error}.")),
        }
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if !self.is_kept {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}
