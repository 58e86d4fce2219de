//! What is written is what is read, and nothing a customer types becomes a header.

use mail_parser::{Address, Message, MessageParser, MimeHeaders};
use post::{Attachment, Kind, Letter, mime};
use stories::{Fallible, fail};

use crate::fixture::{failure, letter};

fn parsed(raw: &[u8]) -> Fallible<Message<'_>> {
    MessageParser::default().parse(raw).ok_or_else(|| fail("this is no mail"))
}

fn only(address: Option<&Address<'_>>) -> Option<(String, String)> {
    let first = address.filter(|list| list.iter().count() == 1)?.first()?;
    Some((first.name().unwrap_or_default().to_owned(), first.address()?.to_owned()))
}

fn file(name: &str, mime: &str, bytes: &[u8]) -> Attachment {
    Attachment { name: name.to_owned(), mime: mime.to_owned(), bytes: bytes.to_vec() }
}

fn header_names(message: &Message<'_>) -> Vec<String> {
    message.headers_raw().map(|(name, _)| name.to_owned()).collect()
}

#[test]
fn every_header_is_set_from_the_letter() -> Fallible<()> {
    let letter = letter();

    let raw = mime(&letter)?;

    let mail = parsed(&raw)?;
    assert_eq!(only(mail.from()), Some((letter.from_name, letter.from_email)), "quotes and accents survive");
    assert_eq!(only(mail.to()), Some((letter.to_name, letter.to_email)), "Arabic survives");
    assert_eq!(
        only(mail.reply_to()).map(|(_, email)| email),
        letter.reply_to,
        "answers go to the orders desk"
    );
    assert_eq!(mail.subject(), Some(letter.subject.as_str()), "the emoji survives");
    assert_eq!(mail.date().map(mail_parser::DateTime::to_rfc3339).as_deref(), Some("2026-08-01T10:11:12Z"));
    let message_id = format!("{}@tradepost.example", letter.id);
    assert_eq!(mail.message_id(), Some(message_id.as_str()), "a server can tell a retry by it");
    let names = ["Message-ID", "Date", "From", "To", "Subject", "Reply-To", "MIME-Version", "Content-Type"];
    assert_eq!(header_names(&mail), names, "each header stands there once");
    Ok(())
}

#[test]
fn bodies_and_files_arrive_as_they_were_written() -> Fallible<()> {
    let mut letter = letter();
    letter.text = format!(
        ".\n.hidden dot\nFrom the shop\ntrailing space \n\ttab\n{}\nשלום 👩‍👩‍👧 = done\n--=_body-{}--\n",
        "long ".repeat(400),
        letter.id
    );
    letter.html = format!("<p dir=\"rtl\">مرحبا</p>\n<i>{}</i>\n", "x".repeat(3_000));
    letter.attachments.push(file("empty.bin", "application/octet-stream", b""));
    letter.attachments.push(file("lines.csv", "text/csv", b"a,b\n1,2\r\n.\r\n\r3,4"));
    letter.attachments.push(file("mail.eml", "message/rfc822", b"Subject: inner\r\n\r\ninner"));

    let raw = mime(&letter)?;

    let mail = parsed(&raw)?;
    let text = mail.body_text(0).map(|text| text.replace("\r\n", "\n"));
    let html = mail.body_html(0).map(|html| html.replace("\r\n", "\n"));
    assert_eq!(text, Some(letter.text), "the text arrives letter by letter");
    assert_eq!(html, Some(letter.html), "the HTML arrives letter by letter");
    assert_eq!(
        (mail.text_body_count(), mail.html_body_count()),
        (1, 1),
        "side by side, not one after another"
    );
    let arrived: Vec<_> = mail.attachments().map(|part| part.contents().to_vec()).collect();
    let sent: Vec<_> = letter.attachments.into_iter().map(|attachment| attachment.bytes).collect();
    assert_eq!(arrived, sent, "files arrive byte by byte");
    Ok(())
}

#[test]
fn a_letter_without_files_is_text_beside_html() -> Fallible<()> {
    let letter = Letter { attachments: Vec::new(), ..letter() };

    let raw = mime(&letter)?;

    let mail = parsed(&raw)?;
    let kind = mail.content_type().and_then(|kind| kind.subtype());
    assert_eq!(kind, Some("alternative"), "an empty outer frame would show a paper clip");
    assert_eq!(mail.attachment_count(), 0);
    Ok(())
}

#[test]
fn names_subjects_and_file_names_survive_in_any_script() -> Fallible<()> {
    let samples = [
        "Plain words",
        "O'Brien \"Bob\" \\ Sons, Ltd. <sales>; (x) @home: 100 %",
        "👩🏽‍🚀🏳️‍🌈 emoji with joiners",
        "فاتورة رقم ١٢٣ — متجر",
        "חשבונית \u{200f}123\u{200e} abc",
        "=?utf-8?q?already_encoded=0D=0ABcc:_eve@evil.example?=",
        "long and encoded =?utf-8?b?QmNjOg==?= فاتورة 👩🏽‍🚀 فاتورة 👩🏽‍🚀 فاتورة 👩🏽‍🚀 فاتورة 👩🏽‍🚀 فاتورة",
        "ends with = and ? and _ and *",
        "漢字仮名交じり文 漢字仮名交じり文 漢字仮名交じり文 漢字仮名交じり文 漢字仮名交じり文 漢字仮名交じり文",
    ];
    for sample in samples {
        let named = Letter {
            from_name: sample.to_owned(),
            to_name: sample.to_owned(),
            subject: sample.to_owned(),
            attachments: vec![file(&format!("{sample}.pdf"), "application/pdf", b"%PDF")],
            ..letter()
        };

        let raw = mime(&named)?;

        let mail = parsed(&raw)?;
        assert_eq!(mail.subject(), Some(sample), "as a subject");
        assert_eq!(only(mail.from()).map(|(name, _)| name).as_deref(), Some(sample), "as a sender");
        assert_eq!(only(mail.to()).map(|(name, _)| name).as_deref(), Some(sample), "as a recipient");
        let file = mail.attachment(0).and_then(|part| part.attachment_name());
        assert_eq!(
            file,
            Some(format!("{}.pdf", sample.replace(['\\', '?'], "_")).as_str()),
            "as a file name"
        );
    }
    Ok(())
}

#[test]
fn nothing_a_customer_types_becomes_a_header_or_a_part() -> Fallible<()> {
    let breaks = ["\r\n", "\n", "\r", "\r\n\r\n", "\0\r\n", "\u{b}\n", "\u{85}", "\u{2028}", "\n ", "\r\n\t"];
    let expected = header_names(&parsed(&mime(&letter())?)?);
    for line_break in breaks {
        let evil = format!("Eve{line_break}Bcc: eve@evil.example{line_break}--=_body-1{line_break}X-Evil: 1");
        let mut attacked = letter();
        attacked.from_name.clone_from(&evil);
        attacked.to_name.clone_from(&evil);
        attacked.subject.clone_from(&evil);
        attacked.text.clone_from(&evil);
        attacked.html.clone_from(&evil);
        attacked.attachments = vec![file(&evil, &format!("text/plain{evil}"), evil.as_bytes())];

        let raw = mime(&attacked)?;

        let mail = parsed(&raw)?;
        assert_eq!(header_names(&mail), expected, "{line_break:?} made a header");
        assert_eq!(
            mail.parts.len(),
            5,
            "{line_break:?} made a part: mixed, alternative, text, HTML and a file"
        );
        let fields = mail.parts.iter().flat_map(|part| &part.headers).map(mail_parser::Header::name);
        assert!(
            fields.into_iter().all(|name| name != "Bcc" && name != "X-Evil"),
            "{line_break:?} made a field"
        );
        let one_line = "Eve Bcc: eve@evil.example --=_body-1 X-Evil: 1";
        assert_eq!(mail.subject(), Some(one_line), "what was typed stays, on one line");
        assert_eq!(only(mail.to()).map(|(name, _)| name).as_deref(), Some(one_line));
    }
    Ok(())
}

#[test]
fn an_address_no_mail_can_carry_is_refused_for_good() -> Fallible<()> {
    let long = format!("{}@customer.example", "a".repeat(300));
    let wrong = [
        "",
        "nobody",
        "@customer.example",
        "layla@",
        "layla@customer.example\r\nBcc: eve@evil.example",
        "layla@customer.example>\r\nRCPT TO:<eve@evil.example",
        "layla\n@customer.example",
        "\"a\r\nb\"@customer.example",
        "a b@customer.example",
        "\"layla haddad\"@customer.example",
        "layla@customer.example, eve@evil.example",
        "Layla <layla@customer.example>",
        "a@b@customer.example",
        "layla@-.example",
        &long,
    ];
    for address in wrong {
        let sender = Letter { from_email: address.to_owned(), ..letter() };
        let recipient = Letter { to_email: address.to_owned(), ..letter() };
        let reply = Letter { reply_to: Some(address.to_owned()), ..letter() };
        for (who, letter) in [("sender's", sender), ("recipient's", recipient), ("reply", reply)] {
            let refused = mime(&letter).err().ok_or_else(|| fail(format!("{address:?} was accepted")))?;
            assert_eq!(refused.kind, Kind::Permanent, "{address:?} will not become better");
            assert!(refused.reason.contains(who), "whose address it is: {}", refused.reason);
            assert!(!refused.reason.contains(char::is_control), "one plain sentence: {:?}", refused.reason);
        }
    }
    Ok(())
}

#[test]
fn ids_and_dates_no_mail_can_carry_are_refused_for_good() -> Fallible<()> {
    let ids = ["", "../../etc/passwd", "a b", "1\r\nBcc: eve@evil.example", "a\"b", "1>"];
    let by_id = ids.map(|id| Letter { id: id.to_owned(), ..letter() });
    let by_date = [i64::MIN, -1, 253_402_300_800_000_000, i64::MAX];
    let by_date = by_date.map(|sent_at_us| Letter { sent_at_us, ..letter() });
    for wrong in by_id.iter().chain(&by_date) {
        let refused = mime(wrong).err().ok_or_else(|| fail(format!("accepted {:?}", wrong.id)))?;
        assert_eq!(refused.kind, Kind::Permanent, "trying again cannot help: {}", refused.reason);
    }
    Ok(())
}

#[test]
fn every_line_is_short_and_ascii() -> Fallible<()> {
    let mut wide = letter();
    wide.subject = "x".repeat(5_000);
    wide.to_name = "n".repeat(5_000);
    wide.from_name = "ن".repeat(5_000);
    wide.text = "ж".repeat(5_000);
    wide.attachments = vec![file(&"f".repeat(5_000), "application/pdf", &[7; 10_000])];

    let raw = mime(&wide)?;

    let text = String::from_utf8(raw)?;
    assert!(text.is_ascii(), "no server needs 8BITMIME");
    let longest = text.split("\r\n").map(str::len).max();
    assert!(longest <= Some(998), "RFC 5322 allows 998 characters a line, not {longest:?}");
    assert!(!text.replace("\r\n", "").contains(['\r', '\n']), "a line ends with CR LF and nothing else");
    Ok(())
}

#[test]
fn the_same_letter_is_the_same_bytes() -> Fallible<()> {
    assert!(mime(&letter())? == mime(&letter())?, "neither a clock nor chance has a say");
    Ok(())
}

#[test]
fn a_file_name_shows_neither_a_path_nor_a_false_ending() -> Fallible<()> {
    let names = [
        ("../../etc/passwd", ".._.._etc_passwd"),
        ("C:\\bills\\1.pdf", "C:_bills_1.pdf"),
        ("invoice\u{202e}fdp.exe", "invoicefdp.exe"),
        (" \r\n ", "attachment"),
    ];
    for (given, shown) in names {
        let letter = Letter { attachments: vec![file(given, "application/pdf", b"1")], ..letter() };
        let raw = mime(&letter)?;
        let mail = parsed(&raw)?;
        assert_eq!(mail.attachment(0).and_then(|part| part.attachment_name()), Some(shown));
    }
    Ok(())
}

#[test]
fn a_domain_in_another_script_travels_in_ascii() -> Fallible<()> {
    let letter = Letter { to_email: "info@bücher.example".to_owned(), ..letter() };

    let raw = mime(&letter)?;

    let to = only(parsed(&raw)?.to()).map(|(_, email)| email);
    assert_eq!(to.as_deref(), Some("info@xn--bcher-kva.example"), "every server can route it");
    Ok(())
}

#[tokio::test]
async fn no_carrier_takes_a_letter_that_no_mail_can_carry() -> Fallible<()> {
    let wrong = Letter { to_email: "nobody".to_owned(), ..letter() };

    let printed = post::Carrier::Console.deliver(&wrong).await;

    assert_eq!(failure(printed)?.kind, Kind::Permanent, "the console is as strict as a server");
    Ok(())
}
