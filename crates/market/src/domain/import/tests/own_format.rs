//! The own format comes back unchanged.

use super::*;

fn exported(products: &[ImportedRow], digits: u8) -> Vec<u8> {
    papers::csv::table(&own::COLUMNS, products.iter().map(|product| own::cells(product, digits).to_vec()))
        .unwrap()
}

fn product() -> ImportedRow {
    ImportedRow {
        line: 2,
        name: "Teapot, “big”; 1.5 l".to_owned(),
        subtitle: "Søren \"Ø\" Ærø".to_owned(),
        sku: "TP-1".to_owned(),
        barcode: "4006381333931".to_owned(),
        slug: "teapot".to_owned(),
        description: "<p>Line one<br>two</p><ul><li>a</li></ul>".to_owned(),
        price_minor: 1_250,
        tax_bp: Some(750),
        stock: Some(3),
        low_stock: Some(0),
        is_active: Some(false),
        tags: vec!["Tea".to_owned(), "a;b".to_owned(), "back\\slash".to_owned()],
        pictures: vec!["tea pot.jpg".to_owned(), "https://x.test/a,b;c.png".to_owned()],
    }
}

#[test]
fn an_export_comes_back_unchanged() {
    let bare = ImportedRow {
        line: 3,
        name: "Bare".to_owned(),
        sku: "B".to_owned(),
        price_minor: 5,
        ..ImportedRow::default()
    };
    let wanted = vec![product(), bare];
    for digits in [0, 2, 3] {
        let bytes = exported(&wanted, digits);
        let sheet = read(&bytes).unwrap();
        let (preset, mapping) = guess(&sheet);

        assert_eq!(preset, Some(Preset::Tradepost), "the own header is known");
        assert_eq!(rows(&sheet, preset, &mapping, digits), (wanted.clone(), vec![]), "{digits} decimals");
    }
}

#[test]
fn real_products_survive_a_round_trip() {
    for file in [BOOKS, APPAREL, HOME] {
        let (mut wanted, _) = import(file);
        let (mut found, bad) = import(&exported(&wanted, 2));

        assert!(bad.is_empty(), "{:?}", bad.first());
        wanted.iter_mut().chain(&mut found).for_each(|row| row.line = 0);
        assert_eq!(found, wanted);
    }
}

#[test]
fn what_a_spreadsheet_would_calculate_is_guarded_and_given_back() {
    for name in [
        "=1+1",
        "+49 30",
        "-5 % off",
        "@home",
        "'=quoted",
        "''-x",
        "'plain",
        "''",
        "a=b",
        "=HYPERLINK(\"x\")",
    ] {
        let wanted = ImportedRow { name: name.to_owned(), sku: "=1".to_owned(), ..product() };
        let file = exported(std::slice::from_ref(&wanted), 2);
        let sheet = read(&file).unwrap();
        let cells = &sheet.records()[0].cells;
        assert!(!cells[0].starts_with(['=', '+', '-', '@']), "{name} must not run in a spreadsheet");
        assert!(cells[2].starts_with("'="), "codes are guarded too");

        let (found, bad) = import(&file);
        assert_eq!((found, bad), (vec![wanted], vec![]), "{name} must come back as it was");
    }
}

#[test]
fn the_guard_is_only_taken_off_the_own_format() {
    let (found, _) = import(b"name,sku,price\n'=1+1,a,2\n=1+1,b,3\n");
    let names: Vec<&str> = found.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["'=1+1", "=1+1"], "in another shop's file a formula is just text");
}

#[test]
fn prices_are_written_as_exact_decimals() {
    for (minor, digits, text) in [
        (1_250, 2, "12.50"),
        (5, 2, "0.05"),
        (0, 2, "0.00"),
        (1_250, 0, "1250"),
        (1_250, 3, "1.250"),
        (MAX_PRICE_MINOR, 2, "100000000.00"),
    ] {
        let row = ImportedRow { price_minor: minor, ..product() };
        assert_eq!(own::cells(&row, digits)[6], text, "{minor} with {digits} decimals");
    }
}

#[test]
fn descriptions_arrive_clean() {
    let text = "name,sku,price,description\n\
                A,a,1,\"<p onclick=\"\"x()\"\">Hi<script>steal()</script><img src=x></p>\"\nB,b,1,Just & text\n";
    let (found, _) = import(text.as_bytes());
    assert_eq!(found[0].description, "<p>Hi</p>");
    assert_eq!(found[1].description, "<p>Just &amp; text</p>");
}
