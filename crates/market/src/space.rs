//! A space: the unit of permission, of order and of sync.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What kind of readers a space has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// What anyone may see of a store.
    Shelf,
    /// What a store's own people may see; includes the shelf.
    Office,
    /// What one person sees.
    Home,
}

impl Kind {
    /// The number the database keeps.
    pub fn number(self) -> i64 {
        match self {
            Self::Shelf => 1,
            Self::Office => 2,
            Self::Home => 3,
        }
    }

    /// The kind with this number.
    pub fn from_number(number: i64) -> Option<Self> {
        [Self::Shelf, Self::Office, Self::Home].into_iter().find(|kind| kind.number() == number)
    }
}

/// One space: `shelf:<store>`, `office:<store>` or `home:<account>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Space {
    /// Its kind.
    pub kind: Kind,
    /// The store or the account it belongs to.
    pub owner: Uuid,
}

impl Space {
    /// The shelf of a store.
    pub fn shelf(store: Uuid) -> Self {
        Self { kind: Kind::Shelf, owner: store }
    }

    /// The office of a store.
    pub fn office(store: Uuid) -> Self {
        Self { kind: Kind::Office, owner: store }
    }

    /// The home of an account.
    pub fn home(account: Uuid) -> Self {
        Self { kind: Kind::Home, owner: account }
    }
}
