//! The operator's commands. Passwords and database addresses come in here and go into no log.

use std::fs::OpenOptions;
use std::io::{BufRead, Write};
use std::path::Path;
use std::sync::Arc;

use accounts::Passwords;
use hub::{Limits, Settings, Tls};
use market::db::{self, Db};
use market::domain::account::Registration;
use market::domain::ids::hex;
use market::{Code, Refusal, books};
use sync::{Authority, SystemClock};

use crate::arguments::Options;
use crate::mail::mail;

/// Bytes a certificate, key or address file may have.
const MOST_BYTES: u64 = 1_000_000;

/// Prepares an empty MariaDB.
pub(crate) async fn init(options: &Options) -> Result<String, Refusal> {
    let url = options.get("--migrator-url").map(str::to_owned).or_else(|| secret("TRADEPOST_MIGRATOR_URL"));
    let url = url.ok_or_else(|| missing("--migrator-url"))?;
    let (ca, app, url_file) = (need(options, "--ca")?, need(options, "--app")?, need(options, "--url-file")?);
    let operator = operator(options)?;
    operator.check()?;
    let migrator = Db::open_maria(&url, Path::new(ca)).await?;
    db::server::refuse_unsafe(&migrator).await?;
    db::migrate::authority(&migrator).await?;
    let authority = Authority::over(migrator, Arc::new(SystemClock));
    if has_accounts(&authority).await? {
        return Err(Refusal::new(
            Code::Conflict,
            "This marketplace has accounts already; \"init\" is for an empty one.",
        ));
    }
    let password = draw()?;
    let app_url = with_account(&url, app, &password).ok_or_else(|| missing("--migrator-url"))?;
    write_secret(url_file, &app_url)?;
    db::grants::make_application(authority.db(), app, &password).await?;
    // Last, and by the account that serves: what it may do is tried at once.
    authority.db().close().await;
    let authority = Authority::over(Db::open_maria(&app_url, Path::new(ca)).await?, Arc::new(SystemClock));
    accounts::register(&authority, &Passwords::default(), &operator, "vendor").await?;
    authority.db().close().await;
    Ok(format!("The marketplace is ready. {} operates it. Next: tradepost-hub serve\n", operator.email))
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
    let (is_behind_proxy, mail) = (options.has("--behind-proxy"), mail(options)?);
    let authority = open(options).await?;
    if !has_accounts(&authority).await? {
        // Whoever registers first operates the marketplace; that must not be a stranger.
        return Err(Refusal::new(
            Code::Invalid,
            "This marketplace has no operator yet. Run \"tradepost-hub init\" first.",
        ));
    }
    let settings = Settings { listen, tls, is_behind_proxy, limits: Limits::default(), mail };
    let running = hub::start(authority, settings).await?;
    tracing::info!(address = %running.address(), "the hub serves");
    told_to_stop().await;
    tracing::info!("the hub stops");
    running.stop().await?;
    Ok(String::new())
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

/// The database of a marketplace that is in order.
async fn open(options: &Options) -> Result<Authority, Refusal> {
    let url = match (options.get("--url"), options.get("--url-file")) {
        (Some(url), _) => url.to_owned(),
        (None, Some(file)) => String::from_utf8(read("--url-file", file)?)
            .map_err(|_| Refusal::field("--url-file", "This file is not text."))?,
        (None, None) => secret("TRADEPOST_DATABASE_URL").ok_or_else(|| missing("--url-file"))?,
    };
    let db = Db::open_maria(url.trim(), Path::new(need(options, "--ca")?)).await?;
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

fn first_line() -> Result<String, Refusal> {
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line);
    read.map_err(|error| Refusal::field("password", format!("It could not be read: {error}.")))?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// The same server and database under another account.
fn with_account(url: &str, account: &str, password: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let place = rest.rsplit_once('@').map_or(rest, |(_, place)| place);
    Some(format!("{scheme}://{account}:{password}@{place}"))
}

/// 256 random bits.
fn draw() -> Result<String, Refusal> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| Refusal::broken(&error))?;
    Ok(hex(&bytes))
}

/// A new file that only its owner can read; one that is there already is left alone.
fn write_secret(file: &str, text: &str) -> Result<(), Refusal> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(file).and_then(|mut file| {
        writeln!(file, "{text}")?;
        file.sync_all()
    });
    written.map_err(|error| Refusal::field("--url-file", format!("It could not be written: {error}.")))
}

/// A small file named by an option.
pub(crate) fn read(option: &str, file: &str) -> Result<Vec<u8>, Refusal> {
    let size = std::fs::metadata(file).map(|known| known.len());
    if size.as_ref().is_ok_and(|size| *size > MOST_BYTES) {
        return Err(Refusal::field(option, "This file is too large."));
    }
    std::fs::read(file).map_err(|error| Refusal::field(option, format!("{file} cannot be read: {error}.")))
}

/// A secret from the environment.
pub(crate) fn secret(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn need<'a>(options: &'a Options, name: &str) -> Result<&'a str, Refusal> {
    options.get(name).ok_or_else(|| missing(name))
}

fn missing(name: &str) -> Refusal {
    Refusal::field(name, "This is needed; \"tradepost-hub --help\" says what for.")
}

async fn told_to_stop() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    let _ = interrupted.await;
}
