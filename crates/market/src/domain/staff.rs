//! The people of a store besides its owner: what an owner may give them, in this one store.

use std::collections::BTreeSet;

use crate::permission::Permission as P;
use crate::refusal::Refusal;

/// What somebody who works for a store may be given there. Opening and removing stores, and who works in one, stay with
/// the owner: whoever could change that would have no bounds.
pub const GRANTABLE: [P; 17] = [
    P::StoreChange,
    P::ProductView,
    P::ProductAdd,
    P::ProductChange,
    P::ProductDelete,
    P::PictureAdd,
    P::TagView,
    P::TagChange,
    P::TagDelete,
    P::StockView,
    P::StockChange,
    P::ImportAdd,
    P::SaleView,
    P::SaleChange,
    P::InvoiceView,
    P::ReviewView,
    P::ReviewReply,
];

/// What the owner may besides, in their own store.
pub const OWNERS: [P; 3] = [P::StoreDelete, P::StaffView, P::StaffChange];

/// What goes without saying for everybody who works for a store: they see its goods.
const ALWAYS: [P; 2] = [P::ProductView, P::TagView];

/// What one permission is worth nothing without.
const NEEDS: [(P, P); 8] = [
    (P::ImportAdd, P::ProductAdd),
    (P::ProductAdd, P::ProductChange),
    (P::ProductChange, P::PictureAdd),
    (P::StoreChange, P::PictureAdd),
    (P::StockChange, P::StockView),
    (P::SaleChange, P::SaleView),
    (P::SaleView, P::InvoiceView),
    (P::ReviewReply, P::ReviewView),
];

/// What somebody is given, as it is kept: known permissions, with what they are worth nothing without.
pub fn checked(wanted: &[String]) -> Result<BTreeSet<P>, Refusal> {
    let mut kept = BTreeSet::from(ALWAYS);
    for name in wanted {
        let known = GRANTABLE.into_iter().find(|one| one.name() == name);
        kept.insert(known.ok_or_else(|| Refusal::field("permissions", "This cannot be given to somebody."))?);
    }
    for (one, needed) in NEEDS {
        if kept.contains(&one) {
            kept.insert(needed);
        }
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_works_for_a_store_sees_its_goods_and_gets_what_the_work_needs() {
        assert_eq!(checked(&[]).expect("nothing chosen"), BTreeSet::from(ALWAYS));
        let kept = checked(&["import.add".to_owned()]).expect("may import");
        for needed in [P::ProductAdd, P::ProductChange, P::PictureAdd] {
            assert!(kept.contains(&needed), "an import adds and changes products with pictures: {kept:?}");
        }
    }

    #[test]
    fn what_is_the_owners_cannot_be_given() {
        for bad in OWNERS.map(P::name).into_iter().chain(["store.add", "mail.view", "operator.change", ""]) {
            assert!(checked(&[bad.to_owned()]).is_err(), "{bad:?}");
        }
    }
}
