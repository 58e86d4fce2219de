create table if not exists sign_in_ticket (
  ticket_hash varchar(64) not null,
  account_id binary(16) not null,
  seat varchar(20) not null,
  is_remembered tinyint(1) not null,
  device_hash varchar(64),
  device_name varchar(80) not null,
  tries bigint not null,
  expires_at_us bigint not null,
  constraint sign_in_ticket_pk primary key (ticket_hash),
  key sign_in_ticket_end_ix (expires_at_us)
) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_nopad_bin;
