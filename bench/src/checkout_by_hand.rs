//! The same checkout written out by hand: the same statements in the same order on one raw sqlx connection, every text
//! made beforehand. It checks nothing, computes nothing and can sell only three of one thing.

use std::path::Path;
use std::str::FromStr;

use sqlx::mysql::{MySqlConnectOptions, MySqlPoolOptions, MySqlSslMode};
use sqlx::{MySqlPool, SqlitePool};
use uuid::Uuid;

use crate::town::Town;
use stories::Fallible;

/// A raw pool on either engine.
pub(crate) enum Raw {
    Sqlite(SqlitePool),
    Maria(MySqlPool),
}

impl Raw {
    /// Opens a MariaDB as the product does.
    pub(crate) async fn maria(url: &str, ca: &Path) -> Fallible<Self> {
        let options = MySqlConnectOptions::from_str(url)?.ssl_mode(MySqlSslMode::VerifyIdentity).ssl_ca(ca);
        let pool = MySqlPoolOptions::new().max_connections(1).connect_with(options).await?;
        sqlx::query("set session transaction isolation level read committed").execute(&pool).await?;
        Ok(Self::Maria(pool))
    }
}

/// Who sells and buys, by hand.
pub(crate) struct Hand {
    raw: Raw,
    store: Uuid,
    account: Uuid,
    address: Uuid,
    device: Uuid,
    seq: i64,
}

const ADDRESS: &str = r#"{"name":"Zoë Müller","line1":"Rue du Lac 1","line2":"","postcode":"1201","city":"Genève","region":"","country":"CH","phone":""}"#;
/// As long as the snapshot of such an invoice.
const SNAPSHOT: usize = 2_300;
/// As long as the mail of such an order.
const LETTER: usize = 1_800;
const FIND_INTENT: &str = "select body_hash, outcome from intent where id = ?";
const LAST_SEQ: &str = "select coalesce(max(seq), 0) from intent where device_id = ?";
const FIND_ORDER: &str =
    "select id, account_id, number, state, placed_at_us, billing, shipping, note from purchase where id = ?";
const FIND_ADDRESS: &str = "select id, account_id, name, line1, line2, postcode, city, region, country, phone, last_used_us from address where id = ? and account_id = ?";
const STORES_OF: &str = "select id, store_id from product where id in (?,?,?)";
const TAKE: &str = "update product set stock = stock - ?, is_sold = 1 where id = ? and stock >= ?";
const PRODUCTS: &str = "select id, store_id, sku, barcode, name, subtitle, slug, description, price_minor, tax_bp, stock, low_stock, is_active, is_sold, picture, rating_sum, rating_count, verified_sum, verified_count, removed_at_us, created_at_us, updated_at_us from product where id in (?, ?, ?) order by id";
const STORES: &str = "select s.id, s.slug, s.name, s.description, s.logo, s.email, s.phone, s.legal_name, s.line1, s.line2, s.postcode, s.city, s.region, s.country, s.tax_number, s.currency, s.invoice_prefix, s.payment_days, s.is_open, s.removed_at_us, s.created_at_us, s.updated_at_us, coalesce(b.bank_name, '') as bank_name, coalesce(b.iban, '') as iban, coalesce(b.bic, '') as bic, coalesce(b.next_invoice, 1) as next_invoice, coalesce(b.next_credit, 1) as next_credit from store s left join store_books b on b.id = s.id where s.id in (?) order by s.id";
const ADD_ORDER: &str = "insert into purchase (id, account_id, number, state, placed_at_us, billing, shipping, note) values (?, ?, ?, ?, ?, ?, ?, ?)";
const ADD_PART: &str = "insert into order_part (id, order_id, store_id, account_id, order_number, store_name, state, currency, net_minor, tax_minor, total_minor, buyer_name, buyer_email, billing, shipping, note, placed_at_us, paid_at_us, paid_by) values (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
const ADD_LINES: &str = "insert into order_line (id, part_id, order_id, store_id, account_id, product_id, position, name, subtitle, sku, picture, quantity, price_minor, tax_bp, net_minor, tax_minor, total_minor, state, tracking) values (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?), (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?), (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
const ADD_MOVES: &str = "insert into stock_movement (id, store_id, product_id, delta, stock_after, reason, note, order_id, account_id, by_name, at_us) values (?,?,?,?,?,?,?,?,?,?,?), (?,?,?,?,?,?,?,?,?,?,?), (?,?,?,?,?,?,?,?,?,?,?)";
const FROM_CART: &str = "delete from cart_line where id = ?";
const USED: &str = "update address set last_used_us = ? where id = ?";
const DRAW: &str = "update store_books set next_invoice = next_invoice + 1 where id = ?";
const DRAWN: &str = "select next_invoice - 1 from store_books where id = ?";
const ADD_INVOICE: &str = "insert into invoice (id, store_id, part_id, order_id, account_id, kind, number, label, issued_at_us, currency, total_minor, buyer_name, order_number, store_name, snapshot) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
const ADD_MAIL: &str = "insert into mail (id, account_id, order_id, kind, recipient, subject, state, tries, error, attachments, created_at_us, next_try_us, sent_at_us) values (?, ?, ?, ?, ?, ?, 'queued', 0, null, ?, ?, ?, null)";
const ADD_LETTER: &str = "insert into mail_content (id, letter) values (?, ?)";
const ADD_INTENT: &str = "insert into intent (id, device_id, seq, account_id, op, body_hash, made_at_us, applied_at_us, outcome) values (?, ?, ?, ?, ?, ?, ?, ?, ?)";
const BUMP: &str = "update space set version = version + 1 where kind = ? and owner = ?";
const FIRST: &str = "insert into space (kind, owner, version) values (?, ?, 1)";
const VERSION: &str = "select version from space where kind = ? and owner = ?";

/// One checkout on one engine's pool; the two engines differ in types and in how a transaction begins.
macro_rules! checkout {
    ($self:ident, $tx:expr, $products:ident, $feed_tail:literal) => {{
        let mut tx = $tx;
        let (store, account, address, device) = ($self.store, $self.account, $self.address, $self.device);
        let (intent, order, part, invoice, mail) =
            (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
        let (lines, moves, carts) = ([(); 3].map(|()| Uuid::now_v7()), [(); 3].map(|()| Uuid::now_v7()), [(); 3].map(|()| Uuid::now_v7()));
        let now = 1_795_200_000_000_000_i64;
        sqlx::query(FIND_INTENT).bind(intent).fetch_optional(&mut *tx).await?;
        sqlx::query(LAST_SEQ).bind(device).fetch_optional(&mut *tx).await?;
        sqlx::query(FIND_ORDER).bind(order).fetch_optional(&mut *tx).await?;
        for _ in 0..2 {
            sqlx::query(FIND_ADDRESS).bind(address).bind(account).fetch_optional(&mut *tx).await?;
        }
        sqlx::query(STORES_OF).bind($products[0]).bind($products[1]).bind($products[2]).fetch_all(&mut *tx).await?;
        for product in $products {
            sqlx::query(TAKE).bind(1_i64).bind(product).bind(1_i64).execute(&mut *tx).await?;
        }
        sqlx::query(PRODUCTS).bind($products[0]).bind($products[1]).bind($products[2]).fetch_all(&mut *tx).await?;
        sqlx::query(STORES).bind(store).fetch_all(&mut *tx).await?;
        let asked = sqlx::query(ADD_ORDER).bind(order).bind(account).bind("ABCDEFGH").bind("new").bind(now).bind(ADDRESS).bind(ADDRESS).bind("");
        asked.execute(&mut *tx).await?;
        let asked = sqlx::query(ADD_PART).bind(part).bind(order).bind(store).bind(account).bind("ABCDEFGH").bind("Lantern Books").bind("new").bind("EUR");
        let asked = asked.bind(5_580_i64).bind(390_i64).bind(5_970_i64).bind("Zoë Müller").bind("buyer@example.org").bind(ADDRESS).bind(ADDRESS).bind("");
        asked.bind(now).bind(None::<i64>).bind(None::<String>).execute(&mut *tx).await?;
        let mut asked = sqlx::query(ADD_LINES);
        for (at, line) in lines.iter().enumerate() {
            asked = asked.bind(*line).bind(part).bind(order).bind(store).bind(account).bind($products[at]).bind(1_i64);
            asked = asked.bind("Volume 123 of the collected letters").bind("Zoë Müller").bind("V-123").bind(None::<String>).bind(1_i64);
            asked = asked.bind(1_990_i64).bind(700_i64).bind(1_860_i64).bind(130_i64).bind(1_990_i64).bind("new").bind("");
        }
        asked.execute(&mut *tx).await?;
        let mut asked = sqlx::query(ADD_MOVES);
        for (at, movement) in moves.iter().enumerate() {
            asked = asked.bind(*movement).bind(store).bind($products[at]).bind(-1_i64).bind(499_999_i64).bind("sold").bind("ABCDEFGH");
            asked = asked.bind(order).bind(account).bind("buyer of the town").bind(now);
        }
        asked.execute(&mut *tx).await?;
        for cart in carts {
            sqlx::query(FROM_CART).bind(cart).execute(&mut *tx).await?;
        }
        sqlx::query(USED).bind(now).bind(address).execute(&mut *tx).await?;
        sqlx::query(DRAW).bind(store).execute(&mut *tx).await?;
        let (number,): (i64,) = sqlx::query_as(DRAWN).bind(store).fetch_one(&mut *tx).await?;
        let asked = sqlx::query(ADD_INVOICE).bind(invoice).bind(store).bind(part).bind(order).bind(account).bind("invoice").bind(number);
        let asked = asked.bind(format!("LB-{number:05}")).bind(now).bind("EUR").bind(5_970_i64).bind("Zoë Müller").bind("ABCDEFGH");
        asked.bind("Lantern Books").bind("x".repeat(SNAPSHOT)).execute(&mut *tx).await?;
        let asked = sqlx::query(ADD_MAIL).bind(mail).bind(account).bind(order).bind("order_placed").bind("buyer@example.org");
        asked.bind("Your order ABCDEFGH").bind(r#"["LB-00001.pdf"]"#).bind(now).bind(now).execute(&mut *tx).await?;
        sqlx::query(ADD_LETTER).bind(mail).bind("x".repeat(LETTER)).execute(&mut *tx).await?;
        let asked = sqlx::query(ADD_INTENT).bind(intent).bind(device).bind($self.seq).bind(account).bind("place_order");
        asked.bind("0123456789abcdef".repeat(4)).bind(now).bind(now).bind(r#"{"outcome":"applied"}"#).execute(&mut *tx).await?;
        let mut versions = [0_i64; 3];
        for (version, (kind, owner)) in versions.iter_mut().zip([(1_i64, store), (2, store), (3, account)]) {
            if sqlx::query(BUMP).bind(kind).bind(owner).execute(&mut *tx).await?.rows_affected() == 0 {
                sqlx::query(FIRST).bind(kind).bind(owner).execute(&mut *tx).await?;
            }
            (*version,) = sqlx::query_as(VERSION).bind(kind).bind(owner).fetch_one(&mut *tx).await?;
        }
        let mut rows: Vec<(i64, Uuid, i64, Uuid, i64)> = Vec::with_capacity(24);
        for at in 0..3 {
            rows.push((1, store, 4, $products[at], versions[0]));
            rows.push((2, store, 4, $products[at], versions[1]));
            rows.push((2, store, 8, moves[at], versions[1]));
            rows.push((2, store, 13, lines[at], versions[1]));
            rows.push((3, account, 13, lines[at], versions[2]));
            rows.push((3, account, 9, carts[at], versions[2]));
        }
        rows.push((2, store, 2, store, versions[1]));
        rows.push((2, store, 12, part, versions[1]));
        rows.push((2, store, 14, invoice, versions[1]));
        for (table, row) in [(10, address), (11, order), (12, part), (14, invoice), (18, mail)] {
            rows.push((3, account, table, row, versions[2]));
        }
        let mut asked = sqlx::query(concat!(
            "insert into feed (kind, owner, tab, row_id, version, change_id) values ",
            "(?,?,?,?,?,?),(?,?,?,?,?,?),(?,?,?,?,?,?),(?,?,?,?,?,?),(?,?,?,?,?,?),(?,?,?,?,?,?),(?,?,?,?,?,?),(?,?,?,?,?,?),(?,?,?,?,?,?),",
            "(?,?,?,?,?,?),(?,?,?,?,?,?),(?,?,?,?,?,?),(?,?,?,?,?,?),(?,?,?,?,?,?),(?,?,?,?,?,?),(?,?,?,?,?,?),(?,?,?,?,?,?),(?,?,?,?,?,?),",
            "(?,?,?,?,?,?),(?,?,?,?,?,?),(?,?,?,?,?,?),(?,?,?,?,?,?),(?,?,?,?,?,?),(?,?,?,?,?,?),(?,?,?,?,?,?),(?,?,?,?,?,?) ",
            $feed_tail
        ));
        for (kind, owner, table, row, version) in rows {
            asked = asked.bind(kind).bind(owner).bind(table).bind(row).bind(version).bind(intent);
        }
        asked.execute(&mut *tx).await?;
        tx.commit().await?;
    }};
}

impl Hand {
    /// Sells what a town has.
    pub(crate) fn over(raw: Raw, town: &Town) -> Self {
        Self::of(raw, town.store, town.buyer.account, town.address)
    }

    /// Sells to somebody.
    pub(crate) fn of(raw: Raw, store: Uuid, account: Uuid, address: Uuid) -> Self {
        Self { raw, store, account, address, device: Uuid::now_v7(), seq: 0 }
    }

    /// Three lines of another store, one of each.
    pub(crate) async fn checkout_at(&mut self, store: Uuid, products: [Uuid; 3]) -> Fallible<()> {
        self.store = store;
        self.checkout(products).await
    }

    /// Three lines, one of each.
    pub(crate) async fn checkout(&mut self, products: [Uuid; 3]) -> Fallible<()> {
        self.seq += 1;
        match &self.raw {
            Raw::Sqlite(pool) => checkout!(
                self,
                pool.begin_with("begin immediate").await?,
                products,
                "on conflict (kind, owner, tab, row_id) do update set version = excluded.version, change_id = excluded.change_id"
            ),
            Raw::Maria(pool) => checkout!(
                self,
                pool.begin().await?,
                products,
                "on duplicate key update version = values(version), change_id = values(change_id)"
            ),
        }
        Ok(())
    }
}
