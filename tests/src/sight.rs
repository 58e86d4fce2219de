//! Who may see which row, written a second time, on purpose: a replica is compared with it.

/// The condition under which an account sees a row of a table; each `?` is the account.
pub fn rule(table: &str) -> String {
    let own = "store_id in (select store_id from store_member where account_id = ?)";
    let shown = "store_id in (select id from store where removed_at_us is null)";
    match table {
        "store" => {
            "removed_at_us is null or id in (select store_id from store_member where account_id = ?)".into()
        }
        "product" => format!("{own} or (is_active = 1 and removed_at_us is null and {shown})"),
        "tag" => format!("{own} or {shown}"),
        "product_tag" | "product_image" => format!(
            "{own} or ({shown} and product_id in (select id from product where is_active = 1 and removed_at_us is null))"
        ),
        "review" => format!("{own} or (is_hidden = 0 and {shown})"),
        "cart_line" | "address" | "purchase" | "mail" => "account_id = ?".into(),
        "order_part" | "order_line" | "invoice" => format!("account_id = ? or {own}"),
        _ => own.into(),
    }
}
