//! Tags belong to a store; the storefront brings those with the same slug together.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use uuid::Uuid;

use super::engine::Tx;
use super::staff::MAY;
use super::tables;
use super::value::Value;
use crate::args;
use crate::domain::{ids, slug};
use crate::permission::Permission;
use crate::refusal::Refusal;
use crate::space::Space;

/// A tag.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "columns; see the migration")]
pub struct TagRow {
    pub id: Uuid,
    pub store_id: Uuid,
    pub slug: String,
    pub name: String,
    pub description: String,
}

fn touch(tx: &mut Tx, table: i64, store: Uuid, id: Uuid) {
    tx.touch(Space::shelf(store), table, id);
    tx.touch(Space::office(store), table, id);
}

/// The tag with this id.
pub async fn get(tx: &mut Tx, id: Uuid) -> Result<Option<TagRow>, Refusal> {
    tx.opt("select id, store_id, slug, name, description from tag where id = ?", args![id]).await
}

/// Whether the store has another tag with this slug.
pub async fn has_slug(tx: &mut Tx, store: Uuid, slug: &str, other_than: Uuid) -> Result<bool, Refusal> {
    let found: Option<(i64,)> = tx
        .opt("select 1 from tag where store_id = ? and slug = ? and id <> ?", args![store, slug, other_than])
        .await?;
    Ok(found.is_some())
}

/// Inserts a tag or changes it.
pub async fn save(tx: &mut Tx, tag: &TagRow) -> Result<(), Refusal> {
    tx.upsert(
        "insert into tag (id, store_id, slug, name, description) values",
        "id",
        &["slug", "name", "description"],
        vec![args![tag.id, tag.store_id, &tag.slug, &tag.name, &tag.description]],
    )
    .await?;
    touch(tx, tables::TAG, tag.store_id, tag.id);
    Ok(())
}

/// Removes a tag from its products and for good; answers the products that had it.
pub async fn remove(tx: &mut Tx, tag: &TagRow) -> Result<Vec<Uuid>, Refusal> {
    let links: Vec<(Uuid, Uuid)> =
        tx.all("select id, product_id from product_tag where tag_id = ?", args![tag.id]).await?;
    tx.exec("delete from product_tag where tag_id = ?", args![tag.id]).await?;
    tx.exec_one("delete from tag where id = ?", args![tag.id]).await?;
    for (link, _) in &links {
        touch(tx, tables::PRODUCT_TAG, tag.store_id, *link);
    }
    touch(tx, tables::TAG, tag.store_id, tag.id);
    Ok(links.into_iter().map(|link| link.1).collect())
}

/// The products that carry a tag.
pub async fn products(tx: &mut Tx, tag: Uuid) -> Result<Vec<Uuid>, Refusal> {
    let rows: Vec<(Uuid,)> =
        tx.all("select product_id from product_tag where tag_id = ?", args![tag]).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// The names of the tags of these products, in order.
pub async fn names_of(tx: &mut Tx, products: &[Uuid]) -> Result<BTreeMap<Uuid, Vec<String>>, Refusal> {
    let keys: Vec<_> = products.iter().map(|id| Value::from(*id)).collect();
    let rows: Vec<(Uuid, String)> = tx
        .all_in(
            "select pt.product_id, t.name from product_tag pt join tag t on t.id = pt.tag_id where pt.product_id in",
            vec![],
            &keys,
            "order by pt.product_id, t.name",
        )
        .await?;
    let mut found: BTreeMap<Uuid, Vec<String>> = BTreeMap::new();
    for (product, name) in rows {
        found.entry(product).or_default().push(name);
    }
    Ok(found)
}

/// Gives products exactly these tags; tags the store does not have yet are made, with ids that follow from `seed`.
pub async fn set_for(
    tx: &mut Tx,
    (store, seed): (Uuid, Uuid),
    wanted: &[(Uuid, &[String])],
    are_new: bool,
) -> Result<(), Refusal> {
    let known = ensure(tx, (store, seed), wanted.iter().flat_map(|(_, names)| names.iter())).await?;
    let mut have: BTreeMap<Uuid, Vec<(Uuid, Uuid)>> = BTreeMap::new();
    if !are_new {
        let keys: Vec<_> = wanted.iter().map(|(product, _)| Value::from(*product)).collect();
        let rows: Vec<(Uuid, Uuid, Uuid)> = tx
            .all_in("select product_id, tag_id, id from product_tag where product_id in", vec![], &keys, "")
            .await?;
        for (product, tag, link) in rows {
            have.entry(product).or_default().push((tag, link));
        }
    }
    let (mut added, mut dropped) = (Vec::new(), Vec::new());
    for (product, names) in wanted {
        let tags: Vec<Uuid> = names
            .iter()
            .filter_map(|name| slug::from_name(name, 80))
            .filter_map(|slug| known.get(&slug).copied())
            .collect();
        let old = have.remove(product).unwrap_or_default();
        for tag in tags.iter().filter(|tag| !old.iter().any(|(had, _)| had == *tag)) {
            added.push((ids::pair(*tag, *product), *product, *tag));
        }
        dropped.extend(old.into_iter().filter(|(had, _)| !tags.contains(had)).map(|(_, link)| link));
    }
    for link in added.iter().map(|link| link.0).chain(dropped.iter().copied()) {
        touch(tx, tables::PRODUCT_TAG, store, link);
    }
    let keys: Vec<_> = dropped.into_iter().map(Value::from).collect();
    tx.exec_in("delete from product_tag where id in", vec![], &keys).await?;
    let rows = added.into_iter().map(|(link, product, tag)| args![link, product, tag, store]).collect();
    tx.insert_many("insert into product_tag (id, product_id, tag_id, store_id) values", rows, "").await
}

/// The store's tags with these names, by slug; missing ones are made.
async fn ensure(
    tx: &mut Tx,
    (store, seed): (Uuid, Uuid),
    names: impl Iterator<Item = &String>,
) -> Result<BTreeMap<String, Uuid>, Refusal> {
    let wanted: BTreeMap<String, &String> =
        names.filter_map(|name| Some((slug::from_name(name, 80)?, name))).collect();
    let keys: Vec<_> = wanted.keys().map(Value::from).collect();
    let rows: Vec<(String, Uuid)> =
        tx.all_in("select slug, id from tag where store_id = ? and slug in", args![store], &keys, "").await?;
    let mut known: BTreeMap<String, Uuid> = rows.into_iter().collect();
    let mut rows = Vec::new();
    for (slug, name) in wanted {
        if let Entry::Vacant(place) = known.entry(slug) {
            let id = ids::derived(seed, &format!("tag {}", place.key()));
            rows.push(args![id, store, place.key(), name, ""]);
            touch(tx, tables::TAG, store, id);
            place.insert(id);
        }
    }
    tx.insert_many("insert into tag (id, store_id, slug, name, description) values", rows, "").await?;
    Ok(known)
}

/// A tag with the number of its products.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the names say it")]
pub struct CountedTag {
    pub id: Uuid,
    pub store_id: Uuid,
    pub slug: String,
    pub name: String,
    pub description: String,
    pub products: i64,
}

/// The tags of one's own stores.
pub async fn list(tx: &mut Tx, account: Uuid, store: Option<Uuid>) -> Result<Vec<CountedTag>, Refusal> {
    let sql = format!(
        "select t.id, t.store_id, t.slug, t.name, t.description, \
         (select count(*) from product_tag pt join product p on p.id = pt.product_id where pt.tag_id = t.id and p.removed_at_us is null) \
         as products from tag t where t.store_id in ({MAY}) \
         and (? is null or t.store_id = ?) order by t.name, t.id"
    );
    tx.all_built(sql, args![account, Permission::TagView.name(), store, store]).await
}
