//! A store's products in and out of a hub as CSV: `import` and `export`, the same files as a desktop's. An import is a run
//! of intents of the store's owner, so every rule holds; a run that was stopped goes on where it was.

use std::fs;
use std::path::Path;

use market::catalogue::{self, Plan, Read, piece_len};
use market::db::store::StoreRow;
use market::db::{self, Tx};
use market::domain::ids;
use market::domain::import::{self, BadRow, ImportedRow, Preset};
use market::domain::money;
use market::intent::{ImportItem, Intent, IntentBody, Outcome, SCHEMA};
use market::ops::Actor;
use market::ops::import::Effect;
use market::{Code, Refusal};
use sync::Authority;
use uuid::Uuid;

use crate::arguments::Options;
use crate::commands::open;
use crate::inputs::{NewFile, need};

/// Bad rows that are named one by one.
const MOST_NAMED: usize = 50;

/// What a run came to.
#[derive(Debug, Default)]
struct Done {
    added: usize,
    changed: usize,
    same: usize,
    bad: Vec<BadRow>,
}

/// One import: whose, of what, under which name.
struct Run<'a> {
    authority: &'a Authority,
    owner: Actor,
    store: Uuid,
    batch: Uuid,
}

/// Takes a file of products in.
pub(crate) async fn import(options: &Options) -> Result<String, Refusal> {
    let bytes = read_csv(need(options, "--file")?)?;
    let plan = Plan { preset: preset(options)?, mapping: None };
    let batch = match options.get("--batch") {
        None => Uuid::now_v7(),
        Some(text) => Uuid::parse_str(text)
            .map_err(|_| Refusal::field("--batch", "This is not the name of a batch."))?,
    };
    let authority = open(options).await?;
    let mut tx = authority.db().read().await?;
    let store = store_of(&mut tx, need(options, "--store")?).await?;
    let owner = owner_of(&mut tx, store.id).await?;
    tx.rollback().await?;
    let digits = money::currency(&store.currency).map_or(2, |known| known.digits);
    let read = catalogue::read(&bytes, &plan, digits)?;
    if !options.has("--dry-run") {
        tracing::info!(%batch, "an import begins; stopped, it goes on with --batch and this name");
    }
    // The name of the run follows from the file too: another file under the same name is another run.
    let run = Run {
        authority: &authority,
        owner,
        store: store.id,
        batch: ids::derived(batch, &ids::hex(&digest(&bytes))),
    };
    let done = run.through(read, options.has("--dry-run")).await;
    authority.db().close().await;
    Ok(said(&done?, options.has("--dry-run")))
}

/// Writes a store's products to a file.
pub(crate) async fn export(options: &Options) -> Result<String, Refusal> {
    let to = need(options, "--to")?;
    let authority = open(options).await?;
    let mut tx = authority.db().read().await?;
    let store = store_of(&mut tx, need(options, "--store")?).await?;
    let exported = catalogue::products(&mut tx, &store).await?;
    tx.rollback().await?;
    authority.db().close().await;
    let mut file = NewFile::at("--to", to)?;
    file.write(&exported.bytes)?;
    file.keep()?;
    Ok(format!("{to} holds {} products of {}.\n", exported.rows, store.name))
}

impl Run<'_> {
    /// Goes through a file piece by piece. A piece is an intent with a place in the run's order: those that were decided
    /// are not sent again.
    async fn through(&self, read: Read, is_trial: bool) -> Result<Done, Refusal> {
        let mut done = Done { bad: read.bad, ..Done::default() };
        let (mut left, mut place) = (read.rows.as_slice(), 0_i64);
        while !left.is_empty() {
            let (piece, rest) = left.split_at(piece_len(left.iter().map(text_of)));
            (left, place) = (rest, place.saturating_add(1));
            let mut tx = self.authority.db().read().await?;
            let good = catalogue::compare(&mut tx, self.store, piece, &mut done.bad).await?;
            let is_decided = db::intent_log::last_seq(&mut tx, self.batch).await? >= place;
            tx.rollback().await?;
            if is_decided {
                // What somebody has changed since stays as it is.
                done.same += good.len();
                continue;
            }
            let count = |wanted: Effect| good.iter().filter(|row| row.effect == wanted).count();
            done.added += count(Effect::Added);
            done.changed += count(Effect::Changed);
            done.same += count(Effect::Same);
            let items: Vec<ImportItem> = good
                .into_iter()
                .filter(|row| row.effect != Effect::Same)
                .map(|row| ImportItem {
                    id: ids::derived(self.batch, &format!("line {}", row.line)),
                    fields: row.fields,
                    stock: row.stock,
                    pictures: vec![],
                })
                .collect();
            if !is_trial && !items.is_empty() {
                self.send(place, items).await?;
            }
        }
        Ok(done)
    }

    async fn send(&self, place: i64, items: Vec<ImportItem>) -> Result<(), Refusal> {
        let intent = Intent {
            id: ids::derived(self.batch, &place.to_string()),
            device: self.batch,
            seq: place,
            actor: self.owner.account,
            made_at_us: self.authority.now_us(),
            body: IntentBody::ImportProducts { batch: self.batch, store: self.store, items },
            schema: SCHEMA,
        };
        match self.authority.submit(&self.owner, &[intent]).await {
            (_, Some(fault)) => Err(fault),
            (answers, None) => match answers.into_iter().next().map(|answer| answer.outcome) {
                Some(Outcome::Refused(refusal)) => Err(refusal),
                _ => Ok(()),
            },
        }
    }
}

async fn store_of(tx: &mut Tx, slug: &str) -> Result<StoreRow, Refusal> {
    let found = db::store::by_slug(tx, slug).await?.filter(|store| store.removed_at_us.is_none());
    found.ok_or_else(|| {
        Refusal::new(
            Code::NotFound,
            format!("There is no store “{slug}”; --store takes the last part of its address."),
        )
    })
}

async fn owner_of(tx: &mut Tx, store: Uuid) -> Result<Actor, Refusal> {
    let account =
        db::store::owner(tx, store).await?.ok_or_else(|| Refusal::not_found("owner of the store"))?;
    accounts::actor_of(tx, account).await?.ok_or_else(|| Refusal::not_found("account"))
}

fn preset(options: &Options) -> Result<Option<Preset>, Refusal> {
    match options.get("--format") {
        None => Ok(None),
        Some("tradepost") => Ok(Some(Preset::Tradepost)),
        Some("shopify") => Ok(Some(Preset::Shopify)),
        Some("books") => Ok(Some(Preset::Books)),
        Some(_) => Err(Refusal::field("--format", "Use tradepost, shopify or books.")),
    }
}

fn read_csv(file: &str) -> Result<Vec<u8>, Refusal> {
    let path = Path::new(file);
    let fault = |error: std::io::Error| Refusal::field("--file", format!("{file} cannot be read: {error}."));
    let known = fs::metadata(path).map_err(fault)?;
    if !known.is_file() {
        return Err(Refusal::field("--file", format!("{file} is not a file.")));
    }
    if usize::try_from(known.len()).map_or(true, |size| size > import::MAX_BYTES) {
        return Err(Refusal::new(Code::TooLarge, import::ImportError::TooLarge.to_string()));
    }
    fs::read(path).map_err(fault)
}

fn digest(bytes: &[u8]) -> [u8; 32] {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).into()
}

fn text_of(row: &ImportedRow) -> usize {
    row.name.len() + row.subtitle.len() + row.description.len()
}

fn said(done: &Done, is_trial: bool) -> String {
    let would = if is_trial { "Would be: " } else { "" };
    let Done { added, changed, same, bad } = done;
    let mut text =
        format!("{would}{added} new, {changed} changed, {same} as they were, {} bad.\n", bad.len());
    for row in bad.iter().take(MOST_NAMED) {
        let field = row.field.map(|field| format!(", {field}")).unwrap_or_default();
        text.push_str(&format!("  line {}{field}: {}\n", row.line, row.reason));
    }
    if bad.len() > MOST_NAMED {
        text.push_str(&format!("  and {} more\n", bad.len() - MOST_NAMED));
    }
    text
}
