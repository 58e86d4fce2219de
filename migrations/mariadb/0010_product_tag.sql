create table if not exists product_tag (
  id binary(16) not null,
  product_id binary(16) not null,
  tag_id binary(16) not null,
  store_id binary(16) not null,
  constraint product_tag_pk primary key (id),
  unique key product_tag_pair_uq (product_id, tag_id),
  key product_tag_tag_ix (tag_id)
) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_nopad_bin;
