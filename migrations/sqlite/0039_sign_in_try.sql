create table if not exists sign_in_try (
  key_hash text not null,
  failures integer not null,
  at_us integer not null,
  not_before_us integer not null,
  constraint sign_in_try_pk primary key (key_hash)
) strict;

create index if not exists sign_in_try_at_ix on sign_in_try (at_us);
