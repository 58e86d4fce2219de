//! A store: what its owner may say about it.

use serde::{Deserialize, Serialize};

use super::checks::Checks;
use super::{money, slug};
use crate::refusal::Refusal;

/// Everything a vendor types about a store.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(default)]
pub struct StoreFields {
    /// Shown everywhere.
    pub name: String,
    /// In addresses; made from the name when empty.
    pub slug: String,
    /// A few sentences.
    pub description: String,
    /// A picture's hash.
    pub logo: Option<String>,
    /// For buyers' questions.
    pub email: String,
    /// For buyers' questions.
    pub phone: String,
    /// Who sells, on invoices.
    pub legal_name: String,
    /// Legal address.
    pub line1: String,
    /// Legal address.
    pub line2: String,
    /// Legal address.
    pub postcode: String,
    /// Legal address.
    pub city: String,
    /// Legal address.
    pub region: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// As the tax office writes it.
    pub tax_number: String,
    /// ISO 4217.
    pub currency: String,
    /// Begins every invoice number.
    pub invoice_prefix: String,
    /// On invoices.
    pub bank_name: String,
    /// On invoices.
    pub iban: String,
    /// On invoices.
    pub bic: String,
    /// Days until an invoice is due.
    pub payment_days: i64,
}

impl StoreFields {
    /// The same, checked and tidied.
    pub fn checked(&self) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let c = &mut checks;
        let name = c.needed("name", &self.name, 120);
        let typed = c.line("slug", &self.slug, 80).to_lowercase();
        let tidy = Self {
            slug: tidy_slug(c, &name, typed),
            description: c.text("description", &self.description, 4_000),
            logo: picture_hash(c, "logo", self.logo.as_deref()),
            email: c.email("email", &self.email),
            phone: c.line("phone", &self.phone, 40),
            legal_name: c.needed("legal_name", &self.legal_name, 160),
            line1: c.needed("line1", &self.line1, 160),
            line2: c.line("line2", &self.line2, 160),
            postcode: c.line("postcode", &self.postcode, 20),
            city: c.needed("city", &self.city, 100),
            region: c.line("region", &self.region, 100),
            country: c.country("country", &self.country),
            tax_number: c.needed("tax_number", &self.tax_number, 40),
            currency: c.needed("currency", &self.currency, 3).to_uppercase(),
            invoice_prefix: c.needed("invoice_prefix", &self.invoice_prefix, 10),
            bank_name: c.line("bank_name", &self.bank_name, 120),
            iban: c.line("iban", &self.iban, 42).replace(' ', "").to_uppercase(),
            bic: c.line("bic", &self.bic, 11).to_uppercase(),
            payment_days: c.number("payment_days", self.payment_days, 0, 365),
            name,
        };
        if money::currency(&tidy.currency).is_none() {
            checks.fault("currency", "This currency is not known. Use its three letters, for example EUR.");
        }
        if !tidy.invoice_prefix.chars().all(|sign| sign.is_ascii_alphanumeric() || "-/_".contains(sign)) {
            checks.fault("invoice_prefix", "Use letters, digits and - / _ only.");
        }
        if !tidy.iban.is_empty() && !is_iban(&tidy.iban) {
            checks.fault("iban", "This is not a valid IBAN: a digit is wrong or missing.");
        }
        if !tidy.bic.is_empty() && ![8, 11].contains(&tidy.bic.len()) {
            checks.fault("bic", "A BIC has 8 or 11 characters.");
        }
        checks.done()?;
        Ok(tidy)
    }
}

fn tidy_slug(checks: &mut Checks, name: &str, typed: String) -> String {
    if typed.is_empty() {
        return slug::from_name(name, 60).unwrap_or_else(|| "store".to_owned());
    }
    if !slug::is_valid(&typed) {
        checks.fault("slug", "Use lower-case letters, digits and single hyphens.");
    }
    typed
}

/// A picture's hash as the window sends it: 64 hexadecimal digits.
pub fn picture_hash(checks: &mut Checks, field: &str, hash: Option<&str>) -> Option<String> {
    let hash = hash.filter(|hash| !hash.is_empty())?;
    if hash.len() != 64 || !hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        checks.fault(field, "This is not a picture.");
    }
    Some(hash.to_lowercase())
}

/// Whether an IBAN's check digits are right (ISO 13616, mod 97).
pub fn is_iban(text: &str) -> bool {
    if !(15..=34).contains(&text.len()) || !text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return false;
    }
    let (head, tail) = text.split_at(4);
    let remainder = tail.chars().chain(head.chars()).try_fold(0_u32, |rest, sign| {
        let digit = sign.to_digit(36)?;
        Some(if digit < 10 { (rest * 10 + digit) % 97 } else { (rest * 100 + digit) % 97 })
    });
    remainder == Some(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> StoreFields {
        StoreFields {
            name: "Bücher am Markt".into(),
            legal_name: "Bücher am Markt GmbH".into(),
            line1: "Markt 1".into(),
            city: "Jena".into(),
            country: "de".into(),
            tax_number: "DE123456789".into(),
            currency: "eur".into(),
            invoice_prefix: "BM-".into(),
            iban: "DE89 3704 0044 0532 0130 00".into(),
            ..StoreFields::default()
        }
    }

    #[test]
    fn a_store_is_tidied() {
        let tidy = good().checked().expect("all in order");

        assert_eq!(
            (tidy.slug.as_str(), tidy.currency.as_str(), tidy.country.as_str()),
            ("bucher-am-markt", "EUR", "DE")
        );
        assert_eq!(tidy.iban, "DE89370400440532013000");
    }

    #[test]
    fn each_wrong_field_is_named() {
        type Change = fn(&mut StoreFields);
        let cases: [(&str, Change); 8] = [
            ("name", |s| s.name = " \n".into()),
            ("name", |s| s.name = "x".repeat(121)),
            ("currency", |s| s.currency = "EUX".into()),
            ("iban", |s| s.iban = "DE89370400440532013001".into()),
            ("slug", |s| s.slug = "two--hyphens".into()),
            ("payment_days", |s| s.payment_days = -1),
            ("country", |s| s.country = "Germany".into()),
            ("logo", |s| s.logo = Some("../../etc/passwd".into())),
        ];
        for (field, change) in cases {
            let mut store = good();
            change(&mut store);
            assert!(store.checked().expect_err(field).fields.contains_key(field), "{field} must be named");
        }
    }
}
