create table if not exists account (
  id binary(16) not null,
  email varchar(254) not null,
  username varchar(20) not null,
  username_folded varchar(20) not null,
  display_name varchar(80) not null,
  mobile varchar(20),
  password_hash varchar(200) not null,
  email_verified_at_us bigint,
  terms_accepted_at_us bigint not null,
  created_at_us bigint not null,
  constraint account_pk primary key (id),
  unique key account_email_uq (email),
  unique key account_username_uq (username_folded),
  unique key account_mobile_uq (mobile)
) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_nopad_bin;
