//! What travels: answers to intents one way, changed rows the other.

use market::db::digest::{Digest, Slice};
use market::db::feed::{Cursor, Page};
use market::intent::Outcome;
use market::space::Space;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What became of one intent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Which intent.
    pub intent: Uuid,
    /// What became of it.
    pub outcome: Outcome,
}

/// What changed since the cursors a replica sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delta {
    /// Every space this account may follow now.
    pub spaces: Vec<Space>,
    /// Pages of changed rows.
    pub pages: Vec<Page>,
    /// Spaces whose cursor the authority does not know: they must be read anew.
    pub anew: Vec<Space>,
    /// Whether a space has more that found no room here.
    #[serde(default)]
    pub more: bool,
}

impl Delta {
    /// Whether another pull would bring more right now.
    pub fn has_more(&self) -> bool {
        self.more || self.pages.iter().any(|page| page.has_more)
    }
}

impl Delta {
    /// How many rows it brings.
    pub(crate) fn row_count(&self) -> usize {
        self.pages.iter().map(|page| page.rows.len()).sum()
    }

    /// Moves cursors behind what it brings.
    pub(crate) fn move_on(&self, cursors: &mut Cursors) {
        for page in &self.pages {
            cursors.retain(|(space, _)| *space != page.space);
            cursors.push((page.space, page.next));
        }
    }

    /// Takes what comes behind it.
    pub(crate) fn append(&mut self, next: Self) {
        for page in &mut self.pages {
            page.has_more = false;
        }
        self.more = next.more;
        self.pages.extend(next.pages);
    }
}

/// A slice of a space as a replica holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Which space.
    pub space: Space,
    /// How far it has been read.
    pub cursor: Cursor,
    /// Which rows of it.
    pub slice: Slice,
    /// What they come to.
    pub digest: Digest,
}

/// How far a replica has read.
pub type Cursors = Vec<(Space, Cursor)>;
