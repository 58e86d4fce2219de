-- What sync noticed and did about it, so that nothing is healed silently.
create table if not exists sync_event (
  id integer not null,
  at_us integer not null,
  what text not null,
  kind integer not null,
  owner blob not null,
  constraint sync_event_pk primary key (id)
) strict;
