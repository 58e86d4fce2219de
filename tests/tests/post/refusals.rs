//! What counts as not sent, and whether trying again can help.

use std::time::Duration;

use post::{Failure, Kind, Security};
use stories::{
    Fallible,
    places::free_port,
    smtp::{Behaviour, Plan, Server},
};

use crate::fixture::{deliver, failure};

/// The failure of a delivery to a server that behaves so. It must not have kept the letter.
async fn refused(behaviour: Behaviour) -> Fallible<Failure> {
    let server = Server::start(Plan { behaviour, ..Plan::default() }).await?;
    let failure = failure(deliver(server.settings()).await)?;
    assert!(server.received().is_empty(), "{behaviour:?} takes nothing");
    assert!(!failure.reason.contains(char::is_control), "one plain sentence: {:?}", failure.reason);
    Ok(failure)
}

#[tokio::test]
async fn a_refused_recipient_stays_refused() -> Fallible<()> {
    let failure = refused(Behaviour::RejectRecipient(550, "5.1.1 No such mailbox")).await?;

    assert_eq!(failure.kind, Kind::Permanent, "nobody moves in by the tenth try");
    assert!(
        failure.reason.contains("refused the recipient: 550 5.1.1 No such mailbox"),
        "{}",
        failure.reason
    );
    Ok(())
}

#[tokio::test]
async fn a_refused_sender_stays_refused() -> Fallible<()> {
    let failure = refused(Behaviour::RejectSender(553, "5.7.1 Not your address")).await?;

    assert_eq!(failure.kind, Kind::Permanent);
    assert!(failure.reason.contains("refused the sender: 553 5.7.1 Not your address"), "{}", failure.reason);
    Ok(())
}

#[tokio::test]
async fn a_letter_refused_after_the_dot_stays_refused() -> Fallible<()> {
    let failure = refused(Behaviour::RejectData(554, "5.6.0 Looks like\r\n554 5.6.0 rubbish")).await;

    let failure = failure?;
    assert_eq!(failure.kind, Kind::Permanent);
    assert!(failure.reason.contains("refused the letter: 554"), "{}", failure.reason);
    Ok(())
}

#[tokio::test]
async fn a_refusal_for_now_is_tried_again() -> Fallible<()> {
    for behaviour in [
        Behaviour::Temp(451, "4.7.1 Greylisted, come back"),
        Behaviour::Temp(421, "4.3.2 Closing down"),
        Behaviour::RejectData(452, "4.3.1 Disk full"),
        Behaviour::RejectSender(450, "4.1.8 Later"),
    ] {
        let failure = refused(behaviour).await?;
        assert_eq!(failure.kind, Kind::Passing, "{behaviour:?} asks for another try");
        assert!(failure.reason.contains("for now: 4"), "{}", failure.reason);
    }
    Ok(())
}

#[tokio::test]
async fn an_answer_about_the_account_does_not_cost_the_letter() -> Fallible<()> {
    for code in [530, 534, 535, 538] {
        let failure = refused(Behaviour::RejectSender(code, "5.7.0 Authentication required")).await?;
        assert_eq!(failure.kind, Kind::Passing, "{code} is mended in the settings");
    }
    Ok(())
}

#[tokio::test]
async fn a_line_cut_after_the_dot_is_never_called_sent() -> Fallible<()> {
    let failure = refused(Behaviour::DropAfterData).await?;

    assert_eq!(failure.kind, Kind::Passing, "without 250 the letter is ours to send again");
    assert!(failure.reason.contains("cut before an answer"), "{}", failure.reason);
    Ok(())
}

#[tokio::test]
async fn a_friendly_answer_that_takes_nothing_is_never_called_sent() -> Fallible<()> {
    for behaviour in [Behaviour::VagueAfterData, Behaviour::OutOfStep] {
        let failure = refused(behaviour).await?;
        assert_eq!(failure.kind, Kind::Passing, "{behaviour:?} is not 250 after the dot");
        assert!(failure.reason.contains("unexpected answer"), "{}", failure.reason);
    }
    Ok(())
}

#[tokio::test]
async fn a_silent_server_does_not_hold_the_courier() -> Fallible<()> {
    for security in [Security::Starttls, Security::Tls, Security::None] {
        let plan = Plan { security, behaviour: Behaviour::Silent, ..Plan::default() };
        let server = Server::start(plan).await?;
        let mut settings = server.settings();
        settings.timeout = Duration::from_millis(100);

        let failure = failure(deliver(settings).await)?;

        assert_eq!(failure.kind, Kind::Passing, "it may speak tomorrow");
        assert!(failure.reason.contains("did not answer in time"), "{}", failure.reason);
    }
    Ok(())
}

#[tokio::test]
async fn a_server_that_is_not_there_is_tried_again() -> Fallible<()> {
    let server = Server::start(Plan::default()).await?;
    let mut settings = server.settings();
    settings.port = free_port()?;

    let failure = failure(deliver(settings).await)?;

    assert_eq!(failure.kind, Kind::Passing, "it may be starting");
    assert!(failure.reason.contains("refused the connection"), "{}", failure.reason);
    Ok(())
}

#[tokio::test]
async fn a_name_nobody_knows_is_tried_again() -> Fallible<()> {
    let server = Server::start(Plan::default()).await?;
    let mut settings = server.settings();
    // RFC 6761: this name never exists.
    settings.host = "mail.invalid".to_owned();

    let failure = failure(deliver(settings).await)?;

    assert_eq!(failure.kind, Kind::Passing, "the network may be down");
    assert!(
        failure.reason.contains("mail.invalid") && failure.reason.contains("not found"),
        "{}",
        failure.reason
    );
    Ok(())
}

#[tokio::test]
async fn a_name_for_ehlo_that_holds_a_command_is_refused() -> Fallible<()> {
    let server = Server::start(Plan::default()).await?;
    for name in ["", "shop.example\r\nMAIL FROM:<eve@evil.example>", "two words"] {
        let mut settings = server.settings();
        settings.hello_name = name.to_owned();

        let failure = failure(deliver(settings).await)?;

        assert_eq!(failure.kind, Kind::Passing, "the settings are mended, the letter is fine");
        assert!(server.commands().is_empty(), "{name:?} was never said");
    }
    Ok(())
}
