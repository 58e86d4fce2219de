//! Faults of a database server that pass by themselves or with its operator's help. No change is to blame for them, so none
//! is refused because of them.

use sqlx::mysql::MySqlDatabaseError;

use crate::refusal::{Code, Refusal};

/// The refusal for a passing fault of the server, if it is one. The numbers are MariaDB's.
pub(crate) fn of(error: &sqlx::Error) -> Option<Refusal> {
    let cause = error.as_database_error()?.try_downcast_ref::<MySqlDatabaseError>()?;
    let code = match cause.number() {
        // No room: while writing a file; on the disk; in a table.
        3 | 1021 | 1026 | 1114 => Code::DiskFull,
        // Held up: rows changed under the reader, a lock, a deadlock, a statement or connections beyond the limit.
        1020 | 1040 | 1203 | 1205 | 1213 | 1226 | 1969 | 3024 => Code::Busy,
        // It goes down, ends this connection or statement, lost its line, or only reads for the time being; or its operator
        // is about to change what this account may do.
        1053 | 1142 | 1143 | 1152 | 1158..=1161 | 1227 | 1290 | 1317 | 1836 | 1927 | 4166 => Code::Offline,
        _ => return None,
    };
    tracing::warn!(%error, "a passing fault of the database");
    Some(match code {
        Code::DiskFull => Refusal::disk_full(),
        Code::Busy => Refusal::new(Code::Busy, "The marketplace is busy. Please try again."),
        code => Refusal::new(code, "The marketplace cannot be reached right now."),
    })
}
