create table if not exists address (
  id blob not null,
  account_id blob not null,
  name text not null,
  line1 text not null,
  line2 text not null,
  postcode text not null,
  city text not null,
  region text not null,
  country text not null,
  phone text not null,
  last_used_us integer,
  created_at_us integer not null,
  constraint address_pk primary key (id)
) strict;

create index if not exists address_account_ix on address (account_id);
