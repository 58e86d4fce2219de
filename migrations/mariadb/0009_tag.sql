create table if not exists tag (
  id binary(16) not null,
  store_id binary(16) not null,
  slug varchar(80) not null,
  name varchar(80) not null,
  description varchar(1000) not null,
  constraint tag_pk primary key (id),
  unique key tag_slug_uq (store_id, slug),
  key tag_by_slug_ix (slug)
) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_nopad_bin;
