//! Currencies and their smallest units (ISO 4217). Money itself is an integer; this file only names and prints it.

use std::collections::BTreeMap;

/// A currency a store may sell in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Currency {
    /// ISO 4217 letters.
    pub code: &'static str,
    /// Digits of the smallest unit.
    pub digits: u8,
}

/// ISO 4217, the currencies in circulation. Two digits where the number is left out.
const TWO: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD YER ZAR ZMW ZWG";
const NONE: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
const THREE: &str = "BHD IQD JOD KWD LYD OMR TND";

/// The currency with these letters.
pub fn currency(code: &str) -> Option<Currency> {
    [(TWO, 2), (NONE, 0), (THREE, 3)].into_iter().find_map(|(list, digits)| {
        list.split(' ').find(|known| *known == code).map(|code| Currency { code, digits })
    })
}

/// An amount as people write it, without the currency: `1234.50`.
pub fn plain(minor: i64, digits: u8) -> String {
    let width = usize::from(digits);
    let sign = if minor < 0 { "-" } else { "" };
    let text = format!("{:0>fill$}", minor.unsigned_abs(), fill = width + 1);
    let (whole, part) = text.split_at(text.len() - width);
    if width == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
}

/// An amount with its currency for a sentence: `12.50 EUR`.
pub fn said(minor: i64, code: &str) -> String {
    format!("{} {code}", plain(minor, currency(code).map_or(2, |known| known.digits)))
}

/// Whether the amounts shown are exactly these sums, each currency named once.
pub fn are_sums<'a>(shown: impl Iterator<Item = (&'a str, i64)>, sums: &BTreeMap<&str, i64>) -> bool {
    let mut shown: Vec<_> = shown.collect();
    shown.sort_unstable();
    shown.into_iter().eq(sums.iter().map(|(currency, total)| (*currency, *total)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_print_with_their_own_digits() {
        assert_eq!(plain(5, 2), "0.05");
        assert_eq!(plain(-123_450, 2), "-1234.50");
        assert_eq!(plain(1_234, 0), "1234");
        assert_eq!(plain(1_234, 3), "1.234");
    }

    #[test]
    fn a_currency_shown_twice_does_not_stand_for_another() {
        let sums = BTreeMap::from([("EUR", 5), ("JPY", 7)]);

        assert!(are_sums([("JPY", 7), ("EUR", 5)].into_iter(), &sums), "the order does not matter");
        for wrong in
            [vec![], vec![("EUR", 5)], vec![("EUR", 5), ("EUR", 5)], vec![("EUR", 5), ("JPY", 7), ("JPY", 7)]]
        {
            assert!(!are_sums(wrong.clone().into_iter(), &sums), "{wrong:?}");
        }
    }

    #[test]
    fn unknown_currencies_are_not_known() {
        assert!(currency("EUR").is_some_and(|euro| euro.digits == 2));
        assert!(currency("JPY").is_some_and(|yen| yen.digits == 0));
        assert!(currency("eur").is_none() && currency("XYZ").is_none() && currency("").is_none());
    }
}
