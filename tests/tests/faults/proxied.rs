//! A hub behind a proxy on its machine: whom it believes where a question comes from.

use std::io::Write;
use std::net::{SocketAddr, UdpSocket};
use std::path::Path;
use std::sync::Arc;

use stories::proxy::trusting;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::rustls::pki_types::ServerName;

use crate::town::Town;

/// Passwords one origin may get wrong before it has to wait.
const TRIES: u32 = 3;

/// Tries a password for somebody nobody knows; answers with the status.
async fn tries(mut wire: impl AsyncRead + AsyncWrite + Unpin, forwarded: &str, number: u32) -> String {
    let body = format!(r#"{{"email":"nobody{number}@example.org","password":"guessed","window":"manager"}}"#);
    let head = format!(
        "POST /v1/sessions HTTP/1.1\r\nhost: localhost\r\nx-forwarded-for: {forwarded}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    wire.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
    let mut answer = String::new();
    // Whoever hangs up on TLS without a word has still answered.
    let _ = wire.read_to_string(&mut answer).await;
    answer.split(' ').nth(1).unwrap_or_default().to_owned()
}

async fn all_tries_of(town: &Town, origin: &str) {
    for number in 0..TRIES {
        let wire = TcpStream::connect(("127.0.0.1", town.port)).await.unwrap();
        assert_eq!(tries(wire, origin, number).await, "400", "a wrong password");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn behind_a_proxy_each_origin_has_its_own_limit_and_without_one_nobody_names_an_origin() {
    let mut town = Town::with(&["--behind-proxy"]).await;
    let wire = || TcpStream::connect(("127.0.0.1", town.port));
    all_tries_of(&town, "203.0.113.1").await;

    assert_eq!(tries(wire().await.unwrap(), "203.0.113.1", 90).await, "429", "this one has had enough");
    let invented = "203.0.113.77, 203.0.113.1";
    assert_eq!(
        tries(wire().await.unwrap(), invented, 92).await,
        "429",
        "the last one named is the proxy's word"
    );
    assert_eq!(tries(wire().await.unwrap(), "203.0.113.2", 91).await, "400", "somebody else has not");

    town.kill_hub();
    town.options.clear();
    town.opens().await;
    all_tries_of(&town, "203.0.113.3").await;
    let wire = TcpStream::connect(("127.0.0.1", town.port)).await.unwrap();
    assert_eq!(tries(wire, "203.0.113.4", 93).await, "429", "without a proxy it is the caller's own word");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_origin_named_from_another_machine_is_not_believed() {
    let Some(here) = address_of_this_machine() else {
        drop(writeln!(std::io::stdout(), "skipped: this machine has no address but its own"));
        return;
    };
    let mut town = Town::new().await;
    town.kill_hub();
    let ca = town.database.ca_path.clone();
    let file = |name: &str| ca.with_file_name(name).to_str().unwrap().to_owned();
    let options = ["--behind-proxy", "--cert", &file("server.pem"), "--key", &file("server.key")];
    town.options = options.iter().map(ToString::to_string).collect();
    "0.0.0.0".clone_into(&mut town.host);
    town.opens().await;
    let at = SocketAddr::new(here, town.port);

    for number in 0..TRIES {
        assert_eq!(
            from_afar(at, &ca, &format!("203.0.113.{number}"), number).await,
            "400",
            "a wrong password"
        );
    }

    assert_eq!(from_afar(at, &ca, "203.0.113.200", 99).await, "429", "all of them came from one machine");
}

async fn from_afar(at: SocketAddr, ca: &Path, forwarded: &str, number: u32) -> String {
    let wire = TcpStream::connect(at).await.unwrap();
    let connector = tokio_rustls::TlsConnector::from(Arc::new(trusting(ca).unwrap()));
    let wire = connector.connect(ServerName::try_from("localhost").unwrap(), wire).await.unwrap();
    tries(wire, forwarded, number).await
}

/// The address by which other machines know this one. Nothing is sent to find it out.
fn address_of_this_machine() -> Option<std::net::IpAddr> {
    let socket = UdpSocket::bind("0.0.0.0:0").ok()?;
    socket.connect("192.0.2.1:9").ok()?;
    let address = socket.local_addr().ok()?.ip();
    (!address.is_loopback() && !address.is_unspecified()).then_some(address)
}
