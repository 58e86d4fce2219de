create table if not exists product_image (
  id binary(16) not null,
  product_id binary(16) not null,
  store_id binary(16) not null,
  picture varchar(64) not null,
  position bigint not null,
  alt varchar(200) not null,
  width bigint not null,
  height bigint not null,
  constraint product_image_pk primary key (id),
  key product_image_product_ix (product_id, position)
) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_nopad_bin;
