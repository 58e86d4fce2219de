create table if not exists stock_movement (
  id blob not null,
  store_id blob not null,
  product_id blob not null,
  delta integer not null,
  stock_after integer not null,
  reason text not null,
  note text not null,
  order_id blob,
  account_id blob,
  by_name text not null,
  at_us integer not null,
  constraint stock_movement_pk primary key (id)
) strict;

create index if not exists stock_movement_product_ix on stock_movement (product_id, at_us);
