//! What columns are taken for, and what a person may choose instead.

use serde::de::IntoDeserializer;
use serde::de::value::StrDeserializer;

use super::*;

#[test]
fn known_files_are_recognised() {
    for (file, preset) in [(BOOKS, Preset::Books), (APPAREL, Preset::Shopify), (HOME, Preset::Shopify)] {
        assert_eq!(guess(&read(file).unwrap()).0, Some(preset));
    }
    assert_eq!(guess(&read(b"name,price\n").unwrap()).0, None, "two columns speak for nobody");
    for (name, preset) in
        [("tradepost", Preset::Tradepost), ("shopify", Preset::Shopify), ("books", Preset::Books)]
    {
        let given: StrDeserializer<'_, serde::de::value::Error> = name.into_deserializer();
        assert_eq!(Preset::deserialize(given).unwrap(), preset, "as the list of operations writes it");
    }
}

#[test]
fn columns_of_other_shops_are_understood() {
    let header = "Artikelnummer;Bezeichnung;Marke;EAN;Verkaufspreis;Bestand;MwSt;Kategorie;Bild\n";
    let row = "A-1;Kanne;Meissen;4006381333931;12,50;3;19%;Küche | Tee;kanne.jpg\n";
    let (found, bad) = import(format!("{header}{row}").as_bytes());

    assert!(bad.is_empty(), "{bad:?}");
    let wanted = ImportedRow {
        line: 2,
        name: "Kanne".to_owned(),
        subtitle: "Meissen".to_owned(),
        sku: "A-1".to_owned(),
        barcode: "4006381333931".to_owned(),
        price_minor: 1_250,
        tax_bp: Some(1_900),
        stock: Some(3),
        tags: vec!["Küche".to_owned(), "Tee".to_owned()],
        pictures: vec!["kanne.jpg".to_owned()],
        ..ImportedRow::default()
    };
    assert_eq!(found, [wanted]);
}

#[test]
fn a_woocommerce_table_needs_no_preset() {
    let text = "ID,Type,SKU,Name,Published,\"Short description\",Stock,\"Low stock amount\",\"Regular price\",Categories,Images,\"GTIN, UPC, EAN, or ISBN\"\n\
                7,simple,W-1,Hoodie,1,Warm,4,2,45,\"Clothing, Hoodies\",\"https://x.test/a,1.jpg, https://x.test/b.jpg\",\n";
    let (found, bad) = import(text.as_bytes());

    assert!(bad.is_empty(), "{bad:?}");
    let row = &found[0];
    assert_eq!((row.sku.as_str(), row.name.as_str(), row.price_minor), ("W-1", "Hoodie", 4_500));
    assert_eq!((row.stock, row.low_stock, row.is_active), (Some(4), Some(2), Some(true)));
    assert_eq!(row.tags, ["Clothing", "Hoodies"]);
    assert_eq!(
        row.pictures,
        ["https://x.test/a,1.jpg", "https://x.test/b.jpg"],
        "a comma may be in an address"
    );
}

#[test]
fn a_person_may_choose_the_columns() {
    let sheet = read(b"was,wie viel,egal\nKanne,3,x\n").unwrap();
    assert_eq!(guess(&sheet), (None, Mapping::default()), "nothing here is known");

    let chosen = [("name", Some("was")), ("price", Some("wie viel")), ("tags", None), ("slug", Some(""))];
    let mapping = Mapping::from_names(&sheet, chosen).unwrap();
    let (found, bad) = rows(&sheet, None, &mapping, 2);

    assert!(bad.is_empty(), "{bad:?}");
    assert_eq!(
        (found[0].name.as_str(), found[0].price_minor, found[0].sku.as_str()),
        ("Kanne", 300, "kanne")
    );
    let names = mapping.names(&sheet);
    assert_eq!(names.len(), Field::ALL.len(), "the window shows every field");
    assert_eq!(names["price"].as_deref(), Some("wie viel"));
    assert_eq!(names["tags"], None);
}

#[test]
fn a_column_without_a_name_means_nothing() {
    let sheet = read(b"name,price,,!\nA,1,x,y\n").unwrap();
    let chosen = guess(&sheet).1;
    let taken: Vec<Field> = Field::ALL.into_iter().filter(|field| chosen.column(*field).is_some()).collect();
    assert_eq!(taken, [Field::Name, Field::Price], "spreadsheets leave such columns behind");
}

#[test]
fn fields_and_columns_that_are_not_there_are_refused() {
    let sheet = read(b"name,price\nA,1\n").unwrap();
    let column = Mapping::from_names(&sheet, [("name", Some("nope"))]).unwrap_err();
    assert_eq!(column, ImportError::UnknownColumn { column: "nope".to_owned() });
    let field = Mapping::from_names(&sheet, [("colour", Some("name"))]).unwrap_err();
    assert_eq!(field, ImportError::UnknownField { field: "colour".to_owned() });
}

#[test]
fn a_column_that_is_needed_is_asked_for_once() {
    for (text, preset, field) in [
        ("name,sku\nA,a\nB,b\n", None, Some("price")),
        ("price,sku\n1,a\n2,b\n", None, Some("name")),
        ("title,authors\nA,B\n", Some(Preset::Books), None),
        ("Title,Variant Price\nA,1\n", Some(Preset::Shopify), None),
    ] {
        let sheet = read(text.as_bytes()).unwrap();
        let (found, bad) = rows(&sheet, preset, &defaults(&sheet, preset), 2);

        assert!(found.is_empty());
        assert_eq!(bad.len(), 1, "not once for each row: {bad:?}");
        assert_eq!((bad[0].line, bad[0].field), (1, field), "{text:?}");
    }
}

#[test]
fn a_missing_sku_is_made_from_the_name() {
    let (found, bad) = import("name,sku,price\nCafé Set,,1\n!!!,,2\n".as_bytes());
    assert_eq!(found[0].sku, "cafe-set", "the same file gives the same SKU again");
    assert_eq!((bad[0].line, bad[0].field), (3, Some("sku")), "no letters, no SKU");
    let long = "x".repeat(150);
    let (found, _) = import(format!("name,price\n{long}a,1\n{long}b,1\n").as_bytes());
    assert_eq!(found.len(), 2, "long names that differ at the end stay two products");
    assert_eq!(found[0].sku.chars().count(), MAX_SKU_CHARS);
}

#[test]
fn slugs_of_other_shops_become_slugs() {
    let (found, bad) = import("name,price,url_key\nA,1,Blaue--Kanne_groß.html\n".as_bytes());
    assert!(bad.is_empty(), "{bad:?}");
    assert_eq!(found[0].slug, "blaue-kanne-gross-html", "nothing that an address could not hold");
}
