//! What one of its people sees of a store's office: its owner all of it, others what their permissions let them.

use std::collections::BTreeSet;

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::tables::{self, TableNo};
use crate::permission::Permission as P;

/// How much of a space a reader sees.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Sight {
    /// All of it.
    #[default]
    Whole,
    /// An office, by somebody it does not belong to.
    Staff {
        /// Who reads.
        account: Uuid,
        /// Names of what they may do there.
        may: BTreeSet<String>,
    },
}

/// The permissions that decide which rows one sees.
const EYES: [P; 5] = [P::StoreChange, P::StockView, P::SaleView, P::InvoiceView, P::ReviewView];

impl Sight {
    pub(super) fn of(account: Uuid, role: &str) -> Self {
        if role == "owner" { Self::Whole } else { Self::Staff { account, may: BTreeSet::new() } }
    }

    pub(super) fn add(&mut self, permission: Option<String>) {
        if let Self::Staff { may, .. } = self {
            may.extend(permission);
        }
    }

    /// Whether the reader may do something there.
    pub fn may(&self, permission: P) -> bool {
        match self {
            Self::Whole => true,
            Self::Staff { may, .. } => may.contains(permission.name()),
        }
    }

    /// What narrows the rows of an office's table to those the reader sees, and whose id it takes, if any. Of orders they
    /// may not see their own purchases stay: their home shows them, too.
    pub(super) fn condition(&self, table: TableNo) -> (&'static str, Option<Uuid>) {
        const NOTHING: &str = " and 1 = 0";
        let Self::Staff { account, .. } = self else { return ("", None) };
        let of_own = (" and account_id = ?", Some(*account));
        let (sees, without) = match table {
            tables::STORE_BOOKS => (self.may(P::StoreChange) || self.may(P::InvoiceView), (NOTHING, None)),
            tables::STOCK_MOVEMENT => (self.may(P::StockView), (NOTHING, None)),
            tables::ORDER_PART | tables::ORDER_LINE => (self.may(P::SaleView), of_own),
            tables::INVOICE => (self.may(P::InvoiceView), of_own),
            tables::REVIEW => (self.may(P::ReviewView), (" and is_hidden = 0", None)),
            tables::REVIEW_EDIT | tables::REVIEW_REPORT => (self.may(P::ReviewView), (NOTHING, None)),
            tables::STORE_MEMBER => (false, of_own),
            tables::MEMBER_PERMISSION => (
                false,
                (" and member_id in (select id from store_member where account_id = ?)", Some(*account)),
            ),
            _ => (true, ("", None)),
        };
        if sees { ("", None) } else { without }
    }

    /// A mark as it is told to this reader, and back again. Told to somebody who saw less or more, it is no mark of this
    /// feed: whose eyes have changed reads the office anew.
    pub fn sealed(&self, mark: Uuid) -> Uuid {
        let Self::Staff { may, .. } = self else { return mark };
        let mut hash = Sha256::new();
        for eye in EYES.iter().filter(|eye| may.contains(eye.name())) {
            hash.update(eye.name());
            hash.update([0]);
        }
        let digest = hash.finalize();
        let seal = digest.first_chunk::<16>().copied().unwrap_or_default();
        Uuid::from_u128(mark.as_u128() ^ u128::from_be_bytes(seal))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn staff(may: &[P]) -> Sight {
        Sight::Staff { account: Uuid::max(), may: may.iter().map(|one| one.name().to_owned()).collect() }
    }

    #[test]
    fn a_mark_is_the_same_again_for_the_same_eyes_only() {
        let mark = Uuid::from_u128(7);
        let (packer, clerk) = (staff(&[P::StockView]), staff(&[P::SaleView]));

        assert_eq!(Sight::Whole.sealed(mark), mark, "its owner reads the feed as it is");
        assert_eq!(packer.sealed(packer.sealed(mark)), mark);
        assert_ne!(clerk.sealed(packer.sealed(mark)), mark, "other eyes, other rows");
        assert_eq!(
            staff(&[P::StockView, P::TagChange]).sealed(mark),
            packer.sealed(mark),
            "what changes no row shows no other"
        );
    }

    #[test]
    fn what_is_not_allowed_is_not_shown() {
        let nobody = staff(&[]);
        for table in [tables::STORE_BOOKS, tables::STOCK_MOVEMENT, tables::REVIEW_EDIT, tables::REVIEW_REPORT]
        {
            assert_eq!(nobody.condition(table), (" and 1 = 0", None), "{table}");
        }
        for table in [tables::ORDER_PART, tables::ORDER_LINE, tables::INVOICE, tables::STORE_MEMBER] {
            assert_eq!(nobody.condition(table).1, Some(Uuid::max()), "only one's own: {table}");
        }
        assert_eq!(staff(&[P::SaleView]).condition(tables::ORDER_PART), ("", None));
        assert_eq!(
            nobody.condition(tables::PRODUCT),
            ("", None),
            "the goods are everybody's who works there"
        );
    }
}
