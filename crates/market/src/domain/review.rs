//! A review: what a buyer may say about a product.

use super::checks::Checks;
use crate::refusal::Refusal;

/// A review's own words, tidied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewFields {
    /// 1 to 5.
    pub rating: i64,
    /// May be empty.
    pub title: String,
    /// May be empty.
    pub body: String,
}

/// Checks and tidies a review.
pub fn checked(rating: i64, title: &str, body: &str) -> Result<ReviewFields, Refusal> {
    let mut checks = Checks::default();
    if !(1..=5).contains(&rating) {
        checks.fault("rating", "Choose one to five stars.");
    }
    let fields = ReviewFields {
        rating,
        title: checks.line("title", title, 120),
        body: checks.text("body", body, 4_000),
    };
    checks.done()?;
    Ok(fields)
}

/// An average in hundredths, half up; `None` without reviews.
pub fn average(sum: i64, count: i64) -> Option<i64> {
    (count > 0).then(|| (sum * 200 + count) / (count * 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn averages_are_hundredths_half_up() {
        assert_eq!(average(0, 0), None);
        assert_eq!(average(9, 2), Some(450));
        assert_eq!(average(14, 3), Some(467));
    }

    #[test]
    fn ratings_outside_one_to_five_are_refused() {
        for rating in [i64::MIN, -1, 0, 6, i64::MAX] {
            assert!(checked(rating, "", "").expect_err("no such stars").fields.contains_key("rating"));
        }
    }
}
