//! A hub on a port of its own, and somebody who speaks plain HTTP to it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use accounts::Seal;
use hub::{Allowance, Limits, Mail, Running, Settings};
use market::db::Db;
use market::intent::{IntentBody, SCHEMA};
use serde_json::{Value, json};
use stories::mariadb::{self, Database};
use stories::shop::{PASSWORD, StillClock};
use sync::Authority;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use uuid::Uuid;

/// Hubs over one database.
pub(crate) struct House {
    pub(crate) database: Database,
    pub(crate) clock: Arc<StillClock>,
}

/// A running hub.
pub(crate) struct Place {
    pub(crate) hub: Running,
    pub(crate) at: SocketAddr,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

/// Somebody with a token.
pub(crate) struct Person {
    pub(crate) account: Uuid,
    pub(crate) token: String,
    device: Uuid,
}

impl House {
    /// A database made ready, whose application account may do what `init` lets it.
    pub(crate) async fn new() -> Self {
        let database = mariadb::shared().fresh_database().await;
        database.make_ready().await;
        Self { database, clock: StillClock::new() }
    }

    pub(crate) async fn authority(&self) -> Authority {
        let db = Db::open_maria(&self.database.url, &self.database.ca_path).await.unwrap();
        Authority::over(db, self.clock.clone())
    }

    pub(crate) async fn hub(&self) -> Place {
        self.hub_with(generous()).await
    }

    pub(crate) async fn hub_with(&self, limits: Limits) -> Place {
        self.start(limits, false, None).await
    }

    /// A hub with a key for second factors.
    pub(crate) async fn hub_with_key(&self) -> Place {
        self.start(generous(), false, Seal::read(&Seal::draw().unwrap())).await
    }

    pub(crate) async fn hub_behind_proxy(&self, limits: Limits) -> Place {
        self.start(limits, true, None).await
    }

    pub(crate) async fn hub_with_mail(&self, limits: Limits, mail: Mail) -> Place {
        self.start_with(limits, false, None, Some(mail)).await
    }

    async fn start(&self, limits: Limits, is_behind_proxy: bool, seal: Option<Seal>) -> Place {
        self.start_with(limits, is_behind_proxy, seal, None).await
    }

    async fn start_with(
        &self,
        limits: Limits,
        is_behind_proxy: bool,
        seal: Option<Seal>,
        mail: Option<Mail>,
    ) -> Place {
        let listen = "127.0.0.1:0".parse().unwrap();
        let settings = Settings { listen, tls: None, is_behind_proxy, limits, mail, seal };
        let hub = hub::start(self.authority().await, settings).await.unwrap();
        let at = hub.address();
        Place { hub, at }
    }
}

/// Stories come from one address and sign in more often than people do.
pub(crate) fn generous() -> Limits {
    let sign_ins = Allowance { burst: 1_000, per_minute: 1_000 };
    Limits { sign_ins, body_patience: Duration::from_millis(500), ..Limits::default() }
}

impl Place {
    pub(crate) async fn ask(&self, method: &str, path: &str, token: Option<&str>, body: &[u8]) -> Answer {
        let wire = TcpStream::connect(self.at).await.unwrap();
        exchange(wire, &request(method, path, token, body)).await
    }

    pub(crate) async fn post(&self, path: &str, person: Option<&Person>, body: &Value) -> Answer {
        let token = person.map(|person| person.token.as_str());
        self.ask("POST", path, token, body.to_string().as_bytes()).await
    }

    pub(crate) async fn get(&self, path: &str, person: Option<&Person>) -> Answer {
        self.ask("GET", path, person.map(|person| person.token.as_str()), b"").await
    }

    /// Registers somebody and signs them in.
    pub(crate) async fn person(&self, name: &str, role: &str) -> Person {
        let form = registration(name, role);
        let answer = self.post("/v1/accounts", None, &form).await;
        assert_eq!(answer.status, 202, "{answer:?}");
        let sign_in =
            json!({ "email": form["email"], "password": form["password"], "window": form["window"] });
        let answer = self.post("/v1/sessions", None, &sign_in).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        let signed_in = answer.json();
        Person {
            account: serde_json::from_value(signed_in["session"]["account"].clone()).unwrap(),
            token: signed_in["token"].as_str().unwrap().to_owned(),
            device: Uuid::now_v7(),
        }
    }

    /// Sends one intent; answers what became of it.
    pub(crate) async fn change(&self, person: &Person, seq: i64, body: &IntentBody) -> Value {
        let batch = json!({ "intents": [person.intent(seq, body)] });
        let answer = self.post("/v1/intents", Some(person), &batch).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()["answers"][0].clone()
    }
}

impl Person {
    pub(crate) fn intent(&self, seq: i64, body: &IntentBody) -> Value {
        json!({
            "id": Uuid::now_v7(), "device": self.device, "seq": seq, "actor": self.account, "made_at_us": 0,
            "body": body, "schema": SCHEMA,
        })
    }
}

impl Answer {
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| panic!("no JSON: {} {}", self.head, String::from_utf8_lossy(&self.body)))
    }

    /// Asserts that it is a refusal with a sentence.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16, code: &str) {
        assert_eq!(self.status, status, "{} {}", self.head, String::from_utf8_lossy(&self.body));
        assert_eq!(self.json()["code"], code);
        assert!(!self.json()["message"].as_str().unwrap().is_empty(), "a person must read why");
    }
}

pub(crate) fn registration(name: &str, role: &str) -> Value {
    json!({
        "email": format!("{name}@example.org"), "username": name, "password": PASSWORD,
        "password_again": PASSWORD, "accepts_terms": true, "role": role, "window": "storefront",
    })
}

/// A request as bytes; the connection ends with its answer.
pub(crate) fn request(method: &str, path: &str, token: Option<&str>, body: &[u8]) -> Vec<u8> {
    let token = token.map(|token| format!("authorization: Bearer {token}\r\n")).unwrap_or_default();
    let length = body.len();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n{token}content-length: {length}\r\n\r\n"
    );
    [head.as_bytes(), body].concat()
}

/// Sends bytes and reads the answer to its end.
pub(crate) async fn exchange(mut wire: impl AsyncRead + AsyncWrite + Unpin, bytes: &[u8]) -> Answer {
    // A hub that refuses does not read on.
    let _ = wire.write_all(bytes).await;
    let mut all = Vec::new();
    let _ = wire.read_to_end(&mut all).await;
    let split = all.windows(4).position(|four| four == b"\r\n\r\n").expect("an answer");
    let head = String::from_utf8_lossy(&all[..split]).into_owned();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, head, body: all[split + 4..].to_vec() }
}

/// What this process holds in memory.
pub(crate) fn resident_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap_or_default().to_owned();
    line.split_whitespace().nth(1).and_then(|kb| kb.parse().ok()).unwrap_or(0)
}
