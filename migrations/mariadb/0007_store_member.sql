create table if not exists store_member (
  id binary(16) not null,
  store_id binary(16) not null,
  account_id binary(16) not null,
  role varchar(20) not null,
  created_at_us bigint not null,
  constraint store_member_pk primary key (id),
  unique key store_member_pair_uq (store_id, account_id),
  key store_member_account_ix (account_id)
) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_nopad_bin;
