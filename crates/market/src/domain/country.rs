//! Countries by their two letters (ISO 3166-1 alpha-2), with the English names of Unicode's CLDR for what is printed.

/// A line each: the letters, a space, the name.
const LIST: &str = include_str!("countries.txt");

/// The English name of a country; `None` for letters that name none.
pub fn name(code: &str) -> Option<&'static str> {
    LIST.lines().find_map(|line| line.strip_prefix(code)?.strip_prefix(' '))
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn letters_name_a_country_or_none() {
        assert_eq!(name("DE"), Some("Germany"));
        assert_eq!(name("CI"), Some("Côte d’Ivoire"));
        assert_eq!(name("ZZ"), None);
        assert_eq!(
            (name("D"), name(""), name("de")),
            (None, None, None),
            "letters are taken whole and as they are"
        );
    }
}
