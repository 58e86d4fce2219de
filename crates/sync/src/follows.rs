//! What an account follows: which spaces, how much of each, and how far its replica has read them.

use std::collections::BTreeMap;

use market::Refusal;
use market::db::feed::Cursor;
use market::db::sight::Sight;
use market::db::{self, Tx};
use market::space::{Kind, Space};
use uuid::Uuid;

/// The spaces an account may follow: the shelf of every store that is not removed, but the office where it belongs; its
/// own home.
pub(crate) struct Follows {
    pub(crate) spaces: Vec<Space>,
    offices: BTreeMap<Uuid, Sight>,
}

impl Follows {
    pub(crate) async fn of(tx: &mut Tx, account: Uuid) -> Result<Self, Refusal> {
        let offices = if account.is_nil() { BTreeMap::new() } else { db::staff::sights(tx, account).await? };
        let shelves = db::store::ids_on_show(tx).await?.into_iter();
        let shelves = shelves.filter(|store| !offices.contains_key(store)).map(Space::shelf);
        let mut spaces: Vec<Space> = offices.keys().copied().map(Space::office).chain(shelves).collect();
        if !account.is_nil() {
            spaces.push(Space::home(account));
        }
        Ok(Self { spaces, offices })
    }

    /// How much of a space the account sees.
    pub(crate) fn sight(&self, space: Space) -> &Sight {
        let of_office = (space.kind == Kind::Office).then(|| self.offices.get(&space.owner)).flatten();
        of_office.unwrap_or(&Sight::Whole)
    }

    /// A cursor as the feed knows it from one as the account knows it, and the other way round.
    pub(crate) fn told(&self, space: Space, at: Cursor) -> Cursor {
        if at.version == 0 {
            return at;
        }
        Cursor { change: self.sight(space).sealed(at.change), ..at }
    }
}
