create table if not exists second_factor (
  account_id blob not null,
  secret text not null,
  created_at_us integer not null,
  confirmed_at_us integer,
  last_step integer not null,
  constraint second_factor_pk primary key (account_id)
) strict;
