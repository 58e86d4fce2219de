create table if not exists feed (
  kind integer not null,
  owner blob not null,
  tab integer not null,
  row_id blob not null,
  version integer not null,
  change_id blob not null,
  constraint feed_pk primary key (kind, owner, tab, row_id)
) strict, without rowid;

create index if not exists feed_version_ix on feed (kind, owner, version);
