//! Files offered as tables of products.

use std::fs::{self, File};

use market::Code;
use serde_json::{Value, json};
use stories::on_both_engines;
use stories::shop::{Shop, assert_refused};

const HEADER: &str = "name,sku,price,description\n";

/// A vendor's store.
async fn store(shop: &Shop) -> String {
    shop.vendor("vendor").await;
    shop.store("Lantern Books", "LB-").await
}

/// Writes a file and asks what it would do.
async fn preview(shop: &Shop, store: &str, bytes: &[u8]) -> Result<Value, market::Refusal> {
    let path = shop.path("offered.csv");
    fs::write(&path, bytes).unwrap();
    shop.try_manager("import.preview", json!({ "store": store, "path": path })).await
}

/// Neither looking at the file nor running it leaves anything behind.
async fn refused(shop: &Shop, store: &str, bytes: &[u8]) {
    assert_refused(preview(shop, store, bytes).await, Code::Invalid, "path");
    let run =
        shop.try_manager("import.run", json!({ "store": store, "path": shop.path("offered.csv") })).await;
    assert_refused(run, Code::Invalid, "path");
    assert_eq!(shop.manager("import.state", json!({})).await["runs"], json!([]), "no run was begun");
    assert_eq!(shop.manager("product.list", json!({})).await["total"], 0, "no product came of it");
}

on_both_engines!(an_empty_file_imports_nothing_and_says_so, |shop| {
    let store = store(&shop).await;
    for bytes in [b"".as_slice(), b"\n\n", b"\xef\xbb\xbf", b"\xff\xfe", b"   \r\n \t \r\n", b",,,\n,,,\n"] {
        refused(&shop, &store, bytes).await;
    }
});

on_both_engines!(a_header_alone_has_no_rows, |shop| {
    let store = store(&shop).await;

    let seen = preview(&shop, &store, HEADER.as_bytes()).await.unwrap();

    assert_eq!(
        (&seen["total"], &seen["bad_total"]),
        (&json!(0), &json!(0)),
        "there is nothing to take: {seen}"
    );
});

on_both_engines!(a_picture_offered_as_csv_is_refused, |shop| {
    let store = store(&shop).await;
    let kinds: [&[u8]; 9] = [
        b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR",
        b"\xff\xd8\xff\xe0",
        b"PK\x03\x04zip",
        b"%PDF-1.7",
        b"SQLite format 3\0",
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"<?xml version=\"1.0\"?><products/>",
        b"{\"products\": []}",
        b"\x7fELF\0\0\0\0\0\0\0\0\0\0\0\0",
    ];
    for bytes in kinds {
        refused(&shop, &store, bytes).await;
    }
});

on_both_engines!(utf_16_and_latin_1_files_import_with_their_accents, |shop| {
    let store = store(&shop).await;
    let table = |sku: &str| format!("name,sku,price\nPâté für Zoë,{sku},4.50\n");
    let utf_16: Vec<u8> = [0xfeff_u16]
        .into_iter()
        .chain(table("U-16").encode_utf16().collect::<Vec<_>>())
        .flat_map(u16::to_le_bytes)
        .collect();
    let big_endian: Vec<u8> = [0xfeff_u16]
        .into_iter()
        .chain(table("U-BE").encode_utf16().collect::<Vec<_>>())
        .flat_map(u16::to_be_bytes)
        .collect();
    let latin_1: Vec<u8> = table("L-1").chars().map(|sign| u8::try_from(u32::from(sign)).unwrap()).collect();
    for (encoding, bytes) in [("UTF-16LE", utf_16), ("UTF-16BE", big_endian), ("windows-1252", latin_1)] {
        let seen = preview(&shop, &store, &bytes).await.unwrap();
        assert_eq!(seen["encoding"], encoding, "the dry run names what it saw");
        let run = shop.import(&store, &shop.path("offered.csv")).await;
        assert_eq!((&run["added"], &run["bad"]), (&json!(1), &json!(0)), "{run}");
    }
    for row in shop.manager("product.list", json!({})).await["rows"].as_array().unwrap() {
        assert_eq!(row["name"], "Pâté für Zoë", "no letter was lost");
    }
});

on_both_engines!(a_very_large_file_is_read_without_filling_memory, |shop| {
    let store = store(&shop).await;
    let path = shop.path("vast.csv");
    File::create(&path).unwrap().set_len(200_000_000).unwrap();

    let begun = std::time::Instant::now();
    for op in ["import.preview", "import.run"] {
        assert_refused(
            shop.try_manager(op, json!({ "store": store, "path": path })).await,
            Code::TooLarge,
            "path",
        );
    }
    assert!(begun.elapsed().as_secs() < 2, "its size is enough to refuse it");
});

on_both_engines!(a_missing_column_is_named_before_anything_is_written, |shop| {
    let store = store(&shop).await;
    for (file, field) in [("sku,price\nA,1\n", "name"), ("name,sku\nBook,A\n", "price")] {
        let seen = preview(&shop, &store, file.as_bytes()).await.unwrap();
        assert_eq!((&seen["bad"][0]["field"], &seen["new"]), (&json!(field), &json!(0)), "{seen}");
    }
    let path = shop.path("offered.csv");
    fs::write(&path, "Titel,Nummer,Preis\nBuch,A,1.50\n").unwrap();
    let mapped = json!({ "name": "Titel", "sku": "Nummer", "price": "Preis" });
    let seen =
        shop.manager("import.preview", json!({ "store": store, "path": path, "mapping": mapped })).await;
    assert_eq!(seen["new"], 1, "a person may say which column it is: {seen}");
    for wrong in [json!({ "name": "Nothing" }), json!({ "colour": "Titel" })] {
        let ask = json!({ "store": store, "path": path, "mapping": wrong });
        assert_refused(shop.try_manager("import.preview", ask).await, Code::Invalid, "mapping");
    }
});

on_both_engines!(an_unclosed_quote_is_reported_at_the_line_where_it_opens, |shop| {
    let store = store(&shop).await;
    let file = format!("{HEADER}Book,A,1.00,fine\nBook,B,1.00,\"never closed\nBook,C,1.00,fine\n");

    let refusal = preview(&shop, &store, file.as_bytes()).await.unwrap_err();

    assert!(refusal.fields["path"].contains("line 3"), "the line is said: {refusal:?}");
    refused(&shop, &store, file.as_bytes()).await;
});

on_both_engines!(a_million_character_cell_spoils_only_its_row, |shop| {
    let store = store(&shop).await;
    let file = format!("{HEADER}Book,A,1.00,fine\nBook,B,1.00,{}\nBook,C,1.00,fine\n", "x".repeat(1_000_000));

    let seen = preview(&shop, &store, file.as_bytes()).await.unwrap();
    let run = shop.import(&store, &shop.path("offered.csv")).await;

    assert_eq!((&seen["new"], &seen["bad"][0]["line"]), (&json!(2), &json!(3)), "{}", seen["bad"]);
    assert!(seen.to_string().len() < 10_000, "the cell itself is not repeated to the window");
    assert_eq!((&run["state"], &run["added"], &run["bad"]), (&json!("done"), &json!(2), &json!(1)), "{run}");
});

on_both_engines!(each_bad_row_is_listed_and_the_good_ones_come_in, |shop| {
    let store = store(&shop).await;
    let bad = [
        ",A,1.00,",
        "Book,B,,",
        "Book,C,-1,",
        "Book,D,12.505,",
        "Book,E,twelve,",
        "Book,F,1e99,",
        "Book,G,99999999999999999999,",
        "Book,H,NaN,",
        "Book,I",
        "Book,J,1,2,3,4",
        "Bo\u{7}ok,K,1,",
    ];
    let file = format!("{HEADER}Good,OK,0.00,\n{}\nTwin,OK,1.00,\n", bad.join("\n"));

    let seen = preview(&shop, &store, file.as_bytes()).await.unwrap();
    let run = shop.import(&store, &shop.path("offered.csv")).await;

    let lines: Vec<_> =
        seen["bad"].as_array().unwrap().iter().map(|row| row["line"].as_i64().unwrap()).collect();
    assert_eq!(lines, (3..=14).collect::<Vec<_>>(), "every bad row has its line: {}", seen["bad"]);
    assert!(
        seen["bad"].as_array().unwrap().last().unwrap()["reason"].as_str().unwrap().contains("line 2"),
        "a twin names the first one"
    );
    assert_eq!((&run["added"], &run["bad"]), (&json!(1), &json!(12)), "{run}");
    shop.assert_books().await;
});

on_both_engines!(products_that_differ_only_in_their_sku_all_come_in, |shop| {
    let store = store(&shop).await;
    shop.product(&store, "first", 100, 1).await;
    let slug = shop
        .manager(
            "product.get",
            json!({ "id": shop.manager("product.list", json!({})).await["rows"][0]["id"] }),
        )
        .await["slug"]
        .clone();
    let slug = slug.as_str().unwrap();
    let file = format!(
        "name,sku,price,slug\nBook,abc,1,\nBook,ABC,1,\nBook,äbc,1,\nBook,A-B-C,1,same\nBook,\"a b,c\",1,same\nOther,o,1,{slug}\n"
    );

    fs::write(shop.path("offered.csv"), file).unwrap();
    let run = shop.import(&store, &shop.path("offered.csv")).await;
    let again = shop.import(&store, &shop.path("offered.csv")).await;

    assert_eq!((&run["state"], &run["added"], &run["bad"]), (&json!("done"), &json!(6), &json!(0)), "{run}");
    assert_eq!(
        (&again["same"], &again["changed"]),
        (&json!(6), &json!(0)),
        "an address once given stays: {again}"
    );
    shop.assert_books().await;
});

on_both_engines!(a_script_in_a_csv_is_cleaned_like_one_in_a_form, |shop| {
    let store = store(&shop).await;
    let html = "<p onclick=\"\"x()\"\">Soft</p><script>alert(1)</script><img src=x onerror=alert(1)><a href=\"\"javascript:x()\"\">go</a><iframe src=//x></iframe>";
    let file = format!("{HEADER}<script>alert(1)</script>,A,1.00,\"{html}\"\n");

    fs::write(shop.path("offered.csv"), file).unwrap();
    shop.import(&store, &shop.path("offered.csv")).await;

    let row = shop.manager("product.list", json!({})).await["rows"][0].clone();
    let product = shop.manager("product.get", json!({ "id": row["id"] })).await;
    assert_eq!(row["name"], "<script>alert(1)</script>", "a name is text and stays as it was typed");
    let kept = product["description"].as_str().unwrap();
    assert!(kept.contains("Soft"), "the harmless rest stays: {kept}");
    for evil in ["script", "onclick", "onerror", "iframe", "<img"] {
        assert!(!kept.contains(evil), "{evil} never reaches a window: {kept}");
    }
});

on_both_engines!(a_second_import_of_the_same_file_changes_nothing, |shop| {
    let store = store(&shop).await;
    let path = shop.path("offered.csv");
    fs::write(&path, format!("{HEADER}Größe,A,1.00,<b>x</b><script>y</script>\n🧁 \"\"quoted\"\",B,2.00,\n"))
        .unwrap();
    shop.import(&store, &path).await;

    let again = shop.import(&store, &path).await;

    assert_eq!(
        (&again["same"], &again["changed"], &again["added"]),
        (&json!(2), &json!(0), &json!(0)),
        "{again}"
    );
});
