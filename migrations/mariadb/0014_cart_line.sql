create table if not exists cart_line (
  id binary(16) not null,
  account_id binary(16) not null,
  product_id binary(16) not null,
  store_id binary(16) not null,
  quantity bigint not null,
  seen_price_minor bigint not null,
  added_at_us bigint not null,
  constraint cart_line_pk primary key (id),
  unique key cart_line_pair_uq (account_id, product_id)
) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_nopad_bin;
