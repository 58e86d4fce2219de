create table if not exists space (
  kind bigint not null,
  owner binary(16) not null,
  version bigint not null,
  constraint space_pk primary key (kind, owner)
) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_nopad_bin;
