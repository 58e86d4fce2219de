create table if not exists intent (
  id blob not null,
  device_id blob not null,
  seq integer not null,
  account_id blob not null,
  op text not null,
  body_hash text not null,
  made_at_us integer not null,
  applied_at_us integer not null,
  outcome text not null,
  constraint intent_pk primary key (id)
) strict;

create unique index if not exists intent_device_uq on intent (device_id, seq);
