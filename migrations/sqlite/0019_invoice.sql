create table if not exists invoice (
  id blob not null,
  store_id blob not null,
  part_id blob not null,
  order_id blob not null,
  account_id blob not null,
  kind text not null,
  number integer not null,
  label text not null,
  issued_at_us integer not null,
  currency text not null,
  total_minor integer not null,
  buyer_name text not null,
  order_number text not null,
  store_name text not null,
  snapshot text not null,
  constraint invoice_pk primary key (id)
) strict;

create unique index if not exists invoice_number_uq on invoice (store_id, kind, number);

create index if not exists invoice_part_ix on invoice (part_id);

create index if not exists invoice_order_ix on invoice (order_id);
