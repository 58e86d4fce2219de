//! Which rows of a replica belong to a space: its tables by kind, and the column that names whose they are.

use super::tables::{self, TableNo};
use crate::space::Kind;

const SHELF: &[(TableNo, &str)] = &[
    (tables::STORE, "id"),
    (tables::PRODUCT, "store_id"),
    (tables::TAG, "store_id"),
    (tables::PRODUCT_TAG, "store_id"),
    (tables::PRODUCT_IMAGE, "store_id"),
    (tables::REVIEW, "store_id"),
];

const OFFICE: &[(TableNo, &str)] = &[
    (tables::STORE, "id"),
    (tables::STORE_BOOKS, "store_id"),
    (tables::STORE_MEMBER, "store_id"),
    (tables::MEMBER_PERMISSION, "store_id"),
    (tables::PRODUCT, "store_id"),
    (tables::TAG, "store_id"),
    (tables::PRODUCT_TAG, "store_id"),
    (tables::PRODUCT_IMAGE, "store_id"),
    (tables::STOCK_MOVEMENT, "store_id"),
    (tables::ORDER_PART, "store_id"),
    (tables::ORDER_LINE, "store_id"),
    (tables::INVOICE, "store_id"),
    (tables::REVIEW, "store_id"),
    (tables::REVIEW_EDIT, "store_id"),
    (tables::REVIEW_REPORT, "store_id"),
];

const HOME: &[(TableNo, &str)] = &[
    (tables::CART_LINE, "account_id"),
    (tables::ADDRESS, "account_id"),
    (tables::PURCHASE, "account_id"),
    (tables::ORDER_PART, "account_id"),
    (tables::ORDER_LINE, "account_id"),
    (tables::INVOICE, "account_id"),
    (tables::MAIL, "account_id"),
];

/// The tables of a kind of space, each with the column that holds its owner.
pub(super) fn of(kind: Kind) -> &'static [(TableNo, &'static str)] {
    match kind {
        Kind::Shelf => SHELF,
        Kind::Office => OFFICE,
        Kind::Home => HOME,
    }
}

/// The column of a table that holds the owner of this kind of space, where the space shows the table.
pub(super) fn owner_in(kind: Kind, table: TableNo) -> Option<&'static str> {
    of(kind).iter().find(|(no, _)| *no == table).map(|(_, owner)| *owner)
}

/// Rows that the office of a store and the home of its buyer share. Where a replica follows both, those of the other
/// are told by this condition.
pub(super) fn of_another(kind: Kind, table: TableNo) -> Option<&'static str> {
    let is_shared = [tables::ORDER_PART, tables::ORDER_LINE, tables::INVOICE].contains(&table);
    match kind {
        Kind::Office if is_shared => Some("account_id in (select owner from cursor where kind = 3)"),
        Kind::Home if is_shared => Some("store_id in (select owner from cursor where kind = 2)"),
        _ => None,
    }
}
