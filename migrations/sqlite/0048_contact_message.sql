create table if not exists contact_message (
  id blob not null,
  store_id blob,
  account_id blob,
  name text not null,
  reply_to text not null,
  message text not null,
  at_us integer not null,
  constraint contact_message_pk primary key (id)
) strict;

create index if not exists contact_message_at_ix on contact_message (at_us, id);

create index if not exists contact_message_reply_ix on contact_message (reply_to, at_us);
