//! Rows that cannot be products, each with its line, its field and a reason.

use super::*;

/// Line 2 of a small table that has only this row.
fn with(column: &str, cell: &str) -> BadRow {
    let (name, price) = ("Pot", "1.00");
    let row = match column {
        "name" => format!("{cell},p,{price},x"),
        "price" => format!("{name},p,{cell},x"),
        _ => format!("{name},p,{price},{cell}"),
    };
    let last = if matches!(column, "name" | "price") { "other" } else { column };
    only_bad(format!("name,sku,price,{last}\n{row}\n").as_bytes())
}

fn price_of(text: &str, digits: u8) -> Result<i64, String> {
    let sheet = read(format!("name\tprice\nA\t{text}\n").as_bytes()).unwrap();
    let (found, bad) = rows(&sheet, None, &guess(&sheet).1, digits);
    found.first().map(|row| row.price_minor).ok_or_else(|| bad[0].reason.clone())
}

#[test]
fn each_reason_is_told_with_its_line_and_field() {
    let long = "x".repeat(201);
    for (column, cell, part) in [
        ("name", "", "missing"),
        ("name", "  ", "missing"),
        ("name", long.as_str(), "201 characters; at most 200"),
        ("name", "a\u{7}b", "control character"),
        ("name", "\"two\nlines\"", "line break"),
        ("price", "", "missing"),
        ("price", "-1.00", "below zero"),
        ("price", "−5", "below zero"),
        ("price", "cheap", "not a number"),
        ("price", "$5", "not a number"),
        ("price", "1e3", "not a number"),
        ("price", "1.2.3", "not a number"),
        ("price", ".", "not a number"),
        ("price", "5.", "not a number"),
        ("price", "NaN", "not a number"),
        ("price", "１２", "not a number"),
        ("price", "1.999", "more than 2 decimals"),
        ("price", "100000000.01", "too large"),
        ("price", "99999999999999999999999999", "too large"),
        ("stock", "-1", "below zero"),
        ("stock", "1.5", "not a whole number"),
        ("stock", "many", "not a whole number"),
        ("stock", "1000001", "more than 1,000,000"),
        ("stock", "99999999999999999999999", "more than 1,000,000"),
        ("low_stock", "-3", "below zero"),
        ("tax", "101", "more than 100 %"),
        ("tax", "-1", "below zero"),
        ("tax", "7.125", "more than 2 decimals"),
        ("active", "maybe", "neither yes nor no"),
        ("barcode", "4006381333932", "does not fit"),
        ("barcode", "12345", "has 5 digits"),
        ("barcode", "9.78044E+12", "rounded by a spreadsheet"),
        ("barcode", "ABC", "not made of digits"),
        ("description", "a\u{1}b", "control character"),
        ("tags", "a\u{1b}b", "control character"),
    ] {
        let bad = with(column, cell);
        assert_eq!((bad.line, bad.field), (2, Some(column)), "{cell:?}");
        assert!(bad.reason.contains(part), "{column} {cell:?}: “{}” should say “{part}”", bad.reason);
    }
    assert_eq!(with("subtitle", &long).field, Some("subtitle"));
    assert_eq!(with("tags", &"t".repeat(81)).field, Some("tags"));
    assert_eq!(with("slug", &"s".repeat(161)).field, Some("slug"));
}

#[test]
fn prices_are_exact() {
    for (text, digits, minor) in [
        ("12.50", 2, 1_250),
        ("12.5", 2, 1_250),
        ("12", 2, 1_200),
        (".99", 2, 99),
        ("0", 2, 0),
        ("007.10", 2, 710),
        ("12.5000", 2, 1_250),
        ("12,50", 2, 1_250),
        ("0.29", 2, 29),
        ("1.005", 3, 1_005),
        ("1500", 0, 1_500),
        ("1500.00", 0, 1_500),
        ("100000000.00", 2, MAX_PRICE_MINOR),
    ] {
        assert_eq!(price_of(text, digits), Ok(minor), "{text} with {digits} decimals");
    }
    for (text, digits) in [("1.5", 0), ("1.0005", 3), ("12.501", 2)] {
        assert!(price_of(text, digits).unwrap_err().contains("decimals"), "{text} must not be rounded");
    }
    for text in ["1,250", "1,000"] {
        assert!(price_of(text, 2).unwrap_err().contains("two ways"), "{text} may be a thousand or one");
    }
}

#[test]
fn barcodes_of_all_kinds_are_checked() {
    for (text, code) in [
        ("4006381333931", "4006381333931"),
        ("978-0-439-02348-1", "9780439023481"),
        ("036000291452", "036000291452"),
        ("73513537", "73513537"),
        ("10012345000017", "10012345000017"),
        ("0-439-02348-3", "9780439023481"),
        ("'036000291452", "036000291452"),
    ] {
        let (found, bad) = import(format!("name,price,barcode\nA,1,{text}\n").as_bytes());
        assert!(bad.is_empty(), "{text}: {bad:?}");
        assert_eq!(found[0].barcode, code, "{text}");
    }
    for wrong in ["036000291453", "73513538", "10012345000018", "9780439023482", "0439023484"] {
        assert_eq!(with("barcode", wrong).field, Some("barcode"), "{wrong} is mistyped");
    }
}

#[test]
fn answers_of_yes_and_no_are_read() {
    for (text, is_active) in [
        ("true", Some(true)),
        ("YES", Some(true)),
        ("1", Some(true)),
        ("draft", Some(false)),
        ("0", Some(false)),
        ("", None),
    ] {
        let (found, _) = import(format!("name,price,active\nA,1,{text}\n").as_bytes());
        assert_eq!(found[0].is_active, is_active, "{text:?}");
    }
}

#[test]
fn limits_themselves_are_allowed() {
    let name = "é".repeat(200);
    let text = format!("name,sku,price,stock,tax,tags\n{name},s,0,1000000,100%,{}\n", "t".repeat(80));
    let (found, bad) = import(text.as_bytes());
    assert!(bad.is_empty(), "{bad:?}");
    assert_eq!(
        (found[0].name.as_str(), found[0].stock),
        (name.as_str(), Some(1_000_000)),
        "letters, not bytes"
    );
    assert_eq!(found[0].tax_bp, Some(10_000));
}

#[test]
fn a_second_product_with_the_same_sku_is_bad() {
    let (found, bad) = import(b"name,sku,price\nA,X,1\nB,Y,1\nC,X,1\nD,x,1\n");
    assert_eq!(found.len(), 3, "capitals make another SKU");
    assert_eq!((bad[0].line, bad[0].field), (4, Some("sku")));
    assert!(bad[0].reason.contains("line 2"), "the first one is named: {}", bad[0].reason);
}

#[test]
fn rows_with_too_few_or_too_many_cells_are_bad() {
    let (found, bad) = import(b"name,sku,price\nA,a,1\nB,b\nC,c,1,2\nD,d,4\n");
    assert_eq!(found.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 5]);
    assert_eq!(bad.iter().map(|row| row.line).collect::<Vec<_>>(), [3, 4]);
    assert!(bad[0].reason.contains("2 cells where the header has 3"), "{}", bad[0].reason);
}

#[test]
fn a_cell_of_a_million_characters_is_a_bad_row() {
    let huge = "<b>".repeat(333_334);
    for column in ["description", "other"] {
        let bad = with(column, &huge);
        assert!(bad.reason.contains("1000002 characters"), "{}", bad.reason);
        assert_eq!(bad.field, Some(column).filter(|name| *name == "description"));
        assert!(bad.reason.len() < 200, "a reason stays a sentence");
    }
    let bad = with("price", &"9".repeat(1_000_000));
    assert!(bad.reason.len() < 200, "{}", bad.reason.len());
    let letters = "é".repeat(MAX_CELL_CHARS);
    let (found, bad) = import(format!("name,price,description\nA,1,{letters}\n").as_bytes());
    assert_eq!((found.len(), bad.len()), (1, 0), "100,000 letters are allowed however many bytes");
}

#[test]
fn one_stray_zero_spoils_one_row() {
    let mut text = String::from("name,sku,price\n");
    for number in 0..100 {
        text.push_str(&format!("Thing {number},T-{number},1\n"));
    }
    let (found, bad) = import(text.replace("Thing 50", "Thing\u{0}50").as_bytes());
    assert_eq!((found.len(), bad.len(), bad[0].line), (99, 1, 52));
}

#[test]
fn a_cell_of_endless_tags_is_refused() {
    let tags = (0..16_000).map(|number| number.to_string()).collect::<Vec<_>>().join(";");
    let bad = with("tags", &tags);
    assert!(bad.reason.contains("16000 tags"), "{}", bad.reason);

    let fifty = (0..50).map(|number| number.to_string()).collect::<Vec<_>>().join(";");
    assert!(import(format!("name,price,tags\nA,1,{fifty}\n").as_bytes()).1.is_empty(), "fifty are fine");
}
