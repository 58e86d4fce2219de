create table if not exists sign_in_try (
  key_hash varchar(64) not null,
  failures bigint not null,
  at_us bigint not null,
  not_before_us bigint not null,
  constraint sign_in_try_pk primary key (key_hash),
  key sign_in_try_at_ix (at_us)
) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_nopad_bin;
