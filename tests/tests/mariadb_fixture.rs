//! The private MariaDB keeps its promises; every story on MariaDB leans on them.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use sqlx::{ConnectOptions, Connection, Executor, MySqlConnection, mysql::MySqlConnectOptions};
use stories::{
    Fallible, fail,
    mariadb::{Server, shared},
    watchdog::is_running,
};

#[tokio::test]
async fn a_fresh_database_is_reached_with_the_servers_name_checked() -> Fallible<()> {
    let database = shared().fresh_database().await;

    let mut line = database.options()?.connect().await?;
    let version: String = sqlx::query_scalar("select version()").fetch_one(&mut line).await?;
    let (_, cipher): (String, String) =
        sqlx::query_as("show status like 'Ssl_cipher'").fetch_one(&mut line).await?;

    assert!(version.starts_with("10.11."), "stories are told on the version users run, not on {version}");
    assert!(cipher.starts_with("TLS_"), "the connection is encrypted, yet the cipher is {cipher:?}");
    Ok(())
}

#[tokio::test]
async fn another_authority_does_not_vouch_for_the_server() -> Fallible<()> {
    let database = shared().fresh_database().await;

    let answer = database.options()?.ssl_ca(&database.stranger_ca_path).connect().await;

    let error = answer.err().ok_or_else(|| fail("a certificate from an unknown authority was accepted"))?;
    assert!(
        matches!(error, sqlx::Error::Tls(_) | sqlx::Error::Io(_)),
        "refused while encrypting, not later: {error}"
    );
    Ok(())
}

#[tokio::test]
async fn a_connection_without_encryption_is_refused() -> Fallible<()> {
    let database = shared().fresh_database().await;
    let plain: MySqlConnectOptions = database.url.parse()?;

    let answer = plain.ssl_mode(sqlx::mysql::MySqlSslMode::Disabled).connect().await;

    assert!(answer.is_err(), "the account requires encryption");
    Ok(())
}

#[tokio::test]
async fn two_databases_do_not_see_each_other() -> Fallible<()> {
    let (mine, yours) = tokio::join!(shared().fresh_database(), shared().fresh_database());
    let mut migrator = mine.migrator_options()?.connect().await?;
    migrator.execute("create table shelf (id bigint primary key)").await?;
    let mut app = yours.options()?.connect().await?;

    let theirs = sqlx::AssertSqlSafe(format!("select id from {}.shelf", mine.name));
    let own: Vec<(String,)> = sqlx::query_as("show tables").fetch_all(&mut app).await?;

    assert!(app.execute(theirs).await.is_err(), "another story's table is out of reach");
    assert_eq!(own, [], "a fresh database is empty");
    Ok(())
}

#[tokio::test]
async fn the_application_may_write_rows_but_not_change_tables() -> Fallible<()> {
    let database = shared().fresh_database().await;
    let mut migrator = database.migrator_options()?.connect().await?;
    migrator.execute("create table shelf (id bigint primary key)").await?;
    let mut app = database.options()?.connect().await?;

    let written = app.execute("insert into shelf (id) values (1)").await?;

    assert_eq!(written.rows_affected(), 1, "rows are the application's work");
    assert!(app.execute("drop table shelf").await.is_err(), "tables are the migrator's");
    Ok(())
}

#[tokio::test]
async fn a_crashed_server_comes_back_with_what_was_committed() -> Fallible<()> {
    let mut server = Server::start()?;
    let database = server.fresh_database().await;
    let mut migrator = database.migrator_options()?.connect().await?;
    migrator.execute("create table shelf (id bigint primary key)").await?;
    migrator.execute("insert into shelf (id) values (7)").await?;

    server.crash()?;
    let lost = migrator.ping().await;
    server.recover()?;

    assert!(lost.is_err(), "the crash was real");
    let mut again: MySqlConnection = database.options()?.connect().await?;
    let found: i64 = sqlx::query_scalar("select id from shelf").fetch_one(&mut again).await?;
    assert_eq!(found, 7, "an acknowledged commit survives");
    Ok(())
}

#[test]
fn a_dropped_server_leaves_no_process_and_no_folder() -> Fallible<()> {
    let server = Server::start()?;
    let pid = server.pid().ok_or_else(|| fail("it runs"))?;
    let folder = server.folder().to_owned();
    assert!(is_running(pid) && folder.exists(), "first there is something to leave");

    drop(server);

    assert!(!is_running(pid), "process {pid} is still there");
    assert!(!folder.exists(), "{} is still there", folder.display());
    Ok(())
}

#[test]
fn a_shot_test_leaves_no_process_and_no_folder() -> Fallible<()> {
    let mut holder = Command::new(env!("CARGO_BIN_EXE_private-mariadb"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let said = holder.stdout.take().ok_or_else(|| fail("its output is ours"))?;
    let mut lines = BufReader::new(said).lines();
    let mut value = || -> Fallible<String> {
        let line = lines.next().ok_or_else(|| fail("it said too little"))??;
        line.split_whitespace().last().map(str::to_owned).ok_or_else(|| fail("it said an empty line"))
    };
    let (pid, folder) = (value()?.parse()?, value()?);
    assert!(is_running(pid), "the server runs while its holder lives");

    holder.kill()?;
    holder.wait()?;

    let until = Instant::now() + Duration::from_secs(10);
    while Instant::now() < until && (is_running(pid) || std::path::Path::new(&folder).exists()) {
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(!is_running(pid), "process {pid} outlived the one that was shot");
    assert!(!std::path::Path::new(&folder).exists(), "{folder} outlived the one that was shot");
    Ok(())
}
