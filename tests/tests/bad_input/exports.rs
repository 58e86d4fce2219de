//! What leaves as CSV is harmless in a spreadsheet and comes back as it was.

use std::fs;

use serde_json::{Value, json};
use stories::on_both_engines;
use stories::shop::product_fields;

const FORMULAS: [&str; 12] = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "'=already guarded",
    "''=twice",
    "'tis plain",
    "＝full width",
    "＋1",
    "=HYPERLINK(\"http://x\",\"y\")",
    "a;b\\c|d,e",
    "  =spaced",
];

/// All products of a store by SKU, without what a file does not carry.
async fn products(shop: &stories::shop::Shop, store: &str) -> Vec<Value> {
    let rows = shop.manager("product.list", json!({ "store": store, "limit": 500 })).await["rows"].clone();
    let mut all = Vec::new();
    for row in rows.as_array().unwrap() {
        let mut product = shop.manager("product.get", json!({ "id": row["id"] })).await;
        for own in ["id", "store", "store_name", "created_at_us", "updated_at_us"] {
            product.as_object_mut().unwrap().remove(own);
        }
        all.push(product);
    }
    all.sort_by_key(|product| product["sku"].as_str().unwrap().to_owned());
    all
}

on_both_engines!(a_formula_cell_leaves_neutral_and_comes_back_unchanged, |shop| {
    shop.vendor("vendor").await;
    let store = shop.store("Lantern Books", "LB-").await;
    let copy = shop.store("Copy", "CO-").await;
    for (number, text) in FORMULAS.iter().enumerate() {
        let mut after = product_fields(&format!("{text} {number}"), 1_234, 5);
        for field in ["name", "subtitle", "description"] {
            after[field] = json!(text);
        }
        after["tags"] = json!([text, "Poetry"]);
        shop.manager("product.save", json!({ "store": store, "after": after })).await;
    }
    let path = shop.path("out.csv");

    shop.manager("export.products", json!({ "store": store, "path": path })).await;

    let text = fs::read_to_string(&path).unwrap();
    for cell in csv_cells(&text) {
        let risky = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];
        assert!(!cell.starts_with(risky), "no spreadsheet calculates {cell:?}");
    }
    let run = shop.import(&copy, &path).await;
    assert_eq!((&run["added"], &run["bad"]), (&json!(FORMULAS.len()), &json!(0)), "{run}");
    assert_eq!(products(&shop, &copy).await, products(&shop, &store).await, "every text came back as it was");
});

on_both_engines!(the_own_export_imported_again_changes_nothing, |shop| {
    shop.vendor("vendor").await;
    let store = shop.store("Lantern Books", "LB-").await;
    for number in 0..30 {
        let mut after = product_fields(&format!("S-{number}"), number * 37, number);
        after["description"] =
            json!(format!("<p>Line one<br>line \"two\", 🧁 {number}</p>\n<ul><li>a</li></ul>"));
        after["subtitle"] = json!("ليلى حداد; \\ | , \"quoted\"");
        after["tags"] = json!(["a;b", "c\\d", "e,f", "Ω"]);
        after["is_active"] = json!(number % 2 == 0);
        after["low_stock"] = json!(number % 3);
        after["barcode"] = json!(if number == 1 { "9780439023481" } else { "" });
        shop.manager("product.save", json!({ "store": store, "after": after })).await;
    }
    for sku in ["=1", "-5", "@x", "'quoted"] {
        shop.product(&store, sku, 100, 1).await;
    }
    let before = products(&shop, &store).await;
    let path = shop.path("out.csv");
    let out = shop.manager("export.products", json!({ "store": store, "path": path })).await;
    assert_eq!(out["rows"], 34, "every product is in the file");

    let seen = shop.manager("import.preview", json!({ "store": store, "path": path })).await;
    let run = shop.import(&store, &path).await;

    assert_eq!((&seen["same"], &seen["bad"]), (&json!(34), &json!([])), "{seen}");
    assert_eq!((&run["same"], &run["changed"], &run["bad"]), (&json!(34), &json!(0), &json!(0)), "{run}");
    assert_eq!(products(&shop, &store).await, before, "not a letter was changed");
    shop.assert_books().await;
});

/// The cells of a table, read by rules of our own: quotes doubled inside quotes.
fn csv_cells(text: &str) -> Vec<String> {
    let (mut cells, mut cell, mut is_quoted) = (Vec::new(), String::new(), false);
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '"' if is_quoted && signs.peek() == Some(&'"') => cell.extend(signs.next()),
            '"' => is_quoted = !is_quoted,
            ',' | '\r' | '\n' if !is_quoted => cells.push(std::mem::take(&mut cell)),
            _ => cell.push(sign),
        }
    }
    cells
}
