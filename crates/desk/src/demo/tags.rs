//! The demo's tags: what the list brings gets a few words, and what keeps the rain off gets a tag of its own.

use market::domain::{edit, ids};
use market::intent::IntentBody;
use market::view::product::ListProducts;
use market::{Refusal, view};
use uuid::Uuid;

use crate::call::Call;

const DESCRIBED: [(&str, &str); 3] = [
    ("men", "Cut for broad shoulders and long arms."),
    ("women", "Cut closer, with room where it is needed."),
    (OUTER, "Jackets for wind, rain and the first snow."),
];

const OUTER: &str = "Outerwear";

/// Describes the tags and sews the new one on.
pub(super) async fn write(vendor: &Call, store: Uuid) -> Result<(), Refusal> {
    let tags = view::product::tags(&mut vendor.read().await?, vendor.account(), Some(store)).await?.tags;
    for (name, description) in DESCRIBED {
        let known = tags.iter().find(|tag| tag.name == name);
        if known.is_some_and(|tag| !tag.description.is_empty()) {
            continue;
        }
        let id = known.map_or_else(|| ids::derived(store, name), |tag| tag.id);
        let slug = known.map_or_else(String::new, |tag| tag.slug.clone());
        let (name, description) = (name.to_owned(), description.to_owned());
        vendor.change(IntentBody::SaveTag { id, store, name, slug, description }).await?;
    }
    sew_on(vendor, store).await
}

async fn sew_on(vendor: &Call, store: Uuid) -> Result<(), Refusal> {
    let (text, limit) = (Some("jacket".to_owned()), Some(100));
    let ask = ListProducts { store: Some(store), text, limit, ..ListProducts::default() };
    let jackets = view::product::list(&mut vendor.read().await?, vendor.account(), &ask).await?.rows;
    for row in jackets.iter().filter(|row| !row.tags.iter().any(|tag| tag == OUTER)) {
        let before = view::product::get(&mut vendor.read().await?, vendor.account(), row.id).await?.fields;
        let mut after = before.clone();
        after.tags.push(OUTER.to_owned());
        vendor.change(IntentBody::EditProduct { id: row.id, edit: edit::between(&before, &after)? }).await?;
    }
    Ok(())
}
