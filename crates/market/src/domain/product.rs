//! A product: what its vendor may say about it, and the text it is found by.

use serde::{Deserialize, Serialize};

use super::checks::Checks;
use super::{barcode, rich_text, search_words, slug};
use crate::refusal::Refusal;

/// The dearest thing a store may sell, in minor units.
pub const MOST_PRICE: i64 = 10_000_000_000;
/// The longest slug, in characters.
pub const MOST_SLUG: usize = 160;
/// The largest stock.
pub const MOST_STOCK: i64 = 1_000_000;

/// Everything a vendor types about a product.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(default)]
pub struct ProductFields {
    /// The name.
    pub name: String,
    /// The line under it: an author, a brand.
    pub subtitle: String,
    /// Unique in its store.
    pub sku: String,
    /// GS1 barcode, or empty.
    pub barcode: String,
    /// In addresses; made from the name when empty.
    pub slug: String,
    /// Limited HTML, always cleaned.
    pub description: String,
    /// Includes tax.
    pub price_minor: i64,
    /// Basis points.
    pub tax_bp: i64,
    /// From here on the stock is low.
    pub low_stock: i64,
    /// Shown in the storefront.
    pub is_active: bool,
    /// Names of tags.
    pub tags: Vec<String>,
}

impl ProductFields {
    /// The same, checked and tidied.
    pub fn checked(&self) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let c = &mut checks;
        let name = c.needed("name", &self.name, 200);
        let sku = c.needed("sku", &self.sku, 64);
        let typed = c.line("slug", &self.slug, MOST_SLUG).to_lowercase();
        if !typed.is_empty() && !slug::is_valid(&typed) {
            c.fault("slug", "Use lower-case letters, digits and single hyphens.");
        }
        let barcode = c.line("barcode", &self.barcode, 14);
        if !barcode.is_empty() && !barcode::is_valid(&barcode) {
            c.fault("barcode", "The check digit of this barcode is wrong.");
        }
        let description = rich_text::clean(&c.text("description", &self.description, 100_000));
        let tidy = Self {
            subtitle: c.line("subtitle", &self.subtitle, 200),
            slug: if typed.is_empty() { made_slug(&name, &sku) } else { typed },
            description,
            price_minor: c.number("price_minor", self.price_minor, 0, MOST_PRICE),
            tax_bp: c.number("tax_bp", self.tax_bp, 0, 10_000),
            low_stock: c.number("low_stock", self.low_stock, 0, MOST_STOCK),
            is_active: self.is_active,
            tags: tidy_tags(c, &self.tags),
            name,
            sku,
            barcode,
        };
        checks.done()?;
        Ok(tidy)
    }

    /// The folded words this product is found by.
    pub fn search_text(&self) -> String {
        search_words::fold(&format!(
            "{} {} {} {} {}",
            self.name,
            self.subtitle,
            self.sku,
            self.barcode,
            self.tags.join(" ")
        ))
    }
}

/// A slug nobody typed: the name, and the sku, which is unique in the store.
pub fn made_slug(name: &str, sku: &str) -> String {
    let parts: Vec<_> = [slug::from_name(name, 80), slug::from_name(sku, 64)].into_iter().flatten().collect();
    if parts.is_empty() { "product".to_owned() } else { parts.join("-") }
}

fn tidy_tags(checks: &mut Checks, tags: &[String]) -> Vec<String> {
    let mut tidy: Vec<String> = Vec::with_capacity(tags.len());
    if tags.len() > 50 {
        checks.fault("tags", "At most 50 tags for one product.");
    }
    for tag in tags.iter().take(50) {
        let tag = checks.line("tags", tag, 80);
        if slug::from_name(&tag, 80).is_none() {
            if !tag.is_empty() {
                checks.fault("tags", format!("“{tag}” needs a letter or a digit."));
            }
        } else if !tidy.iter().any(|known| slug::from_name(known, 80) == slug::from_name(&tag, 80)) {
            tidy.push(tag);
        }
    }
    tidy.sort();
    tidy
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> ProductFields {
        ProductFields {
            name: "Ocean Shirt".into(),
            sku: "OS-1".into(),
            price_minor: 5_000,
            ..ProductFields::default()
        }
    }

    #[test]
    fn a_product_is_tidied() {
        let mut product = good();
        product.description = "<p onclick=x>Soft</p><script>alert(1)</script>".into();
        product.tags = vec!["Men".into(), " men ".into(), "Blue".into()];

        let tidy = product.checked().expect("all in order");

        assert_eq!(tidy.slug, "ocean-shirt-os-1");
        assert_eq!(tidy.tags, ["Blue", "Men"], "the same tag twice is one tag");
        assert!(!tidy.description.contains("script") && !tidy.description.contains("onclick"));
    }

    #[test]
    fn each_wrong_field_is_named() {
        type Change = fn(&mut ProductFields);
        let cases: [(&str, Change); 8] = [
            ("name", |p| p.name.clear()),
            ("name", |p| p.name = "n".repeat(201)),
            ("sku", |p| p.sku = "  ".into()),
            ("price_minor", |p| p.price_minor = -1),
            ("price_minor", |p| p.price_minor = i64::MAX),
            ("barcode", |p| p.barcode = "9780439023482".into()),
            ("tax_bp", |p| p.tax_bp = 10_001),
            ("tags", |p| p.tags = vec!["x".repeat(81)]),
        ];
        for (field, change) in cases {
            let mut product = good();
            change(&mut product);
            assert!(product.checked().expect_err(field).fields.contains_key(field), "{field} must be named");
        }
    }

    #[test]
    fn the_search_text_holds_everything_one_may_look_for() {
        let mut product = good();
        product.subtitle = "Éric Noël".into();
        product.tags = vec!["Café".into()];

        assert_eq!(product.search_text(), "ocean shirt eric noel os 1 cafe");
    }
}
