//! Over TLS: only to a server that proves who it is, by the authority that `TRADEPOST_SMTP_CA` names.
//!
//! The variable belongs to the whole process, so each of these stories runs in a process of its own.

use std::path::PathBuf;
use std::process::Command;

use post::Security;
use serde_json::json;
use stories::shop::Shop;
use stories::smtp::{Authority, Plan, Server};

use crate::fixture::{mail, order, settings, shown, tried};

const CA: &str = "TRADEPOST_SMTP_CA";

/// The file the variable names; `None` in the process that has to start another one for the story, which has run then.
fn ca_file(story: &str) -> Option<PathBuf> {
    if let Some(path) = std::env::var_os(CA) {
        return Some(path.into());
    }
    let folder = tempfile::tempdir().unwrap();
    let itself = std::env::current_exe().unwrap();
    let told = Command::new(itself)
        .args(["--exact", "--nocapture", &format!("trusted::{story}")])
        .env(CA, folder.path().join("ca.pem"))
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&told.stdout);
    assert!(
        told.status.success() && words.contains("1 passed"),
        "{words}\n{}",
        String::from_utf8_lossy(&told.stderr)
    );
    None
}

/// Places an order whose mail must sign in over TLS, and waits until it is taken.
async fn sent_over(security: Security, word: &str, ca: PathBuf) {
    let authority = Authority::new(&["localhost", "127.0.0.1"]).unwrap();
    std::fs::write(ca, authority.pem()).unwrap();
    let plan = Plan { security, account: Some(("layla", "open sesame")), ..Plan::default() };
    let server = Server::start_with(plan, authority).await.unwrap();
    let shop = Shop::new().await;
    let mut with_account = settings(server.settings().port, word);
    with_account["username"] = json!("layla");
    with_account["password"] = json!("open sesame");

    let order = order(&shop, with_account.clone()).await;
    shown(&shop, &order, "sent").await;

    let received = server.received();
    assert_eq!(
        (received.len(), received[0].is_encrypted, received[0].account.as_deref()),
        (1, true, Some("layla")),
        "encrypted, and signed in"
    );
    with_account["password"] = json!("wrong");
    shop.manager("mail.set", with_account).await;
    shop.manager("mail.resend", json!({ "id": mail(&shop).await["id"] })).await;
    let refused = tried(&shop, 1).await;
    assert_eq!(refused["state"], "queued", "settings can be mended: {refused}");
    let why = refused["error"].as_str().unwrap();
    assert!(
        why.contains("user name and password") && !why.contains("sesame"),
        "the reason, not the secret: {why}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_leaves_over_starttls_to_an_authority_that_was_named() {
    let Some(ca) = ca_file("a_mail_leaves_over_starttls_to_an_authority_that_was_named") else { return };
    sent_over(Security::Starttls, "starttls", ca).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_leaves_over_tls_to_an_authority_that_was_named() {
    let Some(ca) = ca_file("a_mail_leaves_over_tls_to_an_authority_that_was_named") else { return };
    sent_over(Security::Tls, "tls", ca).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mail_never_leaves_to_a_server_that_cannot_prove_itself() {
    let Some(ca) = ca_file("mail_never_leaves_to_a_server_that_cannot_prove_itself") else { return };
    std::fs::write(ca, Authority::new(&["localhost"]).unwrap().pem()).unwrap();
    for (security, word) in [(Security::Starttls, "starttls"), (Security::Tls, "tls")] {
        let server = Server::start(Plan { security, ..Plan::default() }).await.unwrap();
        let shop = Shop::new().await;

        let order = order(&shop, settings(server.settings().port, word)).await;

        let now = tried(&shop, 1).await;
        assert!(now["error"].as_str().unwrap().contains("could not prove who it is"), "{now}");
        shown(&shop, &order, "queued").await;
        assert!(server.received().is_empty(), "not a byte of the mail left");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mail_never_leaves_unencrypted_to_another_machine() {
    let shop = Shop::new().await;
    shop.vendor("vendor").await;
    for host in ["mail.example.org", "192.0.2.1", "127.0.0.1.example.org", "localhost.example.org"] {
        let mut open = settings(25, "none");
        open["host"] = json!(host);
        stories::shop::assert_refused(
            shop.try_manager("mail.set", open).await,
            market::Code::Invalid,
            "security",
        );
    }
    let server = Server::start(Plan { behaviour: stories::smtp::Behaviour::NoStarttls, ..Plan::default() })
        .await
        .unwrap();
    shop.manager("mail.set", settings(server.settings().port, "starttls")).await;
    let said = shop.try_manager("mail.test", json!({ "to": "someone@example.org" })).await.unwrap_err();
    assert!(said.message.contains("STARTTLS"), "{said:?}");
    assert!(server.received().is_empty(), "nothing left in clear");
}
