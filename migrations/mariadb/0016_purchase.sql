create table if not exists purchase (
  id binary(16) not null,
  account_id binary(16) not null,
  number varchar(20) not null,
  state varchar(10) not null,
  placed_at_us bigint not null,
  billing mediumtext not null,
  shipping mediumtext not null,
  note varchar(1000) not null,
  constraint purchase_pk primary key (id),
  key purchase_account_ix (account_id, placed_at_us)
) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_nopad_bin;
