//! The tables that travel between authority and replica, with their columns in order.
//! A test compares this list with both engines' schemas.

use self::ColumnKind::{Blob, Int, Text};
use crate::refusal::Refusal;

pub use super::table_no::{
    ADDRESS, CART_LINE, INVOICE, MAIL, MEMBER_PERMISSION, ORDER_LINE, ORDER_PART, PRODUCT, PRODUCT_IMAGE,
    PRODUCT_TAG, PURCHASE, REVIEW, REVIEW_EDIT, REVIEW_REPORT, STOCK_MOVEMENT, STORE, STORE_BOOKS,
    STORE_MEMBER, TAG, TableNo,
};

/// How a column reads on both engines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// `bigint`, `tinyint`, `integer`.
    Int,
    /// `varchar`, `text`.
    Text,
    /// `binary(16)`, `blob`.
    Blob,
}

/// One table that travels. Its key is its first column, `id`.
#[derive(Debug)]
pub struct Table {
    /// Its number in the feed.
    pub no: TableNo,
    /// Its name.
    pub name: &'static str,
    /// Its columns, the key first.
    pub columns: &'static [(&'static str, ColumnKind)],
}

impl Table {
    /// Its columns' names.
    pub(crate) fn names(&self) -> Vec<&'static str> {
        self.columns.iter().map(|(name, _)| *name).collect()
    }

    /// How an insert on SQLite ends that changes a row which is there already, where it differs.
    pub(crate) fn or_changed(&self) -> String {
        let others: Vec<_> = self.names().into_iter().skip(1).collect();
        let sets: Vec<_> = others.iter().map(|name| format!("{name} = excluded.{name}")).collect();
        let (old, new) = (others.join(", "), others.join(", excluded."));
        format!("on conflict (id) do update set {} where ({old}) is not (excluded.{new})", sets.join(", "))
    }
}

/// The table with this number.
pub fn table(no: TableNo) -> Option<&'static Table> {
    SYNCED.iter().find(|table| table.no == no)
}

/// The name of the table with this number.
pub(crate) fn name(no: TableNo) -> Result<&'static str, Refusal> {
    table(no).map(|table| table.name).ok_or_else(|| Refusal::broken(&format!("unknown table {no}")))
}

/// All of them, parents before children.
pub static SYNCED: &[Table] = &[
    Table {
        no: 1,
        name: "store",
        columns: &[
            ("id", Blob),
            ("slug", Text),
            ("name", Text),
            ("description", Text),
            ("logo", Text),
            ("email", Text),
            ("phone", Text),
            ("legal_name", Text),
            ("line1", Text),
            ("line2", Text),
            ("postcode", Text),
            ("city", Text),
            ("region", Text),
            ("country", Text),
            ("tax_number", Text),
            ("currency", Text),
            ("invoice_prefix", Text),
            ("payment_days", Int),
            ("is_open", Int),
            ("removed_at_us", Int),
            ("created_at_us", Int),
            ("updated_at_us", Int),
        ],
    },
    Table {
        no: 2,
        name: "store_books",
        columns: &[
            ("id", Blob),
            ("store_id", Blob),
            ("bank_name", Text),
            ("iban", Text),
            ("bic", Text),
            ("next_invoice", Int),
            ("next_credit", Int),
        ],
    },
    Table {
        no: 3,
        name: "store_member",
        columns: &[
            ("id", Blob),
            ("store_id", Blob),
            ("account_id", Blob),
            ("role", Text),
            ("created_at_us", Int),
        ],
    },
    Table {
        no: 4,
        name: "product",
        columns: &[
            ("id", Blob),
            ("store_id", Blob),
            ("sku", Text),
            ("barcode", Text),
            ("name", Text),
            ("subtitle", Text),
            ("slug", Text),
            ("description", Text),
            ("price_minor", Int),
            ("tax_bp", Int),
            ("stock", Int),
            ("low_stock", Int),
            ("is_active", Int),
            ("is_sold", Int),
            ("search", Text),
            ("picture", Text),
            ("rating_sum", Int),
            ("rating_count", Int),
            ("verified_sum", Int),
            ("verified_count", Int),
            ("removed_at_us", Int),
            ("created_at_us", Int),
            ("updated_at_us", Int),
        ],
    },
    Table {
        no: 5,
        name: "tag",
        columns: &[("id", Blob), ("store_id", Blob), ("slug", Text), ("name", Text), ("description", Text)],
    },
    Table {
        no: 6,
        name: "product_tag",
        columns: &[("id", Blob), ("product_id", Blob), ("tag_id", Blob), ("store_id", Blob)],
    },
    Table {
        no: 7,
        name: "product_image",
        columns: &[
            ("id", Blob),
            ("product_id", Blob),
            ("store_id", Blob),
            ("picture", Text),
            ("position", Int),
            ("alt", Text),
            ("width", Int),
            ("height", Int),
        ],
    },
    Table {
        no: 8,
        name: "stock_movement",
        columns: &[
            ("id", Blob),
            ("store_id", Blob),
            ("product_id", Blob),
            ("delta", Int),
            ("stock_after", Int),
            ("reason", Text),
            ("note", Text),
            ("order_id", Blob),
            ("account_id", Blob),
            ("by_name", Text),
            ("at_us", Int),
        ],
    },
    Table {
        no: 9,
        name: "cart_line",
        columns: &[
            ("id", Blob),
            ("account_id", Blob),
            ("product_id", Blob),
            ("store_id", Blob),
            ("quantity", Int),
            ("seen_price_minor", Int),
            ("added_at_us", Int),
        ],
    },
    Table {
        no: 10,
        name: "address",
        columns: &[
            ("id", Blob),
            ("account_id", Blob),
            ("name", Text),
            ("line1", Text),
            ("line2", Text),
            ("postcode", Text),
            ("city", Text),
            ("region", Text),
            ("country", Text),
            ("phone", Text),
            ("last_used_us", Int),
            ("created_at_us", Int),
        ],
    },
    Table {
        no: 11,
        name: "purchase",
        columns: &[
            ("id", Blob),
            ("account_id", Blob),
            ("number", Text),
            ("state", Text),
            ("placed_at_us", Int),
            ("billing", Text),
            ("shipping", Text),
            ("note", Text),
        ],
    },
    Table {
        no: 12,
        name: "order_part",
        columns: &[
            ("id", Blob),
            ("order_id", Blob),
            ("store_id", Blob),
            ("account_id", Blob),
            ("order_number", Text),
            ("store_name", Text),
            ("state", Text),
            ("currency", Text),
            ("net_minor", Int),
            ("tax_minor", Int),
            ("total_minor", Int),
            ("buyer_name", Text),
            ("buyer_email", Text),
            ("billing", Text),
            ("shipping", Text),
            ("note", Text),
            ("placed_at_us", Int),
            ("paid_at_us", Int),
            ("paid_by", Text),
        ],
    },
    Table {
        no: 13,
        name: "order_line",
        columns: &[
            ("id", Blob),
            ("part_id", Blob),
            ("order_id", Blob),
            ("store_id", Blob),
            ("account_id", Blob),
            ("product_id", Blob),
            ("position", Int),
            ("name", Text),
            ("subtitle", Text),
            ("sku", Text),
            ("picture", Text),
            ("quantity", Int),
            ("price_minor", Int),
            ("tax_bp", Int),
            ("net_minor", Int),
            ("tax_minor", Int),
            ("total_minor", Int),
            ("state", Text),
            ("tracking", Text),
        ],
    },
    Table {
        no: 14,
        name: "invoice",
        columns: &[
            ("id", Blob),
            ("store_id", Blob),
            ("part_id", Blob),
            ("order_id", Blob),
            ("account_id", Blob),
            ("kind", Text),
            ("number", Int),
            ("label", Text),
            ("issued_at_us", Int),
            ("currency", Text),
            ("total_minor", Int),
            ("buyer_name", Text),
            ("order_number", Text),
            ("store_name", Text),
            ("snapshot", Text),
        ],
    },
    Table {
        no: 15,
        name: "review",
        columns: &[
            ("id", Blob),
            ("product_id", Blob),
            ("store_id", Blob),
            ("account_id", Blob),
            ("author", Text),
            ("rating", Int),
            ("title", Text),
            ("body", Text),
            ("is_verified", Int),
            ("is_hidden", Int),
            ("edits", Int),
            ("created_at_us", Int),
            ("updated_at_us", Int),
            ("reply", Text),
            ("reply_at_us", Int),
        ],
    },
    Table {
        no: 16,
        name: "review_edit",
        columns: &[
            ("id", Blob),
            ("review_id", Blob),
            ("store_id", Blob),
            ("rating", Int),
            ("title", Text),
            ("body", Text),
            ("at_us", Int),
        ],
    },
    Table {
        no: 17,
        name: "review_report",
        columns: &[
            ("id", Blob),
            ("review_id", Blob),
            ("store_id", Blob),
            ("account_id", Blob),
            ("reason", Text),
            ("at_us", Int),
        ],
    },
    Table {
        no: 18,
        name: "mail",
        columns: &[
            ("id", Blob),
            ("account_id", Blob),
            ("order_id", Blob),
            ("kind", Text),
            ("recipient", Text),
            ("subject", Text),
            ("state", Text),
            ("tries", Int),
            ("error", Text),
            ("attachments", Text),
            ("created_at_us", Int),
            ("next_try_us", Int),
            ("sent_at_us", Int),
        ],
    },
    Table {
        no: 19,
        name: "member_permission",
        columns: &[("id", Blob), ("member_id", Blob), ("store_id", Blob), ("permission", Text)],
    },
];
