create table if not exists account_role (
  account_id binary(16) not null,
  role varchar(20) not null,
  constraint account_role_pk primary key (account_id, role)
) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_nopad_bin;
