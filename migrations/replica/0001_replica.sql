-- What only a replica keeps: who it is, what is waiting, how far it has read, and the words products are found by.
create table if not exists replica (
  name text not null,
  value text not null,
  constraint replica_pk primary key (name)
) strict, without rowid;

create table if not exists replica_mode (
  is_guessing integer not null
) strict;

insert into replica_mode (is_guessing)
select 0
where not exists (select 1 from replica_mode);

create table if not exists pending (
  id blob not null,
  seq integer not null,
  op text not null,
  said text not null,
  body text not null,
  made_at_us integer not null,
  state text not null,
  outcome text,
  constraint pending_pk primary key (id)
) strict;

create unique index if not exists pending_seq_uq on pending (seq);

create table if not exists cursor (
  kind integer not null,
  owner blob not null,
  version integer not null,
  change_id blob not null,
  constraint cursor_pk primary key (kind, owner)
) strict, without rowid;

create table if not exists import_run (
  batch blob not null,
  store_id blob not null,
  file text not null,
  state text not null,
  done integer not null,
  total integer not null,
  added integer not null,
  changed integer not null,
  same integer not null,
  bad integer not null,
  error text,
  started_at_us integer not null,
  constraint import_run_pk primary key (batch)
) strict;

-- A replica takes rows in the order they arrive, so two rows may hold one unique value for a moment: plain indexes here.
drop index if exists store_slug_uq;
drop index if exists store_member_pair_uq;
drop index if exists product_sku_uq;
drop index if exists product_slug_uq;
drop index if exists tag_slug_uq;
drop index if exists product_tag_pair_uq;
drop index if exists cart_line_pair_uq;
drop index if exists invoice_number_uq;
drop index if exists review_pair_uq;
drop index if exists review_report_pair_uq;

create index if not exists product_sku_ix on product (store_id, sku);
create index if not exists product_slug_ix on product (store_id, slug);
create index if not exists product_tag_product_ix on product_tag (product_id);
create index if not exists cart_line_account_ix on cart_line (account_id);
create index if not exists review_pair_ix on review (account_id, product_id);
create index if not exists review_report_review_ix on review_report (review_id);
create index if not exists store_member_account_ix2 on store_member (store_id, account_id);

-- The storefront pages by these without sorting.
create index if not exists product_shelf_new_ix on product (created_at_us desc, id desc) where is_active = 1 and removed_at_us is null;
create index if not exists product_shelf_name_ix on product (name, id) where is_active = 1 and removed_at_us is null;
create index if not exists product_shelf_price_ix on product (price_minor, id) where is_active = 1 and removed_at_us is null;

create virtual table if not exists product_words using fts5 (
  search,
  content = 'product',
  content_rowid = 'rowid',
  tokenize = "unicode61 remove_diacritics 0",
  prefix = '1 2 3',
  detail = 'column'
);

create virtual table if not exists product_vocabulary using fts5vocab (product_words, 'row');

create trigger if not exists product_words_insert after insert on product begin
  insert into product_words (rowid, search) values (new.rowid, new.search);
end;

create trigger if not exists product_words_delete after delete on product begin
  insert into product_words (product_words, rowid, search) values ('delete', old.rowid, old.search);
end;

create trigger if not exists product_words_update after update of search on product when old.search <> new.search begin
  insert into product_words (product_words, rowid, search) values ('delete', old.rowid, old.search);
  insert into product_words (rowid, search) values (new.rowid, new.search);
end;
