create table if not exists space (
  kind integer not null,
  owner blob not null,
  version integer not null,
  constraint space_pk primary key (kind, owner)
) strict, without rowid;
