create table if not exists recovery_code (
  id binary(16) not null,
  account_id binary(16) not null,
  code_hash varchar(64) not null,
  used_at_us bigint,
  constraint recovery_code_pk primary key (id),
  key recovery_code_account_ix (account_id)
) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_nopad_bin;
