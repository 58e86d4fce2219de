//! Who only says to be the hub: nothing of a question leaves before it has proved itself, and an answer without end is not read.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use market::Code;
use market::db::feed::{Changed, Cursor, Page};
use market::intent::{Intent, IntentBody, Outcome, SCHEMA};
use market::ops::Actor;
use market::space::Space;
use rcgen::{CertificateParams, CertifiedIssuer, KeyPair, date_time_ymd};
use remote::{Hub, Trust};
use serde_json::json;
use stories::shop::StillClock;
use sync::api::Submitted;
use sync::{Answer, Cursors, Delta, Held, Link, Replica};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use uuid::Uuid;

use crate::tls::{authority, certificate_for};

const TOKEN: &str = "5ec2e75ec2e75ec2e7";

/// What somebody heard who pretends to be a hub: everything on the wire, and what they could read of it.
#[derive(Clone, Default)]
struct Heard {
    raw: Arc<Mutex<Vec<u8>>>,
    read: Arc<Mutex<Vec<u8>>>,
}

/// Notes what comes and passes it on.
async fn note(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, heard: Arc<Mutex<Vec<u8>>>) {
    let mut piece = [0; 4_096];
    while let Ok(length) = from.read(&mut piece).await {
        if length == 0 || to.write_all(&piece[..length]).await.is_err() {
            return;
        }
        heard.lock().unwrap().extend_from_slice(&piece[..length]);
    }
}

/// Somebody who listens with a certificate, or without any TLS.
async fn impostor(config: Option<ServerConfig>) -> (SocketAddr, Heard) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (at, heard) = (listener.local_addr().unwrap(), Heard::default());
    let ears = heard.clone();
    tokio::spawn(async move {
        while let Ok((wire, _)) = listener.accept().await {
            tokio::spawn(listen(wire, config.clone(), ears.clone()));
        }
    });
    (at, heard)
}

async fn listen(wire: TcpStream, config: Option<ServerConfig>, heard: Heard) {
    let (inside, outside) = tokio::io::duplex(65_536);
    let (from_client, mut to_client) = wire.into_split();
    let (mut from_inside, to_inside) = tokio::io::split(outside);
    tokio::spawn(note(from_client, to_inside, heard.raw));
    tokio::spawn(async move { tokio::io::copy(&mut from_inside, &mut to_client).await });
    let (mut piece, mut inside) = ([0; 4_096], inside);
    let Some(config) = config else {
        let _ = inside.read(&mut piece).await;
        let _ = inside.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}").await;
        return;
    };
    let Ok(mut line) = TlsAcceptor::from(Arc::new(config)).accept(inside).await else { return };
    while let Ok(length @ 1..) = line.read(&mut piece).await {
        heard.read.lock().unwrap().extend_from_slice(&piece[..length]);
        let _ = line.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}").await;
    }
}

fn server(certificate: &hub::Tls) -> ServerConfig {
    let chain = CertificateDer::pem_slice_iter(&certificate.certificate_pem).map(Result::unwrap).collect();
    let key = PrivateKeyDer::from_pem_slice(&certificate.key_pem).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap();
    config.with_no_client_auth().with_single_cert(chain, key).unwrap()
}

fn trusting(at: SocketAddr, issuer: &CertifiedIssuer<'static, KeyPair>) -> Hub {
    let address = format!("https://localhost:{}", at.port());
    Hub::at(&address, &Trust::Only(issuer.pem().into_bytes())).unwrap().under(TOKEN)
}

/// Asks everything a desktop asks; each question must be refused and nothing of it heard.
async fn nothing_is_said(hub: &Hub, heard: &Heard, what: &str) {
    let answers = [
        hub.session().await.err(),
        hub.pull(Uuid::nil(), &vec![]).await.err(),
        hub.changes(0).await.err(),
        hub.keep_picture("hash", b"picture".to_vec()).await.err(),
        hub.picture("hash").await.err(),
        hub.sign_out().await.err(),
    ];
    for refusal in answers {
        let refusal = refusal.unwrap_or_else(|| panic!("{what}: an impostor was believed"));
        assert_eq!(refusal.code, Code::Offline, "{what}: {refusal}");
        assert!(!refusal.message.is_empty());
    }
    assert_eq!(heard.read.lock().unwrap().len(), 0, "{what}: a byte of a question was read");
    let raw = heard.raw.lock().unwrap().clone();
    let holds = |word: &[u8]| raw.windows(word.len()).any(|bytes| bytes == word);
    assert!(!raw.is_empty() && raw[0] == 0x16, "{what}: only a handshake is begun");
    assert!(!holds(TOKEN.as_bytes()) && !holds(b"HTTP") && !holds(b"/v1/"), "{what}: nothing went in clear");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_said_to_a_hub_that_cannot_prove_itself() {
    let (issuer, stranger) = (authority(), authority());
    let mut expired = CertificateParams::new(vec!["localhost".into()]).unwrap();
    (expired.not_before, expired.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2020, 2, 1));
    let mut early = CertificateParams::new(vec!["localhost".into()]).unwrap();
    (early.not_before, early.not_after) = (date_time_ymd(2090, 1, 1), date_time_ymd(2091, 1, 1));
    let named = |name: &str| CertificateParams::new(vec![name.into()]).unwrap();
    let cases = [
        ("a certificate from a stranger", Some(certificate_for(&named("localhost"), &stranger))),
        ("a certificate for another name", Some(certificate_for(&named("market.example"), &issuer))),
        ("an expired certificate", Some(certificate_for(&expired, &issuer))),
        ("a certificate that is not valid yet", Some(certificate_for(&early, &issuer))),
        ("no TLS at all", None),
    ];
    for (what, certificate) in cases {
        let (at, heard) = impostor(certificate.as_ref().map(server)).await;
        nothing_is_said(&trusting(at, &issuer), &heard, what).await;
    }

    let (at, heard) = impostor(Some(server(&certificate_for(&named("localhost"), &issuer)))).await;
    let _ = trusting(at, &issuer).session().await;
    let read = String::from_utf8(heard.read.lock().unwrap().clone()).unwrap();
    assert!(read.contains(TOKEN), "to the right one it is said, so the ears work: {read}");
}

/// Somebody who answers every question with a head and then `piece` without end; and how many bytes of it were taken.
async fn endless(head: &'static [u8], piece: &'static str) -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (at, taken) = (listener.local_addr().unwrap(), Arc::new(AtomicUsize::new(0)));
    let count = Arc::clone(&taken);
    tokio::spawn(async move {
        while let Ok((mut wire, _)) = listener.accept().await {
            let count = Arc::clone(&count);
            tokio::spawn(async move {
                let _ = wire.read(&mut [0; 4_096]).await;
                let _ = wire.write_all(head).await;
                let pieces = piece.repeat(65_536 / piece.len());
                while wire.write_all(pieces.as_bytes()).await.is_ok() {
                    count.fetch_add(pieces.len(), Ordering::SeqCst);
                }
            });
        }
    });
    (at, taken)
}

/// Somebody who gives these answers one after the other, whatever the questions.
async fn who_says(bodies: Vec<String>) -> Hub {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    tokio::spawn(async move {
        for body in bodies {
            let (mut wire, _) = listener.accept().await.unwrap();
            let _ = wire.read(&mut [0; 4_096]).await;
            let head =
                format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len());
            let _ = wire.write_all((head + &body).as_bytes()).await;
        }
    });
    Hub::at(&format!("http://127.0.0.1:{}", at.port()), &Trust::Web).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_without_end_is_given_up() {
    const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{\"spaces\":[";
    const REFUSED: &[u8] = b"HTTP/1.1 400 Bad Request\r\n\r\n";
    const HEADERS: &[u8] = b"HTTP/1.1 200 OK\r\n";
    for (what, head, piece) in [
        ("a body", HEAD, " "),
        ("a refusal", REFUSED, " "),
        ("headers", HEADERS, "x-more: and more and more and more and more\r\n"),
    ] {
        let (at, taken) = endless(head, piece).await;
        let hub = Hub::at(&format!("http://127.0.0.1:{}", at.port()), &Trust::Web).unwrap();

        let refusal = hub.pull(Uuid::nil(), &vec![]).await.expect_err("there is no end of it");

        assert_eq!(refusal.code, Code::Offline, "{what}: {refusal}");
        let taken = taken.load(Ordering::SeqCst);
        assert!(taken < 100_000_000, "{what}: {taken} bytes of it were taken in");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hub_that_says_there_is_more_and_gives_nothing_is_given_up() {
    let space = Space::home(Uuid::now_v7());
    let next = Cursor { version: 3, change: Uuid::nil() };
    let row = Changed { table: 10, row: Uuid::now_v7(), values: None };
    let page = |rows, next| Page { space, rows, next, has_more: true };
    let delta = |page| Delta { spaces: vec![space], pages: vec![page], ..Delta::default() };
    let deltas = [delta(page(vec![row], next)), delta(page(vec![], Cursor { version: 4, ..next }))];
    let hub = who_says(deltas.iter().map(|delta| json!(delta).to_string()).collect()).await;

    let stands = hub.pull(Uuid::nil(), &vec![(space, next)]).await.expect_err("it stands where it stood");
    let empty = hub.pull(Uuid::nil(), &vec![(space, next)]).await.expect_err("it goes on with nothing in it");

    assert_eq!((stands.code, empty.code), (Code::Offline, Code::Offline));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_that_do_not_fit_the_changes_that_were_sent_are_not_believed() {
    let intent = |seq| Intent {
        id: Uuid::now_v7(),
        device: Uuid::nil(),
        seq,
        actor: Uuid::nil(),
        made_at_us: 0,
        body: IntentBody::ClearCart {},
        schema: SCHEMA,
    };
    let sent = [intent(1), intent(2)];
    let applied = |id| Answer { intent: id, outcome: Outcome::Applied };
    let [first, second] = [applied(sent[0].id), applied(sent[1].id)];
    for (what, answers) in [
        ("turned round", vec![second.clone(), first.clone()]),
        ("about something else", vec![first.clone(), applied(Uuid::now_v7())]),
        ("too few", vec![first.clone()]),
        ("too many", vec![first.clone(), second.clone(), applied(Uuid::now_v7())]),
    ] {
        let hub = who_says(vec![json!(Submitted { answers, fault: None }).to_string()]).await;

        let (believed, fault) = hub.submit(&Actor::visitor(), &sent).await;

        assert_eq!(believed, [], "{what}: none of them is believed");
        assert_eq!(fault.map(|fault| fault.code), Some(Code::Offline), "{what}: all of it is sent again");
    }
    let hub =
        who_says(vec![json!(Submitted { answers: vec![first, second], fault: None }).to_string()]).await;
    assert_eq!(hub.submit(&Actor::visitor(), &sent).await.0.len(), 2, "those that fit are");
}

/// Always has one row more.
struct Fountain(std::sync::atomic::AtomicI64, Space);

impl Link for Fountain {
    async fn submit(
        &self,
        _: &Actor,
        _: &[market::intent::Intent],
    ) -> (Vec<Answer>, Option<market::Refusal>) {
        (vec![], None)
    }

    async fn pull(&self, _: Uuid, _: &Cursors) -> Result<Delta, market::Refusal> {
        let version = self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let next = Cursor { version, change: Uuid::nil() };
        let rows = vec![Changed { table: 10, row: Uuid::now_v7(), values: None }];
        Ok(Delta {
            spaces: vec![self.1],
            pages: vec![Page { space: self.1, rows, next, has_more: true }],
            ..Delta::default()
        })
    }

    async fn compare(&self, _: Uuid, _: &[Held]) -> Result<Vec<Space>, market::Refusal> {
        Ok(vec![])
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_without_end_are_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let account = Uuid::now_v7();
    let replica = Replica::open(&folder.path().join("one.db"), account, StillClock::new()).await.unwrap();
    let fountain = Fountain(1.into(), Space::home(account));
    let actor = Actor { account, ..Actor::visitor() };

    let refusal = replica.sync(&fountain, &actor).await.expect_err("there is always one page more");

    assert_eq!(refusal.code, Code::Offline, "{refusal}");
}
