//! Who may see which row, written a second time, on purpose: a replica is compared with it.

use market::db::tables::{ColumnKind, Table};

/// A row of a table as one text, the same from both engines; [`readable`] makes it words again.
pub fn line(table: &Table) -> String {
    let text = |(name, kind): &(&str, ColumnKind)| match kind {
        // SQLite's hex makes no difference between nothing and an empty text.
        ColumnKind::Int => format!("case when {name} is null then '~' else hex(cast({name} as char)) end"),
        ColumnKind::Text | ColumnKind::Blob => {
            format!("case when {name} is null then '~' else hex({name}) end")
        }
    };
    table.columns.iter().map(text).collect::<Vec<_>>().join(" || ' ' || ")
}

/// Hexadecimal back to words where it is words.
pub fn readable(line: &str) -> String {
    let word = |hex: &str| {
        if hex == "~" {
            return "nothing".to_owned();
        }
        let bytes: Option<Vec<u8>> =
            (0..hex.len() / 2).map(|at| u8::from_str_radix(hex.get(at * 2..at * 2 + 2)?, 16).ok()).collect();
        let text = bytes.filter(|bytes| bytes.len() != 16).and_then(|bytes| String::from_utf8(bytes).ok());
        text.unwrap_or_else(|| hex.to_owned())
    };
    line.split(' ').map(word).collect::<Vec<_>>().join("|")
}

/// The condition under which an account sees a row of a table; each `?` is the account.
pub fn rule(table: &str) -> String {
    let own = "store_id in (select store_id from store_member where account_id = ?)";
    let shown = "store_id in (select id from store where removed_at_us is null)";
    let owned = "store_id in (select store_id from store_member where account_id = ? and role = 'owner')";
    let may = |permission: &str| {
        format!(
            "({owned} or store_id in (select store_id from member_permission where permission = '{permission}' \
             and member_id in (select id from store_member where account_id = ?)))"
        )
    };
    match table {
        "store" => {
            "removed_at_us is null or id in (select store_id from store_member where account_id = ?)".into()
        }
        "store_books" => format!("{} or {}", may("store.change"), may("invoice.view")),
        "store_member" => format!("{owned} or account_id = ?"),
        "member_permission" => {
            format!("{owned} or member_id in (select id from store_member where account_id = ?)")
        }
        "product" => format!("{own} or (is_active = 1 and removed_at_us is null and {shown})"),
        "tag" => format!("{own} or {shown}"),
        "product_tag" | "product_image" => format!(
            "{own} or ({shown} and product_id in (select id from product where is_active = 1 and removed_at_us is null))"
        ),
        "stock_movement" => may("stock.view"),
        "review" => format!("{} or (is_hidden = 0 and ({own} or {shown}))", may("review.view")),
        "review_edit" | "review_report" => may("review.view"),
        "cart_line" | "address" | "purchase" | "mail" => "account_id = ?".into(),
        "order_part" | "order_line" => format!("account_id = ? or {}", may("sale.view")),
        "invoice" => format!("account_id = ? or {}", may("invoice.view")),
        other => unreachable!("nobody said who sees {other}"),
    }
}
