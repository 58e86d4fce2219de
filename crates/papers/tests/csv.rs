//! Tables that open in a spreadsheet without doing anything, and come back as they went.

use papers::PaperError;
use papers::csv::{guard, table, unguard};

type Outcome = Result<(), Box<dyn std::error::Error>>;

#[test]
fn a_table_is_utf8_with_crlf_and_quotes_where_needed() -> Outcome {
    let rows = [vec!["青花瓷".to_owned(), "one, \"two\"\nthree".to_owned()]];

    let bytes = table(&["name", "note"], rows.into_iter())?;

    assert_eq!(String::from_utf8(bytes)?, "name,note\r\n青花瓷,\"one, \"\"two\"\"\nthree\"\r\n", "RFC 4180");
    Ok(())
}

#[test]
fn no_cell_is_a_formula() -> Outcome {
    for start in ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠"] {
        let rows = [vec![format!("{start}HYPERLINK(\"http://x\")")]];

        let text = String::from_utf8(table(&["cell"], rows.into_iter())?)?;

        let cell = text.trim_start_matches("cell\r\n").trim_start_matches('"');
        assert!(cell.starts_with('\''), "{start:?} must not be first in {text:?}");
    }
    Ok(())
}

#[test]
fn a_row_of_another_width_is_refused() {
    let rows = [vec!["one".to_owned()]];

    assert!(
        matches!(table(&["a", "b"], rows.into_iter()), Err(PaperError::Table(_))),
        "a shifted column is a wrong column"
    );
}

#[test]
fn what_was_guarded_comes_back_unchanged() {
    let letters = ['=', '+', '-', '@', '\t', '\r', '\0', '\'', 'a', '1', ' ', '"', ',', '＝', '漢', '\n'];
    let mut state: usize = 42;
    for _ in 0..20_000 {
        let mut cell = String::new();
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let mut rest = state >> 20;
        for _ in 0..(rest % 6) {
            rest /= 7;
            cell.extend(letters.get(rest % letters.len()));
        }

        let guarded = guard(&cell);

        assert_eq!(unguard(&guarded), cell, "a cell must come back as it went");
        assert!(
            !guarded.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝']),
            "{guarded:?} must be safe"
        );
    }
}

#[test]
fn our_own_export_is_read_back_unchanged() -> Outcome {
    let rows = vec![vec!["-5".to_owned(), "'=1+1".to_owned()], vec!["it's".to_owned(), String::new()]];

    let bytes = table(&["a", "b"], rows.clone().into_iter())?;

    let mut back = Vec::new();
    for record in csv::Reader::from_reader(bytes.as_slice()).records() {
        back.push(record?.iter().map(|cell| unguard(cell).to_owned()).collect::<Vec<_>>());
    }
    assert_eq!(back, rows, "through a file and back");
    Ok(())
}

#[test]
fn an_apostrophe_of_ones_own_is_kept() {
    assert_eq!(unguard("'tis"), "'tis", "not every apostrophe is a guard");
    assert_eq!(unguard("it's"), "it's", "nor one inside");
}
