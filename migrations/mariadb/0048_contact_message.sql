create table if not exists contact_message (
  id binary(16) not null,
  store_id binary(16),
  account_id binary(16),
  name varchar(80) not null,
  reply_to varchar(254) not null,
  message mediumtext not null,
  at_us bigint not null,
  constraint contact_message_pk primary key (id),
  key contact_message_at_ix (at_us, id),
  key contact_message_reply_ix (reply_to, at_us)
) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_nopad_bin;
