//! What is in a letter stands nowhere else: not in the database, not in the desktop's files, not in a log.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex};
use std::{fs, io};

use market::db::{Db, copy, migrate};
use serde_json::json;
use stories::shop::{PASSWORD, Shop};
use stories::{authenticator, on_both_engines};

use crate::forgotten::{NEW, by_code};
use crate::post::{forgotten, letter, quiet};

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

fn holds(bytes: &[u8], secret: &str) -> bool {
    bytes.windows(secret.len()).any(|window| window.eq_ignore_ascii_case(secret.as_bytes()))
}

/// Every row of the marketplace in a file, whatever engine it is kept on.
async fn copy_beside(shop: &Shop) {
    let into = Db::open_sqlite(&shop.path("copy.db")).await.unwrap();
    migrate::authority(&into).await.unwrap();
    let (mut from, mut tx) = (shop.open_authority().await.read().await.unwrap(), into.begin().await.unwrap());
    assert!(copy::all(&mut from, &mut tx).await.unwrap().rows > 10, "there is something to look at");
    tx.commit().await.unwrap();
    into.close().await;
}

/// What somebody typed who is kept out.
const WRONG: &str = "brackish water 9";

/// What the program says of itself meanwhile.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// One log for both engines' stories: a process has one.
static LOG: LazyLock<Log> = LazyLock::new(|| {
    let log = Log::default();
    let writer = log.clone();
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::DEBUG)
        .with_writer(move || writer.clone())
        .try_init()
        .unwrap();
    log
});

/// Turns a second factor on; answers with its secret and its recovery codes.
async fn second_factor(shop: &Shop) -> Vec<String> {
    let started = shop.storefront("account.second_factor.start", json!({ "password": PASSWORD })).await;
    let secret = started["secret"].as_str().unwrap().to_owned();
    let code = authenticator::code_at(&secret, sync::Clock::now_us(&*shop.clock)).unwrap();
    let confirmed = shop.storefront("account.second_factor.confirm", json!({ "code": code })).await;
    let mut secrets: Vec<String> = serde_json::from_value(confirmed["codes"].clone()).unwrap();
    assert_eq!(secrets.len(), 10);
    secrets.extend(secrets.clone().iter().map(|code| code.replace('-', "")));
    secrets.push(secret);
    secrets
}

on_both_engines!(no_password_no_token_and_no_code_is_kept_in_clear, |shop| {
    LazyLock::force(&LOG);
    shop.buyer("anna1").await;
    shop.storefront("account.resend", json!({})).await;
    quiet(&shop).await;
    let verify = letter(&shop, "anna1@example.org", "Please verify your e-mail address", 1).await;
    let reset = forgotten(&shop, "anna1", 1).await;
    let _ = shop.try_storefront("account.reset", by_code("anna1", "22222222")).await;
    let wrong = json!({ "name": "anna1", "password": WRONG });
    assert!(shop.try_manager("account.sign_in", wrong).await.is_err());
    shop.storefront("account.verify", json!({ "code": verify.code() })).await;

    let mut secrets = vec![PASSWORD.to_owned(), NEW.to_owned(), WRONG.to_owned()];
    secrets.extend(second_factor(&shop).await);
    for letter in [&verify, &reset] {
        secrets.extend([letter.token(), letter.code(), letter.code().replace('-', "")]);
    }
    quiet(&shop).await;
    letter(&shop, "anna1@example.org", "Your second factor is on", 1).await;
    copy_beside(&shop).await;
    let outbox = shop.path("outbox");
    for path in files(shop.dir()).into_iter().filter(|path| !path.starts_with(&outbox)) {
        let bytes = fs::read(&path).unwrap();
        for secret in &secrets {
            assert!(!holds(&bytes, secret), "{secret} stands in {}", path.display());
        }
    }
    let log = LOG.0.lock().unwrap().clone();
    assert!(!log.is_empty(), "the program says something of itself");
    for secret in &secrets {
        assert!(!holds(&log, secret), "{secret} stands in the log");
    }
    // The search finds what is there: the letters themselves lie in their folder.
    let in_letters = files(&outbox).iter().any(|path| holds(&fs::read(path).unwrap(), &reset.code()));
    assert!(in_letters, "this search finds nothing anywhere");
});
