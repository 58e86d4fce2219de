//! The three ways a letter can take.

use std::{io, path::PathBuf};

use crate::{Failure, Letter, Smtp, console, folder, mime};

/// Where letters go.
#[derive(Clone)]
pub enum Carrier {
    /// To a mail server.
    Smtp(Smtp),
    /// Into a folder, one `.eml` file a letter.
    Folder(PathBuf),
    /// To standard output, for whoever tries the program out.
    Console,
}

/// Proof that the far side has the letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The far side's own words: the server's 250 line, or the name of the file.
    pub answer: String,
}

impl Carrier {
    /// Hands the letter over. A letter no mail can carry is refused the same way by all three.
    pub async fn deliver(&self, letter: &Letter) -> Result<Receipt, Failure> {
        let message = mime(letter)?;
        match self {
            Self::Smtp(smtp) => smtp.deliver(letter, &message).await,
            Self::Folder(folder) => folder::deliver(folder.clone(), letter, message).await,
            Self::Console => console::deliver(io::stdout().lock(), letter),
        }
    }
}
