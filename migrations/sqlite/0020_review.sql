create table if not exists review (
  id blob not null,
  product_id blob not null,
  store_id blob not null,
  account_id blob not null,
  author text not null,
  rating integer not null,
  title text not null,
  body text not null,
  is_verified integer not null,
  is_hidden integer not null,
  edits integer not null,
  created_at_us integer not null,
  updated_at_us integer not null,
  reply text,
  reply_at_us integer,
  constraint review_pk primary key (id)
) strict;

create unique index if not exists review_pair_uq on review (account_id, product_id);

create index if not exists review_product_ix on review (product_id);

create index if not exists review_store_ix on review (store_id, updated_at_us);
