create table if not exists cart_line (
  id blob not null,
  account_id blob not null,
  product_id blob not null,
  store_id blob not null,
  quantity integer not null,
  seen_price_minor integer not null,
  added_at_us integer not null,
  constraint cart_line_pk primary key (id)
) strict;

create unique index if not exists cart_line_pair_uq on cart_line (account_id, product_id);
