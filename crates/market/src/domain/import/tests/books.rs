//! The list of books: what it lacks, and what it lost.

use super::*;

const HEADER: &str =
    "book_id,isbn,isbn13,authors,original_publication_year,original_title,title,language_code,image_url\n";

fn list(lines: &str) -> (Vec<ImportedRow>, Vec<BadRow>) {
    import(format!("{HEADER}{lines}").as_bytes())
}

fn barcode_of(isbn: &str, isbn13: &str) -> String {
    list(&format!("1,{isbn},{isbn13},A,2000.0,T,T,eng,\n")).0.remove(0).barcode
}

#[test]
fn all_ten_thousand_books_are_read() {
    let (found, bad) = import(BOOKS);

    assert_eq!((found.len(), bad.len()), (10_000, 0), "{:?}", bad.first());
    assert_eq!(found.iter().filter(|book| !book.barcode.is_empty()).count(), 9_277, "right ten-digit ISBNs");
    assert_eq!(found.last().unwrap().line, 10_001);
    let third = ImportedRow {
        line: 4,
        name: "Twilight (Twilight, #1)".to_owned(),
        subtitle: "Stephenie Meyer".to_owned(),
        sku: "book-3".to_owned(),
        barcode: "9780316015844".to_owned(),
        price_minor: 502,
        stock: Some(3),
        tags: vec!["English".to_owned(), "2000s".to_owned()],
        pictures: vec!["https://images.gr-assets.com/books/1361039443m/41865.jpg".to_owned()],
        ..ImportedRow::default()
    };
    assert_eq!(found[2], third);
    assert!(found.iter().any(|book| book.subtitle.contains("é")), "accents arrive");
    assert!(
        found.iter().any(|book| book.name.chars().any(|c| ('\u{600}'..='\u{6ff}').contains(&c))),
        "and Arabic"
    );
    assert!(found.iter().all(|book| book.subtitle.chars().count() <= MAX_NAME_CHARS), "endless authors fit");
}

#[test]
fn the_rule_says_what_is_done() {
    let rule = rule(Preset::Books).unwrap();
    assert!(rule.contains("4.99 to 29.98") && rule.contains("0 to 39"), "{rule}");
    assert_eq!(super::super::rule(Preset::Shopify), None, "Shopify says its prices itself");

    let (found, _) = list("2500,,,A,,T,T,,\n2499,,,A,,T,T,,\n");
    let derived: Vec<_> = found.iter().map(|book| (book.price_minor, book.stock)).collect();
    assert_eq!(derived, [(499, Some(20)), (2_998, Some(19))]);
}

#[test]
fn a_price_column_that_a_person_chooses_wins_over_the_rule() {
    let sheet = read(b"book_id,title,authors,cost,left\n7,T,A,12.50,9\n").unwrap();
    let chosen = [("name", Some("title")), ("price", Some("cost")), ("stock", Some("left"))];
    let mapping = Mapping::from_names(&sheet, chosen).unwrap();
    let (found, _) = rows(&sheet, Some(Preset::Books), &mapping, 2);
    assert_eq!((found[0].price_minor, found[0].stock), (1_250, Some(9)));
}

#[test]
fn no_figure_of_a_barcode_is_made_up() {
    assert_eq!(
        barcode_of("439023483", "9.78043902348e+12"),
        "9780439023481",
        "the zero lost in front is put back"
    );
    assert_eq!(barcode_of("043942089X", ""), "9780439420891", "a check digit of ten is an X");
    assert_eq!(barcode_of("43942089x", ""), "9780439420891");
    assert_eq!(barcode_of("", "9.78043902348e+12"), "", "a float that lost figures is no barcode");
    assert_eq!(barcode_of("439023484", "9.78043902348e+12"), "", "a wrong check digit is no barcode");
    assert_eq!(barcode_of("", "9780439023481"), "9780439023481", "all thirteen figures are there");
    assert_eq!(barcode_of("", "9780439023482"), "", "thirteen figures with a wrong check digit");
    assert_eq!(barcode_of("", "195170342.0"), "");
}

#[test]
fn a_repeated_isbn_stays_with_the_first_book() {
    let (found, bad) = list("1,439023483,,A,,T,T,,\n2,439023483,,A,,U,U,,\n");
    assert!(bad.is_empty(), "the second book is still a book");
    assert_eq!((found[0].barcode.as_str(), found[1].barcode.as_str()), ("9780439023481", ""));
    assert!(rule(Preset::Books).unwrap().contains("only the first keeps it"), "and the shopkeeper is told");
}

#[test]
fn titles_years_and_languages_may_be_missing() {
    let (found, bad) = list(
        "1,,,A,1999.0,First title,,en-GB,\n2,,,A,,,,eng,\n3,,,A,-750.0,T,T,,\n4,,,A,,T,T,xyz,\nx5,,,A,,T,T,,\n",
    );

    assert_eq!(
        (found[0].name.as_str(), found[0].tags.join("+")),
        ("First title", "English+1990s".to_owned())
    );
    assert_eq!(found[1].tags, ["before 1500"]);
    assert_eq!(found[2].tags, ["xyz"], "a language nobody knows keeps its code");
    let told: Vec<_> = bad.iter().map(|row| (row.line, row.field)).collect();
    assert_eq!(told, [(3, Some("name")), (6, Some("sku"))], "no title at all, and no number");
}

#[test]
fn placeholders_are_no_pictures() {
    let (found, _) =
        list("1,,,A,,T,T,,https://x.test/nophoto/book/1.png\n2,,,A,,T,T,,https://x.test/2.jpg\n");
    assert!(found[0].pictures.is_empty());
    assert_eq!(found[1].pictures, ["https://x.test/2.jpg"]);
}

#[test]
fn a_crowd_of_authors_is_cut_at_a_name() {
    let crowd = (0..40).map(|number| format!("Author {number:02}")).collect::<Vec<_>>().join(", ");
    let (found, _) = list(&format!("1,,,\"{crowd}\",,T,T,,\n2,,,{},,T,T,,\n", "x".repeat(300)));
    assert!(found[0].subtitle.ends_with(", Author 16 and others"), "{}", found[0].subtitle);
    assert_eq!(found[1].subtitle.chars().count(), MAX_NAME_CHARS, "one endless name is cut anywhere");
}
