create table if not exists one_time_token (
  id binary(16) not null,
  account_id binary(16) not null,
  purpose varchar(20) not null,
  address varchar(254) not null,
  link_hash varchar(64) not null,
  code_hash varchar(64) not null,
  tries bigint not null,
  created_at_us bigint not null,
  link_until_us bigint not null,
  code_until_us bigint not null,
  used_at_us bigint,
  withdrawn_at_us bigint,
  constraint one_time_token_pk primary key (id),
  unique key one_time_token_link_uq (link_hash),
  key one_time_token_account_ix (account_id, purpose, created_at_us),
  key one_time_token_address_ix (address, purpose, created_at_us)
) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_nopad_bin;
