create table if not exists order_line (
  id blob not null,
  part_id blob not null,
  order_id blob not null,
  store_id blob not null,
  account_id blob not null,
  product_id blob not null,
  position integer not null,
  name text not null,
  subtitle text not null,
  sku text not null,
  picture text,
  quantity integer not null,
  price_minor integer not null,
  tax_bp integer not null,
  net_minor integer not null,
  tax_minor integer not null,
  total_minor integer not null,
  state text not null,
  tracking text not null,
  constraint order_line_pk primary key (id)
) strict;

create index if not exists order_line_part_ix on order_line (part_id, position);

create index if not exists order_line_order_ix on order_line (order_id);

create index if not exists order_line_bought_ix on order_line (account_id, product_id);
