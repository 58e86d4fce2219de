//! What a MariaDB must be before a marketplace is trusted to it; each refusal is a sentence for its administrator.

use super::engine::Db;
use crate::refusal::{Code, Refusal};

/// The oldest series the stories run on.
const OLDEST: (u32, u32) = (10, 11);
/// Without these MariaDB cuts off what is too long and divides by nothing.
const STRICT: [&str; 3] = ["STRICT_ALL_TABLES", "ERROR_FOR_DIVISION_BY_ZERO", "PIPES_AS_CONCAT"];

/// What a server says of itself.
#[derive(Clone, Debug)]
struct Known {
    version: String,
    sql_mode: String,
    flushes_each_commit: String,
    /// Absent where Galera is not built in.
    is_galera: Option<String>,
}

/// Refuses a server that can lose what it has confirmed or take what does not fit. A file of SQLite always passes.
pub async fn refuse_unsafe(db: &Db) -> Result<(), Refusal> {
    let Db::Maria(pool) = db else { return Ok(()) };
    let (version, sql_mode): (String, String) =
        sqlx::query_as("select version(), @@session.sql_mode").fetch_one(pool).await?;
    let settings: Vec<(String, String)> = sqlx::query_as(
        "select lower(variable_name), coalesce(variable_value, '') from information_schema.global_variables \
         where variable_name in ('INNODB_FLUSH_LOG_AT_TRX_COMMIT', 'WSREP_ON')",
    )
    .fetch_all(pool)
    .await?;
    let value = |name: &str| settings.iter().find(|row| row.0 == name).map(|row| row.1.clone());
    judge(&Known {
        version,
        sql_mode,
        flushes_each_commit: value("innodb_flush_log_at_trx_commit").unwrap_or_default(),
        is_galera: value("wsrep_on"),
    })
}

/// Whether the database answers at all.
pub async fn answers(db: &Db) -> Result<(), Refusal> {
    let mut tx = db.glance().await?;
    tx.int("select 1", vec![]).await?;
    tx.rollback().await
}

fn judge(known: &Known) -> Result<(), Refusal> {
    if !known.version.contains("MariaDB") || series(&known.version).is_none_or(|found| found < OLDEST) {
        let (major, minor) = OLDEST;
        return Err(no(format!(
            "This server is “{}”. Tradepost needs MariaDB {major}.{minor} or newer.",
            known.version
        )));
    }
    if let Some(missing) = STRICT.iter().find(|mode| !known.sql_mode.split(',').any(|set| set == **mode)) {
        return Err(no(format!(
            "This server does not keep to the sql_mode {missing} that Tradepost asks for."
        )));
    }
    if known.flushes_each_commit != "1" {
        return Err(no(
            "This server may lose confirmed orders at a power cut. Set innodb_flush_log_at_trx_commit = 1.",
        ));
    }
    if known.is_galera.as_deref().is_some_and(|set| set.eq_ignore_ascii_case("on") || set == "1") {
        return Err(no(
            "This server is part of a Galera cluster, which can lose confirmed orders. Use one server with replicas.",
        ));
    }
    Ok(())
}

/// `10.11.6-MariaDB-…`, or with an old mark before it: `5.5.5-10.11.6-MariaDB-…`.
fn series(version: &str) -> Option<(u32, u32)> {
    let version = version.strip_prefix("5.5.5-").unwrap_or(version);
    let mut parts = version.split(['.', '-']);
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

fn no(sentence: impl Into<String>) -> Refusal {
    Refusal::new(Code::Broken, sentence)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> Known {
        Known {
            version: "10.11.6-MariaDB-0+deb12u1-log".to_owned(),
            sql_mode: "PIPES_AS_CONCAT,STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO".to_owned(),
            flushes_each_commit: "1".to_owned(),
            is_galera: Some("OFF".to_owned()),
        }
    }

    #[track_caller]
    fn refused(change: impl FnOnce(&mut Known), word: &str) {
        let mut known = good();
        change(&mut known);
        let refusal = judge(&known).unwrap_err();
        assert!(refusal.message.contains(word), "the administrator must read what to change: {refusal}");
    }

    #[test]
    fn a_good_server_is_taken() {
        assert_eq!(judge(&good()), Ok(()));
        assert_eq!(
            judge(&Known { version: "5.5.5-11.4.2-MariaDB".to_owned(), is_galera: None, ..good() }),
            Ok(())
        );
    }

    #[test]
    fn each_unsafe_server_is_refused_with_what_to_change() {
        refused(|known| known.version = "10.6.18-MariaDB".to_owned(), "10.11");
        refused(|known| known.version = "8.4.2".to_owned(), "MariaDB");
        refused(|known| known.version = "MariaDB".to_owned(), "10.11");
        refused(
            |known| known.sql_mode = "PIPES_AS_CONCAT,ERROR_FOR_DIVISION_BY_ZERO".to_owned(),
            "STRICT_ALL_TABLES",
        );
        refused(|known| known.flushes_each_commit = "2".to_owned(), "innodb_flush_log_at_trx_commit");
        refused(|known| known.is_galera = Some("ON".to_owned()), "Galera");
    }
}
