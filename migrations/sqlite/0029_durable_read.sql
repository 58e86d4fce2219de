create table if not exists durable_read (
  id integer not null,
  times integer not null,
  constraint durable_read_pk primary key (id)
) strict;
