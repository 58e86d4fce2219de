//! The hub as a process of its own, with a certificate, and a MariaDB set up as an operator would.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use market::db::Db;
use market::domain::account::Registration;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use stories::mariadb::{Database, Server};
use stories::shop::PASSWORD;
use stories::{Fallible, fail};
use sync::{Authority, SystemClock};

/// A database with room in memory and in its log; every commit is flushed, as always.
const SETTINGS: &str = "innodb_log_file_size=1G\ninnodb_buffer_pool_size=1G\n";

/// A hub that serves.
pub(crate) struct House {
    pub(crate) at: SocketAddr,
    /// Who vouches for the hub, as PEM.
    pub(crate) ca: String,
    pub(crate) database: Database,
    /// The database without the hub, to fill it.
    pub(crate) authority: Authority,
    process: Child,
    _folder: tempfile::TempDir,
    _server: Server,
}

impl House {
    /// Starts everything.
    pub(crate) async fn open() -> Fallible<Self> {
        let server = Server::start_in(&std::env::temp_dir(), SETTINGS)?;
        let database = server.fresh_database().await;
        database.make_ready().await;
        let db = Db::open_maria(&database.url, &database.ca_path).await?;
        let authority = Authority::over(db, Arc::new(SystemClock));
        // Somebody must operate the marketplace, or it is not served.
        let asked = operator();
        accounts::register(&authority, &accounts::Passwords::default(), &asked, "vendor").await?;
        let folder = tempfile::tempdir()?;
        let (ca, certificate, key) = certificate()?;
        let file = |name: &str, text: &str| -> Fallible<PathBuf> {
            let path = folder.path().join(name);
            std::fs::write(&path, text)?;
            Ok(path)
        };
        let mut command = Command::new(stories::places::build_dir()?.join("tradepost-hub"));
        command.args(["serve", "--listen", "127.0.0.1:0"]);
        command.arg("--cert").arg(file("cert.pem", &certificate)?).arg("--key").arg(file("key.pem", &key)?);
        command.arg("--ca").arg(&database.ca_path).arg("--url-file").arg(file("url", &database.url)?);
        let mut process = command.stderr(Stdio::piped()).spawn()?;
        let Some(said) = process.stderr.take() else { return Err(fail("the hub has no words")) };
        let mut said = BufReader::new(said);
        let mut line = String::new();
        said.read_line(&mut line)?;
        // Whoever stops listening would stop the hub at its next word.
        std::thread::spawn(move || said.read_to_end(&mut Vec::new()));
        let Some(at) = address_in(&line) else {
            process.kill()?;
            return Err(fail(format!("the hub said: {line}")));
        };
        Ok(Self { at, ca, database, authority, process, _folder: folder, _server: server })
    }

    /// What the hub holds in memory, in megabytes.
    pub(crate) fn resident_mb(&self) -> Fallible<f64> {
        resident_mb(self.process_id())
    }

    /// The hub among the processes.
    pub(crate) fn process_id(&self) -> u32 {
        self.process.id()
    }
}

/// What a process holds in memory, in megabytes.
pub(crate) fn resident_mb(process: u32) -> Fallible<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap_or_default();
    let kb: f64 = line.split_whitespace().nth(1).unwrap_or_default().parse()?;
    Ok(kb / 1_024.0)
}

impl Drop for House {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn operator() -> Registration {
    Registration {
        email: "operator@example.org".into(),
        username: "operator".into(),
        password: PASSWORD.into(),
        password_again: PASSWORD.into(),
        display_name: String::new(),
        mobile: String::new(),
        accepts_terms: true,
    }
}

/// The line ends with colours between the name and the address when a terminal listens.
fn address_in(line: &str) -> Option<SocketAddr> {
    let start = line.find("127.0.0.1:")?;
    let address: String = line[start..]
        .chars()
        .take_while(|letter| letter.is_ascii_digit() || ".:".contains(*letter))
        .collect();
    address.parse().ok()
}

fn certificate() -> Fallible<(String, String, String)> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
    let key = KeyPair::generate()?;
    let certificate = CertificateParams::new(vec!["localhost".into()])?.signed_by(&key, &issuer)?;
    Ok((issuer.pem(), certificate.pem(), key.serialize_pem()))
}
