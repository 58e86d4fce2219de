//! Slugs: the readable part of an address. Words of any script are folded the way search folds them.

use super::search_words::fold;

/// A slug from a name; `None` when nothing readable is left.
pub fn from_name(name: &str, most: usize) -> Option<String> {
    let mut slug = String::new();
    for word in fold(name).split(' ').filter(|word| !word.is_empty()) {
        if slug.chars().count() + word.chars().count() + 1 > most && !slug.is_empty() {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.extend(word.chars().take(most));
    }
    (!slug.is_empty()).then_some(slug)
}

/// Whether a typed slug may stand: letters, digits and single hyphens.
pub fn is_valid(slug: &str) -> bool {
    !slug.is_empty()
        && !slug.starts_with('-')
        && !slug.ends_with('-')
        && !slug.contains("--")
        && slug.chars().all(|sign| sign == '-' || (sign.is_alphanumeric() && !sign.is_uppercase()))
}
