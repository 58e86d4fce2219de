//! The connections themselves: how many there may be, and how long one waits for somebody who takes no answer.

use std::future::{Ready, ready};
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready as when_ready};
use std::time::Duration;

use axum_server::accept::Accept;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

use crate::caller::group;
use crate::shares::{Share, Spent};
use crate::state::Hub;

/// Lets connections in, up to the limits. One too many is closed before a word is said: a handshake would cost more than it.
#[derive(Clone)]
pub(crate) struct Door {
    hub: Hub,
}

/// A connection. It ends when an answer is not taken in time.
pub(crate) struct Line {
    wire: TcpStream,
    patience: Duration,
    /// Runs from the moment something could not be sent until everything is.
    stalled: Option<Pin<Box<Sleep>>>,
    _share: Option<Share>,
}

impl Door {
    pub(crate) fn of(hub: &Hub) -> Self {
        Self { hub: Arc::clone(hub) }
    }

    fn let_in(&self, wire: TcpStream) -> io::Result<Line> {
        wire.set_nodelay(true)?;
        let peer = wire.peer_addr()?.ip();
        // A proxy's connections are nobody's; there the requests under way are counted.
        let is_proxy = self.hub.is_behind_proxy && peer.to_canonical().is_loopback();
        let share = if is_proxy { None } else { Some(self.share(peer)?) };
        Ok(Line { wire, patience: self.hub.limits.answer_patience, stalled: None, _share: share })
    }

    fn share(&self, peer: std::net::IpAddr) -> io::Result<Share> {
        self.hub.connections.take(group(peer), 1).map_err(|spent| {
            self.hub.counters.turned_away(match spent {
                Spent::Origin => "origin",
                Spent::All => "all",
            });
            io::Error::from(io::ErrorKind::ConnectionRefused)
        })
    }
}

impl<S> Accept<TcpStream, S> for Door {
    type Stream = Line;
    type Service = S;
    type Future = Ready<io::Result<(Line, S)>>;

    fn accept(&self, wire: TcpStream, service: S) -> Self::Future {
        ready(self.let_in(wire).map(|line| (line, service)))
    }
}

impl Line {
    /// What was sent, or the end of patience. Only what is sent whole ends a stall: taking a byte now and then is no answer taken.
    fn sent(&mut self, cx: &mut Context<'_>, sent: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if sent.is_ready() {
            return sent;
        }
        let patience = self.patience;
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(patience)));
        when_ready!(stalled.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.wire).poll_read(cx, into)
    }
}

impl AsyncWrite for Line {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let sent = Pin::new(&mut self.wire).poll_write(cx, bytes);
        self.sent(cx, sent)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let sent = Pin::new(&mut self.wire).poll_write_vectored(cx, pieces);
        self.sent(cx, sent)
    }

    fn is_write_vectored(&self) -> bool {
        self.wire.is_write_vectored()
    }

    /// Asked for once everything was handed over.
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        when_ready!(Pin::new(&mut self.wire).poll_flush(cx))?;
        self.stalled = None;
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.wire).poll_shutdown(cx)
    }
}
