//! Encodings, delimiters, lines, and files that are no tables.

use super::*;

const PLAIN: &str = "name;price\nCafé Zürich;4,50\n";

fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(to_bytes).collect()
}

#[test]
fn every_encoding_gives_the_same_words() {
    let bom = |text: &str| format!("\u{feff}{text}");
    let latin: Vec<u8> = PLAIN.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    for (bytes, encoding) in [
        (PLAIN.as_bytes().to_vec(), "UTF-8"),
        (bom(PLAIN).into_bytes(), "UTF-8"),
        (utf16(&bom(PLAIN), u16::to_le_bytes), "UTF-16LE"),
        (utf16(&bom(PLAIN), u16::to_be_bytes), "UTF-16BE"),
        (utf16(PLAIN, u16::to_le_bytes), "UTF-16LE"),
        (utf16(PLAIN, u16::to_be_bytes), "UTF-16BE"),
        (latin, "windows-1252"),
    ] {
        let sheet = read(&bytes).unwrap();
        let (good, bad) = import(&bytes);

        assert_eq!(sheet.encoding, encoding);
        assert_eq!(sheet.columns, ["name", "price"], "no mark clings to the first column in {encoding}");
        assert!(bad.is_empty(), "{bad:?}");
        assert_eq!((good[0].name.as_str(), good[0].price_minor), ("Café Zürich", 450), "{encoding}");
    }
    let euro = import(b"name,price\n\x8010 note,1\n").0;
    assert_eq!(euro[0].name, "€10 note", "Windows puts letters where Latin-1 has none");
}

#[test]
fn the_delimiter_is_found_in_the_header() {
    for (text, delimiter, format) in [
        ("name,price\na;b,1\n", ',', "CSV with commas"),
        ("name;price\n\"a,b\";1\n", ';', "CSV with semicolons"),
        ("name\tprice\na,b;c\t1\n", '\t', "CSV with tabs"),
        ("\"name, or; title\"\tprice\n", '\t', "CSV with tabs"),
        ("sep=;\r\nname;price\r\na;1\r\n", ';', "CSV with semicolons"),
        ("name\na\n", ',', "CSV with commas"),
    ] {
        let sheet = read(text.as_bytes()).unwrap();
        assert_eq!((sheet.delimiter, sheet.format()), (delimiter, format), "{text:?}");
    }
    let sheet = read(b"sep=;\r\nname;price\r\na;1\r\n").unwrap();
    assert_eq!(sheet.columns, ["name", "price"], "Excel's own line is no header");
}

#[test]
fn lines_are_counted_as_an_editor_shows_them() {
    let text = "name,price\nA,1\n\n\"two\nlines\",2\n,,\nB,3\n";
    for (ending, name) in [("\n", "unix"), ("\r\n", "windows"), ("\r", "old mac")] {
        let (good, bad) = import(text.replace('\n', ending).as_bytes());

        assert_eq!(good.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 7], "good rows, {name}");
        assert_eq!(
            bad.iter().map(|row| row.line).collect::<Vec<_>>(),
            [4],
            "the record's first line, {name}"
        );
    }
    let (good, _) = import(b"\r\n\r\nsep\r\n".as_slice());
    assert!(good.is_empty());
    let after_mark = import(b"sep=,\r\nname,price\r\nA,1\r\n").0;
    assert_eq!(after_mark[0].line, 3, "Excel's line counts too");
}

#[test]
fn a_table_without_rows_is_no_mistake() {
    let sheet = read(b"name,price\n").unwrap();
    assert!(sheet.is_empty(), "an export of an empty store");
    assert_eq!(sheet.len(), 0);
    assert_eq!(
        read(b"name,price\n , \n,\nA,1\n").unwrap().len(),
        1,
        "blank rows are left over from spreadsheets"
    );
}

#[test]
fn files_that_are_no_tables_are_named() {
    for empty in [&b""[..], b"  \r\n\n", b"\xef\xbb\xbf", b",,\n,,\n"] {
        assert_eq!(read(empty).unwrap_err(), ImportError::Empty, "{empty:?}");
    }
    for (bytes, word) in [
        (&b"%PDF-1.7\n"[..], "PDF"),
        (b"PK\x03\x04\x14\0\x06\0", "Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Excel"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"\n <!DOCTYPE html><html>", "web page"),
        (b"<HTML><body>", "web page"),
        (b"<?xml version=\"1.0\"?>", "XML"),
        (b"{\"name\": 1}", "JSON"),
        (b"\x7fELF\0\0\0\x01\0\x02", "program"),
        (b"name,price\nA\0B,1\n", "program"),
    ] {
        let error = read(bytes).unwrap_err();
        assert!(matches!(error, ImportError::NotCsv { .. }), "{bytes:?} gave {error:?}");
        assert!(error.to_string().contains(word), "“{error}” should name what it is: {word}");
    }
}

#[test]
fn a_file_over_the_limit_is_not_read() {
    let bytes = vec![b'a'; MAX_BYTES + 1];
    assert_eq!(read(&bytes).unwrap_err(), ImportError::TooLarge);
}

#[test]
fn a_quote_that_never_closes_is_found_by_its_line() {
    for (text, line) in [
        ("name,price\nA,1\nB,2\n\"C,3\nD,4\n", 4),
        ("name,price\n\"A\",1\nB,\"2\n\n\n", 3),
        ("name,price\r\nA,1\r\n\"B \"\"x\"\",2\r\nC,3\r\n", 3),
        ("\"name,price\nA,1\n", 1),
        ("name,price,slug\n\"two\nlines\",1,\"open", 3),
    ] {
        assert_eq!(read(text.as_bytes()).unwrap_err(), ImportError::UnclosedQuote { line }, "{text:?}");
    }
    for closed in ["name,price\n\"A\",\"1\"", "name,price\n5\" nail,1", "name,price\n\"say \"\"hi\"\"\",1"] {
        assert!(read(closed.as_bytes()).is_ok(), "{closed:?} is closed");
    }
}

#[test]
fn a_table_without_a_header_is_refused() {
    for text in ["Red shirt,RS-1,12.00\nBlue shirt,BS-1,13.00\n", "1,2,3\n", "x,https://a.test/b.jpg\n"] {
        assert_eq!(read(text.as_bytes()).unwrap_err(), ImportError::HeaderMissing, "{text:?}");
    }
    assert!(read(b"name,2024\nA,1\n").is_ok(), "one known name is enough");
    assert!(read(b"foo,bar\n1,2\n").is_ok(), "names nobody knows can be mapped by hand");
}

#[test]
fn a_file_grows_in_time_with_its_rows() {
    let mut text = String::from("name,sku,price,description\n");
    for number in 0..40_000 {
        text.push_str(&format!("Thing {number},T-{number},1.00,\r\n"));
    }
    let started = std::time::Instant::now();
    let (good, _) = import(text.as_bytes());

    assert_eq!(good.len(), 40_000);
    assert_eq!(good[39_999].line, 40_001);
    assert!(started.elapsed().as_secs() < 60, "anything quadratic takes minutes here");
}
