create table if not exists session (
  id binary(16) not null,
  account_id binary(16) not null,
  seat varchar(20) not null,
  token_hash varchar(64) not null,
  created_at_us bigint not null,
  seen_at_us bigint not null,
  expires_at_us bigint,
  ended_at_us bigint,
  constraint session_pk primary key (id),
  unique key session_token_uq (token_hash),
  key session_account_ix (account_id)
) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_nopad_bin;
