create table if not exists second_factor (
  account_id binary(16) not null,
  secret varchar(200) not null,
  created_at_us bigint not null,
  confirmed_at_us bigint,
  last_step bigint not null,
  constraint second_factor_pk primary key (account_id)
) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_nopad_bin;
