//! Words as a shopper types them: what is written into the search index and what is asked of it.
//!
//! Both sides fold the same way, so `Šalamoun`, `salamoun` and `SALAMOUN` are one word.

use unicode_normalization::UnicodeNormalization;

/// More words than this narrow nothing down any more.
pub const MAX_WORDS: usize = 12;

/// Words of a text in one spelling, separated by single spaces.
///
/// Lower case; marks over letters gone; letters that only look different in one language written plainly; each Chinese
/// character and each kana a word of its own, because these scripts write no spaces.
pub fn fold(text: &str) -> String {
    let spelled = text.chars().filter(|c| !vanishes_early(*c)).nfkd().filter(|c| !vanishes(*c)).nfc();
    let mut folded = String::with_capacity(text.len());
    let mut is_apart = true;
    for letter in spelled.flat_map(char::to_lowercase) {
        if !is_word_letter(letter) {
            is_apart = true;
            continue;
        }
        let stands_alone = is_ideograph_or_kana(letter);
        if (is_apart || stands_alone) && !folded.is_empty() {
            folded.push(' ');
        }
        push_plain(&mut folded, letter);
        is_apart = stands_alone;
    }
    folded
}

/// The first twelve folded words of a query.
pub fn words(query: &str) -> Vec<String> {
    fold(query).split(' ').filter(|word| !word.is_empty()).take(MAX_WORDS).map(str::to_owned).collect()
}

/// The query for SQLite FTS5: every word must match as the beginning of a word, in any order.
///
/// `None` when the query holds no word. Folded words hold no quotes, so nothing of a query is read as syntax.
pub fn fts_query(query: &str) -> Option<String> {
    let tokens: Vec<String> = words(query).iter().map(|word| format!("\"{word}\"*")).collect();
    if tokens.is_empty() { None } else { Some(tokens.join(" ")) }
}

/// The number of typing mistakes between two words, or `None` when it is more than `max`.
///
/// A mistake is a letter too many, too few, wrong, or swapped with its neighbour (Damerau-Levenshtein, optimal string
/// alignment).
pub fn distance_at_most(a: &str, b: &str, max: u8) -> Option<u8> {
    let limit = usize::from(max);
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    let mut above: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut before = None;
    for letter in a {
        let row = next_row(before, letter, &b, &above, &last);
        if row.iter().chain(&last).all(|mistakes| *mistakes > limit) {
            return None;
        }
        above = std::mem::replace(&mut last, row);
        before = Some(letter);
    }
    last.last().and_then(|mistakes| u8::try_from(*mistakes).ok()).filter(|mistakes| *mistakes <= max)
}

/// The candidate a shopper most likely meant: fewest mistakes, then the most frequent, then by the alphabet.
///
/// Words of three to five letters may hold one mistake, longer ones two, shorter ones none.
pub fn nearest<'a>(word: &str, candidates: impl Iterator<Item = (&'a str, i64)>) -> Option<&'a str> {
    let max = match word.chars().count() {
        0..=2 => return None,
        3..=5 => 1,
        _ => 2,
    };
    candidates
        .filter_map(|(candidate, times)| Some((distance_at_most(word, candidate, max)?, times, candidate)))
        .min_by_key(|(mistakes, times, candidate)| (*mistakes, std::cmp::Reverse(*times), *candidate))
        .map(|(_, _, candidate)| candidate)
}

/// One row of the table of mistakes: how far the letters so far are from each beginning of `b`.
fn next_row(before: Option<char>, letter: char, b: &[char], above: &[usize], last: &[usize]) -> Vec<usize> {
    let mut left = last.first().map_or(0, |first| first.saturating_add(1));
    let mut row = Vec::with_capacity(last.len());
    row.push(left);
    let mut before_other = None;
    for (column, (other, pair)) in b.iter().zip(last.windows(2)).enumerate() {
        let (diagonal, up) = match pair {
            [diagonal, up] => (*diagonal, *up),
            _ => (0, 0),
        };
        let wrong = diagonal.saturating_add(usize::from(letter != *other));
        let mut best = wrong.min(up.saturating_add(1)).min(left.saturating_add(1));
        if before == Some(*other) && before_other == Some(letter) {
            let swapped = column.checked_sub(1).and_then(|two_back| above.get(two_back));
            best = swapped.map_or(best, |mistakes| best.min(mistakes.saturating_add(1)));
        }
        row.push(best);
        left = best;
        before_other = Some(*other);
    }
    row
}

/// Apostrophes in all their shapes and marks that have no width: `O'Brien` is one word.
fn vanishes_early(c: char) -> bool {
    matches!(c,
        '\'' | '`' | '\u{b4}' | '\u{ad}' | '\u{2b9}'..='\u{2bf}' | '\u{2c8}'
        | '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{2035}' | '\u{ff07}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}'
        | '\u{640}')
}

/// Marks that sit on letters of the European, Hebrew and Arabic scripts. Vowel signs of Indic scripts are letters to
/// their readers and stay, as do the voicing marks of kana.
fn vanishes(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}'
        | '\u{5c4}' | '\u{5c5}' | '\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}'
        | '\u{670}' | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e4}' | '\u{6e7}' | '\u{6e8}'
        | '\u{6ea}'..='\u{6ed}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe20}'..='\u{fe2f}')
}

fn is_word_letter(c: char) -> bool {
    c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c)
}

fn is_ideograph_or_kana(c: char) -> bool {
    matches!(c,
        '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Writes a lower-case letter the way most keyboards would.
fn push_plain(folded: &mut String, letter: char) {
    match letter {
        'ß' => folded.push_str("ss"),
        'æ' => folded.push_str("ae"),
        'œ' => folded.push_str("oe"),
        'þ' => folded.push_str("th"),
        _ => folded.push(match letter {
            'ø' => 'o',
            'ł' => 'l',
            'đ' | 'ð' => 'd',
            'ħ' => 'h',
            'ı' => 'i',
            'ŋ' => 'n',
            'ŧ' => 't',
            'ς' => 'σ',
            // Alef, yeh, kaf and teh marbuta as Arabic and Persian keyboards write them.
            'ٱ' => 'ا',
            'ى' | 'ی' => 'ي',
            'ک' => 'ك',
            'ة' | 'ہ' => 'ه',
            '٠' | '۰' => '0',
            '١' | '۱' => '1',
            '٢' | '۲' => '2',
            '٣' | '۳' => '3',
            '٤' | '۴' => '4',
            '٥' | '۵' => '5',
            '٦' | '۶' => '6',
            '٧' | '۷' => '7',
            '٨' | '۸' => '8',
            '٩' | '۹' => '9',
            other => other,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_with_marks_and_ligatures_fold_to_plain_ones() {
        for (text, folded) in [
            ("Šalamoun ŽLUŤOUČKÝ", "salamoun zlutoucky"),
            ("Straße GROẞ", "strasse gross"),
            ("Søren Łódź Ærø cœur Đorđe", "soren lodz aero coeur dorde"),
            ("İstanbul ISPARTA ılık", "istanbul isparta ilik"),
            ("Ёлка ёж", "елка еж"),
            ("ﬁne ① ｆｕｌｌ", "fine 1 full"),
            ("ΣΊΣΥΦΟΣ Σίσυφος", "σισυφοσ σισυφοσ"),
            ("e\u{301}cole école", "ecole ecole"),
        ] {
            assert_eq!(fold(text), folded, "{text} must be found by plain letters");
        }
    }

    #[test]
    fn arabic_spellings_are_one() {
        assert_eq!(fold("كِتَابٌ"), fold("كتاب"), "tashkeel is left out when typing");
        assert_eq!(fold("كتـــاب"), fold("كتاب"), "tatweel only stretches");
        for (variant, plain) in
            [("أحمد", "احمد"), ("إسلام", "اسلام"), ("آية", "ايه"), ("مصطفى", "مصطفي"), ("ٱلله", "الله")]
        {
            assert_eq!(fold(variant), plain, "{variant} and {plain} are one word");
        }
        assert_eq!(fold("کتاب یار ۱۲"), fold("كتاب يار 12"), "a Persian keyboard finds the same");
    }

    #[test]
    fn scripts_without_spaces_are_cut_into_characters() {
        assert_eq!(fold("東京タワー"), "東 京 タ ワ ー");
        assert_eq!(fold("がんばれ"), "が ん ば れ", "voiced kana stay themselves");
        assert_eq!(fold("ﾊﾟﾝ"), fold("パン"), "half-width kana are the same kana");
        assert_eq!(fold("三体3 books"), "三 体 3 books", "other letters beside them stay words");
        assert_eq!(fold("한국어"), "한국어", "Korean writes spaces");
    }

    #[test]
    fn indic_vowel_signs_stay() {
        assert_ne!(fold("कि"), fold("का"), "vowel signs tell words apart");
        assert_eq!(fold("हिन्दी"), "हिन्दी");
    }

    #[test]
    fn punctuation_separates_and_apostrophes_vanish() {
        assert_eq!(fold("O'Brien O’Brien O´Brien"), "obrien obrien obrien");
        assert_eq!(fold("  Tea--&  cake!? (No. 5) "), "tea cake no 5");
        assert_eq!(fold("AB-123/4.5"), "ab 123 4 5", "digits of codes stay");
        assert_eq!(fold("9780306406157"), "9780306406157");
        assert_eq!(fold("…—"), "");
    }

    #[test]
    fn a_query_keeps_twelve_words() {
        let long = "a b c d e f g h i j k l m n";
        assert_eq!(words(long).len(), MAX_WORDS);
        assert_eq!(words("Réd, SHIRT"), ["red", "shirt"]);
        assert!(words(" ?! ").is_empty());
    }

    #[test]
    fn a_query_for_the_index_holds_quoted_beginnings() {
        assert_eq!(fts_query("Harry pot").as_deref(), Some("\"harry\"* \"pot\"*"));
        assert_eq!(fts_query("x").as_deref(), Some("\"x\"*"), "one character is enough");
        assert_eq!(fts_query("a\" OR b*) NEAR").as_deref(), Some("\"a\"* \"or\"* \"b\"* \"near\"*"));
        assert_eq!(fts_query("\"*\""), None);
    }

    #[test]
    fn mistakes_are_counted_up_to_a_limit() {
        for (a, b, mistakes) in [
            ("potter", "potter", 0),
            ("potter", "poter", 1),
            ("potter", "pottter", 1),
            ("potter", "pitter", 1),
            ("potter", "pottre", 1),
            ("abcd", "badc", 2),
            ("kitten", "sitting", 3),
            ("", "ab", 2),
            ("żółw", "żółć", 1),
        ] {
            assert_eq!(distance_at_most(a, b, 3), Some(mistakes), "{a} to {b}");
            assert_eq!(distance_at_most(b, a, 3), Some(mistakes), "{b} to {a}");
        }
        assert_eq!(distance_at_most("kitten", "sitting", 2), None);
        assert_eq!(distance_at_most("abc", "abcdef", 2), None);
        assert_eq!(distance_at_most("aaaaaaaa", "bbbbbbbb", 2), None);
    }

    #[test]
    fn the_nearest_word_has_the_fewest_mistakes_then_the_most_uses() {
        let known = [("potter", 5), ("pottery", 90), ("otter", 7), ("cotter", 7), ("cat", 3), ("car", 9)];
        let near = |word| nearest(word, known.iter().copied());

        assert_eq!(near("pottr"), Some("potter"), "one mistake beats two, whatever the uses");
        assert_eq!(near("botter"), Some("cotter"), "alike ones go by uses and then by the alphabet");
        assert_eq!(near("caz"), Some("car"), "the more frequent one");
        assert_eq!(near("czz"), None, "two mistakes in three letters are another word");
        assert_eq!(near("ca"), None, "too short to guess");
        assert_eq!(near("potetry"), Some("pottery"), "two letters swapped are one mistake");
        assert_eq!(near("xxxter"), None, "three mistakes are too many");
    }
}
