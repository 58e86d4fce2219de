//! The operator's commands, run as processes.

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Output, Stdio};

use stories::mariadb::{self, Database};
use stories::places::build_dir;

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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_empty_database_becomes_a_marketplace_that_serves_and_stops() {
    let folder = tempfile::tempdir().unwrap();
    let database = mariadb::shared().fresh_database().await;
    let url_file = folder.path().join("database.url");
    let url_file = url_file.to_str().unwrap();
    let app = format!("{}_hub", database.name);
    let serve = ["serve", "--listen", "127.0.0.1:0", "--url-file", url_file];
    let init = [
        "init",
        "--app",
        &app,
        "--url-file",
        url_file,
        "--email",
        "op@example.org",
        "--username",
        "operator1",
    ];
    let mut init = hub(&database, &init);
    init.env("TRADEPOST_MIGRATOR_URL", &database.migrator_url);

    let weak = run(&mut init, "short\n");
    assert!(
        !weak.status.success() && !std::path::Path::new(url_file).exists(),
        "nothing is half made: {weak:?}"
    );
    let made = run(&mut init, "plain water 7\n");
    assert!(made.status.success(), "{made:?}");

    assert_eq!(std::fs::metadata(url_file).unwrap().permissions().mode() & 0o777, 0o600, "its owner's only");
    assert!(!run(&mut init, "plain water 7\n").status.success(), "a marketplace is made once");
    let books = run(&mut hub(&database, &["verify-books", "--url-file", url_file]), "");
    assert!(books.status.success(), "{books:?}");
    let mut child = hub(&database, &serve).spawn().unwrap();
    let mut log = std::io::BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    std::io::BufRead::read_line(&mut log, &mut line).unwrap();
    assert!(line.contains("the hub serves"), "{line}");
    let told = Command::new("kill").arg(child.id().to_string()).status().unwrap();
    assert!(told.success());
    let ended = child.wait().unwrap();
    assert!(ended.success(), "SIGTERM is a graceful stop: {ended:?}");
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
    let init = ["init", "--email", "op@example.org", "--username", "operator1", "--url-file"];
    let init = [&init[..], &[url_file.to_str().unwrap(), "--app"]].concat();
    let run_with = |app: &str| {
        let mut command = hub(&database, &[&init[..], &[app]].concat());
        run(command.env("TRADEPOST_MIGRATOR_URL", &database.migrator_url), "plain water 7\n")
    };

    let refused = run_with("no'account");

    assert!(!refused.status.success() && !url_file.exists(), "nothing is left behind: {refused:?}");
    let made = run_with(&format!("{}_hub", database.name));
    assert!(made.status.success() && url_file.exists(), "and the next one goes through: {made:?}");
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
