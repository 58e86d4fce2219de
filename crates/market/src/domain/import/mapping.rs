//! What the columns of a file mean.

use std::collections::BTreeMap;

use super::own::COLUMNS;
use super::{ImportError, Preset, Sheet};

/// Names that shops give a column, as [`key`] writes them, the surest first and blanks between.
const KNOWN_AS: [(Field, &str); 13] = [
    (
        Field::Name,
        "name product_name title product_title item_name item product bezeichnung artikelname titel \
         produkt nom nombre nome original_title",
    ),
    (Field::Subtitle, "subtitle authors author brand vendor manufacturer untertitel autor marke hersteller"),
    (
        Field::Sku,
        "sku variant_sku product_sku item_number article_number product_code artikelnummer code \
         reference product_id id",
    ),
    (
        Field::Barcode,
        "barcode variant_barcode ean ean13 ean_13 gtin upc isbn13 isbn_13 isbn gtin_upc_ean_or_isbn",
    ),
    (Field::Slug, "slug handle url_key"),
    (Field::Description, "description body_html body long_description beschreibung short_description"),
    (
        Field::Price,
        "price variant_price regular_price unit_price retail_price preis verkaufspreis prix precio \
         prezzo",
    ),
    (Field::Tax, "tax tax_rate vat vat_rate mwst steuersatz"),
    (
        Field::Stock,
        "stock variant_inventory_qty stock_quantity quantity qty inventory bestand lagerbestand \
         menge",
    ),
    (Field::LowStock, "low_stock low_stock_amount reorder_level min_stock mindestbestand"),
    (Field::Active, "active is_active status published enabled visible aktiv"),
    (Field::Tags, "tags tag categories category keywords schlagworte kategorie"),
    (Field::Pictures, "pictures images image_src image_url image picture photos photo bilder bild"),
];

/// What a column can hold. Its names are the columns of the own format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the field of the same name in ImportedRow")]
pub enum Field {
    Name,
    Subtitle,
    Sku,
    Barcode,
    Slug,
    Description,
    Price,
    Tax,
    Stock,
    LowStock,
    Active,
    Tags,
    Pictures,
}

impl Field {
    /// All fields in the order of the own format.
    pub const ALL: [Self; 13] = [
        Self::Name,
        Self::Subtitle,
        Self::Sku,
        Self::Barcode,
        Self::Slug,
        Self::Description,
        Self::Price,
        Self::Tax,
        Self::Stock,
        Self::LowStock,
        Self::Active,
        Self::Tags,
        Self::Pictures,
    ];

    /// The name in a mapping and in the own format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Subtitle => "subtitle",
            Self::Sku => "sku",
            Self::Barcode => "barcode",
            Self::Slug => "slug",
            Self::Description => "description",
            Self::Price => "price",
            Self::Tax => "tax",
            Self::Stock => "stock",
            Self::LowStock => "low_stock",
            Self::Active => "active",
            Self::Tags => "tags",
            Self::Pictures => "pictures",
        }
    }

    fn known_as(self) -> impl Iterator<Item = &'static str> {
        let known = KNOWN_AS.iter().filter(move |(field, _)| *field == self);
        known.flat_map(|(_, names)| names.split_whitespace())
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.as_str() == name)
    }
}

/// For each field the column it is read from; a field without one is not read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping(BTreeMap<Field, usize>);

impl Mapping {
    /// A mapping as a window sends it: names of fields to names of columns; an empty or absent column is none.
    pub fn from_names<'a>(
        sheet: &Sheet,
        names: impl IntoIterator<Item = (&'a str, Option<&'a str>)>,
    ) -> Result<Self, ImportError> {
        let mut mapping = Self::default();
        for (name, column) in names {
            let unknown = || ImportError::UnknownField { field: name.to_owned() };
            let field = Field::named(name).ok_or_else(unknown)?;
            let Some(column) = column.filter(|column| !column.is_empty()) else { continue };
            let exact = sheet.columns.iter().position(|known| known == column);
            let place = exact.or_else(|| sheet.column(column));
            let unknown = || ImportError::UnknownColumn { column: column.to_owned() };
            mapping.0.insert(field, place.ok_or_else(unknown)?);
        }
        Ok(mapping)
    }

    /// Every field with the name of its column, for the window.
    pub fn names(&self, sheet: &Sheet) -> BTreeMap<&'static str, Option<String>> {
        let name = |field| self.column(field).and_then(|place| sheet.columns.get(place)).cloned();
        Field::ALL.into_iter().map(|field| (field.as_str(), name(field))).collect()
    }

    /// The column that a field is read from, counted from 0.
    pub fn column(&self, field: Field) -> Option<usize> {
        self.0.get(&field).copied()
    }

    /// The field that a column is read for.
    pub(super) fn field_at(&self, column: usize) -> Option<Field> {
        self.0.iter().find(|(_, place)| **place == column).map(|(field, _)| *field)
    }
}

/// The preset that a sheet's columns speak for, and what they mean.
pub fn guess(sheet: &Sheet) -> (Option<Preset>, Mapping) {
    let has = |names: &[&str]| names.iter().all(|name| sheet.column(name).is_some());
    let preset = match () {
        () if has(&COLUMNS) => Some(Preset::Tradepost),
        () if has(&["Handle", "Title", "Variant Price"]) => Some(Preset::Shopify),
        () if has(&["book_id", "title", "authors"]) => Some(Preset::Books),
        () => None,
    };
    (preset, defaults(sheet, preset))
}

/// What the columns mean when a person has chosen the preset and nothing else.
pub fn defaults(sheet: &Sheet, preset: Option<Preset>) -> Mapping {
    let column = |field: Field| match preset {
        Some(Preset::Tradepost) => sheet.column(field.as_str()),
        Some(Preset::Shopify) => shopify_names(field).iter().find_map(|name| sheet.column(name)),
        Some(Preset::Books) => book_names(field).iter().find_map(|name| sheet.column(name)),
        None => field.known_as().find_map(|name| sheet.column(name)),
    };
    Mapping(Field::ALL.into_iter().filter_map(|field| Some((field, column(field)?))).collect())
}

fn shopify_names(field: Field) -> &'static [&'static str] {
    match field {
        Field::Name => &["Title"],
        Field::Subtitle => &["Vendor"],
        Field::Sku => &["Variant SKU"],
        Field::Barcode => &["Variant Barcode"],
        Field::Slug => &["Handle"],
        Field::Description => &["Body (HTML)"],
        Field::Price => &["Variant Price"],
        Field::Stock => &["Variant Inventory Qty"],
        Field::Active => &["Status", "Published"],
        Field::Tags => &["Tags"],
        Field::Pictures => &["Image Src"],
        Field::Tax | Field::LowStock => &[],
    }
}

fn book_names(field: Field) -> &'static [&'static str] {
    match field {
        Field::Name => &["title", "original_title"],
        Field::Subtitle => &["authors"],
        Field::Sku => &["book_id"],
        Field::Barcode => &["isbn", "isbn13"],
        Field::Tags => &["language_code"],
        Field::Pictures => &["image_url"],
        _ => &[],
    }
}

/// The field that a column's name speaks for.
pub(super) fn field_of(column: &str) -> Option<Field> {
    let name = key(column);
    Field::ALL.into_iter().find(|field| field.known_as().any(|known| known == name))
}

/// A column's name without capitals and punctuation: `Body (HTML)` is `body_html`.
pub(super) fn key(name: &str) -> String {
    let lower = name.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("_")
}
