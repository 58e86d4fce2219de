-- The end of the chain, so that rows missing there are found too.
create table if not exists audit_head (
  id bigint not null,
  seq bigint not null,
  hash varchar(64) not null,
  constraint audit_head_pk primary key (id)
) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_nopad_bin;
