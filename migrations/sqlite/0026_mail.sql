create table if not exists mail (
  id blob not null,
  account_id blob,
  order_id blob,
  kind text not null,
  recipient text not null,
  subject text not null,
  state text not null,
  tries integer not null,
  error text,
  attachments text not null,
  created_at_us integer not null,
  next_try_us integer,
  sent_at_us integer,
  constraint mail_pk primary key (id)
) strict;

create index if not exists mail_due_ix on mail (state, next_try_us);

create index if not exists mail_created_ix on mail (created_at_us);

create index if not exists mail_order_ix on mail (order_id);
