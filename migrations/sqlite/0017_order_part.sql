create table if not exists order_part (
  id blob not null,
  order_id blob not null,
  store_id blob not null,
  account_id blob not null,
  order_number text not null,
  store_name text not null,
  state text not null,
  currency text not null,
  net_minor integer not null,
  tax_minor integer not null,
  total_minor integer not null,
  buyer_name text not null,
  buyer_email text not null,
  billing text not null,
  shipping text not null,
  note text not null,
  placed_at_us integer not null,
  paid_at_us integer,
  paid_by text,
  constraint order_part_pk primary key (id)
) strict;

create index if not exists order_part_order_ix on order_part (order_id);

create index if not exists order_part_store_ix on order_part (store_id, placed_at_us);
