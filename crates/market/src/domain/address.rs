//! A postal address.

use serde::{Deserialize, Serialize};

use super::checks::Checks;
use super::country;
use crate::refusal::Refusal;

/// What a buyer types; also the copy kept in orders and invoices.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(default)]
pub struct AddressFields {
    /// Person or firm.
    pub name: String,
    /// Street and number.
    pub line1: String,
    /// More of it.
    pub line2: String,
    /// May be empty where there are none.
    pub postcode: String,
    /// Town.
    pub city: String,
    /// Region, state, county.
    pub region: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// For the carrier.
    pub phone: String,
}

impl AddressFields {
    /// The same, checked and tidied.
    pub fn checked(&self) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let c = &mut checks;
        let tidy = Self {
            name: c.needed("name", &self.name, 120),
            line1: c.needed("line1", &self.line1, 160),
            line2: c.line("line2", &self.line2, 160),
            postcode: c.line("postcode", &self.postcode, 20),
            city: c.needed("city", &self.city, 100),
            region: c.line("region", &self.region, 100),
            country: c.country("country", &self.country),
            phone: c.line("phone", &self.phone, 40),
        };
        checks.done()?;
        Ok(tidy)
    }

    /// The lines below the name, as a letter prints them.
    pub fn printed(&self) -> Vec<String> {
        let country = country::name(&self.country).unwrap_or(&self.country);
        let town = format!("{} {}", self.postcode, self.city);
        [self.line1.as_str(), &self.line2, town.trim(), &self.region, country]
            .into_iter()
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect()
    }
}
