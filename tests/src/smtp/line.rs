//! The line between courier and server: answers out, commands and letters in, in clear or encrypted.

use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader},
    net::TcpStream,
};
use tokio_rustls::TlsAcceptor;

use crate::{Fallible, fail};

/// Anything bytes go through both ways.
trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

/// One connection.
pub(super) struct Line {
    wire: BufReader<Box<dyn Wire>>,
    /// Whether TLS protects it by now.
    pub(super) is_encrypted: bool,
}

impl Line {
    pub(super) fn clear(tcp: TcpStream) -> Self {
        Self { wire: BufReader::new(Box::new(tcp)), is_encrypted: false }
    }

    /// Turns to TLS. Commands that came in clear behind STARTTLS would be obeyed as if encrypted, so they end the line.
    pub(super) async fn encrypt(self, acceptor: &TlsAcceptor) -> Fallible<Self> {
        if !self.wire.buffer().is_empty() {
            return Err(fail("something was said in clear after STARTTLS"));
        }
        let wire: Box<dyn Wire> = Box::new(acceptor.accept(self.wire.into_inner()).await?);
        Ok(Self { wire: BufReader::new(wire), is_encrypted: true })
    }

    /// Sends one or more answer lines.
    pub(super) async fn say(&mut self, answer: &str) -> Fallible<()> {
        self.wire.write_all(format!("{answer}\r\n").as_bytes()).await?;
        self.wire.flush().await?;
        Ok(())
    }

    /// One command line; nothing when the courier hung up.
    pub(super) async fn hear(&mut self) -> Fallible<Option<String>> {
        let line = self.bytes().await?;
        if line.is_empty() {
            return Ok(None);
        }
        Ok(Some(String::from_utf8(line)?.trim_end().to_owned()))
    }

    /// A letter up to the final dot, with the doubled dots single again (RFC 5321, 4.5.2).
    pub(super) async fn hear_letter(&mut self) -> Fallible<Vec<u8>> {
        let mut letter = Vec::new();
        loop {
            let line = self.bytes().await?;
            match line.as_slice() {
                [] => return Err(fail("the line was cut within the letter")),
                b".\r\n" => return Ok(letter),
                [b'.', rest @ ..] => letter.extend_from_slice(rest),
                whole => letter.extend_from_slice(whole),
            }
        }
    }

    async fn bytes(&mut self) -> Fallible<Vec<u8>> {
        let mut line = Vec::new();
        self.wire.read_until(b'\n', &mut line).await?;
        Ok(line)
    }
}
