//! The one rounding rule. Prices include tax; tax is split off per line and rate, half up.

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

/// An amount with tax, split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    /// Without tax.
    pub net_minor: i64,
    /// The tax in it.
    pub tax_minor: i64,
    /// With tax.
    pub total_minor: i64,
}

/// Splits an amount that includes tax; `None` when the numbers are beyond any till.
pub fn split(total_minor: i64, tax_bp: i64) -> Option<Split> {
    let total = Decimal::from(total_minor);
    let whole = Decimal::from(10_000_i64.checked_add(tax_bp)?);
    let tax = total.checked_mul(Decimal::from(tax_bp))?.checked_div(whole)?;
    let tax_minor = tax.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero).to_i64()?;
    Some(Split { net_minor: total_minor.checked_sub(tax_minor)?, tax_minor, total_minor })
}

/// A line's amount: quantity times price, split.
pub fn line(quantity: i64, price_minor: i64, tax_bp: i64) -> Option<Split> {
    split(quantity.checked_mul(price_minor)?, tax_bp)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tax_is_split_half_up() {
        assert_eq!(
            split(11_900, 1_900),
            Some(Split { net_minor: 10_000, tax_minor: 1_900, total_minor: 11_900 })
        );
        assert_eq!(split(15, 10_000).map(|s| s.tax_minor), Some(8), "7.5 rounds up");
        assert_eq!(split(-15, 10_000).map(|s| s.tax_minor), Some(-8), "a credit mirrors its invoice");
        assert_eq!(split(999, 0).map(|s| s.net_minor), Some(999));
    }

    #[test]
    fn net_and_tax_always_make_the_total() {
        for total in 0..2_000 {
            for tax_bp in [0, 1, 250, 500, 700, 1_900, 2_550, 10_000] {
                let s = split(total, tax_bp).unwrap_or_else(|| unreachable!("small numbers"));
                assert_eq!(s.net_minor + s.tax_minor, total, "no cent appears or vanishes");
            }
        }
    }

    #[test]
    fn sums_beyond_any_till_are_refused_not_wrapped() {
        assert_eq!(line(99, i64::MAX / 2, 1_900), None);
    }
}
