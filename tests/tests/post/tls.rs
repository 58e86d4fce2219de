//! Nothing about a mail is said before the server proved who it is.

use post::{Failure, Kind, Security, Smtp};
use stories::{
    Fallible,
    smtp::{Authority, Behaviour, Plan, Server},
};

use crate::fixture::{deliver, failure};

/// The failure with these settings, after which the server must not have heard more than greetings.
async fn distrusted(server: &Server, settings: Smtp) -> Fallible<Failure> {
    let failure = failure(deliver(settings).await)?;
    assert_eq!(failure.kind, Kind::Passing, "certificates and settings are mended, the letter is fine");
    assert!(server.received().is_empty(), "no letter left");
    let heard = server.commands();
    let is_greeting =
        |command: &String| ["EHLO shop.example", "STARTTLS", "QUIT"].contains(&command.as_str());
    assert!(heard.iter().all(is_greeting), "more than greetings was said: {heard:?}");
    Ok(failure)
}

#[tokio::test]
async fn a_certificate_from_a_stranger_is_refused_before_any_mail_byte() -> Fallible<()> {
    for security in [Security::Starttls, Security::Tls] {
        let account = Some(("layla", "open sesame"));
        let server = Server::start(Plan { security, account, ..Plan::default() }).await?;
        let mut settings = server.settings();
        settings.ca_pem = Some(Authority::new(&["localhost"])?.pem().into_bytes());

        let failure = distrusted(&server, settings).await?;

        assert!(failure.reason.contains("could not prove who it is"), "{}", failure.reason);
    }
    Ok(())
}

#[tokio::test]
async fn a_private_authority_is_trusted_only_when_it_was_given() -> Fallible<()> {
    for security in [Security::Starttls, Security::Tls] {
        let server = Server::start(Plan { security, ..Plan::default() }).await?;
        let mut settings = server.settings();
        settings.ca_pem = None;

        let failure = distrusted(&server, settings).await?;

        assert!(failure.reason.contains("UnknownIssuer"), "the cause is named: {}", failure.reason);
    }
    Ok(())
}

#[tokio::test]
async fn a_certificate_for_another_name_is_refused_before_any_mail_byte() -> Fallible<()> {
    for security in [Security::Starttls, Security::Tls] {
        let elsewhere = Authority::new(&["mail.elsewhere.example"])?;
        let server = Server::start_with(Plan { security, ..Plan::default() }, elsewhere).await?;

        let failure = distrusted(&server, server.settings()).await?;

        assert!(failure.reason.contains("not valid for name"), "the cause is named: {}", failure.reason);
    }
    Ok(())
}

#[tokio::test]
async fn without_starttls_nothing_is_sent() -> Fallible<()> {
    let account = Some(("layla", "open sesame"));
    let plan = Plan { account, behaviour: Behaviour::NoStarttls, ..Plan::default() };
    let server = Server::start(plan).await?;

    let failure = distrusted(&server, server.settings()).await?;

    assert!(failure.reason.contains("does not offer STARTTLS"), "{}", failure.reason);
    Ok(())
}

#[tokio::test]
async fn answers_slipped_in_before_tls_do_not_count_as_a_delivery() -> Fallible<()> {
    let plan = Plan { behaviour: Behaviour::ForgedAnswers, ..Plan::default() };
    let server = Server::start(plan).await?;

    let failure = distrusted(&server, server.settings()).await?;

    assert!(failure.reason.contains("interferes"), "{}", failure.reason);
    Ok(())
}

#[tokio::test]
async fn a_server_in_clear_is_not_spoken_to_over_a_network() -> Fallible<()> {
    let server = Server::start(Plan { security: Security::None, ..Plan::default() }).await?;
    for host in
        ["192.0.2.1", "mail.example", "0.0.0.0", "::", "localhost.evil.example", "127.0.0.1.evil.example"]
    {
        let mut settings = server.settings();
        settings.host = host.to_owned();

        let failure = distrusted(&server, settings).await?;

        assert!(failure.reason.contains("without encryption"), "{host}: {}", failure.reason);
    }
    Ok(())
}

#[tokio::test]
async fn an_unreadable_authority_is_not_skipped() -> Fallible<()> {
    let server = Server::start(Plan::default()).await?;
    let broken = "-----BEGIN CERTIFICATE-----\nbm90IGEgY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----\n";
    for pem in ["", "rubbish", broken] {
        let mut settings = server.settings();
        settings.ca_pem = Some(pem.as_bytes().to_vec());

        distrusted(&server, settings).await?;
    }
    Ok(())
}
