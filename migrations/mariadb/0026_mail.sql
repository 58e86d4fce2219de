create table if not exists mail (
  id binary(16) not null,
  account_id binary(16),
  order_id binary(16),
  kind varchar(20) not null,
  recipient varchar(254) not null,
  subject varchar(300) not null,
  state varchar(10) not null,
  tries bigint not null,
  error varchar(1000),
  attachments varchar(1000) not null,
  created_at_us bigint not null,
  next_try_us bigint,
  sent_at_us bigint,
  constraint mail_pk primary key (id),
  key mail_due_ix (state, next_try_us),
  key mail_created_ix (created_at_us),
  key mail_order_ix (order_id)
) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_nopad_bin;
