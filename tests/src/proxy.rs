//! A line between two programs that fails as lines do: it is cut, falls silent, loses what goes one way, delays, cuts an
//! answer short, says a question twice, says an old one again. And it can stop the world at a moment, such as a COMMIT on
//! its way, so that somebody can be killed exactly there.

mod http;
mod line;
mod maria;
mod message;

use std::{
    net::SocketAddr,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::{
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::{JoinHandle, JoinSet},
    time::timeout,
};

use self::line::Line;
use self::maria::Tls;
pub use self::maria::trusting;
use crate::{Fallible, fail};

/// How long a story waits for something to come by.
const PATIENCE: Duration = Duration::from_secs(30);

/// How a line is, for all that goes over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weather {
    /// Everything passes.
    Fine,
    /// Connections end, and new ones end at once.
    Cut,
    /// Nothing passes either way; when it is fine again all goes on, as lost packets do that are sent again.
    Silent,
    /// Questions are lost on the way. A connection that lost one is dead when the weather changes.
    LosesQuestions,
    /// Questions arrive, their answers are lost. A connection that lost one is dead when the weather changes.
    LosesAnswers,
    /// Each message takes so much longer.
    Slow(Duration),
}

/// What happens to one question to a hub.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// It arrives and is answered.
    Nothing,
    /// It never arrives, and the connection ends.
    LosesQuestion,
    /// It arrives, and the connection ends before the answer.
    LosesAnswer,
    /// The connection ends after so many bytes of the answer.
    CutsAnswer(usize),
    /// It arrives twice, at the same moment.
    SaysTwice,
    /// One that was asked before arrives again, before it.
    RepeatsAnOldOne,
    /// It is taken and never answered.
    NeverAnswers,
}

/// What a story may wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Changes sent to a hub.
    Changes,
    /// A question for what is new.
    Pull,
    /// The begin of a transaction.
    Begin,
    /// The end of a transaction that wants to last.
    Commit,
}

/// When.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// It was said and has not been handed on.
    Said,
    /// It was handed on, and nobody has looked for an answer.
    HandedOn,
    /// It was answered, and the answer has not been handed on.
    Answered,
}

/// A line with somebody in the middle; it ends when it is dropped.
pub struct Proxy {
    address: SocketAddr,
    line: Arc<Line>,
    task: JoinHandle<()>,
}

impl Proxy {
    /// Between a desktop and a hub on a port of this machine, in clear.
    pub async fn to_hub(port: u16) -> Fallible<Self> {
        Self::start(port, None).await
    }

    /// Between a hub and a database on a port of this machine. It has the database's own certificate, so that it can read
    /// what is said; `authority` lies beside it.
    pub async fn to_mariadb(port: u16, authority: &Path) -> Fallible<Self> {
        Self::start(port, Some(Tls::of(authority)?)).await
    }

    async fn start(port: u16, tls: Option<Tls>) -> Fallible<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let line = Arc::new(Line::default());
        let task = tokio::spawn(listen(listener, port, Arc::clone(&line), tls));
        Ok(Self { address, line, task })
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Changes the weather.
    pub fn turns(&self, weather: Weather) {
        self.line.turn(weather);
    }

    /// What happens to the next changes that are sent, one after the other; after that nothing does.
    pub fn will_do(&self, deeds: impl IntoIterator<Item = Deed>) {
        self.line.plan(deeds);
    }

    /// Whether everything that was planned has happened.
    pub fn is_done(&self) -> bool {
        self.line.has_no_plan()
    }

    /// Stops the world when this comes by. It stays stopped there until [`Stopped::cut`].
    pub fn stops_at(&self, what: What, when: When) -> Stopped {
        let (tell, came) = oneshot::channel();
        self.line.set_trap(what, when, tell);
        Stopped { line: Arc::clone(&self.line), came: Some(came) }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A moment that was waited for.
pub struct Stopped {
    line: Arc<Line>,
    came: Option<oneshot::Receiver<()>>,
}

impl Stopped {
    /// Waits until it came.
    pub async fn came(&mut self) -> Fallible<()> {
        let begun = Instant::now();
        match self.came.take() {
            Some(came) => match timeout(PATIENCE, came).await {
                Ok(Ok(())) => Ok(()),
                _ => Err(fail(format!("it never came by, in {:?}", begun.elapsed()))),
            },
            None => Ok(()),
        }
    }

    /// Ends the connection that stands there.
    pub fn cut(self) {}
}

impl Drop for Stopped {
    fn drop(&mut self) {
        self.line.spring();
    }
}

/// The conversations end with the listener: dropping the set ends them.
async fn listen(listener: TcpListener, port: u16, line: Arc<Line>, tls: Option<Tls>) {
    let mut talks = JoinSet::new();
    loop {
        let Ok((client, _)) = listener.accept().await else { return };
        let (line, tls) = (Arc::clone(&line), tls.clone());
        talks.spawn(async move {
            tokio::select! {
                // A talk that ends badly is what this program is for.
                _ = talk(client, port, &line, tls) => {}
                () = line.is_cut() => {}
            }
        });
        while talks.try_join_next().is_some() {}
    }
}

async fn talk(client: TcpStream, port: u16, line: &Arc<Line>, tls: Option<Tls>) -> Fallible<()> {
    client.set_nodelay(true)?;
    match tls {
        None => http::talk(client, port, line).await,
        Some(tls) => maria::talk(client, port, line, &tls).await,
    }
}

async fn connect(port: u16) -> Fallible<TcpStream> {
    let server = TcpStream::connect(("127.0.0.1", port)).await?;
    server.set_nodelay(true)?;
    Ok(server)
}
