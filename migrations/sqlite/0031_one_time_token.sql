create table if not exists one_time_token (
  id blob not null,
  account_id blob not null,
  purpose text not null,
  address text not null,
  link_hash text not null,
  code_hash text not null,
  tries integer not null,
  created_at_us integer not null,
  link_until_us integer not null,
  code_until_us integer not null,
  used_at_us integer,
  withdrawn_at_us integer,
  constraint one_time_token_pk primary key (id)
) strict;

create unique index if not exists one_time_token_link_uq on one_time_token (link_hash);

create index if not exists one_time_token_account_ix on one_time_token (account_id, purpose, created_at_us);

create index if not exists one_time_token_address_ix on one_time_token (address, purpose, created_at_us);
