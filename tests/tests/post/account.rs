//! The courier signs in, and its password goes nowhere else.

use base64::{Engine, engine::general_purpose::STANDARD};
use post::{Kind, Secret, Security};
use stories::{
    Fallible,
    smtp::{Plan, Server},
};

use crate::fixture::{deliver, failure};

const ACCOUNT: Option<(&str, &str)> = Some(("layla", "open sesame"));

#[tokio::test]
async fn the_account_is_used_with_either_mechanism() -> Fallible<()> {
    for mechanisms in ["PLAIN", "LOGIN", "LOGIN PLAIN"] {
        for security in [Security::Starttls, Security::Tls, Security::None] {
            let server =
                Server::start(Plan { security, mechanisms, account: ACCOUNT, ..Plan::default() }).await?;

            deliver(server.settings()).await?;

            let mail = server.wait_for(1).await?.remove(0);
            assert_eq!(mail.account.as_deref(), Some("layla"), "{mechanisms} over {security:?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_wrong_password_is_said_once_and_shown_never() -> Fallible<()> {
    for mechanisms in ["PLAIN", "LOGIN"] {
        let server = Server::start(Plan { mechanisms, account: ACCOUNT, ..Plan::default() }).await?;
        let mut settings = server.settings();
        settings.password = Some(Secret::new("hunter2 of old".to_owned()));

        let failure = failure(deliver(settings).await)?;

        assert_eq!(failure.kind, Kind::Passing, "one typing error must not cost every letter in the outbox");
        assert!(failure.reason.contains("535 5.7.8 Not you"), "the server's words: {}", failure.reason);
        let forms = ["hunter2 of old".to_owned(), STANDARD.encode("hunter2 of old")];
        let plain = STANDARD.encode("\0layla\0hunter2 of old");
        assert!(!failure.reason.contains(&plain), "the server repeats it, we do not: {}", failure.reason);
        assert!(forms.iter().all(|form| !failure.reason.contains(form)), "{}", failure.reason);
        assert!(server.received().is_empty(), "no letter goes without the account");
    }
    Ok(())
}

#[tokio::test]
async fn half_an_account_is_not_no_account() -> Fallible<()> {
    let server = Server::start(Plan::default()).await?;
    let (mut nameless, mut wordless) = (server.settings(), server.settings());
    nameless.password = Some(Secret::new("open sesame".to_owned()));
    wordless.username = Some("layla".to_owned());
    for settings in [nameless, wordless] {
        let failure = failure(deliver(settings).await)?;
        assert_eq!(failure.kind, Kind::Passing, "{}", failure.reason);
    }
    assert!(server.received().is_empty(), "a forgotten password does not mean to send without one");
    Ok(())
}

#[tokio::test]
async fn a_server_without_a_way_to_sign_in_gets_no_letter() -> Fallible<()> {
    let server = Server::start(Plan { mechanisms: "CRAM-MD5", account: ACCOUNT, ..Plan::default() }).await?;

    let failure = failure(deliver(server.settings()).await)?;

    assert_eq!(failure.kind, Kind::Passing, "{}", failure.reason);
    assert!(failure.reason.contains("no way to sign in"), "{}", failure.reason);
    assert!(server.received().is_empty(), "no letter goes without the account");
    Ok(())
}
