create table if not exists note (
  name text not null,
  value text not null,
  constraint note_pk primary key (name)
) strict;
