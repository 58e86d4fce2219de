//! Faults of a data file itself. No operation is to blame, and only the person can mend them: so the sentence says what is
//! wrong and, as soon as somebody knows it, where the file lies.

use std::path::Path;

use sqlx::sqlite::SqliteError;

use crate::refusal::{Code, Refusal};

/// Marks the refusals that want to say where the file lies.
const FILE: &str = "file";

/// The refusal for a fault of the file, if it is one.
pub(crate) fn of(error: &sqlx::Error) -> Option<Refusal> {
    let cause = error.as_database_error()?.try_downcast_ref::<SqliteError>()?;
    let sentence = match primary_code(cause)? {
        // Corrupt; not a database.
        11 | 26 => {
            "A data file is damaged. Tradepost does not guess what was in it and leaves it alone; a copy from a backup can \
             take its place."
        }
        // Read-only.
        8 => "Tradepost may not write to its data.",
        // Cannot be opened.
        14 => "Tradepost cannot open its data.",
        _ => return None,
    };
    tracing::error!(%error, "a data file cannot be used");
    Some(Refusal::new(Code::Broken, sentence).with(FILE, ""))
}

/// SQLite's extended codes hold the primary one in their lowest byte.
fn primary_code(error: &SqliteError) -> Option<u32> {
    let code: u32 = sqlx::error::DatabaseError::code(error)?.parse().ok()?;
    Some(code & 0xff)
}

impl Refusal {
    /// Says where a faulty data file lies; whoever knows it best says it first. Other refusals stay as they are.
    #[must_use]
    pub fn lies_at(mut self, path: &Path) -> Self {
        if self.fields.remove(FILE).is_some() {
            self.message = format!("{} It lies at {}.", self.message, path.display());
        }
        self
    }
}
