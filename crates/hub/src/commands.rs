//! The operator's commands about a marketplace that runs: preparing it, serving it, and checking its books.

use std::path::Path;
use std::sync::Arc;

use accounts::{Passwords, Seal};
use hub::{Settings, Tls};
use market::db::audit::Verified;
use market::db::{self, Db};
use market::domain::account::Registration;
use market::domain::operator::Kind;
use market::{Code, Refusal, books};
use sync::{Authority, SystemClock};
use uuid::Uuid;

use crate::arguments::Options;
use crate::ground::Ground;
use crate::inputs::{NewFile, database_url, first_line, need, read, seal, secret};
use crate::limits::limits;
use crate::mail::mail;

/// Prepares an empty MariaDB.
pub(crate) async fn init(options: &Options) -> Result<String, Refusal> {
    let operator = operator(options)?;
    operator.check()?;
    let key_file = match options.get("--seal-key") {
        Some(path) => Some(NewFile::at("--seal-key", path)?),
        None => None,
    };
    let (db, url_file) = Ground::empty(options).await?.hand_to_application().await?;
    let authority = Authority::over(db, Arc::new(SystemClock));
    let id = accounts::register(&authority, &Passwords::default(), &operator, "vendor").await?;
    // Whoever runs this command vouches for the address.
    let mut tx = authority.db().begin().await?;
    db::account::prove_address(&mut tx, id, &operator.email.trim().to_lowercase(), authority.now_us())
        .await?;
    db::setting::set_needs_verified(&mut tx, !options.has("--without-verification")).await?;
    tx.commit().await?;
    authority.db().close().await;
    url_file.keep()?;
    if let Some(mut file) = key_file {
        file.write(format!("{}\n", Seal::draw()?).as_bytes())?;
        file.keep()?;
    }
    Ok(format!("The marketplace is ready. {} owns it. Next: tradepost-hub serve\n", operator.email))
}

/// Serves until told to stop.
pub(crate) async fn serve(options: &Options) -> Result<String, Refusal> {
    let listen = need(options, "--listen")?
        .parse()
        .map_err(|_| Refusal::field("--listen", "Give an address and a port, such as 127.0.0.1:8080."))?;
    let tls = match (options.get("--cert"), options.get("--key")) {
        (None, None) => None,
        (Some(cert), Some(key)) => {
            Some(Tls { certificate_pem: read("--cert", cert)?, key_pem: read("--key", key)? })
        }
        _ => return Err(Refusal::field("--cert", "Give both --cert and --key, or neither.")),
    };
    let (is_behind_proxy, mail, limits) = (options.has("--behind-proxy"), mail(options)?, limits(options)?);
    let authority = open(options).await?;
    if !has_accounts(&authority).await? {
        // Whoever registers first operates the marketplace; that must not be a stranger.
        return Err(Refusal::new(
            Code::Invalid,
            "This marketplace has no operator yet. Run \"tradepost-hub init\" first.",
        ));
    }
    let settings = Settings { listen, tls, is_behind_proxy, limits, mail, seal: seal(options)? };
    let told_to_stop = told_to_stop();
    let running = hub::start(authority, settings).await?;
    tracing::info!(address = %running.address(), "the hub serves");
    told_to_stop.await;
    tracing::info!("the hub stops");
    running.stop().await?;
    Ok(String::new())
}

/// Makes an account an operator, and says what it was and is.
pub(crate) async fn add_operator(options: &Options) -> Result<String, Refusal> {
    let (email, word) = (need(options, "--email")?, need(options, "--kind")?);
    let kind = Kind::from_name(word).ok_or_else(|| {
        let words = Kind::ALL.map(Kind::name).join(", ");
        Refusal::field("--kind", format!("Use one of: {words}."))
    })?;
    let authority = open(options).await?;
    let before = accounts::set_operator(&authority, Uuid::nil(), email, Some(kind)).await;
    authority.db().close().await;
    Ok(match before? {
        Some(before) if before == kind => {
            format!("{email} is {} already; nothing was changed.\n", kind.name())
        }
        Some(before) => format!("{email} was {} and is {} now.\n", before.name(), kind.name()),
        None => format!("{email} was no operator and is {} now.\n", kind.name()),
    })
}

/// Checks the books.
pub(crate) async fn verify_books(options: &Options) -> Result<String, Refusal> {
    let authority = open(options).await?;
    let mut tx = authority.db().read().await?;
    let report = books::verify(&mut tx).await?;
    tx.rollback().await?;
    authority.db().close().await;
    if report.faults.is_empty() {
        return Ok("The books are straight.\n".to_owned());
    }
    Err(Refusal::new(Code::Broken, format!("The books are wrong:\n{}", report.faults.join("\n"))))
}

/// Follows the chain of the audit log.
pub(crate) async fn verify_audit(options: &Options) -> Result<String, Refusal> {
    let authority = open(options).await?;
    let mut tx = authority.db().read().await?;
    let verified = db::audit::verify(&mut tx).await?;
    tx.rollback().await?;
    authority.db().close().await;
    let Verified { rows, hash, broken } = verified;
    match broken {
        None => Ok(format!(
            "All {rows} rows of the audit log are as they were written. The last hash is {hash}.\n"
        )),
        Some(broken) => Err(Refusal::new(
            Code::Broken,
            format!("{} The {rows} rows before it are as they were written.", broken.fault),
        )),
    }
}

/// The database of a marketplace that is in order.
pub(crate) async fn open(options: &Options) -> Result<Authority, Refusal> {
    let db = Db::open_maria(&database_url(options)?, Path::new(need(options, "--ca")?)).await?;
    db::server::refuse_unsafe(&db).await?;
    db::migrate::fits(&db).await?;
    Ok(Authority::over(db, Arc::new(SystemClock)))
}

async fn has_accounts(authority: &Authority) -> Result<bool, Refusal> {
    let mut tx = authority.db().read().await?;
    let has = db::account::any(&mut tx).await?;
    tx.rollback().await?;
    Ok(has)
}

fn operator(options: &Options) -> Result<Registration, Refusal> {
    let password = match secret("TRADEPOST_PASSWORD") {
        Some(password) => password,
        None => first_line()?,
    };
    Ok(Registration {
        email: need(options, "--email")?.to_owned(),
        username: need(options, "--username")?.to_owned(),
        password_again: password.clone(),
        password,
        display_name: String::new(),
        mobile: String::new(),
        accepts_terms: true,
    })
}

/// Ends when this program is told to stop. It listens from here on: whoever tells it so while it begins is heard too.
fn told_to_stop() -> impl Future<Output = ()> {
    #[cfg(unix)]
    let terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
    async {
        let interrupted = tokio::signal::ctrl_c();
        #[cfg(unix)]
        if let Ok(mut terminated) = terminated {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            }
            return;
        }
        let _ = interrupted.await;
    }
}
