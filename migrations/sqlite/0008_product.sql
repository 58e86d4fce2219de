create table if not exists product (
  id blob not null,
  store_id blob not null,
  sku text not null,
  barcode text not null,
  name text not null,
  subtitle text not null,
  slug text not null,
  description text not null,
  price_minor integer not null,
  tax_bp integer not null,
  stock integer not null,
  low_stock integer not null,
  is_active integer not null,
  is_sold integer not null,
  search text not null,
  picture text,
  rating_sum integer not null,
  rating_count integer not null,
  verified_sum integer not null,
  verified_count integer not null,
  removed_at_us integer,
  created_at_us integer not null,
  updated_at_us integer not null,
  constraint product_pk primary key (id)
) strict;

create unique index if not exists product_sku_uq on product (store_id, sku);

create unique index if not exists product_slug_uq on product (store_id, slug);

create index if not exists product_name_ix on product (store_id, name, id);
