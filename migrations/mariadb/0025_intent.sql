create table if not exists intent (
  id binary(16) not null,
  device_id binary(16) not null,
  seq bigint not null,
  account_id binary(16) not null,
  op varchar(40) not null,
  body_hash varchar(64) not null,
  made_at_us bigint not null,
  applied_at_us bigint not null,
  outcome mediumtext not null,
  constraint intent_pk primary key (id),
  unique key intent_device_uq (device_id, seq)
) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_nopad_bin;
