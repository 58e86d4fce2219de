create table if not exists session (
  id blob not null,
  account_id blob not null,
  seat text not null,
  token_hash text not null,
  created_at_us integer not null,
  seen_at_us integer not null,
  expires_at_us integer,
  ended_at_us integer,
  constraint session_pk primary key (id)
) strict;

create unique index if not exists session_token_uq on session (token_hash);

create index if not exists session_account_ix on session (account_id);
