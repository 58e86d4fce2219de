//! Who carries mail, from the options of `serve`.

use std::time::Duration;

use hub::Mail;
use market::Refusal;
use post::{Carrier, Secret, Security, Sender, Smtp};

use crate::arguments::Options;
use crate::inputs::{read, secret};

/// How long one delivery may take.
const DELIVERY: Duration = Duration::from_mins(1);

/// Nobody, when no option says who.
pub(crate) fn mail(options: &Options) -> Result<Option<Mail>, Refusal> {
    let carrier = match (options.get("--mail-folder"), options.get("--smtp-host")) {
        (None, None) => return Ok(None),
        (Some(folder), None) => Carrier::Folder(folder.into()),
        (None, Some(host)) => Carrier::Smtp(smtp(options, host)?),
        (Some(_), Some(_)) => {
            return Err(Refusal::field("--mail-folder", "Give --mail-folder or --smtp-host, not both."));
        }
    };
    let email = options.get("--mail-from").map(str::to_owned);
    let email =
        email.ok_or_else(|| Refusal::field("--mail-from", "Say which address the marketplace writes as."))?;
    let name = options.get("--mail-name").unwrap_or("Tradepost").to_owned();
    Ok(Some(Mail { carrier, sender: Sender { name, email, pages: public_url(options)? } }))
}

/// Where people reach the hub's pages, as it stands in mails.
fn public_url(options: &Options) -> Result<Option<String>, Refusal> {
    let Some(url) = options.get("--public-url") else { return Ok(None) };
    let host = url.strip_prefix("https://").unwrap_or_default().trim_end_matches('/');
    let is_plain = host.chars().all(|sign| sign.is_ascii_alphanumeric() || ".-:[]".contains(sign));
    if host.is_empty() || !is_plain {
        return Err(Refusal::field("--public-url", "Use an address such as https://market.example."));
    }
    Ok(Some(format!("https://{host}")))
}

fn smtp(options: &Options, host: &str) -> Result<Smtp, Refusal> {
    let is_here = ["localhost", "127.0.0.1", "::1"].contains(&host);
    let security = match options.get("--smtp-security").unwrap_or("starttls") {
        "starttls" => Security::Starttls,
        "tls" => Security::Tls,
        "none" if is_here => Security::None,
        "none" => {
            return Err(Refusal::field(
                "--smtp-security",
                "Without protection mail may only go to a server on this machine.",
            ));
        }
        _ => return Err(Refusal::field("--smtp-security", "Use starttls, tls or none.")),
    };
    let port = options.get("--smtp-port").map_or(Ok(587), str::parse);
    let username = options.get("--smtp-user").map(str::to_owned);
    let password = username.as_ref().and_then(|_| secret("TRADEPOST_SMTP_PASSWORD")).map(Secret::new);
    Ok(Smtp {
        host: host.to_owned(),
        port: port.map_err(|_| Refusal::field("--smtp-port", "Use a number from 1 to 65535."))?,
        security,
        username,
        password,
        hello_name: "localhost".to_owned(),
        ca_pem: options.get("--smtp-ca").map(|file| read("--smtp-ca", file)).transpose()?,
        timeout: DELIVERY,
    })
}
