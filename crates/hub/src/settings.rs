//! How a hub is run.

use std::net::SocketAddr;
use std::time::Duration;

use accounts::Seal;

use crate::courier::Mail;

/// Where a hub listens and what it allows.
pub struct Settings {
    /// The address; without TLS only one of this machine.
    pub listen: SocketAddr,
    /// The certificate it shows.
    pub tls: Option<Tls>,
    /// Whether a proxy on this machine names the origin in `X-Forwarded-For`.
    pub is_behind_proxy: bool,
    /// What one may ask of it.
    pub limits: Limits,
    /// Who carries mail; without it another hub or desktop does.
    pub mail: Option<Mail>,
    /// What second factors are kept under. With it operators need one; without it there are none.
    pub seal: Option<Seal>,
}

/// A certificate with its chain, and its key, both as PEM.
pub struct Tls {
    /// The certificate first.
    pub certificate_pem: Vec<u8>,
    /// PKCS#8, PKCS#1 or SEC1.
    pub key_pem: Vec<u8>,
}

/// So much at once and so much a minute.
#[derive(Clone, Copy, Debug)]
pub struct Allowance {
    /// At once.
    pub burst: u32,
    /// In the long run.
    pub per_minute: u32,
}

/// What one may ask of a hub.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Requests from one origin: an IPv4 address, or the 64 leading bits of an IPv6 address.
    pub requests: Allowance,
    /// Accounts made and passwords tried from one origin.
    pub sign_ins: Allowance,
    /// Passwords tried for one account, from anywhere.
    pub tries: Allowance,
    /// Intents of one account.
    pub intents: Allowance,
    /// Connections at once; behind a proxy, requests under way.
    pub connections: usize,
    /// The same for one origin.
    pub connections_each: usize,
    /// Requests worked on at once.
    pub at_once: usize,
    /// The same for one origin.
    pub at_once_each: usize,
    /// Bytes of requests and answers held in memory at once.
    pub held_bytes: usize,
    /// The same for one origin.
    pub held_bytes_each: usize,
    /// How long a handshake may take.
    pub handshake_patience: Duration,
    /// How long the head of a request may take, and how long a connection may be silent.
    pub head_patience: Duration,
    /// How long a body may take.
    pub body_patience: Duration,
    /// How long a request waits for its turn.
    pub turn_patience: Duration,
    /// How long one may take to take an answer.
    pub answer_patience: Duration,
    /// How long one waits for a change.
    pub change_patience: Duration,
    /// How long a stop waits for answers under way.
    pub stop_patience: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            requests: Allowance { burst: 2_000, per_minute: 60_000 },
            sign_ins: Allowance { burst: 20, per_minute: 20 },
            tries: Allowance { burst: 10, per_minute: 5 },
            intents: Allowance { burst: 20_000, per_minute: 20_000 },
            connections: 4_000,
            connections_each: 500,
            at_once: 128,
            at_once_each: 48,
            held_bytes: 192_000_000,
            held_bytes_each: 48_000_000,
            handshake_patience: Duration::from_secs(10),
            head_patience: Duration::from_mins(1),
            body_patience: Duration::from_secs(20),
            turn_patience: Duration::from_secs(5),
            answer_patience: Duration::from_mins(1),
            change_patience: Duration::from_secs(30),
            stop_patience: Duration::from_secs(20),
        }
    }
}
