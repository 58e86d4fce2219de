//! The account a hub works under: it reads and writes rows, and can neither change the schema nor rewrite what was issued.

use sqlx::{AssertSqlSafe, MySqlPool};

use super::engine::Db;
use crate::refusal::{Code, Refusal};

/// What the application may do to each table besides reading it. Invoices, the ledger of stock, the log of intents, the
/// audit log and what a mail said are written once.
const VERBS: [(&str, &str); 40] = [
    ("account", "insert, update"),
    ("account_role", "insert, delete"),
    ("address", "insert, update, delete"),
    ("audit", "insert"),
    ("audit_head", "insert, update"),
    ("cart_line", "insert, update, delete"),
    ("contact_message", "insert"),
    ("durable_read", "insert, update"),
    ("feed", "insert, update"),
    ("intent", "insert"),
    ("invoice", "insert"),
    ("mail", "insert, update"),
    ("mail_content", "insert"),
    ("member_permission", "insert, delete"),
    ("note", ""),
    ("one_time_token", "insert, update"),
    ("order_line", "insert, update"),
    ("order_part", "insert, update"),
    ("picture", "insert"),
    ("product", "insert, update"),
    ("product_image", "insert, delete"),
    ("product_tag", "insert, delete"),
    ("purchase", "insert, update"),
    ("recovery_code", "insert, update, delete"),
    ("review", "insert, update, delete"),
    ("review_edit", "insert"),
    ("review_report", "insert, update"),
    ("role_permission", "insert, delete"),
    ("second_factor", "insert, update, delete"),
    ("session", "insert, update, delete"),
    ("setting", "insert, update"),
    ("sign_in_ticket", "insert, update, delete"),
    ("sign_in_try", "insert, update, delete"),
    ("space", "insert, update"),
    ("staff_invitation", "insert, update"),
    ("stock_movement", "insert"),
    ("store", "insert, update"),
    ("store_books", "insert, update"),
    ("store_member", "insert, update, delete"),
    ("tag", "insert, update, delete"),
];

/// Makes the application's account anew and gives it what [`VERBS`] says. `password` is drawn by the caller.
pub async fn make_application(db: &Db, account: &str, password: &str) -> Result<(), Refusal> {
    let Db::Maria(pool) = db else { return Err(Refusal::broken(&"only a server has accounts")) };
    if !is_plain(account) || account.len() > 80 || !is_plain(password) {
        return Err(Refusal::field("account", "Use letters, digits and _ for the application's account."));
    }
    let (database,): (String,) = sqlx::query_as("select database()").fetch_one(pool).await?;
    if !is_plain(&database) {
        return Err(Refusal::field("url", "Use letters, digits and _ for the name of the database."));
    }
    for statement in statements(&database, account, password) {
        run(pool, statement, account).await?;
    }
    Ok(())
}

/// MariaDB takes no parameters in these statements; every word put in was looked at before.
fn statements(database: &str, account: &str, password: &str) -> Vec<String> {
    let who = format!("'{account}'@'%'");
    let mut all = vec![
        format!("create or replace user {who} identified by '{password}' require ssl"),
        format!("grant select on `{database}`.`_sqlx_migrations` to {who}"),
    ];
    all.extend(VERBS.iter().map(|(table, verbs)| {
        let verbs = if verbs.is_empty() { "select".to_owned() } else { format!("select, {verbs}") };
        format!("grant {verbs} on `{database}`.`{table}` to {who}")
    }));
    all
}

async fn run(pool: &MySqlPool, statement: String, account: &str) -> Result<(), Refusal> {
    let done = sqlx::raw_sql(AssertSqlSafe(statement)).execute(pool).await;
    done.map(drop).map_err(|error| match &error {
        // The statement holds a password and stays out of the log.
        sqlx::Error::Database(cause) if ["42000", "28000", "HY000"].iter().any(|code| cause.code().as_deref() == Some(*code)) => {
            Refusal::new(
                Code::Forbidden,
                format!(
                    "The migrator may not make the account “{account}”. It needs CREATE USER and, on this database, ALL \
                     WITH GRANT OPTION."
                ),
            )
        }
        _ => Refusal::from(error),
    })
}

fn is_plain(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_issued_can_only_be_added_to() {
        let all = statements("market", "app", "secret");
        for table in ["invoice", "stock_movement", "intent", "mail_content", "review_edit", "audit"] {
            let grants: Vec<_> = all.iter().filter(|one| one.contains(&format!("`{table}`"))).collect();
            assert_eq!(grants, [&format!("grant select, insert on `market`.`{table}` to 'app'@'%'")]);
        }
        assert!(
            !all.iter()
                .any(|one| one.contains("create table") || one.contains("alter") || one.contains(".*"))
        );
    }

    #[test]
    fn a_word_that_could_end_a_statement_is_not_plain() {
        for word in ["", "a'b", "a`b", "a b", "a;b", "ä"] {
            assert!(!is_plain(word), "{word}");
        }
    }
}
