//! The files of databases: how they are copied, and with how many connections they are read.

use std::path::{Path, PathBuf};

use market::db::Db;

/// Copies a database at rest, open or not, with what its log holds.
pub(crate) fn copy(from: &Path, to: &Path) {
    let with = |path: &Path, end: &str| PathBuf::from(format!("{}{end}", path.display()));
    std::fs::copy(from, to).unwrap();
    let log = with(from, "-wal");
    if log.is_file() {
        std::fs::copy(log, with(to, "-wal")).unwrap();
    }
}

/// The same database with one connection to read through. A connection comes back to its pool a moment after it was let
/// go; with room for four, four were opened in turn, each with the whole schema to read and every statement to prepare.
pub(crate) fn one_reader(db: Db) -> Db {
    match db {
        Db::Sqlite { write, read } => {
            let options = read.options().clone().max_connections(1);
            let read = options.connect_lazy_with(read.connect_options().as_ref().clone());
            Db::Sqlite { write, read }
        }
        Db::Maria(_) => db,
    }
}
