//! One HTTP message as it came over the line.

use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt};

use crate::{Fallible, fail};

/// Head and body, byte for byte.
#[derive(Clone, Debug, Default)]
pub(super) struct Message {
    pub(super) head: String,
    pub(super) bytes: Vec<u8>,
}

impl Message {
    /// Reads the next one; `None` at the end of the connection.
    pub(super) async fn read(wire: &mut (impl AsyncBufRead + Unpin)) -> Fallible<Option<Self>> {
        let mut message = Self::default();
        while !message.bytes.ends_with(b"\r\n\r\n") {
            if wire.read_until(b'\n', &mut message.bytes).await? == 0 {
                return Ok(None);
            }
        }
        message.head = String::from_utf8_lossy(&message.bytes).to_lowercase();
        if message.field("transfer-encoding").is_some() {
            message.read_chunks(wire).await?;
        } else if let Some(length) = message.field("content-length") {
            let begin = message.bytes.len();
            message.bytes.resize(begin + length.parse::<usize>()?, 0);
            let body = message.bytes.get_mut(begin..).unwrap_or_default();
            wire.read_exact(body).await?;
        }
        Ok(Some(message))
    }

    /// Pieces, each behind a line with its length; the last is empty.
    async fn read_chunks(&mut self, wire: &mut (impl AsyncBufRead + Unpin)) -> Fallible<()> {
        loop {
            let mut line = Vec::new();
            wire.read_until(b'\n', &mut line).await?;
            let length = usize::from_str_radix(String::from_utf8_lossy(&line).trim(), 16)?;
            self.bytes.append(&mut line);
            let mut piece = vec![0; length + 2];
            wire.read_exact(&mut piece).await?;
            self.bytes.append(&mut piece);
            if length == 0 {
                return Ok(());
            }
        }
    }

    fn field(&self, name: &str) -> Option<&str> {
        let fields = self.head.lines().filter_map(|line| line.split_once(':'));
        fields.filter(|(field, _)| *field == name).map(|(_, value)| value.trim()).next()
    }

    /// Whether it asks for this.
    pub(super) fn asks(&self, what: &str) -> bool {
        self.head.starts_with(what)
    }

    /// Its first bytes.
    pub(super) fn begin(&self, most: usize) -> Fallible<&[u8]> {
        self.bytes.get(..most.min(self.bytes.len())).ok_or_else(|| fail("an empty answer"))
    }
}
