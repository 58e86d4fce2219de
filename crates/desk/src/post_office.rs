//! Mail of this desktop: its settings, and the courier that goes when a mail is due.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use market::db;
use market::domain::checks::Checks;
use market::{Code, Refusal};
use post::{Carrier, Chance, Secret, Security, Sender, Smtp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::desk::Inner;
use crate::files;

/// How long one delivery may take.
const DELIVERY: Duration = Duration::from_mins(1);
/// How often the outbox is looked at without being told.
const LOOK_AGAIN: Duration = Duration::from_secs(20);

/// Who carries mail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CarrierKind {
    /// Into the outbox folder.
    #[default]
    File,
    /// To a server.
    Smtp,
    /// To standard output.
    Console,
}

/// How a connection is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Protection {
    /// Begins in clear and must turn to TLS.
    #[default]
    Starttls,
    /// TLS from the first byte.
    Tls,
    /// In clear: only to this machine.
    None,
}

/// The settings, without the password.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[serde(default)]
pub(crate) struct MailSettings {
    pub(crate) carrier: CarrierKind,
    pub(crate) from_name: String,
    pub(crate) from_email: String,
    pub(crate) host: String,
    pub(crate) port: i64,
    pub(crate) security: Protection,
    pub(crate) username: String,
}

impl Default for MailSettings {
    fn default() -> Self {
        Self {
            carrier: CarrierKind::File,
            from_name: "Tradepost".to_owned(),
            from_email: "orders@tradepost.example".to_owned(),
            host: String::new(),
            port: 587,
            security: Protection::Starttls,
            username: String::new(),
        }
    }
}

/// What is kept apart, readable by its owner only.
#[derive(Default, Serialize, Deserialize)]
struct Secrets {
    password: String,
}

impl MailSettings {
    /// The settings in force.
    pub(crate) fn load(dir: &Path) -> Result<Self, Refusal> {
        files::load(&dir.join("mail.json"))
    }

    /// Checks and keeps settings; an absent password leaves the kept one.
    pub(crate) fn save(&self, dir: &Path, password: Option<String>) -> Result<(), Refusal> {
        let mut checks = Checks::default();
        let mut tidy = self.clone();
        tidy.from_name = checks.needed("from_name", &self.from_name, 120);
        tidy.from_email = checks.email("from_email", &self.from_email);
        if tidy.from_email.is_empty() {
            checks.fault("from_email", "Please fill this in.");
        }
        tidy.username = checks.line("username", &self.username, 254);
        if self.carrier == CarrierKind::Smtp {
            tidy.host = checks.needed("host", &self.host, 253);
            checks.number("port", self.port, 1, 65_535);
            let is_here = ["localhost", "127.0.0.1", "::1"].contains(&tidy.host.as_str());
            if self.security == Protection::None && !is_here {
                checks.fault("security", "Without protection mail may only go to a server on this machine.");
            }
        }
        checks.done()?;
        files::save(&dir.join("mail.json"), &tidy)?;
        if let Some(password) = password {
            files::save(&dir.join("mail.secret.json"), &Secrets { password })?;
        }
        Ok(())
    }

    /// Whether a password is kept.
    pub(crate) fn has_password(dir: &Path) -> Result<bool, Refusal> {
        Ok(!files::load::<Secrets>(&dir.join("mail.secret.json"))?.password.is_empty())
    }

    /// Who carries, by these settings.
    pub(crate) fn carrier(&self, dir: &Path) -> Result<Carrier, Refusal> {
        Ok(match self.carrier {
            CarrierKind::File => Carrier::Folder(outbox(dir)),
            CarrierKind::Console => Carrier::Console,
            CarrierKind::Smtp => {
                let secret = files::load::<Secrets>(&dir.join("mail.secret.json"))?.password;
                let ca = std::env::var_os("TRADEPOST_SMTP_CA").map(PathBuf::from);
                let ca_pem = ca.map(|path| files::read(&path, 1_000_000)).transpose()?;
                Carrier::Smtp(Smtp {
                    host: self.host.clone(),
                    port: u16::try_from(self.port).unwrap_or(587),
                    security: match self.security {
                        Protection::Starttls => Security::Starttls,
                        Protection::Tls => Security::Tls,
                        Protection::None => Security::None,
                    },
                    username: (!self.username.is_empty()).then(|| self.username.clone()),
                    password: (!secret.is_empty() && !self.username.is_empty()).then(|| Secret::new(secret)),
                    hello_name: "localhost".to_owned(),
                    ca_pem,
                    timeout: DELIVERY,
                })
            }
        })
    }

    /// Who the marketplace writes as.
    pub(crate) fn sender(&self) -> Sender {
        Sender { name: self.from_name.clone(), email: self.from_email.clone(), pages: None }
    }
}

/// The folder mails are put into.
pub(crate) fn outbox(dir: &Path) -> PathBuf {
    dir.join("outbox")
}

/// Goes whenever a mail is due.
pub(crate) async fn run(desk: Arc<Inner>) {
    while !desk.is_closing.load(Ordering::SeqCst) {
        let wait = match round(&desk).await {
            Ok(_) => until_next(&desk).await.unwrap_or(LOOK_AGAIN).min(LOOK_AGAIN),
            Err(fault) => {
                tracing::warn!(%fault, "the courier could not go");
                LOOK_AGAIN
            }
        };
        let _ = tokio::time::timeout(wait, desk.mail_waits.notified()).await;
    }
}

async fn until_next(desk: &Inner) -> Option<Duration> {
    let post = desk.market.post().await.ok()??;
    let mut tx = post.db().read().await.ok()?;
    let due_us = db::mail::next_due(&mut tx).await.ok()??;
    let wait = u64::try_from(due_us.saturating_sub(post.now_us())).unwrap_or(0);
    Some(Duration::from_micros(wait).max(Duration::from_millis(50)))
}

/// Sends everything that is due now; answers how many mails were tried.
pub(crate) async fn round(desk: &Inner) -> Result<u32, Refusal> {
    let mut tried = 0;
    let Some(post) = desk.market.post().await? else { return Ok(tried) };
    loop {
        let now_us = post.now_us();
        let mut tx = post.db().read().await?;
        let is_due = db::mail::next_due(&mut tx).await?.is_some_and(|due| due <= now_us);
        drop(tx);
        if !is_due || desk.is_closing.load(Ordering::SeqCst) {
            return Ok(tried);
        }
        let settings = MailSettings::load(&desk.dir)?;
        let carrier = settings.carrier(&desk.dir)?;
        let mut chance = [0_u8; Chance::BYTES];
        getrandom::fill(&mut chance).map_err(|error| Refusal::broken(&error))?;
        post::send_one(post.db(), &carrier, &settings.sender(), now_us, &Chance::of(chance)).await?;
        tried += 1;
        desk.say(vec!["mail", "order"]);
        desk.poke.notify_one();
    }
}

/// Sends one mail to try the settings; the refusal carries the server's own words.
pub(crate) async fn test(desk: &Inner, to: &str) -> Result<(), Refusal> {
    let settings = MailSettings::load(&desk.dir)?;
    let carrier = settings.carrier(&desk.dir)?;
    let letter = post::Letter {
        id: Uuid::now_v7().to_string(),
        from_name: settings.from_name.clone(),
        from_email: settings.from_email.clone(),
        to_name: String::new(),
        to_email: to.to_owned(),
        reply_to: None,
        subject: "A test from Tradepost".to_owned(),
        text: "This mail shows that Tradepost can send.\n".to_owned(),
        html: "<p>This mail shows that Tradepost can send.</p>".to_owned(),
        sent_at_us: desk.authority.now_us(),
        attachments: vec![],
    };
    let refused = |failure: post::Failure| Refusal::new(Code::Offline, failure.reason);
    carrier.deliver(&letter).await.map(|_| ()).map_err(refused)
}
