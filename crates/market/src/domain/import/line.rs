//! One record read through a mapping: each field checked as far as its own cell allows.

use papers::csv::unguard;

use super::sheet::Record;
use super::values;
use super::{
    BadRow, Field, MAX_CELL_CHARS, MAX_NAME_CHARS, MAX_SKU_CHARS, MAX_SLUG_CHARS, MAX_TAG_CHARS, MAX_TAGS,
    Mapping, Sheet,
};
use crate::domain::rich_text;

/// A record that has as many cells as the header, none of them endless.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    record: &'a Record,
    mapping: &'a Mapping,
    is_own: bool,
}

impl<'a> Line<'a> {
    /// `is_own`: the file comes from this program, so cells that would be formulas carry a guard.
    pub(super) fn open(
        sheet: &Sheet,
        record: &'a Record,
        mapping: &'a Mapping,
        is_own: bool,
    ) -> Result<Self, BadRow> {
        let line = Self { record, mapping, is_own };
        let (cells, columns) = (record.cells.len(), sheet.columns.len());
        if cells != columns {
            return Err(line.bad(None, format!("The row has {cells} cells where the header has {columns}.")));
        }
        for (place, cell) in record.cells.iter().enumerate() {
            let count = if cell.len() > MAX_CELL_CHARS { cell.chars().count() } else { 0 };
            if count > MAX_CELL_CHARS {
                let name = sheet.columns.get(place).map(|name| values::shown(name)).unwrap_or_default();
                let reason =
                    format!("The cell in “{name}” has {count} characters; at most 100,000 are taken.");
                return Err(line.bad(mapping.field_at(place), reason));
            }
        }
        Ok(line)
    }

    pub(super) fn number(&self) -> u64 {
        self.record.line
    }

    pub(super) fn bad(&self, field: Option<Field>, reason: impl Into<String>) -> BadRow {
        BadRow { line: self.record.line, field: field.map(Field::as_str), reason: reason.into() }
    }

    /// A cell by its column, without blanks around; nothing where there is no such column.
    pub(super) fn at(&self, column: Option<usize>) -> &'a str {
        column.and_then(|column| self.record.cells.get(column)).unwrap_or_default().trim()
    }

    /// True when the field's cell holds something.
    pub(super) fn has(&self, field: Field) -> bool {
        !self.cell(field).trim().is_empty()
    }

    /// One line of text, without blanks around.
    pub(super) fn text(&self, field: Field, max_chars: usize) -> Result<String, BadRow> {
        let text = self.cell(field).trim();
        if text.chars().any(char::is_control) {
            return Err(self.bad(Some(field), "The text holds a control character or a line break."));
        }
        self.within(field, text, max_chars)?;
        Ok(text.to_owned())
    }

    pub(super) fn name(&self) -> Result<String, BadRow> {
        let name = self.text(Field::Name, MAX_NAME_CHARS)?;
        if name.is_empty() { Err(self.bad(Some(Field::Name), "The name is missing.")) } else { Ok(name) }
    }

    pub(super) fn sku(&self) -> Result<String, BadRow> {
        self.text(Field::Sku, MAX_SKU_CHARS)
    }

    /// The own format's slugs are slugs; those of other shops are written again as one.
    pub(super) fn slug(&self) -> Result<String, BadRow> {
        let slug = self.text(Field::Slug, MAX_SLUG_CHARS)?;
        Ok(if self.is_own { slug } else { values::hyphened(&slug) })
    }

    /// Safe HTML of whatever the cell holds.
    pub(super) fn description(&self) -> Result<String, BadRow> {
        let html = self.cell(Field::Description);
        if html.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            return Err(self.bad(Some(Field::Description), "The text holds a control character."));
        }
        Ok(rich_text::clean(html))
    }

    /// The price in minor units.
    pub(super) fn price(&self, digits: u8) -> Result<i64, BadRow> {
        let text = self.cell(Field::Price).trim();
        if text.is_empty() {
            return Err(self.bad(Some(Field::Price), "The price is missing."));
        }
        let price = values::price(text, digits);
        price.map_err(|reason| self.bad(Some(Field::Price), format!("The price {reason}")))
    }

    pub(super) fn tax(&self) -> Result<Option<i64>, BadRow> {
        self.optional(Field::Tax, "The tax rate ", values::tax)
    }

    /// Stock or the level at which it is low.
    pub(super) fn pieces(&self, field: Field) -> Result<Option<i64>, BadRow> {
        self.optional(field, "The stock ", values::stock)
    }

    pub(super) fn is_active(&self) -> Result<Option<bool>, BadRow> {
        self.optional(Field::Active, "", values::yes_or_no)
    }

    pub(super) fn barcode(&self) -> Result<String, BadRow> {
        Ok(self.optional(Field::Barcode, "", values::barcode)?.unwrap_or_default())
    }

    /// A list of names in one cell, cut as `cut` says.
    pub(super) fn names(&self, field: Field, cut: fn(&str) -> Vec<String>) -> Result<Vec<String>, BadRow> {
        let names = cut(&self.text(field, MAX_CELL_CHARS)?);
        if field == Field::Tags {
            if names.len() > MAX_TAGS {
                return Err(
                    self.bad(Some(field), format!("There are {} tags; at most 50 are taken.", names.len()))
                );
            }
            names.iter().try_for_each(|name| self.within(field, name, MAX_TAG_CHARS))?;
        }
        Ok(names)
    }

    fn within(&self, field: Field, text: &str, max_chars: usize) -> Result<(), BadRow> {
        let count = text.chars().count();
        if count <= max_chars {
            return Ok(());
        }
        let name = field.as_str();
        Err(self
            .bad(Some(field), format!("The {name} has {count} characters; at most {max_chars} are taken.")))
    }

    fn optional<T>(
        &self,
        field: Field,
        subject: &str,
        parse: fn(&str) -> Result<T, String>,
    ) -> Result<Option<T>, BadRow> {
        let text = self.cell(field).trim();
        if text.is_empty() {
            return Ok(None);
        }
        parse(text).map(Some).map_err(|reason| self.bad(Some(field), format!("{subject}{reason}")))
    }

    fn cell(&self, field: Field) -> &'a str {
        let column = self.mapping.column(field);
        let cell = column.and_then(|column| self.record.cells.get(column)).unwrap_or_default();
        if self.is_own { unguard(cell) } else { cell }
    }
}
