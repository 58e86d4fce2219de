//! The files the rules are about.

use std::{fs, path::Path};

use stories::{Fallible, places::repository};

/// One file: its path from the top of the repository, with `/`, and what is in it.
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Source {
    pub(crate) fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    pub(crate) fn ends_with(&self, endings: &[&str]) -> bool {
        endings.iter().any(|ending| self.path.ends_with(ending))
    }

    pub(crate) fn is_below(&self, folder: &str) -> bool {
        self.path.starts_with(folder)
    }

    /// Longer than nearly all good files of its kind.
    pub(crate) fn is_long(&self) -> bool {
        let limit = match self.path.rsplit('.').next() {
            Some("rs") => 400,
            Some("js" | "mjs") => 200,
            Some("css") => 250,
            _ => return false,
        };
        self.text.lines().count() > limit
    }
}

/// Every text file that people write here.
pub(crate) fn sources() -> Fallible<Vec<Source>> {
    let mut found = Vec::new();
    for folder in ["bench", "crates", "migrations", "scripts", "src-tauri", "tests", "ui"] {
        collect(repository(), Path::new(folder), &mut found)?;
    }
    Ok(found)
}

fn collect(top: &Path, folder: &Path, found: &mut Vec<Source>) -> Fallible<()> {
    for entry in fs::read_dir(top.join(folder))? {
        let entry = entry?;
        let path = folder.join(entry.file_name());
        // `gen` and `.d.ts` are written by machines, `data` by other people.
        let is_foreign = ["node_modules", "target", "gen", "data"].iter().any(|name| path.ends_with(name));
        if entry.file_type()?.is_dir() {
            if !is_foreign {
                collect(top, &path, found)?;
            }
        } else if let Some(source) = read(top, &path).filter(|source| !source.path.ends_with(".d.ts")) {
            found.push(source);
        }
    }
    Ok(())
}

/// Nothing for pictures and fonts, which are not text.
fn read(top: &Path, path: &Path) -> Option<Source> {
    let text = fs::read_to_string(top.join(path)).ok()?;
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    Some(Source { path: parts.join("/"), text })
}
