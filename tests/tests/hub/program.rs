//! The operator's commands, run as processes.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Output, Stdio};

use sqlx::{Connection, MySqlConnection};
use stories::mariadb::{self, Database};
use stories::places::build_dir;
use tokio::net::TcpStream;

use crate::fixture::{exchange, request};

fn hub(database: &Database, words: &[&str]) -> Command {
    let mut command = Command::new(build_dir().unwrap().join("tradepost-hub"));
    command.args(words).arg("--ca").arg(&database.ca_path);
    for name in ["TRADEPOST_PASSWORD", "TRADEPOST_MIGRATOR_URL", "TRADEPOST_DATABASE_URL"] {
        command.env_remove(name);
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(command: &mut Command, line: &str) -> Output {
    let mut child = command.spawn().expect("scripts/test builds tradepost-hub before its stories");
    let _ = child.stdin.take().unwrap().write_all(line.as_bytes());
    child.wait_with_output().unwrap()
}

/// Makes a marketplace of an empty database; its operator's password comes on the standard input.
fn init(database: &Database, url_file: &str, app: &str) -> Command {
    let words = [
        "init",
        "--email",
        "op@example.org",
        "--username",
        "operator1",
        "--url-file",
        url_file,
        "--app",
        app,
    ];
    let mut command = hub(database, &words);
    command.env("TRADEPOST_MIGRATOR_URL", &database.migrator_url);
    command
}

/// Starts a hub; answers with it and with what it says first.
fn serves(command: &mut Command) -> (Child, String) {
    let mut child = command.spawn().unwrap();
    let (mut log, mut line) = (BufReader::new(child.stderr.take().unwrap()), String::new());
    log.read_line(&mut line).unwrap();
    // It goes on writing there.
    child.stderr = Some(log.into_inner());
    assert!(line.contains("the hub serves"), "{line}");
    (child, line)
}

/// Stops it as a system does.
fn stops(mut child: Child) {
    assert!(Command::new("kill").arg(child.id().to_string()).status().unwrap().success());
    let ended = child.wait().unwrap();
    assert!(ended.success(), "SIGTERM is a graceful stop: {ended:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_empty_database_becomes_a_marketplace_that_serves_and_stops() {
    let folder = tempfile::tempdir().unwrap();
    let database = mariadb::shared().fresh_database().await;
    let url_file = folder.path().join("database.url");
    let url_file = url_file.to_str().unwrap();
    let mut init = init(&database, url_file, &format!("{}_hub", database.name));

    let weak = run(&mut init, "short\n");
    assert!(
        !weak.status.success() && !std::path::Path::new(url_file).exists(),
        "nothing is half made: {weak:?}"
    );
    let made = run(&mut init, "plain water 7\n");
    assert!(made.status.success(), "{made:?}");

    assert_eq!(std::fs::metadata(url_file).unwrap().permissions().mode() & 0o777, 0o600, "its owner's only");
    let other_file = folder.path().join("other.url");
    let again = run(&mut self::init(&database, other_file.to_str().unwrap(), "another"), "plain water 7\n");
    let said = String::from_utf8_lossy(&again.stderr).into_owned();
    assert!(!again.status.success() && said.contains("in this database already"), "it is made once: {said}");
    let books = run(&mut hub(&database, &["verify-books", "--url-file", url_file]), "");
    assert!(books.status.success(), "{books:?}");
    let (child, line) =
        serves(&mut hub(&database, &["serve", "--listen", "127.0.0.1:0", "--url-file", url_file]));
    stops(child);
    let secret = std::fs::read_to_string(url_file).unwrap();
    let password = secret.split(['@', ':']).nth(2).unwrap();
    for output in [&weak, &made, &books] {
        let said = format!("{output:?}{line}");
        assert!(!said.contains(password) && !said.contains("plain water"), "secrets stay secret");
    }
}

#[tokio::test]
async fn an_init_that_fails_leaves_no_address_behind() {
    let folder = tempfile::tempdir().unwrap();
    let database = mariadb::shared().fresh_database().await;
    let url_file = folder.path().join("database.url");
    let run_with = |app: &str| run(&mut init(&database, url_file.to_str().unwrap(), app), "plain water 7\n");

    let refused = run_with("no'account");

    assert!(!refused.status.success() && !url_file.exists(), "nothing is left behind: {refused:?}");
    let made = run_with(&format!("{}_hub", database.name));
    assert!(made.status.success() && url_file.exists(), "and the next one goes through: {made:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_limits_hold_where_the_operator_says_them_and_a_slip_of_the_pen_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let database = mariadb::shared().fresh_database().await;
    let (url_file, limits) = (folder.path().join("database.url"), folder.path().join("limits.json"));
    let (url_file, limits) = (url_file.to_str().unwrap(), limits.to_str().unwrap());
    let made = run(&mut init(&database, url_file, &format!("{}_hub", database.name)), "plain water 7\n");
    assert!(made.status.success(), "{made:?}");
    let serve = ["serve", "--listen", "127.0.0.1:0", "--url-file", url_file, "--limits", limits];
    std::fs::write(limits, r#"{ "requests_at_once": 3, "requests_per_minute": 1 }"#).unwrap();

    let (child, line) = serves(&mut hub(&database, &serve));

    let at = line.trim().rsplit('=').next().unwrap().to_owned();
    let mut heard = Vec::new();
    for _ in 0..4 {
        let wire = TcpStream::connect(&at).await.unwrap();
        heard.push(exchange(wire, &request("GET", "/health", None, b"")).await.status);
    }
    assert_eq!(heard, [200, 200, 200, 429], "three at once, as the file says");
    stops(child);

    std::fs::write(limits, r#"{ "request_at_once": 3 }"#).unwrap();
    let refused = run(&mut hub(&database, &serve), "");
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        !refused.status.success() && said.contains("requests_at_once"),
        "it says which there are: {said}"
    );
}

#[tokio::test]
async fn a_marketplace_without_an_operator_is_not_served() {
    let database = mariadb::shared().fresh_database().await;
    let mut serve = hub(&database, &["serve", "--listen", "127.0.0.1:0"]);
    serve.env("TRADEPOST_DATABASE_URL", &database.migrator_url);
    let empty = run(&mut serve, "");
    assert!(!empty.status.success(), "the tables are missing: {empty:?}");
    let migrator = market::db::Db::open_maria(&database.migrator_url, &database.ca_path).await.unwrap();
    market::db::migrate::authority(&migrator).await.unwrap();

    let nobody = run(&mut serve, "");

    let said = String::from_utf8_lossy(&nobody.stderr).into_owned();
    assert!(
        !nobody.status.success() && said.contains("no operator"),
        "a stranger would be the first: {said}"
    );
}

#[tokio::test]
async fn the_command_that_verifies_the_audit_log_names_the_first_row_that_was_changed() {
    let folder = tempfile::tempdir().unwrap();
    let database = mariadb::shared().fresh_database().await;
    let url_file = folder.path().join("database.url");
    let url_file = url_file.to_str().unwrap();
    let made = run(&mut init(&database, url_file, &format!("{}_hub", database.name)), "plain water 7\n");
    assert!(made.status.success(), "{made:?}");

    let whole = run(&mut hub(&database, &["verify-audit", "--url-file", url_file]), "");
    let mut server = MySqlConnection::connect_with(&database.migrator_options().unwrap()).await.unwrap();
    sqlx::query("update audit set detail = '{}' where seq = 1").execute(&mut server).await.unwrap();
    let altered = run(&mut hub(&database, &["verify-audit", "--url-file", url_file]), "");

    let said = String::from_utf8_lossy(&whole.stdout).into_owned();
    assert!(whole.status.success() && said.contains("as they were written"), "{whole:?}");
    let said = String::from_utf8_lossy(&altered.stderr).into_owned();
    assert!(altered.status.code() == Some(1) && said.contains("Row 1 was changed"), "{altered:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_is_added_by_command_and_it_says_what_it_did() {
    let house = crate::fixture::House::new().await;
    let place = house.hub().await;
    for name in ["vendor", "layla"] {
        place.person(name, "vendor").await;
    }
    let add = |email: &str, kind: &str| {
        let words = ["operator", "add", "--email", email, "--kind", kind, "--url", &house.database.url];
        run(&mut hub(&house.database, &words), "")
    };
    let said = |output: &Output| String::from_utf8_lossy(&output.stdout).into_owned();

    let first = add("Layla@example.org", "office");
    let second = add("layla@example.org", "support");
    let same = add("layla@example.org", "support");

    assert_eq!(said(&first), "Layla@example.org was no operator and is office now.\n", "{first:?}");
    assert_eq!(said(&second), "layla@example.org was office and is support now.\n", "{second:?}");
    assert!(said(&same).contains("already") && same.status.success(), "{same:?}");
    for (email, kind, word) in
        [("nobody@example.org", "office", "No account"), ("layla@example.org", "king", "owner, office")]
    {
        let refused = add(email, kind);
        let why = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(refused.status.code() == Some(1) && why.contains(word), "{refused:?}");
    }
    let last = add("vendor@example.org", "support");
    assert!(!last.status.success(), "somebody must own the marketplace: {last:?}");
}
