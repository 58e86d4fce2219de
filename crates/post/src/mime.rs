//! A letter as MIME: text and HTML side by side, then the attachments.

use base64::{Engine, engine::general_purpose::STANDARD};
use lettre::message::{
    Body, Message, MultiPart, SinglePart,
    header::{
        ContentDisposition, ContentTransferEncoding, ContentType, Header, HeaderName, HeaderValue, Subject,
    },
};

use crate::{
    Attachment, Failure, Letter,
    address::{address, mailbox},
    clean::{file_name, one_line},
};

const LONGEST_SUBJECT: usize = 400;

/// Writes the letter as RFC 5322 and MIME. The same letter gives the same bytes.
///
/// Fails, for good, on an address, id or date that no mail can carry; everything else is made safe.
pub fn mime(letter: &Letter) -> Result<Vec<u8>, Failure> {
    let from = mailbox("sender's", &letter.from_name, &letter.from_email)?;
    let to = mailbox("recipient's", &letter.to_name, &letter.to_email)?;
    let mut builder = Message::builder()
        .raw_header(message_id(letter.checked_id()?, from.email.domain()))
        .date(letter.sent_at()?.into())
        .from(from)
        .to(to)
        .raw_header(subject(&one_line(&letter.subject, LONGEST_SUBJECT)));
    if let Some(email) = &letter.reply_to {
        builder = builder.reply_to(address("reply", email)?.into());
    }
    let message = builder.multipart(parts(letter)?).map_err(unwritable)?;
    Ok(message.formatted())
}

fn message_id(id: &str, domain: &str) -> HeaderValue {
    let value = format!("<{id}@{domain}>");
    HeaderValue::dangerous_new_pre_encoded(HeaderName::new_from_ascii_str("Message-ID"), value.clone(), value)
}

/// The subject. lettre passes on text that looks like an encoded word (RFC 2047) as it is, and the reader decodes it,
/// line breaks included; such a subject is encoded as a whole, so that the reader sees what was typed.
fn subject(text: &str) -> HeaderValue {
    let name = Subject::name();
    if text.contains("=?") {
        let encoded = encoded_words(text);
        HeaderValue::dangerous_new_pre_encoded(name, text.to_owned(), encoded)
    } else {
        HeaderValue::new(name, text.to_owned())
    }
}

/// Encoded words, one a line. RFC 2047 allows 75 characters each: 45 bytes in base64, never half a character.
fn encoded_words(text: &str) -> String {
    let mut words = vec![String::new()];
    for char in text.chars() {
        match words.last_mut() {
            Some(word) if word.len() + char.len_utf8() <= 45 => word.push(char),
            _ => words.push(char.to_string()),
        }
    }
    let encoded: Vec<_> = words.iter().map(|word| format!("=?utf-8?b?{}?=", STANDARD.encode(word))).collect();
    encoded.join("\r\n ")
}

/// A boundary that holds `=_` cannot occur in quoted-printable or base64 (RFC 2045, 6.7), and all parts are either.
fn parts(letter: &Letter) -> Result<MultiPart, Failure> {
    let id = letter.checked_id()?;
    let body = MultiPart::alternative()
        .boundary(format!("=_body-{id}"))
        .singlepart(text_part(ContentType::TEXT_PLAIN, &letter.text)?)
        .singlepart(text_part(ContentType::TEXT_HTML, &letter.html)?);
    if letter.attachments.is_empty() {
        return Ok(body);
    }
    let mixed = MultiPart::mixed().boundary(format!("=_files-{id}")).multipart(body);
    letter
        .attachments
        .iter()
        .try_fold(mixed, |mixed, attachment| Ok(mixed.singlepart(file_part(attachment)?)))
}

fn text_part(content_type: ContentType, text: &str) -> Result<SinglePart, Failure> {
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    let body = Body::new_with_encoding(lines, ContentTransferEncoding::QuotedPrintable)
        .map_err(|_| unwritable("its text"))?;
    Ok(SinglePart::builder().header(content_type).body(body))
}

fn file_part(attachment: &Attachment) -> Result<SinglePart, Failure> {
    let body = Body::new_with_encoding(attachment.bytes.clone(), ContentTransferEncoding::Base64)
        .map_err(|_| unwritable("an attachment"))?;
    Ok(SinglePart::builder()
        .header(media_type(&attachment.mime)?)
        .header(ContentDisposition::attachment(&file_name(&attachment.name)))
        .body(body))
}

/// A media type without parameters. A multipart or a message may not be base64 (RFC 2046), so those travel as bytes.
fn media_type(mime: &str) -> Result<ContentType, Failure> {
    let essence = mime.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_leaf = !essence.starts_with("multipart/") && !essence.starts_with("message/");
    let is_short_word = essence.len() <= 127 && !essence.contains(char::is_whitespace);
    let known = if is_leaf && is_short_word { ContentType::parse(&essence).ok() } else { None };
    known.map_or_else(|| ContentType::parse("application/octet-stream").map_err(unwritable), Ok)
}

fn unwritable(cause: impl std::fmt::Display) -> Failure {
    Failure::permanent(format!("The letter cannot be written as mail: {cause}"))
}
