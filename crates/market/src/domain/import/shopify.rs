//! Shopify's product export: the first row of a handle describes the product, each further row is one more variant or
//! one more picture. Every variant becomes a product of its own, as it has its own price, stock and SKU.

use std::collections::HashMap;

use super::line::Line;
use super::values;
use super::{
    BadRow, Field, ImportedRow, MAX_CELL_CHARS, MAX_NAME_CHARS, MAX_SKU_CHARS, MAX_SLUG_CHARS, Mapping, Sheet,
};

/// The most variants of one handle, as Shopify has it; each repeats the description.
const MAX_VARIANTS: usize = 2_048;
/// The most pictures of one handle, as Shopify has it.
const MAX_PICTURES: usize = 250;

/// Columns that are no field of a product but say how rows belong together.
struct Columns {
    handle: Option<usize>,
    kind: Option<usize>,
    options: [Option<usize>; 3],
    position: Option<usize>,
    variant_picture: Option<usize>,
}

/// All rows of one handle.
struct Group<'a> {
    handle: &'a str,
    first: Line<'a>,
    variants: Vec<Line<'a>>,
    /// Place in the gallery and address.
    pictures: Vec<(u64, String)>,
}

/// What the variants of a handle share.
struct Shared {
    title: String,
    subtitle: String,
    description: String,
    is_active: Option<bool>,
    tags: Vec<String>,
    pictures: Vec<String>,
}

pub(super) fn rows(sheet: &Sheet, mapping: &Mapping, digits: u8) -> Vec<Result<ImportedRow, BadRow>> {
    let columns = Columns {
        handle: sheet.column("Handle"),
        kind: sheet.column("Type"),
        options: ["Option1 Value", "Option2 Value", "Option3 Value"].map(|name| sheet.column(name)),
        position: sheet.column("Image Position"),
        variant_picture: sheet.column("Variant Image"),
    };
    let mut found = Vec::with_capacity(sheet.len());
    for group in groups(sheet, mapping, &columns, &mut found) {
        let shared = shared(&group, &columns);
        for variant in &group.variants {
            found.push(match &shared {
                Ok(shared) => product(&group, shared, variant, &columns, digits),
                Err(bad) => Err(BadRow { line: variant.number(), ..bad.clone() }),
            });
        }
    }
    found
}

/// The rows by handle in the order of the file; rows that belong nowhere go to `found`.
fn groups<'a>(
    sheet: &'a Sheet,
    mapping: &'a Mapping,
    columns: &Columns,
    found: &mut Vec<Result<ImportedRow, BadRow>>,
) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    let mut places: HashMap<&'a str, usize> = HashMap::new();
    for record in sheet.records() {
        let taken = Line::open(sheet, record, mapping, false).and_then(|line| {
            let handle = line.at(columns.handle);
            if handle.is_empty() || handle.chars().any(char::is_control) {
                return Err(line.bad(None, "The handle is missing or holds a control character."));
            }
            let place = *places.entry(handle).or_insert(groups.len());
            if groups.len() == place {
                groups.push(Group { handle, first: line, variants: vec![], pictures: vec![] });
            }
            groups.get_mut(place).map_or(Ok(()), |group| group.take(line, columns))
        });
        found.extend(taken.err().map(Err));
    }
    groups
}

impl<'a> Group<'a> {
    /// Adds a row of this handle: its picture, and the row as a variant if it has what a variant has.
    fn take(&mut self, line: Line<'a>, columns: &Columns) -> Result<(), BadRow> {
        let picture = line.text(Field::Pictures, MAX_CELL_CHARS)?;
        let has_picture = !picture.is_empty();
        if self.variants.len() >= MAX_VARIANTS || self.pictures.len() >= MAX_PICTURES {
            return Err(line.bad(None, "The product has more than 2,048 variants or 250 pictures."));
        }
        if has_picture {
            // Pictures without a position follow in the order of the file.
            let position = line.at(columns.position).parse().unwrap_or(u64::MAX);
            self.pictures.push((position, picture));
        }
        let has_price = line.has(Field::Price) || line.has(Field::Sku);
        let is_variant = has_price || columns.options.iter().any(|option| !line.at(*option).is_empty());
        if is_variant || self.variants.is_empty() {
            self.variants.push(line);
            Ok(())
        } else if has_picture {
            Ok(())
        } else {
            Err(line.bad(None, "The row holds neither a variant nor a picture."))
        }
    }
}

fn shared(group: &Group<'_>, columns: &Columns) -> Result<Shared, BadRow> {
    let line = group.first;
    let mut tags = line.names(Field::Tags, |cell| values::list(cell.split(',')))?;
    tags.push(line.at(columns.kind).to_owned());
    let mut pictures = group.pictures.clone();
    pictures.sort_by_key(|(position, _)| *position);
    Ok(Shared {
        title: line.name()?,
        subtitle: line.text(Field::Subtitle, MAX_NAME_CHARS)?,
        description: line.description()?,
        is_active: line.is_active()?,
        tags: values::list(tags.iter().map(String::as_str)),
        pictures: pictures.into_iter().map(|(_, address)| address).collect(),
    })
}

fn product(
    group: &Group<'_>,
    shared: &Shared,
    line: &Line<'_>,
    columns: &Columns,
    digits: u8,
) -> Result<ImportedRow, BadRow> {
    let option = option_of(line, columns);
    let is_one_of_many = group.variants.len() > 1 && !option.is_empty();
    let (mut name, mut handle) = (shared.title.clone(), group.handle.to_owned());
    if is_one_of_many {
        name = format!("{name} – {option}");
        handle = format!("{handle}-{}", values::hyphened(&option));
    }
    if name.chars().count() > MAX_NAME_CHARS || option.chars().any(char::is_control) {
        let reason = "The name with its option is too long or holds a control character.";
        return Err(line.bad(Some(Field::Name), reason));
    }
    let sku = Some(line.sku()?).filter(|sku| !sku.is_empty());
    let own_picture = line.at(columns.variant_picture);
    let pictures = std::iter::once(own_picture).chain(shared.pictures.iter().map(String::as_str));
    Ok(ImportedRow {
        line: line.number(),
        name,
        subtitle: shared.subtitle.clone(),
        sku: sku.unwrap_or_else(|| values::shortened(&handle, MAX_SKU_CHARS)),
        barcode: line.barcode()?,
        slug: values::shortened(&values::hyphened(&handle), MAX_SLUG_CHARS),
        description: shared.description.clone(),
        price_minor: line.price(digits)?,
        tax_bp: line.tax()?,
        stock: line.pieces(Field::Stock)?,
        low_stock: line.pieces(Field::LowStock)?,
        is_active: shared.is_active,
        tags: shared.tags.clone(),
        pictures: values::list(pictures),
    })
}

/// The values of a variant's options; Shopify writes `Default Title` where there is nothing to choose.
fn option_of(line: &Line<'_>, columns: &Columns) -> String {
    let values = columns.options.iter().map(|option| line.at(*option));
    values.filter(|value| !value.is_empty() && *value != "Default Title").collect::<Vec<_>>().join(" / ")
}
