//! A replica against the authority of its house.

use market::db::tables::SYNCED;
pub(crate) use stories::rows::{all, assert_same_dumps, visible};
use uuid::Uuid;

use crate::house::{House, Person};

/// A replica shows what is true, nothing less and nothing more, and remembers no guess.
pub(crate) async fn assert_same(house: &House, person: &Person, when: &str) {
    assert_same_dumps(
        &all(person.replica.db()).await,
        &visible(house.authority.db(), person.actor.account).await,
        &format!("{when}: {}", person.actor.display_name),
    );
    for table in SYNCED {
        let mut tx = person.replica.db().read().await.unwrap();
        let guessed = market::db::shadow::guessed(&mut tx, table.name).await.unwrap();
        assert_eq!(guessed, Vec::<Uuid>::new(), "{when}: no guess is left in {}", table.name);
    }
}
