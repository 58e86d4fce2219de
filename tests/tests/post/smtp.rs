//! A server that takes the letter, in all the ways servers do.

use std::time::Duration;

use post::{Carrier, Letter, Security, mime};
use stories::{
    Fallible, fail,
    smtp::{Behaviour, Plan, Received, Server},
};

use crate::fixture::{deliver, letter};

async fn taken(plan: Plan) -> Fallible<Received> {
    let server = Server::start(plan).await?;
    let receipt = deliver(server.settings()).await?;
    assert_eq!(receipt.answer, "250 2.0.0 Taken as number 1", "the receipt is the server's own answer");
    server.received().pop().ok_or_else(|| fail("a receipt without a letter"))
}

#[tokio::test]
async fn over_starttls_the_server_gets_the_very_letter() -> Fallible<()> {
    let mail = taken(Plan::default()).await?;

    assert_eq!(mail.hello, "shop.example", "the courier says who it is");
    assert_eq!(mail.from, "FROM:<shop@tradepost.example>", "the envelope names the sender");
    assert_eq!(mail.to, ["TO:<layla@customer.example>"], "and one recipient");
    assert!(mail.is_encrypted, "nobody on the line read it");
    assert!(mail.raw.starts_with(&mime(&letter())?), "not a byte is lost");
    Ok(())
}

#[tokio::test]
async fn over_tls_the_server_gets_the_very_letter() -> Fallible<()> {
    let mail = taken(Plan { security: Security::Tls, ..Plan::default() }).await?;

    assert!(mail.is_encrypted, "nobody on the line read it");
    assert!(mail.raw.starts_with(&mime(&letter())?), "not a byte is lost");
    Ok(())
}

#[tokio::test]
async fn on_this_machine_a_letter_may_go_in_clear() -> Fallible<()> {
    for host in ["127.0.0.1", "localhost", "LocalHost"] {
        let server = Server::start(Plan { security: Security::None, ..Plan::default() }).await?;
        let mut settings = server.settings();
        settings.host = host.to_owned();

        deliver(settings).await?;

        let mails = server.received();
        assert!(mails.iter().all(|mail| !mail.is_encrypted), "{host} was asked for a clear line");
        assert_eq!(mails.len(), 1, "{host} is this machine");
    }
    Ok(())
}

#[tokio::test]
async fn lines_that_begin_with_a_dot_arrive_with_their_dot() -> Fallible<()> {
    let server = Server::start(Plan::default()).await?;
    let dotted = Letter { text: ".\n..\n.end\n".to_owned(), ..letter() };

    Carrier::Smtp(server.settings()).deliver(&dotted).await?;

    let raw = String::from_utf8(server.wait_for(1).await?.remove(0).raw)?;
    assert!(raw.contains("\r\n.\r\n..\r\n.end\r\n"), "a lone dot did not end the letter");
    Ok(())
}

#[tokio::test]
async fn a_slow_server_is_waited_for() -> Fallible<()> {
    let mail =
        taken(Plan { behaviour: Behaviour::Slow(Duration::from_millis(20)), ..Plan::default() }).await?;

    assert!(mail.is_encrypted, "slowness changes nothing");
    Ok(())
}

#[tokio::test]
async fn a_letter_is_sent_even_if_the_server_says_no_goodbye() -> Fallible<()> {
    let mail = taken(Plan { behaviour: Behaviour::NoGoodbye, ..Plan::default() }).await?;

    assert!(!mail.raw.is_empty(), "250 was said; a second delivery would be a second mail");
    Ok(())
}

#[tokio::test]
async fn a_retry_carries_the_same_message_id() -> Fallible<()> {
    let server = Server::start(Plan::default()).await?;

    deliver(server.settings()).await?;
    deliver(server.settings()).await?;

    let mails: Vec<_> = server.wait_for(2).await?.into_iter().map(|mail| mail.raw).collect();
    let ids = mails.iter().map(|raw| mail_parser::MessageParser::default().parse(raw)).map(|mail| {
        mail.and_then(|mail| mail.message_id().map(ToOwned::to_owned)).ok_or_else(|| fail("no Message-ID"))
    });
    let ids = ids.collect::<Fallible<Vec<_>>>()?;
    assert_eq!(ids.first(), ids.last(), "a server can tell that it has the letter");
    Ok(())
}

#[tokio::test]
async fn an_address_outside_ascii_needs_a_server_that_carries_it() -> Fallible<()> {
    let to_layla = Letter { to_email: "ليلى@customer.example".to_owned(), ..letter() };
    let modern = Server::start(Plan { takes_utf8: true, ..Plan::default() }).await?;
    let old = Server::start(Plan::default()).await?;

    Carrier::Smtp(modern.settings()).deliver(&to_layla).await?;
    let refused = Carrier::Smtp(old.settings()).deliver(&to_layla).await;

    let mail = modern.wait_for(1).await?.remove(0);
    assert_eq!(mail.to, ["TO:<ليلى@customer.example>"], "carried as it is");
    assert!(mail.from.ends_with("SMTPUTF8 BODY=8BITMIME"), "and announced: {}", mail.from);
    let failure = crate::fixture::failure(refused)?;
    assert_eq!(failure.kind, post::Kind::Permanent, "the old server will not learn it: {}", failure.reason);
    assert!(old.received().is_empty(), "nothing mangled was sent");
    Ok(())
}
