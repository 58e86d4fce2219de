create table if not exists feed (
  kind bigint not null,
  owner binary(16) not null,
  tab bigint not null,
  row_id binary(16) not null,
  version bigint not null,
  change_id binary(16) not null,
  constraint feed_pk primary key (kind, owner, tab, row_id),
  key feed_version_ix (kind, owner, version)
) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_nopad_bin;
