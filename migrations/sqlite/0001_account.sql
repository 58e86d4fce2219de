create table if not exists account (
  id blob not null,
  email text not null,
  username text not null,
  username_folded text not null,
  display_name text not null,
  mobile text,
  password_hash text not null,
  email_verified_at_us integer,
  terms_accepted_at_us integer not null,
  created_at_us integer not null,
  constraint account_pk primary key (id)
) strict;

create unique index if not exists account_email_uq on account (email);

create unique index if not exists account_username_uq on account (username_folded);

create unique index if not exists account_mobile_uq on account (mobile);
