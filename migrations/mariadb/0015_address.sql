create table if not exists address (
  id binary(16) not null,
  account_id binary(16) not null,
  name varchar(120) not null,
  line1 varchar(160) not null,
  line2 varchar(160) not null,
  postcode varchar(20) not null,
  city varchar(100) not null,
  region varchar(100) not null,
  country varchar(2) not null,
  phone varchar(40) not null,
  last_used_us bigint,
  created_at_us bigint not null,
  constraint address_pk primary key (id),
  key address_account_ix (account_id)
) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_nopad_bin;
