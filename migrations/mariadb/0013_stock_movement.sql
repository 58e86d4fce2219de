create table if not exists stock_movement (
  id binary(16) not null,
  store_id binary(16) not null,
  product_id binary(16) not null,
  delta bigint not null,
  stock_after bigint not null,
  reason varchar(20) not null,
  note varchar(500) not null,
  order_id binary(16),
  account_id binary(16),
  by_name varchar(80) not null,
  at_us bigint not null,
  constraint stock_movement_pk primary key (id),
  key stock_movement_product_ix (product_id, at_us)
) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_nopad_bin;
