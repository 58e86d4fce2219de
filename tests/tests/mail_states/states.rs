//! What goes wrong on the way, and what the windows say of it.

use desk::Window;
use market::Code;
use serde_json::json;
use stories::on_both_engines;
use stories::shop::assert_refused;
use stories::smtp::Behaviour;

use crate::fixture::{later, mail, order, server, settings, shown, tried};

/// A port nobody listens on.
fn closed_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

on_both_engines!(a_refused_connection_leaves_the_mail_queued_with_its_reason, |shop| {
    let order = order(&shop, settings(closed_port(), "none")).await;

    let first = tried(&shop, 1).await;

    assert_eq!((&first["state"], &first["sent_at_us"]), (&json!("queued"), &json!(null)), "{first}");
    assert!(
        first["error"].as_str().unwrap().contains("refused the connection"),
        "the reason is said: {first}"
    );
    assert!(
        first["next_try_us"].as_i64().is_some_and(|at| at > first["created_at_us"].as_i64().unwrap()),
        "and when it goes again: {first}"
    );
    shown(&shop, &order, "queued").await;
    shop.until("the buyer reads why", || async {
        shop.storefront("order.get", json!({ "id": order })).await["mail"]["error"].is_string()
    })
    .await;
    let server = server(Behaviour::Accept).await;
    shop.manager("mail.set", settings(server.settings().port, "none")).await;
    assert_eq!(mail(&shop).await["state"], "queued", "nothing is sent before its time");
    later(&shop, 2).await;
    shown(&shop, &order, "sent").await;
    let sent = mail(&shop).await;
    assert_eq!(
        (&sent["error"], &sent["next_try_us"], server.received().len()),
        (&json!(null), &json!(null), 1),
        "{sent}"
    );
});

on_both_engines!(a_passing_refusal_is_tried_again_later, |shop| {
    let server_now = server(Behaviour::Temp(451, "4.7.1 greylisted, try later")).await;
    let order = order(&shop, settings(server_now.settings().port, "none")).await;

    let mut waits = Vec::new();
    for tries in 1..=3 {
        let now = tried(&shop, tries).await;
        assert_eq!((&now["state"], &now["tries"]), (&json!("queued"), &json!(tries)), "{now}");
        assert!(now["error"].as_str().unwrap().contains("greylisted"), "the server's own words: {now}");
        let at = now["next_try_us"].as_i64().unwrap();
        waits.push(at - stories_now(&shop));
        shop.clock.pass(at - stories_now(&shop) + 1);
        shop.desk.send_due_mails().await.unwrap();
    }
    assert!(waits.windows(2).all(|pair| pair[0] < pair[1]), "the pause grows: {waits:?}");
    assert!(server_now.received().is_empty(), "nothing was taken so far");
    tried(&shop, 4).await;
    let kind = server(Behaviour::Accept).await;
    shop.manager("mail.set", settings(kind.settings().port, "none")).await;
    later(&shop, 70).await;
    shown(&shop, &order, "sent").await;
    assert_eq!(kind.received().len(), 1, "and then it leaves, once");
});

fn stories_now(shop: &stories::shop::Shop) -> i64 {
    sync::Clock::now_us(shop.clock.as_ref())
}

on_both_engines!(a_rejected_recipient_is_failed_and_can_be_sent_again, |shop| {
    let stern = server(Behaviour::RejectRecipient(550, "5.1.1 no such person 🧁")).await;
    let order = order(&shop, settings(stern.settings().port, "none")).await;

    shown(&shop, &order, "failed").await;

    let failed = mail(&shop).await;
    assert!(failed["error"].as_str().unwrap().contains("no such person"), "the server's own words: {failed}");
    assert_eq!(
        (&failed["tries"], &failed["next_try_us"]),
        (&json!(1), &json!(null)),
        "it is not tried again by itself: {failed}"
    );
    later(&shop, 60 * 24).await;
    assert_eq!(
        (stern.received().len(), mail(&shop).await["tries"].clone()),
        (0, json!(1)),
        "a day later neither"
    );
    let kind = server(Behaviour::Accept).await;
    shop.manager("mail.set", settings(kind.settings().port, "none")).await;
    shop.manager("mail.resend", json!({ "id": failed["id"] })).await;
    shown(&shop, &order, "sent").await;
    assert_eq!(kind.received().len(), 1, "sent again by hand");
    assert_refused(
        shop.try_manager("mail.resend", json!({ "id": uuid::Uuid::now_v7() })).await,
        Code::NotFound,
        "",
    );
});

on_both_engines!(only_the_right_answer_of_the_server_counts_as_sent, |shop| {
    let first = server(Behaviour::RejectData(554, "5.6.0 the letter is odd")).await;
    let order = order(&shop, settings(first.settings().port, "none")).await;
    shown(&shop, &order, "failed").await;
    for behaviour in [
        Behaviour::DropAfterData,
        Behaviour::VagueAfterData,
        Behaviour::OutOfStep,
        Behaviour::RejectData(452, "4.3.1 full"),
    ] {
        let server = server(behaviour).await;
        shop.manager("mail.set", settings(server.settings().port, "none")).await;
        shop.manager("mail.resend", json!({ "id": mail(&shop).await["id"] })).await;
        let now = tried(&shop, 1).await;
        assert_eq!(
            (&now["state"], &now["sent_at_us"]),
            (&json!("queued"), &json!(null)),
            "{behaviour:?} is not sent: {now}"
        );
        assert!(now["error"].is_string(), "{behaviour:?} has its reason: {now}");
    }
    let rude = server(Behaviour::NoGoodbye).await;
    shop.manager("mail.set", settings(rude.settings().port, "none")).await;
    shop.manager("mail.resend", json!({ "id": mail(&shop).await["id"] })).await;
    shown(&shop, &order, "sent").await;
    assert_eq!(rude.received().len(), 1, "a server without a goodbye has taken it all the same");
});

on_both_engines!(a_mail_nobody_takes_is_given_up_after_eight_tries, |shop| {
    let order = order(&shop, settings(closed_port(), "none")).await;
    for tries in 1..8 {
        assert_eq!(tried(&shop, tries).await["state"], "queued", "try {tries}");
        later(&shop, 14 * 60).await;
    }
    shown(&shop, &order, "failed").await;
    let failed = mail(&shop).await;
    assert_eq!((&failed["tries"], &failed["next_try_us"]), (&json!(8), &json!(null)), "{failed}");
});

on_both_engines!(a_silent_server_does_not_hold_the_shop, |shop| {
    let silent = server(Behaviour::Silent).await;
    let begun = std::time::Instant::now();
    let order = order(&shop, settings(silent.settings().port, "none")).await;

    let shown = shop.storefront("order.get", json!({ "id": order })).await;

    assert_eq!(shown["mail"]["state"], "queued", "not a word is not sent: {shown}");
    assert_eq!(mail(&shop).await["state"], "queued", "the vendor reads the same");
    let invoice = shown["parts"][0]["invoice"]["id"].clone();
    shop.storefront("invoice.pdf", json!({ "id": invoice })).await;
    assert!(begun.elapsed().as_secs() < 20, "nobody waited for the server");
});

on_both_engines!(an_unwritable_folder_leaves_the_mail_queued, |shop| {
    std::fs::write(shop.path("outbox"), "a file where a folder belongs").unwrap();
    let file = json!({ "carrier": "file", "from_name": "Lantern", "from_email": "shop@example.org" });
    let order = order(&shop, file).await;

    shown(&shop, &order, "queued").await;

    let _ = shop.desk.send_due_mails().await;
    let kept = mail(&shop).await;
    assert_eq!(
        (&kept["state"], &kept["sent_at_us"]),
        (&json!("queued"), &json!(null)),
        "what was not written is not sent: {kept}"
    );
    shop.until("the reason is shown", || async { mail(&shop).await["error"].is_string() }).await;
    std::fs::remove_file(shop.path("outbox")).unwrap();
    shop.manager("mail.resend", json!({ "id": kept["id"] })).await;
    shown(&shop, &order, "sent").await;
});

on_both_engines!(two_programs_send_a_mail_once, |shop| {
    let slow = server(Behaviour::Slow(std::time::Duration::from_millis(30))).await;
    let other = shop.beside().await;
    let order = order(&shop, settings(slow.settings().port, "none")).await;

    let (a, b, c) =
        tokio::join!(shop.desk.send_due_mails(), other.send_due_mails(), shop.desk.send_due_mails());

    assert!(a.is_ok() && b.is_ok() && c.is_ok(), "no courier stumbles over another: {a:?} {b:?} {c:?}");
    shown(&shop, &order, "sent").await;
    assert_eq!((slow.received().len(), mail(&shop).await["tries"].clone()), (1, json!(1)), "it left once");
    other.close().await;
});

on_both_engines!(settings_are_tried_with_the_servers_own_words, |shop| {
    shop.vendor("vendor").await;
    let stern = server(Behaviour::RejectRecipient(550, "5.1.1 no such person")).await;
    shop.manager("mail.set", settings(stern.settings().port, "none")).await;
    let said = shop.try_manager("mail.test", json!({ "to": "someone@example.org" })).await.unwrap_err();
    assert!(said.message.contains("no such person"), "{said:?}");
    let kind = server(Behaviour::Accept).await;
    shop.manager("mail.set", settings(kind.settings().port, "none")).await;
    shop.manager("mail.test", json!({ "to": " someone@example.org " })).await;
    assert_eq!(kind.received().len(), 1, "the test mail arrived");

    let mut secret = settings(kind.settings().port, "none");
    secret["username"] = json!("layla");
    secret["password"] = json!("open sesame");
    shop.desk.call(Window::Manager, "mail.set", secret).await.unwrap();
    let shown = shop.manager("mail.settings", json!({})).await;
    assert_eq!(shown["has_password"], true, "the window learns that there is one");
    assert!(!shown.to_string().contains("sesame"), "but never which: {shown}");
});
