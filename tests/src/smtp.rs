//! A real, small mail server for stories: ESMTP on a free port of this machine, with STARTTLS or TLS, with accounts,
//! and with the bad habits a courier has to live with.
//!
//! What it took is kept as it came over the line, so that a story can read the very mail a customer would get.

mod authority;
mod line;
mod session;

use std::{sync::Arc, time::Duration};

use post::{Secret, Security, Smtp};
use tokio::{
    net::TcpListener,
    sync::watch,
    task::{JoinHandle, JoinSet},
    time::timeout,
};
use tokio_rustls::TlsAcceptor;

use crate::{Fallible, fail};

pub use authority::Authority;

const PATIENCE: Duration = Duration::from_secs(30);

/// How the server goes about one conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behaviour {
    /// Takes every mail.
    Accept,
    /// Answers RCPT TO with this code and text.
    RejectRecipient(u16, &'static str),
    /// Hears the whole letter and answers with this code and text.
    RejectData(u16, &'static str),
    /// Answers RCPT TO with this passing code and text.
    Temp(u16, &'static str),
    /// Answers MAIL FROM with this code and text.
    RejectSender(u16, &'static str),
    /// Takes the connection and never says a word.
    Silent,
    /// Cuts the line after the final dot, without an answer.
    DropAfterData,
    /// Waits this long before every answer.
    Slow(Duration),
    /// Does not offer STARTTLS, though it should.
    NoStarttls,
    /// Invites the letter with 250 instead of 354, as an answer out of step would.
    OutOfStep,
    /// Answers the letter with 251: friendly, but not what takes a letter.
    VagueAfterData,
    /// Takes the letter and never answers QUIT.
    NoGoodbye,
    /// Stands for an attacker on the line: slips answers in before TLS that would make a delivery look done.
    ForgedAnswers,
}

/// What the server offers.
#[derive(Debug, Clone)]
pub struct Plan {
    /// How the line is encrypted. With STARTTLS, nothing but greetings is heard in clear.
    pub security: Security,
    /// User name and password, if mails are only taken from an account.
    pub account: Option<(&'static str, &'static str)>,
    /// The AUTH mechanisms on offer.
    pub mechanisms: &'static str,
    /// Whether addresses outside ASCII are carried (RFC 6531).
    pub takes_utf8: bool,
    /// What goes wrong.
    pub behaviour: Behaviour,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            security: Security::Starttls,
            account: None,
            mechanisms: "PLAIN LOGIN",
            takes_utf8: false,
            behaviour: Behaviour::Accept,
        }
    }
}

/// A mail the server took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// The name given in EHLO.
    pub hello: String,
    /// The whole MAIL FROM argument.
    pub from: String,
    /// The whole RCPT TO arguments.
    pub to: Vec<String>,
    /// The account that signed in.
    pub account: Option<String>,
    /// Whether the letter came over TLS.
    pub is_encrypted: bool,
    /// The message, without the dots that SMTP adds.
    pub raw: Vec<u8>,
}

/// A running mail server; it ends when it is dropped.
pub struct Server {
    port: u16,
    plan: Plan,
    authority: Authority,
    journal: Arc<Journal>,
    task: JoinHandle<()>,
}

/// What the server heard, of all conversations.
struct Journal {
    commands: watch::Sender<Vec<String>>,
    received: watch::Sender<Vec<Received>>,
}

impl Server {
    /// Starts a server; its certificate is made out to `localhost` and 127.0.0.1.
    pub async fn start(plan: Plan) -> Fallible<Self> {
        let authority = Authority::new(&["localhost", "127.0.0.1"])?;
        Self::start_with(plan, authority).await
    }

    /// Starts a server with a certificate of the story's choice.
    pub async fn start_with(plan: Plan, authority: Authority) -> Fallible<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        let acceptor = authority.acceptor()?;
        let journal = Arc::new(Journal {
            commands: watch::Sender::new(Vec::new()),
            received: watch::Sender::new(Vec::new()),
        });
        let task = tokio::spawn(listen(listener, plan.clone(), acceptor, Arc::clone(&journal)));
        Ok(Self { port, plan, authority, journal, task })
    }

    /// The settings of a courier that trusts this server and has its account.
    pub fn settings(&self) -> Smtp {
        Smtp {
            host: "127.0.0.1".to_owned(),
            port: self.port,
            security: self.plan.security,
            username: self.plan.account.map(|(user, _)| user.to_owned()),
            password: self.plan.account.map(|(_, password)| Secret::new(password.to_owned())),
            hello_name: "shop.example".to_owned(),
            ca_pem: Some(self.authority.pem().into_bytes()),
            timeout: PATIENCE,
        }
    }

    /// The mails taken so far.
    pub fn received(&self) -> Vec<Received> {
        self.journal.received.borrow().clone()
    }

    /// Every command line heard so far, in clear or encrypted; letters are not among them.
    pub fn commands(&self) -> Vec<String> {
        self.journal.commands.borrow().clone()
    }

    /// Waits until the server took as many mails.
    pub async fn wait_for(&self, count: usize) -> Fallible<Vec<Received>> {
        let mut mails = self.journal.received.subscribe();
        let waited = timeout(PATIENCE, mails.wait_for(|mails| mails.len() >= count)).await;
        let taken = waited.map_err(|_| fail(format!("{count} mails did not come: {:?}", self.commands())))?;
        Ok(taken?.clone())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The conversations end with the listener: dropping the set ends them.
async fn listen(listener: TcpListener, plan: Plan, acceptor: TlsAcceptor, journal: Arc<Journal>) {
    let mut conversations = JoinSet::new();
    while let Ok((tcp, _)) = listener.accept().await {
        let session = session::Session::new(plan.clone(), acceptor.clone(), Arc::clone(&journal));
        conversations.spawn(session.hold(tcp));
    }
}
